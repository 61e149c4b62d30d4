"""How far two readers agree: percent, and Cohen's kappa with linear weights; pure (Q6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from app.models import FULL

ENOUGH = 20
"""Cases read twice below which nothing is said of agreement."""


class Agreement(NamedTuple):
    """`n` cases were read twice, in `marks` pairs of marks `same` of which are the same.

    `kappa` is 1 for full agreement and 0 for what chance alone would give; None where nothing can be said: no pair, or
    all marks are one and the same.
    """

    n: int
    marks: int
    same: int
    kappa: float | None

    @property
    def words(self) -> str:
        """What it comes to, in a sentence."""
        if not self.n:
            return "No case was read twice."
        cases = "1 case was" if self.n == 1 else f"{self.n:,} cases were"
        told = f"{cases} read twice; {self.same:,} of {self.marks:,} marks are the same"
        if self.n < ENOUGH:
            return f"{told}. That is too few to say how far readers agree: it takes {ENOUGH}."
        kappa = "kappa cannot be told, since all marks are the same" if self.kappa is None else self._kappa
        return f"{told}; {kappa}."

    @property
    def _kappa(self) -> str:
        return f"weighted kappa {self.kappa:.2f}"


def agreement(cases: int, pairs: Sequence[tuple[int, int]]) -> Agreement:
    """The agreement in pairs of marks (0 to 2) of so many cases."""
    return Agreement(cases, len(pairs), sum(one == other for one, other in pairs), weighted_kappa(pairs))


def weighted_kappa(pairs: Sequence[tuple[int, int]], highest: int = FULL) -> float | None:
    """Cohen's kappa where a difference of two weighs twice that of one: 1 - observed / expected disagreement."""
    n = len(pairs)
    if not n:
        return None
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    marks = range(highest + 1)
    seen = sum(abs(one - other) for one, other in pairs) / n
    chance = sum(abs(one - other) * first[one] * second[other] for one in marks for other in marks) / n**2
    return None if not chance else 1 - seen / chance
