"""The Mayor's appointments: renewed all at once, made one by one, their order named, ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlmodel import Session

from app.models import APPOINTED
from app.queries.register_rows import AppointmentRow, DesignationRow
from app.services.appointments import EARLY_DAYS, appoint, end_appointment, renew_all, set_instrument
from app.services.designations import revoke
from app.ui.forms.choices import choice_box
from app.ui.forms.mandate_form import DayEdit, MandateForm
from app.ui.forms.sheet import Sheet
from app.ui.mandate_words import long_date
from app.ui.seat import Seat
from app.workdays import Term, first_monday, term_of


def _terms(seat: Seat) -> tuple[list[Term], int]:
    """The year that runs and the coming one, and which is meant now."""
    running = term_of(seat.today())
    coming = term_of(first_monday(running.first.year + 1))
    near = (coming.first - seat.today()).days <= EARLY_DAYS
    return [running, coming], int(near)


class RenewForm(MandateForm):
    """One order renews the Director and all Associates."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(seat, "renew_form", parent)
        terms, meant = _terms(seat)
        said = [(term.first, f"{long_date(term.first)} – {long_date(term.last)}") for term in terms]
        self.term = choice_box(said, self.body, name="renew_term", first=meant)
        words = self.tr(
            "Appoints the Director and every Associate who has none for that year. A year begins on the first Monday "
            "of February and ends the day before the next one; nothing is back-dated."
        )
        self.say(words, "renew_words")
        self.field("on", self.tr("&Year of appointments"), self.term)
        self.order = self.line("instrument", self.tr("The Mayor’s &order"), hint=self.tr("For example Order 2027-003"))
        self.setFocusProxy(self.order)

    def act(self) -> Callable[[Session], Any]:
        """Renew them; the answer is how many."""
        on, order = self.term.currentData(), self.order.text()
        return self.as_me(lambda s, who, at: len(renew_all(s, who, instrument=order, at=at, on=on)))


class AppointForm(MandateForm):
    """One member of staff in their role."""

    def __init__(self, seat: Seat, staff_id: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(seat, "appoint_form", parent)
        staff = [each for each in seat.reference.staff if each.left_at is None and each.role in APPOINTED]
        said = [(each.id, f"{each.name}, {each.role.value.capitalize()}") for each in staff]
        self.who = choice_box(said, self.body, name="appoint_who")
        self.begin = DayEdit(self.body)
        self.field("staff_id", self.tr("&Who"), self.who)
        self.line("instrument", self.tr("The Mayor’s &order"))
        self.field("from_on", self.tr("&From"), self.begin, hint=self.tr("To the end of that year of appointments."))
        self.load({"from_on": seat.today()} | ({"staff_id": staff_id} if staff_id else {}))
        self.setFocusProxy(self.who)

    def act(self) -> Callable[[Session], Any]:
        """Record the appointment."""
        values = self.values()
        return self.as_me(lambda s, who, at: appoint(s, who, **values, at=at).id)


class InstrumentForm(MandateForm):
    """The number of the order by which somebody is appointed."""

    def __init__(self, seat: Seat, row: AppointmentRow, parent: QWidget | None = None) -> None:
        super().__init__(seat, "instrument_form", parent)
        self._row = row
        self.say(f"{row.name}, {row.role.value.capitalize()}", "instrument_of")
        self.order = self.line("instrument", self.tr("The Mayor’s &order"))
        self.load({"instrument": row.instrument})
        self.setFocusProxy(self.order)

    def act(self) -> Callable[[Session], Any]:
        """Keep it."""
        number, order = self._row.id, self.order.text()
        return self.as_me(lambda s, who, at: set_instrument(s, who, number, instrument=order, at=at).id)


class EndForm(MandateForm):
    """Ends an appointment, asked once more."""

    def __init__(self, seat: Seat, row: AppointmentRow, parent: QWidget | None = None) -> None:
        super().__init__(seat, "end_appointment_form", parent)
        self._row = row
        words = self.tr(
            "{0} has no appointment as {1} from this moment on: they may read and finish open slips, and a designation "
            "that rests on it ends."
        )
        self.say(words.format(row.name, row.role.value.capitalize()), "end_words")

    def act(self) -> Callable[[Session], Any]:
        """End it now."""
        number = self._row.id
        return self.as_me(lambda s, who, at: end_appointment(s, who, number, at=at).id)


class RevokeForm(MandateForm):
    """The Mayor takes a designation back."""

    def __init__(self, seat: Seat, row: DesignationRow, *, by_mayor: bool, parent: QWidget | None = None) -> None:
        super().__init__(seat, "revoke_form", parent)
        self._row = row
        words = self.tr("{0} acts no more from this moment on. What was decided until now stands as it is.")
        self.say(words.format(row.name), "revoke_words")
        label = self.tr("The Mayor’s &memo, and why") if not by_mayor else self.tr("&Memo, and why, if any")
        self.words_line = self.line("words", label, hint=self.tr("For example Memo 2026-35, back early"), longest=400)
        self.setFocusProxy(self.words_line)

    def act(self) -> Callable[[Session], Any]:
        """Revoke it now."""
        number, words = self._row.id, self.words_line.text()
        return self.as_me(lambda s, who, at: revoke(s, who, number, at=at, words=words).id)


def renew_sheet(seat: Seat, *, parent: QWidget) -> Sheet:
    """The sheet that renews all appointments."""
    form = RenewForm(seat, parent)
    return Sheet(form, title=form.tr("Renew all appointments"), act=form.tr("Renew all"), parent=parent)


def appoint_sheet(seat: Seat, *, staff_id: int | None = None, parent: QWidget) -> Sheet:
    """The sheet that appoints one."""
    form = AppointForm(seat, staff_id, parent)
    return Sheet(form, title=form.tr("Record an appointment"), act=form.tr("Record"), parent=parent)


def instrument_sheet(seat: Seat, row: AppointmentRow, *, parent: QWidget) -> Sheet:
    """The sheet that names the order."""
    form = InstrumentForm(seat, row, parent)
    return Sheet(form, title=form.tr("The order of an appointment"), act=form.tr("Save"), parent=parent)


def end_sheet(seat: Seat, row: AppointmentRow, *, parent: QWidget) -> Sheet:
    """The sheet that ends an appointment."""
    form = EndForm(seat, row, parent)
    return Sheet(form, title=form.tr("End an appointment"), act=form.tr("End it now"), parent=parent)


def revoke_sheet(seat: Seat, row: DesignationRow, *, by_mayor: bool, parent: QWidget) -> Sheet:
    """The sheet that revokes a designation."""
    form = RevokeForm(seat, row, by_mayor=by_mayor, parent=parent)
    return Sheet(form, title=form.tr("Revoke the designation"), act=form.tr("Revoke now"), parent=parent)
