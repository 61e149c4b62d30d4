"""An organization: name, kind, and how to reach it."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from app.models import OrganizationKind
from app.queries.people_pages import OrganizationPage, organization_page
from app.services.people import add_organization, update_organization
from app.ui.forms.choices import label_box
from app.ui.forms.detail_rows import AddressList, ReachList
from app.ui.forms.held_form import HeldForm, Kind
from app.ui.forms.person_form import language_box
from app.ui.forms.sheet import Sheet
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import named
from app.ui.widgets.field import Field

PLAIN = ("name", "kind", "language", "website", "do_not_contact", "remarks")


KIND = Kind("organization", PLAIN, add_organization, update_organization, organization_page)


class OrganizationForm(HeldForm):
    """Adds an organization, or corrects the one it was opened with; `saved` gives the id."""

    kind_of = KIND

    def __init__(self, seat: Seat, page: OrganizationPage | None = None, parent: QWidget | None = None) -> None:
        super().__init__(seat, page, parent)
        self._make()
        self._arrange()
        self.begin(self.name)

    def _make(self) -> None:
        body = self.body
        self.name = QLineEdit(body)
        self.kind = label_box("organization_kind", OrganizationKind, body, name="organization_kind")
        self.reaches, self.addresses = ReachList(body), AddressList(body)
        self.language = language_box(self._seat, body, name="language")
        self.website = QLineEdit(body)
        self.do_not_contact = QCheckBox(self.tr("Do &not contact"), body)
        self.do_not_contact.setAccessibleName(self.tr("Do not contact"))
        self.remarks = QPlainTextEdit(body)
        self.remarks.setTabChangesFocus(True)
        self.remarks.setFixedHeight(theme().px(72))

    def _arrange(self) -> None:
        parts: tuple[tuple[str, str, QWidget], ...] = (
            ("name", self.tr("N&ame"), self.name),
            ("kind", self.tr("&Kind"), self.kind),
            ("reaches", self.tr("&Phones and e-mails"), self.reaches),
            ("addresses", self.tr("A&ddresses"), self.addresses),
            ("language", self.tr("&Language"), self.language),
            ("website", self.tr("&Website"), self.website),
            ("remarks", self.tr("Re&marks"), self.remarks),
        )
        grid = QGridLayout(self.body)
        grid.setContentsMargins(4, 4, 4, 4)
        grid.setSpacing(12)
        halves = {"name": (0, 0, 1), "kind": (0, 1, 1), "language": (3, 0, 1), "website": (3, 1, 1)}
        for place, (name, words, widget) in enumerate(parts):
            field = Field(words, widget, self.body, name=f"{name}_field")
            self.add(name, named(widget, widget.objectName() or f"organization_{name}"), field=field)
            row, column, span = halves.get(name, (place, 0, 2))
            grid.addWidget(field, row if name in halves else row - 1 if row < 4 else row, column, 1, span)
        self.add("do_not_contact", named(self.do_not_contact, "organization_do_not_contact"))
        grid.addWidget(self.do_not_contact, len(parts), 0, 1, 2)


def organization_sheet(seat: Seat, page: OrganizationPage | None = None, *, parent: QWidget) -> Sheet:
    """The form over its window."""
    form = OrganizationForm(seat, page)
    title = form.tr("Edit {0}").format(page.name) if page else form.tr("New organization")
    act = form.tr("Save") if page else form.tr("Add organization")
    return Sheet(form, title=title, act=act, parent=parent, width=680, key="Ctrl+Enter")
