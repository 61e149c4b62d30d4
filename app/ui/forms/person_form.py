"""A person of the public: name, how to reach them, and what to heed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import Actor
from app.models import Channel, Person, ReachKind
from app.queries.people_pages import PersonPage, person_page
from app.queries.readers import cases_to_hide
from app.services.people import Details, add_person, update_person
from app.services.readers import mark_person_confidential
from app.ui import labels
from app.ui.forms.choices import choice_box
from app.ui.forms.detail_rows import AddressList, ReachList
from app.ui.forms.held_form import HeldForm, Kind
from app.ui.forms.likely import Likely
from app.ui.forms.sheet import Sheet
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import named, text_label
from app.ui.widgets.field import Field

PLAIN = (
    "name",
    "language",
    "interpreter",
    "preferred_channel",
    "do_not_contact",
    "deceased",
    "safety_notice",
    "address_confidential",
    "confidential",
    "remarks",
)


def _add(session: Session, who: Actor, *, fields: dict[str, Any], details: Details, at: datetime) -> Person:
    """Add a person, marked confidential in the same transaction where that is asked."""
    added = add_person(session, who, fields=_plain(fields), details=details, at=at)
    return _marked(session, who, added, fields, at)


def _update(
    session: Session, who: Actor, person_id: int, *, changes: dict[str, Any], at: datetime, **known: Any
) -> Person:
    """Correct a person, and mark them confidential or no longer."""
    person = update_person(session, who, person_id, changes=_plain(changes), at=at, **known)
    return _marked(session, who, person, changes, at)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "confidential"}


def _marked(session: Session, who: Actor, person: Person, values: dict[str, Any], at: datetime) -> Person:
    wanted = bool(values.get("confidential", person.confidential))
    if person.id is not None and wanted != person.confidential:
        mark_person_confidential(session, who, person.id, confidential=wanted, at=at)
    return person


KIND = Kind("person", PLAIN, _add, _update, person_page)


def language_box(seat: Seat, parent: QWidget, *, name: str) -> QComboBox:
    """The office's languages; another one may be typed."""
    box = choice_box([], parent, name=name, editable=True)
    box.addItems([str(each) for each in seat.reference.office.get("languages", [])])
    box.setEditText("")
    return box


