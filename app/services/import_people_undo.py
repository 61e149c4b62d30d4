"""Phones and e-mails that an import added to people who were here before, taken away again with it."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlmodel import Session, SQLModel

from app.authority import Actor, sees_person
from app.changes import note_change
from app.errors import Invalid
from app.models import Event, Organization, Person, Reach, table_of
from app.services.history import record

Ranges = dict[str, tuple[int, int]]
_KINDS: tuple[tuple[str, type[SQLModel]], ...] = (("person", Person), ("organization", Organization))


def take_back_added(session: Session, who: Actor, batch_id: int, ranges: Ranges, *, at: datetime) -> None:
    """Take the reaches of an import from those whom it did not make, with a line of history for each.

    Raises Invalid when one of them was changed since, for then nobody knows whose the phones are.
    """
    for subject, model in _KINDS:
        for one, typed in _added(session, subject, ranges).items():
            _refuse_changed(session, who, model, one, batch_id)
            r, t = table_of(Reach), table_of(model)
            mine = r.c[f"{subject}_id"] == one
            session.execute(delete(r).where(mine, r.c.id.between(*ranges["reach"])))
            session.execute(update(t).where(t.c.id == one).values(version=t.c.version + 1))
            note_change(session, t.name, [one])
            note_change(session, r.name)
            detail = {"reaches": [typed, []], "import_id": batch_id}
            record(session, who, "changed", subject=subject, subject_id=one, at=at, detail=detail)


def _added(session: Session, subject: str, ranges: Ranges) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    if "reach" not in ranges:
        return found
    r = table_of(Reach).c
    owner, (first, last) = r[f"{subject}_id"], ranges.get(subject, (0, 0))
    rows = select(owner, r.typed).where(r.id.between(*ranges["reach"]), owner.is_not(None), ~owner.between(first, last))
    for one, typed in session.execute(rows):
        found[one].append(typed)
    return found


def _refuse_changed(session: Session, who: Actor, model: type[SQLModel], one: int, batch_id: int) -> None:
    """Whoever was changed by hand after the import keeps it: the last change must be the import's own."""
    e, subject = table_of(Event).c, table_of(model).name
    changes = select(e.detail).where(e.subject == subject, e.subject_id == one, e.verb == "changed")
    last = session.execute(changes.order_by(e.id.desc()).limit(1)).scalar()
    if not last or last.get("import_id") != batch_id:
        t = table_of(model).c
        is_hidden = model is Person and not sees_person(session, who, one)
        name = "Somebody" if is_hidden else session.execute(select(t.name).where(t.id == one)).scalar()
        raise Invalid(f"{name} got a phone or e-mail from this import and was changed since. So it cannot be undone.")
