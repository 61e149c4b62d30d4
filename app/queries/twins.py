"""Who in the office file is likely the same as somebody who is to be brought in; many at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Table, select
from sqlmodel import Session

from app.authority import Actor
from app.keys import phone_shown
from app.keys.likeness import LEAST_NAME, Known, Where, likeness, name_likeness, where
from app.models import Address, Organization, Person, Place, Reach, ReachKind, table_of
from app.queries import full_text
from app.queries.people import person_seen_by

SHOWN, MANY = 5, 400
_OF_ONE_NAME, _LIKE = 30, 100


class TwinOf(StrEnum):
    """What a twin is: somebody the office knows, or an earlier row of the same file."""

    PERSON = "person"
    ORGANIZATION = "organization"
    ROW = "row"


class Twin(NamedTuple):
    """Who is likely the same; `id` is a person's, an organization's or a row's, `reasons` are keys of likeness.

    `keys` are those of the phones and e-mails that the twin has, so that one sees what is new.
    """

    kind: TwinOf
    id: int
    name: str
    line: str
    points: float
    reasons: tuple[str, ...]
    sure: bool
    keys: frozenset[str] = frozenset()


class _Record(NamedTuple):
    name: str
    phone: str
    place: str
    known: Known

    @property
    def line(self) -> str:
        """How to reach them and where they are."""
        phone = phone_shown(self.phone) if self.phone.startswith("+") else self.phone
        return " · ".join(part for part in (phone, self.place) if part)


def likely_twins(session: Session, who: Actor, sought: Sequence[Known], kind: TwinOf) -> list[tuple[Twin, ...]]:
    """For each of these people (or organizations) those the office knows who are likely the same, best first.

    They are sought by phone, e-mail, name, number and street, and the beginnings and ends of the words of the name.
    Confidential people and addresses are left out for who may not see them.
    """
    ids = _candidates(session, sought, kind)
    records = _records(session, who, {each for some in ids for each in some}, kind)
    return [
        _best(known, ((each, records[each]) for each in some if each in records), kind)
        for known, some in zip(sought, ids, strict=True)
    ]


def _best(known: Known, records: Iterable[tuple[int, _Record]], kind: TwinOf) -> tuple[Twin, ...]:
    scored = [(each, record, likeness(known, record.known)) for each, record in records]
    likely = [
        Twin(kind, each, record.name, record.line, *found, record.known.phones | record.known.emails)
        for each, record, found in scored
        if found.is_likely
    ]
    return tuple(sorted(likely, key=lambda twin: (not twin.sure, -twin.points, twin.id))[:SHOWN])


def _candidates(session: Session, sought: Sequence[Known], kind: TwinOf) -> list[set[int]]:
    reached = _reached(session, {key for each in sought for key in (*each.phones, *each.emails)}, kind)
    named = _named(session, {each.name for each in sought if each.name}, kind)
    housed = _housed(session, {at for each in sought for at in _houses(each)}, kind)
    maybe = [
        {one for at in _houses(each) for one in housed[at]}.union(_with_words_like(session, each.name, kind))
        for each in sought
    ]
    found = _of_like_name(session, [each.name for each in sought], maybe, kind)
    for each, ids in zip(sought, found, strict=True):
        ids.update(one for key in (*each.phones, *each.emails) for one in reached[key])
        ids.update(named[each.name][:_OF_ONE_NAME])
    return found


def _table(kind: TwinOf) -> Table:
    return table_of(Organization if kind is TwinOf.ORGANIZATION else Person)


def _owner(table: Table, kind: TwinOf) -> Any:
    return table.c[f"{kind.value}_id"]


def _reached(session: Session, keys: Collection[str], kind: TwinOf) -> dict[str, list[int]]:
    r = table_of(Reach)
    owner, found = _owner(r, kind), defaultdict(list)
    for some in _slices(keys):
        for key, one in session.execute(select(r.c.key, owner).where(r.c.key.in_(some), owner.is_not(None))):
            found[key].append(one)
    return found


def _named(session: Session, names: Collection[str], kind: TwinOf) -> dict[str, list[int]]:
    c, found = _table(kind).c, defaultdict(list)
    for some in _slices(names):
        for name, one in session.execute(select(c.name_key, c.id).where(c.name_key.in_(some)).order_by(c.id.desc())):
            found[name].append(one)
    return found


House = tuple[str, int]


def _houses(known: Known) -> Iterator[House]:
    """Street and number of each address."""
    for each in known.addresses:
        if each.parts.street_key and each.parts.number.isdigit() and len(each.parts.number) < 10:
            yield each.parts.street_key[:160], int(each.parts.number)


def _housed(session: Session, houses: Collection[House], kind: TwinOf) -> dict[House, list[int]]:
    """Who lives in each house: the places first, for they are found by street, then who is there."""
    p, a = table_of(Place).c, table_of(Address)
    owner, found, places = _owner(a, kind), defaultdict(list), dict[int, House]()
    for some in _slices({street for street, _ in houses}):
        numbers = {number for street, number in houses if street in set(some)}
        query = select(p.id, p.street_key, p.house_number).where(p.street_key.in_(some), p.house_number.in_(numbers))
        places.update({row.id: (row.street_key, row.house_number) for row in session.execute(query)})
    for ids in _slices([each for each, house in places.items() if house in houses]):
        query = select(a.c.place_id, owner).where(a.c.place_id.in_(ids), owner.is_not(None))
        for place, one in session.execute(query):
            found[places[place]].append(one)
    return found


def _of_like_name(session: Session, names: Sequence[str], maybe: Sequence[set[int]], kind: TwinOf) -> list[set[int]]:
    """Those whose name is like enough that an address could make them likely; before anything else of them is read."""
    c, keys = _table(kind).c, {}
    for some in _slices({each for ids in maybe for each in ids}):
        keys.update({row.id: row.name_key for row in session.execute(select(c.id, c.name_key).where(c.id.in_(some)))})
    return [
        {each for each in ids if _is_like(name, keys.get(each, ""))} for name, ids in zip(names, maybe, strict=True)
    ]


def _is_like(name: str, key: str) -> bool:
    alike = name_likeness(name, key)
    return alike is None or alike >= LEAST_NAME


def _with_words_like(session: Session, name: str, kind: TwinOf) -> Iterator[int]:
    """Names whose words begin alike, or end alike, whatever stands between."""
    words = [word for word in name.split() if len(word) > 2][:4]
    if len(words) < 2 or "@" in name:
        return
    begin = " ".join(f'"{word[:3]}"*' for word in words)
    yield from full_text.newest(session, f"{kind.value}_words", f"name_key : ({begin})", 2 * full_text.FEW)[:_LIKE]
    end = " ".join(f'"{word[-3:]}"' for word in words)
    yield from full_text.newest(session, f"{kind.value}_grams", f"name : ({end})", 2 * full_text.FEW)[:_LIKE]


def _records(session: Session, who: Actor, ids: Collection[int], kind: TwinOf) -> dict[int, _Record]:
    table, found = _table(kind), {}
    seen = (person_seen_by(who),) if kind is TwinOf.PERSON else ()
    hidden = table.c.address_confidential if kind is TwinOf.PERSON else table.c.do_not_contact & False
    for some in _slices(ids):
        reaches, places = _reaches_of(session, some, kind), _places_of(session, some, kind)
        query = select(table.c.id, table.c.name, table.c.name_key, hidden.label("hidden"))
        for row in session.execute(query.where(table.c.id.in_(some), *seen)):
            found[row.id] = _record(row, reaches[row.id], [] if row.hidden else places[row.id])
    return found


def _record(row: Any, reaches: Sequence[tuple[str, str, str]], places: Sequence[str]) -> _Record:
    phones = frozenset(key for kind, key, _ in reaches if kind is ReachKind.PHONE)
    emails = frozenset(key for kind, key, _ in reaches if kind is ReachKind.EMAIL)
    name = row.name.casefold() if "@" in row.name else row.name_key
    first = next((key for kind, key, _ in reaches if kind is ReachKind.PHONE), "")
    first = first or next((typed for _, _, typed in reaches), "")
    return _Record(row.name, first, next(iter(places), ""), Known(name, phones, emails, tuple(map(_where, places))))


@lru_cache(maxsize=20_000)
def _where(typed: str) -> Where:
    return where(typed)


def _reaches_of(session: Session, ids: Sequence[int], kind: TwinOf) -> dict[int, list[tuple[str, str, str]]]:
    r = table_of(Reach)
    owner, found = _owner(r, kind), defaultdict(list)
    query = select(owner, r.c.kind, r.c.key, r.c.typed).where(owner.in_(ids)).order_by(r.c.preferred.desc(), r.c.id)
    for one, *reach in session.execute(query):
        found[one].append(tuple(reach))
    return found


def _places_of(session: Session, ids: Sequence[int], kind: TwinOf) -> dict[int, list[str]]:
    a, p = table_of(Address), table_of(Place)
    owner, found = _owner(a, kind), defaultdict(list)
    source = a.join(p, p.c.id == a.c.place_id)
    query = select(owner, p.c.typed).select_from(source).where(owner.in_(ids)).order_by(a.c.preferred.desc(), a.c.id)
    for one, typed in session.execute(query):
        found[one].append(typed)
    return found


def _slices(values: Collection[Any]) -> Iterator[list[Any]]:
    rest = list(values)
    for start in range(0, len(rest), MANY):
        yield rest[start : start + MANY]
