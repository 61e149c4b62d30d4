"""One report, every format: paper, its HTML twin, CSV, a workbook and JSON, all from the same figures."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from reportlab.platypus import Flowable

from app.errors import Invalid
from app.exchange.table_output import write_book, write_csv, write_text
from app.exchange.workbook import Sheet
from app.queries.figures import Period
from app.reports.base import Drawn, Letterhead, Stamp, first_pages, write
from app.reports.cells import plain
from app.reports.html import html_of
from app.reports.kinds import Collected, FigureLine, ReportKind
from app.reports.parts import Head, Words
from app.reports.periods import key_of
from app.reports.public import for_public
from app.reports.walk import NamedTable, balances, tables

FIGURES = ("Key", "Figure", "Value", "As printed", "Unit", "n", "Period", "Definition")
LOUD = "THIS REPORT DOES NOT RECONCILE. Do not issue it; tell whoever keeps the office file, with this page."


class Prepared(NamedTuple):
    """A report collected: all that any format needs, without the database.

    `behind` lists on wish the numbers of the cases behind each figure, by the figure's name. `number` is that of the
    issue, where it goes out.
    """

    kind: ReportKind
    collected: Collected
    letterhead: Letterhead
    stamp: Stamp
    behind: Mapping[str, tuple[str, ...]] | None = None
    number: str = ""

    def drawn(self) -> Drawn:
        """The paper, drawn anew at every call; it says loudly on top when a sum in it is wrong."""
        made = self.kind.draw(self.collected.figures)
        story = list(made.story) + _appendix(self.behind)
        if not all(each.ok for each in balances(story)):
            story.insert(0, Words(LOUD, size=12, bold=True, after=10))
        corner = (f"Issue {self.number}", *made.corner) if self.number else made.corner
        whole = Drawn(made.title, story, made.subject, corner, made.foot, made.landscape)
        return for_public(whole) if self.collected.public else whole

    def paper(self, *, most: int = 0, cancelled: Callable[[], bool] = lambda: False) -> tuple[bytes, bool]:
        """The pages in memory, at most `most` of them (0: all), and whether they are all; raises Cancelled."""
        return first_pages(self.drawn(), self.letterhead, self.stamp, most=most, cancelled=cancelled)

    @property
    def reconciles(self) -> bool:
        """Whether every sum in it comes out."""
        return all(each.ok for each in balances(self.kind.draw(self.collected.figures).story))

    @property
    def stem(self) -> str:
        """The proposed file name without its ending."""
        return self.collected.file_name.removesuffix(".pdf")


class Saved(NamedTuple):
    """What was written; `pages` of a PDF, else 0."""

    paths: tuple[Path, ...]
    pages: int = 0


def save(prepared: Prepared, path: Path, *, cancelled: Callable[[], bool] = lambda: False) -> Saved:
    """Write the report in the format that the ending of `path` names; each file is whole or not there.

    Several tables in CSV make several files, each named after its table; the figures come first. Raises Invalid for an
    unknown ending, Unavailable, Cancelled.
    """
    ending = path.suffix.lower().lstrip(".")
    if ending not in WRITERS:
        raise Invalid({"formats": f"“{ending or path.name}” is no format. Choose of: {', '.join(WRITERS)}."})
    return WRITERS[ending](prepared, path, cancelled)


def as_data(prepared: Prepared) -> dict[str, Any]:
    """The report as plain data: figures, tables, sums, who issued it and when."""
    collected, drawn = prepared.collected, prepared.drawn()
    stamp = prepared.stamp
    return {
        "report": prepared.kind.key,
        "issue": prepared.number or None,
        "title": drawn.title,
        "period": _period(collected.period),
        "issued_at": stamp.at_local.isoformat(),
        "issued_by": stamp.signature,
        "history": stamp.history,
        "version": "public" if collected.public else "office",
        "reconciles": prepared.reconciles,
        "reconciliation": [each.words for each in balances(drawn.story)],
        "figures": [dict(zip(FIGURE_KEYS, row, strict=True)) for row in _figure_rows(collected)],
        "tables": [_table_data(each) for each in tables(drawn.story)],
    }


FIGURE_KEYS = ("key", "name", "value", "printed", "unit", "n", "period", "definition")


def _period(period: Period | None) -> dict[str, str] | None:
    if period is None:
        return None
    first, last = period.first.isoformat(), period.last.isoformat()
    return {"key": key_of(period), "name": period.name, "first": first, "last": last, "zone": period.zone}


def _table_data(each: NamedTable) -> dict[str, Any]:
    rows = [[plain(cell) for cell in row] for row in each.table.rows]
    columns = [column.title for column in each.table.columns]
    return {"name": each.name, "columns": columns, "rows": rows, "total": each.table.total}


def _figure_rows(collected: Collected) -> list[tuple[Any, ...]]:
    period = key_of(collected.period) if collected.period else ""
    return [
        (line.key, line.name, _number(line.number), line.value, line.unit, line.n, period, line.definition)
        for line in lines_of(collected)
    ]


def lines_of(collected: Collected) -> tuple[FigureLine, ...]:
    """The figures of a report for who reads its files; the public has the tables alone, where what is hidden is held
    against the sums."""
    return () if collected.public else collected.lines


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and value == int(value) else value


def _pdf(prepared: Prepared, path: Path, cancelled: Callable[[], bool]) -> Saved:
    pages = write(prepared.drawn(), prepared.letterhead, prepared.stamp, path, cancelled=cancelled)
    return Saved((path,), pages)


def _html(prepared: Prepared, path: Path, _cancelled: Callable[[], bool]) -> Saved:
    write_text(path, html_of(prepared.drawn(), prepared.letterhead, prepared.stamp))
    return Saved((path,))


def _json(prepared: Prepared, path: Path, _cancelled: Callable[[], bool]) -> Saved:
    write_text(path, json.dumps(as_data(prepared), ensure_ascii=False, indent=1, default=_told) + "\n")
    return Saved((path,))


def _told(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _csv(prepared: Prepared, path: Path, _cancelled: Callable[[], bool]) -> Saved:
    made: list[Path] = []
    sheets = _sheets(prepared)
    for place, sheet in enumerate(sheets):
        target = path if len(sheets) == 1 or not place else path.with_name(f"{path.stem}-{slug(sheet.name)}.csv")
        if target in made:
            target = path.with_name(f"{path.stem}-{place}-{slug(sheet.name)}.csv")
        heads, *rows = sheet.rows
        write_csv(target, [str(each) for each in heads], rows)
        made.append(target)
    return Saved(tuple(made))


def _xlsx(prepared: Prepared, path: Path, _cancelled: Callable[[], bool]) -> Saved:
    write_book(path, _sheets(prepared), author=prepared.stamp.signature)
    return Saved((path,))


def _sheets(prepared: Prepared) -> list[Sheet]:
    """The figures, if there are any, and each table; their first row is the heading."""
    collected, found = prepared.collected, tables(prepared.drawn().story)
    sheets = [Sheet("Figures", [FIGURES, *_figure_rows(collected)])] if lines_of(collected) or not found else []
    for name, table in found:
        rows = [[plain(cell) for cell in row] for row in table.rows]
        sheets.append(Sheet(name, [[column.title for column in table.columns], *rows]))
    return sheets


def slug(name: str) -> str:
    """A name as part of a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "table"


def _appendix(behind: Mapping[str, tuple[str, ...]] | None) -> list[Flowable]:
    if behind is None:
        return []
    made: list[Flowable] = [Head("The cases behind the figures", "numbers as in the office file")]
    for name, numbers in behind.items():
        made.append(Words(f"{name}: {len(numbers):,}", size=8.5, bold=True, after=0, before=2, keep=True))
        made.append(Words(", ".join(numbers) if numbers else "None.", size=7.5, after=4))
    return made


Writer = Callable[[Prepared, Path, Callable[[], bool]], Saved]
WRITERS: Mapping[str, Writer] = {"pdf": _pdf, "html": _html, "csv": _csv, "xlsx": _xlsx, "json": _json}
