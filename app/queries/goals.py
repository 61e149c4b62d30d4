"""Which target is in force for a case: by its category, its priority and the day on which it was received."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from app.models import Category, Priority, Staff, Target, table_of

Kind = tuple[int | None, Priority | None]


class Goal(NamedTuple):
    """What is asked of a case: business hours to acknowledge, business days to the first answer and to the end."""

    acknowledge_hours: int
    first_response_days: int
    resolution_days: int


class TargetRow(NamedTuple):
    """A version of a target in a list; `category` and `priority` are "" and None where it holds for all."""

    id: int
    category_id: int | None
    category: str
    priority: Priority | None
    from_on: date
    goal: Goal
    made_at: datetime
    by: str


class Goals:
    """All targets with their versions, read once; `on` answers for one case."""

    def __init__(self, versions: Mapping[Kind, list[tuple[date, Goal]]], present: Mapping[int, Goal]) -> None:
        self._versions, self._present = versions, present

    @classmethod
    def of(cls, session: Session) -> Goals:
        """As they stand in the office file."""
        found: dict[Kind, list[tuple[date, Goal]]] = {}
        t, c = table_of(Target).c, table_of(Category).c
        query = select(t.category_id, t.priority, t.from_on, *(t[name] for name in Goal._fields))
        for category_id, priority, from_on, *goal in session.execute(query.order_by(t.from_on, t.id)):
            found.setdefault((category_id, priority), []).append((from_on, Goal(*goal)))
        kept = session.execute(select(c.id, *(c[name] for name in Goal._fields)))
        return cls(found, {number: Goal(*goal) for number, *goal in kept})

    def on(self, category_id: int | None, priority: Priority | None, day: date) -> Goal | None:
        """The target in force on a local day; None for a case without category, where none is set for all.

        The narrower goes before the wider: category and priority, priority in all categories, category, all.
        """
        wider = self._present.get(category_id) if category_id is not None else self._version((None, None), day)
        kinds: tuple[Kind, ...] = ((category_id, priority), (None, priority), (category_id, None))
        return next(filter(None, (self._version(kind, day) for kind in kinds)), wider)

    def of_category(self, category_id: int, day: date) -> Goal | None:
        """What a category's own target for all priorities says on a local day; None for no such category."""
        return self._version((category_id, None), day) or self._present.get(category_id)

    def _version(self, kind: Kind, day: date) -> Goal | None:
        begun = [goal for from_on, goal in self._versions.get(kind, ()) if from_on <= day]
        return begun[-1] if begun else None


def first_goals(session: Session) -> list[tuple[str, Goal]]:
    """The categories in use whose targets were never changed, by name, with what is asked since ever."""
    t, c = table_of(Target).c, table_of(Category).c
    changed = select(t.category_id).where(t.category_id.is_not(None), t.priority.is_(None))
    query = select(c.name, *(c[name] for name in Goal._fields)).where(c.active, c.id.not_in(changed))
    return [(name, Goal(*goal)) for name, *goal in session.execute(query.order_by(c.position, c.name))]


def target_rows(session: Session) -> list[TargetRow]:
    """Every version of a target, those for all first, then by category and priority, the newest first."""
    t, c, s = table_of(Target), table_of(Category), table_of(Staff)
    goal = [t.c[name] for name in Goal._fields]
    query = select(t.c.id, t.c.category_id, c.c.name, t.c.priority, t.c.from_on, t.c.made_at, s.c.name, *goal)
    query = query.select_from(t.join(s, s.c.id == t.c.by_id).outerjoin(c, c.c.id == t.c.category_id))
    order = (c.c.position, c.c.name, t.c.priority, t.c.from_on.desc(), t.c.id.desc())
    rows = session.execute(query.order_by(*order)).all()
    return [TargetRow(r[0], r[1], r[2] or "", r[3], r[4], Goal(*r[7:]), r[5], r[6]) for r in rows]
