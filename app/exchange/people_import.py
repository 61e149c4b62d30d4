"""An address book, from the file to the office file: looked at, compared with who is known, brought in."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from sqlmodel import Session

from app.authority import Actor, Right, require
from app.errors import Invalid, Unavailable
from app.exchange.case_import import sha256_of
from app.exchange.people_table import PeopleMap, PeopleReader, guess
from app.exchange.people_twins import Compared, NewFirms, compared
from app.exchange.table_output import write_csv
from app.exchange.tables import TableLook, look_at, rows, text_of
from app.exchange.vcard import Card, is_vcard, read_cards
from app.exchange.vcard_people import person_of
from app.files import make_private
from app.keys.likeness import LIKE_ADDRESS, LIKE_NAME, SAME_ADDRESS, SAME_EMAIL, SAME_NAME, SAME_PHONE
from app.queries.imports import kept_map
from app.queries.twins import Twin
from app.services.import_people import import_people
from app.services.import_people_rows import (
    Choice,
    Decided,
    Decision,
    NobodyNew,
    OldPerson,
    OldReach,
    PeopleDone,
    Unfit,
    reach_key,
)
from app.services.import_rows import Progress
from app.services.imports import remember_map

PREVIEW = 50
_PEOPLE = "(people)"
REASONS: Mapping[str, str] = {
    SAME_PHONE: "same phone", SAME_EMAIL: "same e-mail", SAME_NAME: "same name", LIKE_NAME: "similar name",
    SAME_ADDRESS: "same address", LIKE_ADDRESS: "similar address",
}  # fmt: skip


class Twins(StrEnum):
    """What becomes of sure twins that nobody decided about."""

    SKIP = "skip"
    MAKE = "make"


@dataclass(frozen=True)
class PreparedPeople:
    """A file that was looked at; a vCard has neither look nor map. `remembered` is whether the map is last time's."""

    path: Path
    look: TableLook | None = None
    map: PeopleMap = field(default_factory=PeopleMap)
    remembered: bool = False

    @property
    def problems(self) -> list[str]:
        """What must be settled first."""
        return self.map.problems(self.look.headings) if self.look else []


class Read(NamedTuple):
    """A rejected row or card and why."""

    row: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class TriedPeople:
    """What an import would do if nobody decided otherwise.

    `twins` are the rows with likely twins, `unused` what is left aside → of how many, `remarked` how many have remarks.
    """

    rows: int
    people: int
    organizations: int
    preview: tuple[Decided, ...]
    twins: tuple[Decided, ...]
    rejects: tuple[Read, ...]
    unused: tuple[tuple[str, int], ...] = ()
    remarked: int = 0

    @property
    def left_out(self) -> int:
        """How many sure twins would be left out."""
        return sum(each.decision.choice is Choice.SKIP for each in self.twins)


@dataclass(frozen=True)
class ImportedPeople:
    """What an import did; `rejects` is the file of rows that were not brought in, None when there are none."""

    done: PeopleDone
    rejected: int
    rejects: Path | None


def prepare_people(
    path: Path, people_map: PeopleMap | None = None, *, kept: str = "", encoding: str = "", delimiter: str = ""
) -> PreparedPeople:
    """Look at a file of vCards or a table; the map given, or kept from last time (TOML), or guessed.

    Raises Invalid, Unavailable.
    """
    if is_vcard(path):
        return PreparedPeople(path)
    look = look_at(path, encoding=encoding, delimiter=delimiter)
    chosen = people_map or (PeopleMap.from_toml(kept) if kept else guess(look))
    return PreparedPeople(path, look, chosen, remembered=bool(kept and not people_map))


def kept_people_map(session: Session, path: Path) -> str:
    """The map (TOML) kept for tables with this one's headings, or ""."""
    return "" if is_vcard(path) else kept_map(session, [*look_at(path).headings, _PEOPLE])


def read_people_map(path: Path) -> PeopleMap:
    """A map kept as TOML. Raises Unavailable, Invalid."""
    try:
        return PeopleMap.from_toml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise Unavailable(f"{path.name} cannot be read. Give a map written with --save-map.") from problem


def people_in(prepared: PreparedPeople) -> Iterator[OldPerson | Unfit]:
    """Everybody in the file, and what is nobody. Raises Invalid, Unavailable."""
    if prepared.problems:
        raise Invalid(" ".join(prepared.problems))
    if prepared.look is None:
        yield from map(person_of, read_cards(prepared.path))
        return
    reader = PeopleReader(prepared.map, prepared.look.headings)
    yield from map(reader.read, rows(prepared.path, prepared.look))


def try_people(
    session: Session,
    who: Actor,
    prepared: PreparedPeople,
    *,
    policy: Twins = Twins.SKIP,
    progress: Progress = lambda *_: None,
) -> TriedPeople:
    """Read the whole file and compare everybody with who is known; changes nothing. Raises NotAllowed, Invalid."""
    require(who, Right.IMPORT)
    reading, unused = _Reading(prepared), Counter[str]()
    first: list[Decided] = []
    twins: list[Decided] = []
    people, remarked, firms = 0, 0, NewFirms(session)
    for step in compared(session, who, reading.people()):
        decided = [_by_policy(each, policy) for each in step]
        twins += [each for each in decided if each.twins]
        first += decided[: PREVIEW - len(first)]
        made = [each.person for each in decided if each.decision.choice is Choice.MAKE]
        people += sum(not each.is_organization for each in made)
        firms.take(made)
        remarked += sum(bool(each.remarks) for each in made)
        unused.update(name for each in decided for name in each.person.unused)
        progress(reading.done, 0, "rows")
    return TriedPeople(
        rows=reading.done,
        people=people,
        organizations=firms.count,
        preview=tuple(first),
        twins=tuple(twins),
        rejects=tuple(reading.rejected),
        unused=tuple(unused.most_common()),
        remarked=remarked,
    )


