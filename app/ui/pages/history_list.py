"""The list of history: its columns, its filters, and how it starts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.queries.history import KINDS, HistoryFilter, HistoryRow, history_ids, history_rows
from app.ui.case_words import Clock, day_words, moment_words
from app.ui.columns import RIGHT, Column
from app.ui.history_words import (
    KIND_ICONS,
    about_words,
    by_words,
    changes_words,
    kind_words,
    subject_words,
    verb_words,
)
from app.ui.pages.record_filters import Asks, Period, Questions
from app.ui.pages.record_list import ListSpec
from app.ui.seat import Seat
from app.ui.widgets.cells import CELL_ROLE, FIGURES_ROLE, INK_ROLE, MarkCell

FIRST_DAYS = 30
SUBJECTS: tuple[str, ...] = ("case_record", "contact", "person", "organization", "staff", "designation", "absence")
SUBJECTS += ("office", "report", "category", "department", "import_batch")


def _tr(text: str) -> str:
    return QCoreApplication.translate("history", text)


def history_spec(seat: Seat) -> ListSpec:
    """What the list of history is; the newest line stands first."""
    return ListSpec(
        name="history",
        title=_tr("History"),
        table="event",
        tables=("event",),
        columns=_columns(seat),
        ids=lambda s, who, wanted, sort, down: history_ids(s, who, wanted, sort=sort, descending=down),
        rows=lambda s, who, ids: history_rows(s, who, ids),
        start=HistoryFilter(since=_midnight(seat, -FIRST_DAYS)),
        sort=("when", True),
        questions=_questions(seat),
        count=lambda n: _tr("1 line") if n == 1 else _tr("{0} lines").format(f"{n:,}"),
        icon="history",
        none=(_tr("History is empty"), _tr("Every office begins with a line: check the history.")),
    )


def clock_of(seat: Seat) -> Clock:
    """The present and the office's zone."""
    return Clock(seat.now(), seat.zone)


def _midnight(seat: Seat, days: int) -> datetime:
    return datetime.combine(seat.today() + timedelta(days=days), time(), seat.zone)


def _columns(seat: Seat) -> Sequence[Column[HistoryRow]]:
    quiet, figures = {INK_ROLE: lambda _: "ink_2"}, {FIGURES_ROLE: lambda _: True}

    def changes(row: HistoryRow) -> str:
        return changes_words(row, clock_of(seat))

    return [
        Column("kind", _tr("Kind"), _kind, width=64, sortable=False, roles={CELL_ROLE: _mark}, tip=_kind),
        Column("when", _tr("When"), lambda r: moment_words(r.at, clock_of(seat)), width=182, roles=figures),
        Column("who", _tr("Who"), by_words, width=170, tip=by_words),
        Column("verb", _tr("What"), lambda r: verb_words(r.verb), width=130),
        Column("about", _tr("On"), about_words, width=230, sortable=False, tip=about_words),
        Column("changes", _tr("Before and after"), changes, width=280, fluid=True, sortable=False, tip=changes),
        Column("line", _tr("Line"), lambda r: f"{r.id:,}", width=90, align=RIGHT, sortable=False, hidden=True,
               roles={**quiet, **figures}),
    ]  # fmt: skip


def _kind(row: HistoryRow) -> str:
    return kind_words(row.kind)


def _mark(row: HistoryRow) -> MarkCell:
    return MarkCell(KIND_ICONS[row.kind], "ink_2", _kind(row))


def _questions(seat: Seat) -> Questions:
    def staff() -> list[tuple[Any, str]]:
        return [(each.id, each.name) for each in seat.reference.staff]

    return Questions(
        _tr("Number of a case, or a name"),
        [
            Asks("since", "", "calendar-days", offered=False, words=lambda w: _period(w, seat), more=("until",)),
            Asks("staff_ids", _tr("Who"), "user", choices=staff),
            Asks("kinds", _tr("Kind"), "list-filter", choices=lambda: [(each, kind_words(each)) for each in KINDS]),
            Asks("subjects", _tr("On"), "tag", choices=lambda: [(each, subject_words(each)) for each in SUBJECTS]),
            Asks("subject_id", _tr("Of one record"), "file-search", offered=False),
            Asks("verbs", _tr("Of some acts"), "pencil", offered=False),
        ],
        _periods(seat),
    )


def _periods(seat: Seat) -> list[Period]:
    def since(days: int, until: int | None = None) -> dict[str, Any]:
        return {"since": _midnight(seat, days), "until": _midnight(seat, until) if until is not None else None}

    return [
        Period(_tr("Today"), lambda: since(0, 1)),
        Period(_tr("Yesterday"), lambda: since(-1, 0)),
        Period(_tr("Last 7 days"), lambda: since(-7)),
        Period(_tr("Last 30 days"), lambda: since(-FIRST_DAYS)),
        Period(_tr("Last 365 days"), lambda: since(-365)),
        Period(_tr("Any day"), lambda: {"since": None, "until": None}),
    ]


def _period(wanted: HistoryFilter, seat: Seat) -> str:
    today = seat.today()
    first = seat.local(wanted.since).date() if wanted.since else None
    last = seat.local(wanted.until).date() - timedelta(days=1) if wanted.until else None
    if first is not None and last is not None:
        return (
            day_words(first, today)
            if first == last
            else _tr("{0} to {1}").format(day_words(first, today), day_words(last, today))
        )
    if first is not None:
        return _tr("Since {0}").format(day_words(first, today))
    return _tr("Until {0}").format(day_words(last, today)) if last is not None else ""
