"""A new case, or the facts of one to be corrected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QPlainTextEdit, QWidget
from sqlmodel import Session

from app.authority import actor
from app.models import Channel, Priority
from app.queries.case_page import CasePage, case_page
from app.services.cases import open_case, update_case
from app.ui.form import Form, Loaded
from app.ui.forms.assign_form import owners_for
from app.ui.forms.choices import choice_box, label_box
from app.ui.forms.person_line import AskerPicker, Who
from app.ui.forms.sheet import Sheet
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.field import Field

FACTS = ("subject", "account", "category_id", "priority", "confidential", "complaint")


def values_of(page: CasePage) -> dict[str, Any]:
    """A case's facts under the names of the form."""
    row, asker = page.row, Who()
    if page.asker is not None:
        asker = Who(page.asker.kind, page.asker.id, page.asker.name)
    elif row.anonymous:
        asker = Who("anonymous", None, QCoreApplication.translate("case_form", "Anonymous"))
    return {
        "subject": row.subject,
        "account": page.account,
        "category_id": row.category_id,
        "priority": row.priority,
        "confidential": row.confidential,
        "complaint": row.complaint,
        "address": page.address,
        "person_id": asker,
    }


class CaseForm(Form):
    """`saved` gives the id of the case. Of an existing one `page` is what was read of it."""

    def __init__(
        self, seat: Seat, *, page: CasePage | None = None, given: Mapping[str, Any] | None = None, parent: QWidget
    ) -> None:
        super().__init__(seat.jobs, name="case_form", drafts=seat.drafts, zone=seat.zone, parent=parent)
        self._seat, self._page = seat, page
        self._grid = QGridLayout(self.body)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(12)
        self._add_words()
        self._add_choices()
        if page is None:
            self._add_first()
            self.set_values(given or {})
            self.track_draft("case", "new")
        else:
            self.load(values_of(page), version=page.version)
            self._restore(page)
        self.setFocusProxy(self.subject)

    def _restore(self, page: CasePage) -> None:
        """What was typed before stands on the version it was typed over: saving then shows both."""
        key = str(page.row.id)
        kept = self._seat.drafts.restore("case", key)
        self.track_draft("case", key)
        if kept is not None:
            self.version = int(kept.get("version") or page.version)

    def draft_values(self) -> dict[str, Any]:
        """Every field, and the version they were typed over."""
        return {**self.values(), "version": self.version}

    # -- parts ----------------------------------------------------------------------------------------------

    def _place(self, name: str, title: str, widget: QWidget, row: int, column: int = 0, *, wide: bool = False) -> None:
        field = Field(title, widget, self.body, name=f"{name}_field")
        self._grid.addWidget(field, row, column, 1, 2 if wide else 1)
        self.add(name, widget, field=field)

    def _add_words(self) -> None:
        self.subject = QLineEdit(self.body)
        self.subject.setMaxLength(200)
        self.account = QPlainTextEdit(self.body)
        self.account.setTabChangesFocus(True)
        self.account.setFixedHeight(theme().px(110))
        self.asker = AskerPicker(self._seat, self.body)
        self.address = QLineEdit(self.body)
        self._place("subject", self.tr("&Subject"), self.subject, 0, wide=True)
        self._place("person_id", self.tr("&Who asks"), self.asker, 1, wide=True)
        self._place("account", self.tr("A&ccount"), self.account, 2, wide=True)
        self._place("address", self.tr("Add&ress"), self.address, 3, wide=True)

    def _add_choices(self) -> None:
        known = [(each.id, f"{each.name}  ·  {each.grouping}") for each in self._seat.reference.categories]
        self.category = choice_box([(None, self.tr("None yet")), *known], self.body, name="category")
        places = list(Priority)
        self.priority = label_box("priority", places, self.body, name="priority", first=places.index(Priority.NORMAL))
        self.confidential = QCheckBox(
            self.tr("Con&fidential: only its owner, the Director and those named see it"), self.body
        )
        self._place("category_id", self.tr("Cate&gory"), self.category, 4)
        self._place("priority", self.tr("&Priority"), self.priority, 4, 1)
        self.confidential.setAccessibleName(self.tr("Confidential"))
        self._grid.addWidget(self.confidential, 6, 0, 1, 2)
        self.add("confidential", self.confidential)
        self.complaint = QCheckBox(
            self.tr("A co&mplaint about how it was handled: the Director looks at it"), self.body
        )
        self.complaint.setAccessibleName(self.tr("Complaint"))
        self._grid.addWidget(self.complaint, 7, 0, 1, 2)
        self.add("complaint", self.complaint)

    def _add_first(self) -> None:
        """What only a new case asks: who takes it, and how it came."""
        staff = [(each.id, each.name) for each in owners_for(self._seat)]
        self.owner = choice_box([(None, self.tr("Unassigned")), *staff], self.body, name="owner")
        self.channel = label_box("channel", Channel, self.body, name="channel")
        self._place("owner_id", self.tr("&Owner"), self.owner, 5)
        self._place("channel", self.tr("Came b&y"), self.channel, 5, 1)

    # -- saving ---------------------------------------------------------------------------------------------

    def check(self) -> dict[str, str]:
        """What can be said without asking the office file."""
        problems = {}
        if not self.subject.text().strip():
            problems["subject"] = self.tr("Say in a few words what this is about.")
        if not self.asker.value().kind:
            problems["person_id"] = self.tr("Say who asks, or choose anonymous.")
        return problems

    def act(self) -> Callable[[Session], Any]:
        """Open the case, or correct it."""
        values, who = self.values(), self.asker.value()
        fields = {name: values[name] for name in FACTS}
        asker: dict[str, Any] = {
            "person_id": who.id if who.kind == "person" else None,
            "organization_id": who.id if who.kind == "organization" else None,
            "anonymous": who.kind == "anonymous",
        }
        me, at = self._seat.me.id, self._seat.now()
        if self._page is None:
            more: dict[str, Any] = {
                "address": values["address"],
                "owner_id": values["owner_id"],
                "channel": values["channel"],
            }
            return lambda s: open_case(s, actor(s, me, at), fields=fields, at=at, **asker, **more).id
        case_id, version, changes = self._page.row.id, self.version or 0, {**fields, **asker}
        if values["address"].strip() != self._was.get("address", ""):
            changes["address"] = values["address"]
        return lambda s: update_case(s, actor(s, me, at), case_id, version=version, changes=changes, at=at).id

    def theirs(self) -> Callable[[Session], Loaded] | None:
        """The case as somebody else saved it."""
        if self._page is None:
            return None
        case_id, me, at = self._page.row.id, self._seat.me.id, self._seat.now()

        def question(session: Session) -> Loaded:
            page = case_page(session, actor(session, me, at), case_id, at=at)
            return Loaded(page.version, values_of(page))

        return question


def case_sheet(
    seat: Seat, *, parent: QWidget, page: CasePage | None = None, given: Mapping[str, Any] | None = None
) -> Sheet:
    """The sheet of a new case (`given` fills fields), or of one to be corrected."""
    form = CaseForm(seat, page=page, given=given, parent=parent)
    if page is None:
        return Sheet(form, title=form.tr("New case"), act=form.tr("Open the case"), parent=parent, width=640)
    title = form.tr("Edit {0}").format(page.row.number)
    return Sheet(form, title=title, act=form.tr("Save"), parent=parent, width=640)
