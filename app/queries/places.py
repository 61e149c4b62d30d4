"""Places whose address begins with what is typed, for correcting where something is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, false, or_, select
from sqlmodel import Session

from app.authority import Actor, contact_visible_to, visible_to
from app.keys import address_key
from app.models import Address, Case, Contact, Person, Place, table_of
from app.queries import full_text
from app.queries.people import person_seen_by

CANDIDATES = 60


class PlaceHit(NamedTuple):
    """A place the office knows: its address as typed, what is compared, and where in the city it is."""

    id: int
    typed: str
    key: str
    ward: str
    neighborhood: str


def places(session: Session, who: Actor, text: str, *, limit: int = 8) -> list[PlaceHit]:
    """Known places in whose address each word typed begins a word, as typed or as the post writes it.

    A place is left out where all that ties it to the office is hidden from the actor: an address that is confidential,
    a person or a case not for their eyes. So nobody learns by typing where somebody in hiding lives.
    """
    found: dict[int, None] = {}
    for question in dict.fromkeys((text, address_key(text))):
        ids = full_text.newest(session, "place_words", full_text.beginnings_question(question), CANDIDATES)
        found |= dict.fromkeys(ids[:CANDIDATES])
    p = table_of(Place).c
    query = select(p.id, p.typed, p.key, p.ward, p.neighborhood).where(p.id.in_(list(found)), _seen_by(who))
    rows = {row.id: PlaceHit(*row) for row in session.execute(query)}
    return _once([rows[each] for each in found if each in rows])[:limit]


def _once(hits: Sequence[PlaceHit]) -> list[PlaceHit]:
    """The same address is in the file as often as it was spelled; the newest of each stands for it."""
    return list({hit.key or hit.typed: hit for hit in reversed(hits)}.values())[::-1]


def _seen_by(who: Actor) -> ColumnElement[bool]:
    """Something that the actor may see stands, lives or happened there."""
    place = table_of(Place).c.id
    a, person, case, contact = table_of(Address), table_of(Person), table_of(Case), table_of(Contact)
    lives = select(a.c.id).select_from(a.join(person, person.c.id == a.c.person_id))
    lives = lives.where(a.c.place_id == place, person.c.address_confidential == false(), person_seen_by(who))
    stands = select(a.c.id).where(a.c.place_id == place, a.c.organization_id.is_not(None))
    about = select(case.c.id).where(case.c.place_id == place, visible_to(who))
    told = select(contact.c.id).where(contact.c.place_id == place, contact.c.undone_at.is_(None))
    told = told.where(contact_visible_to(who))
    return or_(*(each.exists() for each in (lives, stands, about, told)))
