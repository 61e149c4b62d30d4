"""The monthly report to the City Council, arranged by the directives that the office answers to (K9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from reportlab.platypus import Flowable
from sqlmodel import Session

from app.authority import Actor
from app.queries.figures import last_full_month
from app.queries.office import calendar
from app.reports.base import Definition, Drawn
from app.reports.beside import Stack
from app.reports.cells import Cell
from app.reports.charts import BarChart, Chart
from app.reports.council_figures import (
    DEFINITIONS,
    NAMES,
    SAID,
    CouncilFigures,
    Section,
    collect,
    faults,
    figure_lines,
    no_activity,
    sentence,
)
from app.reports.kinds import Answers, Collected, Group, Question, QuestionKind, ReportKind
from app.reports.parts import Balance, Chapter, Head, KeyFigures, Words, definitions
from app.reports.periods import key_of, read_month
from app.reports.tables import Col, Table
from app.reports.text import width

SMALL = 8.0
HIDDEN = "Confidential cases and contacts that the issuer may not count are left out."
SEVERAL = "A record may count to several directives, so the lines do not add up; below, all together do."
OVERVIEW = ("contacts", "opened", "closed", "referrals", "readings", "recommendations")
FEWEST_BARS, WIDEST, HEAD, LABEL, GAP = 2, 485, 11, 8, 8
"""Bars from so many directives on; points across, of a head and of the labels of bars, and between these."""


def _defaults(zone: str, at: datetime) -> dict[str, Any]:
    return {"month": f"{last_full_month(zone, at).first:%Y-%m}"}


def _collected(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
    on = read_month(answers["month"], calendar(session).zone, at)
    figures = collect(session, who, on=on, at=at, numbered=answers.get("version") != "public")
    key = key_of(figures.period)
    return Collected(
        figures=figures,
        subject=_named(figures),
        file_name=f"council-report-{key}.pdf",
        lines=figure_lines(figures),
        period=figures.period,
        detail={"month": key},
        faults=faults(figures),
    )


def _named(figures: CouncilFigures) -> str:
    return figures.period.name + (", so far" if figures.so_far else "")


def draw(figures: CouncilFigures) -> Drawn:
    """The paper: all together first, then a section for each directive, what adds up, and what the words mean."""
    parts: list[Flowable] = [
        Words("Report to the City Council", size=10, after=1),
        Words(_named(figures), size=20, bold=True, after=5, leading=1.15),
        Words(sentence(figures), size=10.5, after=9, inside=True),
    ]
    parts += [Words(HIDDEN, size=SMALL, after=8)] if figures.hides else []
    parts += [*_overview(figures), *_sections(figures), *_all_together(figures)]
    parts += definitions([Definition(*each) for each in DEFINITIONS])
    title = f"Report to the City Council, {_named(figures)}"
    return Drawn(title, parts, corner=(f"Council {key_of(figures.period)}",), foot="By directive")


def _overview(figures: CouncilFigures) -> Iterator[Flowable]:
    yield KeyFigures(
        [
            (figures.counts.all["contacts"], "contacts with the public"),
            (figures.counts.all["opened"], "cases opened"),
            (figures.counts.all["closed"], "cases closed"),
            (figures.counts.all["referrals"], "referrals sent"),
            (f"{figures.active:,} of {len(figures.sections):,}", "directives with activity"),
        ]
    )
    if not figures.sections:
        return
    yield Head("By directive", "counted in the month")
    columns = [
        Col("Sign", 10),
        Col("Directive", 34),
        *(Col(SAID[key], 8 + 1.1 * len(SAID[key]), True) for key in OVERVIEW),
    ]
    yield Table(columns, [_line(each) for each in figures.sections])
    yield Words(SEVERAL, size=SMALL, after=8)
    yield from _chart(figures)


def _line(section: Section) -> list[Cell]:
    return [section.row.code, section.row.title, *(section.now[key] for key in OVERVIEW)]


def _chart(figures: CouncilFigures) -> Iterator[Flowable]:
    """Cases opened, this month beside the same month a year ago, where there are enough directives to compare."""
    shown = [each for each in figures.sections if each.now["opened"] or each.year_ago["opened"]]
    labels = [each.row.code for each in shown]
    if len(labels) >= FEWEST_BARS and sum(width(each, LABEL) + GAP for each in labels) < WIDEST:
        now = (figures.period.name, [each.now["opened"] for each in shown])
        ago = (figures.year_ago.name, [each.year_ago["opened"] for each in shown])
        yield Words("Cases opened by directive", bold=True, before=2, keep=True)
        yield Chart(BarChart(labels, (now, ago)))


def _sections(figures: CouncilFigures) -> Iterator[Flowable]:
    source = ""
    for each in figures.sections:
        if each.row.source not in ("", source):
            yield Chapter(each.row.source, bold=True, before=14, keep=True)
        source = each.row.source
        yield from _head(each)
        if said := ". ".join(part for part in (each.row.section, each.row.words) if part):
            yield Words(said, size=SMALL, grey=0.35, after=6)
        yield from _counted(figures, each)
        yield from _done(each)


def _head(section: Section) -> Iterator[Flowable]:
    """Sign and title; a title that does not fit into one line stands below the sign."""
    whole = f"{section.row.code}  {section.row.title}"
    if width(whole, HEAD, bold=True) < WIDEST:
        yield Head(whole)
        return
    yield Stack([Head(section.row.code), Words(section.row.title, bold=True, after=4)])


def _counted(figures: CouncilFigures, section: Section) -> Iterator[Flowable]:
    """What counted to it, beside last month and the same month a year ago; only what there was of."""
    shown = [key for key in NAMES if section.now[key] or section.before[key] or section.year_ago[key]]
    if not shown:
        return
    heads = (figures.period.name, figures.before.name, figures.year_ago.name)
    columns = [Col("Counted to it", 40), *(Col(head, 20, True) for head in heads)]
    rows: list[list[Cell]] = [
        [NAMES[key], section.now[key], section.before[key], section.year_ago[key]] for key in shown
    ]
    yield Table(columns, rows, title=f"{section.row.code}, counted")


def _done(section: Section) -> Iterator[Flowable]:
    if section.lacks:
        missing = "STILL TO BE WRITTEN: nothing was counted, and no word says why. This report cannot be issued."
        yield Words(missing, bold=True, after=8)
    elif section.highlights:
        title = f"{section.row.code}, what was done"
        numbered = any(each.number for each in section.highlights)
        columns = [Col("What was done", 84), *([Col("Case", 16)] if numbered else [])]
        rows = [[each.words, each.number][: len(columns)] for each in section.highlights]
        yield Table(columns, rows, title=title)
    elif not section.is_active:
        yield Words(no_activity(section), after=8)


def _all_together(figures: CouncilFigures) -> Iterator[Flowable]:
    """What counts to a directive and what counts to none make all there are, each counted by itself."""
    if not figures.sections:
        return
    counts = figures.counts
    shown = [key for key in NAMES if counts.all[key]]
    yield Head("All together", figures.period.name)
    if not shown:
        yield Words("Nothing was counted in this month.")
    columns = [Col("Counted", 40), Col("To a directive", 20, True), Col("To none", 20, True), Col("All", 20, True)]
    if shown:
        rows: list[list[Cell]] = [
            [NAMES[key], *(each[key] for each in (counts.any, counts.none, counts.all))] for key in shown
        ]
        yield Table(columns, rows, across=True)
    for key in shown:
        left = [("counted to a directive", counts.any[key]), ("to none", counts.none[key])]
        yield Balance(left, [(NAMES[key].lower(), counts.all[key])])


KIND = ReportKind(
    key="council",
    title="Report to the City Council",
    about="What was done by directive, with figures, highlights, and why there was no activity.",
    icon="landmark",
    questions=(Question("month", "Month", QuestionKind.MONTH),),
    defaults=_defaults,
    collect=_collected,
    draw=draw,
    group=Group.COUNCIL,
    appendix=True,
    issued=True,
    public=True,
)
