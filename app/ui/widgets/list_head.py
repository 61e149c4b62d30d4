"""The head of a list: its title and count, and at the right its acts, which stand below where there is no room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from app.ui.widgets.base import named

MARGIN, GAP = 24, 12


class ListHead(QWidget):
    """Lays out widgets that were made elsewhere; words at the left, buttons at the right or in a row of their own."""

    def __init__(self, words: Sequence[QWidget], acts: Sequence[QWidget], parent: QWidget, *, name: str) -> None:
        super().__init__(parent)
        named(self, name)
        self._words, self._acts = self._row(words), self._row(acts)
        self._words.addStretch(1)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(MARGIN, 10, MARGIN, 6)
        self._box.setSpacing(GAP)
        self._box.addLayout(self._words, 1)
        self._box.addLayout(self._acts)
        self._box.addStretch(0)

    @staticmethod
    def _row(widgets: Sequence[QWidget]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        for widget in widgets:
            row.addWidget(widget)
        return row

    @property
    def is_folded(self) -> bool:
        """Whether the acts stand below the title."""
        return self._box.direction() == QBoxLayout.Direction.TopToBottom

    def minimumSizeHint(self) -> QSize:
        """It can always fold, so it asks for the wider of its two rows only."""
        rows = [row.minimumSize().width() for row in (self._words, self._acts)]
        return QSize(max(rows) + 2 * MARGIN, super().minimumSizeHint().height())

    def fold(self) -> None:
        """One row where everything fits beside each other, else two."""
        for row in (self._words, self._acts):
            row.invalidate()  # words that were just set are measured in a later turn only
        wanted = sum(row.sizeHint().width() for row in (self._words, self._acts)) + 2 * MARGIN + 2 * GAP
        down = wanted > self.width()
        if down != self.is_folded:
            way = QBoxLayout.Direction.TopToBottom if down else QBoxLayout.Direction.LeftToRight
            self._box.setDirection(way)
            self._acts_left(down)

    def _acts_left(self, down: bool) -> None:
        """In a row of their own they begin at the left, below the title."""
        if down:
            self._acts.addStretch(1)
        else:
            self._acts.takeAt(self._acts.count() - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fold()
