"""One piece of work on its way between the UI thread and a worker."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass
from types import MethodType
from typing import Any, NoReturn, Protocol, TypeVar

from PySide6.QtCore import QCoreApplication, QObject
from shiboken6 import isValid
from sqlmodel import Session

from app.errors import Unavailable
from app.store import Written
from app.ui.work import Work

T = TypeVar("T")


class Door(Protocol):
    """What Jobs needs of a Store."""

    def read(self, question: Callable[[Session], T]) -> T:
        """Answer a question in one read transaction."""

    def write(self, act: Callable[[Session], T]) -> Written[T]:
        """Do an act and commit it."""

    def version(self) -> tuple[int, int]:
        """What grows with every line of history."""


class NoStore:
    """The door while no office file is open: it refuses."""

    def read(self, question: Callable[[Session], T]) -> T:
        """Refuse."""
        self._refuse()

    def write(self, act: Callable[[Session], T]) -> Written[T]:
        """Refuse."""
        self._refuse()

    def version(self) -> tuple[int, int]:
        """Refuse."""
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise Unavailable(QCoreApplication.translate("Jobs", "Liaison is locked. Sign in, then try again."))


class Callback:
    """A callable that is held weakly when it is a method, so that a job keeps no widget alive."""

    def __init__(self, call: Callable[..., object] | None = None) -> None:
        self._weak = weakref.WeakMethod(call) if isinstance(call, MethodType) else None
        self._call = None if self._weak else call

    def __bool__(self) -> bool:
        return self._weak is not None or self._call is not None

    def __call__(self, *args: object) -> None:
        call = self._weak() if self._weak is not None else self._call
        if call is not None:
            call(*args)


@dataclass(kw_only=True)
class Job:
    """What to do, for whom, and what came of it.

    The UI thread keeps it to the end: a worker that let go of a widget last would destroy it in the wrong thread.
    """

    work: Callable[[], Any]
    owner: weakref.ref[QObject]
    then: Callback
    failed: Callback
    ended: Callback
    writes: bool = False
    quiet: bool = False
    key: tuple[int, str] | None = None
    handle: Work | None = None
    dropped: bool = False
    superseded: bool = False
    answer: Any = None
    error: BaseException | None = None

    @property
    def is_wanted(self) -> bool:
        """Whether somebody waits for the answer."""
        return not self.dropped and self.is_waited_for

    @property
    def is_waited_for(self) -> bool:
        """Whether somebody waits for the end: the owner still lives and nothing newer took this job's place."""
        owner = self.owner()
        return not self.superseded and owner is not None and isValid(owner)

    def do(self) -> None:
        """In a worker: leave the answer or the error here, unless nobody wants it any more."""
        if self.dropped or self.superseded:
            return
        try:
            self.answer = self.work()
        except BaseException as error:  # whatever it was, the UI thread decides
            self.error = error
