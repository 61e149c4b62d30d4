"""Contacts: the log of every exchange with the public, and one of them in full."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.models import Channel, Direction
from app.queries.contacts import ContactFilter, ContactRow, contact_ids, contact_rows
from app.ui import labels
from app.ui.case_words import Clock, day_words, moment_words, short_name
from app.ui.columns import Column
from app.ui.pages.contact_view import ContactView
from app.ui.pages.record_filters import Asks, Period, Questions
from app.ui.pages.record_list import ListSpec
from app.ui.pages.records_page import RecordsPage
from app.ui.seat import Seat
from app.ui.widgets.cells import CELL_ROLE, FIGURES_ROLE, INK_ROLE, MarkCell

FIRST_DAYS = 30
"""How far back the log goes when it is opened: what people look for, and quick for any number of contacts."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("contacts", text)


def contacts_spec(seat: Seat) -> ListSpec:
    """What the list of contacts is."""
    return ListSpec(
        name="contacts",
        title=_tr("Contacts"),
        table="contact",
        tables=("contact", "person", "organization", "case_record", "staff"),
        columns=_columns(seat),
        ids=lambda s, who, wanted, sort, down: contact_ids(s, who, wanted, sort=sort, descending=down),
        rows=lambda s, who, ids: contact_rows(s, who, ids),
        start=ContactFilter(happened_from=midnight(seat, -FIRST_DAYS)),
        sort=("when", True),
        questions=_questions(seat),
        count=lambda n: _tr("1 contact") if n == 1 else _tr("{0} contacts").format(f"{n:,}"),
        icon="phone-call",
        none=(_tr("No contacts yet"), _tr("Press Ctrl+L when the telephone rings.")),
        new=(_tr("Log a contact"), "L"),
    )


def midnight(seat: Seat, days: int) -> datetime:
    """The beginning of the office's day so many days from today."""
    return datetime.combine(seat.today() + timedelta(days=days), time(), seat.zone)


def _columns(seat: Seat) -> Sequence[Column[ContactRow]]:
    quiet, figures = {INK_ROLE: lambda _: "ink_2"}, {FIGURES_ROLE: lambda _: True}
    link = {INK_ROLE: lambda r: "link" if r.case_id else "ink_3", **figures}

    def when(row: ContactRow) -> str:
        return moment_words(row.happened_at, Clock(seat.now(), seat.zone))

    def channel(row: ContactRow) -> str:
        return labels.word("channel", row.channel)

    return [
        Column(
            "for_mayor", _tr("Mayor"), _mayor_words, width=64, gives_way=3, roles={CELL_ROLE: _mayor}, tip=_mayor_words
        ),
        Column("when", _tr("When"), when, width=182, roles=figures),
        Column("channel", _tr("Channel"), channel, width=120, gives_way=2, roles=quiet),
        Column("who", _tr("Who"), who_words, width=160),
        Column("words", _tr("What was said"), _line, width=320, fluid=True, sortable=False, tip=_line),
        Column("case", _tr("Case"), lambda r: r.case_number or "–", width=110, gives_way=4, roles=link),
        Column(
            "taken_by",
            _tr("Taken by"),
            lambda r: short_name(r.taken_by),
            width=110,
            gives_way=1,
            tip=lambda r: r.taken_by,
        ),
        Column("language", _tr("Language"), lambda r: r.language, width=120, roles=quiet, hidden=True),
        Column("category", _tr("Category"), lambda r: r.category, width=120, sortable=False, hidden=True),
        Column(
            "direction",
            _tr("Direction"),
            lambda r: labels.word("direction", r.direction),
            width=130,
            sortable=False,
            hidden=True,
        ),
        Column("minutes", _tr("Minutes"), lambda r: f"{r.minutes or ''}", width=80, sortable=False, hidden=True),
    ]


def who_words(row: ContactRow) -> str:
    """Who it was, or that nobody gave a name."""
    machine = _tr("A machine") if row.automatic else ""
    return row.who or machine or (_tr("Anonymous") if row.anonymous else _tr("Nobody by name"))


