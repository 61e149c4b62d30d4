"""One recommendation: where it stands, its words, the cases that show it, the answer, and figures before and after."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.queries.figures.period import told
from app.queries.recommendation_effect import DEFINITIONS, Effect
from app.queries.recommendations import RecommendationRow
from app.reports.charts import BarChart
from app.reports.recommendation_letter import effect_rows
from app.ui.case_words import day_words
from app.ui.forms.recommendation_forms import status_words
from app.ui.pages.case_bits import emptied, link_button, px
from app.ui.seat import Seat
from app.ui.widgets.bar_view import BarView
from app.ui.widgets.base import named, text_label

FEW = 24
"""So many numbers of cases are named; the link opens all."""


class RecommendationView(QWidget):
    """Facts in a column; `cases_wanted` when the cases that show it are asked for."""

    cases_wanted = Signal()

    def __init__(self, seat: Seat, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "recommendation_view", self.tr("Recommendation"))
        self._seat = seat
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(24), px(12), px(24), px(16))
        self._column.setSpacing(px(6))

    def show_row(self, row: RecommendationRow | None) -> None:
        """Show another one, or none; the effect is told as soon as it is counted."""
        emptied(self._column)
        if row is not None:
            self._facts(row)
            self._words(row.words, "recommendation_words")
            self._cases(row)
            self._answer(row)
        self._column.addStretch(1)

    def _facts(self, row: RecommendationRow) -> None:
        self._words(row.title, "recommendation_title", type="subject")
        to = self.tr("To {0}").format(f"{row.head}, {row.department}" if row.head else row.department)
        self._words(" · ".join(each for each in (to, row.category) if each), "recommendation_to", ink="ink_2")
        made = self.tr("drafted {0} by {1}").format(self._day(row.made_at), row.by)
        sent = self.tr("sent {0}").format(self._day(row.sent_at)) if row.sent_at else ""
        stands = [status_words(row.status), sent or made]
        stands += [self.tr("in effect from {0}").format(told(row.effective_on))] if row.effective_on else []
        stands += [row.reason] if row.reason else []
        self._words(" · ".join(stands), "recommendation_stands", ink="ink_2")

    def _cases(self, row: RecommendationRow) -> None:
        if not row.cases:
            self._words(self.tr("It rests on no case."), "recommendation_no_cases", ink="ink_2")
            return
        one, many = self.tr("1 case shows it"), self.tr("{0} cases show it").format(row.cases)
        link = link_button(one if row.cases == 1 else many, self, name="recommendation_cases")
        link.clicked.connect(self.cases_wanted)
        self._column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        if row.asked:
            self._words(self.tr("Found by: {0}").format(row.asked), "recommendation_asked", ink="ink_2")
        few, more = ", ".join(row.numbers[:FEW]), len(row.numbers) - FEW
        numbers = self.tr("Frozen: {0} and {1} more").format(few, f"{more:,}") if more > 0 else few
        self._words(numbers if more > 0 else self.tr("Frozen: {0}").format(few), "recommendation_numbers", ink="ink_2")

    def _answer(self, row: RecommendationRow) -> None:
        if row.answered_at is None:
            return
        self._head(self.tr("The department’s answer"))
        self._words(self._day(row.answered_at), "recommendation_answered", ink="ink_2")
        self._words(row.answer, "recommendation_answer")

    def show_effect(self, found: Effect) -> None:
        """The figures before and after, below the rest."""
        self._column.takeAt(self._column.count() - 1)
        self._head(self.tr("Before and after, {0}").format(found.category))
        self._words(found.words, "effect_words")
        chart = BarView(self, name="effect_chart", says=self.tr("Cases received a month"))
        names, after = self.tr("Before"), self.tr("After")
        months = [f"{each.period.first:%b}" for each in found.months]
        series = [(names, [each.before for each in found.months]), (after, [each.after for each in found.months])]
        chart.show_chart(BarChart(months, series))
        self._words(self.tr("Cases received a month"), "effect_chart_title", ink="ink_2")
        self._column.addWidget(chart)
        self._column.addWidget(self._table(effect_rows(found)))
        for term, text in DEFINITIONS:
            self._words(f"{term}: {text}", "effect_definition", type="table", ink="ink_2")
        self._column.addStretch(1)

    def say(self, words: str) -> None:
        """Why nothing can be measured yet."""
        self._column.takeAt(self._column.count() - 1)
        self._words(words, "effect_missing", ink="ink_2")
        self._column.addStretch(1)

    def _table(self, rows: list[list[str]]) -> QWidget:
        made = named(QWidget(self), "effect_table")
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(16))
        grid.setColumnStretch(0, 1)
        for line, row in enumerate([["", self.tr("Before"), self.tr("After")], *rows]):
            for place, words in enumerate(row):
                ink = "ink" if line else "ink_2"
                label = text_label(words, made, type="table", ink=ink, name=f"cell_{line}_{place}")
                label.setWordWrap(True)
                right = Qt.AlignmentFlag.AlignRight if place else Qt.AlignmentFlag.AlignLeft
                label.setAlignment(right | Qt.AlignmentFlag.AlignTop)
                grid.addWidget(label, line, place)
        return made

    def _day(self, at: datetime) -> str:
        return day_words(self._seat.local(at).date(), self._seat.today())

    def _head(self, words: str) -> None:
        self._column.addSpacing(px(8))
        self._words(words, "recommendation_head", type="section")

    def _words(self, words: str, name: str, *, type: str = "body", ink: str = "ink") -> None:
        label = text_label(words, self, type=type, ink=ink, name=name)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._column.addWidget(label)
