"""The pages of a report at the side of the preview, small; only those that are seen are drawn."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.reports.paper import Pages, Picture
from app.ui.jobs import Jobs
from app.ui.pages.report_preview import ReportPreview
from app.ui.theme import theme
from app.ui.thumbnails import image_of
from app.ui.widgets.base import named

WIDE, PAD, WAIT_MS, AT_ONCE, KEPT = 76, 8, 30, 8, 400
Index = QModelIndex | QPersistentModelIndex


class _Small(QStyledItemDelegate):
    """A white sheet with its picture and its number below; the current one has an edge."""

    def __init__(self, pages: PageList) -> None:
        super().__init__(pages)
        self._pages = pages

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the sheet; its picture is asked for where it is missing."""
        rect, chosen = option.rect, bool(option.state & QStyle.StateFlag.State_Selected)
        number, high = painter.fontMetrics().height(), self._pages.sheet_size(index.row())
        sheet = QRect(rect.left() + (rect.width() - high.width()) // 2, rect.top() + PAD, high.width(), high.height())
        painter.save()
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color("accent_soft"))
            painter.drawRoundedRect(rect.adjusted(2, 1, -2, -1), 6, 6)
        painter.fillRect(sheet, Qt.GlobalColor.white)
        image = self._pages.picture_of(index.row())
        if image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(sheet, image)
        painter.setPen(theme().color("accent" if chosen else "line_strong"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(sheet.adjusted(0, 0, -1, -1))
        painter.setPen(theme().color("ink_selected" if chosen else "ink_2"))
        painter.setFont(theme().font("caption", figures=True))
        below = QRect(rect.left(), sheet.bottom() + 2, rect.width(), number)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(index.row() + 1))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self._pages.row_size(index.row())


class PageList(QListWidget):
    """Follows a preview and leads it: choosing a page shows it there."""

    chosen = Signal(int)
    """The page (from 0) that somebody chose."""

    def __init__(self, jobs: Jobs, preview: ReportPreview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "report_pages", self.tr("Pages of the report"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(_Small(self))
        self._jobs, self._preview = jobs, preview
        self._paper: Pages | None = None
        self._drawn: dict[int, QImage] = {}
        self._missing: list[int] = []
        self._is_drawing = False
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._draw)
        preview.turned.connect(self._follow)
        self.currentRowChanged.connect(self._choose)
        theme().changed.connect(self._fit)
        self._fit()

    def show_paper(self, paper: Pages | None) -> None:
        """Show the pages of another paper, or none; pictures drawn of the same pages before stay till they come."""
        self._paper, self._missing, self._drawn = paper, [], {}
        self.blockSignals(True)
        self.clear()
        for number in range(paper.page_count if paper else 0):
            item = QListWidgetItem(self)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, self.tr("Page {0}").format(number + 1))
        self.setCurrentRow(self._preview.page if paper else -1)
        self.blockSignals(False)

    def sheet_size(self, page: int) -> QSize:
        """How large the small sheet of a page is, in px."""
        width, height = self._paper.sizes[page] if self._paper and page < len(self._paper.sizes) else (612.0, 792.0)
        wide = theme().px(WIDE)
        return QSize(wide, round(wide * height / width))

    def row_size(self, page: int) -> QSize:
        """The room of a page with its number."""
        return QSize(theme().px(WIDE), self.sheet_size(page).height() + 2 * PAD + theme().px(16))

    def picture_of(self, page: int) -> QImage | None:
        """The small picture, which is drawn soon where there is none yet."""
        if page not in self._drawn and page not in self._missing:
            self._missing.append(page)
            self._wait.start()
        return self._drawn.get(page)

    def _draw(self) -> None:
        """Those that were painted without a picture last are on the screen now."""
        paper, wanted = self._paper, self._missing[-AT_ONCE:]
        if paper is None or not wanted or self._is_drawing:
            return
        self._missing, self._is_drawing = [], True
        scales = {page: self._scale(page) for page in wanted}

        def work(_: object) -> tuple[Pages, dict[int, Picture]]:
            return paper, {page: paper.picture(page, scale=scale) for page, scale in scales.items()}

        self._jobs.run(work, then=self._came, failed=_unheard, ended=self._ended, owner=self)

    def _scale(self, page: int) -> float:
        width = self._paper.sizes[page][0] if self._paper else 612.0
        return self.sheet_size(page).width() / width * self.devicePixelRatioF()

    def _came(self, answer: tuple[Pages, dict[int, Picture]]) -> None:
        paper, pictures = answer
        if paper is not self._paper:
            return
        if len(self._drawn) > KEPT:
            self._drawn.clear()
        self._drawn.update({page: image_of(picture) for page, picture in pictures.items()})
        self.viewport().update()

    def _ended(self) -> None:
        self._is_drawing = False
        if self._missing:
            self._wait.start()

    def _follow(self, page: int, _pages: int) -> None:
        self.blockSignals(True)
        self.setCurrentRow(page - 1)
        self.blockSignals(False)
        self.viewport().update()

    def _choose(self, row: int) -> None:
        if row >= 0:
            self._preview.go_to(row)
            self.chosen.emit(row)

    def _fit(self) -> None:
        self._drawn = {}
        self.setFixedWidth(theme().px(WIDE) + 2 * PAD + 16)
        self.scheduleDelayedItemsLayout()


def _unheard(_: object) -> None:
    """A paper that was closed meanwhile has no pictures."""