class PersonForm(HeldForm):
    """Adds a person, or corrects the one it was opened with; a likely twin is shown while one is added."""

    kind_of = KIND

    def __init__(self, seat: Seat, page: PersonPage | None = None, parent: QWidget | None = None) -> None:
        super().__init__(seat, page, parent)
        self._make()
        self._arrange()
        self._wire()
        self.begin(self.name)

    def _make(self) -> None:
        body = self.body
        self.name = QLineEdit(body)
        self.reaches, self.addresses = ReachList(body), AddressList(body)
        self.language = language_box(self._seat, body, name="language")
        self.channel = choice_box([(None, self.tr("No matter how"))], body, name="preferred_channel")
        for each in Channel:
            self.channel.addItem(labels.word("channel", each), each)
        self.interpreter = QCheckBox(self.tr("Needs an &interpreter"), body)
        self.do_not_contact = QCheckBox(self.tr("Do &not contact"), body)
        self.deceased = QCheckBox(self.tr("Dec&eased"), body)
        self.hidden_address = QCheckBox(self.tr("&Keep the address confidential; never print it"), body)
        self.confidential = QCheckBox(
            self.tr("&Confidential: only those named, the owners of their cases and the Director see this person"), body
        )
        self.told = text_label("", body, type="table", ink="ink_2", name="cases_hidden")
        self.told.setWordWrap(True)
        self.told.hide()
        self.safety = QLineEdit(body)
        self.remarks = QPlainTextEdit(body)
        self.remarks.setTabChangesFocus(True)
        self.remarks.setFixedHeight(theme().px(72))
        for box in (self.interpreter, self.do_not_contact, self.deceased, self.hidden_address, self.confidential):
            box.setAccessibleName(box.text().replace("&", ""))
        self.likely = Likely(self._seat, body)

    def _arrange(self) -> None:
        self._frames = {
            "name": Field(self.tr("N&ame"), self.name, self.body, name="name_field"),
            "reaches": Field(self.tr("&Phones and e-mails"), self.reaches, self.body, name="reaches_field"),
            "addresses": Field(self.tr("A&ddresses"), self.addresses, self.body, name="addresses_field"),
            "language": Field(self.tr("&Language"), self.language, self.body, name="language_field"),
            "preferred_channel": Field(self.tr("P&referred way"), self.channel, self.body, name="channel_field"),
            "safety_notice": Field(
                self.tr("&Safety notice"),
                self.safety,
                self.body,
                hint=self.tr("Shown loudly to everybody who opens the person"),
                name="safety_field",
            ),
            "remarks": Field(self.tr("Re&marks"), self.remarks, self.body, name="remarks_field"),
        }
        column = QVBoxLayout(self.body)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(12)
        first: tuple[QWidget, ...] = (
            self._frames["name"],
            self.likely,
            self._frames["reaches"],
            self._frames["addresses"],
        )
        for part in first:
            column.addWidget(part)
        grid = QGridLayout()
        grid.setSpacing(12)
        places = (self._frames["language"], self._frames["preferred_channel"], self.interpreter, self.do_not_contact)
        for place, part in enumerate((*places, self.deceased, self.hidden_address)):
            grid.addWidget(part, place // 2, place % 2)
        column.addLayout(grid)
        column.addWidget(self.confidential)
        column.addWidget(self.told)
        column.addWidget(self._frames["safety_notice"])
        column.addWidget(self._frames["remarks"])

    def _wire(self) -> None:
        widgets = {
            "name": self.name,
            "reaches": self.reaches,
            "addresses": self.addresses,
            "language": self.language,
            "preferred_channel": self.channel,
            "interpreter": self.interpreter,
            "do_not_contact": self.do_not_contact,
            "deceased": self.deceased,
            "address_confidential": self.hidden_address,
            "confidential": self.confidential,
            "safety_notice": self.safety,
            "remarks": self.remarks,
        }
        for name, widget in widgets.items():
            self.add(name, named(widget, widget.objectName() or f"person_{name}"), field=self._frames.get(name))
        self.confidential.toggled.connect(self._tell_cases)
        if self._page is None:
            self.typed.connect(self._look)

    def _tell_cases(self, on: bool) -> None:
        """Before it is saved: which cases are hidden along with the person."""
        page = self._page
        self.told.setVisible(on and not getattr(page, "confidential", False))
        self.told.setText(self.tr("The cases that they ask about become confidential too."))
        if page is not None and on:
            number = page.id
            self._seat.ask(lambda s, who: cases_to_hide(s, who, number), then=self._count, owner=self, key="hidden")

    def _count(self, cases: int) -> None:
        one = self.tr("1 case that they ask about becomes confidential too.")
        many = self.tr("{0} cases that they ask about become confidential too.").format(f"{cases:,}")
        none = self.tr("Cases that they ask about from now on are confidential too.")
        self.told.setText(none if not cases else one if cases == 1 else many)

    def _look(self) -> None:
        phones = [each["typed"] for each in self.reaches.value() if each["kind"] == ReachKind.PHONE.value]
        address = next((each["typed"] for each in self.addresses.value()), "")
        self.likely.ask(self.name.text(), phones, address)


def person_sheet(seat: Seat, page: PersonPage | None = None, *, parent: QWidget) -> Sheet:
    """The form over its window."""
    form = PersonForm(seat, page)
    title = form.tr("Edit {0}").format(page.name) if page else form.tr("New person")
    act = form.tr("Save") if page else form.tr("Add person")
    return Sheet(form, title=title, act=act, parent=parent, width=680, key="Ctrl+Enter")
