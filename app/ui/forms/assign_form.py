"""Hand one case or many to a colleague."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import RIGHTS, Right, actor
from app.queries.office import StaffRow
from app.queries.register import away
from app.queries.register_rows import AwayRow
from app.services.cases import assign_cases
from app.ui.case_words import Clock, short_name
from app.ui.form import Form
from app.ui.forms.sheet import Sheet
from app.ui.forms.staff_picker import StaffPicker
from app.ui.mandate_words import end_words
from app.ui.seat import Seat
from app.ui.widgets.field import Field


def owners_for(seat: Seat, *, own: bool = False) -> list[StaffRow]:
    """To whom who is signed in may hand cases: oneself, and anybody for who directs or hands over `own` ones."""
    others = seat.me.directs or (own and seat.may(Right.HAND_OVER))
    staff = [each for each in seat.reference.staff if Right.WORK_CASE in RIGHTS[each.role]]
    return [each for each in staff if others or each.id == seat.me.id]


class AssignForm(Form):
    """Who takes the cases; `saved` gives how many changed hands.

    `own` says whether all of them are one's own, None where it is not known: who does not direct hands over these only.
    """

    def __init__(
        self,
        seat: Seat,
        case_ids: Sequence[int],
        *,
        owner_id: int | None = None,
        own: bool | None = None,
        parent: QWidget,
    ) -> None:
        super().__init__(seat.jobs, name="assign_form", zone=seat.zone, parent=parent)
        self._seat, self._ids = seat, list(case_ids)
        maybe_own = own is not False
        staff = owners_for(seat, own=maybe_own)
        self.picker = StaffPicker(staff, self.body, nobody=len(staff) > 1)
        field = Field(self.tr("&Hand to"), self.picker, self.body, hint=self._limits(own=maybe_own), name="owner_field")
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(field)
        self.add("owner_id", self.picker, field=field)
        if owner_id is not None:
            self.picker.set_value(owner_id)
        self.setFocusProxy(self.picker)
        at = seat.now()
        seat.ask(lambda s, _: away(s, at), then=self._tell_away, owner=self, key="away")

    def _limits(self, *, own: bool) -> str:
        if self._seat.me.directs:
            return ""
        if own and self._seat.may(Right.HAND_OVER):
            return self.tr("You may hand over your own cases, and take those that nobody has.")
        return self.tr("You may take a case that nobody has. The Director hands out the others.")

    def _tell_away(self, found: Mapping[int, AwayRow]) -> None:
        """Say behind a name that they are away and until when, before anybody chooses it."""
        clock = Clock(self._seat.now(), self._seat.zone)
        self.picker.tell({staff_id: self._away_words(row, clock) for staff_id, row in found.items()})

    def _away_words(self, row: AwayRow, clock: Clock) -> str:
        words = self.tr("away")
        if row.until_at is not None:
            words = self.tr("away until {0}").format(end_words(row.until_at, clock))
        return words + (self.tr(", {0} stands in").format(short_name(row.deputy)) if row.deputy else "")

    def check(self) -> dict[str, str]:
        """Somebody, or nobody, has to be chosen."""
        return {} if self.picker.has_choice else {"owner_id": self.tr("Nobody has this name. Type another.")}

    def act(self) -> Callable[[Session], Any]:
        """Hand them over."""
        owner_id, ids, me, at = self.picker.value(), self._ids, self._seat.me.id, self._seat.now()
        return lambda s: assign_cases(s, actor(s, me, at), ids, owner_id=owner_id, at=at)


def assign_sheet(
    seat: Seat, case_ids: Sequence[int], *, parent: QWidget, owner_id: int | None = None, own: bool | None = None
) -> Sheet:
    """The sheet to hand cases over, ready to be opened; `own` is as in the form."""
    form = AssignForm(seat, case_ids, owner_id=owner_id, own=own, parent=parent)
    count = len(case_ids)
    title = form.tr("Assign the case") if count == 1 else form.tr("Assign {0} cases").format(f"{count:,}")
    sheet = Sheet(form, title=title, act=form.tr("Assign"), parent=parent, width=420)
    form.saved.connect(lambda done: _told(seat, form, int(done)))
    return sheet


def _told(seat: Seat, form: AssignForm, done: int) -> None:
    name = next((each.name for each in seat.reference.staff if each.id == form.picker.value()), form.tr("nobody"))
    words = form.tr("1 case handed to {0}") if done == 1 else form.tr("{1} cases handed to {0}")
    seat.messages.note(words.format(name, f"{done:,}"))
