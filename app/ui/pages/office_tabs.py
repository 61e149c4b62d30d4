"""The tabs of the Office page that are more than one form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.config import read_settings, write_settings
from app.errors import AppError
from app.ui.gates import enable_for
from app.ui.pages.office_forms import OfficeForm, PasswordForm
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.field import Field
from app.ui.widgets.room import at_most, spaced

LIST, MOST_LIST = 300, 440
Rows = Callable[[], Sequence[Any]]


def scrolled(inner: QWidget, name: str) -> QScrollArea:
    """A page of a tab that scrolls where the window is low."""
    area = named(QScrollArea(), name)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    inner.setProperty("ground", "page")
    inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    area.setWidget(inner)
    return area


class RecordsTab(QWidget):
    """A list at the left, the form of the chosen one at the right, and a button for a new one."""

    def __init__(self, seat: Seat, form: OfficeForm, rows: Rows, *, name: str, label: str, new: str) -> None:
        super().__init__()
        named(self, name, label)
        self.seat, self.form, self._rows = seat, form, rows
        self.list = named(QListWidget(self), f"{name}_list", label)
        self.list.setProperty("kind", "box")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme().changed.connect(self._scale)
        self._scale()
        self.new = KeyButton(new, self, icon="plus", name=f"{name}_new")
        if form.right is not None:
            enable_for(seat, self.new, form.right)
        self.new.clicked.connect(self.begin)
        self.left = QVBoxLayout()
        self.left.addWidget(self.list, 1)
        self.left.addWidget(self.new)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 16, 0, 0)
        row.setSpacing(24)
        row.addLayout(self.left)
        row.addWidget(scrolled(form, f"{name}_scroll"), 1)
        self.list.currentItemChanged.connect(self._chosen)
        form.saved.connect(self._saved)
        seat.reference_changed.connect(self.fill)
        self.fill()
        self.list.setCurrentRow(0)

    def _scale(self) -> None:
        self.list.setFixedWidth(min(theme().px(LIST), MOST_LIST))

    def fill(self) -> None:
        """The records there are now; the chosen one stays chosen."""
        chosen = self.form.record_id
        self.list.blockSignals(True)
        self.list.clear()
        for record in self._rows():
            item = QListWidgetItem(self.words(record), self.list)
            item.setData(Qt.ItemDataRole.UserRole, record)
            if record.id == chosen:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        row = self.list.currentRow()
        if row >= 0 and not self.form.dirty:
            self._show(self.list.item(row).data(Qt.ItemDataRole.UserRole))

    def words(self, record: Any) -> str:
        """What the list says of a record."""
        return str(record.name)

    def begin(self) -> None:
        """Somebody or something new."""
        self.list.setCurrentRow(-1)
        self._load({"name": "", "active": True}, None, None)
        first = next(iter(self.form.findChildren(QLineEdit)), self.form)
        first.setFocus()

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._show(item.data(Qt.ItemDataRole.UserRole))

    def _show(self, record: Any) -> None:
        self._load(record._asdict(), record.id, getattr(record, "version", None))

    def _load(self, values: dict[str, Any], record_id: int | None, version: int | None) -> None:
        self.form.show_problems({})
        self.form.begin(values, record_id=record_id, version=version)

    def _saved(self, record_id: object) -> None:
        if isinstance(record_id, int):
            self.form.record_id = record_id


class SeatTab(QWidget):
    """What only this seat cares for: looks, idle lock, one's own password."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        named(self, "seat_tab", self.tr("My seat"))
        self._seat = seat
        self.theme_box = named(QComboBox(self), "seat_theme")
        for key, word in (
            ("system", self.tr("As the system")),
            ("light", self.tr("Light")),
            ("dark", self.tr("Dark")),
            ("contrast", self.tr("High contrast")),
        ):
            self.theme_box.addItem(word, key)
        self.theme_box.setCurrentIndex(self.theme_box.findData(theme().choice))
        self.size_box = named(QComboBox(self), "seat_text_size")
        for percent in (100, 110, 125, 150, 175, 200):
            self.size_box.addItem(f"{percent} %", percent)
        self.size_box.setCurrentIndex(max(0, self.size_box.findData(theme().text_percent)))
        self.idle = named(QSpinBox(self), "seat_idle")
        self.idle.setRange(1, 240)
        self.idle.setSuffix(self.tr(" min"))
        self.idle.setValue(_settings_minutes())
        spaced(self.idle)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 16, 4, 16)
        column.setSpacing(14)
        for label, widget in (
            (self.tr("&Theme"), self.theme_box),
            (self.tr("Text si&ze"), self.size_box),
            (self.tr("&Lock when nobody works for"), self.idle),
        ):
            field = Field(label, widget, self, name=f"{widget.objectName()}_field")
            at_most(field, 320)
            column.addWidget(field)
        column.addSpacing(8)
        column.addWidget(text_label(self.tr("My password"), self, type="section", name="seat_password_title"))
        self.password = PasswordForm(seat, "password_form", self)
        column.addWidget(self.password)
        column.addStretch(1)
        self.theme_box.activated.connect(self._wear)
        self.size_box.activated.connect(self._wear)
        self.idle.editingFinished.connect(self._keep)

    def _wear(self) -> None:
        theme().choose(self.theme_box.currentData(), text_percent=self.size_box.currentData())
        self._keep()

    def _keep(self) -> None:
        """Remembered on this computer, not in the office file."""
        try:
            kept = read_settings()
            scale = self.size_box.currentData() / 100
            changed = replace(
                kept, theme=self.theme_box.currentData(), text_scale=scale, idle_minutes=self.idle.value()
            )
            write_settings(changed)
        except AppError as error:
            self._seat.messages.error(error)


def _settings_minutes() -> int:
    try:
        return read_settings().idle_minutes
    except AppError:
        return 10
