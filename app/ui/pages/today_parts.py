"""Parts of the page Today: the strip of figures, short lists of cases, rows of words with one act."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import Actor, actor
from app.queries.cases import CaseRow, case_rows
from app.ui.case_words import Clock
from app.ui.icons import pixmap
from app.ui.lazy_table import LazyTable
from app.ui.lazy_view import LazyView
from app.ui.pages.case_columns import case_columns
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import hairline, mark, named, text_label
from app.ui.widgets.buttons import KeyButton, KeyHint
from app.ui.widgets.rows import install_rows

TABLES = ("case_record", "person", "organization", "category", "staff", "move")
SHOWN = ("due", "number", "subject", "status", "clocks")
WIDTHS = {"due": 164}
ACROSS = (4, 3, 2)
"""How many figures stand in a row where not all fit in one."""


class Figure(NamedTuple):
    """One figure of the strip: its key, its words, its icon and ink when it is not 0."""

    key: str
    words: str
    icon: str = ""
    ink: str = "ink"


def divider(parent: QWidget) -> QFrame:
    """An upright line between two areas; in high contrast the ground does not tell them apart."""
    made = named(QFrame(parent), "column_line")
    made.setProperty("kind", "divider")
    made.setFixedWidth(1)
    return made


class FigureButton(QAbstractButton):
    """A figure over its words; choosing it opens its list."""

    def __init__(self, figure: Figure, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, f"figure_{figure.key}", figure.words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.figure, self.value = figure, 0

    def set_value(self, value: int) -> None:
        """Show another number."""
        self.value = value
        self.setText(f"{value:,}")
        self.setAccessibleName(f"{self.figure.words}: {value:,}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = QFontMetrics(theme().font("table")).horizontalAdvance(self.figure.words)
        return QSize(words + theme().px(32), theme().px(62))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        wear, painter = theme(), QPainter(self)
        if self.underMouse() or self.isDown():
            painter.fillRect(self.rect(), wear.color("sunken"))
        left, line = wear.px(16), wear.px(32)
        lit = self.value > 0 and bool(self.figure.icon)
        ink = self.figure.ink if lit else "ink"
        if lit:
            drawn = pixmap(self.figure.icon, ink, 18, ratio=self.devicePixelRatioF())
            painter.drawPixmap(left, wear.px(8) + (line - wear.px(18)) // 2, drawn)
            left += wear.px(26)
        painter.setPen(wear.color(ink))
        painter.setFont(wear.font("figure"))
        painter.drawText(QRect(left, wear.px(6), self.width(), line), Qt.AlignmentFlag.AlignVCenter, f"{self.value:,}")
        painter.setPen(wear.color("ink_2"))
        painter.setFont(wear.font("table"))
        below = QRect(wear.px(16), wear.px(36), self.width() - wear.px(16), wear.px(20))
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, self.figure.words)
        painter.end()


class FigureStrip(QFrame):
    """The figures in one row, or in more where there is no room."""

    chosen = Signal(str)

    def __init__(self, figures: Sequence[Figure], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "figures", self.tr("Figures"))
        self.setProperty("kind", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(1, 1, 1, 1)
        self._grid.setSpacing(0)
        self._across = 0
        self.buttons = {figure.key: FigureButton(figure, self) for figure in figures}
        for key, button in self.buttons.items():
            button.clicked.connect(self._opener(key))
        theme().changed.connect(self._fit)
        self._fit()

    def _opener(self, key: str) -> Callable[[], None]:
        return lambda: self.chosen.emit(key)

    def _fit(self) -> None:
        self._across = 0
        self._fold()

    def _width_of(self, across: int) -> int:
        """The width of so many figures in a row."""
        widths = [button.sizeHint().width() for button in self.buttons.values()]
        return sum(max(widths[column::across]) for column in range(across)) + 2

    def _fold(self) -> None:
        ways = [each for each in (len(self.buttons), *ACROSS) if each <= len(self.buttons)]
        across = next((each for each in ways if self._width_of(each) <= self.width()), ways[-1])
        if across == self._across:
            return
        self._across = across
        for at, button in enumerate(self.buttons.values()):
            self._grid.addWidget(button, at // across, at % across)
            button.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width_of(ACROSS[-1]), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(theme().color("line"))
        for button in self.buttons.values():
            if button.x() > 4:
                painter.drawLine(button.x() - 1, button.y(), button.x() - 1, button.geometry().bottom())
        painter.end()


class ShortList(QWidget):
    """A few cases as rows, without a head; Enter opens one."""

    opened = Signal(object)

    def __init__(self, seat: Seat, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._seat = seat
        columns = {column.key: column for column in case_columns(self._clock)}
        self.model: LazyTable[CaseRow] = LazyTable(
            seat.jobs,
            [replace(columns[key], width=WIDTHS.get(key, columns[key].width)) for key in SHOWN],
            find_rows=self._rows,
            tables=TABLES,
            main="case_record",
            parent=self,
        )
        self.view = LazyView(self.model, name=f"{name}_table", label=label, parent=self)
        install_rows(self.view)
        self.view.horizontalHeader().hide()
        self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.activated_id.connect(self.opened)
        self.model.counted.connect(self._fit_count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        theme().changed.connect(self._fit)
        self._fit()

    def show_cases(self, ids: Callable[[Session, Actor], list[int]]) -> None:
        """Show these, in their order."""
        me, now = self._seat.me.id, self._seat.now
        self.model.show_ids(lambda s, sort, down: array("q", ids(s, actor(s, me, now()))))

    def _clock(self) -> Clock:
        return Clock(self._seat.now(), self._seat.zone)

    def _rows(self, session: Session, ids: Sequence[int]) -> list[CaseRow]:
        at = self._seat.now()
        return case_rows(session, actor(session, self._seat.me.id, at), ids, at=at)

    def _fit_count(self, _: int) -> None:
        self._fit()

    def _fit(self) -> None:
        height = max(36, theme().row_height() + 4)
        self.view.verticalHeader().setDefaultSectionSize(height)
        self.setFixedHeight(self.model.count * height + 2)
        self.view.head.scale()


class WordRow(QWidget):
    """Words, quieter words below or beside them, and one act at the right."""

    acted = Signal()

    def __init__(
        self, first: str, second: str, parent: QWidget | None = None, *, act: str = "", left: str = "", name: str
    ) -> None:
        super().__init__(parent)
        named(self, name, f"{left} {first} {second}".strip())
        row = QHBoxLayout()
        row.setContentsMargins(0, 7, 0, 7)
        row.setSpacing(10)
        if left:
            told = text_label(left, self, type="table", ink="ink_2", name=f"{name}_left")
            told.setFixedWidth(theme().px(84))
            row.addWidget(told, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        for text, ink in ((first, "ink"), (second, "ink_2")):
            if text:
                label = text_label(text, self, type="table", ink=ink, name=f"{name}_words")
                label.setWordWrap(True)
                words.addWidget(label)
        row.addLayout(words, 1)
        if act:
            button = KeyButton(act, self, kind="link", name=f"{name}_act")
            button.setAccessibleName(f"{act}: {first}")
            button.clicked.connect(self.acted)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(hairline(self))
        column.addLayout(row)
        mark(self)


class Section(QWidget):
    """A titled place for rows that are made anew each time; `key` goes there, see `today_keys`."""

    def __init__(self, title: str, parent: QWidget | None = None, *, name: str, key: str = "") -> None:
        super().__init__(parent)
        named(self, name, title)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        head = text_label(title, self, type="table", name=f"{name}_title")
        head.setProperty("weight", "600")
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(head)
        if key:
            line.addWidget(KeyHint(key, self, name=f"{name}_key"))
        line.addStretch(1)
        self._column.addLayout(line)
        self._column.addSpacing(8)
        self._rows: list[QWidget] = []

    def set_rows(self, rows: Sequence[QWidget]) -> None:
        """Show these rows in place of the ones before; without any it hides. An act that stays keeps the focus."""
        focus = QApplication.focusWidget()
        held = focus.objectName() if focus is not None and self.isAncestorOf(focus) else ""
        for old in self._rows:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows = list(rows)
        for row in rows:
            self._column.addWidget(row)
        self.setVisible(bool(rows))
        again = self.findChildren(QAbstractButton, held) if held else []
        if again:
            again[-1].setFocus()  # the ones before live on until the event loop comes round
