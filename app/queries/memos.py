"""The scans of the Mayor's memos that are kept with designations."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import Session

from app.authority import Actor, Right, require
from app.models import Attachment, table_of
from app.queries.contacts import KeptFile


def memos(session: Session, who: Actor) -> dict[int, KeptFile]:
    """The newest scan of each designation that has one, by its id. Raises NotAllowed without READ_REGISTER."""
    require(who, Right.READ_REGISTER)
    a = table_of(Attachment).c
    query = select(a.designation_id, a.id, a.name, a.media_type, a.size, a.address)
    kept = query.where(a.designation_id.is_not(None), a.removed_at.is_(None)).order_by(a.id)
    return {number: KeptFile(*file) for number, *file in session.execute(kept)}
