"""The frame around a made-up office, which nobody can take for the real one."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.first_paint import ALIGN_CENTER
from app.ui.theme import theme
from app.ui.widgets.base import named

EDGE, BAND = 4, 26
COLOUR = "status.reopened.text"


class TrainingFrame(QWidget):
    """Holds the page of the window; with `training` it wears a coloured border and says that nothing here is real."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "training_frame")
        self.words = self.tr("Training city. Nothing here is real.")
        self.page: QWidget | None = None
        self.training = False
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.setContentsMargins(0, 0, 0, 0)
        theme().changed.connect(self._fit)

    def show_page(self, page: QWidget) -> None:
        """Show a page; the one before goes."""
        old, self.page = self.page, page
        self._column.addWidget(page)
        if self.isVisible():
            page.show()  # else it comes with the window, laid out once
        if old is not None and old is not page:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()

    def set_training(self, training: bool) -> None:
        """Wear the frame, or not."""
        self.training = training
        self.setAccessibleName(self.words if training else "")
        self._fit()

    def _fit(self) -> None:
        edge = EDGE if self.training else 0
        self._column.setContentsMargins(edge, theme().px(BAND) if self.training else 0, edge, edge)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.training:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color(COLOUR))
        painter.setPen(theme().color("page"))
        painter.setFont(theme().font("table", weight=600))
        painter.drawText(0, 0, self.width(), theme().px(BAND), ALIGN_CENTER, self.words)
        painter.end()
