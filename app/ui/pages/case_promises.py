"""What was said for later on a case, at its right side: promises, tasks, follow-ups, each with what can be done now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.authority import Right
from app.models import PromiseState
from app.queries.promises import PromiseRow
from app.queries.tasks import FollowUpRow, TaskRow
from app.ui.case_words import Clock
from app.ui.pages.case_bits import emptied, link_button
from app.ui.promise_words import due_words, follow_up_words, state_words, task_words
from app.ui.seat import Seat
from app.ui.widgets.base import named, text_label
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.heads import SectionHead


class ForLater(NamedTuple):
    """What was said for later on one case."""

    promises: Sequence[PromiseRow]
    tasks: Sequence[TaskRow]
    follow_ups: Sequence[FollowUpRow]


class Item(NamedTuple):
    """One row: its words, the quieter words below, whether it is late, and its acts (name, words)."""

    name: str
    words: str
    below: str
    late: bool
    acts: Sequence[tuple[str, str]]
    row: Any


def item_part(item: Item, parent: QWidget, wanted: Any) -> QWidget:
    """A row of words with its acts as links below; `wanted(act, row)` is called by them."""
    part = named(QWidget(parent), item.name, f"{item.words}, {item.below}")
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 4)
    column.setSpacing(2)
    for text, type_, ink in (
        (item.words, "table", "ink"),
        (item.below, "caption", "overdue" if item.late else "ink_2"),
    ):
        label = text_label(text, part, type=type_, ink=ink, name=f"{item.name}_words")
        label.setWordWrap(True)
        label.setVisible(bool(text))
        column.addWidget(label)
    flow = FlowLayout(gap=8)
    for act, words in item.acts:
        link = link_button(words, part, name=f"{item.name}_{act}", says=f"{words.rstrip('…')}: {item.words}")
        link.clicked.connect(lambda _=False, a=act: wanted(a, item.row))
        flow.addWidget(link)
    column.addLayout(flow)
    return part


class CasePromises(QWidget):
    """`wanted` asks for an act: kept, moved, broken, open_again; done, undone; ask, plan."""

    wanted = Signal(str, object)

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "case_promises", self.tr("Promises and tasks"))
        self._seat, self._works = seat, False
        self.found = ForLater((), (), ())
        titles = (
            ("promises", self.tr("Promises")),
            ("tasks", self.tr("Tasks")),
            ("follow_ups", self.tr("Is it fixed?")),
        )
        self._heads: dict[str, SectionHead] = {}
        self._lists: dict[str, QVBoxLayout] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(4)
        for key, title in titles:
            self._heads[key] = SectionHead(title, self, name=f"{key}_head")
            self._lists[key] = QVBoxLayout()
            self._lists[key].setSpacing(6)
            column.addWidget(self._heads[key])
            column.addLayout(self._lists[key])
        self.hide()

    def show_found(self, found: ForLater, *, works: bool) -> None:
        """Show them; a part without any is not there."""
        self.found, self._works = found, works
        clock = Clock(self._seat.now(), self._seat.zone)
        items = {
            "promises": [self._promise(row, clock) for row in found.promises],
            "tasks": [self._task(row, clock) for row in found.tasks],
            "follow_ups": [self._follow_up(row, clock) for row in found.follow_ups],
        }
        for key, rows in items.items():
            emptied(self._lists[key])
            for item in rows:
                self._lists[key].addWidget(item_part(item, self, self.wanted.emit))
            self._heads[key].setVisible(bool(rows))
        self.setVisible(any(items.values()))

    def first_open(self) -> PromiseRow | None:
        """The promise that falls due first."""
        return next((row for row in self.found.promises if row.state is PromiseState.OPEN), None)

    def _promise(self, row: PromiseRow, clock: Clock) -> Item:
        below = f"{due_words(row.due_at, clock)} · {state_words(row, clock)}"
        acts: list[tuple[str, str]] = []
        if self._works and row.state is PromiseState.OPEN:
            acts = [("kept", self.tr("Kept")), ("moved", self.tr("Moved…")), ("broken", self.tr("Not kept…"))]
        elif self._works and row.state is not PromiseState.MOVED:
            acts = [("open_again", self.tr("Take back"))]
        said = f"{below} · {row.settled_words}" if row.settled_words else below
        return Item(f"promise_{row.id}", row.words, said, row.late, acts, row)

    def _task(self, row: TaskRow, clock: Clock) -> Item:
        done = row.done_at is not None
        below = self.tr("{0}, done").format(row.owner) if done else task_words(row, clock.today)
        late = not done and row.due_on is not None and row.due_on < clock.today
        may = self._works or row.owner_id == self._seat.me.id
        act = ("undone", self.tr("Not done yet")) if done else ("done", self.tr("Done"))
        return Item(f"task_{row.id}", row.words, below, late, [act] if may else [], row)

    def _follow_up(self, row: FollowUpRow, clock: Clock) -> Item:
        waits = row.asked_at is None and row.dropped_at is None
        words = row.words if row.asked_at is not None and row.words else self.tr("“Is it fixed?”")
        acts = [("ask", self.tr("Record…"))] if waits and self._seat.may(Right.WORK_CASE) and self._works else []
        late = waits and row.due_on < clock.today
        return Item(f"follow_up_{row.id}", words, follow_up_words(row, clock.today), late, acts, row)
