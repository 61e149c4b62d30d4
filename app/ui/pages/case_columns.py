"""The columns of a list of cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.queries.cases import CaseRow
from app.ui import labels
from app.ui.case_words import (
    Clock,
    asker_words,
    clocks_line,
    clocks_spoken,
    clocks_words,
    day_words,
    due_cell,
    due_words,
    owner_words,
    row_spoken,
)
from app.ui.columns import RIGHT, Column
from app.ui.widgets.cells import CELL_ROLE, FIGURES_ROLE, INK_ROLE, ClocksCell, MarkCell, PillCell


def _tr(text: str) -> str:
    return QCoreApplication.translate("case_columns", text)


def case_columns(clock: Callable[[], Clock]) -> list[Column[CaseRow]]:
    """All columns of the list of cases; `clock` tells the present each time a row is drawn."""
    return [*_first(clock), *_state(clock), *_more(clock)]


def _first(clock: Callable[[], Clock]) -> list[Column[CaseRow]]:
    figures, quiet = _roles(figures=True), _roles(ink="ink_2")

    def spoken(row: CaseRow) -> str:
        return row_spoken(row, clock())

    return [
        Column(
            "mark",
            _tr("Mark"),
            _mark_words,
            width=54,
            gives_way=6,
            sortable=False,
            roles={CELL_ROLE: _mark},
            tip=_mark_words,
        ),
        Column("number", _tr("Number"), lambda r: r.number, width=104, roles=figures),
        Column("subject", _tr("Subject"), lambda r: r.subject, width=320, fluid=True, accessible=spoken),
        Column("asker", _tr("Asker"), asker_words, width=130, gives_way=5),
        Column("category", _tr("Category"), lambda r: r.category, width=104, gives_way=2, roles=quiet),
        Column("ward", _tr("Ward"), lambda r: r.ward or "–", width=52, gives_way=1, align=RIGHT, roles=figures),
    ]


def _state(clock: Callable[[], Clock]) -> list[Column[CaseRow]]:
    owner: dict[int, Callable[[CaseRow], object]] = {INK_ROLE: lambda r: "ink" if r.owner else "ink_3"}
    pill: dict[int, Callable[[CaseRow], object]] = {CELL_ROLE: lambda r: PillCell(r.status.value)}
    due: dict[int, Callable[[CaseRow], object]] = {CELL_ROLE: lambda r: due_cell(r, clock())}
    bars: dict[int, Callable[[CaseRow], object]] = {CELL_ROLE: lambda r: ClocksCell(clocks_line(r.clocks))}
    return [
        Column("status", _tr("Status"), lambda r: labels.word("status", r.status), width=142, gives_way=7, roles=pill),
        Column("owner", _tr("Owner"), owner_words, width=90, gives_way=4, roles=owner, tip=lambda r: r.owner),
        Column("due", _tr("Due"), lambda r: due_words(r, clock()), width=156, roles=due),
        Column(
            "clocks",
            _tr("Clocks: resident, ours"),
            lambda r: clocks_words(r.clocks),
            width=176,
            gives_way=3,
            sortable=False,
            roles=bars,
            accessible=lambda r: clocks_spoken(r.clocks),
        ),
    ]


def _more(clock: Callable[[], Clock]) -> list[Column[CaseRow]]:
    figures = _roles(figures=True)
    return [
        Column(
            "received", _tr("Received"), lambda r: _day(r.received_at, clock()), width=110, hidden=True, roles=figures
        ),
        Column("closed", _tr("Closed"), lambda r: _day(r.closed_at, clock()), width=110, hidden=True, roles=figures),
        Column("priority", _tr("Priority"), lambda r: labels.word("priority", r.priority), width=90, hidden=True),
        Column(
            "channel",
            _tr("Channel"),
            lambda r: labels.word("channel", r.channel) if r.channel else "",
            width=110,
            hidden=True,
        ),
        Column(
            "outcome",
            _tr("Outcome"),
            lambda r: labels.word("outcome", r.outcome) if r.outcome else "",
            width=130,
            sortable=False,
            hidden=True,
        ),
    ]


def _day(at: datetime | None, clock: Clock) -> str:
    return day_words(clock.local(at).date(), clock.today) if at else ""


def _roles(*, figures: bool = False, ink: str = "") -> Mapping[int, Callable[[CaseRow], object]]:
    made: dict[int, Callable[[CaseRow], object]] = {}
    if figures:
        made[FIGURES_ROLE] = lambda _: True
    if ink:
        made[INK_ROLE] = lambda _: ink
    return made


def _mark(row: CaseRow) -> MarkCell | None:
    if row.confidential:
        return MarkCell("lock", "ink_2", _mark_words(row))
    if row.complaint:
        return MarkCell("message-square-text", "status.overdue.text", _mark_words(row))
    return MarkCell("flag", "status.overdue.text", _mark_words(row)) if row.priority.value == "urgent" else None


def _mark_words(row: CaseRow) -> str:
    words = [_tr("Confidential")] if row.confidential else []
    words += [_tr("Complaint")] if row.complaint else []
    words += [_tr("Urgent")] if row.priority.value == "urgent" else []
    return ", ".join(words)
