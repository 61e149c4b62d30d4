"""What another program's words for categories and statuses mean here, chosen by whoever brings its table in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from app.exchange.case_drafts import JOINT
from app.exchange.case_import import Prepared
from app.exchange.tables import text_of
from app.keys import fold
from app.models import Status
from app.ui.labels import status_label
from app.ui.theme import theme
from app.ui.widgets.base import text_label

_MOST = 12
_CHOICES = [status for status in Status if status is not Status.REOPENED]


class ImportWords(QWidget):
    """A line for each usual word that is not known: of the category column, and of the status column."""

    changed = Signal()

    def __init__(self, prepared: Prepared, categories: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import_words")
        self.setAccessibleName(self.tr("What their words mean"))
        self._map, self._boxes = prepared.map, dict[tuple[str, str], QComboBox]()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnMinimumWidth(0, theme().px(150))
        self._grid.setColumnStretch(2, 1)
        known = {fold(name) for name in categories}
        ours: list[tuple[str, str]] = [("–", ""), *((name, name) for name in categories)]
        for word, many in unknown_words(prepared, "category", known):
            self._add("category", word, many, ours)
        stands = [("–", ""), *((status_label(each).word, each.value) for each in _CHOICES)]
        for word, many in unknown_words(prepared, "status", _settled(prepared)):
            self._add("status", word, many, stands)

    @property
    def is_empty(self) -> bool:
        """Whether every usual word is known."""
        return not self._boxes

    def chosen(self, field: str) -> dict[str, str]:
        """Folded foreign word → ours, of a field: what the map had, and what was chosen here."""
        kept: Mapping[str, str] = self._map.category_words if field == "category" else self._map.status_words
        found = dict(kept)
        for (name, word), box in self._boxes.items():
            if name == field:
                found.pop(fold(word), None)
                if box.currentData():
                    found[fold(word)] = str(box.currentData())
        return found

    def _add(self, field: str, word: str, many: int, choices: Sequence[tuple[str, str]]) -> None:
        at = self._grid.rowCount()
        box = QComboBox(self)
        box.setObjectName(f"import_{field}_word_{at}")
        for words, value in choices:
            box.addItem(words, value)
        kept = self._map.category_words if field == "category" else {}
        box.setCurrentIndex(max(0, box.findData(kept.get(fold(word), ""))))
        box.setFixedWidth(theme().px(290))
        box.setAccessibleName(self.tr("“{0}” is here").format(word))
        box.activated.connect(lambda _: self.changed.emit())
        label = text_label(word, self, type="table", ink="ink_2", name=f"{box.objectName()}_label")
        label.setWordWrap(True)
        label.setBuddy(box)
        kind = self.tr("category") if field == "category" else self.tr("status")
        told = self.tr("{0}, {1} times in the first rows").format(kind, f"{many:,}")
        self._grid.addWidget(label, at, 0)
        self._grid.addWidget(box, at, 1)
        self._grid.addWidget(text_label(told, self, type="table", ink="ink_3", name=f"{box.objectName()}_why"), at, 2)
        self._boxes[field, word] = box


def unknown_words(prepared: Prepared, field: str, known: set[str]) -> list[tuple[str, int]]:
    """The most usual words of a field in the first rows that are not known, with how often they come."""
    headings = prepared.map.fields.get(field, ())
    places = [prepared.look.headings.index(name) for name in headings if name in prepared.look.headings]
    count: Counter[str] = Counter()
    for row in prepared.look.sample:
        parts = [text_of(row[at]) for at in places if at < len(row)]
        count[JOINT.join(part for part in parts if part)] += 1
    words = [(word, many) for word, many in count.most_common() if word and fold(word) not in known]
    return words[:_MOST]


def _settled(prepared: Prepared) -> set[str]:
    return set(prepared.map.status_words)
