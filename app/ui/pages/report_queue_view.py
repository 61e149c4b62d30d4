"""The queue as it is seen: a row for each report with what became of it, a bar, and Cancel."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from app.ui.pages.case_bits import emptied, px, scrolled
from app.ui.pages.report_queue import Order, ReportQueue, Stage
from app.ui.theme import theme
from app.ui.widgets.base import IconMark, named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.flow import FlowLayout

ICONS = {
    Stage.WAITING: ("hourglass", "ink_3"),
    Stage.MAKING: ("play", "accent_ink"),
    Stage.DONE: ("circle-check", "ink_2"),
    Stage.FAILED: ("circle-alert", "danger"),
    Stage.CANCELLED: ("ban", "ink_3"),
}


class OrderRow(QWidget):
    """One report of the queue."""

    cancelled = Signal(int)

    def __init__(self, order: Order, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.order = order
        named(self, f"order_{order.id}", order.title)
        self.mark = IconMark("hourglass", self, size=16)
        self.title = self._label(order.title, "order_title", "ink")
        self.words = self._label("", "order_words", "ink_2")
        self.bar = named(QProgressBar(self), "order_bar", self.tr("How far {0} is").format(order.title))
        self.bar.setTextVisible(False)
        self.cancel = KeyButton(self.tr("Cancel"), self, name=f"order_{order.id}_cancel")
        self.cancel.setAccessibleName(self.tr("Cancel {0}").format(order.title))
        self.cancel.clicked.connect(lambda: self.cancelled.emit(order.id))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, px(4), 0, px(4))
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.mark, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.title, 0, 1)
        grid.addWidget(self.words, 1, 1)
        grid.addWidget(self.bar, 2, 1)
        grid.addWidget(self.cancel, 0, 2, 3, 1, Qt.AlignmentFlag.AlignVCenter)
        self.tell()

    def _label(self, words: str, name: str, ink: str) -> QLabel:
        made = text_label(words, self, type="table", ink=ink, name=name)
        made.setWordWrap(True)
        return made

    def tell(self) -> None:
        """Show how far it is now."""
        order = self.order
        self.mark.set_icon(*ICONS[order.stage])
        words = f"{stage_words(order.stage)}: {order.words}" if order.words else stage_words(order.stage)
        self.words.setText(words)
        self.words.setAccessibleName(words)
        self.setAccessibleName(f"{order.title}. {words}")
        self.bar.setVisible(order.stage is Stage.MAKING)
        self.bar.setRange(0, 100 if order.done else 0)
        self.bar.setValue(order.done)
        self.cancel.setVisible(order.is_open)


class QueueView(QWidget):
    """All rows, the newest last."""

    folder_wanted = Signal()

    def __init__(self, queue: ReportQueue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "report_queue_view", self.tr("Queue of reports"))
        self._queue = queue
        self.rows: dict[int, OrderRow] = {}
        self.cancel_all = KeyButton(self.tr("Cancel all"), self, name="queue_cancel_all")
        self.clear = KeyButton(self.tr("Clear what is over"), self, name="queue_clear")
        self.folder = KeyButton(self.tr("Open folder"), self, icon="folder-open", name="queue_folder")
        self.none = text_label(self.tr("Nothing is in the queue."), self, ink="ink_2", name="queue_none")
        inside = named(QWidget(self), "queue_inside")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, px(8), 0)
        self._column.setSpacing(0)
        area = scrolled(inside, self, name="queue_area", says=self.tr("Queue of reports"), ground="page")
        area.setMinimumHeight(px(80))
        acts = named(QWidget(self), "queue_acts")
        row = FlowLayout(acts, gap=8)
        for button in (self.cancel_all, self.clear, self.folder):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 0)
        column.setSpacing(6)
        column.addWidget(acts)
        column.addWidget(self.none)
        column.addWidget(area, 1)
        self.cancel_all.clicked.connect(queue.cancel_all)
        self.clear.clicked.connect(queue.clear)
        self.folder.clicked.connect(self.folder_wanted)
        queue.changed.connect(self._tell)
        theme().changed.connect(self._fill)
        self.setFocusProxy(self.cancel_all)
        self._fill()

    def _tell(self, order: Order | None) -> None:
        if order is not None and order.id in self.rows:
            self.rows[order.id].tell()
            self._offer()
        else:
            self._fill()

    def _fill(self) -> None:
        emptied(self._column)
        self.rows = {}
        for order in self._queue.orders:
            row = OrderRow(order, self)
            row.cancelled.connect(self._queue.cancel)
            self.rows[order.id] = row
            self._column.addWidget(row)
        self._column.addStretch(1)
        self._offer()

    def _offer(self) -> None:
        orders = self._queue.orders
        self.none.setVisible(not orders)
        self.cancel_all.setEnabled(any(order.is_open for order in orders))
        self.clear.setEnabled(any(not order.is_open for order in orders))
        self.folder.setEnabled(any(order.stage is Stage.DONE for order in orders))


def stage_words(stage: Stage) -> str:
    """How far an order is, in a word."""
    words = {
        Stage.WAITING: QCoreApplication.translate("report_queue", "waits"),
        Stage.MAKING: QCoreApplication.translate("report_queue", "is being made"),
        Stage.DONE: QCoreApplication.translate("report_queue", "done"),
        Stage.FAILED: QCoreApplication.translate("report_queue", "not made"),
        Stage.CANCELLED: QCoreApplication.translate("report_queue", "cancelled, nothing was written"),
    }
    return words[stage]
