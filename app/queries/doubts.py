"""Whether somebody new is perhaps known already, and whether a number and a name belong together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import exists, select
from sqlmodel import Session

from app.authority import Actor
from app.keys import name_key, parse_phone
from app.models import Person, Reach, table_of
from app.queries import full_text
from app.queries.people import person_seen_by
from app.queries.suggest import PersonHit, twins

ALIKE, NUMBER, NAME = "alike", "number", "name"
"""Why somebody may be meant: nearly the same name, the same number, the same name."""
SHOWN = 3


class Twin(NamedTuple):
    """Somebody who may be meant, and why."""

    hit: PersonHit
    reason: str


def likely(session: Session, who: Actor, *, name: str, phone: str = "", address: str = "") -> list[Twin]:
    """People the office knows who are perhaps the one of this name, number and address; the likeliest first."""
    found = twins(session, who, name=name, phones=[phone] if phone else [], address=address, limit=SHOWN)
    return [Twin(hit, _reason(session, hit, name, phone)) for hit in found]


def _reason(session: Session, hit: PersonHit, name: str, phone: str) -> str:
    if name_key(hit.name) == name_key(name):
        return NAME
    r = table_of(Reach).c
    key = parse_phone(phone).key if phone else ""
    same = select(exists().where(r.person_id == hit.id, r.key == key)) if key else None
    return NUMBER if same is not None and session.execute(same).scalar() else ALIKE


def is_other_name(session: Session, who: Actor, words: Sequence[str], name: str) -> bool:
    """Whether the words typed beside a number name somebody other than its owner, of this `name`.

    The first words may as well be what it is about ("rats since"): they count as a name when they are written as one,
    two with capitals, or when each of the first two is a word of the name of somebody the office knows.
    """
    first = [word for word in words[:2] if name_key(word)]
    if not first or any(key in name_key(name).split() for key in map(name_key, first)):
        return False
    if len(first) == 2 and all(word[:1].isupper() for word in first):
        return True
    return all(_names_somebody(session, who, name_key(word)) for word in first)


def _names_somebody(session: Session, who: Actor, word: str) -> bool:
    if len(word) < 3 or not word.isalpha():
        return False
    ids = full_text.newest(session, "person_words", f'name_key : "{word}"', full_text.FEW)
    p = table_of(Person).c
    return bool(session.execute(select(p.id).where(p.id.in_(ids), person_seen_by(who)).limit(1)).first())
