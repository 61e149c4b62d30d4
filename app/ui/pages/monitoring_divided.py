"""The tables of the monitoring page: how soon and how well, by category, department, ward or language."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QTabBar, QTreeWidgetItem, QVBoxLayout, QWidget

from app.queries.figures.substance import CRITERIA
from app.queries.monitoring import Line, Monitoring
from app.queries.monitoring_lists import read_key
from app.ui.pages.monitoring_parts import MARGIN, add_row, decimal, figure_table, fit_rows
from app.ui.widgets.base import named

MARKS = (5, 6)
"""The columns that tell of the cases read."""


class Divided(QWidget):
    """The month by category, department, ward or language; Enter opens the closings of a row, R the cases read."""

    opened = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "divided", self.tr("By category, department, ward, language"))
        self._found: Monitoring | None = None
        self.tabs = named(QTabBar(self), "divided_by", self.tr("Divided by"))
        self._keys = ("category", "department", "ward", "language")
        for words in (self.tr("Category"), self.tr("Department"), self.tr("Ward"), self.tr("Language")):
            self.tabs.addTab(words)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.table = figure_table(self, name="divided_table")
        self.table.setAccessibleName(self.accessibleName())
        self.table.setHeaderLabels(
            [
                self.tr("Category"),
                self.tr("Closed"),
                self.tr("Median"),
                self.tr("P90"),
                self.tr("Within target"),
                self.tr("Full marks"),
                self.tr("Lowest criterion"),
            ]
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 4, MARGIN, 8)
        column.addWidget(self.tabs)
        column.addWidget(self.table)
        self.tabs.currentChanged.connect(lambda _: self._show())
        self.table.itemActivated.connect(self._open)
        read = QShortcut(QKeySequence("R"), self.table)
        read.setContext(Qt.ShortcutContext.WidgetShortcut)
        read.activated.connect(self._open_read)

    def tell(self, found: Monitoring) -> None:
        """The tables of the month."""
        self._found = found
        self._show()

    def _show(self) -> None:
        self.table.clear()
        if self._found is None:
            return
        by = self._keys[self.tabs.currentIndex()]
        header = self.table.headerItem()
        header.setText(0, self.tabs.tabText(self.tabs.currentIndex()))
        for line in self._found.tables[by]:
            add_row(self.table, self._cells(by, line), key=f"closed.{by}.{line.value}")
        for place in MARKS:
            self.table.setColumnHidden(place, not self._found.substance.n)
        fit_rows(self.table)

    def _cells(self, by: str, line: Line) -> list[str]:
        name = line.name or (self.tr("None") if by in ("category", "department") else self.tr("Not known"))
        name = self.tr("Ward {0}").format(name) if by == "ward" and line.name.isdigit() else name
        within = self.tr("{0} of {1}").format(f"{line.in_target:,}", f"{line.with_target:,}")
        marks = self.tr("{0} of {1}").format(f"{line.full:,}", f"{line.marks:,}") if line.marks else "–"
        lowest = CRITERIA[line.lowest] if line.lowest else "–"
        return [name, f"{line.closed:,}", decimal(line.net.median), decimal(line.net.p90), within, marks, lowest]

    def _open(self, item: QTreeWidgetItem, column: int = 0) -> None:
        """The closings of a row; where its marks were double-clicked, the cases read."""
        key = str(item.data(0, Qt.ItemDataRole.UserRole))
        if column in MARKS:
            key = read_key(key)
        self.opened.emit(key, item.text(0))

    def _open_read(self) -> None:
        item = self.table.currentItem()
        if item is not None:
            self._open(item, MARKS[0])
