"""Custom reports: wrong combinations, groups that reconcile, who may change them, and papers in every format (K9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from app.authority import Actor, actor
from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import Category, CustomReport, Outcome, Role, Told
from app.queries.custom import (
    OTHERS,
    Spec,
    What,
    custom_counts,
    custom_id_of,
    custom_ids,
    custom_report,
    custom_reports,
    dimensions_of,
    measures_of,
    read_spec,
)
from app.queries.figures import Period, behind, days, month
from app.reports.formats import Prepared, as_data
from app.reports.run import make_report, prepare_report
from app.services.cases import close_case
from app.services.custom_reports import change_custom, save_custom, share_custom, withdraw_custom
from app.store import Store
from tests.factories import AT, director, make_case, make_contact, make_staff, make_store

PLAIN = {"what": "cases", "groups": ["category"], "measures": ["opened"]}
NOVEMBER = month("America/New_York", 2026, 11)
NAMES = "Đặng Thị Hoa · Владимир · محمد · 田中 · ខ្មែរ"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """The Director 1, an associate 2, an intern 3, the Mayor 4."""
    made = make_store(tmp_path)
    made.write(lambda s: make_staff(s, name="Denise Rocha", login="drocha"))
    made.write(lambda s: make_staff(s, Role.INTERN, name="Owen Sullivan", login="osullivan"))
    made.write(lambda s: make_staff(s, Role.MAYOR, name="Thomas Grady", login="tgrady"))
    return made


def as_(session: Session, staff_id: int) -> Actor:
    return actor(session, staff_id, AT)


def save(store: Store, by: int = 2, **given: Any) -> int:
    fields: dict[str, Any] = {"title": "Potholes", "spec": PLAIN, **given}
    return store.write(lambda s: save_custom(s, as_(s, by), at=AT, **fields).id or 0).result


def prepared(store: Store, by: int = 1, **answers: Any) -> Prepared:
    given = {"period": "2026-11", **answers}
    return store.read(lambda s: prepare_report(s, as_(s, by), "custom", given, at=AT))


def fill(store: Store) -> None:
    """Four cases of three categories in three wards, one closed; two contacts."""

    def act(session: Session) -> None:
        session.add_all([Category(name="Parks"), Category(name="Trees, and “others”")])
        session.flush()
        for category, ward in ((1, "3"), (1, "5"), (2, "3"), (3, "")):
            made = make_case(session, fields={"category_id": category})
            made.ward = ward
            session.add(made)
        told = Told(told=False, why_not="Anonymous")
        close_case(session, director(session), 1, outcome=Outcome.RESOLVED, told=told, words="Done", at=AT)
        make_contact(session, fields={"language": "Vietnamese"})
        make_contact(session, at=AT - timedelta(days=1), fields={"channel": "walk_in"})

    store.write(act)


WRONG: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"what": "parades"}, "what", "Choose one of"),
    ({"measures": []}, "measures", "Choose at least one figure"),
    ({"measures": ["contacts"]}, "measures", "counted for contacts, not for cases"),
    ({"measures": ["luck"]}, "measures", "There is no figure “luck”"),
    ({"measures": [each.key for each in measures_of(What.CASES)][:7]}, "measures", "up to 6"),
    ({"groups": []}, "groups", "Choose by what to group"),
    ({"groups": ["help"]}, "groups", "Cases have no language help. Group by"),
    ({"groups": ["ward", "ward"]}, "groups", "Both groups are the same"),
    ({"groups": ["week", "month"]}, "groups", "A week does not lie within one month"),
    ({"groups": ["ward", "owner", "month"]}, "groups", "one or two things"),
    ({"groups": ["outcome"]}, "groups", "only closings have one. Take Closed"),
    ({"groups": ["month"], "measures": ["open_end"]}, "groups", "counted on one day and has no month"),
    ({"chart": "line"}, "chart", "Group by month or week alone"),
    ({"chart": "bar", "measures": ["response"]}, "chart", "Add a count"),
    ({"chart": "cake"}, "chart", "none, bar or line"),
    ({"sort": "closed"}, "sort", "Sort by one of the figures chosen"),
    ({"top": "many"}, "top", "a number from 1 to 100"),
    ({"groups": ["month"], "top": 3}, "top", "All of a time is shown"),
    ({"filter": {"person_id": 1}}, "filter", "not about one"),
    ({"filter": {"overdue": "yesterday"}}, "filter", "cannot be read"),
    ({"period": "last month!"}, "period", "Give a period such as"),
)


@pytest.mark.parametrize(("wrong", "field", "said"), WRONG, ids=[each[1] + str(n) for n, each in enumerate(WRONG)])
def test_that_a_wrong_combination_is_refused_beside_its_field(wrong: Mapping[str, Any], field: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_spec({**PLAIN, **wrong})
    assert list(refused.value.problems) == [field] and said in refused.value.problems[field]


def test_that_every_combination_allowed_is_counted_and_reconciles(store: Store) -> None:
    fill(store)
    asked = 0

    def count(session: Session) -> int:
        found = 0
        for what in What:
            measures = [each.key for each in measures_of(what)]
            for group in dimensions_of(what):
                fitting = [each for each in measures if _fits(what, group.key, each)][:6]
                spec = read_spec({"what": what.value, "groups": [group.key], "measures": fitting, "top": None})
                counts = custom_counts(session, director(session), spec, NOVEMBER, at=AT)
                for each in fitting:
                    assert sum(row.tallies[each].n for row in counts.groups) == counts.alone[each], (what, group, each)
                    found += 1
        return found

    asked = store.read(count)
    assert asked > 150


def _fits(what: What, group: str, measure: str) -> bool:
    try:
        read_spec({"what": what.value, "groups": [group], "measures": [measure]})
    except Invalid:
        return False
    return True


def test_that_what_spec_is_kept_is_read_again() -> None:
    full = Spec(
        What.CONTACTS, ("ward", "weekday"), ("contacts", "at_once"), {"channels": ["phone"]}, sort="group", top=4
    )
    assert read_spec(full.to_dict()) == full


def test_that_others_sum_the_rest_and_open_their_list(store: Store) -> None:
    fill(store)
    spec = read_spec({**PLAIN, "measures": ["opened", "closed"], "top": 1})

    def ask(session: Session) -> tuple[Any, list[int], list[int]]:
        who = director(session)
        counts = custom_counts(session, who, spec, NOVEMBER, at=AT)
        first = custom_ids(session, who, spec, "opened", counts.groups[0].keys, NOVEMBER, at=AT)
        return counts, first, custom_ids(session, who, spec, "opened", (OTHERS,), NOVEMBER, at=AT)

    counts, first, rest = store.read(ask)
    assert [row.tallies["opened"].n for row in counts.groups] == [2] and counts.others is not None
    assert counts.others.hides == 2 and counts.others.tallies["opened"].n == 2 == len(rest)
    assert counts.alone == {"opened": 4, "closed": 1} and first == [1, 2] and rest == [3, 4]


def test_that_every_figure_of_a_saved_report_opens_as_many_as_it_says(store: Store) -> None:
    fill(store)
    made = save(store, by=1, spec={**PLAIN, "groups": ["ward", "category"], "measures": ["opened", "told"], "top": 2})
    found = prepared(store, custom=str(made)).collected
    period = found.period
    assert isinstance(period, Period)

    def listed(session: Session) -> list[int]:
        keys = [line.key for line in found.lines if line.key]
        return [len(behind(session, director(session), key, period, at=AT).ids) for key in keys]

    assert store.read(listed) == [line.n for line in found.lines if line.key] and found.lines[0].n == 4
    for wrong in ("custom", "custom.1", f"custom.{made}.closed", "custom.99.opened"):
        with pytest.raises(NotFound):
            store.read(partial(_listed, key=wrong, period=period))


def test_that_local_days_decide_the_month_and_the_weekday(store: Store) -> None:
    late = datetime(2026, 11, 1, 3, 30, tzinfo=UTC)  # still October in Halbrook
    store.write(lambda s: make_contact(s, at=late))
    spec = read_spec({"what": "contacts", "groups": ["month", "weekday"], "measures": ["contacts"]})
    both = days("America/New_York", NOVEMBER.first.replace(month=10), NOVEMBER.last)
    counts = store.read(lambda s: custom_counts(s, director(s), spec, both, at=AT))
    assert [row.names for row in counts.groups] == [("October 2026", "Saturday")]


def test_that_months_without_anything_stand_in_the_year(store: Store) -> None:
    fill(store)
    year = prepared(store, period="2026", spec={**PLAIN, "groups": ["month"], "chart": "line"})
    table = as_data(year)["tables"][0]
    assert len(table["rows"]) == 13 and table["rows"][-1] == ["All", 4] and year.reconciles


def test_that_an_empty_office_is_a_report_too(store: Store, tmp_path: Path) -> None:
    for period in ("2026-11", "2025"):
        spec = {**PLAIN, "measures": ["opened", "resolution", "told"], "chart": "bar"}
        made = prepared(store, spec=spec, period=period)
        assert made.reconciles and made.collected.lines[0].number == 0
    path = tmp_path / "none.pdf"
    store.read(lambda s: make_report(s, director(s), "custom", {"spec": PLAIN}, path=path, at=AT))
    assert path.read_bytes().startswith(b"%PDF")


def test_that_a_title_in_every_script_is_kept_and_drawn_in_every_format(store: Store, tmp_path: Path) -> None:
    fill(store)
    made = save(store, by=1, title=NAMES, words="Nach Bezirk", spec={**PLAIN, "groups": ["ward"], "chart": "bar"})
    assert NAMES in prepared(store, custom=str(made)).collected.subject
    for ending in ("pdf", "html", "csv", "xlsx", "json"):
        path = tmp_path / f"paper.{ending}"
        store.read(partial(_paper, made=made, path=path))
    assert "田中" in (tmp_path / "paper.html").read_text(encoding="utf-8")


def test_that_a_title_of_500_letters_or_none_is_refused_with_a_sentence(store: Store) -> None:
    for title in ("x" * 500, "", "   "):
        with pytest.raises(Invalid) as refused:
            save(store, title=title)
        assert refused.value.problems == {"title": "Give the report a title of up to 200 letters."}
    with pytest.raises(Invalid) as refused:
        save(store, title="", spec={**PLAIN, "groups": ["help"]})
    assert set(refused.value.problems) == {"title", "groups"}


def test_that_a_report_is_its_makers_until_it_is_shared(store: Store) -> None:
    made = save(store)
    share = lambda s: share_custom(s, as_(s, 2), made, shared=True, at=AT)  # noqa: E731  # said three times below

    def titles(staff_id: int) -> list[str]:
        return store.read(lambda s: [each.title for each in custom_reports(s, as_(s, staff_id))])

    assert [titles(each) for each in (1, 2, 3, 4)] == [["Potholes"], ["Potholes"], [], []]
    with pytest.raises(NotFound):
        prepared(store, by=4, custom=str(made))
    store.write(share)
    assert titles(4) == ["Potholes"] and titles(3) == []
    assert prepared(store, by=4, custom=str(made)).reconciles
    with pytest.raises(NotAllowed, match="Only who made this report"):
        store.write(lambda s: change_custom(s, as_(s, 4), made, fields={"title": "Mine"}, at=AT))
    store.write(lambda s: change_custom(s, as_(s, 1), made, fields={"title": "Streets"}, at=AT))
    assert titles(2) == ["Streets"] and store.read(lambda s: custom_id_of(s, as_(s, 2), "streets")) == made


def test_that_a_title_is_taken_once_and_a_withdrawn_one_is_gone(store: Store) -> None:
    made = save(store)
    with pytest.raises(Invalid, match="has this title"):
        save(store, title="POTHOLES")
    save(store, by=4)  # the Mayor does not see the other, and is not told of it
    store.write(lambda s: withdraw_custom(s, as_(s, 2), made, at=AT))
    with pytest.raises(NotFound):
        store.read(lambda s: custom_report(s, as_(s, 2), made))
    assert save(store) != made


def test_that_the_second_of_two_editors_is_told(store: Store) -> None:
    made = save(store)
    shown = store.read(lambda s: custom_report(s, as_(s, 2), made))
    new = {"spec": {**PLAIN, "groups": ["ward"]}}
    store.write(lambda s: change_custom(s, as_(s, 1), made, fields=new, version=shown.version, at=AT))
    with pytest.raises(Conflict):
        store.write(lambda s: change_custom(s, as_(s, 2), made, fields={"title": "B"}, version=shown.version, at=AT))
    base = {"spec": shown.spec}
    with pytest.raises(Conflict):
        store.write(lambda s: change_custom(s, as_(s, 2), made, fields={"title": "B"}, base=base, at=AT))
    assert store.read(lambda s: s.get_one(CustomReport, made).spec["groups"]) == ["ward"]


def test_that_the_public_version_names_nobody(store: Store) -> None:
    fill(store)
    for spec in ({**PLAIN, "groups": ["owner"]}, {**PLAIN, "filter": {"owner_ids": [1]}}):
        with pytest.raises(Invalid) as refused:
            prepared(store, spec=spec, version="public")
        assert "names nobody" in refused.value.problems["version"]
    public = as_data(prepared(store, spec=PLAIN, version="public"))
    assert public["tables"][0]["rows"][-1][1] == "fewer than 5"


def test_that_what_changed_is_told_with_its_n_and_not_of_few(store: Store) -> None:
    def few(session: Session) -> None:
        for day in range(3):
            make_contact(session, at=AT - timedelta(days=day + 30))
        make_contact(session)

    store.write(few)
    contacts = {"what": "contacts", "groups": ["channel"], "measures": ["contacts"]}
    assert "is not over" in html(prepared(store, spec=contacts))
    assert "Contacts: 3, none was counted in September 2026" in html(prepared(store, spec=contacts, period="2026-10"))
    many = lambda s: [make_contact(s, at=datetime(2026, 9, 9, 14, n, tzinfo=UTC)) for n in range(25)]  # noqa: E731
    store.write(many)
    told = html(prepared(store, spec=contacts, period="2026-10"))
    assert "Contacts: 3, 22 fewer than in September 2026 (25)" in told and "chance" not in told


def _listed(session: Session, *, key: str, period: Period) -> list[int]:
    return behind(session, director(session), key, period, at=AT).ids


def _paper(session: Session, *, made: int, path: Path) -> None:
    make_report(session, director(session), "custom", {"custom": str(made)}, path=path, at=AT)


def html(made: Prepared) -> str:
    return " ".join(getattr(part, "text", "") for part in made.drawn().story)
