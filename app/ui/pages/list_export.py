"""Any list written to a file as its columns show it, off the UI thread, and told to history."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from sqlmodel import Session

from app.authority import Right, actor, require
from app.exchange.table_output import write_csv, write_xlsx
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
    kind = "xlsx" if path.suffix.lower() == ".xlsx" else "csv"
    shown = [column for column in columns if column.title]

    def read(session: Session, part: array[int]) -> Sequence[Any]:
        return find_rows(session, part)

    def told(session: Session, written: int) -> None:
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

        w.read(lambda s: require(actor(s, me, at), Right.EXPORT))
        write: Callable[..., None] = write_xlsx if kind == "xlsx" else write_csv
        write(path, [column.title for column in shown], lines())
        w.write(partial(told, written=written))
        return written

    return work
