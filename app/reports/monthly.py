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
from app.reports.cells import FEWEST, Cell, Few, Share
from app.reports.charts import BarChart, Chart
from app.reports.kinds import Answers, Collected, Group, Question, QuestionKind, ReportKind
from app.reports.monthly_figures import CategoryLine, MonthlyFigures, collect
from app.reports.monthly_words import (
    COVERED,
    DEFINITIONS,
    HIDDEN,
    band_name,
    figure_lines,
    history_words,
    sentences,
    title,
)
from app.reports.parts import Head, KeyFigures, Reconciles, Words, definitions
from app.reports.periods import read_month
from app.reports.tables import Col, Table
from app.reports.words import count, decimal, local, share, word

SMALL = 7.5
MANY_OWNERS = 24


def _defaults(zone: str, at: datetime) -> dict[str, Any]:
    return {"month": f"{last_full_month(zone, at).first:%Y-%m}", "open_list": True}


def _collected(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
    figures = collect(session, who, month=read_month(answers["month"], calendar(session).zone, at), at=at)
    key, public = f"{figures.period.first:%Y-%m}", answers.get("version") == "public"
    return Collected(
        figures=(figures, bool(answers["open_list"]) and not public, public),
        subject=title(figures),
        file_name=f"monthly-report-{key}.pdf",
        lines=figure_lines(figures),
        period=figures.period,
        detail={"month": key, "fingerprint": figures.fingerprint},
    )


def draw(what: tuple[MonthlyFigures, bool, bool]) -> Drawn:
    """The paper of the figures, with or without the list of open cases; for the public no list, no owners, and nothing
    told twice from which a small count could be worked out."""
    figures, with_list, public = what
    return Drawn(
        title=f"Monthly report, {title(figures)}",
        story=_story(figures, with_list, public=public),
        corner=(f"Report {figures.period.first:%Y-%m}",),
        foot=f"Office version, all counts shown. Fingerprint {fingerprint_words(figures)}",
    )


def fingerprint_words(figures: MonthlyFigures) -> str:
    """The first sixteen signs of the fingerprint in groups of four."""
    start = figures.fingerprint[:16]
    return " ".join(start[n : n + 4] for n in range(0, 16, 4))


def _story(figures: MonthlyFigures, with_list: bool, *, public: bool) -> list[Flowable]:
    parts: list[Flowable] = [
        Words("Monthly report", size=10, after=1),
        Words(title(figures), size=20, bold=True, after=5, leading=1.15),
        Words(sentences(figures), size=10.5, after=9, inside=True),
    ]
    if figures.hides:
        parts.append(Words(HIDDEN, size=SMALL + 0.5, after=8))
    if not figures.is_empty:
        parts += [KeyFigures(_key_figures(figures, public)), *_flow(figures), *_resolution(figures, public)]
        parts += [*_answers(figures), *_contacts(figures, public), *_standing(figures, public)]
        if with_list:
            parts += _open_list(figures)
    said = (*DEFINITIONS, ("History", history_words(figures)))
    return [*parts, *definitions([Definition(*each) for each in said])]


def _key_figures(figures: MonthlyFigures, public: bool) -> list[tuple[Cell, str]]:
    """Large figures; beside those of the public stand no counts, and no median of few."""
    response, met = figures.response_days, Share(figures.in_target, figures.with_target)
    due, took = Share(figures.due_in_target, figures.due), f"{decimal(response.median)} d"
    contacts, opened = figures.contacts.total, figures.flow.opened
    if public:
        many: Cell = took if response.n >= FEWEST else Few(own=False)
        closed, fell = (met, "closed within target, of closed"), (due, "within target of all that fell due")
        return [(contacts, _CONTACTS), (opened, "cases opened"), closed, fell, (many, "median first response")]
    return [
        (contacts, _CONTACTS),
        (opened, f"cases opened, of them {figures.opened_by_organizations:,} by businesses"),
        (met, f"closed within target, {figures.in_target:,} of {figures.with_target:,}"),
        (due, f"within target of all that fell due, {figures.due_in_target:,} of {figures.due:,}"),
        (took, f"median first response; P90 {decimal(response.p90)} d, n {response.n:,}"),
    ]


_CONTACTS = "contacts with the public, all channels"


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


def _resolution(figures: MonthlyFigures, public: bool) -> list[Flowable]:
    if not figures.flow.closed:
        return [Head("Resolution by category"), Words("No case was closed in this month.")]
    columns = [
        Col("Category", 30),
        Col("Closed", 13 if public else 9, True),
        Col("Median, net", 12, True),
        Col("P90, net", 10, True),
    ]
    columns += [Col("Median, gross", 13, True)]
    columns += [] if public else [Col("In target", 10, True), Col("of", 7, True)]
    rows = [_line(each.name, each, public) for each in figures.lines if each.closed]
    whole = _line("All", figures, public, closed=figures.flow.closed)
    hint = "net: business days less waits on residents and third parties; gross: calendar days"
    head = Head("Resolution by category", hint)
    share_of = Col("Within target" if public else "Share", 13 if public else 9, True)
    return [head, Table([*columns, share_of], [*rows, whole], total=True, adds_up=True)]


def _line(name: str, of: CategoryLine | MonthlyFigures, public: bool, *, closed: int | None = None) -> list[Cell]:
    """A category, or all of them."""
    many = of.closed if isinstance(of, CategoryLine) else closed
    met: list[Cell] = [] if public else [of.in_target, of.with_target]
    return [name, many, of.net.median, of.net.p90, of.gross.median, *met, Share(of.in_target, of.with_target)]


def _answers(figures: MonthlyFigures) -> list[Flowable]:
    columns = (Col("Category", 40), Col("Median", 15, True), Col("P90", 15, True), Col("n", 12, True))
    found = sorted((each for each in figures.lines if each.response.n), key=lambda each: (-each.response.n, each.name))
    rows: list[list[Cell]] = [[each.name, *each.response] for each in found]
    days, hours = figures.response_days, figures.response_hours
    rows.append(["All", *days])
    said = (
        f"In business hours: median {decimal(hours.median)}, P90 {decimal(hours.p90)}, n {hours.n:,}. "
        f"{figures.responses_in_target:,} of {figures.responses_with_target:,} were within their target "
        f"({share(figures.responses_in_target, figures.responses_with_target)})."
    )
    if not days.n:
        return [Head("First response by category"), Words("No first response was given in this month.")]
    return [
        Head("First response by category", "business days"),
        Table(columns, rows, total=True, adds_up=True),
        Words(said, inside=True),
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
    lines: list[list[Cell]] = [[str(name), number, Share(number, whole)] for name, number in rows]
    columns = (Col(what, 58), Col("Count", 20, True), Col("Share", 20, True))
    return Table(columns, [*lines, ["All", whole, Share(whole, whole)]], total=True, adds_up=True)


def _contacts(figures: MonthlyFigures, public: bool) -> list[Flowable]:
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
        Stack([Head("Contacts"), Words(said, after=8, inside=True), Beside(left, right)]),
        Beside(
            [Words("By language", bold=True), _languages(figures, public)],
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


def _languages(figures: MonthlyFigures, public: bool) -> Table:
    found = figures.contacts
    if public:
        return _counts("Language", _named(found.by_language))
    columns = (Col("Language", 50), Col("Contacts", 24, True), Col("Needed help", 28, True))
    rows: list[list[Cell]] = [
        [name or "Not noted", n, found.with_help.get(name, 0)] for name, n in found.by_language.items()
    ]
    needed = found.total - found.by_help.get(LanguageHelp.NONE_NEEDED, 0)
    return Table(columns, [*rows, ["All", found.total, needed]], total=True, adds_up=True)


def _standing(figures: MonthlyFigures, public: bool) -> list[Flowable]:
    if not figures.flow.carried_out:
        return [Head("Open at the end"), Words("No case stood open at the end.")]
    aged = _counts("Business days", [[band_name(n).capitalize(), number] for n, number in enumerate(figures.bands)])
    ageing: list[Flowable] = [Head("Open at the end, by age"), aged]
    if public:
        return ageing
    columns = (Col("Owner", 30), *(Col(name, 18, True) for name in ("Opened", "Closed", "Open", "Overdue")))
    rows: list[list[Cell]] = [[each.name, each.opened, each.closed, each.open, each.overdue] for each in figures.owners]
    flow = figures.flow
    rows.append(["All", flow.opened, flow.closed, flow.carried_out, figures.overdue])
    table = Table(columns, rows, total=True, adds_up=True)
    owners: list[Flowable] = [Head("By owner", "as on file on the day of issue"), table]
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


def _open_row(case: OpenCase, zone: str) -> list[Cell]:
    what = ("Confidential", "", "") if case.confidential else (case.subject, case.category, case.ward)
    late = f"{word(case.status)}, overdue" if case.overdue else word(case.status)
    received = local(case.received_at, zone).date()
    return [case.number, *what, case.owner or "Nobody", late, received, int(case.age)]


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
    public=True,
)
