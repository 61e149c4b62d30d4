"""What the made-up office said for later: promises, tasks, follow-ups and shared troubles, in proportion to its cases.

The many are written as they are made up, and their history is read back in the order of time, so that a large office
takes no more memory than a small one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.authority import Actor
from app.services.demo.asked import ask_lines, make_follow_ups, plan_lines
from app.services.demo.promises import make_promises, promise_lines, settled_lines
from app.services.demo.tasks import added_lines, done_lines, make_tasks
from app.services.demo.troubles import make_troubles

Lines = Iterator[dict[str, Any]]


@dataclass(frozen=True)
class Said:
    """The few lines of history that are known already, and `streams` of the many."""

    lines: list[dict[str, Any]]

    def streams(self, session: Session, people: Mapping[int, Actor]) -> tuple[Lines, ...]:
        """Streams of lines, each in the order of time."""
        many = (promise_lines, settled_lines, added_lines, done_lines, plan_lines, ask_lines)
        return tuple(each(session, people) for each in many)


def make_said(session: Session, *, seed: int, now: datetime) -> Said:
    """Write what was promised, is to be done and was asked until `now`, the same for the same seed."""
    make_promises(session, seed=seed, now=now)
    make_tasks(session, seed=seed, now=now)
    make_follow_ups(session, seed=seed, now=now)
    return Said(list(make_troubles(session, now=now)))
