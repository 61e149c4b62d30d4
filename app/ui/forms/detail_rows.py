"""Many of a kind in one field: rows of phones and e-mails, or of addresses; Enter adds one, Ctrl+Delete removes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.keys import parse_phone, split_address
from app.models import ReachKind
from app.ui.forms.choices import choice_box
from app.ui.icons import icon
from app.ui.pages.case_bits import icon_button
from app.ui.theme import theme
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
FORMS = ("yyyy-MM-dd", "M/d/yyyy", "M/d/yy")
BAD_DATE = "?"
"""Stands in a value for a date that cannot be read; the form says so before it saves."""


def day_text(value: str | None) -> str:
    """An ISO date as people write it here."""
    day = QDate.fromString(value or "", "yyyy-MM-dd")
    return QLocale().toString(day, QLocale.FormatType.ShortFormat) if day.isValid() else (value or "")


def day_value(text: str) -> str | None:
    """A typed date as ISO text; None for none, BAD_DATE for one that cannot be read."""
    text = text.strip()
    if not text:
        return None
    days = [QDate.fromString(text, form) for form in FORMS]
    days.append(QLocale().toDate(text, QLocale.FormatType.ShortFormat))
    day = next((each for each in days if each.isValid()), None)
    if day is None:
        return BAD_DATE
    year = day.year() + 100 if day.year() < 1950 else day.year()
    return date(year, day.month(), day.day()).isoformat()


class DetailRow(QWidget):
    """One row: what was typed, a label, whether to use it first, and from when until when it holds."""

    changed = Signal()
    added = Signal()
    removed = Signal()

    def __init__(self, parent: QWidget, *, name: str, words: str, labels: Sequence[str]) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_row")
        self.setAccessibleName(words)
        self.typed = named(QLineEdit(self), f"{name}_typed", words)
        known = [(each, each) for each in labels]
        self.label = choice_box([], self, name=f"{name}_label", editable=True)
        self.label.addItems([each for each, _ in known])
        self.label.setEditText("")
        self.label.setAccessibleName(self.tr("Label"))
        self.preferred = named(QCheckBox(self.tr("Use first"), self), f"{name}_preferred", self.tr("Use first"))
        self.since = self._date(f"{name}_from", self.tr("From"))
        self.until = self._date(f"{name}_until", self.tr("Until"))
        self.below = text_label("", self, type="caption", ink="ink_3", name=f"{name}_recognized")
        self.dates = icon_button("calendar-days", self.tr("From when until when it holds"), self, name=f"{name}_dates")
        self.dates.setCheckable(True)
        self.dates.toggled.connect(self._show_dates)
        self.remove = icon_button("x", self.tr("Remove (Ctrl+Delete)"), self, name=f"{name}_remove")
        self.remove.clicked.connect(self.removed)
        self._arrange()
        self._connect()
        self.below.hide()

    def _date(self, name: str, words: str) -> QLineEdit:
        line = named(QLineEdit(self), name, words)
        line.setPlaceholderText(words)
        line.setFixedWidth(theme().px(104))
        return line

    def first_cell(self) -> QWidget | None:
        """What stands before the typed text, if anything."""
        return None

    def _arrange(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        first = self.first_cell()
        cells: list[QWidget] = [*([first] if first else []), self.typed, self.label, self.preferred]
        cells += [self.dates, self.remove]
        for place, cell in enumerate(cells):
            grid.addWidget(cell, 0, place)
        at = cells.index(self.typed)
        grid.setColumnStretch(at, 1)
        self.label.setFixedWidth(theme().px(112))
        below = QHBoxLayout()
        below.addWidget(self.below, 1)
        below.addWidget(self.since)
        below.addWidget(self.until)
        grid.addLayout(below, 1, at, 1, len(cells) - at)
        self._show_dates(False)

    def _show_dates(self, shown: bool) -> None:
        for line in (self.since, self.until):
            line.setVisible(shown)
        if shown and self.dates.hasFocus():
            self.since.setFocus()

    def _connect(self) -> None:
        for line in (self.typed, self.since, self.until):
            line.textChanged.connect(lambda _: self._tell())
            line.installEventFilter(self)
        self.label.installEventFilter(self)
        self.label.editTextChanged.connect(lambda _: self.changed.emit())
        self.preferred.toggled.connect(lambda _: self.changed.emit())

    def _tell(self) -> None:
        self.below.setText(self.recognized())
        self.below.setAccessibleName(self.below.text())
        self.below.setVisible(bool(self.below.text()))
        self.changed.emit()

    def recognized(self) -> str:
        """How what was typed is understood; "" when there is nothing to say."""
        return ""

    def value(self) -> dict[str, Any]:
        """The row as the services take it; dates as ISO text, so that drafts can keep it."""
        return {
            "typed": self.typed.text().strip(),
            "label": self.label.currentText().strip(),
            "preferred": self.preferred.isChecked(),
            "valid_from": day_value(self.since.text()),
            "valid_until": day_value(self.until.text()),
        }

    def set_value(self, value: Mapping[str, Any]) -> None:
        """Show a row."""
        self.typed.setText(str(value.get("typed", "")))
        self.label.setEditText(str(value.get("label", "")))
        self.preferred.setChecked(bool(value.get("preferred")))
        self.since.setText(day_text(value.get("valid_from")))
        self.until.setText(day_text(value.get("valid_until")))
        self.dates.setChecked(bool(self.since.text() or self.until.text()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter adds a row instead of saving; Ctrl+Delete takes this one away."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if event.key() in ENTER and not control:
                self.added.emit()
                return True
            if event.key() == Qt.Key.Key_Delete and control:
                self.removed.emit()
                return True
        return super().eventFilter(watched, event)


class ReachRow(DetailRow):
    """A phone or an e-mail."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, name="reach", words=self.tr("Phone or e-mail"), labels=self._labels())

    def _labels(self) -> list[str]:
        return [self.tr("home"), self.tr("cell"), self.tr("work"), self.tr("relative"), self.tr("fax")]

    def first_cell(self) -> QWidget:
        """Phone or e-mail; an @ chooses e-mail by itself."""
        words = {ReachKind.PHONE: self.tr("Phone"), ReachKind.EMAIL: self.tr("Email")}
        self.kind = choice_box([(each.value, words[each]) for each in ReachKind], self, name="reach_kind")
        for place, mark in enumerate(("phone", "mail")):
            self.kind.setItemIcon(place, icon(mark, "ink_2"))
        self.kind.setAccessibleName(self.tr("Kind"))
        self.kind.currentIndexChanged.connect(lambda _: self._tell())
        self.typed.textEdited.connect(self._guess)
        return self.kind

    def _guess(self, text: str) -> None:
        if "@" in text:
            self.kind.setCurrentIndex(self.kind.findData(ReachKind.EMAIL.value))

    def recognized(self) -> str:
        """The phone as it will be found again."""
        text = self.typed.text().strip()
        if not text or self.kind.currentData() != ReachKind.PHONE.value:
            return ""
        phone = parse_phone(text)
        if not phone.key.startswith("+"):
            return self.tr("Kept as typed; not recognized as a whole number")
        shown = self.tr("{0}, extension {1}").format(phone.shown, phone.extension) if phone.extension else phone.shown
        return self.tr("Recognized as {0}").format(shown)

    def value(self) -> dict[str, Any]:
        """With its kind."""
        return {"kind": self.kind.currentData(), **super().value()}

    def set_value(self, value: Mapping[str, Any]) -> None:
        """With its kind."""
        self.kind.setCurrentIndex(max(0, self.kind.findData(str(value.get("kind", "phone")))))
        super().set_value(value)


