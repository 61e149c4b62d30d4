"""Places: an address as typed becomes a place once, and is found again by its key."""

from __future__ import annotations

from sqlmodel import Session, select

from app.errors import NotFound
from app.keys import split_address
from app.models import Place


def place_for(session: Session, typed: str, place_id: int | None) -> Place | None:
    """The place with this id, or of this address (made when it is new); None for no address."""
    if place_id is not None:
        place = session.get(Place, place_id)
        if place is None:
            raise NotFound("This address is not in the office file.")
        return place
    typed = " ".join(typed.split())[:300]
    if not typed:
        return None
    return _known(session, typed) or _new(session, typed)


def _known(session: Session, typed: str) -> Place | None:
    parts = split_address(typed)
    query = select(Place).where(Place.key == parts.key, Place.unit == parts.unit)
    return session.exec(query.order_by(Place.id)).first() if parts.key else None  # type: ignore[arg-type]  # a column


def _new(session: Session, typed: str) -> Place:
    parts = split_address(typed)
    number = str(parts.number or "")
    place = Place(
        typed=typed,
        key=parts.key[:300],
        street_key=parts.street_key[:160],
        house_number=int(number) if number.isdigit() and len(number) < 10 else None,
        unit=parts.unit[:40],
        city=parts.city[:80],
        zip=parts.zip[:10],
        ward=_ward_of_street(session, parts.street_key),
    )
    session.add(place)
    session.flush()
    return place


def _ward_of_street(session: Session, street: str) -> str:
    """The ward of the street, where all its places known so far lie in the same one."""
    if not street:
        return ""
    wards = session.exec(select(Place.ward).where(Place.street_key == street, Place.ward != "").distinct().limit(2))
    found = wards.all()
    return found[0] if len(found) == 1 else ""
