"""Work that lasts: how far it is, and a way to stop it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QProgressBar, QSizePolicy, QWidget

from app.ui.widgets.base import text_label
from app.ui.widgets.buttons import KeyButton


class LoadingBar(QProgressBar):
    """A thin bar for work whose length is not known."""

    def __init__(self, parent: QWidget | None = None, *, name: str = "loadingBar") -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(self.tr("Working"))
        self.setTextVisible(False)
        self.setRange(0, 0)


class ProgressRow(QWidget):
    """What is being done, a bar, "212 of 341", and Cancel (`cancelled`)."""

    cancelled = Signal()

    def __init__(self, text: str, parent: QWidget | None = None, *, name: str = "progressRow") -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(text)
        self._words = text_label(text, self, type="table", name=f"{name}Words")
        self._figures = text_label("", self, type="table", ink="ink_2", name=f"{name}Figures")
        self.bar = LoadingBar(self, name=f"{name}Bar")
        self.bar.setAccessibleName(text)
        self.cancel = KeyButton(self.tr("Cancel"), self, name=f"{name}Cancel")
        self.cancel.clicked.connect(self._stop)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(0, 1)
        grid.addWidget(self._words, 0, 0)
        grid.addWidget(self.bar, 1, 0)
        grid.addWidget(self._figures, 0, 1, 2, 1)
        grid.addWidget(self.cancel, 0, 2, 2, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_progress(self, done: int, total: int) -> None:
        """Show how much is done; a total of 0 means nobody knows."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        words = self.tr("{0} of {1}").format(f"{done:,}", f"{total:,}") if total else ""
        self._figures.setText(words)
        self._figures.setAccessibleName(words)

    def begin(self, text: str) -> None:
        """Show it for a new work, whose length nobody knows yet."""
        self.set_text(text)
        self.set_progress(0, 0)
        self.cancel.setEnabled(True)
        self.show()

    def set_text(self, text: str) -> None:
        """Say another step of the work."""
        self._words.setText(text)
        self._words.setAccessibleName(text)
        self.setAccessibleName(text)

    def _stop(self) -> None:
        self.cancel.setEnabled(False)
        self.cancelled.emit()
