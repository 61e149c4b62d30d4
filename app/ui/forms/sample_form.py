"""Draw the answers of a month that are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QLineEdit, QSpinBox, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import actor
from app.queries.figures import last_full_month
from app.services.substance import MOST, draw_sample
from app.ui.form import Form
from app.ui.forms.choices import choice_box
from app.ui.forms.sheet import Sheet
from app.ui.pages.case_bits import px
from app.ui.seat import Seat
from app.ui.widgets.base import text_label
from app.ui.widgets.field import Field

USUAL, BACK = 12, 12


class SampleForm(Form):
    """Which month, how many, and how many of them twice; `saved` gives the id of the sample."""

    def __init__(self, seat: Seat, *, parent: QWidget) -> None:
        super().__init__(seat.jobs, name="sample_form", zone=seat.zone, parent=parent)
        self._seat = seat
        last = last_full_month(seat.zone.key, seat.now())
        months = [last.back(back) for back in range(BACK)]
        self.month = choice_box([(f"{m.first:%Y-%m}", m.name) for m in months], self.body, name="month")
        self.size_box, self.twice = self._number(1, MOST, USUAL, "size"), self._number(0, MOST, 0, "twice")
        self.seed = QLineEdit(self.body)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        seeded = self.tr("Anybody who knows the seed can repeat the draw. Left empty, it is the month.")
        for name, title, widget, hint in (
            ("month", self.tr("&Month"), self.month, ""),
            ("size", self.tr("&Closed cases to draw"), self.size_box, ""),
            (
                "twice",
                self.tr("&Of these read twice"),
                self.twice,
                self.tr("The second reader sees no marks."),
            ),
            ("seed", self.tr("&Seed"), self.seed, seeded),
        ):
            field = Field(title, widget, self.body, hint=hint, name=f"{name}_field")
            column.addWidget(field)
            self.add(name, widget, field=field)
        told = self.tr("All that were opened again or complained of in the month are read as well.")
        words = text_label(told, self.body, type="table", ink="ink_2", name="sample_words")
        words.setWordWrap(True)
        column.addWidget(words)
        self.setFocusProxy(self.month)

    def _number(self, least: int, most: int, first: int, name: str) -> QSpinBox:
        box = QSpinBox(self.body)
        box.setObjectName(name)
        box.setRange(least, most)
        box.setValue(first)
        return box

    def act(self) -> Callable[[Session], Any]:
        """Draw."""
        values, me, at = self.values(), self._seat.me.id, self._seat.now()
        month = values.pop("month")
        return lambda s: draw_sample(s, actor(s, me, at), month, at=at, **values).id


def sample_sheet(seat: Seat, *, parent: QWidget) -> Sheet:
    """The sheet to draw a sample."""
    form = SampleForm(seat, parent=parent)
    title, act = form.tr("Draw answers to read"), form.tr("Draw")
    return Sheet(form, title=title, act=act, cancel=form.tr("Not now"), parent=parent, width=460)
