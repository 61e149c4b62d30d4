"""The annual report for the Council and the public: twelve months, with the year before beside them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from reportlab.platypus import Flowable
from sqlmodel import Session

from app.authority import Actor
from app.queries.figures import Spread
from app.queries.figures.substance import CRITERIA
from app.reports.annual_figures import DEFINITIONS, AnnualFigures, Year, collect, figure_lines
from app.reports.base import Definition, Drawn
from app.reports.cells import Cell, Share
from app.reports.charts import BarChart, Chart
from app.reports.common import PERIOD, beginning, merged
from app.reports.contacts import NO_CATEGORY, NOT_NOTED, ward_name
from app.reports.kinds import Answers, Collected, Group, ReportKind
from app.reports.parts import Balance, Head, KeyFigures, Reconciles, Words, definitions
from app.reports.periods import key_of, read_period
from app.reports.tables import Col, Table
from app.reports.words import count, word


def _defaults(zone: str, at: datetime) -> dict[str, Any]:
    return {"period": key_of(read_period("last-year", zone, at))}


def _collected(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
    found = collect(session, who, given=answers["period"], at=at)
    period = found.now.period
    return Collected(
        figures=found,
        subject=period.name,
        file_name=f"annual-report-{key_of(period).replace('..', '-to-')}.pdf",
        lines=tuple(figure_lines(found)),
        period=period,
        detail={"first": period.first.isoformat(), "last": period.last.isoformat()},
    )


def draw(found: AnnualFigures) -> Drawn:
    """The paper of the figures."""
    now = found.now
    so_far = found.at < now.period.end
    story = beginning("Annual report", now.period.name, _sentence(found), hides=found.hides, so_far=so_far)
    story += [KeyFigures(_keys(found)), *_months(found), *_cases(found), *_contacts(found)]
    story += [*_how_soon(found), *_how_well(found), *_said(found)]
    story += definitions([Definition(*each) for each in DEFINITIONS])
    name = f"Annual report, {now.period.name}"
    return Drawn(name, story, corner=(f"Annual report {_year(now)}",), foot="Office version, all counts shown.")


def _sentence(found: AnnualFigures) -> str:
    now, was = found.now, found.before
    first = f"{count(now.contacts.total, 'contact')} with the public, {was.contacts.total:,} the year before. "
    kept = f" {now.kept.kept:,} of {count(now.kept.settled, 'promise')} were kept." if now.kept.settled else ""
    return f"{first}{count(now.came_in, 'case')} opened, {now.went_out:,} closed.{kept}"


def _keys(found: AnnualFigures) -> list[tuple[Cell, str]]:
    now = found.now
    return [
        (now.contacts.total, "contacts with the public"),
        (now.came_in, "cases opened"),
        (now.went_out, "cases closed"),
        (Share(now.targets.in_target, now.targets.with_target), "closed within target"),
        (Share(now.kept.kept, now.kept.settled), "of promises kept"),
    ]


def _months(found: AnnualFigures) -> list[Flowable]:
    now, was = found.now, found.before
    labels = [f"{each.period.first:%b}" for each in now.months]
    rows: list[list[Cell]] = [
        [f"{one.period.first:%B}", one.opened, other.opened, one.closed, other.closed]
        for one, other in zip(now.months, was.months, strict=True)
    ]
    rows.append(["All", now.came_in, was.came_in, now.went_out, was.went_out])
    heads = (_year(now), _year(was))
    columns = [Col("Month", 28), *(Col(f"{what} {head}", 18, True) for what in ("Opened", "Closed") for head in heads)]
    series = tuple((f"opened {_year(year)}", [each.opened for each in year.months]) for year in (now, was))
    return [
        Head("Cases by month"),
        Chart(BarChart(labels, series)),
        Table(columns, rows, total=True, adds_up=True),
        Reconciles(**found.flow._asdict()),
    ]


def _year(year: Year) -> str:
    """ "2025", "2025–26" for twelve months that begin within a year."""
    first, last = year.period.first, year.period.last
    return f"{first.year}" if first.year == last.year else f"{first.year}–{last:%y}"


def _cases(found: AnnualFigures) -> list[Flowable]:
    parts: list[Flowable] = []
    for what in ("category", "department", "ward"):
        opened, closed, was = found.now.opened(what), found.now.closed(what), found.before.opened(what)
        rows: list[list[Cell]] = [
            [_name(found, what, each), opened.get(each, 0), was.get(each, 0), closed.get(each, 0)]
            for each in merged(opened, was, closed)
        ]
        sums = [sum(part.values()) for part in (opened, was, closed)]
        rows.append(["All", *sums])
        heads = (f"Opened {_year(found.now)}", f"Opened {_year(found.before)}", f"Closed {_year(found.now)}")
        columns = [Col(what.capitalize(), 46), *(Col(head, 18, True) for head in heads)]
        parts += [Head(f"Cases by {what}"), Table(columns, rows, total=True, adds_up=True)]
        left, right = [(f"opened, by {what}", sums[0])], [("opened", found.flow.opened)]
        parts.append(Balance([*left, (f"closed, by {what}", sums[2])], [*right, ("closed", found.flow.closed)]))
    return parts


def _name(found: AnnualFigures, what: str, value: Any) -> str:
    if what == "ward":
        return ward_name(value)
    names = found.categories if what == "category" else found.departments
    return names.get(value, NO_CATEGORY if what == "category" else "No department")


def _contacts(found: AnnualFigures) -> list[Flowable]:
    parts: list[Flowable] = []
    for what, label in (("channel", word), ("language", lambda each: each or NOT_NOTED), ("help", word)):
        now, was = (getattr(each.contacts, f"by_{what}") for each in (found.now, found.before))
        title = "Help with the language" if what == "help" else f"Contacts by {what}"
        rows = [[label(each), now.get(each, 0), was.get(each, 0)] for each in merged(now, was)]
        parts += [Head(title), _two(what.capitalize(), rows, found)]
        parts.append(Balance([(f"by {what}", sum(now.values()))], [("contacts", found.contacts_counted)]))
    return parts


def _two(what: str, rows: list[list[Cell]], found: AnnualFigures, *, total: bool = True) -> Table:
    """Names with their counts of the year and of the year before."""
    columns = (Col(what, 56), Col(_year(found.now), 22, True), Col(_year(found.before), 22, True))
    if not total:
        return Table(columns, rows, title=what)
    sums = [sum(each for row in rows if isinstance(each := row[place], int)) for place in (1, 2)]
    return Table(columns, [*rows, ["All", *sums]], total=True, adds_up=True)


def _how_soon(found: AnnualFigures) -> list[Flowable]:
    spreads = (("First response", "response"), ("Resolution, net of waits", "net"))
    columns = (
        Col("Business days", 34),
        Col("Year", 18),
        Col("Median", 16, True),
        Col("P90", 16, True),
        Col("n", 16, True),
    )
    rows = [
        _spread(title, _year(year), getattr(year, name))
        for title, name in spreads
        for year in (found.now, found.before)
    ]
    held: list[list[Cell]] = [
        [
            _year(year),
            year.targets.with_target,
            year.targets.in_target,
            Share(year.targets.in_target, year.targets.with_target),
        ]
        for year in (found.now, found.before)
    ]
    heads = (Col("Closed with a target", 34), Col("All", 22, True), Col("Within it", 22, True), Col("Share", 22, True))
    return [Head("How soon: timeliness"), Table(columns, rows), Table(heads, held, title="Within target")]


def _spread(title: str, year: str, found: Spread) -> list[Cell]:
    return [title, year, found.median, found.p90, found.n]


def _how_well(found: AnnualFigures) -> list[Flowable]:
    years = (found.now, found.before)
    columns = (Col("Read for substance", 34), Col("Cases", 22, True), Col("Marks", 22, True), Col("In full", 22, True))
    rows: list[list[Cell]] = [
        [_year(each), each.substance.n, each.substance.marks, Share(each.substance.full, each.substance.marks)]
        for each in years
    ]
    heads = (Col("Satisfaction", 34), Col("Asked", 16, True), Col("Answered", 16, True), Col("Median", 16, True))
    asked: list[list[Cell]] = [
        [_year(each), each.satisfaction.made, each.satisfaction.n, each.satisfaction.middle, _content(each)]
        for each in years
    ]
    parts: list[Flowable] = [Head("How well: substance and satisfaction"), Table(columns, rows)]
    if found.now.substance.n:
        given = {name: found.now.substance.criteria[each] for each, name in CRITERIA.items()}
        met: list[list[Cell]] = [[name, *reversed(each), sum(each)] for name, each in given.items()]
        heads_of = ("In full", "In part", "Not", "n")
        marks = (Col("Criterion", 46), *(Col(head, 13.5, True) for head in heads_of))
        parts.append(Table(marks, met, title="Marks by criterion", across=True))
    return [*parts, Table((*heads, Col("4 or 5 of 5", 18, True)), asked, title="Satisfaction")]


def _content(year: Year) -> Share:
    return Share(sum(each >= 4 for each in year.satisfaction.given), year.satisfaction.n)


def _said(found: AnnualFigures) -> list[Flowable]:
    now, was = found.now, found.before
    kept = [
        [name.capitalize(), getattr(now.kept, name), getattr(was.kept, name)] for name in ("kept", "broken", "moved")
    ]
    names = {"sent": "Sent", "adopted": "Adopted", "partly": "Adopted in part", "declined": "Declined"}
    told = [[words, getattr(now.advice, name), getattr(was.advice, name)] for name, words in names.items()]
    return [
        Head("Promises to residents"),
        _two("Promises", kept, found),
        Head("Recommendations to departments"),
        _two("Recommendations", told, found, total=False),
        Words("Answers count in the year in which they came.", size=8),
    ]


KIND = ReportKind(
    key="annual",
    title="Annual report",
    about="Twelve months with the year before: who came, how soon and how well they were answered, what was promised.",
    icon="calendar-days",
    questions=(PERIOD,),
    defaults=_defaults,
    collect=_collected,
    draw=draw,
    group=Group.COUNCIL,
    issued=True,
    public=True,
)
