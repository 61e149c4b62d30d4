"""What stands before an office is open: the navy side with the city hall, and room for a form."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.first_paint import first_paint
from app.ui.icons import drawing
from app.ui.theme import theme
from app.ui.widgets.base import IconMark, text_label

FORM_WIDTH = 424
SMALLEST_WITH_SIDE = 980


class CitySide(QFrame):
    """The navy side: mark, name, and the line drawing at its foot."""

    def __init__(self, title: str, below: str, foot: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("city_side")
        self.setProperty("ground", "rail")
        column = QVBoxLayout(self)
        column.setContentsMargins(60, 56, 60, 44)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(IconMark("app-mark", self, role="rail_ink", size=48, name="city_side_mark"))
        words = QVBoxLayout()
        words.setSpacing(2)
        name = text_label(title, self, type="subject", ink="rail_ink", name="city_side_title")
        words.addWidget(name)
        words.addWidget(text_label(below, self, ink="rail_ink", name="city_side_below"))
        head.addLayout(words, 1)
        column.addLayout(head)
        column.addStretch(1)
        said = text_label(foot, self, type="table", ink="rail_ink_2", name="city_side_foot")
        said.setWordWrap(True)
        column.addWidget(said)
        theme().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if first_paint().is_awaited:
            first_paint().then(self.update)  # the form must not wait for the picture beside it
            return
        width = min(self.width() - 120, 640)
        height = round(width * 380 / 642)
        if width < 160 or height > self.height() - 220:
            return
        painter = QPainter(self)
        drawn = drawing("city-hall", "rail_ink_2", width=width, height=height, ratio=self.devicePixelRatioF())
        painter.setOpacity(0.8)
        place = QRectF((self.width() - width) / 2, self.height() - height - theme().px(108), width, height)
        painter.drawPixmap(place.topLeft(), drawn)
        painter.end()


class FrontPage(QFrame):
    """A page before the office is open; subclasses fill `form`, a column in the middle of the right side."""

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setProperty("ground", "page")
        self.side = CitySide(
            self.tr("Liaison"),
            self.tr("Office of Constituent Services"),
            self.tr("The office file stays on this computer. Nothing is sent anywhere."),
            self,
        )
        self.body = QWidget(self)
        self.body.setObjectName(f"{name}_form")
        self.form = QVBoxLayout(self.body)
        self.form.setContentsMargins(4, 24, 4, 24)
        self.form.setSpacing(0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.side, 760)
        row.addWidget(self._scrolled(name), 680)
        theme().changed.connect(self._fit)
        self._fit()

    def _scrolled(self, name: str) -> QScrollArea:
        """The form in the middle; scrolled where the window is low."""
        middle = QFrame(self)
        middle.setObjectName(f"{name}_middle")
        middle.setProperty("ground", "page")
        column = QVBoxLayout(middle)
        column.setContentsMargins(24, 0, 24, 0)
        column.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.body)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setObjectName(f"{name}_scroll")
        area.setProperty("focusPolicy", "NoFocus")
        area.setWidgetResizable(True)
        area.setWidget(middle)
        return area

    def _fit(self) -> None:
        self.body.setFixedWidth(min(theme().px(FORM_WIDTH), 900) + 8)
        self._fold()

    def _fold(self) -> None:
        self.side.setVisible(self.width() >= max(SMALLEST_WITH_SIDE, self.body.width() * 2 + 48))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()
