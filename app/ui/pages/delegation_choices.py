"""Parts of the form for a designation: fields side by side, powers to keep back, the scan of the memo."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QFileDialog, QGridLayout, QHBoxLayout, QWidget

from app.authority import KEEPABLE, WORDS, Right
from app.queries.register_rows import AbsenceRow
from app.ui.case_words import Clock
from app.ui.mandate_words import absent_words, days_words, kind_words
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton


class Row(QWidget):
    """Fields beside each other, or one below the other where there is no room."""

    def __init__(self, fields: Sequence[QWidget], parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "field_row")
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(12)
        for field in fields:
            self._box.addWidget(field, 1)

    def fold(self, *, down: bool) -> None:
        """One below the other, or beside each other."""
        way = QBoxLayout.Direction
        self._box.setDirection(way.TopToBottom if down else way.LeftToRight)


class PowersKept(QWidget):
    """The powers that the Mayor may keep back; the value is the list of their names."""

    value_changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "powers_kept")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self.boxes: dict[str, QCheckBox] = {}
        for right in Right:
            if right in KEEPABLE:
                box = named(QCheckBox(WORDS[right][:1].upper() + WORDS[right][1:], self), f"keep_{right.value}")
                box.toggled.connect(lambda _: self.value_changed.emit())
                self.boxes[right.value] = box
        self.fold(down=False)

    def fold(self, *, down: bool) -> None:
        """In one column, or in two."""
        across = 1 if down else 2
        for at, box in enumerate(self.boxes.values()):
            self._grid.addWidget(box, at // across, at % across)

    def value(self) -> list[str]:
        """The names of the rights chosen."""
        return [name for name, box in self.boxes.items() if box.isChecked()]

    def set_value(self, value: Sequence[str]) -> None:
        """Choose these."""
        for name, box in self.boxes.items():
            box.setChecked(name in (value or ()))


class MemoScan(QWidget):
    """The file with the scan of the Mayor's memo; the value is its path, or ""."""

    value_changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "memo_scan")
        self._path = ""
        self.choose = KeyButton(self.tr("A&ttach the memo…"), self, icon="paperclip", name="memo_choose")
        self.name = text_label("", self, type="table", ink="ink_2", name="memo_name")
        self.remove = KeyButton(self.tr("Remove"), self, kind="link", name="memo_remove")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.choose)
        row.addWidget(self.name)
        row.addWidget(self.remove)
        row.addStretch(1)
        self.choose.clicked.connect(self._ask)
        self.remove.clicked.connect(lambda: self.set_value(""))
        self._tell()

    def _ask(self) -> None:
        kinds = self.tr("Scans (*.pdf *.png *.jpg *.jpeg *.tif *.tiff);;All files (*)")
        path, _ = QFileDialog.getOpenFileName(self, self.tr("The scan of the memo"), "", kinds)
        if path:
            self.set_value(path)

    def value(self) -> str:
        """The path."""
        return self._path

    def set_value(self, value: str) -> None:
        """Take another file, or none."""
        if (value or "") != self._path:
            self._path = value or ""
            self._tell()
            self.value_changed.emit()

    def _tell(self) -> None:
        name = Path(self._path).name if self._path else self.tr("A scan, kept encrypted with the designation")
        self.name.setText(name)
        self.name.setAccessibleName(name)
        self.remove.setVisible(bool(self._path))


def absence_words(row: AbsenceRow, clock: Clock) -> str:
    """An absence of the Director as the form offers it: "Dec 22–31, vacation"."""
    days = days_words(row.from_at, row.ends_at, clock)
    return f"{days}, {kind_words(row.kind)}" if row.staff_id else f"{days}, {absent_words(row)}"
