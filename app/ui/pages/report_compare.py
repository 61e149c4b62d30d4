"""An issue beside the report as it is shown: each figure then and now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.reports.compare import Difference
from app.ui.theme import theme
from app.ui.widgets.base import named, text_label


class ComparedView(QWidget):
    """Figure, then, now, change; on wish only what differs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "report_compared", self.tr("Comparison"))
        self._found: Sequence[Difference] = ()
        self.words = text_label("", self, type="table", ink="ink_2", name="report_compared_words")
        self.words.setWordWrap(True)
        self.only = named(QCheckBox(self.tr("Only what &differs"), self), "report_compared_only")
        self.only.setAccessibleName(self.tr("Only what differs"))
        self.only.toggled.connect(self._fill)
        self.tree = named(QTreeWidget(self), "report_compared_table", self.tr("Figures then and now"))
        self.tree.setProperty("kind", "figures")
        self.tree.setColumnCount(4)
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        head = self.tree.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.addWidget(self.words, 1)
        row.addWidget(self.only)
        column.addLayout(row)
        column.addWidget(self.tree, 1)
        self.setFocusProxy(self.tree)
        theme().changed.connect(self._fill)

    def show_found(self, found: Sequence[Difference], *, then: str, now: str) -> None:
        """List what `app.issuing.compared` found, under the names of both."""
        self._found = found
        self.tree.setHeaderLabels([self.tr("Figure"), then, now, self.tr("Change")])
        for column in (1, 2, 3):
            self.tree.headerItem().setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        differ = sum(not each.same for each in found)
        words = self.tr("{0} of {1} figures differ.").format(differ, len(found))
        self.words.setText(words if differ else self.tr("All {0} figures are the same.").format(len(found)))
        self.words.setAccessibleName(self.words.text())
        self.only.setEnabled(bool(differ))
        self._fill()

    def _fill(self, *_: object) -> None:
        self.tree.clear()
        for each in self._found:
            if not (self.only.isChecked() and self.only.isEnabled() and each.same):
                self.tree.addTopLevelItem(self._row(each))
        first = self.tree.topLevelItem(0)
        if first is not None:
            self.tree.setCurrentItem(first)

    def _row(self, each: Difference) -> QTreeWidgetItem:
        change = change_words(each)
        then, now = each.then or self.tr("not there"), each.now or self.tr("not there")
        item = QTreeWidgetItem([each.name, then, now, change])
        told = self.tr("{0}: then {1}, now {2}, change {3}").format(each.name, then, now, change or self.tr("none"))
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, told)
        item.setToolTip(0, each.name)
        for column in (1, 2, 3):
            item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setFont(column, theme().font("table", figures=True, weight=400 if each.same else 600))
        return item


def change_words(each: Difference) -> str:
    """The change with its sign, of shares in points of a hundred; "" where there is none, or none can be reckoned."""
    if each.same or not each.change:
        return ""
    sign, size = "+" if each.change > 0 else "−", abs(each.change)
    if each.now.endswith("%"):
        return _tr("{0} points").format(f"{sign}{size * 100:.3g}")
    return f"{sign}{size:,.0f}" if size >= 1000 or size == int(size) else f"{sign}{size:.3g}"


def _tr(words: str) -> str:
    return QCoreApplication.translate("report_compare", words)
