"""What the monthly report says, before it is drawn: collected once, so that paper, window and tests agree."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlmodel import Session

from app.authority import Actor, Right
from app.errors import Invalid
from app.models import Outcome
from app.queries.chain import Head, head_of_history
from app.queries.figures import (
    BANDS,
    Closing,
    ContactFigures,
    Flow,
    Month,
    OpenCase,
    Period,
    Response,
    Spread,
    band_of,
    closings,
    contact_figures,
    fell_due,
    flow,
    openings,
    responses,
    spread,
    standing,
    twelve_months,
)
from app.queries.figures import month as month_of
from app.queries.office import calendar, categories, staff

T = TypeVar("T")
NO_CATEGORY = "No category"
NOBODY = "Nobody"


@dataclass(frozen=True)
class CategoryLine:
    """How cases of a category were answered and closed; days are business days, but `gross` are calendar days."""

    category_id: int | None
    name: str
    opened: int
    closed: int
    gross: Spread
    net: Spread
    with_target: int
    in_target: int
    response: Spread


@dataclass(frozen=True)
class OwnerLine:
    """What came to an owner and what was done with it. The owner is who has the case on the day of the report."""

    owner_id: int | None
    name: str
    opened: int
    closed: int
    open: int
    overdue: int


@dataclass(frozen=True)
class MonthlyFigures:
    """Every figure of the report; `hides` when confidential cases were left out for this actor.

    `open_cases` are those that may be listed; `unlisted` how many more are counted and not to be seen.
    """

    period: Period
    at: datetime
    signature: str
    hides: bool
    contacts: ContactFigures
    category_names: Mapping[int | None, str]
    flow: Flow
    opened_by_organizations: int
    months: tuple[Month, ...]
    gross: Spread
    net: Spread
    with_target: int
    in_target: int
    due: int
    due_in_target: int
    response_hours: Spread
    response_days: Spread
    responses_with_target: int
    responses_in_target: int
    lines: tuple[CategoryLine, ...]
    outcomes: tuple[tuple[Outcome, int], ...]
    told: int
    not_told: int
    told_unknown: int
    bands: tuple[int, ...]
    owners: tuple[OwnerLine, ...]
    overdue: int
    open_cases: tuple[OpenCase, ...]
    unlisted: int
    head: Head

    @property
    def so_far(self) -> bool:
        """Whether the month was not over."""
        return self.at < self.period.end

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all happened and nothing stood open."""
        return not (self.contacts.total or any(self.flow))

    @property
    def fingerprint(self) -> str:
        """SHA-256 over all figures and the newest line of history: the same paper, the same fingerprint."""
        said = json.dumps({each.name: getattr(self, each.name) for each in fields(self)}, default=_plain)
        return hashlib.sha256(said.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """What JSON has no kind for; the rows of thousands of cases are not copied first, as `asdict` of all would."""
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)


def collect(session: Session, who: Actor, *, month: date, at: datetime) -> MonthlyFigures:
    """The figures of the month in which `month` lies, as `who` may see them.

    Raises Invalid for a month that has not begun (DOMAIN.md, Figures).
    """
    period = _begun(session, month, at)
    names: dict[int | None, str] = {row.id: row.name for row in categories(session, with_inactive=True)}
    names[None] = NO_CATEGORY
    came, closed = openings(session, who, period), closings(session, who, period)
    still, answered, due = (
        standing(session, who, period, at=at),
        responses(session, who, period),
        fell_due(session, who, period, at=at),
    )
    return MonthlyFigures(
        period=period,
        at=at,
        signature=who.signature,
        hides=not who.may(Right.COUNT_CONFIDENTIAL),
        contacts=contact_figures(session, who, period),
        category_names=names,
        flow=flow(session, who, period, carried_out=len(still)),
        opened_by_organizations=sum(row.organization_id is not None for row in came),
        months=tuple(twelve_months(session, who, period)),
        due=len(due),
        due_in_target=sum(row.in_target for row in due),
        **_of_closings(closed),
        **_of_responses(answered),
        lines=_lines(names, came, closed, answered),
        bands=_bands(still),
        owners=_owners(session, came, closed, still),
        overdue=sum(row.overdue for row in still),
        open_cases=tuple(row for row in still if row.shown),
        unlisted=sum(not row.shown for row in still),
        head=head_of_history(session),
    )


