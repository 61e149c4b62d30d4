"""Who is this, and what is known: the questions of a slip while somebody types."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from rapidfuzz import fuzz
from sqlalchemy import and_, false, func, or_, select
from sqlmodel import Session

from app.authority import Actor, asker_named, contact_visible_to, visible_to
from app.keys import fold, name_key, parse_phone, phone_digits, phone_shown, split_address
from app.models import (
    Address,
    Case,
    Category,
    Channel,
    Contact,
    Organization,
    Person,
    Place,
    Reach,
    Staff,
    Status,
    table_of,
)
from app.queries import full_text
from app.queries.case_filter import OPEN
from app.queries.people import person_seen_by

CANDIDATES = 60
TYPO = 72
TROUBLE = timedelta(days=30)
NEXT_DOOR = 6
SHOWN_CASES, SHOWN_CONTACTS = 6, 3


class PersonHit(NamedTuple):
    """Somebody who may be meant: `kind` is person or organization, `line` the phone and address."""

    id: int
    kind: str
    name: str
    line: str
    language: str
    score: float


class CardCase(NamedTuple):
    """An open case on a card."""

    id: int
    number: str
    subject: str
    status: Status
    due_at: datetime | None
    asker: str


class CardContact(NamedTuple):
    """A contact on a card: the last that was spoken."""

    at: datetime
    channel: Channel
    words: str
    taken_by: str


class Card(NamedTuple):
    """What a slip shows of who calls. A confidential address is not on it."""

    id: int
    kind: str
    name: str
    line: str
    language: str
    interpreter: bool
    safety_notice: str
    do_not_contact: bool
    deceased: bool
    ward: str
    open_cases: tuple[CardCase, ...]
    last: tuple[CardContact, ...]


class Trouble(NamedTuple):
    """The same trouble at the same place or next door, in the last 30 days."""

    contacts: int
    cases: tuple[CardCase, ...]


def who_is(session: Session, who: Actor, text: str, *, limit: int = 8, typo: bool = True) -> list[PersonHit]:
    """People and organizations that may be meant: a name in any spelling, any part of a phone, e-mail or address.

    Best first. A name with a typo is sought only where nothing else is found, and not without `typo`.
    """
    text = text.strip()
    if len(text) < 2:
        return []
    found = {
        "person": _people(session, text, typo=False),
        "organization": _organizations(session, text),
    }
    if typo and not any(found.values()):
        found["person"] = _people(session, text, typo=True)
    hits = [hit for kind, ids in found.items() for hit in _hits(session, who, kind, ids[:CANDIDATES], text)]
    return _with_lines(session, sorted(hits, key=lambda hit: -hit.score)[:limit])


def _with_lines(session: Session, hits: Sequence[PersonHit]) -> list[PersonHit]:
    """The hits that are shown, with phone and address."""
    lines: dict[tuple[str, int], str] = {}
    for kind in ("person", "organization"):
        ids = [hit.id for hit in hits if hit.kind == kind]
        told = _lines(session, kind, ids) if ids else {}
        lines |= {(kind, each): line for each, line in told.items()}
    return [hit._replace(line=lines[hit.kind, hit.id]) for hit in hits]


def _people(session: Session, text: str, *, typo: bool) -> list[int]:
    if typo:
        return full_text.like_name(session, "person_grams", text, CANDIDATES)
    letters = any(each.isalpha() for each in text)
    found = full_text.numbers(session, "person_grams", text, CANDIDATES) if _is_number(text) else []
    if letters:
        found += full_text.newest(session, "person_words", _named(text), CANDIDATES)
        found += full_text.part_of_name(session, "person_grams", text, CANDIDATES) if len(found) < 8 else []
        found += _at_address(session, text) if any(each.isdigit() for each in text) else []
    return list(dict.fromkeys(found))


def _organizations(session: Session, text: str) -> list[int]:
    found = full_text.numbers(session, "organization_grams", text, CANDIDATES) if _is_number(text) else []
    found += full_text.newest(session, "organization_words", _named(text), CANDIDATES)
    found += full_text.part_of_name(session, "organization_grams", text, CANDIDATES) if len(found) < 8 else []
    return list(dict.fromkeys(found))


def _is_number(text: str) -> bool:
    return len(phone_digits(text)) >= full_text.LEAST_GRAMS and not any(each.isalpha() for each in text)


def _named(text: str) -> str:
    """Words of a name as beginnings, in the folded spelling that the index also holds."""
    return full_text.beginnings_question(fold(text))


def _at_address(session: Session, text: str) -> list[int]:
    places = full_text.newest(session, "place_words", full_text.beginnings_question(text), CANDIDATES)[:CANDIDATES]
    if not places:
        return []
    a, p = table_of(Address), table_of(Person)
    query = select(a.c.person_id).select_from(a.join(p, p.c.id == a.c.person_id)).where(a.c.place_id.in_(places))
    query = query.where(p.c.address_confidential == false())  # who is found by an address is told to live there
    return list(session.execute(query.limit(CANDIDATES)).scalars())


def _hits(session: Session, who: Actor, kind: str, ids: Sequence[int], text: str) -> list[PersonHit]:
    """Those that fit, scored; their lines are read for the few that are shown."""
    if not ids:
        return []
    table = table_of(Person if kind == "person" else Organization)
    query = select(table.c.id, table.c.name, table.c.name_key, table.c.language).where(table.c.id.in_(ids))
    if kind == "person":
        query = query.where(person_seen_by(who))
    sought, order = fold(text), {each: place for place, each in enumerate(ids)}
    return [
        PersonHit(row.id, kind, row.name, "", row.language, score)
        for row in session.execute(query)
        if (score := _score(sought, row.name_key, order[row.id], is_number=_is_number(text))) > 0
    ]


def _score(sought: str, key: str, place: int, *, is_number: bool) -> float:
    """How well a name fits; numbers were matched already, there the newer is the likelier."""
    nearness = 1 / (2 + place)
    if is_number:
        return 100 + nearness
    return float(fuzz.WRatio(sought, key)) + nearness


def _lines(session: Session, kind: str, ids: Sequence[int]) -> dict[int, str]:
    """Phone and address of each, the preferred first; a confidential address is left out."""
    r, a, p, person = table_of(Reach), table_of(Address), table_of(Place), table_of(Person)
    owner, home = r.c[f"{kind}_id"], a.c[f"{kind}_id"]
    parts: dict[int, list[str]] = {each: [] for each in ids}
    phones = select(owner, r.c.key, r.c.typed).where(owner.in_(ids), r.c.kind == "phone")
    for each, key, typed in session.execute(phones.order_by(r.c.preferred.desc(), r.c.id)):
        if not parts[each]:
            parts[each].append(phone_shown(key) or typed)
    homes = select(home, p.c.typed).select_from(a.join(p, p.c.id == a.c.place_id)).where(home.in_(ids))
    if kind == "person":
        hidden = select(person.c.id).where(person.c.id.in_(ids), person.c.address_confidential)
        homes = homes.where(home.not_in(hidden))
    seen: set[int] = set()
    for each, typed in session.execute(homes.order_by(a.c.preferred.desc(), a.c.id)):
        if each not in seen:
            seen.add(each)
            parts[each].append(typed)
    return {each: " · ".join(words) for each, words in parts.items()}


def card(session: Session, who: Actor, kind: str, record_id: int, *, at: datetime) -> Card | None:
    """What is known of a person or organization, for the side of a slip; None when it is not there."""
    table = table_of(Person if kind == "person" else Organization)
    seen = (person_seen_by(who),) if kind == "person" else ()
    row = session.execute(select(table).where(table.c.id == record_id, *seen)).mappings().first()
    if row is None:
        return None
    address, p = table_of(Address), table_of(Place)
    source = address.join(p, p.c.id == address.c.place_id)
    wards = select(p.c.ward).select_from(source).where(address.c[f"{kind}_id"] == record_id)
    ward = session.execute(wards.order_by(address.c.preferred.desc()).limit(1)).scalar() or ""
    return Card(
        id=record_id,
        kind=kind,
        name=row["name"],
        line=_lines(session, kind, [record_id])[record_id],
        language=row["language"],
        interpreter=bool(row.get("interpreter", False)),
        safety_notice=row.get("safety_notice", "") or "",
        do_not_contact=bool(row["do_not_contact"]),
        deceased=bool(row.get("deceased", False)),
        ward="" if row.get("address_confidential") else ward,
        open_cases=_cases(session, who, table_of(Case).c[f"{kind}_id"] == record_id),
        last=_last(session, who, kind, record_id),
    )


def _cases(session: Session, who: Actor, condition: object) -> tuple[CardCase, ...]:
    record, person, organization = table_of(Case), table_of(Person), table_of(Organization)
    c = record.c
    source = record.outerjoin(person, person.c.id == c.person_id)
    source = source.outerjoin(organization, organization.c.id == c.organization_id)
    asker = asker_named(who, person, organization)
    query = select(c.id, c.number, c.subject, c.status, c.due_at, asker).select_from(source)
    query = query.where(condition, c.status.in_(OPEN), visible_to(who))  # type: ignore[arg-type]  # a column's comparison
    return tuple(CardCase(*row) for row in session.execute(query.order_by(c.id.desc()).limit(SHOWN_CASES)))


def _last(session: Session, who: Actor, kind: str, record_id: int) -> tuple[CardContact, ...]:
    contact, staff = table_of(Contact), table_of(Staff)
    c = contact.c
    query = (
        select(c.happened_at, c.channel, func.substr(c.words, 1, 200), staff.c.name)
        .select_from(contact.join(staff, staff.c.id == c.taken_by_id))
        .where(c[f"{kind}_id"] == record_id, c.undone_at.is_(None), c.automatic.is_(None))
        .where(contact_visible_to(who))
        .order_by(c.happened_at.desc(), c.id.desc())
        .limit(SHOWN_CONTACTS)
    )
    return tuple(CardContact(*row) for row in session.execute(query))


def same_trouble(
    session: Session,
    who: Actor,
    *,
    at: datetime,
    place_id: int | None = None,
    address: str = "",
    category_id: int | None = None,
) -> Trouble:
    """Contacts and open cases of the last 30 days at this address or next door, of this category if one is given."""
    places = places_near(session, place_id, address)
    if not places:
        return Trouble(0, ())
    k, c = table_of(Contact).c, table_of(Case).c
    since = at - TROUBLE
    contacts = select(func.count()).where(k.place_id.in_(places), k.happened_at >= since, k.undone_at.is_(None))
    contacts = contacts.where(contact_visible_to(who), k.automatic.is_(None))
    condition = and_(c.place_id.in_(places), c.received_at >= since)
    if category_id is not None:
        contacts = contacts.where(k.category_id == category_id)
        condition = and_(condition, c.category_id == category_id)
    return Trouble(int(session.execute(contacts).scalar_one()), _cases(session, who, condition))


def places_near(session: Session, place_id: int | None, address: str = "") -> list[int]:
    """The ids of a place, or of an address as typed, and of those next door; without a filter: places are no secrets.

    None for what is in no street."""
    p = table_of(Place).c
    if place_id is not None:
        row = session.execute(select(p.street_key, p.house_number).where(p.id == place_id)).first()
        street, number = (row.street_key, row.house_number) if row else ("", None)
    else:
        parts = split_address(address)
        street = parts.street_key
        number = int(parts.number) if str(parts.number or "").isdigit() else None
    if not street:
        return []
    query = select(p.id).where(p.street_key == street)
    if number is not None:
        query = query.where(or_(p.house_number.between(number - NEXT_DOOR, number + NEXT_DOOR)))
    return list(session.execute(query.limit(500)).scalars())


def twins(
    session: Session, who: Actor, *, name: str, phones: Iterable[str] = (), address: str = "", limit: int = 5
) -> list[PersonHit]:
    """People who are likely the same: the same phone, or nearly the same name (with the address, a looser likeness)."""
    by_phone: list[int] = []
    r = table_of(Reach).c
    keys = [parse_phone(each).key for each in phones if len(phone_digits(each)) >= 7]
    if keys:
        query = select(r.person_id).where(r.key.in_(keys), r.person_id.is_not(None)).limit(CANDIDATES)
        by_phone = list(session.execute(query).scalars())
    named = _people(session, name, typo=False) or _people(session, name, typo=True) if len(name.strip()) > 2 else []
    ids = list(dict.fromkeys([*by_phone, *named]))[:CANDIDATES]
    sought, number = name_key(name), split_address(address).key if address else ""
    found = []
    for hit in _with_lines(session, _hits(session, who, "person", ids, name or "same phone")):
        likeness = float(fuzz.token_sort_ratio(sought, name_key(hit.name)))
        near = bool(number) and number in split_address(hit.line.rsplit(" · ", 1)[-1]).key
        score = likeness + (40 if hit.id in by_phone else 0) + (15 if near else 0)
        if score >= 90 or (hit.id in by_phone and likeness > 40):
            found.append(hit._replace(score=score))
    return sorted(found, key=lambda hit: -hit.score)[:limit]


def recogniser_data(session: Session) -> tuple[list[str], Mapping[str, list[str]], Mapping[str, int]]:
    """What first words are recognised by: known streets, keywords of each category, and the categories' ids.

    Categories are named by their key, or "id:N" where they have none.
    """
    p, c = table_of(Place).c, table_of(Category).c
    named = select(func.min(p.typed)).where(p.street_key != "").group_by(p.street_key).limit(20_000)
    streets = [street for typed in session.execute(named).scalars() if (street := _street_in(typed))]
    words: dict[str, list[str]] = {}
    ids: dict[str, int] = {}
    for row in session.execute(select(c.id, c.key, c.name, c.keywords).where(c.active)):
        key = row.key or f"id:{row.id}"
        words[key] = [each.strip() for each in [*row.keywords.splitlines(), row.name] if each.strip()]
        ids[key] = row.id
    return streets, words, ids


def _street_in(typed: str) -> str:
    """The street of an address as it was typed: "52-54 Elm Street, Apt 3" gives "Elm Street"."""
    return re.sub(r"^[\d\s/-]+[A-Za-z]?\s+", "", typed).split(",")[0].strip()
