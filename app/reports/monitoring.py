"""Timeliness and substance of a month on paper: the same figures as the monitoring page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from reportlab.platypus import Flowable
from sqlmodel import Session

from app.authority import Actor
from app.errors import Invalid
from app.queries.figures import Spread, last_full_month
from app.queries.figures.substance import CRITERIA
from app.queries.monitoring import Line, Monitoring, Trends, monitoring, trends
from app.queries.monitoring_words import DEFINITIONS, HIDDEN
from app.queries.office import calendar
from app.reports.base import Definition, Drawn
from app.reports.cells import FEWEST, Cell, Few, Share
from app.reports.charts import LineChart, Lines
from app.reports.kinds import Answers, Collected, Group, Question, QuestionKind, ReportKind
from app.reports.monitoring_figures import figure_lines
from app.reports.monthly_words import band_name
from app.reports.parts import Balance, Head, KeyFigures, Reconciles, Words, definitions
from app.reports.periods import read_month
from app.reports.tables import Col, Table
from app.reports.words import decimal


class Figures(NamedTuple):
    """The month, and the twelve that end with it; `part` begins the keys of its figures."""

    month: Monitoring
    twelve: Trends
    part: str
    public: bool


def _defaults(zone: str, at: datetime) -> dict[str, Any]:
    return {"month": f"{last_full_month(zone, at).first:%Y-%m}", "department": "", "category": ""}


def _collected(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
    day = read_month(answers["month"], calendar(session).zone, at)
    part = {each: _part(each, answers.get(each)) for each in ("department", "category")}
    of = {f"{name}_id": each for name, each in part.items()}
    asked: dict[str, Any] = {"day": day, "at": at, **of}
    public = answers.get("version") == "public"
    keys = f"monitoring.{part['department'] or 0}.{part['category'] or 0}"
    found = Figures(monitoring(session, who, **asked), trends(session, who, **asked), keys, public)
    key = f"{found.month.period.first:%Y-%m}"
    named = "".join(f"-{name}-{each}" for name, each in part.items() if each)
    return Collected(
        figures=found,
        subject=found.month.title,
        file_name=f"timeliness-and-substance-{key}{named}.pdf",
        lines=figure_lines(found.month, keys),
        period=found.month.period,
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
    story += [*_timeliness(found), *_substance(found), *_tables(found)]
    return Drawn(
        title=f"Timeliness and substance, {month.title}",
        story=[*story, *definitions([Definition(*each) for each in DEFINITIONS])],
        corner=(f"Report {month.period.first:%Y-%m}",),
        foot="Office version, all counts shown.",
    )


def _days(value: float | None, n: int, public: bool, unit: str = "d") -> Cell:
    """A median as a large figure; the public has none of few."""
    return Few(own=False) if public and n < FEWEST else f"{decimal(value)} {unit}"


def _said(words: str, more: str, public: bool) -> str:
    """Words below a large figure; those with counts stay inside."""
    return words if public else f"{words}{more}"


def _timeliness(found: Figures) -> list[Flowable]:
    month, public = found.month, found.public
    labels = [f"{each.period.first:%b}" for each in found.twelve.resolution]
    nets = [Spread(None, None, 0) if public and each.net.n < FEWEST else each.net for each in found.twelve.resolution]
    chart = LineChart(labels, (("Median", [net.median for net in nets]), ("P90", [net.p90 for net in nets])))
    return [
        Head("Timeliness: how soon"),
        KeyFigures(_soon(month, public)),
        Words("Resolution in business days, net of waits, twelve months", bold=True, before=4, keep=True),
        Lines(chart),
        Reconciles(**month.flow._asdict()),
        Head("What is open on the day of issue, by age in business days"),
        _ageing(month, public),
    ]


def _soon(month: Monitoring, public: bool) -> list[tuple[Cell, str]]:
    told, response = month.acknowledged, month.response
    p90 = f"; P90 {decimal(response.p90)} d, n {response.n:,}"
    met, due = f", {month.in_target:,} of {month.with_target:,}", f", {month.due_in_target:,} of {month.due:,}"
    figures: list[tuple[Cell, str]] = [
        (_days(response.median, response.n, public), _said("median first response", p90, public)),
        (Share(month.in_target, month.with_target), _said("closed within target", met, public)),
        (Share(month.due_in_target, month.due), _said("within target of all due", due, public)),
    ]
    if told.n:
        more = f"; P90 {decimal(told.p90)} h, n {told.n:,}"
        figures.append((_days(told.median, told.n, public, "h"), _said("median to acknowledge", more, public)))
    return figures


def _ageing(month: Monitoring, public: bool) -> Table:
    """The public has the share past target, from which no small count can be taken."""
    late = sum(band.late for band in month.bands)
    told = [(band_name(n).capitalize(), band.open, band.late) for n, band in enumerate(month.bands)]
    rows: list[list[Cell]] = [
        [name, n, Share(past, n) if public else past] for name, n, past in (*told, ("All", month.open_now, late))
    ]
    columns = (Col("Business days", 50), Col("Open", 25, True), Col("Past target", 25, True))
    return Table(columns, rows, total=True, adds_up=True)


def _substance(found: Figures) -> list[Flowable]:
    month, public = found.month, found.public
    read, asked = month.substance, month.satisfaction
    content = sum(each >= 4 for each in asked.given)
    marks = f", {read.full:,} of {read.marks:,}, {read.n:,} cases"
    again = f", {month.again:,} of {month.closed:,} closed"
    full: Cell = Few(own=False) if public and 0 < read.n < FEWEST else Share(read.full, read.marks)
    answered = f"; {content:,} of {asked.n:,} that answered, of {asked.made:,} asked"
    figures: list[tuple[Cell, str]] = [
        (full, _said("full marks given", marks, public)),
        (Share(month.again, month.closed), _said("reopened within 30 days", again, public)),
        (Share(content, asked.n), _said("satisfied with the answer", answered, public)),
    ]
    parts: list[Flowable] = [Head("Substance: how well"), KeyFigures(figures)]
    least = FEWEST if public else 1
    if any(each.n >= least for each in found.twelve.substance):
        values = [100 * each.full / each.marks if each.n >= least else None for each in found.twelve.substance]
        labels = [f"{each.period.first:%b}" for each in found.twelve.substance]
        parts.append(Words("Share of full marks in %, all six criteria, twelve months", bold=True, before=4, keep=True))
        parts.append(Lines(LineChart(labels, (("Full", values),), top=100, unit=" %")))
    return [*parts, *([_criteria(month, public)] if read.n >= least else [])]


def _criteria(month: Monitoring, public: bool) -> Table:
    read = month.substance
    if public:
        shares: list[list[Cell]] = [[name, Share(read.criteria[each][2], read.n)] for each, name in CRITERIA.items()]
        return Table((Col("Criterion", 46), Col("In full", 18, True)), shares)
    rows: list[list[Cell]] = [[name, *reversed(read.criteria[each])] for each, name in CRITERIA.items()]
    columns = (Col("Criterion", 46), Col("In full", 18, True), Col("In part", 18, True), Col("Not", 18, True))
    return Table(columns, rows)


def _tables(found: Figures) -> list[Flowable]:
    """Tables whose rows add up to all that was closed; the department of the public would tell its categories' rest."""
    month, public, parts = found.month, found.public, list[Flowable]()
    for by, lines in month.tables.items():
        if lines and not (public and by == "department"):
            parts += [Head(f"By {by}", "closed in the month; business days, net"), _table(by, lines, month, public)]
    by_category = sum(line.closed for line in month.tables["category"])
    return [*parts, Balance([("closed, by category", by_category)], [("closed", month.flow.closed)])]


