"""Reports made one after another into a folder, each with its progress and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.errors import AppError, Invalid
from app.reports.base import Cancelled
from app.reports.kinds import QuestionKind
from app.reports.outgoing import PutOut
from app.reports.run import find_report, prepare_report
from app.ui.pages.report_saving import putting
from app.ui.seat import Seat
from app.ui.work import Work


class Stage(StrEnum):
    """How far an order is."""

    WAITING = "waiting"
    MAKING = "making"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass
class Order:
    """A report to be made into a folder; `words` say what became of it."""

    key: str
    title: str
    answers: Mapping[str, Any]
    folder: Path
    formats: Sequence[str]
    stage: Stage = Stage.WAITING
    words: str = ""
    done: int = 0
    id: int = field(default_factory=count(1).__next__)

    @property
    def is_open(self) -> bool:
        """Whether it waits or is being made."""
        return self.stage in (Stage.WAITING, Stage.MAKING)


class ReportQueue(QObject):
    """One order at a time; the others wait. `changed` gives the order that is further, or None for the list."""

    changed = Signal(object)
    emptied = Signal(int)
    """So many were made; nothing waits any more."""

    def __init__(self, seat: Seat, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("report_queue")
        self._seat = seat
        self._work: Work | None = None
        self.orders: list[Order] = []

    def add(self, orders: Sequence[Order]) -> None:
        """Put orders at the end, and begin where nothing is being made."""
        self.orders += orders
        self.changed.emit(None)
        self._next()

    def cancel(self, order_id: int) -> None:
        """Stop one that waits or is being made; nothing of it is left."""
        for order in self.orders:
            if order.id == order_id and order.is_open:
                if order.stage is Stage.MAKING and self._work is not None:
                    self._work.cancel()
                self._tell(order, Stage.CANCELLED)

    def cancel_all(self) -> None:
        """Stop everything."""
        for order in self.orders:
            self.cancel(order.id)

    def clear(self) -> None:
        """Forget what is over."""
        self.orders = [order for order in self.orders if order.is_open]
        self.changed.emit(None)

    def _next(self) -> None:
        order = next((each for each in self.orders if each.stage is Stage.WAITING), None)
        if self._work is not None or order is None:
            return
        self._tell(order, Stage.MAKING)
        self._work = self._seat.jobs.run(
            _making(self._seat, order),
            then=lambda made: self._made(order, made),
            failed=lambda error: self._failed(order, error),
            ended=self._ended,
            progress=lambda done, total, _: self._further(order, done, total),
            owner=self,
        )

    def _further(self, order: Order, done: int, total: int) -> None:
        order.done = round(100 * done / total) if total else order.done
        self.changed.emit(order)

    def _made(self, order: Order, made: PutOut) -> None:
        order.done = 100
        self._tell(order, Stage.DONE, ", ".join(path.name for path in made.paths))

    def _failed(self, order: Order, error: AppError) -> None:
        if order.is_open and not isinstance(error, Cancelled):
            words = " ".join(error.problems.values()) if isinstance(error, Invalid) else error.sentence
            self._tell(order, Stage.FAILED, words)

    def _tell(self, order: Order, stage: Stage, words: str = "") -> None:
        order.stage, order.words = stage, words
        self.changed.emit(order)

    def _ended(self) -> None:
        self._work = None
        self._next()
        if self._work is None:
            self.emptied.emit(sum(order.stage is Stage.DONE for order in self.orders))


def _making(seat: Seat, order: Order) -> Callable[[Work], PutOut]:
    """The long work: collected and written in its formats, told, and only then put into its place."""
    as_me, at = seat.as_me, seat.now()

    def work(handle: Work) -> PutOut:
        progress = handle.progress
        question = as_me(lambda s, who: prepare_report(s, who, order.key, order.answers, at=at, progress=progress))
        prepared = handle.read(question)
        targets = [order.folder / f"{prepared.stem}.{ending}" for ending in order.formats]
        made: PutOut = putting(seat, prepared, targets)(handle)
        return made

    return work


ALONE = {QuestionKind.PERIOD, QuestionKind.MONTH, QuestionKind.CHECK, QuestionKind.CHOICE, QuestionKind.DAY}


def is_made_alone(key: str) -> bool:
    """Whether a report can be made with its sensible answers, without a case or a person being named."""
    return all(question.kind in ALONE or question.choices for question in find_report(key).questions)
