"""Messages for the Mayor in the made-up office: most were answered or handed over, the newest wait."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from app.authority import Actor
from app.models import Contact, Direction, Disposition, MayorMessage, Role, Staff, table_of
from app.queries.office import calendar
from app.services.bulk import insert_many
from app.services.history import line_of

SHARE, YOUNG = 0.94, timedelta(days=3)
SAID = (
    (Disposition.ANSWERED, "The Mayor called back and gave thanks for the word."),
    (Disposition.HANDED, "The office looks into it and tells the Mayor."),
    (Disposition.NOTED, ""),
    (Disposition.READ, ""),
)


def make_mayor_messages(session: Session, *, seed: int, now: datetime) -> list[dict[str, Any]]:
    """Write what the Mayor did with messages that are some days old; gives the lines of history, by time."""
    mayor = session.execute(select(table_of(Staff)).where(table_of(Staff).c.role == Role.MAYOR)).first()
    if mayor is None:
        return []
    who, rng, hours = Actor(mayor.id, mayor.name, Role.MAYOR), Random(seed + 11), calendar(session)
    t = table_of(Contact).c
    query = select(t.id, t.happened_at).where(t.for_mayor, t.direction == Direction.IN, t.undone_at.is_(None))
    rows, lines = [], []
    for contact in session.execute(query.where(t.happened_at < now - YOUNG).order_by(t.happened_at, t.id)):
        if rng.random() > SHARE:
            continue
        disposition, words = rng.choice(SAID)
        at = min(hours.next_opening(contact.happened_at + timedelta(hours=rng.uniform(1, 40))), now)
        row = {"contact_id": contact.id, "disposition": disposition, "words": words, "by_id": who.id, "at": at}
        rows.append(row | {"settled_at": at, "version": 1})
        detail = {"disposition": [None, disposition.value], "words": ["", words]}
        lines.append(line_of(who, "answered for the Mayor", "contact", contact.id, at, detail))
    insert_many(session, MayorMessage, rows)
    return sorted(lines, key=lambda line: (line["at"], line["subject_id"]))