def _table(by: str, lines: Sequence[Line], month: Monitoring, public: bool) -> Table:
    marked = not public and any(line.marks for line in lines)
    columns = [Col(by.capitalize(), 33), Col("Closed", 11, True), Col("Median", 11, True), Col("P90", 10, True)]
    columns += [Col("Within target", 14, True)] if public else [Col("In target", 11, True), Col("of", 7, True)]
    columns += [Col("Full marks", 13, True)] if marked else []
    rows = [_row(_named(by, line.name), line, public=public, marked=marked) for line in lines]
    whole = Line("", "All", month.closed, month.net, month.with_target, month.in_target, *_marks(lines))
    rows.append(_row("All", whole, public=public, marked=marked))
    return Table(columns, rows, total=True, adds_up=True)


def _marks(lines: Sequence[Line]) -> tuple[int, int]:
    return sum(line.full for line in lines), sum(line.marks for line in lines)


def _named(by: str, name: str) -> str:
    name = name or ("None" if by in ("category", "department") else "Not known")
    return f"Ward {name}" if by == "ward" and name.isdigit() else name


def _row(name: str, line: Line, *, public: bool, marked: bool) -> list[Cell]:
    met: list[Cell] = [Share(line.in_target, line.with_target)] if public else [line.in_target, line.with_target]
    full: list[Cell] = [Share(line.full, line.marks)] if marked else []
    return [name, line.closed, line.net.median, line.net.p90, *met, *full]


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
    public=True,
)
