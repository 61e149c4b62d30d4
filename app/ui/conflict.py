"""Two people saved the same record: both versions, field by field, and the choice between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QRadioButton, QWidget


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
        self._add_heads()
        for name in differing(was, mine, theirs):
            self._add_field(name)
        self._add_buttons()

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

    def _add_heads(self) -> None:
        words = QLabel(
            self.tr("Somebody else saved this while you were writing. Choose for each field, then save."), self
        )
        words.setObjectName("conflict_words")
        words.setWordWrap(True)
        self._grid.addWidget(words, 0, 0, 1, 4)
        for column, head in enumerate((self.tr("It was"), self.tr("Theirs"), self.tr("Mine")), 1):
            self._grid.addWidget(QLabel(head, self), 1, column)

    def _add_field(self, name: str) -> None:
        row, title = self._grid.rowCount(), self._title_of(name)
        group = self._groups[name] = QButtonGroup(self)
        self._grid.addWidget(QLabel(title, self), row, 0)
        self._grid.addWidget(QLabel(self._words_of(name, self._was.get(name)), self), row, 1)
        for mine, values, side in ((0, self._theirs, self.tr("Theirs")), (1, self._mine, self.tr("Mine"))):
            words = self._words_of(name, values[name])
            button = QRadioButton(words, self)
            button.setObjectName(f"conflict_{name}_{'mine' if mine else 'theirs'}")
            button.setAccessibleName(f"{title}: {side}: {words}")
            group.addButton(button, mine)
            self._grid.addWidget(button, row, 2 + mine)
        self.choose(name, mine=self._mine[name] != self._was.get(name))

    def _add_buttons(self) -> None:
        row = QHBoxLayout()
        save = QPushButton(self.tr("Save what I chose"), self)
        save.setObjectName("conflict_save")
        save.setAccessibleName(save.text())
        save.clicked.connect(lambda: self.chosen.emit(self.merged()))
        row.addStretch(1)
        row.addWidget(save)
        self._grid.addLayout(row, self._grid.rowCount(), 0, 1, 4)


def plain_words(value: Any) -> str:
    """A value as it stands, or a dash for nothing."""
    return "–" if value in (None, "") else str(value)
