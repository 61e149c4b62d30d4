"""Pages sent to a printer: drawn off the UI thread, one at a time, at the printer's ease."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from app.reports.paper import Paper, Picture
from app.ui.jobs import Jobs

DPI = 300


class Printing(QObject):
    """One paper on its way to a printer. `done` tells how many pages went there; `failed` when it could not begin."""

    progressed = Signal(int, int)
    done = Signal(int)
    failed = Signal()

    def __init__(self, jobs: Jobs, paper: Paper, printer: QPrinter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._paper, self._printer = jobs, paper, printer
        self._painter = QPainter()
        self._pages = wanted_pages(printer, paper.page_count)
        self._at = 0
        self._stopped = False

    def start(self) -> None:
        """Begin; every page follows the one before it."""
        self._printer.setFullPage(True)
        width, height = self._paper.sizes[0]
        size = QPageSize.PageSizeId.A4 if abs(width - 595) < 3 and height > 800 else QPageSize.PageSizeId.Letter
        self._printer.setPageSize(QPageSize(size))
        self._printer.setPageOrientation(QPageLayout.Orientation.Portrait)
        if not self._painter.begin(self._printer):
            self.failed.emit()
            return
        self._ask()

    def cancel(self) -> None:
        """Stop after the page being drawn; what the printer has not begun is thrown away."""
        self._stopped = True

    def _ask(self) -> None:
        page, paper = self._pages[self._at], self._paper
        self._jobs.run(lambda _: paper.picture(page, scale=DPI / 72), then=self._drawn, owner=self)

    def _drawn(self, picture: Picture) -> None:
        if self._stopped:
            self._printer.abort()
            self._painter.end()
            self.done.emit(0)
            return
        if self._at:
            self._printer.newPage()
        image = QImage(picture.pixels, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32)
        self._painter.drawImage(self._painter.viewport(), image)
        self._at += 1
        self.progressed.emit(self._at, len(self._pages))
        if self._at < len(self._pages):
            self._ask()
            return
        self._painter.end()
        self.done.emit(self._at)


def wanted_pages(printer: QPrinter, count: int) -> list[int]:
    """The pages (from 0) that the print dialog asks for."""
    first, last = printer.fromPage() or 1, printer.toPage() or count
    return list(range(max(1, first) - 1, min(last, count))) or list(range(count))
