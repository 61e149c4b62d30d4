"""Set targets by category and priority, from a day on; what was received before keeps its dates (DOMAIN.md, Time)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from app.authority import Actor, Right, require
from app.errors import Invalid
from app.models import Category, Priority, Target, TargetFields
from app.queries.goals import Goals
from app.queries.office import calendar
from app.services.history import differences, record
from app.workdays import day_of

ALWAYS = date(1900, 1, 1)
"""The day from which the first version of a category's targets holds."""


def set_target(
    session: Session,
    who: Actor,
    *,
    fields: Mapping[str, Any],
    at: datetime,
    category_id: int | None = None,
    priority: Priority | None = None,
    from_on: date | None = None,
) -> Target:
    """Set the target of what is received from a local day on (today), for a category or all, a priority or all.

    `fields` are those of TargetFields; what is left out stays as it is in force then. No case received before `from_on`
    is touched, nor one of that day that has its dates. Raises Invalid: a target of nought, a day that is past.
    """
    require(who, Right.KEEP_TAXONOMY)
    category = _category(session, category_id)
    today = day_of(at, calendar(session).zone)
    begins = from_on or today
    if begins < today:
        raise Invalid({"from_on": "A target begins today or later: what was received before keeps its target."})
    old = _before(session, category, priority)
    good = TargetFields.checked({**old, **fields})
    if category is not None and priority is None:
        _keep_first(session, who, category, at)
        if begins == today:
            for name, value in good.model_dump().items():
                setattr(category, name, value)
            session.add(category)
    return _add(session, who, Target(**_of(good, category_id, priority, begins, at, who)), old)


def present_targets(session: Session, category_id: int | None, *, at: datetime) -> dict[str, int]:
    """What a category's target asks `at` this moment: one set for a day that has come stands in no column yet."""
    found = Goals.of(session).of_category(category_id or 0, day_of(at, calendar(session).zone))
    return found._asdict() if found else {}


def keep_targets(session: Session, who: Actor, category: Category, *, old: Mapping[str, Any], at: datetime) -> None:
    """A category was saved with other targets: they hold for what is received from today on."""
    was = {name: old[name] for name in TargetFields.model_fields if name in old}
    now = {name: getattr(category, name) for name in TargetFields.model_fields}
    if not was or was == now:
        return
    _keep_first(session, who, category, at, was)
    good, today = TargetFields.checked(now), day_of(at, calendar(session).zone)
    _add(session, who, Target(**_of(good, category.id, None, today, at, who)), was)


def _category(session: Session, category_id: int | None) -> Category | None:
    category = session.get(Category, category_id) if category_id is not None else None
    if category_id is not None and category is None:
        raise Invalid({"category_id": "Choose a category of the list."})
    return category


def _before(session: Session, category: Category | None, priority: Priority | None) -> dict[str, Any]:
    """The newest values of the very same kind, or of the category."""
    same = select(Target).where(Target.category_id == (category.id if category else None), Target.priority == priority)
    found = session.exec(same.order_by(col(Target.from_on).desc(), col(Target.id).desc())).first()
    newest = found or category
    return newest.model_dump(include=set(TargetFields.model_fields)) if newest else {}


def _keep_first(
    session: Session, who: Actor, category: Category, at: datetime, values: Mapping[str, Any] | None = None
) -> None:
    """What held until now is kept as the first version, so that it holds on for what was received until now."""
    there = select(Target.id).where(Target.category_id == category.id, col(Target.priority).is_(None))
    if session.exec(there).first() is not None:
        return
    first = TargetFields.checked(values or category.model_dump(include=set(TargetFields.model_fields)))
    session.add(Target(**_of(first, category.id, None, ALWAYS, at, who)))
    session.flush()


def _of(
    good: TargetFields, category_id: int | None, priority: Priority | None, from_on: date, at: datetime, who: Actor
) -> dict[str, Any]:
    kind = {"category_id": category_id, "priority": priority, "from_on": from_on}
    return good.model_dump() | kind | {"made_at": at, "by_id": who.id}


def _add(session: Session, who: Actor, target: Target, old: Mapping[str, Any]) -> Target:
    session.add(target)
    session.flush()
    new = target.model_dump(include=set(TargetFields.model_fields))
    kind = {"category_id": target.category_id, "priority": target.priority, "from_on": target.from_on.isoformat()}
    detail: dict[str, Any] = {**differences(old, new), **kind}
    record(session, who, "set target", subject="target", subject_id=target.id, at=target.made_at, detail=detail)
    return target
