"""The heading of a list: order, widths and choice of columns, and the mark of what it is sorted by.

Columns are hidden by whoever looks at the list; others give way, unasked, as long as there is no room for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, QPoint, QSignalBlocker, Qt
from PySide6.QtWidgets import QHeaderView, QMenu, QTableView

from app.ui.lazy_table import LazyTable
from app.ui.theme import theme

LEAST_FLUID, LEAST_LARGE = 220, 360
"""A fluid column is never narrower than this at 100 % (LOOK.md), and need not be wider than that with large text."""


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
        self._header.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._header.customContextMenuRequested.connect(self._show_menu)
        self._widths = {number: column.width for number, column in enumerate(table.columns)}
        self._hidden = {number for number, column in enumerate(table.columns) if column.hidden}
        self._insisted: set[int] = set()
        for number, column in enumerate(table.columns):
            self._header.resizeSection(number, column.width)
            self._header.setSectionHidden(number, column.hidden)
        self._header.sectionResized.connect(self._note_width)
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
        """Show or hide a column; the last one shown stays, and one that was asked for does not give way."""
        number = self._keys()[key]
        if shown:
            self._hidden.discard(number)
            self._insisted.add(number)
        elif self.shown() != [number]:
            self._hidden.add(number)
        self.fit()

    def scale(self) -> None:
        """Every column as wide as it is for the size of text now."""
        for number, column in enumerate(self._table.columns):
            self._resize(number, theme().px(column.width))
        self.fit()

    def fit(self) -> None:
        """Leave out what there is no room for, and give the fluid column what the others leave."""
        columns, room = self._table.columns, self._view.viewport().width()
        fluid = next((n for n, column in enumerate(columns) if column.fluid and n not in self._hidden), None)
        shown = self._that_fit(room, fluid)
        for number in range(len(columns)):
            if self._header.isSectionHidden(number) == (number in shown):
                self._header.setSectionHidden(number, number not in shown)
        if fluid is not None:
            others = sum(self._widths[number] for number in shown if number != fluid)
            self._header.resizeSection(fluid, max(self._least(fluid, fluid), room - others))

    def _that_fit(self, room: int, fluid: int | None) -> list[int]:
        """The columns wanted, without those that give way."""
        columns = self._table.columns
        shown = [number for number in range(len(columns)) if number not in self._hidden]
        ready = [number for number in shown if columns[number].gives_way and number not in self._insisted]
        for number in sorted(ready, key=lambda each: columns[each].gives_way):
            if sum(self._least(each, fluid) for each in shown) <= room:
                break
            shown.remove(number)
        return shown

    def _least(self, number: int, fluid: int | None) -> int:
        return min(theme().px(LEAST_FLUID), LEAST_LARGE) if number == fluid else self._widths[number]

    def _note_width(self, number: int, _was: int, width: int) -> None:
        if width > 0:
            self._widths[number] = width

    def _resize(self, number: int, width: int) -> None:
        self._widths[number] = width
        self._header.resizeSection(number, width)

    def state(self) -> dict[str, Any]:
        """Order, hidden columns, widths and sort as plain values."""
        keys = [column.key for column in self._table.columns]
        sort, descending = self._table.order
        return {
            "order": [keys[self._header.logicalIndex(place)] for place in range(len(keys))],
            "hidden": [key for number, key in enumerate(keys) if number in self._hidden],
            "widths": {key: self._widths[number] for number, key in enumerate(keys)},
            "sort": [sort, descending],
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Put back what `state` gave, as far as the columns still exist."""
        keys = self._keys()
        for place, key in enumerate(key for key in state.get("order", []) if key in keys):
            self._header.moveSection(self._header.visualIndex(keys[key]), place)
        for key, width in state.get("widths", {}).items():
            if key in keys and int(width) > 0:
                self._resize(keys[key], int(width))
        hidden = set(state.get("hidden", [])) & keys.keys()
        if hidden != keys.keys():
            self._hidden = {keys[key] for key in hidden}
        sort, descending = state.get("sort", self._table.order)
        self._table.sort_by(str(sort), descending=bool(descending))
        self.fit()

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
