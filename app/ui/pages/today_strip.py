"""The strip of figures on Today, each opening its list, and the lines of what came back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.queries.today import Return, Today
from app.ui.case_words import Clock, moment_words
from app.ui.theme import theme
from app.ui.widgets.base import IconMark, mark, text_label
from app.ui.widgets.heads import ElidedLabel

TONES = {"overdue": ("triangle-alert", "overdue"), "due_today": ("clock", "due_soon")}
VERB_ICONS = {"assigned": "user-check", "reopened": "rotate-ccw", "replied": "send", "noted": "sticky-note"}


class Figure(QPushButton):
    """One figure: the number, its word, a mark where it hurts."""

    def __init__(self, key: str, word: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"figure_{key}")
        mark(self, kind="figure")
        self._word, self._tone = word, TONES.get(key)
        self._icon = IconMark("clock", self, size=16, name=f"figure_icon_{key}")
        self._icon.hide()
        self.number = text_label("–", self, type="figure", name=f"figure_number_{key}")
        label = text_label(word, self, type="caption", ink="ink_2", name=f"figure_word_{key}")
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._icon)
        top.addWidget(self.number)
        top.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 6, 10, 6)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(label)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumSize(column.sizeHint())
        for child in (self.number, label, self._icon):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_number(self, number: int) -> None:
        """Write the figure; where it is more than nought its tone comes with an icon."""
        self.number.setText(f"{number:,}")
        hurts = self._tone is not None and number > 0
        mark(self.number, ink=self._tone[1] if self._tone and hurts else "ink")
        if self._tone and hurts:
            self._icon.set_icon(self._tone[0], f"status.{self._tone[1]}.text")
        self._icon.setVisible(hurts)
        self.setAccessibleName(f"{self._word}: {number:,}")
        layout = self.layout()
        if layout is not None:
            self.setMinimumSize(layout.sizeHint())


class FigureStrip(QFrame):
    """Seven figures in a row, in two rows for large text."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("figure_strip")
        self.setAccessibleName(self.tr("Figures of your desk"))
        mark(self, kind="panel")
        words = (
            ("open", self.tr("Open")),
            ("overdue", self.tr("Overdue")),
            ("due_today", self.tr("Due today")),
            ("due_week", self.tr("Due this week")),
            ("with_departments", self.tr("With departments")),
            ("with_residents", self.tr("With residents")),
            ("unassigned", self.tr("Unassigned")),
        )
        self.figures = {key: Figure(key, word, self) for key, word in words}
        for key, figure in self.figures.items():
            figure.clicked.connect(lambda _=False, key=key: self.wanted.emit(key))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(1, 1, 1, 1)
        self._grid.setSpacing(0)
        self.setFocusProxy(self.figures["open"])
        theme().changed.connect(self._arrange)
        self._arrange()

    def show_figures(self, desk: Today) -> None:
        """Write all of them."""
        for key, figure in self.figures.items():
            figure.show_number(getattr(desk, key))

    def _arrange(self) -> None:
        across = 4 if theme().is_compact else len(self.figures)
        for place, figure in enumerate(self.figures.values()):
            self._grid.removeWidget(figure)
            self._grid.addWidget(figure, place // across, place % across)


class ReturnLine(QPushButton):
    """Somebody did something on a case of yours: who, what, which, when."""

    def __init__(self, told: Return, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("return_line")
        mark(self, kind="line")
        words = {
            "assigned": self.tr("handed you"),
            "reopened": self.tr("reopened"),
            "replied": self.tr("replied on"),
            "noted": self.tr("left a note on"),
            "moved": self.tr("moved"),
        }[told.verb]
        by = told.by or self.tr("Somebody")
        self.setAccessibleName(f"{by} {words} {told.subject}, {told.number}, {moment_words(told.at, clock)}")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 8, 6)
        row.setSpacing(12)
        row.addWidget(IconMark(VERB_ICONS.get(told.verb, "arrow-right"), self, size=16, name="return_icon"))
        who = text_label(by, self, name="return_by")
        mark(who, weight="600")
        row.addWidget(who)
        row.addWidget(ElidedLabel(f"{words} “{told.subject}”", self), 1)
        row.addWidget(text_label(told.number, self, ink="link", name="return_number"))
        row.addWidget(text_label(moment_words(told.at, clock), self, type="table", ink="ink_2", name="return_at"))
        self.setMinimumHeight(theme().px(36))
