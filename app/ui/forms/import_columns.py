"""The step of an import where a table's columns are given to the fields of a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from app.exchange.case_import import Prepared
from app.exchange.dates import Order
from app.exchange.mapping import CaseMap
from app.exchange.mapping_words import FIELDS
from app.exchange.tables import text_of
from app.ui.forms.import_words import ImportWords
from app.ui.theme import theme
from app.ui.widgets.base import text_label
from app.ui.widgets.heads import SectionHead

_SAMPLES = 3
_DELIMITERS = (",", ";", "\t", "|")
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "cp1250", "cp1251", "cp437", "mac_roman")
_WORDS = {
    "reference": "Number there", "subject": "Subject", "account": "What was told", "category": "Category",
    "status": "Status", "opened_date": "Day opened", "opened_time": "Time opened", "closed_date": "Day closed",
    "closed_time": "Time closed", "due": "Due", "address": "Address", "unit": "Unit", "city": "City",
    "zip": "ZIP code", "ward": "Ward", "neighborhood": "Neighborhood", "latitude": "Latitude",
    "longitude": "Longitude", "asker_name": "Who asks", "phone": "Phone", "email": "E-mail",
    "organization": "Organization", "department": "Department", "owner": "Owner", "channel": "How it came",
    "outcome": "Outcome", "priority": "Priority",
}  # fmt: skip


def field_word(name: str) -> str:
    """A field of a case as the window calls it."""
    return QCoreApplication.translate("ImportColumns", _WORDS[name])


class ImportColumns(QScrollArea):
    """How the file is written and which column feeds which field; all of it can be corrected."""

    look_changed = Signal(str, str)
    """The encoding and delimiter that somebody chose: the file has to be looked at again."""
    map_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import_columns")
        self.setAccessibleName(self.tr("Columns"))
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._prepared: Prepared | None = None
        self._choices: dict[str, QComboBox] = {}
        self._orders: dict[str, QComboBox] = {}

    def show_table(self, prepared: Prepared, categories: Sequence[str] = ()) -> None:
        """Lay out what was found; `categories` are the names of the office's own."""
        self._prepared = prepared
        self._choices, self._orders = {}, {}
        body = QWidget(self)
        body.setObjectName("import_columns_body")
        body.setProperty("ground", "page")
        body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(8)
        column.addWidget(SectionHead(self.tr("How the file is written"), body))
        column.addLayout(self._written(prepared, body))
        column.addWidget(SectionHead(self.tr("Which column is what"), body))
        column.addLayout(self._fields(prepared, body))
        self._words = ImportWords(prepared, categories, body)
        self._words.changed.connect(self.map_changed)
        if not self._words.is_empty:
            column.addWidget(SectionHead(self.tr("What their words mean"), body))
        column.addWidget(self._words)
        column.addWidget(SectionHead(self.tr("Names and numbers"), body))
        column.addLayout(self._rules(prepared, body))
        column.addStretch(1)
        self.setWidget(body)
        self._choices["opened_date"].setFocus()

    def case_map(self) -> CaseMap:
        """The map as it is chosen now."""
        assert self._prepared is not None
        fields = {name: tuple(box.currentData()) for name, box in self._choices.items() if box.currentData()}
        orders = {heading: cast("Order", box.currentData()) for heading, box in self._orders.items()}
        system, make = self._system.text().strip(), self._make.isChecked()
        chosen = replace(self._prepared.map, fields=fields, date_orders=orders, system=system, make_categories=make)
        words, stands = self._words.chosen("category"), self._words.chosen("status")
        return replace(chosen, category_words=words, status_words=stands)

    def _written(self, prepared: Prepared, body: QWidget) -> QGridLayout:
        look, grid = prepared.look, _grid()
        if look.kind == "json":
            found = text_label(look.encoding_evidence, body, type="table", ink="ink_2", name="import_json")
            found.setWordWrap(True)
            grid.addWidget(found, grid.rowCount(), 0, 1, 3)
        if look.kind == "csv":
            self._encoding = self._choice("import_encoding", [(each, each) for each in _ENCODINGS], look.encoding, body)
            marks = (self.tr("commas"), self.tr("semicolons"), self.tr("tabs"), self.tr("bars"))
            pairs = list(zip(marks, _DELIMITERS, strict=True))
            self._delimiter = self._choice("import_delimiter", pairs, look.delimiter, body)
            parted = self.tr("The first lines are parted most evenly by these.")
            _add(grid, self.tr("Encoding"), self._encoding, look.encoding_evidence, body)
            _add(grid, self.tr("Columns parted by"), self._delimiter, parted, body)
            for box in (self._encoding, self._delimiter):
                box.activated.connect(self._look_chosen)
        orders = [(self.tr("month, day, year"), "mdy"), (self.tr("day, month, year"), "dmy"),
                  (self.tr("year, month, day"), "ymd"), (self.tr("year first, or month in words"), "iso"),
                  (self.tr("seconds since 1970"), "epoch"), (self.tr("no dates"), "")]  # fmt: skip
        for at, (heading, order) in enumerate(prepared.map.date_orders.items()):
            box = self._choice(f"import_order_{at}", orders, order, body)
            self._orders[heading] = box
            _add(grid, self.tr("Dates in “{0}”").format(heading), box, prepared.evidence.get(heading, ""), body)
        return grid

    def _fields(self, prepared: Prepared, body: QWidget) -> QGridLayout:
        grid = _grid()
        for name in sorted(FIELDS, key=lambda each: not prepared.map.fields.get(each)):  # what was found stands first
            now = prepared.map.fields.get(name, ())
            pairs = [("–", ())] + ([(" + ".join(now), now)] if len(now) > 1 else [])
            box = self._choice(f"import_{name}", pairs + [(h, (h,)) for h in prepared.look.headings], now, body)
            self._choices[name] = box
            why = prepared.map.reasons.get(name, "")
            why = why or (self.tr("As the last time.") if now and prepared.remembered else "")
            _add(grid, field_word(name), box, "   ".join(part for part in (_sample(prepared, now), why) if part), body)
        return grid

    def _rules(self, prepared: Prepared, body: QWidget) -> QGridLayout:
        grid = _grid()
        self._system = QLineEdit(prepared.system, body)
        self._system.setObjectName("import_system")
        self._system.setMaxLength(60)
        self._system.setFixedWidth(theme().px(290))
        self._make = QCheckBox(self.tr("&Make categories that the office does not have"), body)
        self._make.setObjectName("import_make_categories")
        self._make.setAccessibleName(self._make.text().replace("&", ""))
        self._make.setChecked(prepared.map.make_categories)
        why = self.tr("Rows whose number is here already under this name are left out.")
        _add(grid, self.tr("The numbers are from"), self._system, why, body)
        grid.addWidget(self._make, grid.rowCount(), 1, 1, 2)
        if prepared.unused:
            words = self.tr("Not used: {0}").format(", ".join(prepared.unused))
            unused = text_label(words, body, type="table", ink="ink_3", name="import_unused")
            unused.setWordWrap(True)
            grid.addWidget(unused, grid.rowCount(), 0, 1, 3)
        return grid

    def _choice(self, name: str, pairs: Sequence[tuple[str, object]], now: object, body: QWidget) -> QComboBox:
        box = QComboBox(body)
        box.setObjectName(name)
        values = [value for _, value in pairs]
        for words, value in pairs:
            box.addItem(words, value)
        if now not in values:
            box.addItem(str(now), now)
            values.append(now)
        box.setCurrentIndex(values.index(now))
        box.setMaxVisibleItems(20)
        box.setFixedWidth(theme().px(290))
        box.activated.connect(lambda _: self.map_changed.emit())
        return box

    def _look_chosen(self) -> None:
        self.look_changed.emit(str(self._encoding.currentData()), str(self._delimiter.currentData()))


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(6)
    grid.setColumnMinimumWidth(0, theme().px(150))
    grid.setColumnStretch(2, 1)
    return grid


def _add(grid: QGridLayout, words: str, editor: QWidget, why: str, body: QWidget) -> None:
    """A line: what it is, what was chosen, and why or what stands there."""
    at = grid.rowCount()
    label = text_label(words, body, type="table", ink="ink_2", name=f"{editor.objectName()}_label")
    label.setBuddy(editor)
    editor.setAccessibleName(words)
    editor.setAccessibleDescription(why)
    grid.addWidget(label, at, 0)
    grid.addWidget(editor, at, 1)
    told = text_label(why, body, type="table", ink="ink_3", name=f"{editor.objectName()}_why")
    told.setWordWrap(True)
    grid.addWidget(told, at, 2)


def _sample(prepared: Prepared, headings: Sequence[str]) -> str:
    """The first values of the column, so that one sees what it holds."""
    if not headings:
        return ""
    at = prepared.look.headings.index(headings[0])
    values = dict.fromkeys(text_of(row[at]) for row in prepared.look.sample if text_of(row[at]))
    return " · ".join(list(values)[:_SAMPLES])[:80]
