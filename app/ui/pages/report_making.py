"""A report being made: collected once, its first pages shown at once, the rest drawn behind them; off the UI thread."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from app.errors import AppError
from app.reports.base import Cancelled
from app.reports.formats import Prepared
from app.reports.paper import Paper, Picture
from app.reports.run import prepare_report
from app.ui.seat import Seat
from app.ui.work import Stopped, Work

FIRST, SMALL = 2, 0.25
"""Pages that are drawn before the others, and pixels a point of the picture in the gallery."""


class Made(NamedTuple):
    """A report collected, which any format is drawn from without asking again; `whole` if `paper` has all its pages."""

    prepared: Prepared
    paper: Paper
    first: Picture
    whole: bool


class Making(QObject):
    """Makes one report at a time: a newer wish takes the place of what is being made."""

    shown = Signal(object)
    """Made: there is something to look at."""
    completed = Signal(object)
    """The Paper with all pages, where those shown before were only the first."""
    failed = Signal(object)
    """The AppError for which there is nothing to look at."""
    ended = Signal()
    """All pages are there, or it failed."""

    def __init__(self, seat: Seat, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("making")
        self._seat, self._turn = seat, 0
        self._work: Work | None = None

    def make(self, key: str, answers: Mapping[str, Any]) -> None:
        """Begin with this report."""
        self.cancel()
        given, as_me, at = dict(answers), self._seat.as_me, self._seat.now()

        def work(handle: Work) -> Made:
            progress = handle.progress
            question = as_me(lambda s, who: prepare_report(s, who, key, given, at=at, progress=progress))
            return _begun(handle.read(question), handle)

        turn = self._turn
        self._work = self._seat.jobs.run(
            work,
            then=lambda made: self._have(turn, made),
            failed=lambda error: self._refused(turn, error),
            owner=self,
        )

    def cancel(self) -> None:
        """Stop what is being made; nothing of it is left."""
        self._turn += 1
        if self._work is not None:
            self._work.cancel()
            self._work = None

    def _have(self, turn: int, made: Made) -> None:
        if turn != self._turn:
            made.paper.close()
            return
        self.shown.emit(made)
        if made.whole:
            self._end()
            return
        self._work = self._seat.jobs.run(
            lambda handle: _finished(made.prepared, handle),
            then=lambda paper: self._have_all(turn, paper),
            failed=lambda error: self._refused(turn, error),
            owner=self,
        )

    def _have_all(self, turn: int, paper: Paper) -> None:
        if turn != self._turn:
            paper.close()
            return
        self.completed.emit(paper)
        self._end()

    def _refused(self, turn: int, error: AppError) -> None:
        if turn == self._turn:
            self.failed.emit(error)
            self._end()

    def _end(self) -> None:
        self._work = None
        self.ended.emit()


def _begun(prepared: Prepared, handle: Work) -> Made:
    handle.progress(0, 0)
    content, whole = prepared.paper(most=FIRST)
    paper = Paper(content)
    return Made(prepared, paper, paper.picture(0, scale=SMALL), whole)


def _finished(prepared: Prepared, handle: Work) -> Paper:
    try:
        return Paper(prepared.paper(cancelled=handle.cancelled)[0])
    except Cancelled as error:
        raise Stopped from error