def run_people(
    session: Session,
    who: Actor,
    prepared: PreparedPeople,
    *,
    at: datetime,
    policy: Twins = Twins.SKIP,
    tried: TriedPeople | None = None,
    decisions: Mapping[int, Decision] | None = None,
    progress: Progress = lambda *_: None,
    rejects: Path | None = None,
) -> ImportedPeople:
    """Bring the file in, all or nothing; what is not brought in goes to `rejects` before anything is committed.

    `tried` saves the comparing; `decisions` (row → what somebody confirmed) go before the policy. What `progress`
    raises ends it, and nothing stays. Raises NotAllowed, Invalid (NobodyNew too, with `rejects` written), Conflict,
    Unavailable.
    """
    require(who, Right.IMPORT)
    reading = _Reading(prepared)
    known = {each.person.row: each.twins for each in tried.twins} if tried else None
    total = tried.rows if tried else 0
    try:
        done = import_people(
            session,
            who,
            _decided(session, who, reading.people(), policy, known, decisions or {}),
            file_name=prepared.path.name,
            sha256=sha256_of(prepared.path),
            mapping=tomllib.loads(prepared.map.to_toml()) if prepared.look else {},
            at=at,
            progress=lambda *_: progress(reading.done, total, ""),
            unread=lambda: len(reading.rejected),
        )
    except NobodyNew as nobody:
        _write_left(prepared, rejects, reading, nobody.left)
        raise
    if prepared.look:
        remember_map(session, who, [*prepared.look.headings, _PEOPLE], prepared.map.to_toml(), at=at)
    written = _write_left(prepared, rejects, reading, done.left_out)
    return ImportedPeople(done, len(reading.rejected), written)


def _write_left(
    prepared: PreparedPeople, target: Path | None, reading: _Reading, left: Iterable[tuple[int, str]]
) -> Path | None:
    """Write who was rejected or left out, with the reason; where it is, None when there is nobody."""
    told = reading.rejected + [Read(row, (_left_out(name),)) for row, name in left]
    if told and target:
        write_people_rejects(prepared, target, told)
    return target if told else None


def _decided(
    session: Session,
    who: Actor,
    people: Iterable[OldPerson],
    policy: Twins,
    known: Mapping[int, tuple[Twin, ...]] | None,
    decisions: Mapping[int, Decision],
) -> Iterator[Decided]:
    if known is None:
        steps: Iterable[Compared] = (each for step in compared(session, who, people) for each in step)
    else:
        steps = (Compared(person, known.get(person.row, ())) for person in people)
    for each in steps:
        decided = _by_policy(each, policy)
        yield decided._replace(decision=decisions.get(each.person.row, decided.decision))


def _by_policy(row: Compared, policy: Twins) -> Decided:
    """A sure twin is left out; one that is only likely is made, for a person lost is worse than one there twice."""
    first = next(iter(row.twins), None)
    skipped = policy is Twins.SKIP and first is not None and first.sure
    return Decided(row.person, row.twins, Decision(Choice.SKIP, first) if skipped else Decision(Choice.MAKE))


def new_reaches(person: OldPerson, twin: Twin) -> list[OldReach]:
    """The phones and e-mails of a row that its twin does not have."""
    return [each for each in person.reaches if reach_key(each)[0] not in twin.keys]


def reason_words(twin: Twin) -> str:
    """Why two are likely the same: "same phone, similar name"."""
    return ", ".join(REASONS[each] for each in twin.reasons)


def write_people_rejects(prepared: PreparedPeople, target: Path, told: Iterable[Read]) -> None:
    """Write the rows (or what the cards hold) that were not brought in, with a last column "Why"; private."""
    why = {each.row: " ".join(each.reasons) for each in told}
    if prepared.look is None:
        cards = (each for each in read_cards(prepared.path) if each.number in why)
        write_csv(target, ["Card", "What it holds", "Why"], ([str(c.number), _held(c), why[c.number]] for c in cards))
    else:
        found = (each for each in rows(prepared.path, prepared.look) if each.number in why)
        lines = ([*map(text_of, row.values), why[row.number]] for row in found)
        write_csv(target, [*prepared.look.headings, "Why"], lines)
    make_private(target)


def _held(card: Card) -> str:
    return "; ".join(f"{each.name}: {each.text}" for each in card.properties if each.text and each.name != "VERSION")


def _left_out(name: str) -> str:
    return f"Left out: {name} is here already." if name else "Left out."


class _Reading:
    """The people of the file; counts what is read and keeps what is rejected."""

    def __init__(self, prepared: PreparedPeople) -> None:
        self._prepared = prepared
        self.done = 0
        self.rejected: list[Read] = []

    def people(self) -> Iterator[OldPerson]:
        """Everybody who can be brought in."""
        for each in people_in(self._prepared):
            self.done += 1
            if isinstance(each, Unfit):
                self.rejected.append(Read(each.row, each.reasons))
            else:
                yield each
