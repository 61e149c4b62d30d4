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
    """Count the contacts of a period: by few columns at a time, as each mixture would be a row of its own."""
    t = table_of(Contact).c
    what = of_period(who, period, listed=False)

    def grouped(*keys: ColumnElement[Any]) -> list[Any]:
        return list(session.execute(select(*keys, func.count().label("n")).where(what).group_by(*keys)))

    rows = grouped(t.channel, t.direction, t.for_mayor, t.answered_at_once)
    spoken = grouped(t.language, t.language_help)
    return ContactFigures(
        total=sum(row.n for row in rows),
        outgoing=sum(row.n for row in rows if row.direction == Direction.OUT),
        for_mayor=sum(row.n for row in rows if row.for_mayor),
        at_once=sum(row.n for row in rows if row.answered_at_once),
        by_channel=_by(rows),
        by_category=_by(grouped(t.category_id)),
        by_ward=_by(grouped(t.ward)),
        by_language=_by(spoken),
        by_help=_by(spoken, 1),
        with_help=_by([row for row in spoken if row.language_help != LanguageHelp.NONE_NEEDED]),
    )


def _by(rows: list[Any], place: int = 0) -> dict[Any, int]:
    """The sums by the value at a place of the rows, the most first; the number stands last."""
    found: Counter[Any] = Counter()
    for row in rows:
        found[row[place]] += row[-1]
    return dict(found.most_common())
