"""The reports there are, with the first page of the last one made."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.reports.kinds import ReportKind
from app.reports.paper import Picture
from app.ui.icons import pixmap
from app.ui.theme import theme
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton

WIDTH, CARD, PAGE, PAD = 252, 108, QSize(50, 65), 12
NARROW = 112


class _Card(QStyledItemDelegate):
    """A report: its first page, its title in semibold, and what it is below."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the ground by its state, then picture and words."""
        state, rect = option.state, option.rect.adjusted(2, 2, -2, -2)
        chosen, under = bool(state & QStyle.StateFlag.State_Selected), bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or under:
            painter.setPen(theme().color("accent_line") if chosen else Qt.PenStyle.NoPen)
            painter.setBrush(theme().color("accent_soft" if chosen else "sunken"))
            painter.drawRoundedRect(rect, 6, 6)
        pad, side = theme().px(PAD), QSize(theme().px(PAGE.width()), theme().px(PAGE.height()))
        index.data(Qt.ItemDataRole.DecorationRole).paint(painter, QRect(rect.topLeft() + QPoint(pad, pad), side))
        if not theme().is_compact:
            self._write(
                painter, rect.adjusted(2 * pad + side.width(), pad, -theme().px(4), 0), str(index.data()), chosen
            )
        painter.restore()

    def _write(self, painter: QPainter, words: QRect, text: str, chosen: bool) -> None:
        title, _, about = text.partition("\n")
        painter.setFont(theme().font("body", weight=600))
        painter.setPen(theme().color("ink_selected" if chosen else "ink"))
        painter.drawText(words, Qt.AlignmentFlag.AlignTop, title)
        words.setTop(words.top() + painter.fontMetrics().height() + 2)
        painter.setFont(theme().font("table"))
        painter.setPen(theme().color("ink_2_selected" if chosen else "ink_2"))
        painter.drawText(words, Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap, about)


class ReportGallery(QWidget):
    """A list of reports; `chosen` tells the key."""

    chosen = Signal(str)
    monitoring_wanted = Signal()

    def __init__(self, kinds: Iterable[ReportKind], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "report_gallery", self.tr("Reports"))
        self._kinds = {kind.key: kind for kind in kinds}
        self._pages: dict[str, QImage] = {}
        self.list = named(QListWidget(self), "report_list", self.tr("Reports"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setItemDelegate(_Card(self.list))
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for kind in self._kinds.values():
            self._add(kind)
        self._arrange()
        self.list.currentItemChanged.connect(self._changed)
        theme().changed.connect(self._fit)
        self._fit()

    def choose(self, key: str) -> None:
        """Choose a report by its key; one that is not there changes nothing."""
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole) == key:
                self.list.setCurrentRow(row)

    @property
    def current(self) -> str:
        """The key of the report chosen, or ""."""
        row = self.list.currentRow()
        return str(self.list.item(row).data(Qt.ItemDataRole.UserRole)) if row >= 0 else ""

    def show_first_page(self, key: str, picture: Picture) -> None:
        """Show the first page of the last one made of this report."""
        image = QImage(picture.pixels, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32)
        self._pages[key] = image.copy()
        self._fit()

    def _add(self, kind: ReportKind) -> None:
        item = QListWidgetItem(f"{kind.title}\n{kind.about}")
        item.setData(Qt.ItemDataRole.UserRole, kind.key)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{kind.title}. {kind.about}")
        item.setToolTip(f"{kind.title}. {kind.about}")
        self.list.addItem(item)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 12, 12)
        column.setSpacing(12)
        self.title = text_label(self.tr("Reports"), self, type="page", name="reports_title")
        self.title.setContentsMargins(8, 0, 0, 0)  # over the pages of the cards
        column.addWidget(self.title)
        self.monitoring = KeyButton(self.tr("Timeliness and substance"), self, icon="timer", name="to_monitoring")
        self.monitoring.setToolTip(self.monitoring.text())
        self.monitoring.clicked.connect(self.monitoring_wanted)
        column.addWidget(self.monitoring)
        column.addWidget(self.list, 1)

    def _fit(self) -> None:
        narrow = theme().is_compact  # large text leaves room for the pages only; their names are tool tips
        self.setFixedWidth(theme().px(NARROW if narrow else WIDTH))
        self.title.setVisible(not narrow)
        self.monitoring.set_text("" if narrow else self.monitoring.toolTip())
        self.monitoring.setAccessibleName(self.monitoring.toolTip())
        size = QSize(theme().px(PAGE.width()), theme().px(PAGE.height()))
        self.list.setIconSize(size)
        for row in range(self.list.count()):
            item = self.list.item(row)
            key = str(item.data(Qt.ItemDataRole.UserRole))
            item.setSizeHint(QSize(theme().px(PAGE.width() if narrow else WIDTH - 60), theme().px(CARD)))
            item.setIcon(QIcon(self._card(key, size)))

    def _card(self, key: str, size: QSize) -> QPixmap:
        """A small white sheet: the first page made last, or the report's icon."""
        ratio = self.devicePixelRatioF()
        card = QPixmap(size * ratio)
        card.setDevicePixelRatio(ratio)
        card.fill(Qt.GlobalColor.white)
        painter = QPainter(card)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if key in self._pages:
            painter.drawImage(
                card.rect().adjusted(0, 0, size.width() - card.width(), size.height() - card.height()),
                self._pages[key].scaled(
                    size * ratio, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
                ),
            )
        else:
            mark = pixmap(self._kinds[key].icon, "accent_ink" if theme().name == "light" else "ink_3", 24, ratio=ratio)
            painter.drawPixmap((size.width() - 24) // 2, (size.height() - 24) // 2, mark)
        painter.setPen(theme().color("line_strong"))
        painter.drawRect(0, 0, size.width() - 1, size.height() - 1)
        painter.end()
        return card

    def _changed(self) -> None:
        if self.current:
            self.chosen.emit(self.current)
