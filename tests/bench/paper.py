"""The monthly report of a large office: its figures beside plain SQL, its pages beside a bare canvas."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import event
from sqlmodel import Session

from app.reports.monthly_figures import collect
from app.reports.run import MadeReport, make_report
from tests.bench.figures import Figure, alternately
from tests.bench.office import AT, Bench


def measure(bench: Bench) -> list[Figure]:
    """Collecting, and drawing what was collected."""
    return [_collected(bench), _drawn(bench)]


def _collected(bench: Bench) -> Figure:
    def ours() -> None:
        bench.store.read(lambda s: collect(s, bench.who, month=date(2026, 10, 1), at=AT))

    asked = asked_by(bench, ours)

    def plain() -> None:
        for words, values in asked:
            bench.raw.execute(words, values).fetchall()

    values, baseline = alternately(ours, plain, 3)
    note = (
        "its raw SQL: the same statements with the same values by sqlcipher3 alone, every row fetched (contacts counted"
        " by kind; moves of twelve months; cases opened, closed, answered, due, open, one by one, with their waits); "
        "nothing worked out: no business days, medians or percentiles, which SQL cannot give"
    )
    return Figure(
        "monthly report collected", values, baseline, note, limit=1.5, of="ratio", more={"statements": len(asked)}
    )


def asked_by(bench: Bench, ours: Callable[[], None]) -> list[tuple[str, Any]]:
    """Every statement of a collection as it reaches the driver."""
    asked: list[tuple[str, Any]] = []

    def keep(_c: Any, _cursor: Any, words: str, values: Any, _context: Any, _many: bool) -> None:
        if not words.startswith("BEGIN"):
            asked.append((words, values))

    event.listen(bench.store.engine, "before_cursor_execute", keep)
    ours()
    event.remove(bench.store.engine, "before_cursor_execute", keep)
    return asked


def _drawn(bench: Bench) -> Figure:
    """Pages a second, without the collecting."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.pdf"
        speeds, bare = [], []
        for _ in range(3):
            began: list[float] = []  # from where the report says that it draws
            made = bench.store.read(partial(_made, bench, path, began))
            speeds.append(made.pages / (time.perf_counter() - began[0]))
            start = time.perf_counter()
            _bare(Path(folder) / "bare.pdf", made.pages)
            bare.append(made.pages / (time.perf_counter() - start))
    note = "as many pages of 45 lines of five cells, drawn on ReportLab's canvas without any layout"
    return Figure("monthly report drawn", speeds, bare, note, unit="pages/s", limit=80, more={"pages": made.pages})


def _made(bench: Bench, path: Path, began: list[float], session: Session) -> MadeReport:
    def told(_done: int, _all: int, what: str) -> None:
        if what == "Drawing":
            began.append(time.perf_counter())

    return make_report(session, bench.who, "monthly", {"month": "2026-10"}, path=path, at=AT, progress=told)


def _bare(path: Path, pages: int) -> None:
    canvas = Canvas(str(path))
    for page in range(pages):
        for line in range(45):
            for cell in range(5):
                canvas.drawString(50 + cell * 100, 800 - line * 16, f"Page {page} line {line} {cell}")
        canvas.showPage()
    canvas.save()
