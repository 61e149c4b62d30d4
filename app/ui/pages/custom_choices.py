"""What a custom report asks: the fields with which it is put together, each with its problem beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QVBoxLayout, QWidget

from app.queries.custom import BY_GROUP, MEASURES, WHATS, Chart, What, dimensions_of, meaning, measures_of
from app.ui.pages.custom_filters import CustomFilters
from app.ui.seat import Seat
from app.ui.widgets.base import named
from app.ui.widgets.field import Field
from app.ui.widgets.flow import FlowLayout

PERIODS = ("last", "last-week", "last-quarter", "last-year", "this", "this-week", "this-year")


class CustomChoices(QWidget):
    """`changed` after every choice; `value()` is the question as plain values, right or wrong."""

    changed = Signal()

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "custom_choices", self.tr("What the report asks"))
        self._fields: dict[str, Field] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 16)
        self._column.setSpacing(12)
        self._words()
        self._asked()
        self.filters = CustomFilters(seat, self)
        self._add("filter", self.tr("Filters"), self.filters)
        self._shown()
        self._column.addStretch(1)
        self._connect()
        self.show_spec({})

    # -- building -------------------------------------------------------------------------------------------

    def _words(self) -> None:
        self.title, self.words = QLineEdit(self), QLineEdit(self)
        self._add("title", self.tr("Title"), self.title)
        self._add("words", self.tr("What it is for"), self.words)

    def _asked(self) -> None:
        self.what = self._box([(each.value, words) for each, words in WHATS.items()])
        self._add("what", self.tr("Count"), self.what)
        self.figures = QWidget(self)
        self._figures = FlowLayout(self.figures, gap=8)
        self.checks: dict[str, QCheckBox] = {}
        self._add("measures", self.tr("Figures"), self.figures)
        self.first, self.second = self._box([]), self._box([])
        self._add("groups", self.tr("Group by"), self.first)
        self._add("second", self.tr("And by"), self.second)

    def _shown(self) -> None:
        charts = {Chart.NONE: self.tr("No chart"), Chart.BAR: self.tr("Bars"), Chart.LINE: self.tr("Line over time")}
        self.chart = self._box([(each.value, words) for each, words in charts.items()])
        self._add("chart", self.tr("Chart"), self.chart)
        self.sort = self._box([])
        self._add("sort", self.tr("Sort by"), self.sort)
        self.order = self._box([("down", self.tr("Largest first")), ("up", self.tr("Smallest first"))])
        self._add("descending", self.tr("Order"), self.order)
        self.top = QLineEdit(self)
        self.top.setMaxLength(4)
        self._add("top", self.tr("Groups shown, the rest as Others"), self.top, hint=self.tr("Empty: all of them."))
        self.period = self._box(list(zip(PERIODS, self._periods(), strict=True)))
        self._add("period", self.tr("Period, unless another is chosen"), self.period)

    def _periods(self) -> list[str]:
        return [
            self.tr("Last month"),
            self.tr("Last week"),
            self.tr("Last quarter"),
            self.tr("Last year"),
            self.tr("This month, so far"),
            self.tr("This week, so far"),
            self.tr("This year, so far"),
        ]

    def _box(self, items: list[tuple[str, str]]) -> QComboBox:
        box = QComboBox(self)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(10)
        for value, words in items:
            box.addItem(words, value)
        return box

    def _add(self, name: str, label: str, editor: QWidget, *, hint: str = "") -> None:
        named(editor, f"custom_{name}", label)
        self._fields[name] = Field(label, editor, self, hint=hint, name=f"custom_{name}_field")
        self._column.addWidget(self._fields[name])

    def _connect(self) -> None:
        self.what.currentIndexChanged.connect(self._other_records)
        for box in (self.first, self.second, self.chart, self.sort, self.order, self.period):
            box.currentIndexChanged.connect(self.changed)
        for line in (self.title, self.words, self.top):
            line.textEdited.connect(lambda _: self.changed.emit())
        self.filters.changed.connect(self.changed)

    # -- the question ---------------------------------------------------------------------------------------

    def show_spec(self, spec: Mapping[str, Any], *, title: str = "", words: str = "") -> None:
        """Show a question; what is left out is the plainest: cases opened, by category."""
        with QSignalBlocker(self):
            self.title.setText(title)
            self.words.setText(words)
            for line in (self.title, self.words):
                line.setCursorPosition(0)
            _choose(self.what, str(spec.get("what") or What.CASES))
            self._offer(list(spec.get("measures") or ()))
            groups = [*(spec.get("groups") or ("category",)), "", ""]
            _choose(self.first, str(groups[0]))
            _choose(self.second, str(groups[1]))
            _choose(self.chart, str(spec.get("chart") or Chart.NONE))
            _choose(self.sort, str(spec.get("sort") or ""))
            _choose(self.order, "down" if spec.get("descending", True) else "up")
            self.top.setText(str(spec.get("top") or ""))
            self._show_period(str(spec.get("period") or "last"))
            self.filters.show_filter(self._what(), dict(spec.get("filter") or {}))
        self.show_problems({})

    def value(self) -> dict[str, Any]:
        """The question as it is chosen."""
        groups = [each.currentData() for each in (self.first, self.second)]
        return {
            "what": self.what.currentData(),
            "groups": [each for each in groups if each],
            "measures": [key for key, check in self.checks.items() if check.isChecked()],
            "filter": self.filters.value(),
            "chart": self.chart.currentData(),
            "sort": self.sort.currentData() or "",
            "descending": self.order.currentData() == "down",
            "top": self.top.text().strip() or None,
            "period": self.period.currentData(),
        }

    def show_problems(self, problems: Mapping[str, str]) -> bool:
        """Say beside each field what is wrong; whether any of the problems had its place."""
        for name, field in self._fields.items():
            field.set_problem(problems.get(name))
        return bool(set(problems) & set(self._fields))

    def focus_problem(self, problems: Mapping[str, str]) -> None:
        """Go to the first field with a problem."""
        name = next((each for each in self._fields if each in problems), None)
        if name is not None:
            editor = next(iter(self.checks.values())) if name == "measures" else self._fields[name].editor
            editor.setFocus()

    def _what(self) -> What:
        return What(self.what.currentData())

    def _other_records(self) -> None:
        """Other records have other figures and groups; what fits both stays."""
        group = self.first.currentData()
        with QSignalBlocker(self):
            self._offer([key for key, check in self.checks.items() if check.isChecked()])
            _choose(self.first, str(group))
            self.filters.show_filter(self._what(), self.filters.value())
        self.changed.emit()

    def _offer(self, chosen: list[str]) -> None:
        what = self._what()
        measures = measures_of(what)
        wanted = [each.key for each in measures if each.key in chosen] or [measures[0].key]
        for check in self.checks.values():
            self._figures.removeWidget(check)
            check.hide()
            check.deleteLater()
        self.checks = {}
        for each in measures:
            check = named(QCheckBox(each.name, self.figures), f"custom_figure_{each.key}", each.name)
            check.setToolTip(meaning(each))
            check.setChecked(each.key in wanted)
            check.toggled.connect(self._figures_changed)
            self.checks[each.key] = check
            self._figures.addWidget(check)
            check.show()
        dimensions = [(each.key, each.name) for each in dimensions_of(what)]
        _fill(self.first, dimensions)
        _fill(self.second, [("", self.tr("Nothing more")), *dimensions])
        self._offer_sort()

    def _figures_changed(self) -> None:
        self._offer_sort()
        self.changed.emit()

    def _offer_sort(self) -> None:
        kept = self.sort.currentData()
        chosen = [(key, MEASURES[key].name) for key, check in self.checks.items() if check.isChecked()]
        with QSignalBlocker(self.sort):
            _fill(self.sort, [("", self.tr("As it fits")), *chosen, (BY_GROUP, self.tr("Order of the groups"))])
            _choose(self.sort, str(kept or ""))

    def _show_period(self, period: str) -> None:
        if self.period.findData(period) < 0:
            self.period.addItem(period, period)
        _choose(self.period, period)


def _fill(box: QComboBox, items: list[tuple[str, str]]) -> None:
    with QSignalBlocker(box):
        box.clear()
        for value, words in items:
            box.addItem(words, value)


def _choose(box: QComboBox, value: str) -> None:
    with QSignalBlocker(box):
        box.setCurrentIndex(max(0, box.findData(value)))
