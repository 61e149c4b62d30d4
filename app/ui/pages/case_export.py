"""A list of cases written to a file, off the UI thread, and told to history."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication
from sqlmodel import Session

from app.authority import actor
from app.exchange.table_output import write_list
from app.queries.cases import CaseFilter, CaseRow, case_rows
from app.services.exports import record_export
from app.ui import labels
from app.ui.pages.list_export import exporter, stamp_of
from app.ui.seat import Seat
from app.ui.work import Work

AT_ONCE = 500


def _tr(text: str) -> str:
    return QCoreApplication.translate("case_export", text)


def headings() -> list[str]:
    """The first line of the file."""
    return [
        _tr("Number"),
        _tr("Subject"),
        _tr("Asker"),
        _tr("Category"),
        _tr("Ward"),
        _tr("Status"),
        _tr("Priority"),
        _tr("Owner"),
        _tr("Channel"),
        _tr("Received"),
        _tr("Due"),
        _tr("Closed"),
        _tr("Outcome"),
        _tr("Resident's clock, days"),
        _tr("Our clock, business days"),
        _tr("Target, business days"),
        _tr("Confidential"),
    ]


def cells(row: CaseRow, local: Callable[[datetime], datetime]) -> list[Any]:
    """A row of the file; times are the office's. Due, for a case that is paused, is what holds if the wait ends now."""
    received, due, closed = (local(at) if at else None for at in (row.received_at, row.clocks.due_at, row.closed_at))
    return [
        row.number,
        row.subject,
        row.asker,
        row.category,
        row.ward,
        labels.word("status", row.status),
        labels.word("priority", row.priority),
        row.owner,
        labels.word("channel", row.channel) if row.channel else "",
        received,
        due,
        closed,
        labels.word("outcome", row.outcome) if row.outcome else "",
        round(row.clocks.resident_days, 1),
        round(row.clocks.our_days, 1),
        row.clocks.target_days,
        _tr("yes") if row.confidential else "",
    ]


def export_work(seat: Seat, ids: array[int], path: Path, asked: CaseFilter) -> Callable[[Work], int]:
    """The long work: rows in blocks, the file, the line of history; answers how many rows were written.

    Raises NotAllowed before anything is written when the right is missing, Unavailable when the file cannot be.
    """
    me, at, zone = seat.me.id, seat.now(), seat.zone

    def read(session: Session, part: array[int]) -> list[CaseRow]:
        return case_rows(session, exporter(session, me, at), part, at=at)

    def work(w: Work) -> int:
        written = 0

        def lines() -> Iterator[list[Any]]:
            nonlocal written
            for first in range(0, len(ids), AT_ONCE):
                part = ids[first : first + AT_ONCE]
                w.progress(first, len(ids))
                for row in w.read(partial(read, part=part)):
                    written += 1
                    yield cells(row, lambda moment: moment.astimezone(zone))

        who = w.read(lambda s: exporter(s, me, at))
        kind = write_list(path, headings(), lines(), author=who.signature, stamp=stamp_of(who))
        w.write(
            lambda s: record_export(
                s, actor(s, me, at), table="case_record", count=written, asked=asked.to_dict(), kind=kind, at=at
            )
        )
        return written

    return work
