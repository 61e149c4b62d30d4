"""The log of contacts of a day or a week, in the order in which they happened."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import FromClause, func, select
from sqlmodel import Session

from app.authority import Actor, asker_named
from app.models import (
    Case,
    Category,
    Channel,
    Contact,
    Direction,
    LanguageHelp,
    Organization,
    Person,
    Staff,
    table_of,
)
from app.queries.figures.contacts import of_period
from app.queries.figures.period import Period
from app.queries.stamps import signed, taken


class LoggedContact(NamedTuple):
    """A contact in the log; `asker` is "" for nobody by name, `number` "" without a case; `happened_at` is UTC.

    `taken_by` is signed: "N. N., Acting Director, for M. M." (Q3).
    """

    id: int
    happened_at: datetime
    channel: Channel
    direction: Direction
    words: str
    minutes: int | None
    language: str
    language_help: LanguageHelp
    answered_at_once: bool
    for_mayor: bool
    ward: str
    asker: str
    category: str
    taken_by: str
    number: str


def contact_log(session: Session, who: Actor, period: Period) -> list[LoggedContact]:
    """The contacts of a period by time, without undone ones and those of cases the actor may not see."""
    t, p, o = table_of(Contact), table_of(Person), table_of(Organization)
    g, s, c = table_of(Category), table_of(Staff), table_of(Case)
    source: FromClause = t.join(s, s.c.id == t.c.taken_by_id).outerjoin(p, p.c.id == t.c.person_id)
    source = source.outerjoin(o, o.c.id == t.c.organization_id).outerjoin(g, g.c.id == t.c.category_id)
    names = "id happened_at channel direction words minutes language language_help answered_at_once for_mayor ward"
    told = {
        "asker": asker_named(who, p, o),
        "category": func.coalesce(g.c.name, ""),
        "taken_by": s.c.name,
        "number": func.coalesce(c.c.number, ""),
    }
    columns = [*(t.c[name] for name in names.split()), *(text.label(name) for name, text in told.items())]
    query = (
        select(*columns)
        .select_from(source.outerjoin(c, c.c.id == t.c.case_id))
        .where(of_period(who, period, listed=True))
    )
    return _signed(session, [LoggedContact(*row) for row in session.execute(query.order_by(t.c.happened_at, t.c.id))])


def logged_count(session: Session, who: Actor, period: Period) -> int:
    """How many contacts there are to list, counted by itself: the log is held against it."""
    query = select(func.count()).select_from(table_of(Contact)).where(of_period(who, period, listed=True))
    return int(session.execute(query).scalar_one())


def _signed(session: Session, found: list[LoggedContact]) -> list[LoggedContact]:
    stamps = taken(session, [each.id for each in found])
    return [
        each._replace(taken_by=signed(each.taken_by, acting=True, acting_for=stamps[each.id]))
        if each.id in stamps
        else each
        for each in found
    ]
