"""The monthly report of a large office: its figures beside plain SQL, its pages beside a bare canvas."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from reportlab.pdfgen.canvas import Canvas

from app.reports.monthly_figures import collect
from app.reports.run import make_report
from tests.bench.figures import Figure, alternately
from tests.bench.office import AT, Bench

START, END = "2026-10-01 04:00:00.000000", "2026-11-01 04:00:00.000000"
PLAIN = (
    f"SELECT channel, count(*) FROM contact WHERE happened_at >= '{START}' AND happened_at < '{END}' GROUP BY 1",
    f"SELECT category_id, count(*) FROM contact WHERE happened_at >= '{START}' AND happened_at < '{END}' GROUP BY 1",
    "SELECT language, ward, count(*) FROM contact "
    f"WHERE happened_at >= '{START}' AND happened_at < '{END}' GROUP BY 1, 2",
    "SELECT became, m.was IS NULL, c.category_id, c.owner_id, count(*) FROM move m "
    f"JOIN case_record c ON c.id = m.case_id WHERE m.at >= '{START}' AND m.at < '{END}' GROUP BY 1, 2, 3, 4",
    f"SELECT received_at, closed_at, due_at FROM case_record WHERE closed_at >= '{START}' AND closed_at < '{END}'",
    "SELECT received_at, first_response_at FROM case_record "
    f"WHERE first_response_at >= '{START}' AND first_response_at < '{END}'",
    "SELECT number, subject, status, owner_id, received_at, due_at FROM case_record "
    f"WHERE received_at < '{END}' AND (closed_at IS NULL OR closed_at >= '{END}')",
)


def measure(bench: Bench) -> list[Figure]:
    """Collecting, and drawing what was collected."""
    return [_collected(bench), _drawn(bench)]


def _collected(bench: Bench) -> Figure:
    def ours() -> None:
        bench.store.read(lambda s: collect(s, bench.who, month=date(2026, 10, 1), at=AT))

    def plain() -> None:
        for words in PLAIN:
            bench.raw.execute(words).fetchall()

    values, baseline = alternately(ours, plain, 9)
    note = (
        "seven statements for the same counts, times and open cases, by sqlcipher3 alone, nothing worked out in Python"
    )
    return Figure("monthly report collected", values, baseline, note)


def _drawn(bench: Bench) -> Figure:
    """Pages a second, collecting taken off."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.pdf"
        speeds, bare = [], []
        for _ in range(5):
            start = time.perf_counter()
            bench.store.read(lambda s: collect(s, bench.who, month=date(2026, 10, 1), at=AT))
            collecting = time.perf_counter() - start
            start = time.perf_counter()
            made = bench.store.read(
                lambda s: make_report(s, bench.who, "monthly", {"month": "2026-10"}, path=path, at=AT)
            )
            speeds.append(made.pages / (time.perf_counter() - start - collecting))
            start = time.perf_counter()
            _bare(Path(folder) / "bare.pdf", made.pages)
            bare.append(made.pages / (time.perf_counter() - start))
    note = "as many pages of 45 lines of five cells, drawn on ReportLab's canvas without any layout"
    return Figure("monthly report drawn", speeds, bare, note, unit="pages/s", more={"pages": made.pages})


def _bare(path: Path, pages: int) -> None:
    canvas = Canvas(str(path))
    for page in range(pages):
        for line in range(45):
            for cell in range(5):
                canvas.drawString(50 + cell * 100, 800 - line * 16, f"Page {page} line {line} {cell}")
        canvas.showPage()
    canvas.save()
