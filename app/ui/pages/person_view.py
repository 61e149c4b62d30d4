"""Everything of a person on one page."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from sqlmodel import Session

from app.authority import Actor, Right
from app.models import ReachKind
from app.queries.cases import CaseRow
from app.queries.people_pages import PersonPage, person_page
from app.ui import labels
from app.ui.case_words import day_words
from app.ui.forms.person_form import PersonForm, person_sheet
from app.ui.pages.case_bits import emptied
from app.ui.pages.held_view import HeldView
from app.ui.pages.history_views import LookedButton
from app.ui.pages.readers_part import ReadersPart
from app.ui.pages.record_parts import address_words, fill, nothing, reach_lines, section, small_case
from app.ui.seat import Seat
from app.ui.viewed import Viewed


class PersonView(HeldView):
    """The page of a person: L logs a contact, N opens a case, E edits, Ctrl+P prints."""

    kind = "person"

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(seat, name="person_view", back=self.tr("People"), parent=parent)
        self.print_button = self._act(self.tr("Print"), "printer", "Ctrl+P", self.print_record, Right.PRINT)
        self.looked = LookedButton(seat, "person", self)
        self.put_on_side(self.looked)
        always = self.tr("The owners of their cases, the Director, and those named here.")
        self.readers = ReadersPart(seat, "person", always, self)
        self.put_on_side(self.readers)
        self._viewed = Viewed(seat, "person", self)

    def page_of(self, session: Session, who: Actor, number: int) -> PersonPage:
        """Everything of the person."""
        return person_page(session, who, number)

    def show_page(self, page: PersonPage, rows: dict[int, CaseRow]) -> None:
        """Fill the page."""
        self.show_head(page.name, self._pills_of(page))
        self.show_warning(self.tr("Safety notice."), page.safety_notice)
        self._show_facts(page)
        self.show_middle(page.held, rows)
        emptied(self.side)
        self.show_positions(page.held, "organization", self.tr("Organizations"), self.tr("None known."))
        self.side.addSpacing(12)
        title = self.tr("Affected by")
        self.side.addWidget(section(title, self, count=len(page.affected), name="affected_head"))
        cases = [small_case(self.seat, each, self) for each in page.affected]
        fill(self.side, cases, lambda: nothing(self.tr("No case of somebody else."), self))
        self.readers.show_record(page.id, confidential=page.confidential)
        self.looked.show_record(page.id)
        self._viewed.shown(page.id, confidential=page.confidential)

    def leave(self) -> None:
        """Opened again it is looked at again."""
        super().leave()
        self._viewed.left()

    def _pills_of(self, page: PersonPage) -> list[tuple[str, str]]:
        pills = [
            (page.confidential, "confidential", self.tr("Confidential")),
            (page.deceased, "closed", self.tr("Deceased")),
            (page.do_not_contact, "overdue", self.tr("Do not contact")),
            (bool(page.safety_notice), "overdue", self.tr("Safety notice")),
            (page.address_confidential, "confidential", self.tr("Address confidential")),
        ]
        return [(status, words) for on, status, words in pills if on]

    def _show_facts(self, page: PersonPage) -> None:
        today = self.seat.today()
        how = labels.word("channel", page.preferred_channel) if page.preferred_channel else ""
        hidden = self.tr("Confidential: never print it or give it out") if page.address_confidential else ""
        since = day_words(self.seat.local(page.made_at).date(), today, weekday=False)
        self.show_facts(
            [
                (self.tr("Phone"), reach_lines(page.held.reaches, ReachKind.PHONE, today)),
                (self.tr("Email"), reach_lines(page.held.reaches, ReachKind.EMAIL, today)),
                (self.tr("Prefers"), [how]),
                (self.tr("Address"), [*(address_words(each, today) for each in page.held.addresses), hidden]),
                (self.tr("Language"), self._languages(page)),
                (self.tr("Remarks"), [page.remarks]),
                (self.tr("Known since"), [since]),
            ]
        )

    def _languages(self, page: PersonPage) -> list[str]:
        lines = [", ".join(page.languages)]
        return [*lines, self.tr("Needs an interpreter")] if page.interpreter else lines

    def edit(self) -> None:
        """Open the form; a likely twin opens instead."""
        if self.page is not None:
            sheet = person_sheet(self.seat, self.page, parent=self)
            assert isinstance(sheet.form, PersonForm)
            self.sheet_wanted.emit(sheet, None)

    def print_record(self) -> None:
        """Show the person's record as a report."""
        if self.page is not None:
            self.seat.page_wanted.emit("reports", {"key": "person-record", "person_id": self.page.id})
