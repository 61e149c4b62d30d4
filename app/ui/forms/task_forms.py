"""Tasks, follow-ups and tellings: small forms, each of one act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QPlainTextEdit, QWidget
from sqlmodel import Session

from app.authority import RIGHTS, Right
from app.models import Channel
from app.queries.tasks import FollowUpRow
from app.queries.troubles import TellingRow
from app.services.follow_ups import record_follow_up
from app.services.tasks import add_task
from app.services.tellings import not_told, tell
from app.ui.forms.choices import choice_box, label_box
from app.ui.forms.mandate_form import DayEdit, MandateForm
from app.ui.forms.sheet import Sheet
from app.ui.promise_words import FIXED, fixed_word
from app.ui.seat import Seat
from app.ui.theme import theme


class TaskForm(MandateForm):
    """What is to be done, by when and by whom; with a case or alone."""

    def __init__(self, seat: Seat, case_id: int | None, *, parent: QWidget) -> None:
        super().__init__(seat, "task_form", parent)
        self._case_id = case_id
        self.words = self.line("words", self.tr("&What is to be done?"), longest=500)
        self.day = DayEdit(self.body)
        self.day.set_value(seat.office_day(seat.today() + timedelta(days=1)))
        self.field("due_on", self.tr("&Due"), self.day)
        self.owner = self._owners()
        self.field("owner_id", self.tr("W&ho does it?"), self.owner)
        self.track_draft("task", str(case_id or "alone"))
        self.setFocusProxy(self.words)

    def _owners(self) -> QComboBox:
        """Oneself first; colleagues for who may hand over."""
        me = self.seat.me.id
        rows = [each for each in self.seat.reference.staff if Right.WORK_CASE in RIGHTS[each.role]]
        rows = [each for each in rows if each.id == me or self.seat.may(Right.HAND_OVER)]
        names = sorted(((each.id, each.name) for each in rows), key=lambda one: (one[0] != me, one[1]))
        return choice_box(names, self.body, name="task_owner")

    def act(self) -> Callable[[Session], Any]:
        """Note it."""
        fields = {"words": self.words.text(), "due_on": self.day.value()}
        owner, case_id = self.owner.currentData(), self._case_id
        return self.as_me(lambda s, who, at: add_task(s, who, fields=fields, case_id=case_id, owner_id=owner, at=at).id)


class FollowUpForm(MandateForm):
    """Whether the resident was reached, whether it is fixed, and how content they are."""

    def __init__(self, seat: Seat, row: FollowUpRow, *, parent: QWidget) -> None:
        super().__init__(seat, "follow_up_form", parent)
        self._row = row
        reached = [(True, self.tr("Yes")), (False, self.tr("No, nobody was reached"))]
        self.reached = choice_box(reached, self.body, name="follow_up_reached")
        self.field("reached", self.tr("&Reached?"), self.reached)
        self.fixed = choice_box(
            [(each, fixed_word(each)) for each in FIXED], self.body, name="follow_up_fixed", first=-1
        )
        self.field("fixed", self.tr("&Is it fixed?"), self.fixed)
        numbers = [(5, self.tr("5, very content")), (4, "4"), (3, "3"), (2, "2"), (1, self.tr("1, not at all"))]
        numbers.append((0, self.tr("Gave no number")))
        self.number = choice_box(numbers, self.body, name="follow_up_satisfaction", first=-1)
        self.field("satisfaction", self.tr("How &content, from 1 to 5?"), self.number)
        self.words = QPlainTextEdit(self.body)
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(theme().px(90))
        self.field("words", self.tr("In their &words"), self.words)
        self.again = QCheckBox(self.tr("&Ask again in a week"), self.body)
        self.field("again", "", self.again)
        self.again.setAccessibleName(self.tr("Ask again in a week"))
        self.reached.currentIndexChanged.connect(lambda _: self._follow())
        self.track_draft("follow_up", str(row.id))
        self._follow()
        self.setFocusProxy(self.reached)

    def _follow(self) -> None:
        reached = self.reached.currentData() is True
        for editor in (self.fixed, self.number):
            editor.setEnabled(reached)
        self.again.setEnabled(not reached)

    def check(self) -> dict[str, str]:
        """Who was reached was asked."""
        if self.reached.currentData() is not True:
            return {}
        problems = {}
        if self.fixed.currentData() is None:
            problems["fixed"] = self.tr("Choose what they answered, or that it is not known.")
        if self.number.currentData() is None:
            problems["satisfaction"] = self.tr("Choose a number, or that they gave none.")
        return problems

    def act(self) -> Callable[[Session], Any]:
        """Record it."""
        reached = self.reached.currentData() is True
        fields: dict[str, Any] = {"reached": reached, "words": self.words.toPlainText()}
        number = self.number.currentData() if reached else None
        if reached:
            fields |= {"fixed": self.fixed.currentData(), "satisfaction": number or None}
        week = self.seat.office_day(self.seat.today() + timedelta(days=7))
        again = week if self.again.isChecked() and not reached else None
        given: dict[str, Any] = {"declined": reached and number == 0, "again_on": again}
        return self.as_me(lambda s, who, at: record_follow_up(s, who, self._row.id, fields=fields, at=at, **given).id)


class TellForm(MandateForm):
    """How somebody was told that the trouble is closed."""

    def __init__(self, seat: Seat, row: TellingRow, *, parent: QWidget) -> None:
        super().__init__(seat, "tell_form", parent)
        self._row = row
        self.how = label_box("channel", Channel, self.body, name="tell_how")
        self.field("how", self.tr("&How were they told?"), self.how)
        if row.child_number:
            self.say(self.tr("{0} closes with the same outcome.").format(row.child_number), "tell_closes")
        self.setFocusProxy(self.how)

    def act(self) -> Callable[[Session], Any]:
        """Note it."""
        number, how = self._row.id, self.how.currentData()
        return self.as_me(lambda s, who, at: tell(s, who, number, how=how, at=at).id)


class NotToldForm(MandateForm):
    """Why somebody is not told."""

    def __init__(self, seat: Seat, row: TellingRow, *, parent: QWidget) -> None:
        super().__init__(seat, "not_told_form", parent)
        self._row = row
        self.why = self.line("why_not", self.tr("&Why are they not told?"), longest=500)
        self.setFocusProxy(self.why)

    def act(self) -> Callable[[Session], Any]:
        """Note it."""
        number, why = self._row.id, self.why.text()
        return self.as_me(lambda s, who, at: not_told(s, who, number, why_not=why, at=at).id)


def task_sheet(seat: Seat, case_id: int | None, number: str = "", *, parent: QWidget) -> Sheet:
    """The sheet for a new task."""
    form = TaskForm(seat, case_id, parent=parent)
    title = form.tr("Task on {0}").format(number) if number else form.tr("New task")
    return Sheet(form, title=title, act=form.tr("Note the task"), parent=parent, width=460)


def follow_up_sheet(seat: Seat, row: FollowUpRow, *, parent: QWidget) -> Sheet:
    """The sheet to record a follow-up."""
    form = FollowUpForm(seat, row, parent=parent)
    title = form.tr("Is it fixed? {0}, {1}").format(row.number, row.asker) if row.asker else row.number
    return Sheet(form, title=title, act=form.tr("Record it"), parent=parent, width=460)


def telling_sheet(seat: Seat, act: str, row: TellingRow, *, parent: QWidget) -> Sheet:
    """The sheet to note that somebody was told ("tell"), or why not ("not_told")."""
    make = TellForm if act == "tell" else NotToldForm
    form = make(seat, row, parent=parent)
    name = row.name or form.tr("Nobody by name")
    title = form.tr("Told: {0}") if act == "tell" else form.tr("Not told: {0}")
    return Sheet(form, title=title.format(name), act=form.tr("Note it"), parent=parent, width=420)
