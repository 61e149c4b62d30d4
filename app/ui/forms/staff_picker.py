"""Type to find a colleague: a line and the list below it, both moved by the same keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.keys import fold
from app.queries.office import StaffRow
from app.ui.theme import theme

MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
ID = int(Qt.ItemDataRole.UserRole)


class StaffPicker(QWidget):
    """A field whose value is the id of a staff member, or None for nobody."""

    value_changed = Signal()

    def __init__(self, staff: Iterable[StaffRow], parent: QWidget | None = None, *, nobody: bool = True) -> None:
        super().__init__(parent)
        self.setObjectName("staff_picker")
        self.line = QLineEdit(self)
        self.line.setObjectName("staff_line")
        self.line.setPlaceholderText(self.tr("Type a name"))
        self.line.setAccessibleName(self.tr("Find a colleague"))
        self.line.installEventFilter(self)
        self.list = QListWidget(self)
        self.list.setObjectName("staff_list")
        self.list.setProperty("kind", "box")
        self.list.setAccessibleName(self.tr("Colleagues"))
        self._staff, self._hints = list(staff), dict[int, str]()
        self._nobody = nobody
        self.setFocusProxy(self.line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.line)
        column.addWidget(self.list)
        self._fill()
        self.line.textChanged.connect(self._fill)
        self.list.currentRowChanged.connect(lambda _: self.value_changed.emit())

    def _line_of(self, each: StaffRow) -> str:
        more = ", ".join(word for word in (each.role.value.capitalize(), each.languages) if word)
        hint = self._hints.get(each.id, "")
        return f"{each.name}  ·  {more}" + (f"  ·  {hint}" if hint else "")

    def tell(self, hints: Mapping[int, str]) -> None:
        """Say something of some of them behind their names (id → words); what is chosen stays chosen."""
        chosen, typed = self.list.currentRow(), self.has_choice
        self._hints = dict(hints)
        self._fill()
        if typed:
            self.list.setCurrentRow(chosen)

    def value(self) -> int | None:
        """The id of who is chosen."""
        item = self.list.currentItem()
        found: int | None = item.data(ID) if self.has_choice else None
        return found

    @property
    def has_choice(self) -> bool:
        """Whether a row of the list is chosen, be it nobody."""
        return self.list.currentRow() >= 0

    def set_value(self, value: int | None) -> None:
        """Choose somebody."""
        self.line.clear()
        for place in range(self.list.count()):
            if self.list.item(place).data(ID) == value:
                self.list.setCurrentRow(place)

    def _fill(self) -> None:
        words = fold(self.line.text()).split()
        found = [each for each in self._staff if all(word in fold(each.name) for word in words)]
        self.list.clear()
        for each in found:
            self._add(self._line_of(each), each.id)
        if self._nobody and not words:
            self._add(self.tr("Nobody (unassigned)"), None)
        self.list.setCurrentRow(0)

    def _add(self, line: str, number: int | None) -> None:
        item = QListWidgetItem(line, self.list)
        item.setData(ID, number)
        item.setSizeHint(QSize(0, theme().row_height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows move in the list while the words stay under the fingers."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() in MOVES:
            self.list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)