def _line(row: ContactRow) -> str:
    words = " ".join(row.words.split())
    return f"{labels.word('automatic', row.automatic)}: {words}" if row.automatic else words


def _mayor_words(row: ContactRow) -> str:
    return _tr("For the Mayor") if row.for_mayor else ""


def _mayor(row: ContactRow) -> MarkCell | None:
    return MarkCell("landmark", "accent_ink", _mayor_words(row)) if row.for_mayor else None


def _questions(seat: Seat) -> Questions:
    def staff() -> list[tuple[Any, str]]:
        return [(each.id, each.name) for each in seat.reference.staff]

    def languages() -> list[tuple[Any, str]]:
        return [(each, each) for each in seat.reference.office.get("languages", [])]

    def of(kind: str, values: Any) -> list[tuple[Any, str]]:
        return [(each, labels.word(kind, each)) for each in values]

    return Questions(
        _tr("Words of the contact or its mail"),
        [
            Asks(
                "happened_from",
                "",
                "calendar-days",
                offered=False,
                words=lambda wanted: period_words(wanted, seat),
                more=("happened_until",),
            ),
            Asks("channels", _tr("Channel"), "phone", choices=lambda: of("channel", Channel)),
            Asks("directions", _tr("Direction"), "phone-outgoing", choices=lambda: of("direction", Direction)),
            Asks("taken_by_ids", _tr("Taken by"), "user", choices=staff),
            Asks("languages", _tr("Language"), "languages", choices=languages),
            Asks("for_mayor", _tr("For the Mayor"), "landmark"),
            Asks("without_case", _tr("Not put to a case"), "unlink"),
            Asks("person_id", _tr("Of one person"), "user", offered=False),
            Asks("organization_id", _tr("Of one organization"), "store", offered=False),
            Asks("case_id", _tr("Of one case"), "list-checks", offered=False),
            Asks("category_ids", _tr("Of some categories"), "tag", offered=False),
            Asks("ids", _tr("Contacts behind a figure"), offered=False),
        ],
        _periods(seat),
    )


def _periods(seat: Seat) -> list[Period]:
    def since(days: int, until: int | None = None) -> dict[str, Any]:
        end = midnight(seat, until) if until is not None else None
        return {"happened_from": midnight(seat, days), "happened_until": end}

    return [
        Period(_tr("Today"), lambda: since(0, 1)),
        Period(_tr("Yesterday"), lambda: since(-1, 0)),
        Period(_tr("This week"), lambda: since(-seat.today().weekday(), 7 - seat.today().weekday())),
        Period(_tr("Last week"), lambda: since(-7 - seat.today().weekday(), -seat.today().weekday())),
        Period(_tr("Last 30 days"), lambda: since(-FIRST_DAYS)),
        Period(_tr("This year"), lambda: since(1 - seat.today().timetuple().tm_yday)),
        Period(_tr("Any day"), lambda: {"happened_from": None, "happened_until": None}),
    ]


def period_words(wanted: ContactFilter, seat: Seat) -> str:
    """A period in words; one day is told as the day."""
    today, since, until = seat.today(), wanted.happened_from, wanted.happened_until
    first = seat.local(since).date() if since else None
    last = seat.local(until).date() - timedelta(days=1) if until else None
    if first is not None and first == last:
        return _tr("Today") if first == today else day_words(first, today)
    if first is not None and last is not None:
        return _tr("{0} to {1}").format(day_words(first, today), day_words(last, today))
    if first is not None:
        return _tr("Since {0}").format(day_words(first, today))
    return _tr("Until {0}").format(day_words(last, today)) if last is not None else ""


class ContactsPage(RecordsPage):
    """The log and one contact of it."""

    kind = "contact"

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(seat, contacts_spec(seat), ContactView(seat), parent)

    def new_record(self) -> None:
        """Open a slip."""
        self._seat.slip_wanted.emit({})
