"""One page on a department for the monthly meeting: what it owes, how fast and how well it answers (Q5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reportlab.platypus import Flowable
from sqlmodel import Session

from app.authority import Actor
from app.errors import Invalid
from app.models import ANSWERS, RecommendationStatus
from app.queries.chasing import Rung, ladder
from app.queries.departments import ContactLine, DepartmentLine, contacts_at, department_line, department_named
from app.queries.figures.period import days
from app.queries.office import calendar, departments
from app.queries.recommendations import RecommendationRow, recommendations
from app.queries.referrals import ReferralFilter, referral_ids
from app.reports.base import Definition, Drawn
from app.reports.cells import Cell, Share
from app.reports.kinds import Answers, Collected, FigureLine, Group, Question, QuestionKind, ReportKind, counted
from app.reports.parts import Balance, Head, KeyFigures, Words, definitions
from app.reports.referred import subject_of
from app.reports.tables import Col, Table
from app.reports.words import count, decimal, local, moment, short_day
from app.workdays import day_of

MOST = 14
MOST_ADVISED = 4
LONGEST = 46
_SAID: Mapping[RecommendationStatus, str] = {
    RecommendationStatus.SENT: "open",
    RecommendationStatus.ADOPTED: "adopted",
    RecommendationStatus.PARTLY: "adopted in part",
    RecommendationStatus.DECLINED: "declined",
}
_DEFINED = (
    Definition("Open referrals", "Sent to the department and neither answered nor withdrawn, on cases that are open."),
    Definition("Overdue", "Open, and past the answer date: the sending and the department’s target in office days."),
    Definition(
        "Median, P90",
        "Office days from sending to answer, of what was sent in the last 365 days and answered: half took no longer "
        "than the median, nine in ten no longer than P90; n is how many were counted.",
    ),
    Definition("Inadequate", "Answers that would not do, of all answers counted, each with its reason on the case."),
)


@dataclass(frozen=True)
class Sheet:
    """What the page says; `rungs` are the open referrals with what comes next, the first due first;
    `advised` what was recommended to the department and not withdrawn: the open ones first, each the newest first.
    `listed` is how many the list of open referrals has, which the count is held against.
    """

    line: DepartmentLine
    contacts: tuple[ContactLine, ...]
    rungs: tuple[Rung, ...]
    advised: tuple[RecommendationRow, ...]
    listed: int
    zone: str
    at: datetime


def _defaults(zone: str, at: datetime) -> dict[str, Any]:
    del zone, at
    return {"department": ""}


def _collected(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
    sheet = collect(session, who, _chosen(session, answers), at)
    plain = "-".join(sheet.line.name.lower().split())
    return Collected(
        figures=sheet,
        subject=sheet.line.name,
        file_name=f"department-{''.join(c for c in plain if c.isalnum() or c == '-')}.pdf",
        lines=_lines_of(sheet),
        period=days(sheet.zone, day_of(at, sheet.zone), day_of(at, sheet.zone)),
        detail={"department_id": sheet.line.id},
    )


def _lines_of(sheet: Sheet) -> tuple[FigureLine, ...]:
    """The figures as of now; those that count referrals open their list."""
    line, told = sheet.line, {each.term: each.text for each in _DEFINED}
    taken = line.speed.taken
    said = f"{decimal(taken.median)}, P90 {decimal(taken.p90)}, n {taken.n:,}"
    owed = told["Open referrals"]
    return (
        counted(f"referred.open.{line.id}", "Open referrals", line.running, owed, "referrals"),
        counted(f"referred.overdue.{line.id}", "Overdue", line.overdue, told["Overdue"], "referrals"),
        FigureLine("", "Days to answer, median", said, told["Median, P90"], taken.median, "office days", taken.n),
        counted("", "Inadequate", line.speed.inadequate, told["Inadequate"], "referrals"),
    )


def _chosen(session: Session, answers: Answers) -> int:
    """By id or name; without one the first of the directory. Raises Invalid."""
    wanted = str(answers.get("department") or "").strip()
    rows = departments(session)
    if not rows:
        raise Invalid({"department": "There is no department yet. Add one on the page Departments."})
    if not wanted:
        return rows[0].id
    found = int(wanted) if wanted.isdigit() else department_named(session, wanted)
    if found is None or found not in {row.id for row in departments(session, with_inactive=True)}:
        raise Invalid({"department": "There is no such department. Look at the list again."})
    return found


def collect(session: Session, who: Actor, department_id: int, at: datetime) -> Sheet:
    """The page as of `at`, of what the actor may see; raises NotFound."""
    line = department_line(session, who, department_id, at=at)
    advised = _advised(session, who, department_id)
    ids = referral_ids(session, who, ReferralFilter(department_id=department_id, running=True))
    rungs = ladder(session, who, ids[: MOST - _lines(advised)], at=at)
    contacts = tuple(contacts_at(session, department_id))
    return Sheet(line, contacts, tuple(rungs), advised, len(ids), calendar(session).zone, at)


def _advised(session: Session, who: Actor, department_id: int) -> tuple[RecommendationRow, ...]:
    """Drafts are no matter of the department's yet, and what was withdrawn is none any more."""
    rows = recommendations(session, who, department_id=department_id)
    told = [row for row in rows if row.status in ANSWERS or row.status is RecommendationStatus.SENT]
    return tuple(sorted(told, key=lambda row: row.status is not RecommendationStatus.SENT))


