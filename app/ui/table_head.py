"""The heading of a list: order, widths and choice of columns, and the mark of what it is sorted by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, QPoint, QSignalBlocker, Qt
from PySide6.QtWidgets import QHeaderView, QMenu, QTableView

from app.ui.lazy_table import LazyTable

LEAST_FLUID = 220
"""A fluid column is never narrower than this (LOOK.md)."""


class TableHead(QObject):
    """Looks after the horizontal header of a table view over a LazyTable."""

    def __init__(self, view: QTableView, table: LazyTable[Any]) -> None:
        super().__init__(view)
        self._view, self._table = view, table
        self._header = view.horizontalHeader()
        self._header.setSectionsMovable(True)
        self._header.setHighlightSections(False)
        self._header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._header.setMinimumSectionSize(32)
        self._header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._header.customContextMenuRequested.connect(self._show_menu)
        for number, column in enumerate(table.columns):
            self._header.resizeSection(number, column.width)
            self._header.setSectionHidden(number, column.hidden)
        self._mark_order()
        view.setSortingEnabled(True)
        self._header.sortIndicatorChanged.connect(self._mark_order)
        table.sorted_by.connect(self._mark_order)

    def shown(self) -> list[int]:
        """The shown columns from left to right, by their number in the model."""
        order = [self._header.logicalIndex(place) for place in range(self._header.count())]
        return [number for number in order if not self._header.isSectionHidden(number)]

    def first_column(self) -> int:
        """The shown column furthest left; 0 if none is."""
        return next(iter(self.shown()), 0)

    def show_column(self, key: str, shown: bool) -> None:
        """Show or hide a column; the last one shown stays."""
        number = self._keys()[key]
        if shown or self.shown() != [number]:
            self._header.setSectionHidden(number, not shown)
            self.fit()

    def fit(self) -> None:
        """Give the fluid column what the others leave."""
        fluid = next((n for n in self.shown() if self._table.columns[n].fluid), None)
        if fluid is None:
            return
        others = sum(self._header.sectionSize(n) for n in self.shown() if n != fluid)
        self._header.resizeSection(fluid, max(LEAST_FLUID, self._view.viewport().width() - others))

    def state(self) -> dict[str, Any]:
        """Order, hidden columns, widths and sort as plain values."""
        keys = [column.key for column in self._table.columns]
        sort, descending = self._table.order
        return {
            "order": [keys[self._header.logicalIndex(place)] for place in range(len(keys))],
            "hidden": [key for number, key in enumerate(keys) if self._header.isSectionHidden(number)],
            "widths": {key: self._width(number) for number, key in enumerate(keys)},
            "sort": [sort, descending],
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Put back what `state` gave, as far as the columns still exist."""
        keys = self._keys()
        for place, key in enumerate(key for key in state.get("order", []) if key in keys):
            self._header.moveSection(self._header.visualIndex(keys[key]), place)
        for key, width in state.get("widths", {}).items():
            if key in keys and int(width) > 0:
                self._header.resizeSection(keys[key], int(width))
        hidden = set(state.get("hidden", [])) & keys.keys()
        if hidden != keys.keys():
            for key, number in keys.items():
                self._header.setSectionHidden(number, key in hidden)
        sort, descending = state.get("sort", self._table.order)
        self._table.sort_by(str(sort), descending=bool(descending))
        self.fit()

    def _width(self, number: int) -> int:
        """The width, also of a hidden column, whose size Qt tells as 0."""
        return self._header.sectionSize(number) or self._table.columns[number].width

    def _keys(self) -> dict[str, int]:
        return {column.key: number for number, column in enumerate(self._table.columns)}

    def _mark_order(self) -> None:
        """The mark stands where the list is sorted by, also after a click on a heading that does not sort."""
        sort, descending = self._table.order
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        with QSignalBlocker(self._header):
            self._header.setSortIndicatorShown(True)
            self._header.setSortIndicator(self._keys().get(sort, -1), order)
        self._header.viewport().update()

    def _show_menu(self, at: QPoint) -> None:
        self.make_menu().popup(self._header.mapToGlobal(at))

    def make_menu(self) -> QMenu:
        """The choice of columns."""
        menu = QMenu(self._view)
        menu.setObjectName(f"{self._view.objectName()}_columns")
        menu.setAccessibleName(self.tr("Columns"))
        menu.aboutToHide.connect(menu.deleteLater)
        for number, column in enumerate(self._table.columns):
            action = menu.addAction(column.title)
            action.setObjectName(f"column_{column.key}")
            action.setCheckable(True)
            action.setChecked(not self._header.isSectionHidden(number))
            action.toggled.connect(lambda shown, key=column.key: self.show_column(key, shown))
        return menu
