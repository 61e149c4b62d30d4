"""Parts of the monitoring page: the two columns of figures, charts and bars, and the tables below."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.models import Criterion
from app.queries.figures import BANDS
from app.queries.figures.substance import CRITERIA
from app.queries.monitoring import Monitoring, Trends
from app.queries.monitoring_words import DEFINITIONS
from app.reports.charts import LineChart
from app.ui.theme import theme
from app.ui.widgets.base import named, text_label
from app.ui.widgets.figures import BarRow, FigureTile
from app.ui.widgets.heads import SectionHead
from app.ui.widgets.line_chart import LineChartView

TOLD = dict(DEFINITIONS)
MARGIN = 24


def decimal(value: float | None) -> str:
    """ "1.4", or a dash."""
    return "–" if value is None else f"{value:,.1f}"


def share(part: int, whole: int) -> str:
    """ "91%", or a dash."""
    return f"{round(100 * part / whole)}%" if whole else "–"


class Half(QWidget):
    """One column: `opened` tells the key of the figure or bar that was chosen, and its name."""

    opened = Signal(str, str)
    counts = "closed"
    """What a month of its chart counts; a figure key begins so."""

    def __init__(self, parent: QWidget, *, name: str) -> None:
        super().__init__(parent)
        named(self, name)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(MARGIN, 12, MARGIN, 12)
        self.column.setSpacing(8)
        self.head = SectionHead("", self, name=f"{name}_head")
        self.column.addWidget(self.head)
        self.tiles: dict[str, FigureTile] = {}
        self.trend = LineChartView(self, name=f"{name}_chart")
        self.table = figure_table(self, name=f"{name}_table")
        self.table.hide()

    def call(self, title: str, hint: str) -> None:
        """Its title, and what it asks."""
        self.setAccessibleName(title)
        self.head.set_title(title)
        self.head.set_count(hint)

    def add_tiles(self, tiles: Sequence[tuple[str, str, str]]) -> None:
        """Tiles of (figure key, words, term of the definition) beside each other, two by two with large text."""
        self._grid = QGridLayout()
        self._grid.setSpacing(4)
        for key, words, term in tiles:
            tile = FigureTile(words, self, name=f"figure_{key}", definition=TOLD[term])
            tile.clicked.connect(self._opener(key, words))
            self.tiles[key] = tile
        self.column.addLayout(self._grid)
        theme().changed.connect(self._fold)
        self._fold()

    def _fold(self) -> None:
        across = 2 if theme().is_compact else len(self.tiles)
        for place, tile in enumerate(self.tiles.values()):
            self._grid.addWidget(tile, place // across, place % across)
        for column in range(len(self.tiles)):
            self._grid.setColumnStretch(column, 1 if column < across else 0)

    def add_chart(self, title: str, hint: str) -> None:
        """The chart of twelve months, and the table that says the same."""
        self.trend.call(title)
        self.table.setAccessibleName(title)
        self.column.addWidget(self._caption(title, hint))
        self.column.addWidget(self.trend)
        self.column.addWidget(self.table)

    def _caption(self, title: str, hint: str) -> QWidget:
        held = named(QWidget(self), "caption")
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 4, 0, 0)
        label = text_label(title, held, type="table", name="caption_title")
        label.setProperty("weight", "600")
        row.addWidget(label)
        row.addStretch(1)
        row.addWidget(text_label(hint, held, type="table", ink="ink_2", name="caption_hint"))
        return held

    def show_tables(self, *, shown: bool) -> None:
        """The numbers of the chart in place of its picture."""
        self.trend.setVisible(not shown)
        self.table.setVisible(shown)

    def fill(self, chart: LineChart) -> None:
        """Draw the chart, and write its table."""
        self.trend.show_chart(chart)
        self.table.setHeaderLabels([self.tr("Month"), *(name for name, _ in chart.series)])
        self.table.clear()
        for place, label in enumerate(chart.labels):
            values = [decimal(values[place]) for _, values in chart.series]
            add_row(self.table, [label, *values], key=str(place))

    def _opener(self, key: str, name: str) -> Callable[[], None]:
        return lambda: self.opened.emit(key, name)


class Timeliness(Half):
    """How soon: first response, within target, resolution of twelve months, what is open by age."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, name="timeliness")
        self.call(self.tr("Timeliness"), self.tr("how soon"))
        self.add_tiles(
            (
                ("responses", self.tr("First response, median"), "First response"),
                ("closed.in_target", self.tr("Closed within target"), "Closed within target"),
                ("due", self.tr("Within target of all due"), "Within target of all due"),
                ("acknowledged", self.tr("Acknowledged, median"), "Acknowledged"),
            )
        )
        self.add_chart(self.tr("Resolution in business days, net of waits"), self.tr("median and P90"))
        self.open_hint = text_label("", self, type="table", ink="ink_2", name="open_hint")
        self.column.addWidget(self._caption(self.tr("What is open, by age in business days"), ""))
        self.column.addWidget(self.open_hint)
        self.bands = [BarRow(self, name=f"band_{place}") for place in range(len(BANDS))]
        for place, row in enumerate(self.bands):
            row.clicked.connect(self._opener(f"now.band.{place}", self.tr("Open now, by age")))
            self.column.addWidget(row)
        self.column.addStretch(1)

    def tell(self, found: Monitoring) -> None:
        """The figures of the month."""
        response, told = found.response, found.acknowledged
        self.tiles["responses"].tell(
            f"{decimal(response.median)} d", f"P90 {decimal(response.p90)} d, n {response.n:,}"
        )
        of_closed = self.tr("{0} of {1} closed").format(f"{found.in_target:,}", f"{found.with_target:,}")
        self.tiles["closed.in_target"].tell(share(found.in_target, found.with_target), of_closed)
        of_due = self.tr("{0} of {1} that fell due").format(f"{found.due_in_target:,}", f"{found.due:,}")
        self.tiles["due"].tell(share(found.due_in_target, found.due), of_due)
        self.tiles["acknowledged"].tell(f"{decimal(told.median)} h", f"P90 {decimal(told.p90)} h, n {told.n:,}")
        self.tiles["acknowledged"].setVisible(told.n > 0)
        late = sum(band.late for band in found.bands)
        words = self.tr("{0} open now, {1} of them past target").format(f"{found.open_now:,}", f"{late:,}")
        self.open_hint.setText(words)
        most = max((band.open for band in found.bands), default=1)
        widest = self.tr("⚠ {0} past target").format(f"  {most:,}  {most:,}")
        for place, (row, band) in enumerate(zip(self.bands, found.bands, strict=True)):
            tail = self.tr("⚠ {0} past target").format(f"{band.late:,}") if band.late else ""
            row.tell(
                band_words(place),
                (band.open - band.late, band.late),
                most=most,
                end=f"{band.open:,}",
                tail=tail,
                widest=widest,
            )

    def draw(self, found: Trends) -> None:
        """The twelve months."""
        nets = [each.net for each in found.resolution]
        labels = [month_label(each.period.first.month) for each in found.resolution]
        median = (self.tr("Median"), [each.median for each in nets])
        self.fill(LineChart(labels, (median, (self.tr("P90"), [each.p90 for each in nets]))))


