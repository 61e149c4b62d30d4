"""The right side of a case: people affected, organization, linked cases, attachments, references."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import Actor
from app.errors import AppError, Invalid
from app.keys import case_number
from app.models import Counted
from app.queries.case_page import CasePage
from app.queries.cases import case_by_number
from app.services.case_ties import add_affected, add_reference, link_cases, remove_affected, unlink_cases
from app.ui.forms.person_line import PersonLine, Who
from app.ui.forms.record_directives_form import DirectivesButton
from app.ui.pages.case_bits import emptied, icon_button, link_button, may_work
from app.ui.pages.case_files import CaseFiles
from app.ui.pages.case_promises import CasePromises
from app.ui.pages.case_referrals import CaseReferrals
from app.ui.pages.case_trouble import CaseTrouble
from app.ui.pages.history_views import LookedButton
from app.ui.pages.readers_part import ReadersPart
from app.ui.seat import Seat
from app.ui.widgets.base import IconMark, named, text_label
from app.ui.widgets.heads import Avatar, ElidedLabel, SectionHead


class CaseSide(QWidget):
    """Shows and changes what hangs on a case."""

    case_wanted = Signal(object)

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "case_side", self.tr("People, cases, files"))
        self._seat = seat
        self._page: CasePage | None = None
        self._works = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 10, 16, 16)
        self._column.setSpacing(4)
        self._lists: dict[str, QVBoxLayout] = {}
        self._heads: dict[str, SectionHead] = {}
        always = self.tr("Its owner, the Director, and those named here.")
        self.readers = ReadersPart(seat, "case_record", always, self)
        self._column.addWidget(self.readers)
        self.referrals = CaseReferrals(seat, self)
        self.promises, self.trouble = CasePromises(seat, self), CaseTrouble(seat, self)
        self.trouble.case_wanted.connect(self.case_wanted)
        for part in (self.promises, self.referrals, self.trouble):
            self._column.addWidget(part)
        self.looked = LookedButton(seat, "case_record", self)
        self.directives = DirectivesButton(seat, Counted.CASE, self)
        self._add_people()
        self._section("organization", self.tr("Organization"))
        self._add_linked()
        self.files = CaseFiles(seat, self)
        self._column.addWidget(self.files)
        self._column.addSpacing(8)
        self._add_references()
        self.problem = text_label("", self, type="table", ink="overdue", name="side_problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self._column.addWidget(self.problem)
        for button in (self.directives, self.looked):
            self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch(1)

    # -- parts ----------------------------------------------------------------------------------------------

    def _section(self, key: str, title: str, *, editor: QWidget | None = None) -> None:
        act = self.tr("Add") if editor is not None else ""
        head = self._heads[key] = SectionHead(title, self, act=act, name=f"{key}_head")
        self._lists[key] = QVBoxLayout()
        self._lists[key].setSpacing(4)
        self._column.addWidget(head)
        self._column.addLayout(self._lists[key])
        if editor is not None:
            editor.hide()
            self._column.addWidget(editor)
            head.acted.connect(lambda: self._toggle(editor))
        self._column.addSpacing(8)

    def _toggle(self, editor: QWidget) -> None:
        editor.setVisible(not editor.isVisible())
        if editor.isVisible():
            editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_people(self) -> None:
        editor = named(QWidget(self), "affected_editor", self.tr("Add somebody affected"))
        self.person = PersonLine(self._seat, editor, name="affected_person", only="person")
        self.part = self._line(editor, "affected_part", self.tr("Their part, such as neighbor"))
        column = QVBoxLayout(editor)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.person)
        column.addWidget(self.part)
        editor.setFocusProxy(self.person)
        self.person.chosen.connect(self.add_person)
        self._section("affected", self.tr("People affected"), editor=editor)

    def _add_linked(self) -> None:
        self.other = self._line(self, "linked_number", self.tr("Case number, then Enter"))
        self.other.returnPressed.connect(lambda: self.link(self.other.text()))
        self._section("linked", self.tr("Linked cases"), editor=self.other)

    def _add_references(self) -> None:
        editor = named(QWidget(self), "reference_editor", self.tr("Add a reference"))
        self.system = self._line(editor, "reference_system", self.tr("311 request"))
        self.number = self._line(editor, "reference_number", self.tr("Number, then Enter"))
        row = QHBoxLayout(editor)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.system)
        row.addWidget(self.number)
        editor.setFocusProxy(self.number)
        self.number.returnPressed.connect(self.add_number)
        self._section("references", self.tr("References"), editor=editor)

    def _line(self, parent: QWidget, name: str, hint: str) -> QLineEdit:
        line = named(QLineEdit(parent), name, hint)
        line.setPlaceholderText(hint)
        return line

    # -- showing --------------------------------------------------------------------------------------------

    def show_page(self, page: CasePage) -> None:
        """Show what hangs on a case."""
        self._page, self._works = page, may_work(self._seat, page.row.owner_id)
        for key in ("affected", "linked", "references"):
            self._heads[key].show_act(shown=self._works)
        for column in self._lists.values():
            emptied(column)
        for each in page.affected:
            self._lists["affected"].addLayout(self._person_row(each.person_id, each.name, each.part))
        self._heads["affected"].set_count(str(len(page.affected)) if page.affected else "")
        self._show_organization(page)
        for case in page.linked:
            self._lists["linked"].addLayout(self._linked_row(case.id, case.number, case.subject))
        for reference in page.references:
            self._lists["references"].addLayout(self._pair(reference.system, reference.number))
        for key, words in (("affected", self.tr("Nobody else yet.")), ("linked", self.tr("None yet."))):
            if not self._lists[key].count():
                self._lists[key].addWidget(text_label(words, self, type="table", ink="ink_3", name=f"no_{key}"))
        self.files.show_files(page.row.id, page.attachments, confidential=page.row.confidential, works=self._works)
        self.readers.show_record(page.row.id, confidential=page.row.confidential)
        self.looked.show_record(page.row.id, page.row.number)
        self.directives.show_record(page.row.id)
        self._say("")

    def _show_organization(self, page: CasePage) -> None:
        number = page.row.organization_id
        self._heads["organization"].setVisible(number is not None)
        if number is None:
            return
        row = QHBoxLayout()
        row.addWidget(IconMark("store", self, name="organization_icon"))
        link = link_button(page.organization, self, name="organization_link", ink="ink")
        link.clicked.connect(lambda: self._seat.record_wanted.emit("organization", number))
        row.addWidget(link, 1, Qt.AlignmentFlag.AlignLeft)
        self._lists["organization"].addLayout(row)

    def _person_row(self, person_id: int, name: str, part: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Avatar(name, self))
        column = QVBoxLayout()
        column.setSpacing(0)
        link = link_button(name, self, name=f"affected_{person_id}", ink="ink")
        link.clicked.connect(lambda: self._seat.record_wanted.emit("person", person_id))
        column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        if part:
            label = ElidedLabel(part, self, type="caption", ink="ink_2", name="affected_part_words")
            label.setIndent(5)
            column.addWidget(label)
        row.addLayout(column, 1)
        gone = icon_button("x", self.tr("Remove {0}").format(name), self, name=f"remove_affected_{person_id}")
        gone.clicked.connect(lambda: self._do(lambda s, w, n, at: remove_affected(s, w, n, person_id, at=at)))
        gone.setVisible(self._works)
        row.addWidget(gone)
        return row

    def _linked_row(self, case_id: int, number: str, subject: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        link = link_button(number, self, name=f"linked_{case_id}", says=self.tr("Open {0}").format(number))
        link.clicked.connect(lambda: self.case_wanted.emit(case_id))
        row.addWidget(link)
        row.addWidget(ElidedLabel(subject, self, type="table", name="linked_subject"), 1)
        gone = icon_button("x", self.tr("Unlink {0}").format(number), self, name=f"unlink_{case_id}")
        gone.clicked.connect(lambda: self._do(lambda s, w, n, at: unlink_cases(s, w, n, case_id, at=at)))
        gone.setVisible(self._works)
        row.addWidget(gone)
        return row

    def _pair(self, left: str, right: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(text_label(left, self, type="table", ink="ink_2", name="reference_system_words"))
        row.addStretch(1)
        number = text_label(right, self, type="table", name="reference_number_words")
        number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(number)
        return row

    # -- acts -----------------------------------------------------------------------------------------------

    def add_person(self, who: Who) -> None:
        """Add somebody affected, with the part typed."""
        part, number = self.part.text().strip(), who.id or 0
        self.part.clear()
        self._do(lambda s, w, n, at: add_affected(s, w, n, number, part=part, at=at))

    def link(self, typed: str) -> None:
        """Link the case of this number."""
        number = case_number(typed)
        missing = self.tr("There is no case of this number. Type it as 2026-00123.")

        def act(session: Session, who: Actor, case_id: int, at: Any) -> None:
            other = case_by_number(session, who, number) if number is not None else None
            if other is None:
                raise Invalid({"other": missing})
            link_cases(session, who, case_id, other, at=at)

        self._do(act, done=self.other.clear)

    def add_number(self) -> None:
        """Note a number of another system."""
        system, number = self.system.text().strip() or self.tr("311 request"), self.number.text()
        self._do(
            lambda s, w, n, at: add_reference(s, w, n, system=system, number=number, at=at), done=self.number.clear
        )

    def _do(
        self, act: Callable[[Session, Actor, int, Any], object], *, done: Callable[[], object] | None = None
    ) -> None:
        if self._page is None:
            return
        case_id = self._page.row.id

        def then(_: object) -> None:
            self._say("")
            if done is not None:
                done()

        self._seat.do(lambda s, who, at: act(s, who, case_id, at), then=then, failed=self._refused, owner=self)

    def _refused(self, error: AppError) -> None:
        self._say(error.sentence)

    def _say(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setAccessibleName(sentence)
        self.problem.setVisible(bool(sentence))
