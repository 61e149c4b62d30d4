"""Recommendations to departments: drafted with frozen evidence, sent, answered, measured before and after (Q7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from app.authority import Actor, Refusal, actor
from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import Channel, Outcome, Recommendation, RecommendationStatus, Role, Told
from app.queries.case_filter import CaseFilter
from app.queries.recommendation_effect import ENOUGH, _way, effect
from app.queries.recommendations import evidence, recommendation, recommendation_id_of, recommendations
from app.reports.charts import draw_bars
from app.reports.recommendation_letter import months_chart
from app.services.cases import close_case
from app.services.recommendations import (
    answer_recommendation,
    change_recommendation,
    draft_recommendation,
    send_recommendation,
    set_effect,
    withdraw_recommendation,
)
from tests.factories import AT, director, make_case, make_contact, make_staff, make_store

FIELDS = {"department_id": 1, "category_id": 1, "title": "Tell the date", "words": "Give each caller a date."}
DAY = timedelta(days=1)
ADOPTED, PARTLY, DECLINED = RecommendationStatus.ADOPTED, RecommendationStatus.PARTLY, RecommendationStatus.DECLINED


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """The Director 1, associates 2 and 3, an intern 4."""
    store = make_store(tmp_path)
    with Session(store.engine) as made:
        make_staff(made)
        make_staff(made, name="Denise Rocha", login="drocha")
        make_staff(made, Role.INTERN, name="Owen Sullivan", login="osullivan")
        yield made
    store.close()


def as_(session: Session, staff_id: int) -> Actor:
    return actor(session, staff_id, AT)


def draft(session: Session, who: Actor | None = None, **given: Any) -> Recommendation:
    return draft_recommendation(session, who or director(session), fields=FIELDS, at=given.pop("at", AT), **given)


def sent(session: Session, **given: Any) -> Recommendation:
    made = draft(session, **given)
    return send_recommendation(session, director(session), made.id or 0, at=given.get("at", AT))


def answered(
    session: Session, status: RecommendationStatus = ADOPTED, *, on: date | None = None, **given: Any
) -> Recommendation:
    made = sent(session, **given)
    answer: dict[str, Any] = {"status": status, "answer": "We do.", "effective_on": on}
    return answer_recommendation(session, director(session), made.id or 0, at=AT, **answer)


def test_that_numbers_run_by_the_offices_year_and_are_never_used_again(session: Session) -> None:
    first = draft(session)
    withdraw_recommendation(session, director(session), first.id or 0, reason="No", at=AT)
    assert [first.number, draft(session).number] == ["2026-01", "2026-02"]
    eve = datetime(2027, 1, 1, 3, 0, tzinfo=UTC)  # still the old year in Halbrook
    assert draft(session, at=eve).number == "2026-03"
    assert draft(session, at=eve + DAY).number == "2027-01"


def test_that_evidence_is_frozen_with_its_question(session: Session) -> None:
    one = make_case(session, fields={"category_id": 1})
    made = draft(session, evidence=CaseFilter(category_ids=(1,)))
    make_case(session, fields={"category_id": 1})
    row = recommendation(session, director(session), made.id or 0)
    assert row.case_ids == (one.id,) and row.query == {"category_ids": [1]} and row.cases == 1
    change_recommendation(
        session, director(session), made.id or 0, fields={}, evidence=CaseFilter(category_ids=(1,)), at=AT
    )
    assert recommendation(session, director(session), made.id or 0).cases == 2


def test_that_what_is_missing_is_said_beside_its_field(session: Session) -> None:
    for missing in ("department_id", "title", "words"):
        fields = {key: value for key, value in FIELDS.items() if key != missing}
        with pytest.raises(Invalid) as refused:
            draft_recommendation(session, director(session), fields=fields, at=AT)
        assert list(refused.value.problems) == [missing]
    for wrong in ({"department_id": 99}, {"category_id": 99}, {"title": "  "}):
        with pytest.raises(Invalid) as refused:
            draft_recommendation(session, director(session), fields={**FIELDS, **wrong}, at=AT)
        assert list(refused.value.problems) == list(wrong)


def test_that_associates_draft_and_only_who_directs_sends(session: Session) -> None:
    made = draft(session, as_(session, 2))
    change_recommendation(session, as_(session, 2), made.id or 0, fields={"title": "Say the date"}, at=AT)
    with pytest.raises(Refusal, match="send recommendations"):
        send_recommendation(session, as_(session, 2), made.id or 0, at=AT)
    with pytest.raises(Refusal):
        draft(session, as_(session, 4))
    assert send_recommendation(session, director(session), made.id or 0, at=AT).sent_at == AT
    assert recommendation(session, as_(session, 4), made.id or 0).title == "Say the date"


def test_that_a_draft_is_seen_by_who_drafted_it_and_who_recommends(session: Session) -> None:
    made = draft(session, as_(session, 2))
    assert [len(recommendations(session, as_(session, each))) for each in (1, 2, 3, 4)] == [1, 1, 0, 0]
    for act in (recommendation, lambda s, who, n: change_recommendation(s, who, n, fields={}, at=AT)):
        with pytest.raises(NotFound):
            act(session, as_(session, 3), made.id or 0)
    with pytest.raises(NotFound):
        recommendation_id_of(session, as_(session, 3), made.number)


def test_that_a_withdrawn_draft_stays_hidden_from_others(session: Session) -> None:
    made = draft(session, as_(session, 2))
    withdraw_recommendation(session, as_(session, 2), made.id or 0, reason="Not enough", at=AT)
    assert not recommendations(session, as_(session, 3)) and len(recommendations(session, as_(session, 2))) == 1


def test_that_what_was_sent_stays_as_it_was_sent(session: Session) -> None:
    made = sent(session)
    for act in (
        lambda: change_recommendation(session, director(session), made.id or 0, fields={"title": "X"}, at=AT),
        lambda: send_recommendation(session, director(session), made.id or 0, at=AT),
    ):
        with pytest.raises(Conflict, match=r"2026-01 is sent already"):
            act()


@pytest.mark.parametrize("status", [ADOPTED, PARTLY, DECLINED], ids=str)
def test_that_an_answer_is_kept_with_its_day(session: Session, status: RecommendationStatus) -> None:
    made = answered(session, status)
    assert (made.status, made.answered_at, made.answer) == (status, AT, "We do.")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"status": RecommendationStatus.SENT, "answer": "x"}, "status"),
        ({"status": ADOPTED, "answer": " "}, "answer"),
        ({"status": DECLINED, "answer": "No", "effective_on": AT.date()}, "effective_on"),
        ({"status": ADOPTED, "answer": "Yes", "effective_on": AT.date() - DAY}, "effective_on"),
    ],
)
def test_that_a_wrong_answer_is_refused(session: Session, given: dict[str, Any], field: str) -> None:
    made = sent(session)
    with pytest.raises(Invalid) as refused:
        answer_recommendation(session, director(session), made.id or 0, at=AT, **given)
    assert field in refused.value.problems


def test_that_only_what_was_adopted_has_a_date_of_effect(session: Session) -> None:
    declined = answered(session, DECLINED)
    with pytest.raises(Conflict, match="Only what was adopted"):
        set_effect(session, director(session), declined.id or 0, effective_on=AT.date(), at=AT)
    adopted = answered(session)
    assert set_effect(session, director(session), adopted.id or 0, effective_on=AT.date(), at=AT).effective_on
    with pytest.raises(Conflict, match="Only one that was sent"):
        answer_recommendation(session, director(session), draft(session).id or 0, status=ADOPTED, answer="Y", at=AT)


def test_that_withdrawing_takes_a_reason_and_the_right(session: Session) -> None:
    made = sent(session, who=as_(session, 2))
    with pytest.raises(Invalid, match="Say why"):
        withdraw_recommendation(session, director(session), made.id or 0, reason=" ", at=AT)
    with pytest.raises(Refusal):
        withdraw_recommendation(session, as_(session, 2), made.id or 0, reason="No", at=AT)
    withdraw_recommendation(session, director(session), made.id or 0, reason="Solved", at=AT)
    with pytest.raises(Conflict):
        withdraw_recommendation(session, director(session), made.id or 0, reason="Again", at=AT)
    with pytest.raises(NotFound):
        withdraw_recommendation(session, as_(session, 2), draft(session).id or 0, reason="Not mine", at=AT)


def test_that_confidential_cases_are_counted_and_printed_for_nobody_outside(session: Session) -> None:
    plain, hidden = make_case(session), make_case(session, fields={"confidential": True})
    made = sent(session, case_ids=[plain.id or 0, hidden.id or 0])
    assert [row.id for row in evidence(session, director(session), made.id or 0)] == [plain.id, hidden.id]
    assert [row.id for row in evidence(session, director(session), made.id or 0, printed=True)] == [plain.id]
    assert recommendation(session, as_(session, 2), made.id or 0).case_ids == (plain.id,)
    with pytest.raises(NotFound):
        draft(session, as_(session, 2), case_ids=[hidden.id or 0])


# -- before and after

BEGUN = date(2026, 9, 1)
NOON = datetime(2026, 9, 1, 16, 0, tzinfo=UTC)


def fill(session: Session, start: datetime, many: int, *, took: int, every: timedelta = DAY, twice: int = 0) -> None:
    """Cases received one after the other, each closed after so many days; the first ones are asked about again."""
    told = {"told": True, "told_how": Channel.PHONE}
    for n in range(many):
        at = start + n * every
        case = make_case(session, at=at, fields={"category_id": 1})
        for again in range(2 if n < twice else 1):
            make_contact(session, at=at + again * DAY, case_id=case.id)
        done = at + took * DAY
        given = Told.checked({**told, "told_at": done})
        close_case(session, director(session), case.id or 0, outcome=Outcome.RESOLVED, told=given, at=done)


def measured(session: Session, **given: Any) -> Any:
    made = answered(session, at=NOON, on=BEGUN)
    return effect(session, given.get("who") or director(session), made.id or 0, at=given.get("at", AT))


def test_that_both_sides_are_as_long_and_counted_alike(session: Session) -> None:
    fill(session, NOON - 70 * DAY, 30, took=14, twice=6, every=2 * DAY)
    fill(session, NOON + 0 * DAY, 25, took=7, twice=1, every=2 * DAY)
    found = measured(session)
    before, after = found.before, found.after
    assert (after.period.first, after.period.last) == (BEGUN, date(2026, 11, 18))
    assert (before.period.last - before.period.first) == (after.period.last - after.period.first)
    assert (before.received, after.received) == (30, 25) and before.says and after.says
    assert before.median > after.median > 0
    assert (before.settled, before.repeat, after.repeat) == (30, 6, 1)
    assert "sooner" in found.words and "Other causes are possible" in found.words
    assert sum(each.after for each in found.months) == 25


def test_that_what_was_said_before_receipt_is_no_repeat_contact(session: Session) -> None:
    case = make_case(session, at=NOON + DAY, fields={"category_id": 1})
    for at in (NOON - 20 * DAY, NOON + DAY):
        make_contact(session, at=AT, case_id=case.id, fields={"happened_at": at})
    assert (measured(session).after.settled, measured(session).after.repeat) == (1, 0)
    make_contact(session, at=AT, case_id=case.id, fields={"happened_at": NOON + 2 * DAY})
    assert measured(session).after.repeat == 1


def test_that_too_few_are_said_to_be_too_few(session: Session) -> None:
    fill(session, NOON - 70 * DAY, ENOUGH, took=5)
    fill(session, NOON, ENOUGH - 1, took=5)
    found = measured(session)
    assert found.before.says and not found.after.says
    assert found.words.startswith("Too few to say: 20 before and 19 after received")


def test_that_the_month_of_effect_is_divided_by_its_day(session: Session) -> None:
    fill(session, NOON - 5 * DAY, 10, took=1)
    found = measured(session)
    months = {each.period.first.month: (each.before, each.after) for each in found.months}
    assert months[8] == (5, 0) and months[9] == (0, 5)
    assert len(found.months) == 6 + 3  # six before that of the effect, then to the present


def test_that_the_chart_has_no_bar_of_nought_for_the_side_a_month_is_not_on(session: Session) -> None:
    fill(session, NOON - 5 * DAY, 10, took=1)
    chart = months_chart(measured(session))
    before, after = (dict(zip(chart.labels, values, strict=True)) for _, values in chart.series)
    assert (before["Aug"], after["Aug"]) == (5, None) and (before["Sep"], after["Sep"]) == (None, 5)
    assert (before["Nov"], after["Nov"]) == (None, 0) and "none" in chart.words
    drawn = Numbers()
    draw_bars(chart, drawn, 400, 100)
    assert [words for words, bold in drawn.told if bold] == ["Nov", "0"]


class Numbers:
    """A target that keeps the words of a chart."""

    def __init__(self) -> None:
        self.told: list[tuple[str, bool]] = []

    def line(self, x1: float, y1: float, x2: float, y2: float, *, quiet: bool) -> None: ...

    def bar(self, x: float, y: float, width: float, height: float, *, series: int) -> None: ...

    def text(self, x: float, y: float, words: str, *, align: str, bold: bool) -> None:
        self.told.append((words, bold))


def test_that_a_last_side_is_no_longer_than_six_months(session: Session) -> None:
    found = measured(session, at=NOON + 400 * DAY)
    assert (found.after.period.last - found.after.period.first).days == 182
    assert len(found.months) <= 14


def test_that_there_is_no_effect_without_category_or_date(session: Session) -> None:
    made = answered(session)
    with pytest.raises(Invalid) as refused:
        effect(session, director(session), made.id or 0, at=AT)
    assert "effective_on" in refused.value.problems
    fields = {**FIELDS, "category_id": None}
    other = draft_recommendation(session, director(session), fields=fields, at=AT)
    with pytest.raises(Invalid) as refused:
        effect(session, director(session), other.id or 0, at=AT)
    assert "category_id" in refused.value.problems


def test_that_hidden_cases_are_in_no_figure_of_who_may_not_count_them(session: Session) -> None:
    fill(session, NOON, 3, took=1)
    make_case(session, at=NOON, fields={"category_id": 1, "confidential": True})
    assert measured(session).after.received == 4
    assert measured(session, who=as_(session, 2)).after.received == 3


def test_that_somebody_elses_draft_is_not_changed_by_an_associate(session: Session) -> None:
    made = draft(session, as_(session, 2))
    with pytest.raises((NotFound, NotAllowed)):
        change_recommendation(session, as_(session, 3), made.id or 0, fields={"title": "X"}, at=AT)
    assert change_recommendation(session, director(session), made.id or 0, fields={"title": "X"}, at=AT).title == "X"


def test_that_a_tenth_more_or_less_is_called_no_effect() -> None:
    assert _way(7.5, 7.4, "fewer", "more", "as many") == "about as many {0}, 7.4 after 7.5 before"
    assert _way(6.2, 4.1, "fewer", "more", "as many") == "fewer {0}, 4.1 after 6.2 before"