class Substance(Half):
    """How well: full marks, reopened, satisfied; twelve months, and the six criteria."""

    counts = "substance"

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, name="substance")
        self.call(self.tr("Substance"), self.tr("how well"))
        self.add_tiles(
            (
                ("substance", self.tr("Full marks given"), "Full marks"),
                ("closed.again", self.tr("Reopened within 30 days"), "Reopened within 30 days"),
                ("asked.content", self.tr("Satisfied with the answer"), "Satisfaction"),
            )
        )
        self.add_chart(self.tr("Share of full marks, all six criteria"), self.tr("12 months, in %"))
        self.read_head = self._caption(self.tr("Six criteria"), self.tr("in full, in part, not"))
        self.column.addWidget(self.read_head)
        self.criteria = {each: BarRow(self, name=f"criterion_{each.value}") for each in Criterion}
        for each, row in self.criteria.items():
            row.clicked.connect(self._opener(f"short.{each.value}", self._short(each)))
            self.column.addWidget(row)
        self.column.addStretch(1)

    def _short(self, criterion: Criterion) -> str:
        return self.tr("Not in full: {0}").format(CRITERIA[criterion])

    def tell(self, found: Monitoring) -> None:
        """The figures of the month."""
        read, asked = found.substance, found.satisfaction
        marks = self.tr("{0} of {1} marks, {2} cases").format(f"{read.full:,}", f"{read.marks:,}", f"{read.n:,}")
        self.tiles["substance"].tell(share(read.full, read.marks), marks if read.n else self.tr("no case read"))
        closed = self.tr("{0} of {1} closed").format(f"{found.again:,}", f"{found.closed:,}")
        self.tiles["closed.again"].tell(share(found.again, found.closed), closed)
        content = sum(each >= 4 for each in asked.given)
        answered = self.tr("{0} answered of {1} asked").format(f"{asked.n:,}", f"{asked.made:,}")
        value = self.tr("{0} of {1}").format(f"{content:,}", f"{asked.n:,}") if asked.n else "–"
        self.tiles["asked.content"].tell(value, answered)
        why = ", ".join(f"{many:,} {kind.value}" for kind, many in read.why.items())
        self.head.set_count(self.tr("how well") + (f", {why}" if why else ""))
        for part in (self.read_head, *self.criteria.values()):
            part.setVisible(read.n > 0)
        self._tell_criteria(found)

    def _tell_criteria(self, found: Monitoring) -> None:
        read = found.substance
        full = {each: read.criteria[each][2] for each in Criterion}
        for each, row in self.criteria.items():
            none, part, whole = read.criteria[each]
            end = self.tr("{0} of {1} in full").format(f"{whole:,}", f"{read.n:,}")
            lowest = whole == min(full.values()) < read.n
            row.tell(CRITERIA[each], (whole, part, none), most=read.n, end=end, labels=176, bold=lowest)

    def draw(self, found: Trends) -> None:
        """The twelve months."""
        labels = [month_label(each.period.first.month) for each in found.substance]
        values = [100 * each.full / each.marks if each.marks else None for each in found.substance]
        self.fill(LineChart(labels, ((self.tr("Full marks"), values),), top=100, unit=" %"))


