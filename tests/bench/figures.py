"""One figure: what was measured how often, beside its baseline, and what it may be."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from math import ceil
from statistics import median
from typing import Any


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not pass (nearest rank)."""
    return sorted(values)[ceil(0.95 * len(values)) - 1]


@dataclass
class Figure:
    """Milliseconds unless `unit` says otherwise; `note` says what the baseline is. A limit is on what `of` names,
    those in `also` (name, limit) beside it."""

    name: str
    values: list[float]
    baseline: list[float]
    note: str
    unit: str = "ms"
    limit: float | None = None
    of: str = "median"
    more: dict[str, Any] = field(default_factory=dict)
    also: tuple[tuple[str, float], ...] = ()

    @property
    def ratio(self) -> float | None:
        """Median beside the baseline's median."""
        below = median(self.baseline) if self.baseline else 0
        return median(self.values) / below if below else None

    @property
    def limits(self) -> tuple[tuple[str, float], ...]:
        """Every limit, with what it is on."""
        return (*(((self.of, self.limit),) if self.limit is not None else ()), *self.also)

    def held(self, of: str) -> float | None:
        """The value that a limit is on."""
        known = {"median": median(self.values), "p95": p95(self.values), "max": max(self.values), "ratio": self.ratio}
        return known[of]

    @property
    def holds(self) -> bool | None:
        """Whether it keeps its limits; None without one."""
        told = [(self.held(of), limit) for of, limit in self.limits]
        upward = self.unit.endswith("/s")
        kept = [value >= limit if upward else value <= limit for value, limit in told if value is not None]
        return all(kept) if kept else None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        numbers = {
            "n": len(self.values),
            "least": min(self.values),
            "median": median(self.values),
            "p95": p95(self.values),
        }
        beside = {"baseline_median": median(self.baseline) if self.baseline else None, "ratio": self.ratio}
        return {
            **asdict(self),
            **numbers,
            "max": max(self.values),
            **beside,
            "limits": self.limits,
            "holds": self.holds,
        }


def timed(act: Callable[[], object]) -> float:
    """How long it took, in milliseconds."""
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def alternately(ours: Callable[[], object], theirs: Callable[[], object], n: int) -> tuple[list[float], list[float]]:
    """Both n times in turn, after one of each that does not count, so that the machine's moods meet both alike."""
    ours(), theirs()
    pairs = [(timed(ours), timed(theirs)) for _ in range(n)]
    return [each[0] for each in pairs], [each[1] for each in pairs]


def table_of(figures: Sequence[Figure]) -> str:
    """The figures as a table."""
    lines = [("figure", "n", "least", "median", "p95", "max", "unit", "baseline", "ratio", "limit", "")]
    for each in figures:
        limit = ", ".join(f"{of} {limit:g}" for of, limit in each.limits)
        lines.append(
            (
                each.name,
                str(len(each.values)),
                f"{min(each.values):.2f}",
                f"{median(each.values):.2f}",
                f"{p95(each.values):.2f}",
                f"{max(each.values):.2f}",
                each.unit,
                f"{median(each.baseline):.2f}" if each.baseline else "",
                f"{each.ratio:.2f}" if each.ratio is not None else "",
                limit,
                {True: "ok", False: "OVER", None: ""}[each.holds],
            )
        )
    widths = [max(len(line[n]) for line in lines) for n in range(len(lines[0]))]
    rows = [
        "  ".join(
            cell.ljust(w) if n == 0 else cell.rjust(w) for n, (cell, w) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    ]
    return "\n".join(rows + [""] + [f"{each.name}: {each.note}" for each in figures])
