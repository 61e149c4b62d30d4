"""Recommendations to departments: the register of a period, what was answered, and figures before and after (Q7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reportlab.platypus import Flowable
from sqlmodel import Session

from app.authority import Actor
from app.models import TAKEN_UP, RecommendationStatus
from app.queries.figures import Period
from app.queries.figures.advised import advice_counts
from app.queries.office import departments
from app.queries.recommendation_effect import DEFINITIONS as EFFECT
from app.queries.recommendation_effect import Effect, effect
from app.queries.recommendations import RecommendationRow, recommendations
from app.reports.base import Definition, Drawn
from app.reports.cells import Cell
from app.reports.common import PERIOD, beginning, period_of
from app.reports.kinds import Answers, Collected, FigureLine, Group, ReportKind, counted
from app.reports.parts import Balance, Head, KeyFigures, Words, definitions
from app.reports.tables import Col, Table
from app.reports.words import count, local
from app.workdays import day_of

DEFINITIONS = (
    ("Sent", "Sent to the department in the period. Drafts and what was withdrawn are not counted."),
    ("Answered", "Adopted, adopted in part or declined in the period, whenever it was sent."),
    (
        "Open",
        "Sent by the end of the period and not answered by then. Days open: calendar days from sending to the answer, "
        "or to the end of the period, or to the day of issue while it lasts.",
    ),
    ("Cases", "The cases that a recommendation rests on, as far as the issuer may see them."),
)
TOLD = dict(DEFINITIONS)
NAMED = {
    "carried": ("Open at the beginning", "Open"),
    "sent": ("Sent", "Sent"),
    "adopted": ("Adopted", "Answered"),
    "partly": ("Adopted in part", "Answered"),
    "declined": ("Declined", "Answered"),
    "open": ("Open at the end", "Open"),
}
SAID: Mapping[RecommendationStatus, str] = {
    RecommendationStatus.ADOPTED: "adopted",
    RecommendationStatus.PARTLY: "adopted in part",
    RecommendationStatus.DECLINED: "declined",
}


@dataclass(frozen=True)
class Figures:
    """The recommendations in play in the period, the counts by department of each sort, and the figures before and
    after of those that are in effect, by id."""

    period: Period
    at: datetime
    rows: tuple[RecommendationRow, ...]
    counts: Mapping[str, Mapping[int, int]]
    names: Mapping[int, str]
    effects: Mapping[int, Effect]

    def total(self, sort: str) -> int:
        """Of all departments."""
        return sum(self.counts[sort].values())

    @property
    def answered(self) -> int:
        """Answered in the period."""
        return self.total("adopted") + self.total("partly") + self.total("declined")


def _defaults(zone: str, at: datetime) -> dict[str, Any]:
    """The year that runs: recommendations are few."""
    return {"period": f"{local(at, zone).year}"}


def _collected(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
    period = period_of(session, answers, at)
    rows = tuple(row for row in recommendations(session, who) if _in_play(row, period))
    today = day_of(at, period.zone)
    found = Figures(
        period=period,
        at=at,
        rows=rows,
        counts=advice_counts(session, who, period),
        names={row.id: row.name for row in departments(session, with_inactive=True)},
        effects={
            row.id: effect(session, who, row.id, at=at)
            for row in rows
            if row.status in TAKEN_UP and row.category_id and row.effective_on and row.effective_on <= today
        },
    )
    return Collected(
        figures=found,
        subject=period.name,
        file_name=f"recommendations-{period.first:%Y-%m-%d}-to-{period.last:%Y-%m-%d}.pdf",
        lines=tuple(_lines(found)),
        period=period,
        detail={"first": period.first.isoformat(), "last": period.last.isoformat()},
    )


def _in_play(row: RecommendationRow, period: Period) -> bool:
    """Sent by the end of the period, and not answered before it."""
    if row.sent_at is None or row.status in (RecommendationStatus.DRAFT, RecommendationStatus.WITHDRAWN):
        return False
    return row.sent_at < period.end and (row.answered_at is None or row.answered_at >= period.start)


def _lines(found: Figures) -> list[FigureLine]:
    lines = [_line(key, name, found.total(key), term) for key, (name, term) in NAMED.items()]
    for key in ("sent", "adopted", "partly", "declined", "open"):
        name, term = NAMED[key]
        for each, n in found.counts[key].items():
            lines.append(_line(f"{key}.{each}", f"{name}: {found.names.get(each, '')}", n, term))
    return lines


def _line(key: str, name: str, number: int, term: str) -> FigureLine:
    return counted(f"advice.{key}", name, number, TOLD[term], "recommendations")


def draw(found: Figures) -> Drawn:
    """The paper: the sums, the register, by department, before and after."""
    period = found.period
    story = beginning("Recommendations to departments", period.name, _sentence(found), so_far=found.at < period.end)
    if found.rows:
        story += [KeyFigures(_keys(found)), *_register(found), *_departments(found), *_effects(found)]
    else:
        story.append(Words("No recommendation was open, sent or answered in this period."))
    right = [(SAID[each], found.total(each.value)) for each in SAID]
    left = [("open before", found.total("carried")), ("sent", found.total("sent"))]
    story.append(Balance(left, [*right, ("open", found.total("open"))]))
    story.append(Balance([("in the register", len(found.rows))], [(name, n) for name, n in left]))
    said = (*DEFINITIONS, *EFFECT) if found.effects else DEFINITIONS
    story += definitions([Definition(*each) for each in said])
    foot = "Office version, all counts shown."
    return Drawn(f"Recommendations, {period.name}", story, corner=("Recommendations",), foot=foot)


def _sentence(found: Figures) -> str:
    taken = found.total("adopted") + found.total("partly")
    sent = f"{count(found.total('sent'), 'recommendation')} sent, {found.answered:,} answered"
    return f"{sent}: {taken:,} adopted, wholly or in part. {found.total('open'):,} without an answer."


def _keys(found: Figures) -> list[tuple[Cell, str]]:
    return [
        (found.total("sent"), "sent"),
        (found.answered, "answered"),
        (found.total("adopted"), "adopted"),
        (found.total("partly"), "adopted in part"),
        (found.total("open"), "without an answer"),
    ]


def _register(found: Figures) -> list[Flowable]:
    columns = (
        *(Col("No.", 11), Col("Recommended", 30), Col("To", 20), Col("Sent", 17)),
        *(Col("Answer", 14), Col("Answered", 17), Col("Days open", 9, True), Col("Cases", 8, True)),
    )
    rows = [_row(row, found) for row in found.rows]
    head = Head("Register", f"{count(len(rows), 'recommendation')}, the newest first")
    return [head, Table(columns, rows, size=8)]


def _row(row: RecommendationRow, found: Figures) -> list[Cell]:
    zone, answered = found.period.zone, _answered_in(row, found.period)
    until = row.answered_at if answered and row.answered_at else found.period.as_of(found.at)
    days = (until - row.sent_at).days if row.sent_at else None
    sent = local(row.sent_at, zone).date() if row.sent_at else None
    when = local(row.answered_at, zone).date() if answered and row.answered_at else None
    return [
        row.number,
        row.title,
        row.department,
        sent,
        SAID[row.status] if answered else "open",
        when,
        days,
        row.cases,
    ]


def _answered_in(row: RecommendationRow, period: Period) -> bool:
    """What is answered after the period was open in it."""
    return row.answered_at is not None and row.answered_at < period.end and row.status in SAID


def _departments(found: Figures) -> list[Flowable]:
    ids = sorted(
        {each for counts in found.counts.values() for each in counts}, key=lambda each: found.names.get(each, "")
    )
    heads = ("Open before", "Sent", "Adopted", "In part", "Declined", "Open")
    columns = (Col("Department", 34), *(Col(head, 13, True) for head in heads))
    rows: list[list[Cell]] = [
        [found.names.get(each, ""), *(found.counts[key].get(each, 0) for key in NAMED)] for each in ids
    ]
    rows.append(["All", *(found.total(key) for key in NAMED)])
    return [Head("By department"), Table(columns, rows, total=True, adds_up=True, size=8)]


def _effects(found: Figures) -> list[Flowable]:
    told = [(row, found.effects[row.id]) for row in found.rows if row.id in found.effects]
    head = Head("Before and after", "the same figures of the category; other causes are possible")
    if not told:
        return [head, Words("None of these is in effect yet with a category that can be measured.")]
    columns = (
        *(Col("No.", 11), Col("Category", 22), Col("Side", 12), Col("Cases, 30 days", 13, True), Col("n", 9, True)),
        *(Col("Median days", 12, True), Col("n closed", 10, True), Col("Repeat", 9, True), Col("n", 8, True)),
    )
    rows = [cells for row, each in told for cells in _sides(row, each)]
    words = [Words(f"{row.number}, {row.title}: {each.words}", size=8.5, after=5) for row, each in told]
    return [head, Table(columns, rows, size=8), *words]


def _sides(row: RecommendationRow, each: Effect) -> Sequence[list[Cell]]:
    return [
        [
            *(row.number, each.category),
            *(name, round(side.per_month, 1), side.received, side.median, side.closed, side.repeat, side.settled),
        ]
        for name, side in (("before", each.before), ("after", each.after))
    ]


KIND = ReportKind(
    key="recommendations",
    title="Recommendations",
    about="What was recommended to departments, what they answered, how long it is open, and figures before and after.",
    icon="megaphone",
    questions=(PERIOD,),
    defaults=_defaults,
    collect=_collected,
    draw=draw,
    group=Group.ANSWERS,
    issued=True,
)
