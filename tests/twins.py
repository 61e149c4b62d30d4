"""How well likely duplicates are known: precision and recall on data with the truth, as `python -m tests.twins` tells.

The data is in ../shared/data/duplicates (see SOURCES.md there); nothing of it is part of the project.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, NamedTuple

from app.exchange.people_drafts import address_line
from app.exchange.people_twins import known_from
from app.keys.likeness import Known, blocks, likeness, name_likeness
from app.queries.twins import TwinOf, likely_twins
from app.services.import_people import import_people
from app.services.import_people_rows import Choice, Decided, Decision, OldAddress, OldPerson, OldReach
from tests.factories import AT, director, make_store
from tests.shared import ELSEWHERE, shared_folder

DATA = shared_folder() / "duplicates"
MOST_IN_BLOCK = 100
Pair = tuple[int, int]


class Found(NamedTuple):
    """Pairs said to be the same against the truth."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """The part of what was said that is true."""
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        """The part of the truth that was said."""
        return self.right / max(self.right + self.missed, 1)


class Set(NamedTuple):
    """A data set: its people and what each truly is."""

    name: str
    rows: Sequence[OldPerson]
    truth: Sequence[str]

    @property
    def people(self) -> list[Known]:
        """The rows as they are compared."""
        return [known_from(each) for each in self.rows]


def febrl(number: int, *, with_number: bool = False) -> Set:
    """FEBRL 1 or 2: name and address; birth dates are no part of an office file, the number may stand for a phone."""
    people, truth = list[OldPerson](), []
    for row in _rows(DATA / "febrl" / f"dataset{number}.csv"):
        street = [f"{row['street_number']} {row['address_1']}".strip(), row["address_2"]]
        address = address_line(street, row["suburb"], row["state"], row["postcode"])
        phone = row["soc_sec_id"] if with_number else ""
        people.append(_old(len(people), f"{row['given_name']} {row['surname']}".strip(), address, phone))
        truth.append(row["rec_id"].split("-")[1])
    return Set(f"FEBRL {number}{' + phone' if with_number else ''}", people, truth)


def restaurants() -> Set:
    """Restaurants of two guides: name, street and city."""
    rows = list(_rows(DATA / "restaurants" / "restaurant-nophone-training.csv"))
    people = [_old(at, row["name"], f"{row['address']}, {row['city']}", firm=True) for at, row in enumerate(rows)]
    return Set("Restaurants", people, [row["unique_id"].strip("'") for row in rows])


def _old(at: int, name: str, address: str, phone: str = "", *, firm: bool = False) -> OldPerson:
    reaches = (OldReach("phone", phone),) if phone else ()
    return OldPerson(at, name or phone or "–", reaches, (OldAddress(address),), is_organization=firm)


SETS: Sequence[Callable[[], Set]] = (
    lambda: febrl(1),
    lambda: febrl(2),
    lambda: febrl(1, with_number=True),
    lambda: febrl(2, with_number=True),
    restaurants,
)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, skipinitialspace=True):
            yield {name.strip(): (value or "").strip() for name, value in row.items()}


def pairs_of(groups: Iterable[str]) -> set[Pair]:
    """The pairs that are truly the same."""
    members: dict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(groups):
        members[each].append(at)
    return {pair for each in members.values() for pair in combinations(each, 2)}


def candidates(people: Sequence[Known]) -> set[Pair]:
    """The pairs that share a block that is not too common."""
    members: dict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(people):
        for block in set(blocks(each)):
            members[block].append(at)
    return {pair for each in members.values() if len(each) <= MOST_IN_BLOCK for pair in combinations(each, 2)}


def measure(data: Set) -> dict[str, Found]:
    """What is found at the two levels, "likely" and "sure"."""
    people, said = data.people, dict[str, set[Pair]](likely=set(), sure=set())
    for a, b in candidates(people):
        found = likeness(people[a], people[b])
        if found.is_likely:
            said["likely"].add((a, b))
        if found.sure:
            said["sure"].add((a, b))
    return _against(said, pairs_of(data.truth))


def measure_office(data: Set, folder: Path) -> dict[str, Found]:
    """The same where all are in an office file, and each is sought there; only the five best of each are told."""
    store = make_store(folder)
    decided = [Decided(each, (), Decision(Choice.MAKE)) for each in data.rows]
    given: dict[str, Any] = {"file_name": data.name, "sha256": "", "mapping": {}, "at": AT}
    store.write(lambda s: import_people(s, director(s), decided, **given))
    kind = TwinOf.ORGANIZATION if data.rows[0].is_organization else TwinOf.PERSON
    found = store.read(lambda s: likely_twins(s, director(s), data.people, kind))
    store.close()
    said = dict[str, set[Pair]](likely=set(), sure=set())
    for at, twins in enumerate(found):
        for twin in twins:
            if twin.id - 1 != at:
                pair = (min(at, twin.id - 1), max(at, twin.id - 1))
                said["likely"].add(pair)
                said["sure"] |= {pair} if twin.sure else set()
    return _against(said, pairs_of(data.truth))


def _against(said: dict[str, set[Pair]], truth: set[Pair]) -> dict[str, Found]:
    return {level: Found(len(each & truth), len(each - truth), len(truth - each)) for level, each in said.items()}


def other_names(data: Set) -> int:
    """How many true pairs have names that differ altogether: in an office that is a family at one address."""
    names = [each.name for each in data.people]
    return sum((name_likeness(names[a], names[b]) or 0.0) < 0.6 for a, b in pairs_of(data.truth))


def main() -> None:
    """Print a line for each set and level; ends with a sentence where the data is absent."""
    if not DATA.is_dir():
        sys.exit(f"There is no folder {DATA} ({ELSEWHERE}).")
    print(
        f"{'set':<15} {'level':<7} {'people':>6} {'right':>6} {'wrong':>6} {'missed':>6} {'precision':>9} {'recall':>7}"
    )
    for each in SETS:
        data = each()
        started = perf_counter()
        lines = [(data.name, *each) for each in measure(data).items()]
        with TemporaryDirectory() as folder:
            lines += [("  in an office", *each) for each in measure_office(data, Path(folder)).items()]
        for name, level, found in lines:
            counts = f"{len(data.people):>6} {found.right:>6} {found.wrong:>6} {found.missed:>6}"
            print(f"{name:<15} {level:<7} {counts} {found.precision:>9.3f} {found.recall:>7.3f}")
        print(f"{'':<15} {perf_counter() - started:.1f} s; names of {other_names(data)} true pairs differ altogether")


if __name__ == "__main__":
    main()
