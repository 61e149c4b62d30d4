"""The parts of the directing page: a head with a title and a count, and below it what it counts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from app.changes import Changes
from app.ui.pages.case_bits import scrolled
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import named, text_label


def part_head(title: str, count: QWidget, rest: Sequence[QWidget], parent: QWidget, *, name: str) -> QWidget:
    """The head of a part: `rest` stands at its right end; object names begin with `name`."""
    head = named(QWidget(parent), f"{name}_head")
    head.setProperty("ground", "window")
    head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    row = QHBoxLayout(head)
    row.setContentsMargins(24, 4, 16, 4)
    row.setSpacing(8)
    row.addWidget(text_label(title, head, type="section", name=f"{name}_title"))
    row.addWidget(count)
    row.addStretch(1)
    for each in rest:
        row.addWidget(each)
    return head


class SidePanel(QWidget):
    """Rows in a layout of their own, and a line below them; `opened` gives the record whose page is wanted."""

    opened = Signal(int)

    def __init__(
        self, seat: Seat, lines: QLayout, *, title: str, name: str, tables: Sequence[str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._seat, self._tables = seat, tuple(tables)
        self.count = text_label("", self, type="table", ink="ink_3", name=f"{name}_count")
        self.inside = named(QWidget(self), f"{name}_inside")
        self.below = text_label("", self.inside, type="table", ink="ink_2", name=f"{name}_below")
        self.below.setWordWrap(True)
        column = QVBoxLayout(self.inside)
        column.setContentsMargins(24, 4, 16, 8)
        column.addLayout(lines)
        column.addWidget(self.below)
        column.addStretch(1)
        area = scrolled(self.inside, self, name=f"{name}_area", says=title, ground="page")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        head = part_head(title, self.count, (), self, name=name)
        head.setMinimumHeight(theme().control_height() + 8)
        whole.addWidget(head)
        whole.addWidget(area, 1)
        seat.jobs.changed.connect(self._changed)

    def _changed(self, changes: Changes) -> None:
        if self.isVisible() and changes.touches(*self._tables):
            self.ask()

    def ask(self) -> None:
        """Show the rows as of now."""
        raise NotImplementedError

    def tell_count(self, words: str) -> None:
        """The count beside the title."""
        self.count.setText(words)
        self.count.setAccessibleName(words)
