"""Sets of reports that are made by themselves, on the first of the month, every Monday, every morning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import NotFound
from app.reports.run import REPORTS


@dataclass(frozen=True)
class ReportSet:
    """Reports that belong together, by key, each of the same `period`; of one that asks for a day, its last day."""

    key: str
    title: str
    period: str
    keys: tuple[str, ...]

    @property
    def members(self) -> tuple[str, ...]:
        """Those of its reports that this version of the program makes."""
        return tuple(key for key in self.keys if key in REPORTS)


_MONTHLY: tuple[str, ...] = ("council", "monthly", "monitoring", "contacts", "language-help", "scorecard", "promises")
_MONTHLY += ("recommendations", "reopened", "workload")
_SETS = (
    ReportSet("first-of-the-month", "What the last month was", "last", _MONTHLY),
    ReportSet("every-monday", "What last week was, and what lies", "last-week", ("weekly", "backlog")),
    ReportSet("every-morning", "What came for the Mayor yesterday", "yesterday", ("mayor-queue",)),
)
SETS: Mapping[str, ReportSet] = {each.key: each for each in _SETS}


def list_sets() -> tuple[ReportSet, ...]:
    """The sets there are, without those none of whose reports is made yet."""
    return tuple(each for each in SETS.values() if each.members)


def find_set(key: str) -> ReportSet:
    """The set of a key; raises NotFound."""
    there = {each.key: each for each in list_sets()}
    if key not in there:
        raise NotFound(f"There is no set of reports “{key}”. There are: {', '.join(there)}.")
    return there[key]
