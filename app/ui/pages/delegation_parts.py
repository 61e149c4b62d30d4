"""The lists of the Delegation page with the acts on their chosen rows, shown to those who may."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.authority import Right
from app.queries.contacts import KeptFile
from app.queries.register_rows import AbsenceRow, AppointmentRow, DesignationRow, State
from app.ui.case_words import Clock
from app.ui.forms.absence_form import absence_sheet
from app.ui.forms.appointment_forms import appoint_sheet, end_sheet, instrument_sheet, renew_sheet
from app.ui.mandate_words import first_day
from app.ui.pages.delegation_lists import Heading, RegisterList, absence_line, appointment_line, designation_line
from app.ui.pages.kept_files import KeptFiles
from app.ui.seat import Seat
from app.ui.widgets.buttons import KeyButton


class _Part(RegisterList):
    """A list whose buttons follow the chosen row and the rights of who is signed in."""

    sheet_wanted = Signal(object)

    def __init__(self, seat: Seat, heading: Heading, parent: QWidget) -> None:
        super().__init__(heading, parent)
        self._seat = seat
        self.chosen_changed.connect(self.allow)
        seat.me_changed.connect(self.allow)

    def act(self, words: str, name: str, *, icon: str = "") -> KeyButton:
        """A button below the list."""
        made = KeyButton(words, self, icon=icon, name=name)
        self.acts.addWidget(made)
        return made

    def allow(self) -> None:
        """Show the acts there are for the chosen row."""

    @property
    def clock(self) -> Clock:
        """The present in the office."""
        return Clock(self._seat.now(), self._seat.zone)


class HistoryPart(_Part):
    """Designations, the newest first: who acted, by which memo, who recorded it, how it ended."""

    letter_wanted = Signal(object)
    brief_wanted = Signal(object)
    revoke_wanted = Signal(object)

    def __init__(self, seat: Seat, parent: QWidget) -> None:
        columns = (self.tr("Days"), self.tr("Acting"), self.tr("Instrument"), self.tr("By"), self.tr("Ended"))
        none = self.tr("No designation yet.")
        heading = Heading("history", self.tr("History"), none, columns, 2)
        super().__init__(seat, heading, parent)
        self.letter = self.act(self.tr("Letter"), "history_letter", icon="file-text")
        self.brief = self.act(self.tr("Handover brief"), "history_brief", icon="list-checks")
        self.memo = self.act(self.tr("Memo"), "history_memo", icon="paperclip")
        self.revoke = self.act(self.tr("Revoke…"), "history_revoke", icon="circle-x")
        self._memos: Mapping[int, KeptFile] = {}
        self._kept = KeptFiles(seat, self)
        self.memo.clicked.connect(self._show_memo)
        self.letter.clicked.connect(lambda: self.letter_wanted.emit(self.chosen))
        self.brief.clicked.connect(lambda: self.brief_wanted.emit(self.chosen))
        self.revoke.clicked.connect(lambda: self.revoke_wanted.emit(self.chosen))
        self.opened.connect(self.letter_wanted)
        self.allow()

    def show_register(self, rows: Sequence[DesignationRow], memos: Mapping[int, KeptFile]) -> None:
        """Show these designations; `memos` are the scans kept with them."""
        self._memos = memos
        clock = self.clock
        since = min((first_day(row.from_at, clock).year for row in rows), default=0)
        words = self.tr("1 designation since {0}") if len(rows) == 1 else self.tr("{1} designations since {0}")
        count = words.format(since, len(rows)) if rows else ""
        self.show_rows(rows, [designation_line(row, clock) for row in rows], count)

    def allow(self) -> None:
        row: DesignationRow | None = self.chosen
        for button in (self.letter, self.brief):
            button.setVisible(row is not None and self._seat.may(Right.PRINT))
        self.memo.setVisible(row is not None and row.id in self._memos)
        may = self._seat.may(Right.DESIGNATE) or self._seat.may(Right.RECORD_DESIGNATION)
        self.revoke.setVisible(row is not None and may and row.state is State.TO_COME)

    def _show_memo(self) -> None:
        """The scan, in the program where it can be shown."""
        if self.chosen is not None and self.chosen.id in self._memos:
            self._kept.open_file(self._memos[self.chosen.id])


class AppointmentPart(_Part):
    """The appointments of the year shown, with the order they rest on."""

    def __init__(self, seat: Seat, parent: QWidget) -> None:
        columns = (self.tr("Who"), self.tr("Order"), self.tr("Until"), self.tr("State"))
        none = self.tr("Nobody is appointed in this year. Renew all appointments by the Mayor’s order.")
        heading = Heading("appointments", self.tr("Appointments"), none, columns, 1)
        super().__init__(seat, heading, parent)
        self.renew = self.act(self.tr("Re&new all…"), "appointments_renew", icon="stamp")
        self.appoint = self.act(self.tr("Appoint…"), "appointments_appoint", icon="plus")
        self.order = self.act(self.tr("Order…"), "appointments_order", icon="pencil")
        self.end = self.act(self.tr("End…"), "appointments_end", icon="circle-x")
        self.renew.clicked.connect(self._renew)
        self.appoint.clicked.connect(lambda: self.sheet_wanted.emit(appoint_sheet(seat, parent=self)))
        self.order.clicked.connect(lambda: self.sheet_wanted.emit(instrument_sheet(seat, self.chosen, parent=self)))
        self.end.clicked.connect(lambda: self.sheet_wanted.emit(end_sheet(seat, self.chosen, parent=self)))
        self.allow()

    def show_register(self, rows: Sequence[AppointmentRow]) -> None:
        """Show these appointments: the Director first, those that are over last."""
        clock = self.clock
        shown = sorted(rows, key=lambda row: (row.state is State.OVER, row.role.value != "director", row.name))
        missing = sum(not row.instrument for row in rows)
        count = self.tr("{0} without an order").format(missing) if missing else f"{len(rows)}"
        self.show_rows(shown, [appointment_line(row, clock) for row in shown], count)

    def renewed(self, count: int) -> None:
        """Say how many were renewed."""
        words = self.tr("1 appointment renewed") if count == 1 else self.tr("{0} appointments renewed").format(count)
        self._seat.messages.note(words, key="renewed")

    def _renew(self) -> None:
        sheet = renew_sheet(self._seat, parent=self)
        sheet.form.saved.connect(self.renewed)
        self.sheet_wanted.emit(sheet)

    def allow(self) -> None:
        row, may = self.chosen, self._seat.may(Right.APPOINT)
        for button in (self.renew, self.appoint):
            button.setVisible(may)
        self.order.setVisible(may and row is not None)
        self.end.setVisible(may and row is not None and row.state is not State.OVER)


class AbsencePart(_Part):
    """Who is away in the year shown, the Director first."""

    return_wanted = Signal(object)

    def __init__(self, seat: Seat, parent: QWidget) -> None:
        columns = (self.tr("Who"), self.tr("Days"), self.tr("Why"), self.tr("Deputy"), self.tr("State"))
        none = self.tr("Nobody was away in this year.")
        heading = Heading("absences", self.tr("Absences"), none, columns, 2)
        super().__init__(seat, heading, parent)
        self.record = self.act(self.tr("Record…"), "absences_record", icon="plus")
        self.change = self.act(self.tr("Change…"), "absences_change", icon="pencil")
        self.back = self.act(self.tr("Is back…"), "absences_back", icon="log-out")
        self.record.clicked.connect(lambda: self.sheet_wanted.emit(absence_sheet(seat, parent=self)))
        self.change.clicked.connect(lambda: self.sheet_wanted.emit(absence_sheet(seat, row=self.chosen, parent=self)))
        self.back.clicked.connect(lambda: self.return_wanted.emit(self.chosen))
        self.allow()

    def show_register(self, rows: Sequence[AbsenceRow]) -> None:
        """Show these absences, the newest first."""
        clock = self.clock
        shown = sorted(rows, key=lambda row: row.from_at, reverse=True)
        self.show_rows(shown, [absence_line(row, clock) for row in shown], f"{len(rows)}" if rows else "")

    def allow(self) -> None:
        row: AbsenceRow | None = self.chosen
        may = row is not None and (row.staff_id == self._seat.me.id or self._seat.may(Right.RECORD_ABSENCE))
        self.change.setVisible(may)
        self.back.setVisible(may and row is not None and row.state is not State.OVER)
        to_come = row is not None and row.state is State.TO_COME
        self.back.set_text(self.tr("Call off…") if to_come else self.tr("Is back…"))
