"""The brief for both days of a handover: what is open as somebody begins to act, what changed until the end (Q3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reportlab.platypus import Flowable
from sqlmodel import Session

from app.authority import Actor, Right
from app.models import ReadFor, ReviewKind
from app.queries.cases import CaseRow
from app.queries.direct import ReviewRow
from app.queries.handover import MOST, Act, Beginning, Cases, Ending, beginning, ending
from app.queries.office import calendar
from app.queries.promises import PromiseRow
from app.queries.register_rows import DesignationRow, State
from app.reports.base import Drawn
from app.reports.cells import Cell, shown
from app.reports.designations import begins, chosen, defaults, ends, file_part, named_for, powers
from app.reports.kinds import Answers, Collected, FigureLine, Group, Question, QuestionKind, ReportKind
from app.reports.parts import Balance, Head, KeyFigures, Words
from app.reports.tables import Col, Table
from app.reports.words import clock, count, local, moment, short_day, word

HIDDEN = "Confidential cases that the issuer may not see are left out, also of the counts."
BEGIN, END = "begin", "end"
_REVIEWS: dict[ReviewKind | ReadFor, str] = {
    ReviewKind.APPROVAL: "Closing to approve",
    ReviewKind.REOPENED: "Opened again",
    ReviewKind.COMPLAINT: "Complaint",
}


@dataclass(frozen=True)
class Brief:
    """The brief of a day: `begun` on the first, `done` on the last; one of the two is there."""

    row: DesignationRow
    begun: Beginning | None
    done: Ending | None
    hides: bool
    zone: str
    at: datetime


def _defaults(zone: str, at: datetime) -> dict[str, Any]:
    return {"kind": BEGIN, **defaults(zone, at)}


def _collected(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
    row = chosen(session, who, answers, at)
    kind = END if answers.get("kind") == END else BEGIN
    brief = collect(session, who, row=row, kind=kind, at=at)
    return Collected(
        figures=brief,
        subject=_title(brief),
        file_name=f"handover-{kind}-{file_part(row, brief.zone)}.pdf",
        lines=tuple(_line(figure, name) for figure, name in _figures(brief)),
        detail={"designation_id": row.id, "kind": kind},
    )


def _line(figure: Cell, name: str) -> FigureLine:
    number = figure if isinstance(figure, int) else None
    return FigureLine("", name, shown(figure), "", number, "acts" if name in _ACTS else "cases", number)


_ACTS = ("closed", "handed out", "reviews decided")


def collect(session: Session, who: Actor, *, row: DesignationRow, kind: str, at: datetime) -> Brief:
    """The brief as of `at`, as far as the reader may see."""
    begun = beginning(session, who, row, at=at) if kind == BEGIN else None
    done = ending(session, who, row, at=at) if kind == END else None
    return Brief(row, begun, done, not who.may(Right.SEE_CONFIDENTIAL), calendar(session).zone, at)


def _title(brief: Brief) -> str:
    return "Handover brief, first day" if brief.begun else "Handover brief, last day"


def draw(brief: Brief) -> Drawn:
    """The paper: who acts and until when, the figures, the lists."""
    row, zone = brief.row, brief.zone
    parts: list[Flowable] = [
        Words(_title(brief), size=10, after=1),
        Words(f"{row.name} for {named_for(row)}", size=17, bold=True, after=4, leading=1.2),
        Words(f"From {begins(row, zone)} until {ends(row.ends_at, zone)}.", after=2),
        Words(f"As of {moment(brief.at, zone)}.", after=2),
        Words(f"{row.instrument}. {_kept(row)}", after=8),
        KeyFigures(_figures(brief)),
    ]
    if brief.hides:
        parts.append(Words(HIDDEN, size=8, after=4))
    parts += _beginning(brief, brief.begun) if brief.begun else _ending(brief, brief.done) if brief.done else []
    parts += _sums(brief)
    foot = "Inside the office only: it names cases."
    return Drawn(_title(brief), parts, corner=(f"Designation {row.id}",), foot=foot)


def _sums(brief: Brief) -> list[Flowable]:
    """What is listed, against a count by a question of its own."""
    if brief.begun:
        found = brief.begun
        lists = (("overdue", found.overdue), ("due", found.due), ("without an owner", found.unassigned))
        return [Balance([(name, cases.total) for name, cases in lists], [("counted by themselves", found.counted)])]
    if brief.done:
        done = brief.done
        acts = (done.opened, done.closed, done.reopened, done.handed, done.reviewed)
        names = ("opened", "closed", "opened again", "handed out", "reviews decided")
        left = [(name, len(each)) for name, each in zip(names, acts, strict=True)]
        return [Balance(left, [("acts on cases", done.counted)])]
    return []


def _kept(row: DesignationRow) -> str:
    kept = powers(row)
    return f"Kept back by the Mayor: {'; '.join(kept)}." if kept else "No powers are kept back."


def _figures(brief: Brief) -> list[tuple[Cell, str]]:
    if brief.begun:
        found = brief.begun
        return [
            (found.open, "open cases"),
            (found.overdue.total, "overdue"),
            (found.due.total, "due in these days"),
            (found.unassigned.total, "without an owner"),
            (len(found.waiting), "wait for approval or review"),
        ]
    done = brief.done or Ending((), (), (), (), (), (), 0, 0, 0)
    return [
        (len(done.opened), "cases opened"),
        (len(done.closed), "closed"),
        (len(done.handed), "handed out"),
        (len(done.reviewed), "reviews decided"),
        (done.open, f"open now, {done.overdue:,} of them overdue"),
    ]


def _beginning(brief: Brief, found: Beginning) -> list[Flowable]:
    parts = [*_promised(brief, found.promised), *_waiting(brief, found.waiting)]
    parts += _cases(brief, "Overdue", found.overdue, "Nothing is overdue.")
    parts += _cases(brief, "Due in these days", found.due, "Nothing falls due in these days.")
    parts += _cases(brief, "Without an owner", found.unassigned, "Every open case has an owner.")
    if brief.row.for_id:
        words = f"{brief.row.for_name} has no open case."
        parts += _cases(brief, f"Open cases of {brief.row.for_name}", found.directors, words)
    words = "None that the issuer may see." if brief.hides else "No open case is confidential."
    return parts + _cases(brief, "Confidential", found.confidential, words)


def _promised(brief: Brief, rows: tuple[PromiseRow, ...]) -> list[Flowable]:
    """Dates told to residents: what cannot wait for anybody's return."""
    title = "Promised to residents for these days"
    if not rows:
        return []
    columns = (Col("For", 16), Col("Promised", 36), Col("Case", 14), Col("To", 18), Col("Owner", 16))
    lines = [_promise(brief, row) for row in rows]
    return [Head(title, count(len(rows), "promise")), Table(columns, lines, size=8)]


