"""The two clocks as bars: the resident's never stops, ours has gaps while it waits, a tick marks the target."""

from typing import NamedTuple

from PySide6.QtCore import QLineF, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import theme


class Clocks(NamedTuple):
    """Both clocks as shares (0 to 1) of one line of time.

    `resident` is how far the resident's clock has run; `ours` the stretches in which ours ran; `stopped` those in which
    it waited; `target` where ours should end; `over` whether it is past that; `words` say the same ("6.6 of 10 d").
    """

    resident: float
    ours: tuple[tuple[float, float], ...]
    target: float | None
    over: bool = False
    words: str = ""
    stopped: tuple[tuple[float, float], ...] = ()


def paint_clocks(painter: QPainter, rect: QRect, clocks: Clocks, *, track: int = 4, selected: bool = False) -> None:
    """Paint both tracks, `track` px high each, centred in height within `rect`."""
    wear = theme()
    inverse = selected and wear.name == "contrast"
    ink = wear.color("ink_selected" if inverse else "ink")
    height, gap = wear.px(track), wear.px(2 if track < 8 else 4)
    top = rect.top() + (rect.height() - 2 * height - gap) // 2
    first = QRectF(rect.left(), top, rect.width(), height)
    second = first.translated(0, height + gap)
    ground = _ground(inverse)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for line in (first, second):
        painter.fillRect(line, ground)
    painter.fillRect(_part(first, 0, clocks.resident), ink if inverse else wear.color("chart_3"))
    own = ink if inverse else wear.color("chart_over" if clocks.over else "chart_1")
    for start, end in clocks.stopped:
        _hatch(painter, _part(second, start, end))
    for start, end in clocks.ours:
        painter.fillRect(_part(second, start, end), own)
    if clocks.target is not None:
        _tick(painter, first.united(second), clocks.target, ink)
    painter.restore()


def _ground(inverse: bool) -> QColor:
    colour = theme().color("ink_selected" if inverse else "track")
    if inverse:
        colour.setAlphaF(0.25)
    return colour


def _part(line: QRectF, start: float, end: float) -> QRectF:
    start, end = (max(0.0, min(1.0, share)) for share in (start, end))
    left = line.left() + round(line.width() * start)
    right = line.left() + round(line.width() * end)
    return QRectF(left, line.top(), max(1.0 if end > start else 0.0, right - left), line.height())


def _hatch(painter: QPainter, rect: QRectF) -> None:
    painter.fillRect(rect, theme().color("page"))
    painter.setPen(QPen(theme().color("note_edge"), 1))
    painter.setClipRect(rect)
    height = rect.height()
    for step in range(-int(height), int(rect.width()) + 1, 4):
        left = rect.left() + step
        painter.drawLine(QLineF(left, rect.bottom(), left + height, rect.top()))
    painter.setClipping(False)


def _tick(painter: QPainter, both: QRectF, target: float, ink: QColor) -> None:
    x = both.left() + round(both.width() * max(0.0, min(1.0, target)))
    painter.fillRect(QRectF(min(x, both.right() - 1), both.top() - 2, 1.5, both.height() + 4), ink)


class ClocksBar(QWidget):
    """Both clocks as a widget with tracks of 8 px (`track`); its accessible name is the clocks' words."""

    def __init__(
        self, clocks: Clocks, parent: QWidget | None = None, *, track: int = 8, name: str = "clocksBar"
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._track = track
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)
        self.set_clocks(clocks)

    def set_clocks(self, clocks: Clocks) -> None:
        """Show other clocks."""
        self._clocks = clocks
        self.setAccessibleName(clocks.words)
        self.setToolTip(clocks.words)
        self.update()

    def sizeHint(self) -> QSize:
        """Two tracks, the gap between and room for the tick."""
        return QSize(theme().px(64), theme().px(2 * self._track + 10))

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        paint_clocks(painter, self.rect(), self._clocks, track=self._track)
        painter.end()
