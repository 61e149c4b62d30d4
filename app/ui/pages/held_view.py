"""What the pages of people and organizations have in common: acts, cases, contacts, positions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from sqlmodel import Session

from app.authority import Actor, Right
from app.queries.cases import CaseRow, case_rows
from app.queries.people_pages import Held, PositionLine
from app.services.people import end_position, set_position
from app.ui.forms.person_line import Who
from app.ui.forms.position_form import position_sheet
from app.ui.gates import show_for
from app.ui.pages.case_bits import emptied, link_button
from app.ui.pages.record_cases import CaseLines
from app.ui.pages.record_parts import contact_entry, fill, nothing, position_line, section
from app.ui.pages.record_view import RecordView
from app.ui.seat import Seat
from app.ui.widgets.buttons import KeyButton

CLOSED_SHOWN = 20


class HeldView(RecordView):
    """`kind` is person or organization; subclasses answer `page_of`, `show_page` and `edit`."""

    kind = ""
    tables = (
        "person",
        "organization",
        "reach",
        "address",
        "position",
        "case_record",
        "contact",
        "case_person",
        "move",
    )

    def __init__(self, seat: Seat, *, name: str, back: str, parent: QWidget | None = None) -> None:
        super().__init__(seat, name=name, back=back, parent=parent)
        self.page: Any = None
        self.log = self._act(self.tr("Log a contact"), "phone-call", "L", self.log_contact, Right.LOG_CONTACT)
        self.new_case = self._act(self.tr("New case"), "plus", "N", self.open_case, Right.WORK_CASE)
        self.edit_button = self._act(self.tr("Edit"), "pencil", "E", self.edit, Right.EDIT_PEOPLE)

    def _act(self, words: str, icon: str, key: str, act: Any, right: Right) -> KeyButton:
        button = KeyButton(words, self, icon=icon, key=key, bind=True, name=f"act_{key}")
        show_for(self.seat, button, right)
        button.clicked.connect(act)
        return self.add_act(button)

    def log_contact(self) -> None:
        """Open a slip with them already named."""
        if self.page is not None:
            self.seat.slip_wanted.emit({f"{self.kind}_id": self.page.id})

    def open_case(self) -> None:
        """Open the form of a new case with them as the asker."""
        if self.page is not None:
            asker = Who(self.kind, self.page.id, self.page.name)
            self.seat.page_wanted.emit("cases", {"new": {"person_id": asker}})

    def edit(self) -> None:
        """Open the form."""

    def page_of(self, session: Session, who: Actor, number: int) -> Any:
        """On a reader thread: the page with a `held`."""
        raise NotImplementedError

    def show_page(self, page: Any, rows: dict[int, CaseRow]) -> None:
        """Fill the parts."""
        raise NotImplementedError

    def ask(self) -> None:
        """Read the page and the rows of its cases in one transaction."""
        number, at = self.number, self.seat.now()
        if number is None:
            return

        def question(session: Session, who: Actor) -> tuple[Any, dict[int, CaseRow]]:
            page = self.page_of(session, who, number)
            cases = [*page.held.open_cases, *page.held.closed_cases[:CLOSED_SHOWN]]
            return page, {row.id: row for row in case_rows(session, who, [each.id for each in cases], at=at)}

        self.seat.ask(question, then=self._came, failed=self.gone, owner=self, key="page")

    def _came(self, answer: tuple[Any, dict[int, CaseRow]]) -> None:
        page, rows = answer
        if page.id == self.number:
            focused: QWidget | None = QApplication.focusWidget()
            inside = focused is not None and any(area.isAncestorOf(focused) for area in self.areas)
            self.page = page
            self.show_page(page, rows)
            self.fit_parts()
            if inside:
                self.setFocus()

    # -- parts ----------------------------------------------------------------------------------------------

    def show_middle(self, held: Held, rows: dict[int, CaseRow]) -> None:
        """Open cases, contacts, closed cases."""
        emptied(self.middle)
        self._cases(self.tr("Open cases"), held.open_cases, rows, "open_cases", self.tr("No open case."))
        total = held.contacts_total
        self.middle.addSpacing(12)
        self.middle.addWidget(section(self.tr("Contacts"), self, count=total, name="contacts_head"))
        entries = [contact_entry(self.seat, row, self) for row in held.contacts]
        fill(self.middle, entries, lambda: nothing(self.tr("Nobody logged a contact yet. L logs one."), self))
        if total > len(held.contacts):
            self.middle.addWidget(self._all_contacts(total), 0, Qt.AlignmentFlag.AlignLeft)
        if held.closed_cases:
            self.middle.addSpacing(12)
            self._cases(self.tr("Closed cases"), held.closed_cases, rows, "closed_cases", "")

    def _cases(self, title: str, cases: Sequence[Any], rows: dict[int, CaseRow], name: str, none: str) -> None:
        self.middle.addWidget(section(title, self, count=len(cases), name=f"{name}_head"))
        shown = [rows[each.id] for each in cases if each.id in rows]
        if shown:
            self.middle.addWidget(CaseLines(self.seat, shown, name=name, label=title, parent=self))
        else:
            self.middle.addWidget(nothing(none, self))

    def _all_contacts(self, total: int) -> QWidget:
        link = link_button(self.tr("Show all {0} contacts").format(f"{total:,}"), self, name="all_contacts")
        wanted = {"filter": {f"{self.kind}_id": self.number}}
        link.clicked.connect(lambda: self.seat.page_wanted.emit("contacts", wanted))
        return link

    def show_positions(self, held: Held, other: str, title: str, none: str) -> None:
        """Those at the other side of positions, with ways to add and to remove them."""
        may = self.seat.may(Right.EDIT_PEOPLE)
        act = self.tr("Add…") if may else ""
        head = section(title, self, count=len(held.positions), act=act, name="positions_head")
        head.acted.connect(self.add_position)
        self.side.addWidget(head)
        remove = self.remove_position if may else None
        lines = [position_line(self.seat, each, other, self, remove=remove) for each in held.positions]
        fill(self.side, lines, lambda: nothing(none, self))

    def add_position(self) -> None:
        """Open the form of a new position."""
        if self.page is not None:
            known = Who(self.kind, self.page.id, self.page.name)
            self.sheet_wanted.emit(position_sheet(self.seat, known, parent=self), None)

    def remove_position(self, line: PositionLine) -> None:
        """Take a position away; Undo puts it back with its title."""
        if self.page is None:
            return
        ids = (self.page.id, line.id) if self.kind == "person" else (line.id, self.page.id)
        person, organization = ids

        def end(session: Session, who: Actor, at: datetime) -> None:
            end_position(session, who, person_id=person, organization_id=organization, at=at)

        def put_back(session: Session, who: Actor, at: datetime) -> None:
            set_position(session, who, person_id=person, organization_id=organization, title=line.title, at=at)

        def told(_: object) -> None:
            words = self.tr("{0} removed").format(line.name)
            self.seat.messages.note(words, undo=lambda: self.seat.do(put_back, owner=self))

        self.seat.do(end, then=told, owner=self)
