"""The page of one record: head with acts, facts at left, what happened in the middle, what belongs to it at right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.errors import AppError, NotFound
from app.ui.pages.case_bits import emptied, link_button, scrolled
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.banner import Banner
from app.ui.widgets.base import hairline, named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.pills import Pill

MARGIN, FACTS, SIDE, LABEL = 24, 312, 272, 84


class RecordView(QWidget):
    """Subclasses answer `ask` (read the record) and fill the parts; `number` is the id shown, or None."""

    back_wanted = Signal()
    sheet_wanted = Signal(object, object)
    """A form to show, and what to do with its result (or None)."""
    tables: tuple[str, ...] = ()

    def __init__(self, seat: Seat, *, name: str, back: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, name, back)
        self.seat, self._name = seat, name
        self.number: int | None = None
        self.back = link_button(f"‹ {back}", self, name=f"{name}_back", says=self.tr("Back to {0}").format(back))
        self.back.clicked.connect(self.back_wanted)
        self.title = text_label("", self, type="subject", name=f"{name}_title")
        self.title.setWordWrap(True)
        self.warning = Banner("warning", "", self, name=f"{name}_warning")
        self.warning.hide()
        self.acts: list[KeyButton] = []
        self._pills, self._buttons = QHBoxLayout(), QHBoxLayout()
        self.facts, self.middle, self.side = QGridLayout(), QVBoxLayout(), QVBoxLayout()
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.setInterval(30)  # after Qt has shown what was put in
        self._fitting.timeout.connect(self._fit_parts)
        self._arrange()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # where one is once it opens; Tab goes on to its first control
        theme().changed.connect(self._fold)
        seat.jobs.changed.connect(self._changed)
        self._fold()

    # -- parts ----------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(self.warning)
        column.addWidget(hairline(self, strong=True))
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(0)
        self._left, self._center, self._right = self._part("facts", "page"), QWidget(self), self._part("side", "sunken")
        for part, inner in ((self._left, self._padded(self.facts)), (self._right, self._padded(self.side))):
            part.setLayout(inner)
        self._center.setObjectName(f"{self._name}_middle")
        self._center.setLayout(self._padded(self.middle))
        says = (self.tr("Facts"), self.tr("Cases and contacts"), self.tr("What belongs to it"))
        self.areas = [
            scrolled(part, self, name=f"{self._name}_{part.objectName()}_area", says=words, ground=ground)
            for part, words, ground in zip(
                (self._left, self._center, self._right), says, ("page", "page", "sunken"), strict=True
            )
        ]
        for area in self.areas:
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._columns.addWidget(area, 1 if area is self.areas[1] else 0)
        column.addWidget(self._whole(), 1)

    def _whole(self) -> QWidget:
        """All columns in one that scrolls: with large text they stand below each other, as high as they are."""
        inside = named(QWidget(self), f"{self._name}_columns")
        inside.setLayout(self._columns)
        self._columns.setContentsMargins(0, 0, 0, 0)
        whole = scrolled(inside, self, name=f"{self._name}_whole", says=self.tr("The whole page"), ground="page")
        whole.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return whole

    def _part(self, name: str, ground: str) -> QWidget:
        part = QWidget(self)
        part.setObjectName(f"{self._name}_{name}")
        part.setProperty("ground", ground)
        return part

    def _padded(self, inner: QGridLayout | QVBoxLayout) -> QVBoxLayout:
        outer = QVBoxLayout()
        outer.setContentsMargins(MARGIN, 16, 16, 16)
        outer.addLayout(inner)
        outer.addStretch(1)
        inner.setSpacing(8)
        return outer

    def _head(self) -> QVBoxLayout:
        head = QVBoxLayout()
        head.setContentsMargins(MARGIN - 4, 10, MARGIN, 12)
        head.setSpacing(6)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.back)
        first.addLayout(self._pills)
        first.addStretch(1)
        self._pills.setSpacing(8)
        self._buttons.setSpacing(8)
        second.setContentsMargins(4, 0, 0, 0)
        second.addWidget(self.title, 1)
        second.addLayout(self._buttons)
        head.addLayout(first)
        head.addLayout(second)
        return head

    def add_act(self, button: KeyButton) -> KeyButton:
        """Put an act at the right of the head."""
        self.acts.append(button)
        self._buttons.addWidget(button)
        return button

    def put_on_side(self, part: QWidget) -> None:
        """Put a part above what belongs to the record; it stays when another record is shown."""
        column = self._right.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(0, part)

    def _fold(self) -> None:
        """Over 150 % text the columns stand below each other."""
        compact = theme().is_compact
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(down if compact else across)
        for area, width in ((self.areas[0], FACTS), (self.areas[2], SIDE)):
            area.setMinimumWidth(0 if compact else theme().px(width))
            area.setMaximumWidth(16_777_215 if compact else theme().px(width))
            area.setMinimumHeight(0)
        self.fit_parts()

    def fit_parts(self) -> None:
        """Have the parts as high as what was put into them; their layouts alone do not tell the scroll areas."""
        self._fitting.start()

    def _fit_parts(self) -> None:
        for area in self.areas:
            inside = area.widget()
            assert inside is not None
            inside.setMinimumHeight(0)
            wanted = inside.heightForWidth(area.viewport().width())
            high = max(wanted, inside.minimumSizeHint().height())
            inside.setMinimumHeight(high)
            area.setMinimumHeight(high if theme().is_compact else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other widths, other heights."""
        super().resizeEvent(event)
        self.fit_parts()

    # -- what is shown --------------------------------------------------------------------------------------

    def show_record(self, number: int) -> None:
        """Show another record; what was shown goes when the answer is there."""
        if number != self.number:
            self.number = number
            self._blank()
        self.ask()

    def _blank(self) -> None:
        for layout in (self.facts, self.middle, self.side, self._pills):
            emptied(layout)
        self.title.setText("")
        self.warning.hide()

    def leave(self) -> None:
        """Nobody looks at it any more."""
        self.number = None

    def gone(self, error: AppError) -> None:
        """What cannot be seen any more is taken off the page: it was made confidential meanwhile, or is gone."""
        if not isinstance(error, NotFound):
            self.seat.messages.error(error)
            return
        self._blank()
        self.seat.messages.problem(error.sentence)
        self.back_wanted.emit()

    def ask(self) -> None:
        """Read the record."""
        raise NotImplementedError

    def _changed(self, changes: Any) -> None:
        if self.number is not None and changes.touches(*self.tables):
            self.ask()

    def show_head(self, title: str, pills: Sequence[tuple[str, str]]) -> None:
        """The title, and pills as (status, words)."""
        self.title.setText(title)
        self.title.setAccessibleName(title)
        self.setAccessibleName(title)
        emptied(self._pills)
        for status, words in pills:
            self._pills.addWidget(Pill(status, self, word=words, name="record_pill"))

    def show_warning(self, bold: str, words: str) -> None:
        """The line nobody can overlook; "" for none."""
        self.warning.set_text(bold, words)
        self.warning.setVisible(bool(words))

    def show_facts(self, facts: Sequence[tuple[str, Sequence[str | QWidget]]]) -> None:
        """Labels, each with its lines; those without lines are left out."""
        emptied(self.facts)
        place = 0
        for word, lines in facts:
            for number, line in enumerate(each for each in lines if each):
                if not number:
                    label = text_label(word, self._left, type="table", ink="ink_2", name="fact_label")
                    label.setMinimumWidth(theme().px(LABEL))
                    self.facts.addWidget(label, place, 0, Qt.AlignmentFlag.AlignTop)
                value = self._value(line)
                if isinstance(value, QLabel):
                    self.facts.addWidget(value, place, 1)
                else:  # a link keeps its size, and would keep the whole column to it
                    self.facts.addWidget(value, place, 1, Qt.AlignmentFlag.AlignLeft)
                place += 1
        self.facts.setColumnStretch(1, 1)

    def _value(self, line: str | QWidget) -> QWidget:
        if isinstance(line, QWidget):
            return line
        value = text_label(line, self._left, type="table", name="fact_value")
        value.setWordWrap(True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return value