def _begun(session: Session, day: date, at: datetime) -> Period:
    period = month_of(calendar(session).zone, day.year, day.month)
    if period.start > at:
        raise Invalid({"month": f"{period.name} has not begun. Choose this month or an earlier one."})
    return period


def _of_closings(closed: Sequence[Closing]) -> dict[str, Any]:
    outcomes = Counter(row.outcome or Outcome.NO_OUTCOME_RECORDED for row in closed)
    return {
        "gross": spread(row.gross for row in closed),
        "net": spread(row.net for row in closed),
        "with_target": sum(row.in_target is not None for row in closed),
        "in_target": sum(row.in_target is True for row in closed),
        "outcomes": tuple(outcomes.most_common()),
        "told": sum(row.told is True for row in closed),
        "not_told": sum(row.told is False for row in closed),
        "told_unknown": sum(row.told is None for row in closed),
    }


def _of_responses(answered: Sequence[Response]) -> dict[str, Any]:
    return {
        "response_hours": spread(row.hours for row in answered),
        "response_days": spread(row.days for row in answered),
        "responses_with_target": sum(row.in_target is not None for row in answered),
        "responses_in_target": sum(row.in_target is True for row in answered),
    }


def _lines(
    names: Mapping[int | None, str], came: Iterable[Any], closed: Iterable[Closing], answered: Iterable[Response]
) -> tuple[CategoryLine, ...]:
    """The categories of which anything came, was answered or closed; the most closed first."""
    opened, shut, replied = (_grouped(rows, lambda row: row.category_id) for rows in (came, closed, answered))
    found = [
        CategoryLine(
            category_id=each,
            name=names.get(each, NO_CATEGORY),
            opened=len(opened.get(each, ())),
            closed=len(shut.get(each, ())),
            gross=spread(row.gross for row in shut.get(each, ())),
            net=spread(row.net for row in shut.get(each, ())),
            with_target=sum(row.in_target is not None for row in shut.get(each, ())),
            in_target=sum(row.in_target is True for row in shut.get(each, ())),
            response=spread(row.days for row in replied.get(each, ())),
        )
        for each in {*opened, *shut, *replied}
    ]
    return tuple(sorted(found, key=lambda line: (-line.closed, -line.opened, line.name)))


def _bands(still: Iterable[OpenCase]) -> tuple[int, ...]:
    found = Counter(band_of(row.age) for row in still)
    return tuple(found[place] for place in range(len(BANDS)))


def _owners(
    session: Session, came: Iterable[Any], closed: Iterable[Any], still: Iterable[OpenCase]
) -> tuple[OwnerLine, ...]:
    names: dict[int | None, str] = {row.id: row.name for row in staff(session, with_left=True)}
    opened, shut, stood = (_grouped(rows, lambda row: row.owner_id) for rows in (came, closed, still))
    found = [
        OwnerLine(
            owner_id=each,
            name=names.get(each, NOBODY),
            opened=len(opened.get(each, ())),
            closed=len(shut.get(each, ())),
            open=len(stood.get(each, ())),
            overdue=sum(row.overdue for row in stood.get(each, ())),
        )
        for each in {*opened, *shut, *stood}
    ]
    return tuple(sorted(found, key=lambda line: (line.owner_id is None, line.name)))


def _grouped(rows: Iterable[T], key: Callable[[Any], int | None]) -> dict[int | None, list[T]]:
    found: dict[int | None, list[T]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found
