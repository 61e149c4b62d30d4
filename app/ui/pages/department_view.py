"""Everything of a department on one page: who is there, what it owes, how fast and how well it answers."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget
from sqlmodel import Session

from app.authority import Actor, Right
from app.queries.departments import ContactLine, DepartmentLine, contacts_at, department_line
from app.queries.recommendations import RecommendationRow, recommendations
from app.queries.referrals import ReferralFilter, ReferralRow, referral_ids, referral_rows
from app.ui.forms.directory_forms import contact_sheet, department_sheet
from app.ui.gates import show_for
from app.ui.pages.case_bits import emptied, link_button
from app.ui.pages.record_parts import nothing, section
from app.ui.pages.record_view import RecordView
from app.ui.pages.referral_lines import ReferralLines
from app.ui.referral_words import days, quality_words, speed_words
from app.ui.seat import Seat
from app.ui.widgets.base import text_label
from app.ui.widgets.buttons import KeyButton

SHOWN = 40


class _Read(NamedTuple):
    """What one reading answers."""

    line: DepartmentLine
    contacts: list[ContactLine]
    rows: list[ReferralRow]
    advised: list[RecommendationRow]


class DepartmentView(RecordView):
    """E edits, N adds a contact, Ctrl+P shows the page for the monthly meeting."""

    tables = ("recommendation", "department", "department_contact", "referral", "chase", "case_record")

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(seat, name="department_view", back=self.tr("Departments"), parent=parent)
        self.page: DepartmentLine | None = None
        self._act(self.tr("New contact"), "user-plus", "N", self.add_contact, Right.EDIT_PEOPLE)
        self._act(self.tr("Edit"), "pencil", "E", self.edit, Right.KEEP_TAXONOMY)
        self._act(self.tr("Print"), "printer", "Ctrl+P", self.print_page, Right.PRINT)

    def _act(self, words: str, icon: str, key: str, act: object, right: Right) -> None:
        button = KeyButton(words, self, icon=icon, key=key, bind=True, name=f"department_{icon}")
        show_for(self.seat, button, right)
        button.clicked.connect(act)
        self.add_act(button)

    def ask(self) -> None:
        """Read the department as of now."""
        number, at = self.number, self.seat.now()
        if number is None:
            return

        def question(session: Session, who: Actor) -> _Read:
            ids = referral_ids(session, who, ReferralFilter(department_id=number, running=True))
            rows = referral_rows(session, who, ids[:SHOWN])
            line, advised = (
                department_line(session, who, number, at=at),
                recommendations(session, who, department_id=number),
            )
            return _Read(line, contacts_at(session, number), rows, advised)

        self.seat.ask(question, then=self._came, failed=self.gone, owner=self, key="department")

    def _came(self, read: _Read) -> None:
        line = read.line
        if line.id != self.number:
            return
        self.page = line
        late = [("overdue", self.tr("{0} overdue").format(f"{line.overdue:,}"))] if line.overdue else []
        unused = [] if line.active else [("closed", self.tr("No longer in use"))]
        self.show_head(line.name, [*late, *unused])
        self._show_facts(line)
        self._show_middle(read)
        self._show_contacts(read.contacts)
        self.fit_parts()

    def _show_facts(self, line: DepartmentLine) -> None:
        taken = line.speed.taken
        self.show_facts(
            [
                (self.tr("Head"), [line.head or "–"]),
                (self.tr("Liaison"), [line.liaison or "–"]),
                (self.tr("Phone"), [line.phone]),
                (self.tr("E-mail"), [line.email]),
                (self.tr("Target"), [self.tr("{0} office days for an answer").format(line.answer_days)]),
                (self.tr("Median"), [self.tr("{0}, n {1}").format(days(taken.median), f"{taken.n:,}")]),
                (self.tr("P90"), [self.tr("{0}, n {1}").format(days(taken.p90), f"{taken.n:,}")]),
                (self.tr("Quality"), [quality_words(line.speed)]),
            ]
        )

    def _show_middle(self, read: _Read) -> None:
        emptied(self.middle)
        line = read.line
        head = section(self.tr("Open referrals"), self, count=line.running, name="open_referrals_head")
        self.middle.addWidget(head)
        if not read.rows:
            self.middle.addWidget(nothing(self.tr("It owes no answer."), self))
        else:
            label = self.tr("Open referrals")
            self.middle.addWidget(ReferralLines(self.seat, read.rows, name="open_referrals", label=label, parent=self))
        if line.running > len(read.rows):
            more = self.tr("{0} more are in the list of referrals.").format(f"{line.running - len(read.rows):,}")
            self.middle.addWidget(nothing(more, self))
        told = self.tr("{0} Of what was sent in the last 365 days and answered, in office days.")
        words = text_label(told.format(speed_words(line.speed)), self, type="table", ink="ink_2", name="speed_words")
        words.setWordWrap(True)
        self.middle.addWidget(words)
        self._show_advised(read.advised)

    def _show_advised(self, rows: list[RecommendationRow]) -> None:
        """What we recommended to it, and what came of that."""
        if not rows:
            return
        title = self.tr("Recommendations")
        self.middle.addWidget(section(title, self, count=len(rows), name="department_advised_head"))
        for row in rows:
            status = row.status.value.replace("_", " ")
            told = self.tr("{0}  {1}, {2}").format(row.number, row.title, status)
            label = text_label(told, self, type="table", name=f"advised_{row.id}")
            label.setWordWrap(True)
            self.middle.addWidget(label)

    def _show_contacts(self, contacts: list[ContactLine]) -> None:
        emptied(self.side)
        self.side.addWidget(section(self.tr("Contacts"), self, count=len(contacts), name="department_contacts_head"))
        for row in contacts:
            self.side.addWidget(self._contact(row))
        if not contacts:
            self.side.addWidget(nothing(self.tr("Nobody known."), self))

    def _contact(self, row: ContactLine) -> QWidget:
        part = QWidget(self)
        part.setObjectName(f"department_contact_{row.id}")
        line = QHBoxLayout(part)
        line.setContentsMargins(0, 0, 0, 0)
        words = text_label("\n".join(each for each in row[1:5] if each), part, type="table", name="contact_words")
        words.setWordWrap(True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        line.addWidget(words, 1)
        if self.seat.may(Right.EDIT_PEOPLE):
            says = self.tr("Edit {0}").format(row.name)
            link = link_button(self.tr("Edit"), part, name=f"edit_contact_{row.id}", says=says)
            link.clicked.connect(lambda: self._open_contact(row))
            line.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        return part

    # -- acts -----------------------------------------------------------------------------------------------

    def edit(self) -> None:
        """Correct the department."""
        if self.page is not None:
            self.sheet_wanted.emit(department_sheet(self.seat, self.page, parent=self), None)

    def add_contact(self) -> None:
        """Add somebody there."""
        self._open_contact(None)

    def _open_contact(self, row: ContactLine | None) -> None:
        if self.page is not None:
            self.sheet_wanted.emit(contact_sheet(self.seat, self.page.id, row, parent=self), None)

    def print_page(self) -> None:
        """Show its page for the monthly meeting."""
        if self.page is not None:
            self.seat.page_wanted.emit("reports", {"key": "department", "department": str(self.page.id)})
