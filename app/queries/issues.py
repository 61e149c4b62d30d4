"""Reports on their way out and out: the list, one of them with its files, the next number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session

from app.authority import Actor, Refusal, Right, require
from app.errors import NotFound
from app.models import Attachment, Issue, IssueState, Staff, table_of

INSIDE = "This issue counts confidential cases too: it is for the Mayor and the Director. Ask for its public version."
NOT_THERE = "This issue is not in the office file."


class IssueRow(NamedTuple):
    """An issue in a list; `corrects` and `corrected_by` are numbers of other issues, or ""."""

    id: int
    number: str
    key: str
    title: str
    state: IssueState
    words: str
    answers: Mapping[str, Any]
    made_at: datetime
    by_id: int
    by: str
    issued_at: datetime | None
    signature: str
    period_first: date | None
    period_last: date | None
    public: bool
    figures_hash: str
    corrects: str
    corrected_by: str
    why: str
    version: int


class IssueFile(NamedTuple):
    """A file of an issue as it went out: its name, size in bytes, and where the store keeps it."""

    id: int
    name: str
    media_type: str
    size: int
    address: str


def issues(session: Session, who: Actor, *, key: str = "", drafts: bool = True) -> list[IssueRow]:
    """The issues of one report or of all, those under way first, then the newest; raises NotAllowed.

    Drafts are shown to who made them and to who may issue; a discarded one to nobody.
    """
    require(who, Right.PRINT)
    t = table_of(Issue).c
    query = _rows().where(t.state != IssueState.DISCARDED)
    if key:
        query = query.where(t.key == key)
    if not drafts:
        query = query.where(t.state == IssueState.ISSUED)
    if not who.may(Right.ISSUE):
        query = query.where((t.state == IssueState.ISSUED) | (t.by_id == who.id))
    found = session.execute(query.order_by(t.state == IssueState.ISSUED, t.issued_at.desc(), t.id.desc()))
    counts = who.may(Right.COUNT_CONFIDENTIAL)
    return [_row(dict(row), counts=counts) for row in found.mappings()]


def issue_named(session: Session, who: Actor, issue: str) -> IssueRow:
    """The issue of a number such as "R-2026-003", or of the id of a draft such as "12"; raises NotFound, NotAllowed."""
    wanted = issue.strip().upper()
    for row in issues(session, who):
        if row.number == wanted or (wanted.isdecimal() and row.id == int(wanted)):
            return row
    raise NotFound(f"There is no issue {issue.strip()[:20]}. `liaison issue list` tells which there are.")


def issue_files(session: Session, who: Actor, issue_id: int) -> list[IssueFile]:
    """The files of an issue in the order in which they were made; raises NotAllowed, NotFound.

    The office's own version counts confidential cases, so it is for those who have such figures (G6): who could compare
    it with their own would know how many there are. The public version is for all who print.
    """
    require(who, Right.PRINT)
    a, t = table_of(Attachment).c, table_of(Issue).c
    public = session.execute(select(t.public).where(t.id == issue_id, t.state == IssueState.ISSUED)).scalar()
    if public is None:
        raise NotFound(NOT_THERE)
    if not public:
        _check_inside(who)
    query = select(a.id, a.name, a.media_type, a.size, a.address).where(a.issue_id == issue_id).order_by(a.id)
    return [IssueFile(*row) for row in session.execute(query)]


def _check_inside(who: Actor) -> None:
    if not who.may(Right.COUNT_CONFIDENTIAL):
        raise Refusal(INSIDE, Right.COUNT_CONFIDENTIAL)


def next_issue(session: Session, year: int) -> tuple[str, int]:
    """The next number of a year and its sequence: ("R-2026-003", 3)."""
    t = table_of(Issue).c
    last = session.execute(select(func.max(t.seq)).where(t.year == year)).scalar() or 0
    return f"R-{year}-{last + 1:03d}", last + 1


def _rows() -> Any:
    t, old, new, by = table_of(Issue), aliased(table_of(Issue)), aliased(table_of(Issue)), table_of(Staff)
    corrected = select(func.max(new.c.number)).where(new.c.corrects_id == t.c.id).scalar_subquery()
    names = [name for name in IssueRow._fields if name not in ("by", "corrects", "corrected_by")]
    query = select(
        *(t.c[name] for name in names),
        by.c.name.label("by"),
        old.c.number.label("corrects"),
        corrected.label("corrected_by"),
    )
    return query.select_from(t.join(by, by.c.id == t.c.by_id).outerjoin(old, old.c.id == t.c.corrects_id))


def _row(given: dict[str, Any], *, counts: bool) -> IssueRow:
    """One of them; the hash of the office's figures would tell who guesses them whether a confidential case is in."""
    if not (counts or given["public"]):
        given["figures_hash"] = ""
    for name in ("number", "corrects", "corrected_by"):
        given[name] = given[name] or ""
    return IssueRow(**given)
