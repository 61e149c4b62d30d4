"""Delegation: who is appointed, who is away, who acts for the Director; and the acts that change it."""

from __future__ import annotations

from typing import Any, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import Actor, Right
from app.queries.contacts import KeptFile
from app.queries.designating import Outlook
from app.queries.memos import memos
from app.queries.register import absences, designations, year
from app.queries.register_rows import AbsenceRow, DesignationRow, State, Year
from app.ui.case_words import Clock
from app.ui.forms.absence_form import absence_sheet, return_sheet
from app.ui.forms.appointment_forms import instrument_sheet, renew_sheet, revoke_sheet
from app.ui.forms.sheet import Sheet
from app.ui.gates import show_for
from app.ui.mandate_words import long_date
from app.ui.pages.case_bits import scrolled
from app.ui.pages.delegation_card import DesignationCard
from app.ui.pages.delegation_form import DesignationForm
from app.ui.pages.delegation_outlook import OutlookPanel
from app.ui.pages.delegation_parts import AbsencePart, AppointmentPart, HistoryPart
from app.ui.pages.delegation_year import Draft, lanes
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import hairline, named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.list_head import ListHead
from app.ui.widgets.year_strip import YearStrip
from app.workdays import Term, first_monday, term_of

TABLES = ("appointment", "absence", "designation", "staff", "attachment")
MARGIN, BESIDE, ROOMY = 24, 940, 1180


class _Read(NamedTuple):
    year: Year
    absences: list[AbsenceRow]
    designations: list[DesignationRow]
    memos: dict[int, KeptFile]


