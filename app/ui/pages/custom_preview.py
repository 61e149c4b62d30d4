"""What a custom report says as it is chosen: sentences, chart and table, whose rows open their lists."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.queries.custom import Group
from app.reports.cells import shown
from app.reports.charts import BarChart, LineChart
from app.reports.custom import Figures, reconciles
from app.reports.custom_chart import chart_of
from app.reports.custom_tables import figure_table, measures_by_column
from app.reports.custom_trend import trend_words
from app.ui.pages.monitoring_parts import add_row
from app.ui.pages.monitoring_parts import figure_table as made_table
from app.ui.theme import theme
from app.ui.widgets.bar_view import BarView
from app.ui.widgets.base import named, text_label
from app.ui.widgets.line_chart import LineChartView

MOST = 300


class CustomPreview(QWidget):
    """`opened` tells the measure and the row (None: all) whose records are wanted."""

    opened = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "custom_preview", self.tr("What it says"))
        self._rows: list[Group | None] = []
        self._columns: list[str] = []
        self.period = text_label("", self, type="section", name="custom_period_name")
        self.words = text_label("", self, type="body", name="custom_trend")
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.bars = BarView(self, name="custom_bars", says=self.tr("Chart of the groups"))
        self.line = LineChartView(self, name="custom_line")
        self.line.call(self.tr("Chart over time"))
        self.table = made_table(self, name="custom_table")
        self.table.setAccessibleName(self.tr("Figures by group; Enter opens their list"))
        self.sums = text_label("", self, type="table", ink="ink_2", name="custom_sums")
        self.sums.setWordWrap(True)
        self._arrange()
        self.table.itemActivated.connect(self._open)
        self.line.opened.connect(self._open_month)

    def show_figures(self, found: Figures) -> None:
        """Show what was counted."""
        self.period.setText(self.tr("{0}, so far").format(_name(found)) if found.so_far else _name(found))
        self.words.setText("\n".join(trend_words(found)))
        self._show_chart(chart_of(found))
        self._fill(found)
        sound = self.tr("It reconciles: the groups make what was counted by itself.")
        self.sums.setText(sound if reconciles(found) else self.tr("IT DOES NOT RECONCILE. Do not use these figures."))

    def show_old(self) -> None:
        """What is chosen cannot be counted: say that what stands here is from before."""
        if self._rows:
            self.sums.setText(self.tr("What stands here was counted before the last choice."))

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 12, 24, 16)
        column.setSpacing(10)
        for widget in (self.period, self.words, self.bars, self.line, self.table, self.sums):
            column.addWidget(widget)
        column.addStretch(1)
        self.bars.hide()
        self.line.hide()

    def _show_chart(self, chart: BarChart | LineChart | None) -> None:
        self.bars.setVisible(isinstance(chart, BarChart))
        self.line.setVisible(isinstance(chart, LineChart))
        if isinstance(chart, BarChart):
            self.bars.show_chart(chart)
        elif isinstance(chart, LineChart):
            self.line.show_chart(chart)

    def _fill(self, found: Figures) -> None:
        made = figure_table(found)
        self._columns = measures_by_column(found)
        others = [found.counts.others] if found.counts.others else []
        self._rows = [*[*found.counts.groups, *others][:MOST], None]
        lines = [*list(made.rows[:-1])[:MOST], made.rows[-1]]
        self.table.clear()
        self.table.setColumnCount(len(made.columns))
        self.table.setHeaderLabels([each.title for each in made.columns])
        for place, cells in enumerate(lines):
            add_row(self.table, [shown(each) for each in cells], key=str(place))
        _to_the_right(self.table, [each.number for each in made.columns])

    def _open(self, item: QTreeWidgetItem, column: int) -> None:
        place = int(item.data(0, Qt.ItemDataRole.UserRole))
        measure = self._columns[column] or next((each for each in self._columns if each), "")
        if measure and place < len(self._rows):
            self.opened.emit(measure, self._rows[place])

    def _open_month(self, place: int) -> None:
        measure = next((each for each in self._columns if each), "")
        rows = sorted((each for each in self._rows if each is not None and not each.hides), key=lambda row: row.keys)
        if measure and place < len(rows):
            self.opened.emit(measure, rows[place])


def _name(found: Figures) -> str:
    return found.spans.now.name


def _to_the_right(table: QTreeWidget, numbers: Sequence[bool]) -> None:
    """Heads and cells of numbers stand at the right; rows are as high as the text is large."""
    way = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    items = [item for row in range(table.topLevelItemCount()) if (item := table.topLevelItem(row)) is not None]
    bold = table.font()
    bold.setBold(True)
    for place, number in enumerate(numbers):
        items[-1].setFont(place, bold)
        for item in (table.headerItem(), *items) if number else ():
            item.setTextAlignment(place, way)
    table.setIndentation(theme().px(4))
