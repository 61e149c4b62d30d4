"""Pages of a report on the screen: drawn off the UI thread, zoomed, turned and searched."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.reports.paper import Hit, Pages, Picture
from app.ui.jobs import Jobs
from app.ui.theme import theme
from app.ui.widgets.base import named

MARGIN = 24
STEPS = (0.5, 0.67, 0.81, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)
POINTS = 96 / 72
WAIT_MS = 40


class Sheet(QWidget):
    """One page as it will be on paper, white in every theme, with what was found marked on it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "report_sheet", self.tr("Page of the report"))
        self._image = QImage()
        self._scale = 1.0
        self._boxes: list[QRectF] = []
        self._current: list[QRectF] = []

    def lay(self, size: tuple[float, float], scale: float) -> None:
        """Take the size of the page in points at `scale` pixels a point; the picture follows."""
        self._scale = scale
        self.setFixedSize(QSize(round(size[0] * scale), round(size[1] * scale)))
        self.update()

    def show_picture(self, picture: Picture | None) -> None:
        """Show a picture of the page, or white paper until there is one."""
        self._image = QImage()
        if picture is not None:
            kind = QImage.Format.Format_RGB32
            self._image = QImage(picture.pixels, picture.width, picture.height, picture.stride, kind).copy()
        self.update()

    def mark(self, hits: list[Hit], current: Hit | None) -> None:
        """Mark the words found on this page, the current one stronger."""
        self._boxes = [QRectF(*box) for hit in hits for box in hit.boxes]
        self._current = [QRectF(*box) for box in current.boxes] if current else []
        self.update()

    @property
    def has_picture(self) -> bool:
        """Whether the page was drawn."""
        return not self._image.isNull()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if self.has_picture:
            painter.drawImage(self.rect(), self._image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        for boxes, color in ((self._boxes, QColor(255, 240, 140)), (self._current, QColor(255, 196, 90))):
            for box in boxes:
                painter.fillRect(self._on_screen(box), color)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setPen(theme().color("line_strong"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _on_screen(self, box: QRectF) -> QRectF:
        spot = QRectF(*(each * self._scale for each in (box.x(), box.y(), box.width(), box.height())))
        return spot.adjusted(-2, -2, 2, 2)


class ReportPreview(QScrollArea):
    """The pages of a paper, one at a time: PgUp and PgDn turn, Ctrl with + and - zooms, Ctrl+0 fits the width."""

    turned = Signal(int, int)
    """The page shown (from 1) and how many there are."""
    zoomed = Signal(int, bool)
    """Per cent, and whether it follows the width."""
    found = Signal(int, int)
    """Which hit is shown (from 1, or 0) and how many there are."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "report_preview", self.tr("Preview of the report"))
        self._jobs, self._page = jobs, 0
        self._paper: Pages | None = None
        self._open: list[Pages] = []
        self.destroyed.connect(partial(_close, self._open))  # no method: it would be gone before this is said
        self.is_whole = True
        self._zoom: float | None = None
        self._hits: list[Hit] = []
        self._hit = -1
        self._wanted = 0
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._draw)
        self.sheet = Sheet()
        self._arrange()

    def _arrange(self) -> None:
        ground = named(QWidget(), "report_ground")
        ground.setProperty("ground", "window")
        ground.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(ground)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.addWidget(self.sheet, 0, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setWidget(ground)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def paper(self) -> Pages | None:
        """What is shown."""
        return self._paper

    @property
    def page(self) -> int:
        """The page shown, from 0."""
        return self._page

    @property
    def page_count(self) -> int:
        """How many pages there are; 0 without a paper."""
        return self._paper.page_count if self._paper else 0

    def show_paper(self, paper: Pages | None, *, whole: bool = True, page: int = 0) -> None:
        """Show another paper from its first page, or from `page`, or none; the one shown before is closed.

        Of one that is not `whole` the last pages are still to come, and nobody knows how many.
        """
        if paper is not self._paper:
            _close(self._open)
        self._paper, self._open[:] = paper, [] if paper is None else [paper]
        self.is_whole = whole
        self._page, self._hits, self._hit = min(page, max(0, self.page_count - 1)), [], -1
        self.sheet.setVisible(paper is not None)
        self._lay()

    def turn(self, by: int) -> None:
        """Go so many pages on or back, as far as there are any."""
        self.go_to(self._page + by)

    def go_to(self, page: int) -> None:
        """Show a page, counted from 0; the nearest there is."""
        wanted = max(0, min(page, self.page_count - 1))
        if wanted != self._page:
            self._page = wanted
            self.verticalScrollBar().setValue(0)
            self._lay()

    def zoom_by(self, step: int) -> None:
        """One step larger or smaller."""
        now = self._percent() / 100
        larger = [each for each in STEPS if each > now + 0.005]
        smaller = [each for each in STEPS if each < now - 0.005]
        self._zoom = (larger[:1] or [STEPS[-1]])[0] if step > 0 else (smaller[-1:] or [STEPS[0]])[0]
        self._lay()

    def fit_width(self) -> None:
        """As wide as there is room for."""
        self._zoom = None
        self._lay()

    def look_for(self, text: str) -> None:
        """Mark where the words stand in the report and go to the first place; `found` says how many."""
        paper = self._paper
        if paper is None:
            return
        self._jobs.run(lambda _work: (paper, paper.find(text)), then=self._have_found, failed=_unheard, owner=self)

    def find_next(self, step: int = 1) -> None:
        """Go to the next place, or the one before; from the last to the first."""
        if self._hits:
            self._hit = (self._hit + step) % len(self._hits)
            self._show_hit()

    def _have_found(self, answer: tuple[Pages, list[Hit]]) -> None:
        paper, hits = answer
        if paper is not self._paper:
            return
        self._hits = hits
        self._hit = next((n for n, hit in enumerate(hits) if hit.page >= self._page), 0 if hits else -1)
        self._show_hit()

    def _show_hit(self) -> None:
        hit = self._hits[self._hit] if self._hits else None
        if hit is not None:
            self.go_to(hit.page)
            x, y, width, height = (each * self._scale() for each in hit.boxes[0]) if hit.boxes else (0.0,) * 4
            self.ensureVisible(round(x + width / 2) + MARGIN, round(y + height / 2) + MARGIN, 80, 120)
        self._mark()
        self.found.emit(self._hit + 1, len(self._hits))

    def _mark(self) -> None:
        current = self._hits[self._hit] if 0 <= self._hit < len(self._hits) else None
        here = [hit for hit in self._hits if hit.page == self._page]
        self.sheet.mark(here, current if current and current.page == self._page else None)

    def _scale(self) -> float:
        """Pixels a point."""
        if self._zoom is not None:
            return self._zoom * POINTS
        width = self._paper.sizes[self._page][0] if self._paper else 612.0
        return max(0.2, (self.viewport().width() - 2 * MARGIN) / width)

    def _percent(self) -> int:
        return round(self._scale() / POINTS * 100)

    def _lay(self) -> None:
        if self._paper is None:
            return
        self.sheet.lay(self._paper.sizes[self._page], self._scale())
        self.sheet.setAccessibleName(self.tr("Page {0} of {1}").format(self._page + 1, self.page_count))
        self._mark()
        self._wait.start()
        self.turned.emit(self._page + 1, self.page_count)
        self.zoomed.emit(self._percent(), self._zoom is None)

    def _draw(self) -> None:
        paper, page = self._paper, self._page
        if paper is None:
            return
        self._wanted += 1
        turn, scale = self._wanted, self._scale() * self.devicePixelRatioF()
        self._jobs.run(
            lambda _work: (turn, paper.picture(page, scale=scale)), then=self._drawn, failed=_unheard, owner=self
        )

    def _drawn(self, answer: tuple[int, Picture]) -> None:
        turn, picture = answer
        if turn == self._wanted:
            self.sheet.show_picture(picture)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._zoom is None:
            self._lay()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def event(self, event: QEvent) -> bool:
        """Ctrl+0 fits the width here, though elsewhere it shows the page Direct."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            held = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            if held and event.key() == Qt.Key.Key_0:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        turns = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        if key in turns:
            self.turn(turns[Qt.Key(key)])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go_to(0 if key == Qt.Key.Key_Home else self.page_count - 1)
        elif held and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom_by(-1 if key == Qt.Key.Key_Minus else 1)
        elif held and key == Qt.Key.Key_0:
            self.fit_width()
        else:
            super().keyPressEvent(event)


def _close(papers: list[Pages], _gone: object = None) -> None:
    """Let papers go that nobody sees any more."""
    while papers:
        papers.pop().close()


def _unheard(_: object) -> None:
    """A paper that was closed meanwhile is not looked at any more."""
