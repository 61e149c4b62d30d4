"""Median, P90 and n; never a mean alone (DOMAIN.md, Figures)."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import NamedTuple


class Spread(NamedTuple):
    """How values lie: the middle one (of two the mean), the one that nine in ten do not pass, how many."""

    median: float | None
    p90: float | None
    n: int


def spread(values: Iterable[float]) -> Spread:
    """The spread of values; nothing for none. P90 is the nearest rank: the smallest value with 90 % at or below it."""
    ordered = sorted(values)
    n = len(ordered)
    if not n:
        return Spread(None, None, 0)
    middle = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    return Spread(middle, ordered[ceil(0.9 * n) - 1], n)
