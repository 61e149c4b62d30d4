"""Reports that go out: drafted, read, issued for good, brought out again to the byte, corrected by another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlmodel import Session, select

from app.authority import Actor
from app.blobs import Blobs
from app.errors import AppError, Conflict, Invalid, NotAllowed, NotFound, Unavailable
from app.issuing import bring_out, compared, data_of, issue_out
from app.models import Event, Issue, IssueState, Role
from app.queries.issues import issue_named, issues
from app.reports.formats import as_data
from app.reports.run import prepare_report
from app.services.attachments import find_attachment, remove_attachment
from app.services.directives import save_directive
from app.services.issues import ask_to_issue, discard_issue, draft_issue, return_issue
from app.store import Store
from tests.factories import AT, KEY, director, make_case, make_staff, make_store

ANSWERS = {"month": "2026-11"}


class Office(NamedTuple):
    """An office with its place for files."""

    store: Store
    blobs: Blobs
    folder: Path

    def read(self, question: Callable[[Session, Actor], Any]) -> Any:
        return self.store.read(lambda s: question(s, director(s)))

    def write(self, act: Callable[[Session, Actor], Any]) -> Any:
        return self.store.write(lambda s: act(s, director(s))).result

    def draft(self, *, key: str = "monthly", answers: Any = ANSWERS, **given: Any) -> int:
        fields = {"key": key, "title": "Monthly report, November 2026"}
        made = self.write(lambda s, who: draft_issue(s, who, fields=fields, answers=answers, at=AT, **given).id)
        return int(made)

    def out(self, draft: int) -> Issue:
        return issue_out(self.read, self.write, self.blobs, str(draft), folder=self.folder / "copies", at=AT)

    def again(self, number: str, name: str) -> dict[str, bytes]:
        (folder := self.folder / name).mkdir()
        return {path.name: path.read_bytes() for path in bring_out(self.read, self.blobs, number, folder)}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    store = make_store(tmp_path)
    store.write(lambda s: [make_case(s) for _ in range(3)])
    return Office(store, Blobs(tmp_path / "blobs", KEY), tmp_path)


def test_that_an_issue_comes_out_again_byte_for_byte_after_later_edits(office: Office) -> None:
    issued = office.out(office.draft())
    first = office.again("R-2026-001", "first")
    office.write(lambda s, who: make_case(s))
    second = office.again("r-2026-001", "second")
    assert issued.number == "R-2026-001" and issued.signature == "Margaret Mulcahy, Director"
    assert first == second
    assert {name.rsplit(".", 1)[1] for name in first} == {"pdf", "html", "csv", "xlsx", "json"}
    assert all(name.startswith("R-2026-001-monthly-report-2026-11") for name in first)
    assert b"Issue R-2026-001" in first["R-2026-001-monthly-report-2026-11.html"]
    assert not list((office.folder / "copies").iterdir())


def test_that_an_issue_is_told_beside_the_figures_of_now(office: Office) -> None:
    number = office.out(office.draft()).number or ""
    office.write(lambda s, who: make_case(s))
    prepared = office.read(lambda s, who: prepare_report(s, who, "monthly", ANSWERS, at=AT))
    found = {each.name: each for each in compared(prepared, data_of(office.read, office.blobs, number))}
    assert (found["Opened"].then, found["Opened"].now, found["Opened"].change) == ("3", "4", 1)
    assert found["Closed"].same


def test_that_nothing_of_an_issue_is_changed_and_a_correction_names_it(office: Office) -> None:
    first = office.out(office.draft())
    for act in (ask_to_issue, discard_issue):
        with pytest.raises(Conflict, match="R-2026-001 is out and stays as it is"):
            office.write(partial(act, issue_id=first.id or 0, at=AT))
    second = office.out(office.draft(corrects_id=first.id, why="A case was counted under the wrong category."))
    rows = {row.number: row for row in office.read(issues)}
    assert second.number == "R-2026-002"
    assert rows["R-2026-002"].corrects == "R-2026-001" and rows["R-2026-001"].corrected_by == "R-2026-002"


def test_that_a_correction_says_what_it_corrects(office: Office) -> None:
    first = office.out(office.draft())
    with pytest.raises(Invalid) as refused:
        office.draft(corrects_id=first.id)
    assert refused.value.problems == {"why": "Say what is corrected, and why."}
    draft = office.draft()
    with pytest.raises(NotFound, match="Only an issued report is corrected"):
        office.draft(corrects_id=draft, why="Wrong month.")


def test_that_a_draft_goes_before_the_director_and_back(office: Office) -> None:
    clerk = office.write(lambda s, who: make_staff(s, Role.CLERK))
    fields = {"key": "monthly", "title": "Monthly report"}
    made = office.store.write(lambda s: draft_issue(s, clerk, fields=fields, answers=ANSWERS, at=AT).id or 0).result
    office.store.write(lambda s: ask_to_issue(s, clerk, made, at=AT))
    with pytest.raises(Invalid):
        office.write(lambda s, who: return_issue(s, who, made, words=" ", at=AT))
    office.write(lambda s, who: return_issue(s, who, made, words="Look at the wards.", at=AT))
    row = office.store.read(lambda s: issue_named(s, clerk, str(made)))
    assert (row.state, row.words) == (IssueState.DRAFT, "Look at the wards.")
    with pytest.raises(NotAllowed):
        issue_out(
            lambda ask: office.store.read(lambda s: ask(s, clerk)),
            lambda act: office.store.write(lambda s: act(s, clerk)).result,
            office.blobs,
            str(made),
            folder=office.folder / "copies",
            at=AT,
        )


def test_that_who_may_not_count_confidential_cases_may_not_open_what_counts_them(office: Office) -> None:
    issued = office.out(office.draft())
    clerk = office.write(lambda s, who: make_staff(s, Role.CLERK))
    with pytest.raises(NotAllowed, match="Ask for its public version"):
        office.store.read(lambda s: find_attachment(s, clerk, 1))
    rows = office.store.read(lambda s: issues(s, clerk))
    assert [(row.number, row.figures_hash) for row in rows] == [(issued.number, "")], "figures can be guessed by it"
    with pytest.raises(Invalid, match="stay with it"):
        office.write(lambda s, who: remove_attachment(s, who, 1, at=AT))


def test_that_a_number_taken_meanwhile_is_never_used_twice(office: Office) -> None:
    one, other = office.draft(), office.draft()

    def late(act: Callable[[Session, Actor], Any]) -> Any:
        office.out(other)
        return office.write(act)

    with pytest.raises(Conflict, match="took this number"):
        issue_out(office.read, late, office.blobs, str(one), folder=office.folder / "copies", at=AT)
    assert office.out(one).number == "R-2026-002"


def test_that_drafts_of_others_are_not_there(office: Office) -> None:
    draft = office.draft()
    clerk = office.write(lambda s, who: make_staff(s, Role.CLERK))
    assert office.store.read(lambda s: issues(s, clerk)) == []
    with pytest.raises(AppError, match="not in the office file"):
        office.store.write(lambda s: discard_issue(s, clerk, draft, at=AT))


def test_that_an_issue_is_of_the_dates_that_its_answers_meant(office: Office) -> None:
    number = office.out(office.draft(answers={"month": "this"})).number or ""
    assert office.read(lambda s, who: issue_named(s, who, number)).answers["month"] == f"{AT:%Y-%m}"


@pytest.mark.parametrize(
    ("key", "version", "said"), [("council", "Publc", "is no version"), ("backlog", "public", "has no version")]
)
def test_that_nobody_gets_all_counts_who_meant_another_version(
    office: Office, key: str, version: str, said: str
) -> None:
    with pytest.raises(Invalid, match=said):
        office.read(lambda s, who: prepare_report(s, who, key, {"version": version}, at=AT))


def test_that_only_reports_with_numbers_go_out(office: Office) -> None:
    with pytest.raises(Invalid, match="is not issued with a number"):
        office.out(office.draft(key="case-file", answers={"case": "1"}))


def test_that_files_name_who_signs_when_they_go_out(office: Office) -> None:
    def late(act: Callable[[Session, Actor], Any]) -> Any:
        return office.write(lambda s, who: act(s, replace(who, name="Somebody Else")))

    draft = office.draft()
    with pytest.raises(Conflict, match="Who signs for the office has changed"):
        issue_out(office.read, late, office.blobs, str(draft), folder=office.folder / "copies", at=AT)


def test_that_history_keeps_by_what_a_file_is_known_and_damage_is_told(office: Office) -> None:
    office.out(office.draft())
    files = office.again("R-2026-001", "first")

    def told(s: Session) -> dict[str, str]:
        rows = s.exec(select(Event.detail).where(Event.verb == "issued")).all()
        return dict(rows[-1]["files"])

    assert office.store.read(told) == {name: sha256(content).hexdigest() for name, content in files.items()}
    for kept in office.blobs.folder.glob("??/*"):
        kept.write_bytes(kept.read_bytes()[:-1])
    with pytest.raises(Unavailable, match=r"of R-2026-001 is damaged or missing .* from a backup"):
        office.again("R-2026-001", "second")


def test_that_public_issues_are_held_against_each_other_by_their_tables(office: Office) -> None:
    answers = {"month": "2026-11", "version": "public"}
    office.write(lambda s, who: save_directive(s, who, fields={"code": "A", "title": "Streets"}, at=AT))
    older = office.read(lambda s, who: as_data(prepare_report(s, who, "council", answers, at=AT)))
    office.write(lambda s, who: [make_case(s) for _ in range(7)])
    newer = office.read(lambda s, who: prepare_report(s, who, "council", answers, at=AT))
    found = {each.name: (each.then, each.now) for each in compared(newer, older) if not each.same}
    assert found == {f"All together: Cases opened, {head}": ("fewer than 5", "10") for head in ("To none", "All")}


def test_that_no_public_issue_tells_by_another_what_both_hide(office: Office) -> None:
    def public(period: str) -> int:
        return office.draft(key="contacts", answers={"period": period, "version": "public"})

    office.out(public("2026-10"))
    with pytest.raises(Invalid, match="R-2026-001 is out for the public and shares days"):
        office.out(public("2026-10-01..2026-10-30"))
    for fine in ("2026-10", "2026-09", "2026-Q3", "2026-11-02..2026-11-08"):
        assert office.out(public(fine)).public
