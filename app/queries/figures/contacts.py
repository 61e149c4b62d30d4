"""Contacts of a period, counted once and told apart in several ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import Session

from app.authority import Actor
from app.models import Channel, Contact, Direction, LanguageHelp, table_of
from app.queries.figures.period import Period
from app.queries.figures.seen import contacts_counted, contacts_seen


class ContactFigures(NamedTuple):
    """How many contacts; by channel, category id, ward, language ("" where none was noted) and help with it.

    `with_help` counts contacts in which help with the language was needed, `outgoing` those the office began.
    """

    total: int
    outgoing: int
    for_mayor: int
    at_once: int
    by_channel: Mapping[Channel, int]
    by_category: Mapping[int | None, int]
    by_ward: Mapping[str, int]
    by_language: Mapping[str, int]
    by_help: Mapping[LanguageHelp, int]
    with_help: Mapping[str, int]


def of_period(who: Actor, period: Period, *, listed: bool) -> ColumnElement[bool]:
    """The contacts that happened in the period, without undone ones, hidden ones, and machines' mails.

    What is `listed` hides from the Mayor too what is confidential; figures count it.
    """
    t = table_of(Contact).c
    shown = contacts_seen(who) if listed else contacts_counted(who)
    found = and_(t.undone_at.is_(None), t.automatic.is_(None), shown)
    return and_(t.happened_at >= period.start, t.happened_at < period.end, found)


def contact_figures(session: Session, who: Actor, period: Period) -> ContactFigures:
    """Count the contacts of a period in one pass."""
    t = table_of(Contact).c
    keys = (t.channel, t.category_id, t.ward, t.language, t.language_help, t.direction, t.for_mayor, t.answered_at_once)
    rows = session.execute(
        select(*keys, func.count().label("n")).where(of_period(who, period, listed=False)).group_by(*keys)
    ).all()
    needed = [row for row in rows if row.language_help != LanguageHelp.NONE_NEEDED]
    return ContactFigures(
        total=sum(row.n for row in rows),
        outgoing=sum(row.n for row in rows if row.direction == Direction.OUT),
        for_mayor=sum(row.n for row in rows if row.for_mayor),
        at_once=sum(row.n for row in rows if row.answered_at_once),
        by_channel=_by(rows, "channel"),
        by_category=_by(rows, "category_id"),
        by_ward=_by(rows, "ward"),
        by_language=_by(rows, "language"),
        by_help=_by(rows, "language_help"),
        with_help=_by(needed, "language"),
    )


def _by(rows: Any, name: str) -> dict[Any, int]:
    found: Counter[Any] = Counter()
    place = rows[0]._fields.index(name) if rows else 0
    for row in rows:  # thousands: the number stands last
        found[row[place]] += row[-1]
    return dict(found.most_common())
