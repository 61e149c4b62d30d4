"""Somebody leaves: what they have in hand, who takes it, and the key of the files after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import Right, actor
from app.models import Role
from app.opening import remove_member
from app.queries.office import StaffRow
from app.services.leaving import Handed, OpenWork, To, let_go, open_work
from app.ui.form import Form
from app.ui.forms.sheet import Sheet
from app.ui.labels import word
from app.ui.seat import Seat
from app.ui.widgets.base import text_label
from app.ui.widgets.field import Field
from app.ui.work import Work

TAKERS = frozenset({Role.DIRECTOR, Role.ASSOCIATE, Role.COORDINATOR, Role.INTERN})


class LeaveForm(Form):
    """Counts first, then who takes over; `saved` gives what was handed."""

    def __init__(self, seat: Seat, member: StaffRow, *, parent: QWidget) -> None:
        super().__init__(seat.jobs, name="leave_form", zone=seat.zone, parent=parent)
        self._seat, self._member = seat, member
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.counts = text_label(self.tr("Looking what they have in hand…"), self.body, name="leave_counts")
        self.counts.setWordWrap(True)
        column.addWidget(self.counts)
        self.to = self._takers()
        hint = self.tr(
            "Unlogged calls and mails, tasks, and who is to be asked or told go to whoever takes over, or you."
        )
        self.to_field = Field(self.tr("Their open &work goes to"), self.to, self.body, hint=hint, name="leave_to_field")
        column.addWidget(self.to_field)
        self.add("to", self.to, field=self.to_field)
        self.rekey = self._rekey()
        column.addWidget(self.rekey)
        column.addWidget(self._what_happens())
        column.addStretch(1)
        self.setFocusProxy(self.to)
        self.saved.connect(self._told)
        at = seat.now()
        seat.ask(lambda s, who: open_work(s, who, member.id, at=at), then=self._show, owner=self)

    def _takers(self) -> QComboBox:
        """The queue, each as suggested, or one colleague who works on cases."""
        made = QComboBox(self.body)
        made.setObjectName("leave_to")
        made.addItem(self.tr("the queue: nobody has it yet"), To.QUEUE.value)
        if self._seat.may(Right.ASSIGN_CASE):
            made.addItem(self.tr("each case to whom it fits, the rest to the queue"), To.SUGGESTED.value)
            for row in self._seat.reference.staff:
                if row.id != self._member.id and row.role in TAKERS:
                    made.addItem(f"{row.name}, {word('role', row.role)}", row.id)
        return made

    def _rekey(self) -> QCheckBox:
        """The second step: they may have kept a copy of the key file."""
        made = QCheckBox(self.tr("Then change the &key of the office’s files"), self.body)
        made.setObjectName("leave_rekey")
        made.setAccessibleDescription(self.tr("A copy of the old key file opens nothing then. Everybody locks first."))
        made.setToolTip(made.accessibleDescription())
        made.setChecked(self._seat.opened is not None)
        made.setVisible(self._seat.opened is not None)
        return made

    def _what_happens(self) -> QWidget:
        said = self.tr("They can sign in no more from this moment, and a window of theirs locks. All they did stays.")
        label = text_label(said, self.body, type="table", ink="ink_2", name="leave_what")
        label.setWordWrap(True)
        return label

    def _show(self, work: OpenWork) -> None:
        """Each count in words; what is none is left out."""
        lines = [
            self._many(work.cases, self.tr("{0} open case"), self.tr("{0} open cases")),
            self._many(work.promises, self.tr("{0} promise of these"), self.tr("{0} promises of these")),
            self._many(work.tasks, self.tr("{0} task"), self.tr("{0} tasks")),
            self._many(
                work.after,
                self.tr("{0} resident to be asked or told after closing"),
                self.tr("{0} residents to be asked or told after closing"),
            ),
            self._many(work.slips, self.tr("{0} call or mail not logged"), self.tr("{0} calls or mails not logged")),
            self._many(work.drafts, self.tr("{0} unfinished form"), self.tr("{0} unfinished forms")),
            self._many(work.reviews, self.tr("{0} closing to approve"), self.tr("{0} closings to approve")),
            self._many(work.deputy_for, self.tr("deputy in {0} absence"), self.tr("deputy in {0} absences")),
        ]
        in_hand = ", ".join(line for line in lines if line) or self.tr("nothing")
        words = [self.tr("{0} has in hand: {1}.").format(self._member.name, in_hand)]
        if work.appointed:
            words.append(self.tr("The appointment ends."))
        if work.acting:
            words.append(self.tr("The designation as Acting Director ends."))
        self.counts.setText(" ".join(words))
        self.counts.setAccessibleName(self.counts.text())
        self.typed.emit()  # the sheet grows with the sentence

    @staticmethod
    def _many(count: int, one: str, more: str) -> str:
        return (one if count == 1 else more).format(f"{count:,}") if count else ""

    def _chosen(self) -> int | To:
        value = self.to.currentData()
        return To(value) if isinstance(value, str) else int(value)

    def act(self) -> Callable[[Session], Any]:
        """Without keys (tests of pages): the list alone."""
        member, to, me, at = self._member.id, self._chosen(), self._seat.me.id, self._seat.now()
        return lambda s: let_go(s, actor(s, me, at), member, to=to, at=at)

    def save(self) -> None:
        """The key goes from the vault after the act: off the writer's thread."""
        opened, member = self._seat.opened, self._member
        if opened is None:
            super().save()
            return
        if self.is_busy:
            return
        self.show_problems({})
        to, me, at = self._chosen(), self._seat.me.id, self._seat.now()
        self._set_busy(True)

        def leave(work: Work) -> Handed:
            return remove_member(work.write, opened, member.id, member.login, at, by=me, to=to)

        self.jobs.run(leave, then=self._saved, failed=self.show_error, ended=self._ended, owner=self)

    def _told(self, handed: object) -> None:
        done = handed if isinstance(handed, Handed) else Handed(0, 0, 0)
        said = self.tr("{0} can sign in no more. Handed over: {1}, back to the queue: {2}, calls and mails: {3}.")
        words = said.format(self._member.name, done.cases, done.queued, done.slips)
        words += self.tr(" Tasks: {0}.").format(done.tasks) if done.tasks else ""
        words += self.tr(" To be asked or told: {0}.").format(done.after) if done.after else ""
        self._seat.messages.note(words)
        if self.rekey.isChecked():
            self._seat.rekey_wanted.emit()


def leave_sheet(seat: Seat, member: StaffRow, *, parent: QWidget) -> Sheet:
    """The sheet for somebody who leaves, ready to be opened."""
    form = LeaveForm(seat, member, parent=parent)
    title = form.tr("{0} leaves the office").format(member.name)
    return Sheet(form, title=title, act=form.tr("End their access now"), parent=parent, width=560)
