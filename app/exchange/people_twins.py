"""Likely twins of the people in a file: in the office file, and among the rows before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from app.authority import Actor
from app.keys import name_key
from app.keys.likeness import Known, blocks, known_of, likeness
from app.models import Organization, table_of
from app.queries.twins import SHOWN, Twin, TwinOf, likely_twins
from app.services.import_people_rows import OldPerson, reach_key

STEP = 100
MOST_IN_BLOCK = 100


class Compared(NamedTuple):
    """A row and who is likely the same, best first."""

    person: OldPerson
    twins: tuple[Twin, ...]


def compared(session: Session, who: Actor, people: Iterable[OldPerson]) -> Iterator[list[Compared]]:
    """Rows in, a step at a time the rows with their twins out."""
    rest, seen = iter(people), FileTwins()
    while step := list(islice(rest, STEP)):
        known = [known_from(each) for each in step]
        office = _office(session, who, step, known)
        yield [
            Compared(person, _best((*twins, *seen.take(person, one))))
            for person, one, twins in zip(step, known, office, strict=True)
        ]


def known_from(old: OldPerson) -> Known:
    """What a row tells of somebody, in the form that is compared."""
    phones = [reach_key(each)[0] for each in old.reaches if each.kind == "phone"]
    emails = [reach_key(each)[0] for each in old.reaches if each.kind == "email"]
    return known_of(old.name, phones, emails, [each.typed for each in old.addresses])


def _office(session: Session, who: Actor, step: list[OldPerson], known: list[Known]) -> list[tuple[Twin, ...]]:
    found: list[tuple[Twin, ...]] = [()] * len(step)
    for kind in (TwinOf.PERSON, TwinOf.ORGANIZATION):
        at = [place for place, each in enumerate(step) if each.is_organization == (kind is TwinOf.ORGANIZATION)]
        for place, twins in zip(at, likely_twins(session, who, [known[each] for each in at], kind), strict=True):
            found[place] = twins
    return found


def _best(twins: Iterable[Twin]) -> tuple[Twin, ...]:
    return tuple(sorted(twins, key=lambda twin: (not twin.sure, -twin.points, twin.kind == TwinOf.ROW))[:SHOWN])


class FileTwins:
    """The rows of the file so far, found by what they share."""

    def __init__(self) -> None:
        self._rows: list[tuple[OldPerson, Known]] = []
        self._blocks: dict[str, list[int]] = defaultdict(list)

    def take(self, person: OldPerson, known: Known) -> list[Twin]:
        """A row in, the rows before it that are likely the same out."""
        shared = {at for block in blocks(known) for at in self._common(block)}
        found = [twin for at in sorted(shared) if (twin := self._twin(person, known, at))]
        for block in set(blocks(known)):
            self._blocks[block].append(len(self._rows))
        self._rows.append((person, known))
        return found

    def _common(self, block: str) -> list[int]:
        """Who shares a block; what very many share tells nothing."""
        rows = self._blocks.get(block, [])
        return rows if len(rows) <= MOST_IN_BLOCK else []

    def _twin(self, person: OldPerson, known: Known, at: int) -> Twin | None:
        other, its = self._rows[at]
        found = likeness(known, its)
        if other.is_organization != person.is_organization or not found.is_likely:
            return None
        line = " · ".join([each.typed for each in other.reaches[:1]] + [each.typed for each in other.addresses[:1]])
        return Twin(TwinOf.ROW, other.row, other.name, line, *found, its.phones | its.emails)


class NewFirms:
    """Counts the organizations that rows would make: their own, and those their people work for that nobody knows."""

    def __init__(self, session: Session) -> None:
        self._session, self.count = session, 0
        self._known: dict[str, bool] = {}

    def take(self, made: Iterable[OldPerson]) -> None:
        """Count those of the next rows, in the order in which they would be made."""
        for each in made:
            key = name_key(each.name if each.is_organization else each.organization)[:200]
            self.count += each.is_organization or bool(key and not self._is_known(key))
            if key:
                self._known[key] = True

    def _is_known(self, key: str) -> bool:
        if key not in self._known:
            o = table_of(Organization).c
            self._known[key] = self._session.execute(select(o.id).where(o.name_key == key).limit(1)).first() is not None
        return self._known[key]