class AddressRow(DetailRow):
    """An address."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, name="address", words=self.tr("Address"), labels=self._labels())

    def _labels(self) -> list[str]:
        return [self.tr("home"), self.tr("work"), self.tr("mailing"), self.tr("owned")]

    def recognized(self) -> str:
        """The address as it will be found again."""
        key = split_address(self.typed.text()).key if self.typed.text().strip() else ""
        return self.tr("Found as {0}").format(key) if key else ""


class DetailRows(QWidget):
    """A field of rows; its value is a list of theirs, blank ones left out."""

    value_changed = Signal()

    def __init__(
        self, make: Callable[[QWidget], DetailRow], parent: QWidget, *, name: str, words: str, act: str
    ) -> None:
        super().__init__(parent)
        named(self, name, words)
        self._make, self._quiet = make, False
        self.rows: list[DetailRow] = []
        self.add_button = KeyButton(act, self, icon="plus", kind="quiet", name=f"{name}_add")
        self.add_button.setAutoDefault(False)
        self.add_button.clicked.connect(lambda: self.add_row())
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._append()

    def _append(self) -> DetailRow:
        row = self._make(self)
        row.changed.connect(self._changed)
        row.added.connect(self.add_row)
        row.removed.connect(lambda: self.remove_row(row))
        before = self.rows[-1] if self.rows else None
        self.rows.append(row)
        self._column.insertWidget(len(self.rows) - 1, row)
        if before is not None:
            QWidget.setTabOrder(before.remove, row.typed)
        self.setFocusProxy(self.rows[0].typed)
        return row

    def add_row(self) -> None:
        """Add a blank row and go there; a blank one at the end is used again."""
        last = self.rows[-1]
        row = last if not last.typed.text().strip() else self._append()
        row.show()
        row.typed.setFocus()

    def remove_row(self, row: DetailRow) -> None:
        """Take a row away; the last one is blanked instead."""
        if len(self.rows) == 1:
            row.set_value({})
        else:
            place = self.rows.index(row)
            self.rows.remove(row)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
            self.setFocusProxy(self.rows[0].typed)
            self.rows[min(place, len(self.rows) - 1)].typed.setFocus()
        self._changed()

    def _changed(self) -> None:
        if not self._quiet:
            self.value_changed.emit()

    def value(self) -> list[dict[str, Any]]:
        """The rows that hold something."""
        return [value for row in self.rows if (value := row.value())["typed"]]

    def set_value(self, value: Sequence[Mapping[str, Any]] | None) -> None:
        """Show these rows, at least a blank one."""
        self._quiet = True
        given = list(value or [{}])
        while len(self.rows) > len(given):
            row = self.rows.pop()
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self.rows) < len(given):
            self._append()
        for row, one in zip(self.rows, given, strict=True):
            row.set_value(one)
        self._quiet = False
        self.value_changed.emit()

    def problem(self) -> str:
        """The sentence for a date that cannot be read, or ""."""
        bad = any(BAD_DATE in (value["valid_from"], value["valid_until"]) for value in self.value())
        return self.tr("Write dates like 11/23/2026, or leave them empty.") if bad else ""


class ReachList(DetailRows):
    """Phones and e-mails."""

    def __init__(self, parent: QWidget) -> None:
        words, act = self.tr("Phones and e-mails"), self.tr("Add a phone or e-mail")
        super().__init__(ReachRow, parent, name="reaches", words=words, act=act)


class AddressList(DetailRows):
    """Addresses."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            AddressRow, parent, name="addresses", words=self.tr("Addresses"), act=self.tr("Add an address")
        )
