"""The figures of the annual report, of two years beside each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.authority import Actor, Right
from app.errors import Invalid
from app.queries.figures import (
    Flow,
    Period,
    Spread,
    SubstanceFigures,
    contact_count,
    flow,
    spread,
    substance,
)
from app.queries.figures.promised import Kept, Satisfaction, kept_promises, satisfaction
from app.queries.figures.weekly import Span, spans
from app.queries.figures.yearly import (
    Advice,
    Came,
    Contacts,
    Targets,
    advice,
    closed_by,
    contacts_of,
    opened_by,
    response_days,
    targets_of,
)
from app.queries.net_days import nets
from app.queries.office import calendar, categories, departments
from app.reports.kinds import FigureLine, counted
from app.reports.periods import read_period, year_before
from app.reports.words import word

MONTHS = 12
DEFINITIONS = (
    ("Contact", "One exchange with the public, in or out. Undone ones and mails that a machine wrote are not counted."),
    (
        "Opened, closed",
        "Cases, by the dated changes of status; a case closed twice counts twice, and once as reopened.",
    ),
    ("Category, department, ward", "As on file on the day of issue; a case’s department is that of its category."),
    ("First response", "Business days from receipt to the first reply of substance; median, P90 and how many."),
    ("Resolution", "Business days from receipt to closing, less waits on the resident and on third parties."),
    ("Within target", "Closed at or before the due date, of all closed in the year that had one."),
    (
        "Read for substance",
        "Cases that somebody else read against six criteria, each met in full, in part or not: a seeded draw, and all "
        "that were opened again or complained of.",
    ),
    (
        "Satisfaction",
        "Numbers from 1 (not at all) to 5 (very) that residents gave when asked after closing; asked counts also those "
        "who were not reached or gave none.",
    ),
    ("Promises", "Dates told to residents: kept by that date, broken, or moved by telling another one before it."),
    ("Help with the language", "How help was given, of all contacts; the need was not met where none was available."),
)
TOLD = dict(DEFINITIONS)


@dataclass(frozen=True)
class Year:
    """The figures of one year."""

    period: Period
    contacts: Contacts
    months: tuple[Span, ...]
    came: tuple[Came, ...]
    went: tuple[Came, ...]
    response: Spread
    net: Spread
    targets: Targets
    substance: SubstanceFigures
    satisfaction: Satisfaction
    kept: Kept
    advice: Advice

    @property
    def came_in(self) -> int:
        """All cases opened."""
        return sum(each.opened for each in self.months)

    @property
    def went_out(self) -> int:
        """All closings."""
        return sum(each.closed for each in self.months)

    def opened(self, what: str) -> Mapping[Any, int]:
        """Cases opened by category, department or ward."""
        return _by(self.came, what)

    def closed(self, what: str) -> Mapping[Any, int]:
        """Closings by category, department or ward."""
        return _by(self.went, what)


@dataclass(frozen=True)
class AnnualFigures:
    """Both years; `contacts_counted` is the sum of contacts by a question of its own."""

    at: datetime
    now: Year
    before: Year
    flow: Flow
    contacts_counted: int
    categories: Mapping[int | None, str]
    departments: Mapping[int | None, str]
    hides: bool


def _by(rows: tuple[Came, ...], what: str) -> Mapping[Any, int]:
    name, found = {"category": "category_id", "department": "department_id"}.get(what, what), Counter[Any]()
    for each in rows:
        found[getattr(each, name)] += each.n
    return found


def collect(session: Session, who: Actor, *, given: object, at: datetime) -> AnnualFigures:
    """The figures of twelve months and of the twelve before; raises Invalid (period) for another span."""
    period = read_period(given, calendar(session).zone, at)
    if len(_months(period)) != MONTHS:
        told = "An annual report is of twelve whole months. Give a year as 2025, or 2025-07-01..2026-06-30."
        raise Invalid({"period": told})
    return AnnualFigures(
        at=at,
        now=_year(session, who, period),
        before=_year(session, who, year_before(period)),
        flow=flow(session, who, period),
        contacts_counted=contact_count(session, who, period),
        categories={row.id: row.name for row in categories(session, with_inactive=True)},
        departments={row.id: row.name for row in departments(session, with_inactive=True)},
        hides=not who.may(Right.COUNT_CONFIDENTIAL),
    )


def _months(period: Period) -> list[Period]:
    """The whole months of the period, oldest first; none where it is not made of whole ones."""
    found = [period.back(-number) for number in range(MONTHS)]
    return found if found[0].first == period.first and found[-1].last == period.last else []


def _year(session: Session, who: Actor, period: Period) -> Year:
    return Year(
        period=period,
        contacts=contacts_of(session, who, period),
        months=tuple(spans(session, who, _months(period))),
        came=tuple(opened_by(session, who, period)),
        went=tuple(closed_by(session, who, period)),
        response=spread(response_days(session, who, period)),
        net=spread(nets(session, who, period).days),
        targets=targets_of(session, who, period),
        substance=substance(session, who, period),
        satisfaction=satisfaction(session, who, period),
        kept=kept_promises(session, who, period),
        advice=advice(session, period),
    )


def figure_lines(found: AnnualFigures) -> Iterator[FigureLine]:
    """The figures that the window lists beside the paper; each key opens what it counts."""
    now = found.now
    yield counted("contacts", "Contacts", now.contacts.total, TOLD["Contact"], "contacts")
    for key, number in (("opened", now.came_in), ("reopened", found.flow.reopened), ("closed", now.went_out)):
        yield counted(key, key.capitalize(), number, TOLD["Opened, closed"])
    yield counted("closed.in_target", "Closed within target", now.targets.in_target, TOLD["Within target"])
    for each, number in now.contacts.by_channel.items():
        yield counted(f"contacts.channel.{each.value}", word(each), number, TOLD["Contact"], "contacts")
    for language, number in now.contacts.by_language.items():
        if language:
            yield counted(f"contacts.language.{language}", language, number, TOLD["Contact"], "contacts")
    for category, number in now.opened("category").items():
        name = found.categories.get(category, "No category")
        yield counted(f"opened.category.{category or 0}", f"Opened: {name}", number, TOLD["Opened, closed"])
