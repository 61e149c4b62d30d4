"""Pages sent to a printer: drawn off the UI thread, one at a time, at the printer's ease."""

from __future__ import annotations

from PySide6.QtCore import QMarginsF, QObject, Signal
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from app.reports.paper import Paper, Picture
from app.ui.jobs import Jobs

DPI = 300
_RANGE = QPrinter.PrintRange


class Printing(QObject):
    """One paper on its way to a printer. `done` tells how many pages went there; `failed` when it did not answer.

    It has the paper for itself, so that another may be looked at meanwhile.
    """

    progressed = Signal(int, int)
    done = Signal(int)
    failed = Signal()

    def __init__(
        self, jobs: Jobs, content: bytes, printer: QPrinter, parent: QObject | None = None, *, current: int = 0
    ) -> None:
        super().__init__(parent)
        self.setObjectName("printing")
        self._jobs, self._paper, self._printer = jobs, Paper(content), printer
        self._painter = QPainter()
        self._pages = wanted_pages(printer, self._paper.page_count, current)
        self._at = 0
        self._stopped = False

    def start(self) -> None:
        """Begin; every page follows the one before it."""
        self._printer.setPageLayout(_layout(*self._paper.sizes[self._pages[0]]))
        self._printer.setFullPage(True)
        if not self._printer.isValid() or not self._painter.begin(self._printer):
            self._end(failed=True)
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
            self._at = 0
            self._end()
            return
        if self._is_gone():
            self._end(failed=True)
            return
        image = QImage(picture.pixels, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32)
        self._painter.drawImage(self._painter.viewport(), image)
        self._at += 1
        self.progressed.emit(self._at, len(self._pages))
        if self._at < len(self._pages):
            self._ask()
            return
        self._end()

    def _is_gone(self) -> bool:
        """Whether the printer takes no more pages; the next one is begun."""
        state = self._printer.printerState()
        if state in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted):
            return True
        return bool(self._at) and not self._printer.newPage()

    def _end(self, *, failed: bool = False) -> None:
        if self._painter.isActive():
            self._painter.end()
        self._paper.close()
        if failed:
            self.failed.emit()
        else:
            self.done.emit(self._at)


def ask_printer(parent: QWidget, name: str, pages: int) -> QPrinter | None:
    """The system's dialog, with a range of pages and the page shown to choose; None where it was left."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(name)
    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, pages)
    dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintCurrentPage)
    return printer if dialog.exec() == QPrintDialog.DialogCode.Accepted else None


def wanted_pages(printer: QPrinter, count: int, current: int = 0) -> list[int]:
    """The pages (from 0) that the print dialog asks for, in its order, each as often as the printer cannot do itself.

    A range that holds no page of this paper means all.
    """
    every = list(range(count))
    found = [page for page in _asked(printer, count, current) if page < count] or every
    if printer.pageOrder() is QPrinter.PageOrder.LastPageFirst:
        found = found[::-1]
    return found if printer.supportsMultipleCopies() else found * max(1, printer.copyCount())


def _asked(printer: QPrinter, count: int, current: int) -> list[int]:
    if printer.printRange() is _RANGE.CurrentPage:
        return [current]
    ranges = [(each.from_, each.to) for each in printer.pageRanges().toRangeList()]
    if not ranges and (printer.fromPage() or printer.toPage()):
        ranges = [(printer.fromPage() or 1, printer.toPage() or count)]
    return [page - 1 for first, last in ranges for page in range(max(1, first), min(last, count) + 1)]


def _layout(width: float, height: float) -> QPageLayout:
    """The printer's page for a page of the paper, given in points."""
    way = QPageLayout.Orientation
    short, long = sorted((width, height))
    size = QPageSize.PageSizeId.A4 if abs(short - 595) < 3 and long > 800 else QPageSize.PageSizeId.Letter
    return QPageLayout(QPageSize(size), way.Landscape if width > height else way.Portrait, QMarginsF())
