"""Close a case: what came of it, and whether the resident was told, when, how and by whom, or why not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QDateTimeEdit, QGridLayout, QLineEdit, QWidget
from sqlmodel import Session

from app.authority import Right, actor
from app.models import Channel, Outcome, Told
from app.services.cases import close_case
from app.services.follow_ups import plan_follow_up
from app.services.reviews import ask_closing
from app.ui.form import Form
from app.ui.forms.choices import choice_box, label_box
from app.ui.forms.sheet import Sheet
from app.ui.seat import Seat
from app.ui.widgets.base import text_label
from app.ui.widgets.field import Field


class CloseForm(Form):
    """Enter closes the case from every field."""

    def __init__(self, seat: Seat, case_id: int, *, parent: QWidget) -> None:
        super().__init__(seat.jobs, name="close_form", drafts=seat.drafts, zone=seat.zone, parent=parent)
        self._seat, self._case_id = seat, case_id
        self._grid = QGridLayout(self.body)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(12)
        self._rows: dict[str, Field] = {}
        self._asks = not seat.may(Right.CLOSE_CASE)
        self._add_outcome()
        self._add_told()
        if self._asks:
            self._say_where_it_goes()
        self.track_draft("close", str(case_id))
        self._show_asked()
        self.setFocusProxy(self.outcome)

    def _say_where_it_goes(self) -> None:
        words = self.tr("This goes to the Director for approval. Until then the case waits as answered.")
        label = text_label(words, self.body, type="table", ink="ink_2", name="close_approval")
        label.setWordWrap(True)
        self._grid.addWidget(label, 7, 0, 1, 2)

    def _place(self, name: str, title: str, widget: QWidget, row: int, column: int = 0, *, wide: bool = False) -> None:
        field = Field(title, widget, self.body, name=f"{name}_field")
        self._rows[name] = field
        self._grid.addWidget(field, row, column, 1, 2 if wide else 1)
        self.add(name, widget, field=field)

    def _add_outcome(self) -> None:
        given = [each for each in Outcome if each is not Outcome.NO_OUTCOME_RECORDED]
        self.outcome = label_box("outcome", given, self.body, name="outcome", first=-1)
        self.words = QLineEdit(self.body)
        self.words.setMaxLength(4000)
        self._place("outcome", self.tr("&What came of it"), self.outcome, 0, wide=True)
        self._place("words", self.tr("In a &sentence"), self.words, 1, wide=True)

    def _add_told(self) -> None:
        asked = [(True, self.tr("Yes, the resident was told")), (False, self.tr("No, not told"))]
        self.told = choice_box(asked, self.body, name="told", first=-1)
        self.told.currentIndexChanged.connect(lambda _: self._show_asked())
        self.told_at = QDateTimeEdit(self.body)
        self.told_at.setCalendarPopup(True)
        self.told_at.setDisplayFormat("MMM d, yyyy h:mm AP")
        self.told_how = label_box("channel", Channel, self.body, name="told_how", first=-1)
        staff = [(each.id, each.name) for each in self._seat.reference.staff]
        mine = next((n for n, (number, _) in enumerate(staff) if number == self._seat.me.id), -1)
        self.told_by = choice_box(staff, self.body, name="told_by", first=mine)
        self.why_not = QLineEdit(self.body)
        self.why_not.setMaxLength(500)
        self._place("told", self.tr("Was the resident &told?"), self.told, 2, wide=True)
        self._place("told_at", self.tr("Wh&en"), self.told_at, 3)
        self._place("told_how", self.tr("&How"), self.told_how, 3, 1)
        self._place("told_by_id", self.tr("&By whom"), self.told_by, 4, wide=True)
        self._place("why_not", self.tr("Wh&y not"), self.why_not, 5, wide=True)
        later = [
            (0, self.tr("No")),
            (7, self.tr("In a week")),
            (14, self.tr("In two weeks")),
            (30, self.tr("In a month")),
        ]
        self.ask_later = choice_box(later, self.body, name="ask_later")
        self._place("ask_later", self.tr("&Ask later whether it is fixed?"), self.ask_later, 6, wide=True)
        self._rows["ask_later"].setVisible(not self._asks)
        self.set_values({"told_at": self._seat.now()})

    def _show_asked(self) -> None:
        told = self.told.currentData()
        for name in ("told_at", "told_how", "told_by_id"):
            self._rows[name].setVisible(told is True)
        self._rows["why_not"].setVisible(told is False)

    def check(self) -> dict[str, str]:
        """The outcome and whether the resident was told; the rest is the case's own rule."""
        problems = {}
        if self.outcome.currentData() is None:
            problems["outcome"] = self.tr("Choose what came of the case.")
        if self.told.currentData() is None:
            problems["told"] = self.tr("Say whether the resident was told.")
        return problems

    def act(self) -> Callable[[Session], Any]:
        """Close it."""
        values, me, at, case_id = self.values(), self._seat.me.id, self._seat.now(), self._case_id
        told = Told(told=False, why_not=values["why_not"].strip())
        if values["told"]:
            told = Told(
                told=True,
                told_at=min(values["told_at"], at) if values["told_at"] else None,
                told_how=values["told_how"],
                told_by_id=values["told_by_id"],
            )
        outcome, words = Outcome(values["outcome"]), values["words"].strip()
        if self._asks:
            return lambda s: (
                ask_closing(s, actor(s, me, at), case_id, outcome=outcome, told=told, at=at, words=words).id
            )
        days = int(values["ask_later"] or 0)
        ask_on = self._seat.office_day(self._seat.today() + timedelta(days=days)) if days else None

        def close(s: Session) -> Any:
            who = actor(s, me, at)
            closed = close_case(s, who, case_id, outcome=outcome, told=told, at=at, words=words)
            if ask_on is not None:
                plan_follow_up(s, who, case_id, due_on=ask_on, at=at)
            return closed.id

        return close


def close_sheet(seat: Seat, case_id: int, number: str, *, parent: QWidget) -> Sheet:
    """The sheet to close a case."""
    form = CloseForm(seat, case_id, parent=parent)
    title, act = form.tr("Close {0}").format(number), form.tr("Close the case")
    if not seat.may(Right.CLOSE_CASE):
        title, act = form.tr("Ask to close {0}").format(number), form.tr("Ask for approval")
    return Sheet(form, title=title, act=act, cancel=form.tr("Not now"), parent=parent)