def _promise(brief: Brief, row: PromiseRow) -> list[Cell]:
    day = local(row.due_at, brief.zone).date()
    asker, owner = row.asker or "Nobody by name", row.owner or "Nobody"
    return [f"late, {shown(day)}" if row.late else day, row.words, row.number, asker, owner]


def _cases(brief: Brief, title: str, cases: Cases, empty: str) -> list[Flowable]:
    if not cases.total:
        return [Head(title), Words(empty)]
    columns = (Col("Case", 14), Col("Subject", 42), Col("Status", 16), Col("Owner", 15), Col("Due", 13))
    rows = [_case(brief, row) for row in cases.rows]
    return [Head(title, count(cases.total, "case")), Table(columns, rows, size=8), *_more(cases.total, len(rows))]


def _case(brief: Brief, row: CaseRow) -> list[Cell]:
    due_at = row.clocks.due_at
    due: Cell = "paused" if row.clocks.paused else local(due_at, brief.zone).date() if due_at else None
    return [row.number, row.subject, word(row.status), row.owner or "Nobody", due]


def _more(total: int, shown: int) -> list[Flowable]:
    return [Words(f"… and {total - shown:,} more.", size=8)] if total > shown else []


def _waiting(brief: Brief, found: tuple[ReviewRow, ...]) -> list[Flowable]:
    if not found:
        return [Head("Waiting for approval or review"), Words("Nothing waits.")]
    columns = (Col("Case", 14), Col("Subject", 36), Col("Why", 16), Col("Owner", 15), Col("Asked", 19))
    rows = [
        [each.number, each.subject, _REVIEWS[each.kind], each.owner or "Nobody", _asked(brief, each)]
        for each in found[:MOST]
    ]
    head = Head("Waiting for approval or review", count(len(found), "case"))
    return [head, Table(columns, rows, size=8), *_more(len(found), len(rows))]


def _asked(brief: Brief, each: ReviewRow) -> str:
    return f"{short_day(each.asked_at, brief.zone)}, {each.asked_by}"


def _ending(brief: Brief, done: Ending) -> list[Flowable]:
    whose = "until now" if brief.row.state is State.IN_FORCE else "until the end"
    parts: list[Flowable] = []
    lists: tuple[tuple[str, tuple[Act, ...], str], ...] = (
        ("Reviews decided", done.reviewed, "No review was decided."),
        ("Closed", done.closed, "No case was closed."),
        ("Handed out", done.handed, "No case was handed out."),
        ("Opened", done.opened, "No case was opened."),
        ("Opened again", done.reopened, "No case was opened again."),
    )
    for title, acts, empty in lists:
        parts += _acts(brief, title, acts, empty)
    return [Words(f"What changed from the first day {whose}.", size=8, after=2), *parts, *_others(brief, done)]


def _acts(brief: Brief, title: str, acts: tuple[Act, ...], empty: str) -> list[Flowable]:
    if not acts:
        return [Head(title), Words(empty)]
    columns: tuple[Col, ...] = (Col("When", 16), Col("Case", 12), Col("Subject", 32), Col("What", 16), Col("By", 24))
    rows = [[_when(act, brief), act.number, act.subject, _what(act), act.by] for act in acts[:MOST]]
    if not any(row[3] for row in rows):
        columns, rows = (*columns[:3], columns[4]), [[*row[:3], row[4]] for row in rows]
    cases = count(len({act.number for act in acts}), "case")
    return [Head(title, cases), Table(columns, rows, size=8), *_more(len(acts), len(rows))]


def _when(act: Act, brief: Brief) -> str:
    at = local(act.at, brief.zone)
    return f"{at:%b} {at.day}, {clock(act.at, brief.zone)}"


def _what(act: Act) -> str:
    return act.words[:1].upper() + act.words[1:]


def _others(brief: Brief, done: Ending) -> list[Flowable]:
    if not done.others:
        return []
    line = "; ".join(f"{verb} {number:,}" for verb, number in done.others)
    return [Head(f"Other acts of {brief.row.name} under the designation"), Words(f"{line[:1].upper()}{line[1:]}.")]


KIND = ReportKind(
    key="handover-brief",
    title="Handover brief",
    about="For both days: what is open as somebody begins to act, what changed until the end.",
    icon="list-checks",
    questions=(
        Question("designation", "Designation", QuestionKind.DESIGNATION),
        Question("kind", "For", QuestionKind.CHOICE, ((BEGIN, "The first day"), (END, "The last day"))),
    ),
    defaults=_defaults,
    collect=_collected,
    draw=draw,
    group=Group.LETTERS,
    right=Right.READ_REGISTER,
)
