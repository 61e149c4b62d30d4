"""Long work as it sees itself: it reads, writes, says how far it is, and learns that it was cancelled."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from sqlmodel import Session

T = TypeVar("T")
Progress = Callable[[int, int, str], object]

TELL_EVERY = 0.05
"""Seconds between two words about progress: more would only keep the window busy."""


class Stopped(Exception):
    """Raised inside cancelled work, so that it unwinds (and a transaction it is in rolls back)."""


class Work:
    """The handle of one piece of long work. `cancel` is for the UI thread, the rest for the work itself."""

    def __init__(
        self, *, read: Callable[..., Any], write: Callable[..., Any], tell: Progress, told: Progress | None
    ) -> None:
        self._read, self._write, self._tell, self._told = read, write, tell, told
        self._cancelled = threading.Event()
        self._last = 0.0

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._cancelled.set()

    def cancelled(self) -> bool:
        """Whether somebody asked it to stop."""
        return self._cancelled.is_set()

    def read(self, question: Callable[[Session], T]) -> T:
        """Answer a question in a read transaction, in the work's own thread; raises what the store raises."""
        answer: T = self._read(question)
        return answer

    def write(self, act: Callable[[Session], T]) -> T:
        """Have the writer thread do an act, and wait; raises what the store raises."""
        result: T = self._write(act)
        return result

    def progress(self, done: int, total: int, text: str = "") -> None:
        """Say how far it is (`total` 0: unknown); the UI hears it at most 20 times a second, and the end always.

        Raises Stopped when the work was cancelled.
        """
        if self.cancelled():
            raise Stopped
        now = time.monotonic()
        if done >= total > 0 or now - self._last >= TELL_EVERY:
            self._last = now
            self._tell(done, total, text)

    def told(self, done: int, total: int, text: str) -> None:
        """In the UI thread: hand progress to whoever asked for it."""
        if self._told is not None and not self.cancelled():
            self._told(done, total, text)
