"""The monthly report on paper (mock-up paper-monthly): the page on the Mayor's desk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from reportlab.platypus import Flowable
from sqlmodel import Session

from app.authority import Actor
from app.models import LanguageHelp
from app.queries.figures import OpenCase, last_full_month
from app.queries.office import calendar
from app.reports.base import Definition, Drawn
from app.reports.beside import Beside, Stack
from app.reports.charts import BarChart, Chart
from app.reports.kinds import Answers, Collected, Group, Question, QuestionKind, ReportKind
from app.reports.monthly_figures import MonthlyFigures, collect
from app.reports.monthly_words import (
    COVERED,
    DEFINITIONS,
    HIDDEN,
    band_name,
    closed_share,
    due_share,
    figure_lines,
    history_words,
    sentences,
    title,
)
from app.reports.parts import Head, KeyFigures, Reconciles, Words, definitions
from app.reports.periods import read_month
from app.reports.tables import Col, Table
from app.reports.words import count, decimal, share, short_day, word

SMALL = 7.5
MANY_OWNERS = 24


def _defaults(zone: str, at: datetime) -> dict[str, Any]:
    return {"month": f"{last_full_month(zone, at).first:%Y-%m}", "open_list": True}


def _collected(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
    figures = collect(session, who, month=read_month(answers["month"], calendar(session).zone, at), at=at)
    key = f"{figures.period.first:%Y-%m}"
    return Collected(
        figures=(figures, bool(answers["open_list"])),
        subject=title(figures),
        file_name=f"monthly-report-{key}.pdf",
        lines=figure_lines(figures),
        period=figures.period,
        detail={"month": key, "fingerprint": figures.fingerprint},
    )


def draw(what: tuple[MonthlyFigures, bool]) -> Drawn:
    """The paper of the figures, with or without the list of open cases."""
    figures, with_list = what
    return Drawn(
        title=f"Monthly report, {title(figures)}",
        story=_story(figures, with_list),
        corner=(f"Report {figures.period.first:%Y-%m}",),
        foot=f"Office version, all counts shown. Fingerprint {fingerprint_words(figures)}",
    )


def fingerprint_words(figures: MonthlyFigures) -> str:
    """The first sixteen signs of the fingerprint in groups of four."""
    start = figures.fingerprint[:16]
    return " ".join(start[n : n + 4] for n in range(0, 16, 4))


def _story(figures: MonthlyFigures, with_list: bool) -> list[Flowable]:
    parts: list[Flowable] = [
        Words("Monthly report", size=10, after=1),
        Words(title(figures), size=20, bold=True, after=5, leading=1.15),
        Words(sentences(figures), size=10.5, after=9),
    ]
    if figures.hides:
        parts.append(Words(HIDDEN, size=SMALL + 0.5, after=8))
    if not figures.is_empty:
        parts += [KeyFigures(_key_figures(figures)), *_flow(figures), *_resolution(figures), *_answers(figures)]
        parts += [*_contacts(figures), *_standing(figures)]
        if with_list:
            parts += _open_list(figures)
    said = (*DEFINITIONS, ("History", history_words(figures)))
    return [*parts, *definitions([Definition(*each) for each in said])]


def _key_figures(figures: MonthlyFigures) -> list[tuple[str, str]]:
    response = figures.response_days
    return [
        (f"{figures.contacts.total:,}", "contacts with the public, all channels"),
        (f"{figures.flow.opened:,}", f"cases opened, of them {figures.opened_by_organizations:,} by businesses"),
        (closed_share(figures), f"closed within target, {figures.in_target:,} of {figures.with_target:,}"),
        (due_share(figures), f"within target of all that fell due, {figures.due_in_target:,} of {figures.due:,}"),
        (f"{decimal(response.median)} d", f"median first response; P90 {decimal(response.p90)} d, n {response.n:,}"),
    ]


def _flow(figures: MonthlyFigures) -> list[Flowable]:
    labels = [
        f"{each.period.first:%b}" + (f" ’{each.period.first:%y}" if each.period.first.month == 1 else "")
        for each in figures.months
    ]
    opened = ("opened", [each.opened for each in figures.months])
    closed = ("closed", [each.closed for each in figures.months])
    return [
        Head("Opened and closed, twelve months"),
        Chart(BarChart(labels, (opened, closed))),
        Reconciles(**figures.flow._asdict()),
    ]


def _resolution(figures: MonthlyFigures) -> list[Flowable]:
    if not figures.flow.closed:
        return [Head("Resolution by category"), Words("No case was closed in this month.")]
    columns = (
        Col("Category", 30),
        Col("Closed", 9, True),
        Col("Median, net", 12, True),
        Col("P90, net", 10, True),
        Col("Median, gross", 13, True),
        Col("Within target", 16, True),
        Col("Share", 9, True),
    )
    rows = [
        _line(
            each.name, each.closed, each.net.median, each.net.p90, each.gross.median, each.in_target, each.with_target
        )
        for each in figures.lines
        if each.closed
    ]
    all_of = _line(
        "All",
        figures.flow.closed,
        figures.net.median,
        figures.net.p90,
        figures.gross.median,
        figures.in_target,
        figures.with_target,
    )
    hint = "net: business days less waits on residents and third parties; gross: calendar days"
    return [Head("Resolution by category", hint), Table(columns, [*rows, all_of], total=True)]


def _line(
    name: str, closed: int, median: float | None, p90: float | None, gross: float | None, met: int, of: int
) -> list[str]:
    return [name, f"{closed:,}", decimal(median), decimal(p90), decimal(gross), f"{met:,} of {of:,}", share(met, of)]


def _answers(figures: MonthlyFigures) -> list[Flowable]:
    columns = (Col("Category", 40), Col("Median", 15, True), Col("P90", 15, True), Col("n", 12, True))
    found = sorted((each for each in figures.lines if each.response.n), key=lambda each: (-each.response.n, each.name))
    rows = [
        [each.name, decimal(each.response.median), decimal(each.response.p90), f"{each.response.n:,}"] for each in found
    ]
    days, hours = figures.response_days, figures.response_hours
    rows.append(["All", decimal(days.median), decimal(days.p90), f"{days.n:,}"])
    said = (
        f"In business hours: median {decimal(hours.median)}, P90 {decimal(hours.p90)}, n {hours.n:,}. "
        f"{figures.responses_in_target:,} of {figures.responses_with_target:,} were within their target "
        f"({share(figures.responses_in_target, figures.responses_with_target)})."
    )
    if not days.n:
        return [Head("First response by category"), Words("No first response was given in this month.")]
    return [
        Head("First response by category", "business days"),
        Table(columns, rows, total=True),
        Words(said),
        *_ends(figures),
    ]


def _ends(figures: MonthlyFigures) -> list[Flowable]:
    told = [
        ["Told", figures.told],
        ["Not told, with the reason", figures.not_told],
        ["Not recorded", figures.told_unknown],
    ]
    outcomes = [[word(outcome), number] for outcome, number in figures.outcomes]
    return (
        [
            Beside(
                [Head("Closed, by outcome"), _counts("Outcome", outcomes)],
                [Head("Was the resident told?"), _counts("At closing", told)],
            )
        ]
        if figures.flow.closed
        else []
    )


def _counts(what: str, rows: list[list[Any]]) -> Table:
    """A table of names and counts with their sum."""
    whole = sum(number for _, number in rows)
    lines = [[str(name), f"{number:,}", share(number, whole)] for name, number in rows]
    columns = (Col(what, 58), Col("Count", 20, True), Col("Share", 20, True))
    return Table(columns, [*lines, ["All", f"{whole:,}", share(whole, whole)]], total=True)


def _contacts(figures: MonthlyFigures) -> list[Flowable]:
    found = figures.contacts
    if not found.total:
        return [Head("Contacts"), Words("No contact was logged in this month.")]
    said = (
        f"{count(found.total, 'contact')}, {found.outgoing:,} of them begun by the office; "
        f"{found.at_once:,} answered at once; {found.for_mayor:,} meant for the Mayor."
    )
    helped = _named({word(kind): number for kind, number in found.by_help.items()})
    left: list[Flowable] = [
        Words("By channel", bold=True),
        _counts("Channel", _named({word(k): n for k, n in found.by_channel.items()})),
    ]
    right: list[Flowable] = [Words("By ward", bold=True), _counts("Ward", _wards(found.by_ward))]
    return [
        Stack([Head("Contacts"), Words(said, after=8), Beside(left, right)]),
        Beside(
            [Words("By language", bold=True), _languages(figures)],
            [Words("Help with the language", bold=True), _counts("Help", helped)],
        ),
        Words("By category", bold=True, before=4, keep=True),
        _counts("Category", [[figures.category_names.get(k, ""), n] for k, n in found.by_category.items()]),
    ]


def _named(found: Mapping[str, int]) -> list[list[Any]]:
    return [[name or "Not noted", number] for name, number in found.items()]


def _wards(found: Mapping[str, int]) -> list[list[Any]]:
    ordered = sorted(found.items(), key=lambda each: (not each[0], len(each[0]), each[0]))
    return [[f"Ward {name}" if name.isdigit() else name or "Not known", number] for name, number in ordered]


def _languages(figures: MonthlyFigures) -> Table:
    found = figures.contacts
    columns = (Col("Language", 50), Col("Contacts", 24, True), Col("Needed help", 28, True))
    rows = [
        [name or "Not noted", f"{n:,}", f"{found.with_help.get(name, 0):,}"] for name, n in found.by_language.items()
    ]
    needed = found.total - found.by_help.get(LanguageHelp.NONE_NEEDED, 0)
    return Table(columns, [*rows, ["All", f"{found.total:,}", f"{needed:,}"]], total=True)


def _standing(figures: MonthlyFigures) -> list[Flowable]:
    if not figures.flow.carried_out:
        return [Head("Open at the end"), Words("No case stood open at the end.")]
    aged = _counts("Business days", [[band_name(n).capitalize(), number] for n, number in enumerate(figures.bands)])
    columns = (Col("Owner", 30), *(Col(name, 18, True) for name in ("Opened", "Closed", "Open", "Overdue")))
    rows = [
        [each.name, *(f"{n:,}" for n in (each.opened, each.closed, each.open, each.overdue))] for each in figures.owners
    ]
    flow = figures.flow
    rows.append(["All", *(f"{n:,}" for n in (flow.opened, flow.closed, flow.carried_out, figures.overdue))])
    ageing: list[Flowable] = [Head("Open at the end, by age"), aged]
    owners: list[Flowable] = [Head("By owner", "as on file on the day of issue"), Table(columns, rows, total=True)]
    return [Beside(ageing, owners)] if len(rows) <= MANY_OWNERS else [*ageing, *owners]


def _open_list(figures: MonthlyFigures) -> list[Flowable]:
    columns = (
        Col("Number", 12),
        Col("Subject", 24),
        Col("Category", 16),
        Col("Ward", 6),
        Col("Owner", 13),
        Col("Status", 14),
        Col("Received", 12),
        Col("Age", 5, True),
    )
    if not figures.open_cases:
        return []
    covered = any(case.confidential for case in figures.open_cases)
    rows = [_open_row(case, figures.period.zone) for case in figures.open_cases]
    hint = f"{count(len(rows), 'case')}, the oldest first; age in business days"
    hint += f"; {count(figures.unlisted, 'confidential case')} counted and not listed" if figures.unlisted else ""
    lead = [Words(COVERED, size=SMALL + 0.5)] if covered else []
    return [Head("Open cases at the end", hint), *lead, Table(columns, rows, size=SMALL)]


def _open_row(case: OpenCase, zone: str) -> list[str]:
    what = ("Confidential", "", "") if case.confidential else (case.subject, case.category, case.ward)
    late = f"{word(case.status)}, overdue" if case.overdue else word(case.status)
    return [case.number, *what, case.owner or "Nobody", late, short_day(case.received_at, zone), f"{int(case.age):,}"]


KIND = ReportKind(
    key="monthly",
    title="Monthly report",
    about="Contacts, cases opened and closed, times, what is open, with definitions.",
    icon="chart-column",
    questions=(
        Question("month", "Month", QuestionKind.MONTH),
        Question("open_list", "List of open cases", QuestionKind.CHECK),
    ),
    defaults=_defaults,
    collect=_collected,
    draw=draw,
    group=Group.COUNCIL,
    appendix=True,
    issued=True,
)
