"""Corrects a contact that was logged; history keeps what it said before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from typing import Any

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateTimeEdit,
    QGridLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from sqlmodel import Session

from app.authority import actor
from app.errors import Invalid
from app.models import Channel, Direction, LanguageHelp
from app.queries.contacts import ContactPage, contact_page
from app.services.contacts import correct_contact
from app.ui.form import Form, Loaded
from app.ui.forms.choices import choice_box, label_box
from app.ui.forms.person_form import language_box
from app.ui.forms.person_line import AskerPicker, Who
from app.ui.forms.sheet import Sheet
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import named
from app.ui.widgets.field import Field


def contact_values(page: ContactPage) -> dict[str, Any]:
    """A contact as the form holds it."""
    row = page.row
    kind = "person" if row.person_id else "organization" if row.organization_id else "anonymous"
    number = row.person_id or row.organization_id
    return {
        "channel": row.channel,
        "direction": row.direction,
        "happened_at": row.happened_at.astimezone(UTC).replace(microsecond=0),
        "who": Who(kind, number, row.who),
        "words": page.words,
        "language": row.language,
        "language_help": page.language_help,
        "category_id": page.category_id,
        "taken_by_id": row.taken_by_id,
        "answered_at_once": page.answered_at_once,
        "for_mayor": row.for_mayor,
    }


class ContactForm(Form):
    """`saved` gives the id of the contact."""

    def __init__(self, seat: Seat, page: ContactPage, parent: QWidget | None = None) -> None:
        super().__init__(seat.jobs, name="contact_form", drafts=seat.drafts, zone=seat.zone, parent=parent)
        self._seat, self._page = seat, page
        self._make()
        self._arrange()
        self.load(contact_values(page), version=page.version)
        self._moment = self.values()["happened_at"]
        self.track_draft("contact", key=str(page.row.id))
        self.setFocusProxy(self.words)

    def _make(self) -> None:
        body, known = self.body, self._seat.reference
        self.words = QPlainTextEdit(body)
        self.words.setTabChangesFocus(True)
        self.words.setMinimumHeight(theme().px(120))
        self.channel = label_box("channel", Channel, body, name="channel")
        self.direction = label_box("direction", Direction, body, name="direction")
        self.happened = QDateTimeEdit(body)
        self.happened.setButtonSymbols(QDateTimeEdit.ButtonSymbols.NoButtons)
        self.happened.setDisplayFormat("MMM d, yyyy h:mm AP")
        self.who = AskerPicker(self._seat, body)
        self.language = language_box(self._seat, body, name="language")
        self.help = label_box("language_help", LanguageHelp, body, name="language_help")
        categories = [(None, self.tr("None")), *((each.id, each.name) for each in known.categories)]
        self.category = choice_box(categories, body, name="category")
        self.taker: QComboBox = choice_box([(each.id, each.name) for each in known.staff], body, name="taken_by")
        if self.taker.findData(self._page.row.taken_by_id) < 0:
            self.taker.addItem(self._page.row.taken_by, self._page.row.taken_by_id)
        self.answered = QCheckBox(self.tr("&Answered at once"), body)
        self.mayor = QCheckBox(self.tr("For the &Mayor"), body)
        for box in (self.answered, self.mayor):
            box.setAccessibleName(box.text().replace("&", ""))

    def _arrange(self) -> None:
        column = QVBoxLayout(self.body)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(12)
        column.addWidget(self._field("words", self.tr("&What was said"), self.words))
        column.addWidget(self._field("who", self.tr("W&ho"), self.who))
        grid = QGridLayout()
        grid.setSpacing(12)
        parts: tuple[tuple[str, str, QWidget], ...] = (
            ("happened_at", self.tr("Wh&en"), self.happened),
            ("channel", self.tr("&Channel"), self.channel),
            ("direction", self.tr("&Direction"), self.direction),
            ("taken_by_id", self.tr("&Taken by"), self.taker),
            ("language", self.tr("&Language"), self.language),
            ("language_help", self.tr("Language hel&p"), self.help),
            ("category_id", self.tr("Cate&gory"), self.category),
        )
        for place, (name, words, widget) in enumerate(parts):
            grid.addWidget(self._field(name, words, widget), place // 2, place % 2)
        column.addLayout(grid)
        for name, box in (("answered_at_once", self.answered), ("for_mayor", self.mayor)):
            self.add(name, named(box, name))
            column.addWidget(box)

    def _field(self, name: str, words: str, widget: QWidget) -> Field:
        field = Field(words, widget, self.body, name=f"{name}_field")
        self.add(name, named(widget, widget.objectName() or f"contact_{name}"), field=field)
        return field

    def draft_values(self) -> dict[str, Any]:
        """What can be kept as plain JSON; the moment is not what people type here by the sentence."""
        return {name: value for name, value in self.values().items() if name != "happened_at"}

    def act(self) -> Callable[[Session], Any]:
        """Correct the contact; answers its id."""
        values, page, version = self.values(), self._page, self.version or self._page.version
        who: Who = values.pop("who")
        if values["happened_at"] == self._moment:
            values.pop("happened_at")  # the field knows no parts of a second: unchanged means as it was
        values |= {
            "person_id": who.id if who.kind == "person" else None,
            "organization_id": who.id if who.kind == "organization" else None,
            "anonymous": who.kind == "anonymous",
        }
        me, at = self._seat.me.id, self._seat.now()

        def save(session: Session) -> int:
            if not who.kind:
                raise Invalid({"who": "Say who it was, or choose anonymous."})
            correct_contact(session, actor(session, me, at), page.row.id, version=version, changes=values, at=at)
            return page.row.id

        return save

    def theirs(self) -> Callable[[Session], Loaded]:
        """The contact as somebody else saved it."""
        number = self._page.row.id

        def question(session: Session, who: Any) -> Loaded:
            fresh = contact_page(session, who, number)
            return Loaded(fresh.version, contact_values(fresh))

        return self._seat.as_me(question)


def contact_sheet(seat: Seat, page: ContactPage, *, parent: QWidget) -> Sheet:
    """The form over its window."""
    form = ContactForm(seat, page)
    return Sheet(form, title=form.tr("Correct this contact"), act=form.tr("Save"), parent=parent, width=640)
