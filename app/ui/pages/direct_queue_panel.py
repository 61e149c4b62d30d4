"""The left side of the directing page: the queue between its head and the line that says which keys hand out."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.case_words import Clock, day_words
from app.ui.pages.direct_queue import QueueTable, QueueView
from app.ui.pages.direct_side import part_head
from app.ui.seat import Seat
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton, KeyHint
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.heads import ElidedLabel
from app.ui.widgets.list_or_empty import ListOrEmpty


class QueuePanel(QWidget):
    """Cases that nobody has; `many_wanted` asks for the sheet that takes all suggestions."""

    many_wanted = Signal()

    def __init__(self, seat: Seat, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "queue_panel", self.tr("Unassigned"))
        self._seat = seat
        self.model = QueueTable(seat, self)
        self.view = QueueView(self.model, label=self.tr("Unassigned cases"), parent=self)
        self.waiting = text_label("", self, type="table", ink="ink_3", name="queue_count")
        self.marked = text_label("", self, type="table", name="queue_marked")
        self.marked.setProperty("weight", "600")
        self.take_all = KeyButton("", self, key="T", kind="link", bind=True, name="take_all")
        self.empty = EmptyState(
            "circle-check",
            self.tr("Every case has somebody"),
            self,
            hint=self.tr("New cases that nobody has yet come here, oldest first."),
            name="queue_empty",
        )
        self._arrange()
        self.view.marks_changed.connect(self._tell_marked)
        self.view.current_id_changed.connect(lambda _: self._tell_marked())
        self.model.counted.connect(self._counted)
        self.take_all.clicked.connect(self.many_wanted)
        self._counted(0)

    def _arrange(self) -> None:
        self._stack = ListOrEmpty(self.model, self.view, self.empty, self, name="queue_stack")
        self._foot = self._make_foot()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_head())
        column.addWidget(self._stack, 1)
        column.addWidget(self._foot)

    def _make_head(self) -> QWidget:
        why = text_label(self.tr("Suggested, and why"), self, type="caption", ink="ink_2", name="why_title")
        rest = (why, KeyHint("S", self, name="suggestion_key"))
        return part_head(self.tr("Unassigned"), self.waiting, rest, self, name="queue")

    def _make_foot(self) -> QWidget:
        foot = named(QWidget(self), "queue_foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(24, 4, 16, 4)
        row.setSpacing(6)
        self._last_key = KeyHint("9", foot, name="last_key")
        words = self.tr("to hand out, or drag onto a name")
        hint = ElidedLabel(words, foot, type="table", ink="ink_2", name="hand_hint")
        to = text_label(self.tr("to"), foot, type="table", ink="ink_2", name="hand_to")
        for widget in (self.marked, KeyHint("1", foot, name="first_key"), to, self._last_key):
            row.addWidget(widget)
        row.addWidget(hint, 1)
        row.addWidget(self.take_all)
        return foot

    def show_last_key(self, key: int) -> None:
        """The last of the keys that hand out."""
        self._last_key.key = str(key)
        self._last_key.setAccessibleName(str(key))
        self._last_key.update()

    def _counted(self, many: int) -> None:
        self._foot.setVisible(many > 0)
        if many and not self.view.selected_count():
            self.view.go_to(max(0, self.view.currentIndex().row()))
        self._tell_waiting(many)
        suggested = len(self.model.suggested)
        words = self.tr("Take the suggestion…") if suggested == 1 else self.tr("Take all {0} suggestions…")
        self.take_all.set_text(words.format(f"{suggested:,}"))
        self.take_all.setVisible(suggested > 0)
        self._tell_marked()

    def _tell_waiting(self, many: int) -> None:
        first, clock = self.model.row_at(0), Clock(self._seat.now(), self._seat.zone)
        since = day_words(clock.local(first.row.received_at).date(), clock.today) if first else ""
        words = self.tr("{0}, oldest since {1}").format(f"{many:,}", since) if since else ""
        self.waiting.setText(words)
        self.waiting.setAccessibleName(words)

    def _tell_marked(self) -> None:
        words = self.tr("{0} selected, press").format(len(self.view.chosen()))
        self.marked.setText(words)
        self.marked.setAccessibleName(words)
