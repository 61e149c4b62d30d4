"""What somebody was told for a date: the promise, its moving with the telling, and why it was not kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from PySide6.QtWidgets import QCheckBox, QWidget
from sqlmodel import Session

from app.models import Channel
from app.queries.promises import PromiseRow, day_promised
from app.services.promises import break_promise, move_promise, promise, withdraw_promise
from app.ui.case_words import Clock
from app.ui.forms.choices import label_box
from app.ui.forms.mandate_form import DayEdit, MandateForm
from app.ui.forms.sheet import Sheet
from app.ui.forms.when import parse_hour, parse_when
from app.ui.promise_words import due_words
from app.ui.seat import Seat


class _DateForm(MandateForm):
    """A form with the day, and perhaps the hour, that the resident was told."""

    def add_date(self, first: date) -> None:
        """The fields for day and hour."""
        self.day = DayEdit(self.body)
        self.day.set_value(first)
        self.field("due_at", self.tr("&Date told"), self.day)
        hint = self.tr("Such as 3 PM. Left empty, the day counts until its end.")
        self.hour = self.line("hour", self.tr("H&our, if one was told"), hint=hint, longest=12)

    def add_how(self, label: str, *, first: int) -> None:
        """The field for how the resident was told."""
        self.how = label_box("channel", Channel, self.body, name="promise_how", first=first)
        self.field("how", label, self.how)

    def check(self) -> dict[str, str]:
        """An hour has to be one."""
        typed = self.hour.text().strip()
        if typed and parse_hour(typed) is None:
            return {"hour": self.tr("This is no hour. Type it as 3 PM or 15:00.")}
        return {}

    def due_at(self) -> datetime:
        """The instant by which it is to be kept."""
        hour = parse_hour(self.hour.text().strip()) if self.hour.text().strip() else None
        if hour is None:
            return day_promised(self.day.value(), str(self.seat.zone))
        return datetime.combine(self.day.value(), hour, self.seat.zone)


class PromiseForm(_DateForm):
    """A date told to a resident, on a case."""

    def __init__(self, seat: Seat, case_id: int, *, parent: QWidget) -> None:
        super().__init__(seat, "promise_form", parent)
        self._case_id = case_id
        hint = self.tr("As the resident was told it, such as: a crew opens the basin.")
        self.words = self.line("words", self.tr("&What was promised?"), hint=hint, longest=500)
        self.add_date(seat.office_day(seat.today() + timedelta(days=1)))
        self.add_how(self.tr("&How was it told?"), first=0)
        self.track_draft("promise", str(case_id))
        self.setFocusProxy(self.words)

    def act(self) -> Callable[[Session], Any]:
        """Note it."""
        fields = {"words": self.words.text(), "due_at": self.due_at(), "how": self.how.currentData()}
        return self.as_me(lambda s, who, at: promise(s, who, self._case_id, fields=fields, at=at).id)


class MoveForm(_DateForm):
    """Another date, and how the resident was told of it."""

    def __init__(self, seat: Seat, row: PromiseRow, *, parent: QWidget) -> None:
        super().__init__(seat, "move_promise_form", parent)
        self.row = row
        clock = Clock(seat.now(), seat.zone)
        form = self.tr("Promised for {0}: {1}. A date is moved when the resident has been told the new one.")
        self.say(form.format(due_words(row.due_at, clock), row.words), "move_promise_was")
        self.add_date(seat.office_day(max(seat.today(), clock.local(row.due_at).date()) + timedelta(days=1)))
        self.add_how(self.tr("&How was the resident told?"), first=-1)
        hint = self.tr("Such as yesterday 3 PM. Left empty, it was just now.")
        self.told = self.line("told_at", self.tr("&When was the resident told?"), hint=hint, longest=40)
        self.track_draft("move_promise", str(row.id))
        self.setFocusProxy(self.day)

    def check(self) -> dict[str, str]:
        """Without the telling it is a broken promise."""
        problems = super().check()
        if self.how.currentData() is None:
            words = self.tr("Say how the resident was told of the new date. Untold, the promise is broken.")
            problems["how"] = words
        if self.told.text().strip() and self.told_at() is None:
            problems["told_at"] = self.tr("This is no time. Type it as yesterday 3 PM, or Nov 12 10:30.")
        return problems

    def told_at(self) -> datetime | None:
        """When the resident was told; None for just now, or where it cannot be read."""
        return parse_when(self.told.text(), self.seat.now().astimezone(self.seat.zone))

    def act(self) -> Callable[[Session], Any]:
        """Put the new date in its place."""
        due, how, told, number = self.due_at(), self.how.currentData(), self.told_at(), self.row.id
        return self.as_me(lambda s, who, at: move_promise(s, who, number, due_at=due, how=how, told_at=told, at=at).id)


class WhyForm(MandateForm):
    """Why a promise was not kept, or was none."""

    def __init__(self, seat: Seat, row: PromiseRow, *, parent: QWidget) -> None:
        super().__init__(seat, "promise_why_form", parent)
        self._id = row.id
        self.say(row.words, "promise_why_words")
        self.words = self.line("words", self.tr("&Why was it not kept?"), longest=500)
        self.mistake = QCheckBox(self.tr("It was noted by &mistake, and counts nowhere"), self.body)
        self.mistake.setObjectName("promise_why_mistake")
        self.column.addWidget(self.mistake)
        self.add("mistake", self.mistake)
        self.setFocusProxy(self.words)

    def act(self) -> Callable[[Session], Any]:
        """Note it."""
        act = withdraw_promise if self.mistake.isChecked() else break_promise
        number, words = self._id, self.words.text()
        return self.as_me(lambda s, who, at: act(s, who, number, words=words, at=at).id)


def promise_sheet(seat: Seat, case_id: int, number: str, *, parent: QWidget) -> Sheet:
    """The sheet for a new promise."""
    form = PromiseForm(seat, case_id, parent=parent)
    title = form.tr("Promise on {0}").format(number)
    return Sheet(form, title=title, act=form.tr("Note the promise"), parent=parent, width=460)


def settle_sheet(seat: Seat, act: str, row: PromiseRow, *, parent: QWidget) -> Sheet:
    """The sheet to move a promise ("moved"), or to say it was broken or noted by mistake ("broken")."""
    if act == "moved":
        moving = MoveForm(seat, row, parent=parent)
        title, words = moving.tr("Another date, told to the resident"), moving.tr("Note the new date")
        return Sheet(moving, title=title, act=words, parent=parent, width=460)
    form = WhyForm(seat, row, parent=parent)
    return Sheet(form, title=form.tr("The promise was not kept"), act=form.tr("Note it"), parent=parent, width=460)
