"""The directive ledger: what counts to a directive, corrected by hand, accounted for by month (K9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from app import presets
from app.authority import Actor
from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import (
    Case,
    CasePerson,
    Channel,
    Counted,
    DirectiveAccount,
    DirectiveMark,
    Event,
    Outcome,
    Recommendation,
    RecommendationStatus,
    Role,
    TieKind,
    Told,
)
from app.queries.directive_accounts import accounts, candidates, missing
from app.queries.directives import directives, record_of
from app.queries.figures import behind, month
from app.queries.figures.directives import DirectiveCounts, directive_counts, measure_names
from app.services.case_ties import add_reference
from app.services.cases import close_case, update_case
from app.services.directive_accounts import give_account
from app.services.directives import Tying, add_directives, mark, mark_all, save_directive, set_ties
from app.services.people import add_organization
from app.services.referrals import refer
from app.store import Store
from tests.factories import AT, director, make_case, make_contact, make_person, make_staff, make_store

NOVEMBER = month("America/New_York", 2026, 11)
ON = date(2026, 11, 1)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = make_store(tmp_path_factory.mktemp("office"))
    made.write(make_staff)
    made.write(fill)
    yield made
    made.close()


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    """An office of four directives; nothing is kept."""
    with Session(store.engine) as made:
        yield made


def fill(s: Session) -> None:
    """Directives 1 all contacts and cases, 2 Streets, 3 help with language and the Mayor, 4 nothing. One closed case of
    each category, four contacts, one referral, one recommendation."""
    me = director(s)
    for code, ties in {
        "A": [Tying(TieKind.CONTACTS), Tying(TieKind.CASES), Tying(TieKind.REFERRALS)],
        "B": [Tying(TieKind.CATEGORY, 1), Tying(TieKind.RECOMMENDATIONS)],
        "C": [Tying(TieKind.LANGUAGE_HELP), Tying(TieKind.FOR_MAYOR), Tying(TieKind.CALL_CENTER)],
        "D": [],
    }.items():
        made = save_directive(s, me, fields={"code": code, "title": f"Directive {code}"}, at=AT)
        set_ties(s, me, made.id or 0, ties, at=AT)
    ned = make_person(s, "Ned Bor").id
    told = Told(told=True, told_at=AT, told_how=Channel.PHONE)
    for category in (1, 2):
        case = make_case(s, f"Matter {category}", fields={"category_id": category}, person_id=ned)
        close_case(s, me, case.id or 0, outcome=Outcome.RESOLVED, told=told, at=AT)
    add_reference(s, me, 2, system="311 request", number="7", at=AT)
    make_contact(s, category_id=1)
    make_contact(s, category_id=1, fields={"for_mayor": True, "language_help": "phone_interpreter"})
    make_contact(s, fields={"for_mayor": True})
    make_contact(s, at=AT - 40 * DAY, category_id=2)
    open_one = make_case(s, "Open matter", fields={"category_id": 2})
    refer(s, me, open_one.id or 0, fields={"words": "Look"}, department_id=1, at=AT)
    given: dict[str, Any] = {"title": "Tell the week", "words": "So.", "department_id": 1}
    given |= {"number": "2026-01", "year": 2026, "seq": 1, "status": RecommendationStatus.SENT, "sent_at": AT}
    s.add(Recommendation(**given, made_at=AT, by_id=me.id))
    s.flush()


def counts(session: Session, who: Actor | None = None) -> DirectiveCounts:
    return directive_counts(session, who or director(session), [NOVEMBER])[0]


def shown(found: DirectiveCounts, directive_id: int) -> dict[str, int]:
    return {key: number for key, number in found.of_directive(directive_id).items() if number}


def test_that_each_record_counts_to_the_directives_of_its_ties(session: Session) -> None:
    found = counts(session)
    assert shown(found, 1) == {"contacts": 3, "opened": 3, "closed": 2, "referrals": 1}
    assert shown(found, 2) == {"contacts": 2, "opened": 1, "closed": 1, "recommendations": 1}
    assert shown(found, 3) == {"contacts": 2, "opened": 1, "closed": 1}
    assert shown(found, 4) == {}


def test_that_counted_and_not_counted_make_all(session: Session) -> None:
    set_ties(session, director(session), 1, [Tying(TieKind.CASES, 2)], at=AT)
    found = counts(session)
    assert found.any["contacts"] == 3 and found.none["contacts"] == 0  # the Mayor's one counts to 3
    for key in measure_names():
        assert found.any[key] + found.none[key] == found.all[key]
    set_ties(session, director(session), 3, [], at=AT)
    assert (counts(session).any["contacts"], counts(session).none["contacts"]) == (2, 1)


@pytest.mark.parametrize("which", ["1", "2", "3", "4", "any", "none"])
def test_that_every_figure_opens_its_list(session: Session, which: str) -> None:
    me = director(session)
    mark(session, me, Counted.CASE, 1, directive_id=3, counts=True, at=AT)
    mark(session, me, Counted.CONTACT, 1, directive_id=2, counts=False, at=AT)
    found = counts(session)
    told = {"any": found.any, "none": found.none}.get(which) or found.of_directive(int(which) if which.isdigit() else 0)
    for key in measure_names():
        listed = behind(session, me, f"directive.{which}.{key}", NOVEMBER, at=AT)
        assert len(listed.ids) == told[key], key
    with pytest.raises(NotFound):
        behind(session, me, f"directive.{which}.nonsense", NOVEMBER, at=AT)


def test_that_several_periods_are_counted_at_once(session: Session) -> None:
    now, before = directive_counts(session, director(session), [NOVEMBER, NOVEMBER.back(1)])
    assert (now.of[1]["contacts"], before.of[1]["contacts"], before.of[2]["contacts"]) == (3, 1, 0)
    assert now.all["contacts"] == 3 and not before.all


def test_that_a_hand_corrects_the_ties_and_gives_way_to_them_again(session: Session) -> None:
    me = director(session)
    mark(session, me, Counted.CASE, 1, directive_id=2, counts=False, at=AT)
    mark(session, me, Counted.CASE, 1, directive_id=4, counts=True, at=AT)
    assert shown(counts(session), 4) == {"opened": 1, "closed": 1} and "opened" not in shown(counts(session), 2)
    rows = {row.code: (row.tied, row.marked, row.counts) for row in record_of(session, me, Counted.CASE, 1).directives}
    assert rows["B"] == (True, False, False) and rows["D"] == (False, True, True) and rows["A"] == (True, None, True)
    mark_all(session, me, Counted.CASE, 1, counts={2: True, 4: False}, at=AT)  # what the ties say: no mark is left
    assert session.exec(select(DirectiveMark)).all() == []
    line = session.exec(select(Event).where(Event.verb == "counted by hand")).first()
    assert line is not None and (line.subject, line.subject_id) == ("case_record", 1)
    assert line.detail == {"directive": "B", "counts": ["yes", "no"]}


@pytest.mark.parametrize("kind", Counted)
def test_that_every_kind_of_record_can_be_marked(session: Session, kind: Counted) -> None:
    me = director(session)
    mark(session, me, kind, 1, directive_id=4, counts=True, at=AT)
    assert record_of(session, me, kind, 1).directives[3].counts and sum(shown(counts(session), 4).values()) >= 1
    mark(session, me, kind, 1, directive_id=4, counts=None, at=AT)
    assert shown(counts(session), 4) == {}


def test_that_organizations_the_web_and_what_we_began_can_be_tied(session: Session) -> None:
    me = director(session)
    club = add_organization(session, me, fields={"name": "Garden Club", "kind": "community"}, at=AT).id
    shop = add_organization(session, me, fields={"name": "Elm Hardware"}, at=AT).id
    for each, fields in ((club, {}), (shop, {"channel": "web"}), (shop, {"direction": "out"})):
        make_contact(session, organization_id=each, fields=fields)
    for kind in (TieKind.ORGANIZATIONS, TieKind.WEB, TieKind.OUTGOING):
        set_ties(session, me, 4, [Tying(kind)], at=AT)
        assert shown(counts(session), 4) == {"contacts": 1}, kind
    set_ties(session, me, 4, [Tying(TieKind.OUTGOING, 1)], at=AT)
    assert shown(counts(session), 4) == {}


def test_that_a_hidden_case_is_counted_for_who_may_and_told_to_nobody_else(session: Session) -> None:
    me, clerk = director(session), make_staff(session, Role.CLERK, login="other")
    update_case(session, me, 1, version=session.get_one(Case, 1).version, changes={"confidential": True}, at=AT)
    assert counts(session).of[2]["closed"] == 1 and counts(session, clerk).of[2]["closed"] == 0
    assert behind(session, clerk, "directive.2.closed", NOVEMBER, at=AT).ids == []
    assert candidates(session, me, 2, NOVEMBER) == []
    with pytest.raises(NotFound):
        record_of(session, clerk, Counted.CASE, 1)


# -- the list itself


def test_that_a_preset_brings_its_directives_with_their_ties_once(session: Session) -> None:
    ready = presets.directives()
    assert [each["key"] for each in ready] == ["constituent_services", "citizen_engagement", "coordinator"]
    one, me = ready[0], director(session)
    made = add_directives(session, me, one["directives"], source=one["source"], at=AT)
    assert [each.code for each in made][:2] == ["CS-A1", "CS-A2"] and made[0].source == one["source"]
    rows = {row.code: [tie.kind for tie in row.ties] for row in directives(session)}
    assert rows["CS-A1"] == [TieKind.CONTACTS, TieKind.CASES] and rows["CS-C"] == [TieKind.RECOMMENDATIONS]
    assert add_directives(session, me, one["directives"], source="", at=AT) == []


def test_that_presets_name_categories_and_kinds_that_there_are() -> None:
    keys = {row["key"] for row in presets.categories()}
    for ready in presets.directives():
        codes = [row["code"] for row in ready["directives"]]
        assert len(set(codes)) == len(codes) and all(len(code) <= 24 for code in codes)
        for row in ready["directives"]:
            for tie in row["ties"]:
                assert TieKind(tie["kind"]) and tie.get("category") in {None, *keys}
            assert row["words"] and row["section"] and row["title"]


def test_that_a_code_is_taken_once_and_a_retired_directive_counts_nothing(session: Session) -> None:
    me = director(session)
    with pytest.raises(Invalid, match="Another directive"):
        save_directive(session, me, fields={"code": " a ", "title": "Other"}, at=AT)
    save_directive(session, me, fields={"active": False}, directive_id=1, at=AT)
    assert [row.code for row in directives(session)] == ["B", "C", "D"]
    assert 1 not in counts(session).of and len(directives(session, with_retired=True)) == 4
    with pytest.raises(Invalid, match="retired"):
        mark(session, me, Counted.CASE, 1, directive_id=1, counts=False, at=AT)


def test_that_two_editors_of_a_directive_are_told(session: Session) -> None:
    me = director(session)
    save_directive(session, me, fields={"title": "New"}, directive_id=1, base={"title": "Directive A"}, at=AT)
    with pytest.raises(Conflict):
        save_directive(session, me, fields={"title": "Other"}, directive_id=1, base={"title": "Directive A"}, at=AT)


def test_that_a_tie_to_a_category_names_one(session: Session) -> None:
    for wrong in (Tying(TieKind.CATEGORY), Tying(TieKind.CASES, 99)):
        with pytest.raises(Invalid, match="Choose"):
            set_ties(session, director(session), 1, [wrong], at=AT)


def test_that_the_clerk_accounts_and_does_not_change_the_list(session: Session) -> None:
    clerk = make_staff(session, Role.CLERK, login="c2")
    with pytest.raises(NotAllowed):
        save_directive(session, clerk, fields={"title": "New"}, directive_id=1, at=AT)
    assert give_account(session, clerk, 4, on=ON, no_activity="No training was asked for.", at=AT).by_id == clerk.id


# -- the account of a month


def test_that_what_is_missing_is_told_until_it_is_written(session: Session) -> None:
    me = director(session)
    assert [row.code for row in missing(session, me, ON)] == ["D"]
    made = give_account(session, me, 4, on=date(2026, 11, 9), no_activity=" None was asked for. ", at=AT)
    assert made.month == ON and made.no_activity == "None was asked for." and missing(session, me, ON) == []
    give_account(session, me, 4, on=ON, at=AT)
    assert [row.code for row in missing(session, me, ON)] == ["D"]
    assert session.exec(select(Event).where(Event.verb == "accounted")).first() is not None


def test_that_highlights_are_chosen_of_what_counts_to_the_directive(session: Session) -> None:
    me = director(session)
    assert [row.id for row in candidates(session, me, 2, NOVEMBER)] == [1]
    give_account(session, me, 2, on=ON, highlights=[{"case_id": 1, "words": "The hole was filled."}], at=AT)
    row = accounts(session, me, ON)[2]
    assert row.highlights == ((1, session.get_one(Case, 1).number, "The hole was filled."),) and row.version == 1
    with pytest.raises(Invalid, match="does not count to this directive"):
        give_account(session, me, 2, on=ON, highlights=[{"case_id": 2, "words": "Done."}], at=AT)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Ned thanked us.", "“Ned” is in a name"),
        ("Mrs. Amara called.", "“Amara” is in a name"),
        ("it was ned bor who asked", "“Ned Bor” is in a name"),
        ("Zora thanked us", "“Zora” is in a name"),
        ("Call 617-555-0142.", "phone numbers"),
        ("Write to n@example.org.", "phone numbers"),
        (" ", "Say in a line"),
        ("x" * 1001, "under 1,000"),
    ],
)
def test_that_no_resident_is_named_to_the_council(session: Session, words: str, said: str) -> None:
    me = director(session)
    session.add(CasePerson(case_id=1, person_id=make_person(session, "Amara Lo").id or 0))
    make_contact(session, person_id=make_person(session, "Zora Y").id, case_id=1)
    session.flush()
    with pytest.raises(Invalid, match=said):
        give_account(session, me, 2, on=ON, highlights=[{"case_id": 1, "words": words}], at=AT)


@pytest.mark.parametrize("words", ["We helped Ádám Nagy.", "we helped ned bor"])
def test_that_no_resident_is_named_without_a_case_or_where_nothing_was_done(session: Session, words: str) -> None:
    me = director(session)
    make_person(session, "Ádám Nagy")
    session.flush()
    for given in ({"highlights": [{"case_id": None, "words": words}]}, {"no_activity": words}):
        with pytest.raises(Invalid, match="resident's name is in these words"):
            give_account(session, me, 4, on=ON, at=AT, **given)
    with pytest.raises(Invalid, match="phone numbers"):
        give_account(session, me, 4, on=ON, at=AT, no_activity="Nobody but 617-555-0142 asked.")


def test_that_a_confidential_case_is_no_highlight_even_later(session: Session) -> None:
    me = director(session)
    give_account(session, me, 2, on=ON, highlights=[{"case_id": 1, "words": "Filled."}], at=AT)
    update_case(session, me, 1, version=session.get_one(Case, 1).version, changes={"confidential": True}, at=AT)
    assert accounts(session, me, ON)[2].highlights == ()
    with pytest.raises(Invalid, match="cannot stand before the Council"):
        give_account(session, me, 2, on=ON, highlights=[{"case_id": 1, "words": "Filled."}], at=AT)


def test_that_an_account_is_refused_for_what_cannot_be(session: Session) -> None:
    me, done = director(session), [{"case_id": None, "words": "A training was held."}]
    with pytest.raises(Invalid, match="has not begun"):
        give_account(session, me, 4, on=date(2026, 12, 1), highlights=done, at=AT)
    with pytest.raises(Invalid, match="Either tell"):
        give_account(session, me, 4, on=ON, highlights=done, no_activity="None", at=AT)
    give_account(session, me, 4, on=ON, highlights=done, version=0, at=AT)
    assert missing(session, me, ON) == [] and session.exec(select(DirectiveAccount)).one().version == 1
    with pytest.raises(Conflict):
        give_account(session, me, 4, on=ON, version=0, at=AT)
