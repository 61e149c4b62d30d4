"""Any list written to a file as its columns show it, off the UI thread, and told to history."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication
from sqlmodel import Session

from app.authority import Actor, Right, actor, require
from app.exchange.table_output import write_list
from app.services.exports import record_export
from app.ui.columns import Column
from app.ui.seat import Seat
from app.ui.work import Work

AT_ONCE = 500


def export_work(
    seat: Seat,
    columns: Sequence[Column[Any]],
    find_rows: Callable[[Session, Sequence[int]], Sequence[Any]],
    *,
    ids: array[int],
    path: Path,
    table: str,
    asked: Mapping[str, Any],
) -> Callable[[Work], int]:
    """The long work: rows in blocks, the file (.csv or .xlsx), the line of history; answers the rows written.

    Raises NotAllowed before anything is written when the right is missing, Unavailable when the file cannot be.
    """
    me, at = seat.me.id, seat.now()
    shown = [column for column in columns if column.title]

    def read(session: Session, part: array[int]) -> Sequence[Any]:
        return find_rows(session, part)

    def told(session: Session, written: int, kind: str) -> None:
        record_export(session, actor(session, me, at), table=table, count=written, asked=asked, kind=kind, at=at)

    def work(w: Work) -> int:
        written = 0

        def lines() -> Iterator[list[str]]:
            nonlocal written
            for first in range(0, len(ids), AT_ONCE):
                part = ids[first : first + AT_ONCE]
                w.progress(first, len(ids))
                for row in w.read(partial(read, part=part)):
                    written += 1
                    yield [column.text(row) for column in shown]

        who = w.read(lambda s: exporter(s, me, at))
        titles = [column.title for column in shown]
        kind = write_list(path, titles, lines(), author=who.signature, stamp=stamp_of(who))
        w.write(partial(told, written=written, kind=kind))
        return written

    return work


def exporter(session: Session, staff_id: int, at: datetime) -> Actor:
    """Who exports; raises NotAllowed without the right to."""
    who = actor(session, staff_id, at)
    require(who, Right.EXPORT)
    return who


def stamp_of(who: Actor) -> tuple[str, str] | None:
    """The column of a CSV file that says who exported it as acting director; None for everybody else (Q3)."""
    return (QCoreApplication.translate("list_export", "Exported by"), who.signature) if who.acts else None