def _lines(advised: tuple[RecommendationRow, ...]) -> int:
    """The room that recommendations take, in rows of the table above: the sheet stays one page."""
    return min(len(advised), MOST_ADVISED) + 3 if advised else 0


def draw(sheet: Sheet) -> Drawn:
    """The paper."""
    line = sheet.line
    parts: list[Flowable] = [
        Words("Department", size=10, after=1),
        Words(line.name, size=20, bold=True, after=2, leading=1.15),
        Words(_people(sheet), size=9.5, after=8),
        KeyFigures(_figures(line)),
        *_open(sheet),
        *_recommended(sheet),
        *definitions(_DEFINED),
    ]
    foot = f"As of {moment(sheet.at, sheet.zone)}. Target for answers: {count(line.answer_days, 'office day')}."
    return Drawn(f"Department {line.name}", parts, corner=("For the monthly meeting",), foot=foot)


def _people(sheet: Sheet) -> str:
    line = sheet.line
    named = [("Head", line.head), ("Liaison", line.liaison)]
    told = [f"{title}: {name}" for title, name in named if name]
    told += [", ".join(each for each in (c.name, c.title, c.phone) if each) for c in sheet.contacts[:3]]
    return ". ".join([*told, f"Target for answers: {count(line.answer_days, 'office day')}"]) + "."


def _figures(line: DepartmentLine) -> list[tuple[Cell, str]]:
    taken = line.speed.taken
    return [
        (line.running, "open referrals"),
        (line.overdue, "overdue"),
        (_days(taken.median), f"median of answers; target {line.answer_days} d, n {taken.n:,}"),
        (_days(taken.p90), f"P90, n {taken.n:,}"),
        (Share(line.speed.inadequate, taken.n), f"inadequate, {line.speed.inadequate:,} of {taken.n:,}"),
    ]


def _days(value: float | None) -> str:
    return "–" if value is None else f"{decimal(value)} d"


def _on(at: datetime, sheet: Sheet) -> str:
    """The day without its year, which the head of the page tells."""
    when = local(at, sheet.zone)
    return f"{when:%b} {when.day}"


def _open(sheet: Sheet) -> list[Flowable]:
    if not sheet.rungs:
        return [Head("Open referrals"), Words("The department owes no answer.")]
    columns = (
        *(Col("Case", 12), Col("Subject", 38), Col("Sent", 12), Col("Due", 12)),
        *(Col("Chases", 7, True), Col("Late", 5), Col("Next", 14)),
    )
    rows = [_row(rung, sheet) for rung in sheet.rungs]
    parts: list[Flowable] = [Head("Open referrals", "the first due first"), Table(columns, rows, size=8)]
    more = sheet.line.running - len(rows)
    parts += [Words(f"… and {more:,} more.", size=8)] if more > 0 else []
    return [*parts, Balance([("in the list", sheet.listed)], [("open referrals", sheet.line.running)])]


def _recommended(sheet: Sheet) -> list[Flowable]:
    if not sheet.advised:
        return []
    waits = sum(row.status is RecommendationStatus.SENT for row in sheet.advised)
    columns = (Col("No.", 11), Col("Recommended", 44), Col("Sent", 15), Col("Answer", 30))
    rows = [_advice(row, sheet) for row in sheet.advised[:MOST_ADVISED]]
    parts: list[Flowable] = [Head("Recommendations", f"{waits:,} without an answer"), Table(columns, rows, size=8)]
    more = len(sheet.advised) - len(rows)
    return [*parts, Words(f"… and {more:,} more.", size=8)] if more > 0 else parts


def _advice(row: RecommendationRow, sheet: Sheet) -> list[Cell]:
    """A recommendation may be years old: its days have their year."""
    answered = _SAID[row.status]
    if row.answered_at is not None:
        answered = f"{answered} {short_day(row.answered_at, sheet.zone)}"
    sent = local(row.sent_at, sheet.zone).date() if row.sent_at else None
    return [row.number, _short(row.title), sent, answered]


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"


def _row(rung: Rung, sheet: Sheet) -> list[Cell]:
    row = rung.referral
    days_: list[Cell] = [local(each, sheet.zone).date() for each in (row.sent_at, row.due_at)]
    late = "late" if row.late(sheet.at) else ""
    following = "Brief to head" if rung.brief else f"Chase {rung.number}, {_on(rung.due_at, sheet)}"
    return [row.case_number, _short(subject_of(row)), *days_, row.chases, late, following]


KIND = ReportKind(
    key="department",
    title="Department page",
    about="What a department owes, how fast and how well it answers: one page for the monthly meeting.",
    icon="building-2",
    questions=(Question("department", "Department", QuestionKind.DEPARTMENT),),
    defaults=_defaults,
    collect=_collected,
    draw=draw,
    group=Group.ANSWERS,
)
