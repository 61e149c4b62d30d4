"""What a list's cell may hold besides words, and how each is painted."""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter

from app.ui.icons import pixmap
from app.ui.labels import status_label
from app.ui.theme import theme
from app.ui.widgets.buttons import key_width, paint_key
from app.ui.widgets.clocks import Clocks, paint_clocks
from app.ui.widgets.pills import paint_pill

CELL_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""One of the cells below, or None for plain words."""
INK_ROLE = CELL_ROLE + 1
"""The words' colour: a role of the tokens; ink when there is none."""
FIGURES_ROLE = CELL_ROLE + 2
"""True for digits of one width."""
WEIGHT_ROLE = CELL_ROLE + 3
"""The words' weight, 400 to 700."""

CLOCKS_WIDTH, KEY_ROOM = 60, 28
# as whole numbers: an enum's own arithmetic costs more than writing the word
_ONE_LINE, _MIDDLE = Qt.TextFlag.TextSingleLine.value, Qt.AlignmentFlag.AlignVCenter.value
_LEFT = Qt.AlignmentFlag.AlignLeft.value


# not tuples: Qt would hand them back as lists
@dataclass(frozen=True, slots=True)
class PillCell:
    """A status as a pill; `word` replaces the status's own, which is the short one."""

    status: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class DueCell:
    """A due date in words; `tone` is "" or overdue, due_soon, waiting, met."""

    words: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class ClocksCell:
    """Both clocks with their words beside."""

    clocks: Clocks


@dataclass(frozen=True, slots=True)
class MarkCell:
    """A single mark such as urgent or confidential; `words` is its tool tip."""

    icon: str
    role: str = "ink_2"
    words: str = ""


@dataclass(frozen=True, slots=True)
class LinesCell:
    """Two lines: what is read, and below it what is looked up."""

    first: str
    second: str


@dataclass(frozen=True, slots=True)
class KeyedCell:
    """Two lines with the key before them that takes them ("" for none)."""

    key: str
    first: str
    second: str


Cell = PillCell | DueCell | ClocksCell | MarkCell | LinesCell | KeyedCell


def paint_cell(painter: QPainter, rect: QRect, cell: Cell, *, selected: bool) -> None:
    """Paint a cell's content within `rect`."""
    match cell:
        case PillCell():
            paint_pill(painter, rect, cell.status, cell.word or status_label(cell.status, short=True).word)
        case DueCell():
            _paint_due(painter, rect, cell, selected=selected)
        case ClocksCell():
            _paint_clocks(painter, rect, cell.clocks, selected=selected)
        case MarkCell():
            side = theme().px(14)
            _paint_icon(painter, rect.left() + (rect.width() - side) // 2, rect, cell.icon, _ink(cell.role, selected))
        case LinesCell():
            _paint_lines(painter, rect, cell, selected=selected)
        case KeyedCell():
            _paint_keyed(painter, rect, cell, selected=selected)


def paint_words(painter: QPainter, rect: QRect, text: str, *, step: str, figures: bool, ink: str, flags: int) -> None:
    """Write one line in a step of the type scale, shortened at its end to fit."""
    painter.setFont(theme().font(step, figures=figures))
    painter.setPen(theme().color(ink))
    shown = _shortened(text, step, figures, theme().text_percent, rect.width())
    painter.drawText(rect, flags | _ONE_LINE, shown)


@lru_cache(maxsize=2048)
def _shortened(text: str, step: str, figures: bool, percent: int, width: int) -> str:
    """Measured once for each size of text: a list writes the same few hundred words again and again."""
    del percent
    metrics = QFontMetrics(theme().font(step, figures=figures))
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)


def _ink(role: str, selected: bool) -> str:
    """The role to write in on a selection; only high contrast has another there."""
    return "ink_selected" if selected and theme().name == "contrast" else role


def _paint_icon(painter: QPainter, left: int, rect: QRect, icon: str, role: str) -> None:
    side = theme().px(14)
    drawn = pixmap(icon, role, 14, ratio=painter.device().devicePixelRatioF())
    painter.drawPixmap(left, rect.top() + (rect.height() - side) // 2, drawn)


def _paint_due(painter: QPainter, rect: QRect, cell: DueCell, *, selected: bool) -> None:
    ink = _ink(f"status.{cell.tone}.text" if cell.tone else "ink", selected)
    if cell.tone:
        _paint_icon(painter, rect.left(), rect, status_label(cell.tone).icon, ink)
    words = rect.adjusted(theme().px(20), 0, 0, 0)
    paint_words(painter, words, cell.words, step="table", figures=True, ink=ink, flags=_MIDDLE)


def _paint_clocks(painter: QPainter, rect: QRect, clocks: Clocks, *, selected: bool) -> None:
    width = theme().px(CLOCKS_WIDTH)
    paint_clocks(painter, QRect(rect.left(), rect.top(), width, rect.height()), clocks, selected=selected)
    words = rect.adjusted(width + theme().px(10), 0, 0, 0)
    ink = _ink("ink_2", selected)
    paint_words(painter, words, clocks.words, step="caption", figures=True, ink=ink, flags=_MIDDLE)


def _paint_lines(painter: QPainter, rect: QRect, cell: LinesCell, *, selected: bool) -> None:
    upper, lower = (QFontMetrics(theme().font(step)).height() for step in ("body", "caption"))
    top = rect.top() + (rect.height() - upper - lower) // 2
    above = QRect(rect.left(), top, rect.width(), upper)
    below = QRect(rect.left(), top + upper, rect.width(), lower)
    paint_words(painter, above, cell.first, step="body", figures=False, ink=_ink("ink", selected), flags=_LEFT)
    paint_words(painter, below, cell.second, step="caption", figures=False, ink=_ink("ink_2", selected), flags=_LEFT)


def _paint_keyed(painter: QPainter, rect: QRect, cell: KeyedCell, *, selected: bool) -> None:
    """The words stand in one line below each other, whether they have a key or not."""
    room = theme().px(KEY_ROOM)
    if cell.key:
        ink = theme().color(_ink("ink_2", selected))
        edge, ground = theme().color(_ink("line_strong", selected)), None if selected else theme().color("sunken")
        paint_key(
            painter,
            rect.adjusted(0, 0, key_width(cell.key) - rect.width(), 0),
            cell.key,
            ink=ink,
            edge=edge,
            ground=ground,
        )
    _paint_lines(painter, rect.adjusted(room, 0, 0, 0), LinesCell(cell.first, cell.second), selected=selected)
