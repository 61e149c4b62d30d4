"""The step of an import of people where each column of a table is given what it is."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from app.exchange.people_import import PreparedPeople
from app.exchange.people_table import PeopleMap
from app.exchange.people_words import KINDS, LABELLED, Role, filled_columns
from app.exchange.tables import text_of
from app.ui.theme import theme
from app.ui.widgets.base import text_label
from app.ui.widgets.heads import SectionHead

_SAMPLES = 3
_WORDS = {
    "name": "Name", "prefix": "Title (Mr., Dr.)", "first_name": "First name", "middle_name": "Middle name",
    "last_name": "Last name", "suffix": "Suffix (Jr.)", "organization": "Organization", "position": "Position",
    "phone": "Phone", "email": "E-mail", "street": "Street or address", "city": "City", "state": "State",
    "zip": "ZIP code", "country": "Country", "website": "Website", "language": "Language", "birthday": "Birthday",
    "birth_year": "Year of birth", "birth_month": "Month of birth", "birth_day": "Day of birth",
    "notes": "Remarks", "remark": "Remark under its heading", "label": "Label of another column",
    "action": "Action (delete: left out)", "leave_out": "Leave out",
}  # fmt: skip


def kind_word(kind: str) -> str:
    """What a column can be, as the window calls it."""
    return QCoreApplication.translate("PeopleColumns", _WORDS[kind])


class PeopleColumns(QScrollArea):
    """Each column that holds anything, what it is and what stands in it; all of it can be corrected."""

    map_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("people_columns")
        self.setAccessibleName(self.tr("Columns"))
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._map = PeopleMap()
        self._kinds: dict[str, QComboBox] = {}
        self._labels: dict[str, QLineEdit] = {}

    def show_table(self, prepared: PreparedPeople) -> None:
        """Lay out what was found."""
        assert prepared.look is not None
        self._map, self._kinds, self._labels = prepared.map, {}, {}
        look, filled = prepared.look, filled_columns(prepared.look)
        body = QWidget(self)
        body.setObjectName("people_columns_body")
        body.setProperty("ground", "page")
        body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(8)
        written = text_label(
            f"{look.encoding} {look.encoding_evidence}".strip(), body, type="table", ink="ink_2", name="people_written"
        )
        written.setWordWrap(True)
        column.addWidget(written)
        column.addWidget(SectionHead(self.tr("What each column is"), body))
        column.addLayout(self._grid(prepared, body))
        empty = len(look.headings) - len(filled)
        if empty:
            words = self.tr("{0} columns are empty and not shown.").format(f"{empty:,}")
            column.addWidget(text_label(words, body, type="table", ink="ink_3", name="people_empty_columns"))
        column.addStretch(1)
        self.setWidget(body)
        for first in list(self._kinds.values())[:1]:
            self.setFocusProxy(first)

    def people_map(self) -> PeopleMap:
        """The map as it is chosen now."""
        chosen = {
            heading: Role(str(box.currentData()), self._label(heading, str(box.currentData())))
            for heading, box in self._kinds.items()
        }
        return PeopleMap({**self._map.columns, **chosen})

    def _label(self, heading: str, kind: str) -> str:
        return self._labels[heading].text().strip() if kind in LABELLED else ""

    def _grid(self, prepared: PreparedPeople, body: QWidget) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(3, 1)
        assert prepared.look is not None
        for at, heading in enumerate(filled_columns(prepared.look)):
            self._add(grid, at, heading, prepared, body)
        return grid

    def _add(self, grid: QGridLayout, at: int, heading: str, prepared: PreparedPeople, body: QWidget) -> None:
        role = prepared.map.columns.get(heading, Role("leave_out"))
        name = text_label(heading, body, type="table", ink="ink_2", name=f"people_heading_{at}")
        name.setWordWrap(True)
        name.setFixedWidth(theme().px(170))
        box, label = self._box(at, heading, role, body), self._edit(at, heading, role, body)
        name.setBuddy(box)
        sample = text_label(_sample(prepared, heading), body, type="table", ink="ink_3", name=f"people_sample_{at}")
        sample.setWordWrap(True)
        box.setAccessibleDescription(sample.text())
        for place, widget in enumerate((name, box, label, sample)):
            grid.addWidget(widget, at, place)
        self._kinds[heading], self._labels[heading] = box, label
        box.activated.connect(lambda _, box=box, label=label: self._chosen(box, label))

    def _chosen(self, box: QComboBox, label: QLineEdit) -> None:
        label.setEnabled(box.currentData() in LABELLED)
        self.map_changed.emit()

    def _box(self, at: int, heading: str, role: Role, body: QWidget) -> QComboBox:
        box = QComboBox(body)
        box.setObjectName(f"people_kind_{at}")
        box.setAccessibleName(heading)
        for kind in KINDS:
            box.addItem(kind_word(kind), kind)
        box.setCurrentIndex(KINDS.index(role.kind))
        box.setMaxVisibleItems(len(KINDS))
        box.setFixedWidth(theme().px(220))
        return box

    def _edit(self, at: int, heading: str, role: Role, body: QWidget) -> QLineEdit:
        edit = QLineEdit(role.label, body)
        edit.setObjectName(f"people_label_{at}")
        edit.setAccessibleName(self.tr("Label of {0}").format(heading))
        edit.setPlaceholderText(self.tr("Label"))
        edit.setMaxLength(40)
        edit.setFixedWidth(theme().px(120))
        edit.setEnabled(role.kind in LABELLED)
        edit.textEdited.connect(lambda _: self.map_changed.emit())
        return edit


def _sample(prepared: PreparedPeople, heading: str) -> str:
    """The first values of the column, so that one sees what it holds."""
    assert prepared.look is not None
    at = prepared.look.headings.index(heading)
    values = dict.fromkeys(text_of(row[at]) for row in prepared.look.sample if text_of(row[at]))
    return " · ".join(list(values)[:_SAMPLES])[:80]
