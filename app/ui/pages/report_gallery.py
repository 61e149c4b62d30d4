"""The reports there are, by what they are about, with the first page of the last one made and a box to find one."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QKeyEvent, QKeySequence, QPainter, QPixmap, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.reports.kinds import Group, ReportKind
from app.reports.paper import Picture
from app.ui.icons import pixmap
from app.ui.pages.report_cards import IS_HEAD, KEY, PAGE, ReportCard, card_size
from app.ui.theme import theme
from app.ui.thumbnails import image_of
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton

WIDTH, ROOMY, NARROW, FIND = 252, 308, 150, "Ctrl+Shift+F"


class ReportGallery(QWidget):
    """Cards below the heads of their groups; `chosen` tells the key."""

    chosen = Signal(str)
    monitoring_wanted = Signal()
    custom_wanted = Signal()

    def __init__(self, kinds: Iterable[ReportKind], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "report_gallery", self.tr("Reports"))
        self._kinds: dict[str, ReportKind] = {}
        self._pages: dict[str, QImage] = {}
        self._is_roomy = False
        self.finder = named(QLineEdit(self), "report_find_one", self.tr("Find a report"))
        self.finder.setPlaceholderText(self.tr("Find a report"))
        self.finder.setToolTip(self.tr("Find a report, {0}").format(FIND))
        self.finder.setClearButtonEnabled(True)
        self.list = named(QListWidget(self), "report_list", self.tr("Reports"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setItemDelegate(ReportCard(self.list))
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._arrange()
        self._connect()
        self.offer(kinds)

    def offer(self, kinds: Iterable[ReportKind]) -> None:
        """List these reports, those of a group below its head; the one chosen stays so where it is among them."""
        was, self._kinds = self.current, {kind.key: kind for kind in kinds}
        self.list.blockSignals(True)
        self.list.clear()
        for group in Group:
            found = [kind for kind in self._kinds.values() if kind.group is group]
            if found:
                self._add_head(group)
            for kind in found:
                self._add(kind)
        self.list.blockSignals(False)
        self._fit()
        self._sift(self.finder.text())
        self.choose(was)

    def choose(self, key: str) -> None:
        """Choose a report by its key; one that is not there changes nothing."""
        for row in range(self.list.count()):
            if self._key(row) == key and key:
                self.list.item(row).setHidden(False)
                self.list.setCurrentRow(row)
                if self.list.item(row - 1).data(IS_HEAD):
                    self.list.scrollToItem(self.list.item(row - 1))

    @property
    def current(self) -> str:
        """The key of the report chosen, or ""."""
        row = self.list.currentRow()
        return self._key(row) if row >= 0 else ""

    @property
    def shown(self) -> list[str]:
        """The keys of the reports that are seen, from the top."""
        rows = [row for row in range(self.list.count()) if not self.list.item(row).isHidden()]
        return [key for key in map(self._key, rows) if key]

    def show_first_page(self, key: str, picture: Picture) -> None:
        """Show the first page of the last one made of this report."""
        self._pages[key] = image_of(picture)
        for row in range(self.list.count()):
            if self._key(row) == key:
                self.list.item(row).setIcon(QIcon(self._card(key)))

    def forget_pages(self) -> None:
        """No picture of what was made stays."""
        self._pages.clear()
        self._fit()

    def set_roomy(self, roomy: bool) -> None:
        """Wider cards, where the window has the room."""
        if roomy != self._is_roomy:
            self._is_roomy = roomy
            self._fit()

    # -- building -------------------------------------------------------------------------------------------

    def _key(self, row: int) -> str:
        return str(self.list.item(row).data(KEY) or "")

    def _add_head(self, group: Group) -> None:
        item = QListWidgetItem(self.tr(group.value))
        item.setData(IS_HEAD, True)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.addItem(item)

    def _add(self, kind: ReportKind) -> None:
        title, about = self.tr(kind.title), self.tr(kind.about)
        item = QListWidgetItem(f"{title}\n{about}")
        item.setData(KEY, kind.key)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{title}. {about}")
        item.setToolTip(f"{title}. {about}")
        self.list.addItem(item)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 12, 12)
        column.setSpacing(10)
        self.title = text_label(self.tr("Reports"), self, type="page", name="reports_title")
        self.title.setContentsMargins(8, 0, 0, 0)  # over the pages of the cards
        self.monitoring = KeyButton(self.tr("Timeliness and substance"), self, icon="timer", name="to_monitoring")
        self.monitoring.setToolTip(self.monitoring.text())
        self.custom = KeyButton(self.tr("Custom report…"), self, icon="chart-column", name="to_custom")
        self.custom.setToolTip(self.custom.text())
        for widget in (self.title, self.monitoring, self.custom, self.finder):
            column.addWidget(widget)
        column.addWidget(self.list, 1)

    def _connect(self) -> None:
        self.monitoring.clicked.connect(self.monitoring_wanted)
        self.custom.clicked.connect(self.custom_wanted)
        self.list.currentItemChanged.connect(self._changed)
        self.finder.textChanged.connect(self._sift)
        self.finder.returnPressed.connect(self._take_first)
        self.finder.installEventFilter(self)
        QShortcut(QKeySequence(FIND), self).activated.connect(self.finder.setFocus)
        theme().changed.connect(self._fit)

    # -- finding --------------------------------------------------------------------------------------------

    def _sift(self, text: str) -> None:
        """Cards whose title, words or group hold every word that was typed; a head stands where a card follows it."""
        wanted, head, group = text.casefold().split(), None, ""
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item.data(IS_HEAD):
                head, group = item, item.text().casefold()
                item.setHidden(True)
                continue
            words = f"{item.text().casefold()} {group}"
            fits = all(word in words for word in wanted)
            item.setHidden(not fits)
            if fits and head is not None:
                head.setHidden(False)

    def _take_first(self) -> None:
        """Enter chooses the first that was found, one with the words in its title before others, and goes there."""
        if self.shown:
            self.choose(next(filter(self._is_called, self.shown), self.shown[0]))
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _is_called(self, key: str) -> bool:
        """Whether every word that was typed is in the title: “council” is in the name of a whole group, too."""
        title = self.tr(self._kinds[key].title).casefold()
        return all(word in title for word in self.finder.text().casefold().split())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down goes from the box to the cards; Esc empties it."""
        if watched is self.finder and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self._take_first()
                return True
            if event.key() == Qt.Key.Key_Escape and self.finder.text():
                self.finder.clear()
                return True
        return super().eventFilter(watched, event)

    def _changed(self) -> None:
        if self.current:
            self.chosen.emit(self.current)

    # -- pictures -------------------------------------------------------------------------------------------

    def _fit(self) -> None:
        narrow = theme().is_compact  # large text: the window cannot spare more
        self.setFixedWidth(theme().px(NARROW if narrow else ROOMY if self._is_roomy else WIDTH))
        self.title.setVisible(not narrow)
        for button in (self.monitoring, self.custom):
            button.set_text("" if narrow else button.toolTip())
            button.setAccessibleName(button.toolTip())
        self.list.setIconSize(QSize(theme().px(PAGE.width()), theme().px(PAGE.height())))
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setSizeHint(card_size(self.width() - 40, "" if item.data(IS_HEAD) else item.text()))
            if not item.data(IS_HEAD):
                item.setIcon(QIcon(self._card(self._key(row))))

    def _card(self, key: str) -> QPixmap:
        """A small white sheet: the first page made last, or the report's icon."""
        size, ratio = self.list.iconSize(), self.devicePixelRatioF()
        card = QPixmap(size * ratio)
        card.setDevicePixelRatio(ratio)
        card.fill(Qt.GlobalColor.white)
        painter = QPainter(card)
        if key in self._pages:
            self._paint_page(painter, self._pages[key], size, ratio)
        else:
            ink = {"light": "accent_ink", "contrast": "on_accent"}.get(theme().name, "ink_3")  # on white paper
            mark = pixmap(self._kinds[key].icon, ink, 24, ratio=ratio)
            side = theme().px(24)
            painter.drawPixmap((size.width() - side) // 2, (size.height() - side) // 2, mark)
        painter.setPen(theme().color("line_strong"))
        painter.drawRect(0, 0, size.width() - 1, size.height() - 1)
        painter.end()
        return card

    @staticmethod
    def _paint_page(painter: QPainter, page: QImage, size: QSize, ratio: float) -> None:
        """As wide as the sheet, from its top; a page that lies is shown whole."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        smooth = Qt.TransformationMode.SmoothTransformation
        small = page.scaledToWidth(round(size.width() * ratio), smooth)
        small.setDevicePixelRatio(ratio)
        painter.drawImage(0, 0, small)
