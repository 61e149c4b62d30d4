"""People: the list of residents, and everything of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.queries.people import PersonFilter, PersonRow, person_ids, person_rows
from app.ui.case_words import day_words
from app.ui.columns import RIGHT, Column
from app.ui.forms.person_form import PersonForm, person_sheet
from app.ui.pages.person_view import PersonView
from app.ui.pages.record_filters import Asks, Questions
from app.ui.pages.record_list import ListSpec
from app.ui.pages.records_page import RecordsPage
from app.ui.seat import Seat
from app.ui.widgets.cells import CELL_ROLE, FIGURES_ROLE, INK_ROLE, WEIGHT_ROLE, MarkCell


def _tr(text: str) -> str:
    return QCoreApplication.translate("people", text)


def last_words(at: datetime | None, seat: Seat) -> str:
    """The day of the last contact."""
    return day_words(seat.local(at).date(), seat.today()) if at else "–"


def people_spec(seat: Seat) -> ListSpec:
    """What the list of people is."""
    return ListSpec(
        name="people",
        title=_tr("People"),
        table="person",
        tables=("person", "reach", "address", "position", "case_record", "contact"),
        columns=_columns(seat),
        ids=lambda s, who, wanted, sort, down: person_ids(s, who, wanted, sort=sort, descending=down),
        rows=lambda s, who, ids: person_rows(s, who, ids, at=seat.now()),
        start=PersonFilter(),
        sort=("added", True),
        questions=_questions(seat),
        count=lambda n: _tr("1 person") if n == 1 else _tr("{0} people").format(f"{n:,}"),
        icon="users",
        none=(_tr("No people yet"), _tr("They come with the first contact you log, or add one here.")),
        new=(_tr("New person"), "Ctrl+Shift+P"),
    )


def _columns(seat: Seat) -> Sequence[Column[PersonRow]]:
    quiet, figures = {INK_ROLE: lambda _: "ink_2"}, {FIGURES_ROLE: lambda _: True}
    bold, marked = {WEIGHT_ROLE: lambda _: 500}, {CELL_ROLE: _mark}
    return [
        Column("mark", _tr("Mark"), mark_words, width=54, gives_way=7, sortable=False, roles=marked, tip=mark_words),
        Column("name", _tr("Name"), lambda r: r.name, width=220, fluid=True, roles=bold),
        Column("reach", _tr("Phone or e-mail"), lambda r: r.reach or "–", width=226, sortable=False, roles=figures),
        Column("address", _tr("Address"), _address, width=210, gives_way=6, sortable=False, roles=quiet),
        Column("language", _tr("Language"), _language, width=150, gives_way=4, roles=quiet),
        Column(
            "organization",
            _tr("Organization"),
            lambda r: r.organization,
            width=140,
            gives_way=1,
            sortable=False,
            roles=quiet,
        ),
        Column("open", _tr("Open cases"), _open, width=96, gives_way=3, align=RIGHT, sortable=False, roles=figures),
        Column(
            "last",
            _tr("Last contact"),
            lambda r: last_words(r.last_contact_at, seat),
            width=120,
            gives_way=2,
            sortable=False,
        ),
        Column(
            "added",
            _tr("Known since"),
            lambda r: day_words(seat.local(r.made_at).date(), seat.today(), weekday=False),
            width=120,
            hidden=True,
        ),
    ]


def _open(row: Any) -> str:
    return f"{row.open_cases:,}" if row.open_cases else "–"


def _address(row: PersonRow) -> str:
    return _tr("Confidential") if row.address_confidential else row.address or "–"


def _language(row: PersonRow) -> str:
    return _tr("{0}, interpreter").format(row.language) if row.interpreter and row.language else row.language


def mark_words(row: PersonRow) -> str:
    """What to heed with a person, in words."""
    marks = (
        (row.has_safety_notice, _tr("Safety notice")),
        (row.do_not_contact, _tr("Do not contact")),
        (row.deceased, _tr("Deceased")),
    )
    return ", ".join(words for on, words in marks if on)


def _mark(row: PersonRow) -> MarkCell | None:
    words = mark_words(row)
    if row.has_safety_notice:
        return MarkCell("shield-alert", "status.overdue.text", words)
    if row.do_not_contact:
        return MarkCell("phone-off", "status.overdue.text", words)
    return MarkCell("circle-slash", "ink_2", words) if row.deceased else None


def _questions(seat: Seat) -> Questions:
    def languages() -> list[tuple[Any, str]]:
        return [(each, each) for each in seat.reference.office.get("languages", [])]

    return Questions(
        _tr("Name, phone or e-mail"),
        [
            Asks("languages", _tr("Language"), "languages", choices=languages),
            Asks("with_open_cases", _tr("With open cases"), "list-checks"),
            Asks("interpreter", _tr("Needs an interpreter"), "languages"),
            Asks("do_not_contact", _tr("Do not contact"), "phone-off"),
            Asks("safety_notice", _tr("Safety notice"), "shield-alert"),
            Asks("place", "", "map-pin", offered=False, words=lambda f: _tr("Address: {0}").format(f.place)),
            Asks("organization_id", _tr("Of one organization"), "store", offered=False),
            Asks("ids", _tr("People behind a figure"), offered=False),
        ],
    )


class PeoplePage(RecordsPage):
    """The list of people and the page of one."""

    kind = "person"

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(seat, people_spec(seat), PersonView(seat), parent)

    def new_record(self) -> None:
        """Open the form of a new person; a likely twin can be opened instead."""
        sheet = person_sheet(self._seat, parent=self)
        assert isinstance(sheet.form, PersonForm)
        sheet.form.likely.wanted.connect(self._open_twin)
        self.open_sheet(sheet, self._made)

    def _open_twin(self, number: int) -> None:
        if self.sheet is not None:
            self.sheet.form.discard_draft()
            self.sheet.reject()
        self.open_record(number)

    def _made(self, number: object) -> None:
        if isinstance(number, int):
            self.open_record(number)
