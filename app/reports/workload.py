"""The workload by associate, for who directs and the Mayor; others have their own line. It is no ranking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reportlab.platypus import Flowable
from sqlmodel import Session

from app.authority import Actor, Right
from app.queries.figures import Period, contact_count
from app.queries.figures.workload import Load, carried_in, sees_every_load, workload
from app.reports.base import Definition, Drawn
from app.reports.cells import Cell
from app.reports.common import PERIOD, beginning, period_default, period_of
from app.reports.kinds import Answers, Collected, FigureLine, Group, ReportKind, counted
from app.reports.parts import Balance, Head, KeyFigures, Words, definitions
from app.reports.tables import Col, Table
from app.reports.words import count

NO_RANKING = (
    "By name, and no ranking: cases differ, people come back from leave, take calls for others, or hold what nobody "
    "else speaks the language for. Read it to share the work, not to judge who does it."
)
OWN_LINE = "You see your own line. The Director and the Mayor see those of all."
DEFINITIONS = (
    ("Opened, reopened, closed", "Cases, by who owns them on the day of issue, from the dated changes of status."),
    (
        "Open, overdue",
        "At the end of the period; while it lasts, now. A case that waits on the resident is not overdue.",
    ),
    (
        "Promises",
        "Dates told to residents that were kept, broken or moved in the period; kept are those held by the date.",
    ),
    ("Tasks", "Done in the period, and open at its end, by whose they are."),
    ("Contacts", "Taken in the period, by who took them; without undone ones and mails that a machine wrote."),
    ("Away", "Office days of recorded absences, as far as the period has come. Why somebody is away is not told."),
)
TOLD = dict(DEFINITIONS)


@dataclass(frozen=True)
class Figures:
    """The lines; `contacts` is the sum by a question of its own, None where only the own line is shown."""

    period: Period
    at: datetime
    loads: tuple[Load, ...]
    carried_in: int
    contacts: int | None
    hides: bool

    def sum(self, name: str) -> int:
        """Of all lines together."""
        return sum(getattr(each, name) for each in self.loads)


def _collected(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
    period, every = period_of(session, answers, at), sees_every_load(who)
    found = Figures(
        period=period,
        at=at,
        loads=tuple(workload(session, who, period, at=at)),
        carried_in=carried_in(session, who, period),
        contacts=contact_count(session, who, period) if every else None,
        hides=every and not who.may(Right.COUNT_CONFIDENTIAL),
    )
    return Collected(
        figures=found,
        subject=period.name,
        file_name=f"workload-{period.first:%Y-%m-%d}-to-{period.last:%Y-%m-%d}.pdf",
        lines=tuple(line for each in found.loads for line in _lines(each)),
        period=period,
        detail={"first": period.first.isoformat(), "last": period.last.isoformat(), "own": not every},
    )


def _lines(each: Load) -> list[FigureLine]:
    name, key = each.name or "Nobody", each.staff_id or 0
    cases, standing = TOLD["Opened, reopened, closed"], TOLD["Open, overdue"]
    lines = [
        counted(f"opened.owner.{key}", f"{name}: opened", each.opened, cases),
        counted(f"closed.owner.{key}", f"{name}: closed", each.closed, cases),
        counted(f"open.owner.{key}", f"{name}: open", each.open, standing),
        counted(f"overdue.owner.{key}", f"{name}: overdue", each.overdue, standing),
    ]
    if each.staff_id is not None:
        taken = counted(f"contacts.taken_by.{key}", f"{name}: contacts", each.contacts, TOLD["Contacts"], "contacts")
        kept = FigureLine(
            f"promises.kept.owner.{key}",
            f"{name}: promises kept",
            f"{each.kept:,}",
            TOLD["Promises"],
            each.kept,
            "",
            each.promises,
        )
        lines += [taken, kept]
    return lines


def draw(found: Figures) -> Drawn:
    """The paper of the figures."""
    so_far = found.at < found.period.end
    story = beginning("Workload", found.period.name, _sentence(found), hides=found.hides, so_far=so_far)
    if found.contacts is None:
        story.append(Words(OWN_LINE, size=8, after=8))
    if found.loads:
        story += [*_keys(found), *_cases(found), *_rest(found)]
    else:
        story.append(Words("You own no cases and took no contacts in this period."))
    story += [*_sums(found), *definitions([Definition(*each) for each in DEFINITIONS])]
    return Drawn(
        f"Workload, {found.period.name}", story, corner=("Workload",), foot="For inside the office; not a ranking."
    )


def _sentence(found: Figures) -> str:
    opened, closed = found.sum("opened"), found.sum("closed")
    left = f"{count(found.sum('open'), 'case')} open at the end, {found.sum('overdue'):,} of them overdue"
    return f"{count(opened, 'case')} opened, {closed:,} closed; {left}."


def _keys(found: Figures) -> list[Flowable]:
    names = {"opened": "cases opened", "closed": "closed", "open": "open at the end", "overdue": "of them overdue"}
    figures: list[tuple[Cell, str]] = [(found.sum(name), words) for name, words in names.items()]
    return [KeyFigures([*figures, (found.sum("contacts"), "contacts taken")])]


_CASES = {"opened": "Opened", "reopened": "Reopened", "closed": "Closed", "open": "Open"}
_CASES |= {"overdue": "Overdue"}
_REST = {"promises": "Promises", "kept": "Kept", "tasks_done": "Tasks done", "tasks_open": "Tasks open"}
_REST |= {"contacts": "Contacts"}


def _table(found: Figures, heads: dict[str, str], *, away: bool) -> Table:
    columns = [Col("Name", 28), *(Col(head, 14, True) for head in heads.values())]
    columns += [Col("Days away", 14, True)] if away else []
    loads = [each for each in found.loads if not away or each.staff_id is not None or any(_values(each, heads))]
    rows: list[list[Cell]] = [
        [each.name or "Nobody", *_values(each, heads), *([round(each.away, 1)] if away else [])] for each in loads
    ]
    end: list[Cell] = [round(sum(each.away for each in loads), 1)] if away else []
    rows.append(["All", *(found.sum(name) for name in heads), *end])
    return Table(columns, rows, total=True, adds_up=True)


def _values(each: Load, heads: dict[str, str]) -> list[int]:
    return [getattr(each, name) for name in heads]


def _cases(found: Figures) -> list[Flowable]:
    return [Head("Cases", "by owner as on file"), Words(NO_RANKING, size=8, after=6), _table(found, _CASES, away=False)]


def _rest(found: Figures) -> list[Flowable]:
    return [Head("Promises, tasks, contacts and days away"), _table(found, _REST, away=True)]


def _sums(found: Figures) -> list[Flowable]:
    left = [("carried in", found.carried_in), ("opened", found.sum("opened")), ("reopened", found.sum("reopened"))]
    parts: list[Flowable] = [Balance(left, [("closed", found.sum("closed")), ("open", found.sum("open"))])]
    if found.contacts is not None:
        parts.append(Balance([("contacts taken by those named", found.sum("contacts"))], [("all", found.contacts)]))
    return parts


def _defaults(zone: str, at: datetime) -> dict[str, Any]:
    return period_default(zone, at)


KIND = ReportKind(
    key="workload",
    title="Workload",
    about="By associate: cases, promises, tasks, contacts and days away. For who directs and the Mayor; not a ranking.",
    icon="users-round",
    questions=(PERIOD,),
    defaults=_defaults,
    collect=_collected,
    draw=draw,
    group=Group.WORK,
)