class DelegationPage(QWidget):
    """The year above, what is in force and what was, the form with what it does, appointments and absences."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "delegation_page", self.tr("Delegation"))
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._seat = seat
        self._read: _Read | None = None
        self._term = term_of(seat.today())
        self._wanted: str = ""
        self._named: int | None = None
        self.sheet: Sheet | None = None
        self.strip = YearStrip(self)
        self.card = DesignationCard(seat, self)
        self.nobody = self._nobody()
        self.history = HistoryPart(seat, self)
        self.form = DesignationForm(seat, self)
        self.outlook = OutlookPanel(self)
        self.appointments = AppointmentPart(seat, self)
        self.absences = AbsencePart(seat, self)
        self._head()
        self._arrange()
        self._connect()
        self._allow()

    # -- building -------------------------------------------------------------------------------------------

    def _nobody(self) -> EmptyState:
        hint = self.tr("While the Director is away the Mayor may designate an Associate to act.")
        made = EmptyState("stamp", self.tr("Nobody acts for the Director"), self, hint=hint, name="nobody_acts")
        return made

    def _head(self) -> None:
        self.title = text_label(self.tr("Delegation"), self, type="page", name="page_title")
        self.said = text_label("", self, type="table", ink="ink_2", name="delegation_year")
        self.earlier = self._step("chevron-left", self.tr("The year before"), "year_before")
        self.later = self._step("chevron-right", self.tr("The year after"), "year_after")
        self.away = KeyButton(self.tr("Record an a&bsence…"), self, icon="calendar-clock", name="record_absence")
        self.print = KeyButton(
            self.tr("Print the register"), self, icon="printer", key="Ctrl+P", bind=True, name="print_register"
        )
        words_row = (self.title, self.said, self.earlier, self.later)
        self.head = ListHead(words_row, (self.away, self.print), self, name="delegation_head")
        show_for(self._seat, self.print, Right.PRINT)

    def _step(self, icon: str, says: str, name: str) -> KeyButton:
        button = named(KeyButton("", self, icon=icon, kind="quiet", name=name), name, says)
        button.setToolTip(says)
        return button

    def _arrange(self) -> None:
        inside = named(QWidget(self), "delegation_inside")
        self._page = QVBoxLayout(inside)
        self._page.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout()
        self._page.addLayout(column)
        column.setContentsMargins(MARGIN, 4, MARGIN, MARGIN)
        column.setSpacing(16)
        self._pairs: list[QBoxLayout] = []
        column.addWidget(self.strip)
        left = named(QWidget(inside), "delegation_now")
        now = QVBoxLayout(left)
        now.setContentsMargins(0, 0, 0, 0)
        now.addWidget(self.card)
        now.addWidget(self.nobody)
        now.addStretch(1)
        column.addLayout(self._pair(left, self.history))
        self._line = hairline(inside, strong=True)
        column.addWidget(self._line)
        column.addLayout(self._pair(self.form, self.outlook))
        column.addWidget(hairline(inside, strong=True))
        column.addLayout(self._pair(self.appointments, self.absences))
        column.addStretch(1)
        whole = self._whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.head)
        self.area = scrolled(inside, self, name="delegation_area", says=self.tr("Delegation"), ground="page")
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole.addWidget(self.area, 1)

    def _pair(self, left: QWidget, right: QWidget) -> QBoxLayout:
        pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        pair.setSpacing(24)
        pair.addWidget(left, 1)
        pair.addWidget(right, 1)
        self._pairs.append(pair)
        return pair

    def _connect(self) -> None:
        seat = self._seat
        self.earlier.clicked.connect(lambda: self._go(-1))
        self.later.clicked.connect(lambda: self._go(1))
        self.away.clicked.connect(lambda: self.do("absence"))
        self.print.clicked.connect(lambda: seat.page_wanted.emit("reports", {"key": "register"}))
        for part in (self.card, self.history):
            part.letter_wanted.connect(self._show_letter)
            part.brief_wanted.connect(self._show_brief)
            part.revoke_wanted.connect(self._revoke)
        self.card.return_wanted.connect(self._return_of)
        for lists in (self.appointments, self.absences):
            lists.sheet_wanted.connect(self.open_sheet)
        self.absences.return_wanted.connect(self._return)
        self.form.outlook_came.connect(self._show_outlook)
        self.form.saved.connect(self._designated)
        seat.jobs.changed.connect(self._changed)
        seat.me_changed.connect(self._allow)
        theme().changed.connect(self._fold)
        self._fold()

    def _fold(self) -> None:
        """Beside each other where there is room, else one below the other."""
        beside = not theme().is_compact and self.width() >= theme().px(BESIDE)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        for pair in self._pairs:
            pair.setDirection(way)
        above = self._page if theme().is_compact else self._whole  # with large text the head scrolls away as well
        if above.indexOf(self.head) < 0:
            above.insertWidget(0, self.head)
        self.form.kept.fold(down=self.width() < theme().px(ROOMY))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    # -- asking ---------------------------------------------------------------------------------------------

    def show_wanted(self, what: dict[str, Any] | None) -> None:
        """{"do": "absence" | "return" | "renew" | "instrument" | "designate" | "in_force"} begins that.

        "return" may name its "absence_id", "instrument" its "appointment_id". None shows the register.
        """
        asked = what or {}
        self._wanted, self._named = str(asked.get("do", "")), asked.get("absence_id") or asked.get("appointment_id")
        self.refresh()

    def _changed(self, changes: Any) -> None:
        if self.isVisible() and changes.touches(*TABLES):
            self.refresh()

    def refresh(self) -> None:
        """Ask for the register as of now."""
        term, at = self._term, self._seat.now()

        def question(session: Session, who: Actor) -> _Read:
            found = year(session, who, term=term, at=at)
            away, acted = absences(session, who, at=at), designations(session, who, at=at)
            return _Read(found, away, acted, memos(session, who))

        self._seat.ask(question, then=self._came, owner=self, key="register")

    def _go(self, by: int) -> None:
        """Show the year of appointments before or after."""
        first = first_monday(self._term.first.year + by)
        self._term = Term(first, term_of(first).last)
        self.refresh()

    def _came(self, read: _Read) -> None:
        self._read = read
        term = read.year.term
        said = self.tr("year of appointments, {0} to {1}").format(long_date(term.first), long_date(term.last))
        self.said.setText(said)
        self.said.setAccessibleName(said)
        self.form.offer(read.absences)
        self.form.restore()
        self._show_standing(read)
        self.history.show_register(read.designations, read.memos)
        self.appointments.show_register(read.year.appointments)
        self.absences.show_register((*read.year.director_away, *read.year.others_away))
        self._show_year()
        wanted, self._wanted = self._wanted, ""
        if wanted:
            self.do(wanted)

    def _show_standing(self, read: _Read) -> None:
        """What is in force, else what comes next."""
        in_force = [row for row in read.designations if row.state is State.IN_FORCE]
        to_come = sorted((row for row in read.designations if row.state is State.TO_COME), key=lambda row: row.from_at)
        row = next(iter([*in_force, *to_come]), None)
        self.card.show_row(row, self._absence_of(row))
        self.nobody.setVisible(row is None)

    def _absence_of(self, row: DesignationRow | None) -> AbsenceRow | None:
        rows = self._read.absences if self._read is not None else []
        return next((each for each in rows if row is not None and each.id == row.absence_id), None)

    def _show_year(self) -> None:
        if self._read is not None:
            term, clock = self._read.year.term, Clock(self._seat.now(), self._seat.zone)
            self.strip.show_year(term.first, term.last, lanes(self._read.year, clock, self._draft()), clock.today)

    def _draft(self) -> Draft | None:
        """What is being filled in, where it touches the year that is shown."""
        span, term = self.form.span(), self._term
        if span is None or not self._designates or span[1] < term.first or span[0] > term.last:
            return None
        first, last = span
        name = next((each.name for each in self._seat.reference.staff if each.id == self.form.who.currentData()), "")
        return name, max(first, term.first), min(last, term.last)

    def _show_outlook(self, outlook: Outlook) -> None:
        self.outlook.show_outlook(outlook)
        self._show_year()

    # -- acts -----------------------------------------------------------------------------------------------

    @property
    def _designates(self) -> bool:
        return self._seat.may(Right.DESIGNATE) or self._seat.may(Right.RECORD_DESIGNATION)

    def _allow(self) -> None:
        """Show what who is signed in may do now."""
        for widget in (self.form, self.outlook, self._line):
            widget.setVisible(self._designates)
        self.form.follow()
        self.card.allow()
        if self._read is not None:
            self.refresh()

    def do(self, wanted: str) -> None:
        """Begin what a command, a link or a button asks for."""
        if wanted == "absence":
            self.open_sheet(absence_sheet(self._seat, parent=self))
        elif wanted == "renew" and self._seat.may(Right.APPOINT):
            self.open_sheet(renew_sheet(self._seat, parent=self), self.appointments.renewed)
        elif wanted == "return":
            self._return_wanted()
        elif wanted == "instrument" and self._seat.may(Right.APPOINT):
            self._instrument_wanted()
        elif wanted == "designate" and self._designates:
            self.form.who.setFocus(Qt.FocusReason.OtherFocusReason)
            self.area.ensureWidgetVisible(self.form.who, 0, 120)
        elif wanted == "in_force":
            self.area.ensureWidgetVisible(self.card)
            self.card.letter.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_sheet(self, sheet: Sheet, then: Any = None) -> None:
        """Show a form over the page."""
        self.sheet = sheet
        if then is not None:
            sheet.form.saved.connect(then)
        sheet.open()

    def _return_wanted(self) -> None:
        """The return from the absence that was named, else from that of the designation shown."""
        rows = self._read.absences if self._read is not None else []
        named_one = next((row for row in rows if row.id == self._named), None)
        if named_one is not None:
            self._return(named_one)
        elif self.card.row is not None:
            self._return_of(self.card.row)

    def _instrument_wanted(self) -> None:
        rows = self._read.year.appointments if self._read is not None else ()
        row = next((row for row in rows if row.id == self._named), None)
        if row is not None:
            self.open_sheet(instrument_sheet(self._seat, row, parent=self))

    def _return_of(self, row: DesignationRow) -> None:
        absence = self._absence_of(row)
        if absence is not None:
            self._return(absence)

    def _return(self, row: AbsenceRow) -> None:
        resting = self.card.row if self.card.row is not None and self.card.row.absence_id == row.id else None
        self.open_sheet(return_sheet(self._seat, row, resting, parent=self))

    def _revoke(self, row: DesignationRow) -> None:
        self.open_sheet(revoke_sheet(self._seat, row, by_mayor=self._seat.may(Right.DESIGNATE), parent=self))

    def _show_letter(self, row: DesignationRow) -> None:
        self._seat.page_wanted.emit("reports", {"key": "designation-letter", "designation": row.id})

    def _show_brief(self, row: DesignationRow) -> None:
        day = "end" if row.state is State.OVER else "begin"
        self._seat.page_wanted.emit("reports", {"key": "handover-brief", "designation": row.id, "kind": day})

    def _designated(self, number: int) -> None:
        """Done: the form is blank again, and the letter is shown where that was asked for."""
        shows = self.form.show_letter.isChecked()
        self.form.clear()
        self._seat.messages.note(self.tr("Designated. It comes into force and ends by the clock."), key="designated")
        if shows and self._seat.may(Right.PRINT):
            self._seat.page_wanted.emit("reports", {"key": "designation-letter", "designation": number})
