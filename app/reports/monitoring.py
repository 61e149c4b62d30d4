"""Timeliness and substance of a month on paper: the same figures as the monitoring page."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from reportlab.platypus import Flowable
from sqlmodel import Session

from app.authority import Actor
from app.errors import Invalid
from app.queries.figures import last_full_month
from app.queries.figures.substance import CRITERIA
from app.queries.monitoring import Line, Monitoring, Trends, monitoring, trends
from app.queries.monitoring_words import DEFINITIONS, HIDDEN
from app.queries.office import calendar
from app.reports.base import Definition, Drawn
from app.reports.charts import LineChart, Lines
from app.reports.kinds import Answers, Collected, Group, Question, QuestionKind, ReportKind
from app.reports.monthly_words import band_name
from app.reports.parts import Head, KeyFigures, Reconciles, Words, definitions
from app.reports.periods import read_month
from app.reports.tables import Col, Table
from app.reports.words import decimal, share


class Figures(NamedTuple):
    """The month, and the twelve that end with it."""

    month: Monitoring
    twelve: Trends


def _defaults(zone: str, at: datetime) -> dict[str, Any]:
    return {"month": f"{last_full_month(zone, at).first:%Y-%m}", "department": "", "category": ""}


def _collected(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
    day = read_month(answers["month"], calendar(session).zone, at)
    part = {each: _part(each, answers.get(each)) for each in ("department", "category")}
    of = {f"{name}_id": each for name, each in part.items()}
    found = Figures(monitoring(session, who, day=day, at=at, **of), trends(session, who, day=day, at=at, **of))
    key = f"{found.month.period.first:%Y-%m}"
    named = "".join(f"-{name}-{each}" for name, each in part.items() if each)
    return Collected(
        figures=found,
        subject=found.month.title,
        file_name=f"timeliness-and-substance-{key}{named}.pdf",
        detail={"month": key, **of},
    )


def _part(name: str, given: Any) -> int | None:
    """The id of a department or category, None for all; raises Invalid."""
    if given in ("", None):
        return None
    if not str(given).isdecimal():
        raise Invalid({name: f"Choose a {name} of the list."})
    return int(str(given))


def draw(found: Figures) -> Drawn:
    """The paper of the figures."""
    month = found.month
    story: list[Flowable] = [
        Words("Timeliness and substance", size=10, after=1),
        Words(month.title, size=20, bold=True, after=8, leading=1.15),
    ]
    story += [Words(HIDDEN, size=8, after=8)] if month.hides else []
    story += [*_timeliness(month, found.twelve), *_substance(month, found.twelve), *_tables(month)]
    return Drawn(
        title=f"Timeliness and substance, {month.title}",
        story=[*story, *definitions([Definition(*each) for each in DEFINITIONS])],
        corner=(f"Report {month.period.first:%Y-%m}",),
        foot="Office version, all counts shown.",
    )


def _timeliness(month: Monitoring, twelve: Trends) -> list[Flowable]:
    told, response = month.acknowledged, month.response
    figures = [
        (f"{decimal(response.median)} d", f"median first response; P90 {decimal(response.p90)} d, n {response.n:,}"),
        (
            share(month.in_target, month.with_target),
            f"closed within target, {month.in_target:,} of {month.with_target:,}",
        ),
        (share(month.due_in_target, month.due), f"within target of all due, {month.due_in_target:,} of {month.due:,}"),
    ]
    if told.n:
        words = f"median to acknowledge; P90 {decimal(told.p90)} h, n {told.n:,}"
        figures.append((f"{decimal(told.median)} h", words))
    labels = [f"{each.period.first:%b}" for each in twelve.resolution]
    median = ("Median", [each.net.median for each in twelve.resolution])
    chart = LineChart(labels, (median, ("P90", [each.net.p90 for each in twelve.resolution])))
    late = sum(band.late for band in month.bands)
    aged = [[band_name(n).capitalize(), f"{band.open:,}", f"{band.late:,}"] for n, band in enumerate(month.bands)]
    aged.append(["All", f"{month.open_now:,}", f"{late:,}"])
    return [
        Head("Timeliness: how soon"),
        KeyFigures(figures),
        Words("Resolution in business days, net of waits, twelve months", bold=True, before=4),
        Lines(chart),
        Reconciles(**month.flow._asdict()),
        Head("What is open on the day of issue, by age in business days"),
        Table((Col("Business days", 50), Col("Open", 25, True), Col("Past target", 25, True)), aged, total=True),
    ]


def _substance(month: Monitoring, twelve: Trends) -> list[Flowable]:
    read, asked = month.substance, month.satisfaction
    content = sum(each >= 4 for each in asked.given)
    figures = [
        (share(read.full, read.marks), f"full marks given, {read.full:,} of {read.marks:,}, {read.n:,} cases"),
        (share(month.again, month.closed), f"reopened within 30 days, {month.again:,} of {month.closed:,} closed"),
        (f"{content:,} of {asked.n:,}", f"satisfied with the answer; {asked.n:,} answered of {asked.made:,} asked"),
    ]
    parts: list[Flowable] = [Head("Substance: how well"), KeyFigures(figures)]
    if any(each.n for each in twelve.substance):
        values = [100 * each.full / each.marks if each.marks else None for each in twelve.substance]
        labels = [f"{each.period.first:%b}" for each in twelve.substance]
        parts.append(Words("Share of full marks in %, all six criteria, twelve months", bold=True, before=4))
        parts.append(Lines(LineChart(labels, (("Full", values),), top=100, unit=" %")))
    if read.n:
        rows = [[name, *(f"{n:,}" for n in reversed(read.criteria[each]))] for each, name in CRITERIA.items()]
        columns = (Col("Criterion", 46), Col("In full", 18, True), Col("In part", 18, True), Col("Not", 18, True))
        parts.append(Table(columns, rows))
    return parts


def _tables(month: Monitoring) -> list[Flowable]:
    columns = (Col("Closed", 10, True), Col("Median", 11, True), Col("P90", 10, True), Col("Within target", 17, True))
    parts: list[Flowable] = []
    for by, lines in month.tables.items():
        if not lines:
            continue
        more = (Col("Full marks", 15, True),) if any(line.marks for line in lines) else ()
        rows = [_row(by, line, marked=bool(more)) for line in lines]
        parts += [
            Head(f"By {by}", "closed in the month; business days, net"),
            Table((Col(by.capitalize(), 37), *columns, *more), rows),
        ]
    return parts


def _row(by: str, line: Line, *, marked: bool) -> list[str]:
    name = line.name or ("None" if by in ("category", "department") else "Not known")
    name = f"Ward {name}" if by == "ward" and name.isdigit() else name
    met = f"{line.in_target:,} of {line.with_target:,}"
    cells = [name, f"{line.closed:,}", decimal(line.net.median), decimal(line.net.p90), met]
    return [*cells, f"{line.full:,} of {line.marks:,}" if line.marks else "–"] if marked else cells


KIND = ReportKind(
    key="monitoring",
    title="Timeliness and substance",
    about="How soon and how well residents were answered, by month, department and category.",
    icon="timer",
    questions=(
        Question("month", "Month", QuestionKind.MONTH),
        Question("department", "Department", QuestionKind.DEPARTMENT, (("", "All departments"),)),
        Question("category", "Category", QuestionKind.CATEGORY, (("", "All categories"),)),
    ),
    defaults=_defaults,
    collect=_collected,
    draw=draw,
    group=Group.ANSWERS,
    issued=True,
)
