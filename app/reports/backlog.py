"""The ageing backlog: what stood open on a day, by age and category, department, owner and ward, and the oldest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from reportlab.platypus import Flowable
from sqlmodel import Session

from app.authority import Actor, Right
from app.queries.figures import BANDS, Flow, Period, flow
from app.queries.figures.backlog import OldCase, Stood, backlog, oldest
from app.queries.office import calendar, categories, departments, staff
from app.reports.base import Definition, Drawn
from app.reports.cells import Cell, Share
from app.reports.charts import BarChart, Chart
from app.reports.common import beginning
from app.reports.kinds import Answers, Collected, FigureLine, Group, Question, QuestionKind, ReportKind, counted
from app.reports.monthly_words import band_name
from app.reports.parts import Balance, Head, KeyFigures, Words, definitions
from app.reports.periods import read_period
from app.reports.tables import Col, Table
from app.reports.words import count, local, word

MOST = 40
SMALL = 7.5
NONE = {"category": "No category", "department": "No department", "owner": "Nobody", "ward": "Not known"}
DEFINITIONS = (
    (
        "Open",
        "Opened before the end of the day and not closed by then, from the dated changes of status; on the day of "
        "issue as it stood at that hour.",
    ),
    ("Age", "Whole business days of the office since the case was received, whether or not it waited in between."),
    (
        "Overdue",
        "Our clock ran and the due date had passed. A case that waits on the resident or a third party is paused.",
    ),
    ("Owner, category, department, ward", "As on file on the day of issue."),
)
TOLD = dict(DEFINITIONS)


@dataclass(frozen=True)
class Figures:
    """What stood open; `flow` tells the same number by what came and went from the beginning."""

    day: Period
    at: datetime
    groups: tuple[Stood, ...]
    flow: Flow
    oldest: tuple[OldCase, ...]
    names: Mapping[str, Mapping[Any, str]]
    hides: bool

    @property
    def total(self) -> int:
        """All that stood open."""
        return sum(each.n for each in self.groups)

    @property
    def overdue(self) -> int:
        """How much of it was overdue."""
        return sum(each.n for each in self.groups if each.late)

    @property
    def bands(self) -> list[int]:
        """How many of each age."""
        return [sum(each.n for each in self.groups if each.band == place) for place in range(len(BANDS))]

    @property
    def so_far(self) -> bool:
        """Whether the day was not over."""
        return self.at < self.day.end

    def name(self, what: str, value: Any) -> str:
        """The name of a category, department, owner or ward."""
        if what == "ward":
            return f"Ward {value}" if str(value).isdigit() else value or NONE[what]
        return self.names[what].get(value, NONE[what])

    def by(self, what: str) -> list[tuple[Any, list[int], int]]:
        """(value, cases of each age, overdue ones) of a division, the largest first."""
        rows: dict[Any, tuple[list[int], list[int]]] = {}
        for each in self.groups:
            bands, late = rows.setdefault(VALUE[what](each), ([0] * len(BANDS), [0]))
            bands[each.band] += each.n
            late[0] += each.n if each.late else 0
        found = [(value, bands, late[0]) for value, (bands, late) in rows.items()]
        return sorted(found, key=lambda row: (-sum(row[1]), self.name(what, row[0])))


VALUE: Mapping[str, Callable[[Stood], Any]] = {
    "category": lambda each: each.category_id,
    "department": lambda each: each.department_id,
    "owner": lambda each: each.owner_id,
    "ward": lambda each: each.ward,
}


def _defaults(zone: str, at: datetime) -> dict[str, Any]:
    return {"day": at.astimezone(ZoneInfo(zone)).date().isoformat()}


def _collected(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
    asked = read_period(answers["day"], calendar(session).zone, at, field="day")
    day = Period(asked.last, asked.last, asked.zone) if asked.end <= at else Period(*_today(asked.zone, at))
    names: dict[str, Mapping[Any, str]] = {
        "category": {row.id: row.name for row in categories(session, with_inactive=True)},
        "department": {row.id: row.name for row in departments(session, with_inactive=True)},
        "owner": {row.id: row.name for row in staff(session, with_left=True)},
    }
    found = Figures(
        day=day,
        at=at,
        groups=tuple(backlog(session, who, day, at=at)),
        flow=flow(session, who, day),
        oldest=tuple(oldest(session, who, day, at=at, many=MOST)),
        names=names,
        hides=not who.may(Right.COUNT_CONFIDENTIAL),
    )
    return Collected(
        figures=found,
        subject=day.name,
        file_name=f"backlog-{day.first:%Y-%m-%d}.pdf",
        lines=tuple(_lines(found)),
        period=day,
        detail={"day": day.first.isoformat()},
    )


def _today(zone: str, at: datetime) -> tuple[Any, Any, str]:
    today = at.astimezone(ZoneInfo(zone)).date()
    return today, today, zone


def _lines(found: Figures) -> list[FigureLine]:
    lines = [
        counted("carried_out", "Open", found.total, TOLD["Open"]),
        counted("overdue", "Overdue", found.overdue, TOLD["Overdue"]),
    ]
    for place, number in enumerate(found.bands):
        lines.append(counted(f"open.band.{place}", f"{band_name(place)} business days old", number, TOLD["Age"]))
    for what in VALUE:
        for value, bands, _ in found.by(what):
            key = value if what == "ward" else value or 0
            lines.append(counted(f"open.{what}.{key}", found.name(what, value), sum(bands), TOLD["Open"]))
    return lines


def draw(found: Figures) -> Drawn:
    """The paper of the figures."""
    named = f"What is open, {found.day.name}"
    story = beginning("Ageing backlog", found.day.name, _sentence(found), hides=found.hides, so_far=found.so_far)
    if found.total:
        story += [*_keys(found), *_ages(found), *_divided(found), *_oldest(found)]
    else:
        story.append(Words("No case stood open."))
    story += _sum(found)
    story += definitions([Definition(*each) for each in DEFINITIONS])
    return Drawn(named, story, corner=("Ageing backlog",), foot="Office version, all counts shown.")


def _sentence(found: Figures) -> str:
    if not found.total:
        return "Nothing stood open."
    old = found.bands[-1]
    waits = sum(1 for each in found.oldest if each.waits_for) or "none"
    first = f"{count(found.total, 'case')} stood open, {found.overdue:,} of them overdue and {old:,} "
    first += f"more than {BANDS[-1][0] - 1} business days old."
    if not found.oldest:
        return first
    return f"{first} Of the {count(len(found.oldest), 'oldest case')} {waits} waited for an answer from others."


def _keys(found: Figures) -> list[Flowable]:
    figures: list[tuple[Cell, str]] = [
        (found.total, "cases open"),
        (found.overdue, "overdue"),
        (Share(found.overdue, found.total), "of them overdue"),
        (found.bands[-1], f"over {BANDS[-1][0] - 1} business days old"),
    ]
    return [KeyFigures(figures)]


def _ages(found: Figures) -> list[Flowable]:
    labels = [band_name(place) for place in range(len(BANDS))]
    late = [sum(each.n for each in found.groups if each.late and each.band == place) for place in range(len(BANDS))]
    rows: list[list[Cell]] = [
        [name.capitalize(), number, Share(number, found.total), overdue]
        for name, number, overdue in zip(labels, found.bands, late, strict=True)
    ]
    rows.append(["All", found.total, Share(found.total, found.total), found.overdue])
    columns = (Col("Business days", 40), Col("Open", 20, True), Col("Share", 20, True), Col("Overdue", 20, True))
    return [
        Head("By age", "business days since receipt"),
        Chart(BarChart(labels, (("open", found.bands),)), 104),
        Table(columns, rows, total=True, adds_up=True),
    ]


def _divided(found: Figures) -> list[Flowable]:
    parts: list[Flowable] = []
    for what in VALUE:
        columns = [Col(what.capitalize(), 34), *(Col(band_name(n), 10, True) for n in range(len(BANDS)))]
        columns += [Col("All", 10, True), Col("Overdue", 12, True)]
        rows: list[list[Cell]] = [
            [found.name(what, value), *bands, sum(bands), late] for value, bands, late in found.by(what)
        ]
        rows.append(["All", *found.bands, found.total, found.overdue])
        parts += [Head(f"By {what}", "business days since receipt"), Table(columns, rows, total=True, adds_up=True)]
    return parts


def _oldest(found: Figures) -> list[Flowable]:
    if not found.oldest:
        return [Head("The oldest"), Words("None that the issuer may see.")]
    columns = (
        Col("Number", 13),
        Col("Subject", 26),
        Col("Owner", 13),
        Col("Received", 13),
        Col("Due", 13),
        Col("Age", 7, True),
        Col("Late", 7, True),
        Col("", 2),
        Col("What it waits for", 20),
    )
    rows = [_old(found, each) for each in found.oldest]
    hint = f"{count(len(rows), 'case')}; age and late in business days"
    return [Head("The oldest", hint), Table(columns, rows, size=SMALL)]


def _old(found: Figures, each: OldCase) -> list[Cell]:
    zone = found.day.zone
    due = local(each.due_at, zone).date() if each.due_at else None
    received = local(each.received_at, zone).date()
    late = int(each.late) if each.late is not None else None
    who = each.owner or "Nobody"
    return [each.number, each.subject, who, received, due, int(each.age), late, "", _waits(each, zone)]


def _waits(each: OldCase, zone: str) -> str:
    owed = [f"{name}, since {local(sent, zone):%b} {local(sent, zone).day}" for name, sent in each.waits_for]
    return "; ".join(owed) or word(each.status)


def _sum(found: Figures) -> list[Flowable]:
    parts = [(f"{band_name(n)} days", number) for n, number in enumerate(found.bands)]
    return [
        Balance(parts, [("open by what came and went", found.flow.carried_out)]),
        Balance(
            [
                ("open the evening before", found.flow.carried_in),
                ("opened", found.flow.opened),
                ("reopened", found.flow.reopened),
            ],
            [("closed", found.flow.closed), ("open", found.total)],
        ),
    ]


KIND = ReportKind(
    key="backlog",
    title="Ageing backlog",
    about="What is open on a day by age, category, department, owner and ward, and what the oldest wait for.",
    icon="hourglass",
    questions=(Question("day", "Day", QuestionKind.DAY),),
    defaults=_defaults,
    collect=_collected,
    draw=draw,
    group=Group.WORK,
    appendix=False,
    issued=True,
)
