"""The tabs of the Office page that are more than one form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.authority import RIGHTS, WORDS, Right, actor
from app.config import read_settings, write_settings
from app.errors import AppError
from app.opening import remove_member
from app.services.leaving import let_go
from app.ui.pages.office_forms import OfficeForm, PasswordForm, StaffForm
from app.ui.seat import Seat
from app.ui.set_up_steps import role_words
from app.ui.theme import theme
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.field import Field
from app.ui.widgets.room import at_most, spaced
from app.ui.work import Work

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
        self.new.setEnabled(seat.may(form.right))
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
            item = QListWidgetItem(record.name, self.list)
            item.setData(Qt.ItemDataRole.UserRole, record)
            if record.id == chosen:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        row = self.list.currentRow()
        if row >= 0 and not self.form.dirty:
            self._show(self.list.item(row).data(Qt.ItemDataRole.UserRole))

    def begin(self) -> None:
        """Somebody or something new."""
        self.list.setCurrentRow(-1)
        self._load({"name": "", "active": True}, None, None)
        self.form.focusNextChild()

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._show(item.data(Qt.ItemDataRole.UserRole))

    def _show(self, record: Any) -> None:
        self._load(record._asdict(), record.id, getattr(record, "version", None))

    def _load(self, values: dict[str, Any], record_id: int | None, version: int | None) -> None:
        self.form.show_problems({})
        if isinstance(self.form, StaffForm):
            self.form.begin(values, record_id=record_id, version=version)
            return
        blank = {key: "" for key, value in self.form.values().items() if isinstance(value, str)}
        self.form.record_id = record_id
        self.form.load({**blank, **values}, version=version)

    def _saved(self, record_id: object) -> None:
        if isinstance(record_id, int):
            self.form.record_id = record_id


class StaffTab(RecordsTab):
    """The staff, with letting go."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(
            seat,
            StaffForm(seat, "staff_form"),
            lambda: seat.reference.staff,
            name="staff_tab",
            label=self.tr("Staff"),
            new=self.tr("&Add a person"),
        )
        self.go = KeyButton(self.tr("Let &go…"), self, kind="quiet", name="staff_let_go")
        self.go.setEnabled(seat.may(Right.MANAGE_STAFF))
        self.go.clicked.connect(self._ask)
        self.sure = KeyButton(self.tr("Yes, end their access now"), self, kind="danger", name="staff_let_go_sure")
        self.sure.clicked.connect(self._let_go)
        self.sure.hide()
        self.list.currentItemChanged.connect(self.sure.hide)
        self.left.addWidget(self.go)
        self.left.addWidget(self.sure)

    def _ask(self) -> None:
        """It cannot be undone here: asked once more, in place."""
        self.sure.setVisible(self.list.currentRow() >= 0)
        self.sure.setFocus()

    def _let_go(self) -> None:
        record, opened = self.list.currentItem().data(Qt.ItemDataRole.UserRole), self.seat.opened
        self.sure.hide()
        me, at = self.seat.me.id, self.seat.now()

        def act(work: Work) -> None:
            if opened is None:
                work.write(lambda session: let_go(session, actor(session, me, at), record.id, at=at))
            else:
                remove_member(work.write, opened, record.id, record.login, at, by=me)

        self.seat.jobs.run(act, then=self._gone, failed=self.form.show_error, owner=self)

    def _gone(self, _: object) -> None:
        self.form.record_id = None
        self.seat.messages.note(self.tr("They can sign in no more. Hand their open cases to somebody else."))


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


class RightsTab(QWidget):
    """Who may do what: roles across, rights down."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "rights_tab", self.tr("Rights"))
        roles = role_words(self)
        self.table = named(QTableWidget(len(Right), len(roles), self), "rights_table", self.tr("Rights by role"))
        self.table.setHorizontalHeaderLabels([word for _, word in roles])
        self.table.setVerticalHeaderLabels([WORDS[right].capitalize() for right in Right])
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        theme().changed.connect(self._scale)
        for down, right in enumerate(Right):
            for across, (role, word) in enumerate(roles):
                may = right in RIGHTS[role]
                item = QTableWidgetItem(self.tr("✓ yes") if may else "–")
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                said = self.tr("{0} may {1}") if may else self.tr("{0} may not {1}")
                item.setData(Qt.ItemDataRole.AccessibleTextRole, said.format(word, WORDS[right]))
                self.table.setItem(down, across, item)
        self._scale()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        column.addWidget(self.table)

    def _scale(self) -> None:
        """All roles beside each other; with large text each as wide as its word, and the table scrolls sideways."""
        way = QHeaderView.ResizeMode.ResizeToContents if theme().is_compact else QHeaderView.ResizeMode.Stretch
        self.table.horizontalHeader().setSectionResizeMode(way)
        self.table.verticalHeader().setMaximumWidth(theme().px(230) if theme().is_compact else 16_777_215)
        self.table.verticalHeader().setDefaultSectionSize(theme().row_height())
