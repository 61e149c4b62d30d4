"""Everything of an organization on one page."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from sqlmodel import Session

from app.authority import Actor
from app.models import ReachKind
from app.queries.cases import CaseRow
from app.queries.people_pages import OrganizationPage, organization_page
from app.ui import labels
from app.ui.case_words import day_words
from app.ui.forms.organization_form import organization_sheet
from app.ui.pages.case_bits import emptied
from app.ui.pages.held_view import HeldView
from app.ui.pages.record_parts import address_words, reach_lines
from app.ui.seat import Seat


class OrganizationView(HeldView):
    """The page of an organization: L logs a contact, N opens a case, E edits."""

    kind = "organization"

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(seat, name="organization_view", back=self.tr("Organizations"), parent=parent)

    def page_of(self, session: Session, who: Actor, number: int) -> OrganizationPage:
        """Everything of the organization."""
        return organization_page(session, who, number)

    def show_page(self, page: OrganizationPage, rows: dict[int, CaseRow]) -> None:
        """Fill the page."""
        self.show_head(page.name, [("overdue", self.tr("Do not contact"))] if page.do_not_contact else [])
        today = self.seat.today()
        since = day_words(self.seat.local(page.made_at).date(), today, weekday=False)
        self.show_facts(
            [
                (self.tr("Kind"), [labels.word("organization_kind", page.kind)]),
                (self.tr("Phone"), reach_lines(page.held.reaches, ReachKind.PHONE, today)),
                (self.tr("Email"), reach_lines(page.held.reaches, ReachKind.EMAIL, today)),
                (self.tr("Website"), [page.website]),
                (self.tr("Address"), [address_words(each, today) for each in page.held.addresses]),
                (self.tr("Language"), [page.language]),
                (self.tr("Remarks"), [page.remarks]),
                (self.tr("Known since"), [since]),
            ]
        )
        self.show_middle(page.held, rows)
        emptied(self.side)
        self.show_positions(page.held, "person", self.tr("People in it"), self.tr("Nobody known."))

    def edit(self) -> None:
        """Open the form."""
        if self.page is not None:
            self.sheet_wanted.emit(organization_sheet(self.seat, self.page, parent=self), None)
