"""The people of the directing page: what each has in hand, and the key that hands them the selected cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

from app.queries.direct import Load
from app.ui.case_words import Clock
from app.ui.icons import pixmap
from app.ui.known import initials
from app.ui.pages.case_bits import px, scrolled
from app.ui.pages.direct_queue import ids_in, keys_of
from app.ui.pages.direct_words import away_words, load_words, names_words
from app.ui.theme import theme
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton, key_width, paint_key
from app.ui.widgets.cells import paint_words
from app.ui.widgets.load_bar import LegendMark, LoadParts, paint_load

ROW, NAMES, LEFT, AVATAR, BAR = 58, 0.46, 16, 22, 10
_LINE = Qt.AlignmentFlag.AlignVCenter.value


class PersonRow(QAbstractButton):
    """One colleague; pressing it, or dropping cases on it, hands them over. Those who are away say until when."""

    dropped = Signal(object)

    def __init__(self, load: Load, parent: QWidget, *, key: int, longest: int, away: str, is_me: bool) -> None:
        super().__init__(parent)
        self.load, self._key, self._longest, self._away = load, key, longest, away
        self._second = self.tr("you, {0}").format(names_words(load)) if is_me else names_words(load)
        self._lit = False
        named(self, f"person_{load.staff_id}", self._spoken())
        self.setToolTip(f"{load.name}, {self._second}")
        self.setText(load.name)
        self.setEnabled(load.takes_cases)
        self.setAcceptDrops(load.takes_cases)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if load.takes_cases else Qt.FocusPolicy.NoFocus)
        if load.takes_cases:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def _spoken(self) -> str:
        parts = [self.load.name, self._second, self._away, *(each for each in load_words(self.load) if each)]
        key = self.tr("key {0}").format(self._key) if self._key else ""
        return ", ".join(each for each in (*parts, key) if each)

    def sizeHint(self) -> QSize:
        return QSize(px(360), px(ROW))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(260), px(ROW))

    # -- dropping -------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if ids_in(event.mimeData()):
            event.acceptProposedAction()
            self._light(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        del event
        self._light(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._light(False)
        event.acceptProposedAction()
        self.dropped.emit(ids_in(event.mimeData()))

    def _light(self, lit: bool) -> None:
        self._lit = lit
        self.update()

    # -- painting -------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, wear = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pressed = self._lit or self.isDown()
        if pressed or (self.underMouse() and self.isEnabled()):
            painter.fillRect(self.rect(), wear.color("accent_soft" if pressed else "sunken"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, wear.color("line"))
        middle = round(self.width() * NAMES)
        self._paint_who(painter, QRect(px(LEFT), 0, middle - px(LEFT), self.height()))
        room = QRect(middle, 0, self.width() - middle - px(LEFT), self.height())
        if self._away:
            self._paint_away(painter, room)
        else:
            self._paint_load(painter, room)
        painter.end()

    def _ink(self, role: str) -> str:
        pressed = self._lit or self.isDown()
        return "ink_selected" if pressed and theme().name == "contrast" else role

    def _paint_who(self, painter: QPainter, rect: QRect) -> None:
        wear = theme()
        if self._key:
            cap, shade = QRect(rect.left(), 0, key_width(str(self._key)), rect.height()), wear.color(self._ink("ink_2"))
            paint_key(painter, cap, str(self._key), ink=shade, edge=wear.color("line_strong"), ground=None)
        side = px(AVATAR)
        circle = QRect(rect.left() + px(32), (rect.height() - side) // 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(wear.color("accent_soft"))
        painter.drawEllipse(circle)
        painter.setFont(wear.font("caption", weight=600))
        painter.setPen(wear.color("on_accent" if wear.name == "contrast" else "accent_ink"))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, initials(self.load.name))
        words = rect.adjusted(px(32) + side + px(12), 0, -px(8), 0)
        above, below = _two_lines(words)
        inks = ("ink" if self.isEnabled() else "ink_2", "ink_3")
        for line, text, step, ink in (
            (above, self.load.name, "body", inks[0]),
            (below, self._second, "caption", inks[1]),
        ):
            paint_words(painter, line, text, step=step, figures=False, ink=self._ink(ink), flags=_LINE)

    def _paint_away(self, painter: QPainter, rect: QRect) -> None:
        side = px(14)
        ink = self._ink("ink_2")
        at = (rect.height() - side) // 2
        drawn = pixmap("calendar-clock", ink, 14, ratio=self.devicePixelRatioF())
        painter.drawPixmap(rect.left(), at, drawn)
        painter.setFont(theme().font("caption"))
        painter.setPen(theme().color(ink))
        words = rect.adjusted(side + px(8), 0, 0, 0)
        painter.drawText(words, _LINE | Qt.TextFlag.TextWordWrap.value, self._away)

    def _paint_load(self, painter: QPainter, rect: QRect) -> None:
        above, below = _two_lines(rect)
        bar = QRect(rect.left(), above.center().y() - px(BAR) // 2, rect.width(), px(BAR))
        load = self.load
        paint_load(painter, bar, LoadParts(load.overdue, load.due_week, load.other), self._longest)
        left = below.left()
        opened, due, late = load_words(load, short=not self._fits(below.width()))
        for text, ink, weight in ((opened, "ink", 600), (due, "ink_2", 400), (late, "status.overdue.text", 400)):
            if text:
                left = self._paint_word(painter, below, left, text, ink=ink, weight=weight)

    def _fits(self, room: int) -> bool:
        """Whether the words stand beside each other as they are."""
        metrics = QFontMetrics(theme().font("caption", figures=True, weight=600))
        return sum(metrics.horizontalAdvance(each) + px(14) for each in load_words(self.load) if each) <= room

    def _paint_word(self, painter: QPainter, line: QRect, left: int, text: str, *, ink: str, weight: int) -> int:
        late = ink.startswith("status")
        if late:
            drawn = pixmap("triangle-alert", self._ink(ink), 12, ratio=self.devicePixelRatioF())
            painter.drawPixmap(left, line.center().y() - px(12) // 2, drawn)
            left += px(16)
        font = theme().font("caption", figures=True, weight=weight)
        room = line.right() - left
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, max(0, room))
        painter.setFont(font)
        painter.setPen(theme().color(self._ink(ink)))
        painter.drawText(QRect(left, line.top(), max(0, room), line.height()), _LINE, shown)
        return left + QFontMetrics(font).horizontalAdvance(text) + px(12)


def _two_lines(rect: QRect) -> tuple[QRect, QRect]:
    upper, lower = (QFontMetrics(theme().font(step)).height() for step in ("body", "caption"))
    top = rect.top() + (rect.height() - upper - lower) // 2
    return QRect(rect.left(), top, rect.width(), upper), QRect(rect.left(), top + upper, rect.width(), lower)


class PeoplePanel(QWidget):
    """Everybody who can own cases, always in the same order; `chosen` gives a staff id and cases, or None for the
    selected ones."""

    chosen = Signal(int, object)
    reassign_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "people_panel", self.tr("People"))
        self.rows: Mapping[int, PersonRow] = {}
        self._inside = named(QWidget(self), "people_inside")
        self._list = QVBoxLayout(self._inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self.area = scrolled(self._inside, self, name="people_area", says=self.tr("People"), ground="page")
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.reassign = KeyButton(self.tr("Reassign…"), self, key="R", kind="link", bind=True, name="reassign")
        self.reassign.clicked.connect(self.reassign_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self.area, 1)

    def _head(self) -> QWidget:
        head = named(QWidget(self), "people_head")
        head.setProperty("ground", "window")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(6)
        row.addWidget(text_label(self.tr("People"), head, type="section", name="people_title"))
        row.addWidget(self.reassign)
        row.addStretch(1)
        parts = (("overdue", self.tr("overdue")), ("due_week", self.tr("due this week")), ("other", self.tr("other")))
        for part, words in parts:
            row.addWidget(LegendMark(part, head))
            row.addWidget(text_label(words, head, type="caption", ink="ink_2", name=f"legend_word_{part}"))
        return head

    def show_loads(self, loads: Sequence[Load], clock: Clock, me: int) -> None:
        """Show everybody anew; who had the focus keeps it."""
        had = next((number for number, row in self.rows.items() if row.hasFocus()), None)
        keys, longest = keys_of(loads), max((load.open for load in loads), default=1)
        for old in self.rows.values():
            self._list.removeWidget(old)
            old.hide()
            old.deleteLater()
        while self._list.count():
            self._list.takeAt(0)
        self.rows = {load.staff_id: self._row(load, keys, longest, clock, me) for load in loads}
        for row in self.rows.values():
            self._list.addWidget(row)
        self._list.addStretch(1)
        if had in self.rows:
            self.rows[had].setFocus()

    def _row(self, load: Load, keys: Mapping[int, int], longest: int, clock: Clock, me: int) -> PersonRow:
        made = PersonRow(
            load,
            self._inside,
            key=keys.get(load.staff_id, 0),
            longest=longest,
            away=away_words(load, clock),
            is_me=load.staff_id == me,
        )
        made.clicked.connect(self._chooser(load.staff_id))
        made.dropped.connect(lambda ids, number=load.staff_id: self.chosen.emit(number, ids))
        return made

    def _chooser(self, staff_id: int) -> Callable[[], None]:
        return lambda: self.chosen.emit(staff_id, None)
