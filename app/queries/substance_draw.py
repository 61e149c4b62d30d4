"""The draw of cases to be read, as anybody can repeat it: pure, and the same on every computer (Q6).

Each case has a rank: the SHA-256, in hexadecimal, of the UTF-8 text "SEED|NUMBER", e.g. "2026-10|2026-01098". Drawn are
the first so many cases by rank. No case weighs more than another, and nobody can choose one by the time of the draw.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

ALGORITHM = (
    "The numbers of all cases closed in the month and read for no other reason are sorted by the SHA-256 of "
    "“seed|number”; the first so many are drawn."
)


def rank(seed: str, number: str) -> str:
    """The place of a case number in the order of a seed."""
    return sha256(f"{seed}|{number}".encode()).hexdigest()


def drawn(numbers: Iterable[str], *, seed: str, size: int) -> list[str]:
    """The case numbers that a seed draws, in their order; all of them where there are no more than `size`."""
    return sorted(set(numbers), key=lambda number: rank(seed, number))[:size]


def fingerprint(numbers: Iterable[str]) -> str:
    """The SHA-256 of case numbers, sorted and a line each: what was drawn from, without saying which."""
    return sha256("\n".join(sorted(set(numbers))).encode()).hexdigest()
