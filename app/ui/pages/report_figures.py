"""The figures of the report shown, each of which opens the list of what it counts."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.reports.kinds import FigureLine
from app.ui.theme import theme
from app.ui.widgets.base import named, text_label
from app.ui.widgets.heads import SectionHead

WIDTH, MOST = 256, 300


class FigureList(QWidget):
    """Name and value of each figure; Enter or a double click tells its key by `opened`."""

    opened = Signal(str, str)
    """The key of a figure and its name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "report_figures", self.tr("Figures"))
        self.setProperty("ground", "sunken")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.tree = named(QTreeWidget(self), "report_figure_list", self.tr("Figures"))
        self.tree.setProperty("kind", "figures")
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.tree.itemActivated.connect(self._open)
        self.tree.currentItemChanged.connect(self._tell)
        self.hint = text_label("", self, type="table", ink="ink_2", name="report_figure_hint")
        self.hint.setWordWrap(True)
        self._arrange()
        theme().changed.connect(self._fit)
        self._fit()

    def show_lines(self, lines: Iterable[FigureLine]) -> None:
        """List these figures; without any the list is not there."""
        self.tree.clear()
        for line in lines:
            item = QTreeWidgetItem([line.name, line.value])
            item.setData(0, Qt.ItemDataRole.UserRole, line)
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{line.name}: {line.value}")
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(0, f"{line.name}: {line.value}\n{line.definition}".strip())  # a long name is cut
            self.tree.addTopLevelItem(item)
        self._fit()
        self.setVisible(self.tree.topLevelItemCount() > 0)
        self._say("")

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 16, 12, 12)
        column.setSpacing(8)
        column.addWidget(SectionHead(self.tr("Figures"), self, name="report_figures_head"))
        column.addWidget(self.tree, 1)
        column.addWidget(self.hint)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)

    def _fit(self) -> None:
        self.setFixedWidth(min(theme().px(WIDTH), MOST))
        font = theme().font("table", figures=True, weight=600)
        for row in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(row)
            if item is not None:
                item.setFont(1, font)

    def _tell(self, item: QTreeWidgetItem | None) -> None:
        line = item.data(0, Qt.ItemDataRole.UserRole) if item is not None else None
        self._say(line.definition if line is not None else "")

    def _say(self, definition: str) -> None:
        self.hint.setText(definition or self.tr("Enter opens the list behind a figure."))

    def _open(self, item: QTreeWidgetItem) -> None:
        line = item.data(0, Qt.ItemDataRole.UserRole)
        if line is not None and line.key:
            self.opened.emit(line.key, line.name)
