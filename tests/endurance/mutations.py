"""Damaged files: flipped, cut, swapped, lengthened; never opened as good, never without a sentence and a way on."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from app.config import OfficePaths
from app.errors import AppError
from tests.endurance.office import enter, findings

PAGE = 4096
WAY_ON = ("backup", "Restore", "recovery", "password")
Damage = Callable[[bytearray, random.Random], None]


@dataclass
class Damaged:
    """How many files were damaged in a way, how they were found out, and which were not."""

    tried: int = 0
    refused: int = 0
    found: int = 0
    wrong: list[str] = field(default_factory=list)


def flip(data: bytearray, rng: random.Random) -> None:
    """One bit."""
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def cut(data: bytearray, rng: random.Random) -> None:
    """The end is missing."""
    del data[rng.randrange(len(data)) :]


def swap(data: bytearray, rng: random.Random) -> None:
    """Two stretches change places: whole pages, as a disk would exchange them."""
    size = min(PAGE, len(data) // 4)
    one, two = rng.sample(range(len(data) // size), 2)
    first, second = slice(one * size, (one + 1) * size), slice(two * size, (two + 1) * size)
    data[first], data[second] = data[second], data[first]


def append(data: bytearray, rng: random.Random) -> None:
    """Something stands after the end: noise, or a page of its own again."""
    size = min(PAGE, len(data))
    start = rng.randrange(len(data) // size) * size
    data += rng.choice((rng.randbytes(rng.randint(1, 3 * size)), bytes(data[start : start + size])))


def blank(data: bytearray, rng: random.Random) -> None:
    """A stretch of zeros, as after a power cut."""
    start = rng.randrange(len(data))
    stretch = min(PAGE, len(data) - start)
    data[start : start + stretch] = bytes(stretch)


DAMAGES: dict[str, Damage] = {"flipped": flip, "cut": cut, "swapped": swap, "appended": append, "blanked": blank}


def run(paths: OfficePaths, *, times: int, seed: int) -> dict[str, Damaged]:
    """Damage the office file, its keys and its attachments, each way in turn; the files are as before afterwards."""
    rng = random.Random(seed)
    victims = [paths.database, paths.database, paths.database, paths.keys, *_attachments(paths)[:1]]
    tallies: dict[str, Damaged] = {}
    for turn in range(times):
        victim = victims[turn % len(victims)]
        how = list(DAMAGES)[turn // len(victims) % len(DAMAGES)]
        tally = tallies.setdefault(f"{victim.suffix or 'attachment'} {how}".strip(), Damaged())
        before = victim.read_bytes()
        try:
            _damage(victim, before, DAMAGES[how], rng)
            if victim.read_bytes() != before:
                _try(paths, tally)
        finally:
            victim.write_bytes(before)
    return tallies


def _attachments(paths: OfficePaths) -> list[Path]:
    return sorted(path for path in paths.attachments.rglob("*") if path.is_file())


def _damage(victim: Path, before: bytes, how: Damage, rng: random.Random) -> None:
    data = bytearray(before)
    how(data, rng)
    victim.write_bytes(data)


def _try(paths: OfficePaths, tally: Damaged) -> None:
    tally.tried += 1
    try:
        opened = enter(paths)
    except AppError as error:
        tally.refused += 1
        if not any(word in error.sentence for word in WAY_ON):
            tally.wrong.append(f"no way on: {error.sentence}")
        return
    except Exception as error:  # a traceback is what must never be seen
        tally.wrong.append(f"{type(error).__name__}: {error}")
        return
    try:
        _look(opened, tally)
    finally:
        opened.close()


def _look(opened: object, tally: Damaged) -> None:
    try:
        found = findings(opened)  # type: ignore[arg-type]  # an Opened
    except AppError as error:
        found = [error]  # type: ignore[list-item]  # a sentence all the same
    except Exception as error:
        tally.wrong.append(f"{type(error).__name__}: {error}")
        return
    tally.found += bool(found)
    if not found:
        tally.wrong.append("opened as good, and the check found nothing")
