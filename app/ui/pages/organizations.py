"""Organizations: the list, and everything of one of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.models import OrganizationKind
from app.queries.people import OrganizationFilter, OrganizationRow, organization_ids, organization_rows
from app.ui import labels
from app.ui.case_words import day_words
from app.ui.columns import RIGHT, Column
from app.ui.forms.organization_form import organization_sheet
from app.ui.pages.organization_view import OrganizationView
from app.ui.pages.people import last_words
from app.ui.pages.record_filters import Asks, Questions
from app.ui.pages.record_list import ListSpec
from app.ui.pages.records_page import RecordsPage
from app.ui.seat import Seat
from app.ui.widgets.cells import CELL_ROLE, FIGURES_ROLE, INK_ROLE, WEIGHT_ROLE, MarkCell


def _tr(text: str) -> str:
    return QCoreApplication.translate("organizations", text)


def organizations_spec(seat: Seat) -> ListSpec:
    """What the list of organizations is."""
    return ListSpec(
        name="organizations",
        title=_tr("Organizations"),
        table="organization",
        tables=("organization", "reach", "address", "position", "case_record", "contact"),
        columns=_columns(seat),
        ids=lambda s, who, wanted, sort, down: organization_ids(s, who, wanted, sort=sort, descending=down),
        rows=lambda s, who, ids: organization_rows(s, who, ids, at=seat.now()),
        start=OrganizationFilter(),
        sort=("name", False),
        questions=_questions(),
        count=lambda n: _tr("1 organization") if n == 1 else _tr("{0} organizations").format(f"{n:,}"),
        icon="store",
        none=(_tr("No organizations yet"), _tr("Add businesses, civic groups, associations and media here.")),
        new=(_tr("New organization"), "Ctrl+Shift+O"),
    )


def _columns(seat: Seat) -> Sequence[Column[OrganizationRow]]:
    quiet, figures = {INK_ROLE: lambda _: "ink_2"}, {FIGURES_ROLE: lambda _: True}
    bold, marked = {WEIGHT_ROLE: lambda _: 500}, {CELL_ROLE: _mark}
    return [
        Column("mark", _tr("Mark"), mark_words, width=54, gives_way=7, sortable=False, roles=marked, tip=mark_words),
        Column("name", _tr("Name"), lambda r: r.name, width=240, fluid=True, roles=bold),
        Column(
            "kind", _tr("Kind"), lambda r: labels.word("organization_kind", r.kind), width=160, gives_way=5, roles=quiet
        ),
        Column("reach", _tr("Phone or e-mail"), lambda r: r.reach or "–", width=226, sortable=False, roles=figures),
        Column(
            "address", _tr("Address"), lambda r: r.address or "–", width=210, gives_way=4, sortable=False, roles=quiet
        ),
        Column(
            "people", _tr("People"), lambda r: f"{r.people or '–'}", width=80, gives_way=1, align=RIGHT, sortable=False
        ),
        Column(
            "open",
            _tr("Open cases"),
            lambda r: f"{r.open_cases or '–'}",
            width=96,
            gives_way=3,
            align=RIGHT,
            sortable=False,
        ),
        Column(
            "last",
            _tr("Last contact"),
            lambda r: last_words(r.last_contact_at, seat),
            width=120,
            gives_way=2,
            sortable=False,
        ),
        Column("language", _tr("Language"), lambda r: r.language, width=120, hidden=True),
        Column(
            "added",
            _tr("Known since"),
            lambda r: day_words(seat.local(r.made_at).date(), seat.today(), weekday=False),
            width=120,
            hidden=True,
        ),
    ]


def mark_words(row: OrganizationRow) -> str:
    """What to heed, in words."""
    return _tr("Do not contact") if row.do_not_contact else ""


def _mark(row: OrganizationRow) -> MarkCell | None:
    return MarkCell("phone-off", "status.overdue.text", mark_words(row)) if row.do_not_contact else None


def _questions() -> Questions:
    return Questions(
        _tr("Name, phone or e-mail"),
        [
            Asks(
                "kinds",
                _tr("Kind"),
                "store",
                choices=lambda: [(each, labels.word("organization_kind", each)) for each in OrganizationKind],
            ),
            Asks("with_open_cases", _tr("With open cases"), "list-checks"),
            Asks("do_not_contact", _tr("Do not contact"), "phone-off"),
            Asks("place", "", "map-pin", offered=False, words=lambda f: _tr("Address: {0}").format(f.place)),
            Asks("person_id", _tr("Of one person"), "user", offered=False),
            Asks("ids", _tr("Organizations behind a figure"), offered=False),
        ],
    )


class OrganizationsPage(RecordsPage):
    """The list of organizations and the page of one."""

    kind = "organization"

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(seat, organizations_spec(seat), OrganizationView(seat), parent)

    def new_record(self) -> None:
        """Open the form of a new organization."""
        self.open_sheet(organization_sheet(self._seat, parent=self), self._made)

    def _made(self, number: object) -> None:
        if isinstance(number, int):
            self.open_record(number)
