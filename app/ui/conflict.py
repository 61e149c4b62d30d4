"""Two people saved the same record: both versions, field by field, and the choice between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QHBoxLayout, QLabel, QRadioButton, QWidget

from app.ui.widgets.base import mark, text_label
from app.ui.widgets.buttons import KeyButton

MARGIN = 16


def differing(was: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    """The fields in which the two versions differ and both were changed, or only one was."""
    return [name for name in mine if name in theirs and mine[name] != theirs[name] and name in was]


class ConflictPanel(QFrame):
    """For each differing field: what it was, theirs and mine, with a radio button each.

    A field only they changed starts at theirs, any other at mine.
    """

    chosen = Signal(object)
    """The merged values of the differing fields: save again with these."""

    def __init__(
        self,
        was: Mapping[str, Any],
        mine: Mapping[str, Any],
        theirs: Mapping[str, Any],
        *,
        title_of: Callable[[str], str] = str,
        words_of: Callable[[str, Any], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("conflict_panel")
        self.setProperty("kind", "callout")
        self.setAccessibleName(self.tr("Both versions"))
        self._was, self._mine, self._theirs, self._title_of = was, mine, theirs, title_of
        self._words_of = words_of or (lambda _name, value: plain_words(value))
        self._groups: dict[str, QButtonGroup] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(MARGIN, 12, MARGIN, 12)
        self._grid.setColumnStretch(1, 1)
        words = self.tr("Somebody else saved this while you were writing. Choose for each field, then save.")
        self._grid.addWidget(self._words(words, name="conflict_words"), 0, 0, 1, 2)
        for name in differing(was, mine, theirs):
            self._add_field(name)
        self._add_buttons()
        first = next(iter(self._groups.values()), None)
        if first is not None and (button := first.checkedButton()) is not None:
            self.setFocusProxy(button)

    def choose(self, name: str, *, mine: bool) -> None:
        """Take one side for a field."""
        self._groups[name].button(int(mine)).setChecked(True)

    def merged(self) -> dict[str, Any]:
        """The values of the differing fields as chosen."""
        sides = (self._theirs, self._mine)
        return {name: sides[group.checkedId()][name] for name, group in self._groups.items()}

    @property
    def fields(self) -> list[str]:
        """The fields to choose in."""
        return list(self._groups)

    def _words(self, words: str, *, name: str, ink: str = "ink") -> QLabel:
        made = text_label(words, self, type="table", ink=ink, name=name)
        made.setWordWrap(True)
        return made

    def _add_field(self, name: str) -> None:
        """Its title and what it was, and below both sides, each with all of its words."""
        row, title = self._grid.rowCount(), self._title_of(name)
        group = self._groups[name] = QButtonGroup(self)
        head = self._words(title, name=f"conflict_{name}_title")
        mark(head, weight="600")
        was = self.tr("It was: {0}").format(self._words_of(name, self._was.get(name)))
        self._grid.addWidget(head, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(self._words(was, name=f"conflict_{name}_was", ink="ink_2"), row, 1)
        for mine, values, side in ((0, self._theirs, self.tr("Theirs")), (1, self._mine, self.tr("Mine"))):
            words = self._words_of(name, values[name])
            button = QRadioButton(side, self)
            button.setObjectName(f"conflict_{name}_{'mine' if mine else 'theirs'}")
            button.setAccessibleName(f"{title}: {side}: {words}")
            group.addButton(button, mine)
            self._grid.addWidget(button, row + 1 + mine, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(self._words(words, name=f"{button.objectName()}_words"), row + 1 + mine, 1)
        self.choose(name, mine=self._mine[name] != self._was.get(name))

    def _add_buttons(self) -> None:
        row = QHBoxLayout()
        save = KeyButton(self.tr("Save what I chose"), self, name="conflict_save")
        save.clicked.connect(lambda: self.chosen.emit(self.merged()))
        row.addStretch(1)
        row.addWidget(save)
        self._grid.addLayout(row, self._grid.rowCount(), 0, 1, 2)


def plain_words(value: Any) -> str:
    """A value as it stands, or a dash for nothing."""
    return "–" if value in (None, "") else str(value)
