"""Reading answers for substance: the draw that anybody repeats, readers, marks, agreement and figures (Q6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlmodel import Session, select

from app.authority import Actor, actor
from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import Case, Channel, Criterion, Event, Outcome, ReadFor, Role, SubstanceReview, Told
from app.queries.agreement import ENOUGH, agreement, weighted_kappa
from app.queries.figures import behind, month, substance, substance_trend
from app.queries.history import HistoryFilter, history_ids, history_rows
from app.queries.substance import agreement_of, reading, readings, samples
from app.queries.substance_draw import drawn, fingerprint
from app.services.cases import assign_cases, close_case, reopen_case, update_case
from app.services.substance import add_second_reader, assign_reader, close_month, draw_sample, mark_answer
from app.services.substance_draw import check_draw
from tests.factories import AT, director, make_case, make_staff, make_store

OCTOBER = datetime(2026, 10, 14, 15, 0, tzinfo=UTC)
PERIOD = month("America/New_York", 2026, 10)
GOOD = {each.value: 2 for each in Criterion}
FIELDS = {"source": "Ordinance 12-4", "words": "", "learned": ""}
ZONE = "America/New_York"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """The Director 1, associates 2 and 3, a coordinator 4, an intern 5."""
    store = make_store(tmp_path)
    with Session(store.engine) as made:
        make_staff(made, name="Linh Tran", login="ltran")
        make_staff(made, name="Denise Rocha", login="drocha")
        make_staff(made, Role.COORDINATOR, name="Widline Joseph", login="wjoseph")
        make_staff(made, Role.INTERN, name="Owen Sullivan", login="osullivan")
        yield made
    store.close()


def as_(session: Session, staff_id: int) -> Actor:
    return actor(session, staff_id, AT)


def closed(session: Session, *, owner_id: int = 2, at: datetime = OCTOBER, by: int | None = None, **more: Any) -> Case:
    """A case closed by its owner, or by somebody else."""
    case = make_case(session, owner_id=owner_id, at=at - timedelta(days=2), **more)
    told = Told(told=True, told_at=at, told_how=Channel.PHONE)
    close_case(session, actor(session, by or owner_id, AT), case.id or 0, outcome=Outcome.RESOLVED, told=told, at=at)
    return case


def draw(session: Session, size: int = 3, **more: Any) -> list[SubstanceReview]:
    draw_sample(session, director(session), "2026-10", size=size, at=AT, **more)
    return list(session.exec(select(SubstanceReview)))


def mark(session: Session, review: SubstanceReview, **marks: int) -> SubstanceReview:
    who = as_(session, review.reviewer_id or 0)
    return mark_answer(session, who, review.id or 0, marks={**GOOD, **marks}, fields=FIELDS, at=AT)


# -- the draw


def test_that_the_draw_is_what_its_description_says() -> None:
    numbers = [f"2026-{n:05d}" for n in range(1, 40)]
    by_hand = sorted(numbers, key=lambda number: sha256(f"2026-10|{number}".encode()).hexdigest())[:12]
    assert drawn(numbers, seed="2026-10", size=12) == by_hand


@given(some.sets(some.integers(1, 99_999), max_size=60), some.integers(1, 30), some.randoms())
def test_that_the_draw_hangs_on_seed_and_numbers_alone(numbers: set[int], size: int, chance: Random) -> None:
    told = [f"2026-{n:05d}" for n in numbers]
    mixed = told.copy()
    chance.shuffle(mixed)
    assert drawn(mixed, seed="s", size=size) == drawn(told, seed="s", size=size)
    assert len(drawn(told, seed="s", size=size)) == min(size, len(told))
    assert fingerprint(mixed) == fingerprint(told)


def test_that_every_case_is_drawn_about_as_often() -> None:
    numbers = [f"2026-{n:05d}" for n in range(20)]
    many = [drawn(numbers, seed=str(seed), size=5) for seed in range(800)]
    counts = [sum(number in each for each in many) for number in numbers]
    assert min(counts) > 140 and max(counts) < 260  # 200 expected, four deviations


def test_that_a_sample_holds_the_drawn_and_all_reopened_and_complaints(session: Session) -> None:
    for _ in range(6):
        closed(session)
    again, complained = closed(session), closed(session)
    reopen_case(session, director(session), again.id or 0, reason="Not done", at=OCTOBER + timedelta(days=1))
    changes = {"complaint": True}
    at = OCTOBER + timedelta(days=1)
    update_case(session, director(session), complained.id or 0, version=complained.version, changes=changes, at=at)
    found = draw(session)
    assert sorted(each.why for each in found) == ["complaint", "reopened", "sampled", "sampled", "sampled"]
    assert {each.case_id for each in found if each.why is ReadFor.REOPENED} == {again.id}
    assert {each.case_id for each in found if each.why is ReadFor.COMPLAINT} == {complained.id}
    assert samples(session, director(session))[0].drawn_from == 6
    assert check_draw(session, as_(session, 3), "2026-10") == (True, True)


def test_that_a_repeated_draw_sees_that_the_cases_are_others(session: Session) -> None:
    case = closed(session)
    closed(session)
    draw(session)
    update_case(session, director(session), case.id or 0, version=case.version, changes={"complaint": True}, at=OCTOBER)
    assert not check_draw(session, director(session), "2026-10").same_cases


@pytest.mark.parametrize(
    ("said", "given", "field"),
    [
        ("2026-11", {}, "month"),
        ("October", {}, "month"),
        ("2026-10", {"size": 0}, "size"),
        ("2026-10", {"size": 201}, "size"),
        ("2026-10", {"twice": -1}, "twice"),
        ("2026-09", {}, "month"),
    ],
)
def test_that_a_draw_that_cannot_be_is_refused(session: Session, said: str, given: dict[str, Any], field: str) -> None:
    closed(session)
    with pytest.raises(Invalid) as refused:
        draw_sample(session, director(session), said, **{"size": 3, **given}, at=AT)
    assert field in refused.value.problems


def test_that_a_seed_too_long_to_be_kept_draws_nothing(session: Session) -> None:
    closed(session)
    with pytest.raises(Invalid, match="at most 60") as refused:
        draw(session, seed="x" * 61)
    assert set(refused.value.problems) == {"seed"}


def test_that_a_month_is_drawn_once(session: Session) -> None:
    closed(session)
    draw(session)
    with pytest.raises(Invalid, match="drawn already"):
        draw(session)


# -- readers


def test_that_nobody_reads_what_they_own_closed_or_told(session: Session) -> None:
    for n in range(24):
        closed(session, owner_id=2 + n % 3, by=1 if n % 2 else None)
    found = draw(session, 24, twice=24)
    cases = {case.id: case for case in session.exec(select(Case))}
    for each in found:
        assert each.reviewer_id not in (cases[each.case_id].owner_id, None, 5)
    closers = {case_id for case_id, case in cases.items() if (case.seq - 1) % 2}
    assert not [each for each in found if each.case_id in closers and each.reviewer_id == 1]
    pairs: dict[int, set[int | None]] = {}
    for each in found:
        pairs.setdefault(each.case_id, set()).add(each.reviewer_id)
    assert all(len(pair) == 2 for pair in pairs.values())


def test_that_readings_are_handed_out_evenly(session: Session) -> None:
    for _ in range(12):
        closed(session, owner_id=2)
    given_to = [each.reviewer_id for each in draw(session, 12)]
    assert sorted(given_to.count(each) for each in (1, 3, 4)) == [4, 4, 4]


def test_that_a_confidential_case_goes_only_to_who_may_see_it(session: Session) -> None:
    for _ in range(4):
        closed(session, fields={"confidential": True})
    assert {each.reviewer_id for each in draw(session, 4)} == {1}
    assert not readings(session, as_(session, 3)) and len(readings(session, director(session))) == 4


def test_that_a_case_that_nobody_may_read_waits_without_reader(session: Session) -> None:
    closed(session, owner_id=1, fields={"confidential": True})
    assert [each.reviewer_id for each in draw(session)] == [None]


def test_that_a_reading_is_given_to_another_who_may(session: Session) -> None:
    closed(session)
    review = draw(session)[0]
    other = next(each for each in (1, 3, 4) if each != review.reviewer_id)
    assert assign_reader(session, director(session), review.id or 0, reviewer_id=other, at=AT).reviewer_id == other
    for barred in (2, 5):
        with pytest.raises(Invalid, match="neither owns"):
            assign_reader(session, director(session), review.id or 0, reviewer_id=barred, at=AT)


# -- marks


def test_that_marks_are_kept_with_who_gave_them(session: Session) -> None:
    closed(session)
    review = mark(session, draw(session)[0], next_step=1)
    row = reading(session, director(session), review.id or 0)
    assert row.marks == {**GOOD, "next_step": 1} and row.full == 5 and row.reviewed_at == AT
    line = session.exec(select(Event).where(Event.verb == "marked")).one()
    assert line.detail["marks"] == [None, row.marks] and line.actor_id == review.reviewer_id


@pytest.mark.parametrize("missing", list(Criterion), ids=str)
def test_that_each_mark_is_asked_for(session: Session, missing: Criterion) -> None:
    closed(session)
    review = draw(session)[0]
    who = as_(session, review.reviewer_id or 0)
    wrongs: list[dict[str, Any]] = [{}, {missing.value: 3}, {missing.value: -1}, {missing.value: None}]
    for wrong in wrongs:
        marks: dict[str, Any] = {key: value for key, value in GOOD.items() if key != missing.value} | wrong
        with pytest.raises(Invalid) as refused:
            mark_answer(session, who, review.id or 0, marks=marks, fields=FIELDS, at=AT)
        assert list(refused.value.problems) == [missing.value]


def test_that_correct_in_full_needs_its_source(session: Session) -> None:
    closed(session)
    review = draw(session)[0]
    who = as_(session, review.reviewer_id or 0)
    with pytest.raises(Invalid) as refused:
        mark_answer(session, who, review.id or 0, marks=GOOD, fields={"source": "  "}, at=AT)
    assert "source" in refused.value.problems
    assert mark_answer(session, who, review.id or 0, marks={**GOOD, "correct": 1}, fields={}, at=AT).marks


def test_that_only_its_reader_marks_a_case(session: Session) -> None:
    closed(session)
    review = draw(session)[0]
    for each in (1, 2, 3, 4):
        if each != review.reviewer_id:
            with pytest.raises(NotAllowed, match="somebody else"):
                mark_answer(session, as_(session, each), review.id or 0, marks=GOOD, fields=FIELDS, at=AT)


def test_that_who_was_given_the_case_meanwhile_marks_it_no_more(session: Session) -> None:
    case = closed(session)
    review = draw(session)[0]
    reopen_case(session, director(session), case.id or 0, reason="Again", at=AT)
    assign_cases(session, director(session), [case.id or 0], owner_id=review.reviewer_id, at=AT)
    with pytest.raises(NotAllowed, match="your own case"):
        mark(session, review)


def test_that_marks_are_corrected_with_history_until_the_month_is_closed(session: Session) -> None:
    closed(session)
    review = mark(session, draw(session)[0])
    mark(session, review, plain=0)
    line = session.exec(select(Event).where(Event.verb == "marks corrected")).one()
    assert line.detail["marks"][0]["plain"] == 2 and line.detail["marks"][1]["plain"] == 0
    close_month(session, director(session), "2026-10", at=AT)
    with pytest.raises(Conflict, match="closed"):
        mark(session, review)
    with pytest.raises(Conflict, match="closed already"):
        close_month(session, director(session), "2026-10", at=AT)
    with pytest.raises(NotFound):
        close_month(session, director(session), "2026-09", at=AT)


# -- the second reader


def twice(session: Session) -> tuple[SubstanceReview, SubstanceReview]:
    closed(session)
    first, second = sorted(draw(session, twice=1), key=lambda each: each.second)
    return first, second


def test_that_the_second_reader_sees_the_first_marks_only_when_both_are_done(session: Session) -> None:
    first, second = twice(session)
    mark(session, first, plain=1)
    blind = reading(session, as_(session, second.reviewer_id or 0), first.id or 0)
    assert blind.sealed and not blind.marks and blind.reviewed_at is not None and not blind.source
    others = [each for each in (1, 3, 4) if each not in (first.reviewer_id, second.reviewer_id)]
    assert all(reading(session, as_(session, each), first.id or 0).sealed for each in others)
    assert not reading(session, as_(session, first.reviewer_id or 0), first.id or 0).sealed
    assert substance(session, director(session), PERIOD).n == 0
    mark(session, second)
    seen = reading(session, as_(session, second.reviewer_id or 0), first.id or 0)
    assert not seen.sealed and seen.marks["plain"] == 1
    assert substance(session, director(session), PERIOD).n == 1


def test_that_history_keeps_the_first_marks_from_a_director_who_is_to_read_blind(session: Session) -> None:
    first, second = twice(session)
    mark(session, first, plain=1)
    second.reviewer_id = 1
    session.add(second)
    session.flush()
    ids = history_ids(session, director(session), HistoryFilter(verbs=("marked",)))
    assert [each.name for each in history_rows(session, director(session), ids)[0].fields] == ["case_id"]
    mark(session, second)
    assert "plain" in [each.name for each in history_rows(session, director(session), ids)[0].fields]


def test_that_agreement_is_counted_from_the_marks_given_blind(session: Session) -> None:
    first, second = twice(session)
    mark(session, first, plain=1)
    mark(session, second)
    mark(session, first)
    found = agreement_of(session, director(session))
    assert (found.n, found.marks, found.same) == (1, 6, 5) and "too few to say" in found.words


def test_that_a_closed_month_counts_what_was_marked_and_waits_for_nothing(session: Session) -> None:
    first, second = twice(session)
    mark(session, first, plain=1)
    found = substance(session, director(session), PERIOD)
    assert (found.n, found.waiting) == (0, 1)
    close_month(session, director(session), "2026-10", at=AT)
    found = substance(session, director(session), PERIOD)
    assert (found.n, found.full, found.waiting) == (1, 5, 0)
    assert not reading(session, as_(session, second.reviewer_id or 0), first.id or 0).sealed


def test_that_a_first_reader_may_correct_before_the_second_is_done(session: Session) -> None:
    first, second = twice(session)
    mark(session, first, plain=1)
    mark(session, first)
    mark(session, second)
    assert agreement_of(session, director(session)).same == 6


def test_that_a_second_reader_is_added_once_and_is_another(session: Session) -> None:
    closed(session)
    review = draw(session)[0]
    with pytest.raises(Invalid):
        add_second_reader(session, director(session), review.id or 0, reviewer_id=review.reviewer_id or 0, at=AT)
    other = next(each for each in (1, 3, 4) if each != review.reviewer_id)
    assert add_second_reader(session, director(session), review.id or 0, reviewer_id=other, at=AT).second
    with pytest.raises(Conflict):
        add_second_reader(session, director(session), review.id or 0, reviewer_id=other, at=AT)


def test_that_no_second_reader_is_added_who_would_not_be_blind(session: Session) -> None:
    closed(session)
    review = mark(session, draw(session)[0])
    other = next(each for each in (1, 3, 4) if each != review.reviewer_id)
    with pytest.raises(Conflict, match="would not be blind"):
        add_second_reader(session, director(session), review.id or 0, reviewer_id=other, at=AT)


def test_that_weighted_kappa_is_as_by_hand() -> None:
    # Rows are the first reader, columns the second; ten steps apart in all
    table = [[10, 2, 0], [1, 8, 3], [1, 2, 13]]
    pairs = [(i, j) for i in range(3) for j in range(3) for _ in range(table[i][j])]
    rows, columns = [12, 12, 16], [12, 12, 16]
    chance = sum(abs(i - j) * rows[i] * columns[j] for i in range(3) for j in range(3)) / 40
    assert weighted_kappa(pairs) == pytest.approx(1 - 10 / chance)
    assert weighted_kappa([(0, 0), (1, 1), (2, 2)]) == 1
    assert weighted_kappa([]) is None and weighted_kappa([(2, 2)] * 5) is None


def test_that_agreement_says_so_when_there_is_too_little() -> None:
    assert agreement(0, []).words == "No case was read twice."
    assert "too few" in agreement(ENOUGH - 1, [(2, 1)] * 6).words
    assert "kappa" in agreement(ENOUGH, [(2, 2), (1, 1), (0, 1)]).words
    assert "all marks are the same" in agreement(ENOUGH, [(2, 2)] * 6).words


# -- figures


def test_that_figures_count_marks_by_criterion_category_and_department(session: Session) -> None:
    closed(session, fields={"category_id": 1})
    closed(session, fields={"category_id": 2})
    for each in draw(session):
        mark(session, each, plain=0 if session.get_one(Case, each.case_id).category_id == 1 else 2)
    found = substance(session, director(session), PERIOD)
    assert (found.n, found.full, found.marks, found.waiting) == (2, 11, 12, 0)
    assert found.criteria[Criterion.PLAIN] == (1, 0, 1) and found.criteria[Criterion.LANGUAGE] == (0, 0, 2)
    assert {(line.name, line.full, line.lowest) for line in found.divided["category"]} == {
        ("Streets", 5, Criterion.PLAIN),
        ("Water", 6, None),
    }
    assert {line.name for line in found.divided["department"]} == {"Public Works", "Water"}
    trend = substance_trend(session, director(session), PERIOD)
    assert len(trend) == 12 and (trend[-1].n, trend[-1].full) == (2, 11) and not trend[0].n


def test_that_each_figure_opens_its_cases(session: Session) -> None:
    one, _ = closed(session, fields={"category_id": 1}), closed(session, fields={"category_id": 2})
    for each in draw(session):
        mark(session, each, plain=0 if each.case_id == one.id else 2)
    who = director(session)

    def opens(key: str) -> list[int]:
        return behind(session, who, key, PERIOD, at=AT).ids

    assert len(opens("substance")) == 2 and opens("substance.plain.0") == [one.id]
    assert opens("substance.category.1") == opens("substance.department.1") == [one.id]
    assert len(opens("substance.why.sampled")) == 2 and opens("substance.waiting") == []


def test_that_a_hidden_case_is_in_no_figure_and_no_line_of_who_may_not_see_it(session: Session) -> None:
    closed(session, fields={"confidential": True})
    review = mark(session, draw(session)[0])
    stranger = as_(session, 3)
    assert substance(session, stranger, PERIOD).n == 0 and not readings(session, stranger)
    with pytest.raises(NotFound):
        reading(session, stranger, review.id or 0)
    assert samples(session, stranger)[0].drawn_from is None
    mayor = make_staff(session, Role.MAYOR, name="Tom Grady", login="tgrady")
    assert substance(session, mayor, PERIOD).n == 1
    lines = history_ids(session, mayor, HistoryFilter(subjects=("substance_review",)))
    assert not lines and len(history_ids(session, director(session), HistoryFilter(subjects=("substance_review",))))
