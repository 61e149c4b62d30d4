"""Whether another seat changed the office file, told from the number of its newest line of history."""

from __future__ import annotations

from collections.abc import Iterator

from app.changes import Changes

EVENT = "event"


class Everything(Changes):
    """Changes that touch every table: another seat wrote, and what it wrote is not known."""

    def touches(self, *tables: str) -> bool:
        """Always: so everybody asks again."""
        return True

    def __getitem__(self, table: str) -> frozenset[int]:
        return frozenset()

    def __contains__(self, table: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __bool__(self) -> bool:
        return True


class Watch:
    """Remembers which lines of history are our own, so that only those of others count."""

    def __init__(self) -> None:
        self._head: int | None = None
        self._own: set[int] = set()

    def wrote(self, changes: Changes) -> None:
        """Our own write: its lines of history are no news."""
        if EVENT in changes:
            self._own |= changes[EVENT]

    def is_news(self, head: int) -> bool:
        """Whether, with `head` as the newest line, somebody else has written since the last question."""
        before, self._head = self._head, head
        own = {number for number in self._own if before is not None and before < number <= head}
        self._own = {number for number in self._own if number > head}
        return before is not None and head - before != len(own)
