"""The targets of a category for one priority or all, from a day on; what was received before keeps its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QComboBox, QDateEdit, QSpinBox, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import actor
from app.models import Priority
from app.queries.goals import Goal, Goals, TargetRow
from app.services.targets import set_target
from app.ui import labels
from app.ui.case_words import day_words
from app.ui.form import Form
from app.ui.forms.sheet import Sheet
from app.ui.seat import Seat
from app.ui.widgets.base import text_label
from app.ui.widgets.field import Field
from app.ui.widgets.room import spaced

MOST = {"acknowledge_hours": 400, "first_response_days": 250, "resolution_days": 750}


class TargetForm(Form):
    """Shows what is in force for the priority and day chosen, and takes what shall be."""

    def __init__(self, seat: Seat, category_id: int, goals: Goals, rows: list[TargetRow], *, parent: QWidget) -> None:
        super().__init__(seat.jobs, name="target_form", zone=seat.zone, parent=parent)
        self._seat, self._category_id, self._goals = seat, category_id, goals
        self.priority = QComboBox(self.body)
        self.priority.addItem(self.tr("All priorities"), None)
        for each in Priority:
            self.priority.addItem(labels.word("priority", each), each)
        today = seat.today()
        begin = QDate(today.year, today.month, today.day)
        self.begins = QDateEdit(begin, self.body)
        self.begins.setMinimumDate(begin)
        self.begins.setDisplayFormat("MMM d, yyyy")
        self.begins.setCalendarPopup(True)
        self.spins = {name: self._spin(most) for name, most in MOST.items()}
        self.column = QVBoxLayout(self.body)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)
        self._place("priority", self.tr("&Priority"), self.priority)
        self._place("from_on", self.tr("&Received from"), self.begins)
        self._place("acknowledge_hours", self.tr("&Acknowledge, business hours"), self.spins["acknowledge_hours"])
        self._place("first_response_days", self.tr("&First answer, business days"), self.spins["first_response_days"])
        self._place("resolution_days", self.tr("D&one, business days"), self.spins["resolution_days"])
        self.told = text_label(self._history(rows), self.body, type="table", ink="ink_2", name="target_versions")
        self.told.setWordWrap(True)
        self.column.addWidget(self.told)
        for changed in (self.priority.currentIndexChanged, self.begins.dateChanged):
            changed.connect(lambda _: self._show())
        self._show()
        self.setFocusProxy(self.priority)

    def _spin(self, most: int) -> QSpinBox:
        spin = QSpinBox(self.body)
        spin.setRange(0, most)  # nought is refused with a sentence
        spaced(spin)
        return spin

    def _place(self, name: str, title: str, widget: QWidget) -> None:
        widget.setObjectName(f"target_{name}")
        field = Field(title, widget, self.body, name=f"target_{name}_field")
        self.column.addWidget(field)
        self.add(name, widget, field=field)

    def _day(self) -> date:
        chosen = self.begins.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def _show(self) -> None:
        """What holds then without a change."""
        goal = self._goals.on(self._category_id, self.priority.currentData() or Priority.NORMAL, self._day())
        for name, value in zip(Goal._fields, goal or Goal(8, 2, 10), strict=True):
            self.spins[name].setValue(value)

    def _history(self, rows: list[TargetRow]) -> str:
        """The versions there are, the newest first."""
        today = self._seat.today()
        lines = [self.tr("What was received before a day keeps the targets it had.")]
        for row in rows:
            if row.category_id == self._category_id:
                whom = labels.word("priority", row.priority) if row.priority else self.tr("All priorities")
                since = self.tr("from {0}").format(day_words(row.from_on, today)) if row.from_on.year > 1900 else ""
                told = self.tr("{0} h, {1} d, {2} d").format(*row.goal)
                lines.append(f"{whom} {since}: {told}".replace(" :", ":"))
        return "\n".join(lines)

    def act(self) -> Callable[[Session], Any]:
        """Set it."""
        fields = {name: spin.value() for name, spin in self.spins.items()}
        kind = {"category_id": self._category_id, "priority": self.priority.currentData(), "from_on": self._day()}
        me, at = self._seat.me.id, self._seat.now()
        return lambda s: set_target(s, actor(s, me, at), fields=fields, **kind, at=at).id


def target_sheet(seat: Seat, category_id: int, goals: Goals, rows: list[TargetRow], *, parent: QWidget) -> Sheet:
    """The sheet for the targets of a category."""
    form = TargetForm(seat, category_id, goals, rows, parent=parent)
    return Sheet(form, title=form.tr("Targets"), act=form.tr("Set"), parent=parent, width=460)
