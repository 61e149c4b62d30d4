"""The Mayor's weekly page: one side of paper with what came in, what hurts, what was promised and what was done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reportlab.platypus import Flowable
from sqlmodel import Session

from app.authority import Actor, Right
from app.models import Outcome
from app.queries.figures import ContactFigures, Flow, Period, Spread, contact_figures, flow, responses, spread
from app.queries.figures.backlog import OldCase, backlog, oldest
from app.queries.figures.promised import Kept, kept_promises
from app.queries.figures.weekly import (
    Done,
    DueNext,
    Loud,
    Span,
    Unusual,
    done,
    due_next,
    loudest,
    outcomes,
    spans,
    unusual,
)
from app.queries.office import calendar, categories
from app.reports.base import Drawn
from app.reports.beside import Beside
from app.reports.cells import Cell
from app.reports.charts import BarChart, Chart
from app.reports.common import LEFT_OUT, PERIOD
from app.reports.kinds import Answers, Collected, FigureLine, Group, ReportKind, counted
from app.reports.parts import Head, KeyFigures, Reconciles, Words
from app.reports.periods import before, key_of, read_period
from app.reports.tables import Col, Table
from app.reports.text import shortened
from app.reports.words import count, decimal, local, word

WEEKS, MOST_LATE, MOST_LOUD, MOST_DUE, MOST_CHANNELS, MOST_OUTCOMES = 9, 5, 3, 5, 4, 2
SMALL, TINY = 7.2, 6.4
DEFINITIONS = {
    "Opened, closed, open": "by the dated changes of status; a case closed twice counts twice.",
    "Overdue": "open at the end of the week, our clock running, past the due date; late in business days.",
    "Loud": "three contacts or more in the week about one trouble, with all cases linked to it.",
    "Above usual": "five cases or more, and half as many again as the median of the eight weeks before.",
    "Promises": "dates told to residents; kept by that date, broken, or moved by telling another before it.",
    "First response": "median and P90 in business days from receipt to the first reply of substance.",
}


@dataclass(frozen=True)
class Figures:
    """Everything on the page; `promised` how many promises fall due next, of which `due` are the first."""

    period: Period
    before: Period
    at: datetime
    contacts: ContactFigures
    contacts_before: ContactFigures
    flow: Flow
    open_: int
    overdue: int
    weeks: tuple[Span, ...]
    late: tuple[OldCase, ...]
    loud: tuple[Loud, ...]
    unusual: tuple[Unusual, ...]
    kept: Kept
    promised: int
    due: tuple[DueNext, ...]
    outcomes: Mapping[Outcome, int]
    response: Spread
    done: Done
    names: Mapping[int | None, str]
    hides: bool


def _defaults(zone: str, at: datetime) -> dict[str, Any]:
    return {"period": key_of(read_period("last-week", zone, at))}


def _collected(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
    period = read_period(answers["period"], calendar(session).zone, at)
    groups = backlog(session, who, period, at=at)
    promised, due = due_next(session, who, period, many=MOST_DUE)
    periods = _nine(period)
    found = Figures(
        period=period,
        before=before(period),
        at=at,
        contacts=contact_figures(session, who, period),
        contacts_before=contact_figures(session, who, before(period)),
        flow=flow(session, who, period, carried_out=sum(each.n for each in groups)),
        open_=sum(each.n for each in groups),
        overdue=sum(each.n for each in groups if each.late),
        weeks=tuple(spans(session, who, periods)),
        late=tuple(oldest(session, who, period, at=at, many=MOST_LATE, overdue=True)),
        loud=tuple(loudest(session, who, period, many=MOST_LOUD)),
        unusual=tuple(unusual(session, who, periods))[:MOST_LOUD],
        kept=kept_promises(session, who, period),
        promised=promised,
        due=tuple(due),
        outcomes=outcomes(session, who, period),
        response=spread(each.days for each in responses(session, who, period)),
        done=done(session, who, period),
        names={row.id: row.name for row in categories(session, with_inactive=True)},
        hides=not who.may(Right.COUNT_CONFIDENTIAL),
    )
    return Collected(
        figures=found,
        subject=period.name,
        file_name=f"mayors-week-{period.first:%Y-%m-%d}-to-{period.last:%Y-%m-%d}.pdf",
        lines=tuple(_lines(found)),
        period=period,
        detail={"first": period.first.isoformat(), "last": period.last.isoformat()},
    )


def _nine(period: Period) -> list[Period]:
    """The period with the eight before it, the oldest first."""
    found = [period]
    while len(found) < WEEKS:
        found.insert(0, before(found[0]))
    return found


def _lines(found: Figures) -> list[FigureLine]:
    told = DEFINITIONS
    lines = [counted("contacts", "Contacts", found.contacts.total, "Exchanges with the public.", "contacts")]
    lines.append(
        counted("contacts.for_mayor", "For the Mayor", found.contacts.for_mayor, "Meant for the Mayor.", "contacts")
    )
    flows = {"opened": found.flow.opened, "closed": found.flow.closed, "carried_out": found.open_}
    names = {"opened": "Opened", "closed": "Closed", "carried_out": "Open"}
    lines += [counted(key, names[key], number, told["Opened, closed, open"]) for key, number in flows.items()]
    lines.append(counted("overdue", "Overdue", found.overdue, told["Overdue"]))
    settled = {"kept": found.kept.kept, "broken": found.kept.broken, "moved": found.kept.moved}
    for name, number in settled.items():
        lines.append(counted(f"promises.{name}", f"Promises {name}", number, told["Promises"], "promises"))
    for each in found.unusual:
        name = f"Above usual: {_category(found, each)}"
        lines.append(counted(f"opened.category.{each.category_id or 0}", name, each.opened, told["Above usual"]))
    return lines


def _category(found: Figures, each: Unusual) -> str:
    return found.names.get(each.category_id, "No category")


def draw(found: Figures) -> Drawn:
    """The page: one side of Letter or A4, whatever the week brought."""
    name = f"{found.period.name}, so far" if found.at < found.period.end else found.period.name
    sentence = f"{_sentence(found)} {LEFT_OUT}" if found.hides else _sentence(found)
    story: list[Flowable] = [
        Words(f"The Mayor’s week: {name}", size=15, bold=True, after=3, leading=1.15),
        Words(sentence, size=9, after=6),
        KeyFigures(_keys(found)),
        Beside(_came(found), _chart(found)),
        Beside(_late(found), [*_loud(found), *_unusual(found)]),
        Beside(_promised(found), _done(found)),
        Reconciles(**found.flow._asdict()),
        Words(" ".join(f"{term}: {said}" for term, said in DEFINITIONS.items()), size=TINY, after=0, leading=1.25),
    ]
    return Drawn(f"The Mayor’s week, {name}", story, corner=("The Mayor’s week",), foot="Residents are not named.")


def _sentence(found: Figures) -> str:
    now, was = found.contacts.total, found.contacts_before.total
    more = f"{abs(now - was):,} {'more' if now > was else 'fewer'} than" if now != was else "as many as"
    told = f"{count(now, 'contact')}, {more} the week before; {count(found.flow.opened, 'case')} opened, "
    told += f"{found.flow.closed:,} closed."
    broken = f" {count(found.kept.broken, 'promise was', 'promises were')} broken." if found.kept.broken else ""
    return told + broken


def _keys(found: Figures) -> list[tuple[Cell, str]]:
    return [
        (found.contacts.total, f"contacts; {found.contacts_before.total:,} the week before"),
        (found.flow.opened, "cases opened"),
        (found.flow.closed, "cases closed"),
        (found.open_, "open at the end"),
        (found.overdue, "of them overdue"),
    ]


def _head(title: str, hint: str = "") -> Head:
    return Head(title, hint, before=2.0)


def _short(words: str, points: float) -> str:
    """On one line of so many points: rows of two would put the page on two sides."""
    return shortened(words, SMALL, points)


def _came(found: Figures) -> list[Flowable]:
    now, was = found.contacts.by_channel, found.contacts_before.by_channel
    ordered = sorted({*now, *was}, key=lambda each: (-now.get(each, 0), each.value))
    rows: list[list[Cell]] = [[word(each), now.get(each, 0), was.get(each, 0)] for each in ordered[:MOST_CHANNELS]]
    if rest := ordered[MOST_CHANNELS:]:
        rows.append(["Others", sum(now.get(each, 0) for each in rest), sum(was.get(each, 0) for each in rest)])
    rows.append(["All", found.contacts.total, found.contacts_before.total])
    columns = (Col("Contacts", 50), Col("This week", 25, True), Col("Before", 25, True))
    return [_head("What came in"), Table(columns, rows, size=SMALL, total=True, adds_up=True)]


def _chart(found: Figures) -> list[Flowable]:
    labels = [f"{each.period.first.month}/{each.period.first.day}" for each in found.weeks]
    opened = ("opened", [each.opened for each in found.weeks])
    closed = ("closed", [each.closed for each in found.weeks])
    return [_head("Opened and closed", "weeks by their first day"), Chart(BarChart(labels, (opened, closed)), 100)]


def _late(found: Figures) -> list[Flowable]:
    head = _head("What hurts: the most overdue")
    if not found.late:
        return [head, Words("Nothing is overdue.", size=SMALL)]
    rows: list[list[Cell]] = [
        [each.number, *_where(each.category, each.ward, 60), _waits(each), int(each.late or 0)] for each in found.late
    ]
    columns = (Col("Case", 23), Col("What", 31), Col("Ward", 11), Col("Waits for", 24), Col("Late", 11, True))
    return [head, Table(columns, rows, size=SMALL)]


def _waits(each: OldCase) -> str:
    return _short(each.waits_for[0][0] if each.waits_for else each.owner or "an owner", 46)


def _where(category: str, ward: str, points: float) -> tuple[str, str]:
    return _short(category or "No category", points), _short(ward, 16)


def _loud(found: Figures) -> list[Flowable]:
    head = _head("The loudest troubles")
    if not found.loud:
        return [head, Words("No trouble had three contacts.", size=SMALL)]
    rows: list[list[Cell]] = [
        [each.number, *_where(each.category, each.ward, 60), each.contacts, each.cases] for each in found.loud
    ]
    columns = (Col("Case", 23), Col("What", 31), Col("Ward", 11), Col("Contacts", 19, True), Col("Cases", 16, True))
    return [head, Table(columns, rows, size=SMALL)]


def _unusual(found: Figures) -> list[Flowable]:
    if not found.unusual:
        return [Words("No category was much above its usual.", size=SMALL)]
    rows: list[list[Cell]] = [[_short(_category(found, each), 130), each.opened, each.usual] for each in found.unusual]
    columns = (Col("Much above usual", 60), Col("Opened", 20, True), Col("Usual", 20, True))
    return [Table(columns, rows, size=SMALL)]


def _promised(found: Figures) -> list[Flowable]:
    kept = found.kept
    rows: list[list[Cell]] = [[kept.kept, kept.broken, kept.moved, found.promised]]
    zone = found.period.zone
    due: list[list[Cell]] = [
        [f"{local(each.due_at, zone):%a %b} {local(each.due_at, zone).day}", each.number, _owner(each)]
        for each in found.due
    ]
    heads = (Col("Kept", 20, True), Col("Broken", 22, True), Col("Moved", 22, True), Col("Due next week", 36, True))
    parts: list[Flowable] = [_head("What was promised"), Table(heads, rows, size=SMALL)]
    columns = (Col("First due", 28), Col("Case", 32), Col("Owner", 40))
    return [*parts, Table(columns, due, size=SMALL, title="Promises that fall due first")] if due else parts


def _owner(each: DueNext) -> str:
    return _short(each.owner or "Nobody", 85)


def _done(found: Figures) -> list[Flowable]:
    shown = list(found.outcomes.items())[:MOST_OUTCOMES]
    rest = sum(found.outcomes.values()) - sum(number for _, number in shown)
    rows: list[list[Cell]] = [[f"Closed: {word(each).lower()}", number] for each, number in shown]
    rows += [["Closed: other outcomes", rest]] if rest else []
    response = found.response
    said = f"First responses; median {decimal(response.median)} days, P90 {decimal(response.p90)}"
    rows += [[said, response.n], ["Referrals sent", found.done.referred], ["Referrals answered", found.done.answered]]
    rows.append(["Recommendations sent", found.done.recommended])
    return [_head("What was done"), Table((Col("What", 80), Col("Number", 20, True)), rows, size=SMALL)]


KIND = ReportKind(
    key="weekly",
    title="The Mayor’s week",
    about="One side: what came in, what hurts, what was promised, what was done.",
    icon="newspaper",
    questions=(PERIOD,),
    defaults=_defaults,
    collect=_collected,
    draw=draw,
    group=Group.COUNCIL,
    issued=True,
)
