"""What a column of a list shows, and how a user's choice of columns is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Generic, TypeVar

from PySide6.QtCore import Qt

Row = TypeVar("Row")

ID_ROLE = int(Qt.ItemDataRole.UserRole) + 32
"""The id of the row, known even while its words are not loaded. Roles below are the delegates'."""
ROW_ROLE = ID_ROLE + 1
"""The whole row as the query answered it, for delegates; None while it is not loaded."""

UNLOADED = "…"
_DISPLAY, _TIP = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.ToolTipRole)
_ALIGNMENT, _ACCESSIBLE = int(Qt.ItemDataRole.TextAlignmentRole), int(Qt.ItemDataRole.AccessibleTextRole)

START = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: `key` for sorting and saving, `title` for its head, `text` for its cells.

    `width` is in pixels at 100 %; the `fluid` column takes what is left; `hidden` ones are shown on request.
    Where there is no room for all, those that give way are not shown, 1 before 2 and so on; with 0 it stays.
    `roles` answers further item roles, such as the data of a pill, a due date or the clocks, for a delegate.
    `accessible` gives the words for a screen reader where they differ from "title: text".
    """

    key: str
    title: str
    text: Callable[[Row], str]
    _: KW_ONLY
    width: int = 120
    align: Qt.AlignmentFlag = START
    sortable: bool = True
    fluid: bool = False
    hidden: bool = False
    gives_way: int = 0
    roles: Mapping[int, Callable[[Row], object]] = field(default_factory=dict)
    accessible: Callable[[Row], str] | None = None
    tip: Callable[[Row], str] | None = None

    def data(self, row: Row | None, role: int) -> object:
        """What Qt asks of a cell; `row` is None while it is not loaded."""
        if role == _ALIGNMENT:
            return self.align
        if row is None:
            return UNLOADED if role in (_DISPLAY, _ACCESSIBLE) else None
        if role == _DISPLAY:
            return self.text(row)
        if role == _ACCESSIBLE:
            return self.accessible(row) if self.accessible else f"{self.title}: {self.text(row)}"
        if role == _TIP:
            return self.tip(row) if self.tip else None
        own = self.roles.get(role)
        return own(row) if own else None


def as_line(cells: list[str]) -> str:
    """One line of tab-separated text for the clipboard; a cell that a spreadsheet would run as a formula is quoted."""
    return "\t".join(_harmless(" ".join(cell.split())) for cell in cells)


def _harmless(cell: str) -> str:
    runs = cell[:1] in ("=", "@") or (cell[:1] in ("+", "-") and not cell[1:2].isdigit() and len(cell) > 1)
    return f"'{cell}" if runs else cell