def figure_table(parent: QWidget, *, name: str) -> QTreeWidget:
    """A plain table of words and numbers, by keyboard and screen reader too; as high as its rows."""
    made = named(QTreeWidget(parent), name)
    made.setRootIsDecorated(False)
    made.setUniformRowHeights(True)
    made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    made.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    header = made.header()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setStretchLastSection(False)
    return made


def add_row(table: QTreeWidget, cells: Sequence[str], *, key: str) -> None:
    """A row of a name and numbers, told whole to a screen reader."""
    item = QTreeWidgetItem(list(cells))
    item.setData(0, Qt.ItemDataRole.UserRole, key)
    names = [table.headerItem().text(place) for place in range(len(cells))]
    said = ", ".join(f"{name} {cell}" for name, cell in zip(names[1:], cells[1:], strict=True))
    item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{cells[0]}: {said}")
    for place in [each for each in range(1, len(cells)) if cells[each][:1].isdigit() or cells[each] == "–"]:
        item.setTextAlignment(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    item.setSizeHint(0, QSize(0, theme().row_height()))
    table.addTopLevelItem(item)
    table.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    fit_rows(table)


def fit_rows(table: QTreeWidget) -> None:
    """No scroll bar of its own: the page scrolls."""
    each = max(table.sizeHintForRow(0), theme().row_height())
    table.setFixedHeight(table.header().sizeHint().height() + each * max(1, table.topLevelItemCount()) + 6)


def month_label(number: int) -> str:
    """ "Oct"."""
    return QLocale().standaloneMonthName(number, QLocale.FormatType.ShortFormat)


def band_words(place: int) -> str:
    """ "0–5", "over 90"."""
    first, last = BANDS[place]
    return f"{first}–{last}" if last is not None else f"over {first - 1}"
