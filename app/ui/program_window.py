"""The one window of the program: a frame that holds the page of the moment."""

from __future__ import annotations

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QMainWindow

from app.ui.training import TrainingFrame

SMALLEST = (960, 600)
ENTERS = (0x01000004, 0x01000005)
"""Qt.Key.Key_Return and Key_Enter; see `first_paint` for why they are not named."""


class ProgramWindow(QMainWindow):
    """The one window: a frame that holds the page of the moment."""

    closing = Signal()
    painted = Signal()
    """It stands there, all of it, for the first time."""

    def __init__(self) -> None:
        super().__init__()
        self._was_painted = False
        self.setObjectName("program_window")
        self.setWindowTitle("Liaison")
        self.frame = TrainingFrame(self)
        self.setCentralWidget(self.frame)
        self.setMinimumSize(*SMALLEST)
        self.resize(QSize(1440, 900).boundedTo(self.screen().availableSize() - QSize(40, 60)))  # its frame has room

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)  # once all that lies in it is painted too

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, where the page means nothing else by it; Qt knows Space only."""
        focus = self.focusWidget()
        if event.key() in ENTERS and isinstance(focus, QAbstractButton):
            focus.click()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)
