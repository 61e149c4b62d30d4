"""What counts to a directive: rows of a kind and a category; one adds a row, one takes it out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.models import TieKind
from app.ui.directive_words import kind_words
from app.ui.forms.choices import choice_box
from app.ui.pages.case_bits import icon_button
from app.ui.seat import Seat
from app.ui.widgets.base import named
from app.ui.widgets.buttons import KeyButton


class TieLine(QWidget):
    """One row: what counts, and of which category."""

    changed = Signal()

    def __init__(self, seat: Seat, kind: TieKind, category_id: int | None, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "tie_line", self.tr("What counts"))
        self.kind = choice_box([(each, kind_words(each)) for each in TieKind], self, name="tie_kind")
        self.kind.setAccessibleName(self.tr("What counts"))
        categories = [(None, self.tr("Of every category")), *((k.id, k.name) for k in seat.reference.categories)]
        self.category = choice_box(categories, self, name="tie_category")
        self.category.setAccessibleName(self.tr("Of which category"))
        self.remove = icon_button("x", self.tr("Take this out"), self, name="tie_remove")
        for box, value in ((self.kind, kind), (self.category, category_id)):
            box.setCurrentIndex(max(0, box.findData(value)))
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(14)
            box.currentIndexChanged.connect(self.changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.kind, 3)
        row.addWidget(self.category, 2)
        row.addWidget(self.remove)

    def value(self) -> list[Any]:
        """The kind and the id of the category."""
        return [TieKind(self.kind.currentData()).value, self.category.currentData()]


class TieRows(QWidget):
    """The rows; as a field its value is a list of [kind, category id or None]."""

    value_changed = Signal()

    def __init__(self, seat: Seat, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "tie_rows", self.tr("What counts"))
        self._seat = seat
        self.lines: list[TieLine] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        self.add = KeyButton(self.tr("&Add what counts"), self, icon="plus", name="tie_add")
        self.add.setAutoDefault(False)
        self.add.clicked.connect(self._begin)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._rows)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.add)

    def value(self) -> list[list[Any]]:
        """Each row."""
        return [line.value() for line in self.lines]

    def set_value(self, value: Sequence[Sequence[Any]]) -> None:
        """Show these rows."""
        for line in list(self.lines):
            self._drop(line)
        for kind, category_id in value:
            self._line(TieKind(kind), category_id)
        self.value_changed.emit()

    def _begin(self) -> None:
        line = self._line(TieKind.CONTACTS, None)
        line.kind.setFocus(Qt.FocusReason.OtherFocusReason)
        self.value_changed.emit()

    def _line(self, kind: TieKind, category_id: int | None) -> TieLine:
        line = TieLine(self._seat, kind, category_id, self)
        line.changed.connect(self.value_changed)
        line.remove.clicked.connect(lambda: self._taken_out(line))
        self.lines.append(line)
        self._rows.addWidget(line)
        return line

    def _taken_out(self, line: TieLine) -> None:
        self._drop(line)
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self.value_changed.emit()

    def _drop(self, line: TieLine) -> None:
        self.lines.remove(line)
        self._rows.removeWidget(line)
        line.hide()
        line.deleteLater()
