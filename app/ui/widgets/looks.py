"""What the cells of a list look like, prepared once for each row and kept while the row is the same."""

import time
from collections.abc import Callable
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics

from app.ui.theme import theme
from app.ui.widgets.cells import CELL_ROLE, FIGURES_ROLE, INK_ROLE, WEIGHT_ROLE, Cell

Index = QModelIndex | QPersistentModelIndex
Ask = Callable[[int], object]

KEPT = 400
"""Rows kept: several screens, also of the largest."""
FRESH = 20.0
"""Seconds after which all is prepared anew: words such as "overdue" change though their row does not."""

# as whole numbers: an enum's own arithmetic costs more than writing the word
_DISPLAY, _ALIGNMENT = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.TextAlignmentRole)
_HORIZONTAL = Qt.AlignmentFlag.AlignHorizontal_Mask.value
_ONE_LINE = Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextSingleLine.value
_LEFT = Qt.AlignmentFlag.AlignLeft.value


@runtime_checkable
class Rows(Protocol):
    """A model that gives its rows as objects: the same one as long as nothing in it has changed."""

    def look_at(self, place: int) -> object | None:
        """The row at a place, None while it is not loaded."""

    def ask_of(self, row: object | None, column: int) -> Ask:
        """What answers, by role, for a column of a row."""


class Look:
    """One cell: what it holds besides words, or its words with their font, ink and flags for drawing."""

    __slots__ = ("_room", "_shown", "cell", "flags", "font", "ink", "text")

    def __init__(self, ask: Ask) -> None:
        self.cell: Cell | None = ask(CELL_ROLE)  # type: ignore[assignment]  # whoever fills the role gives a Cell
        self._room, self._shown = -1, ""
        if self.cell is not None:
            return
        self.text = str(ask(_DISPLAY) or "")
        self.ink = str(ask(INK_ROLE) or "ink")
        self.font = _font(ask)
        self.flags = _flags(ask(_ALIGNMENT))

    def shown(self, room: int) -> str:
        """The words as far as they fit into `room` px."""
        if room != self._room:
            self._room = room
            self._shown = QFontMetrics(self.font).elidedText(self.text, Qt.TextElideMode.ElideRight, room)
        return self._shown


class Looks:
    """The looks of a view's cells, and the colours they are painted in; kept where the `model` gives its rows."""

    def __init__(self, model: object) -> None:
        self._model = model if isinstance(model, Rows) else None
        self._rows: dict[int, tuple[object, dict[int, Look]]] = {}
        self._dots: dict[int, Look] = {}
        self._colors: dict[str, QColor] = {}
        self._since = 0.0

    def of(self, index: Index, row: int, column: int) -> Look:
        """The look of a cell; rows that are not loaded all look the same."""
        model = self._model
        if model is None:
            return Look(index.data)
        seen = model.look_at(row)
        looks = self._dots if seen is None else self._looks_of(row, seen)
        look = looks.get(column)
        if look is None:
            look = looks[column] = Look(model.ask_of(seen, column))
        return look

    def color(self, role: str) -> QColor:
        """The theme's colour, not to be changed: a copy for each of a thousand cells is felt."""
        if role not in self._colors:
            self._colors[role] = theme().color(role)
        return self._colors[role]

    def forget(self) -> None:
        """Another look is worn."""
        for kept in (self._rows, self._dots, self._colors):
            kept.clear()

    def _looks_of(self, place: int, row: object) -> dict[int, Look]:
        now = time.monotonic()
        if now - self._since > FRESH or len(self._rows) > KEPT:
            self._rows.clear()
            self._since = now
        kept = self._rows.get(place)
        if kept is None or kept[0] is not row:
            kept = self._rows[place] = (row, {})
        return kept[1]


def _font(ask: Ask) -> QFont:
    weight = ask(WEIGHT_ROLE)
    return theme().font("table", figures=bool(ask(FIGURES_ROLE)), weight=weight if isinstance(weight, int) else None)


def _flags(align: object) -> int:
    """Where in its height and width a line is drawn; Qt gives an alignment as a flag or as a number."""
    given = align.value if isinstance(align, Qt.AlignmentFlag) else align if isinstance(align, int) else _LEFT
    return (given & _HORIZONTAL) | _ONE_LINE
