"""Every report of a large office: collected beside its raw SQL, its first page on screen, a long listing on paper."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.errors import AppError
from app.reports.base import Drawn, Letterhead, Stamp, write
from app.reports.formats import Prepared
from app.reports.kinds import QuestionKind, ReportKind
from app.reports.paper import Paper
from app.reports.run import list_reports, prepare_report
from app.reports.tables import Col, Table
from tests.bench.figures import Figure, alternately, timed
from tests.bench.memory import resident
from tests.bench.office import AT, Bench
from tests.bench.paper import asked_by

TIMES, LISTED, SCREEN, QUICK = 5, 5_000, 96 / 72, 25
ANSWERS: Mapping[QuestionKind, Any] = {
    QuestionKind.MONTH: "2026-10",
    QuestionKind.PERIOD: "2026-10",
    QuestionKind.DAY: "2026-11-17",
    QuestionKind.CASE: 4242,
    QuestionKind.PERSON: 4242,
    QuestionKind.DEPARTMENT: 1,
}
"""What a report is asked for; one of a whole year, or of all departments, is made by its own default."""


def measure(bench: Bench) -> list[Figure]:
    """Each report that can be made of this office, then the listing."""
    found: list[Figure] = []
    for kind in list_reports():
        try:
            prepared = bench.store.read(partial(_prepared, bench, kind))
        except AppError as error:
            print(f"  {kind.key} is not measured: {error.sentence}", flush=True)
            continue
        found += [_collected(bench, kind), _shown(kind, prepared)]
    return [*found, *_listing()]


def _prepared(bench: Bench, kind: ReportKind, session: Session) -> Prepared:
    return prepare_report(session, bench.who, kind.key, _answers(kind), at=AT)


def _answers(kind: ReportKind) -> dict[str, Any]:
    given = kind.defaults("America/New_York", AT)
    asked = (each for each in kind.questions if each.kind in ANSWERS and not each.choices and kind.key != "annual")
    return given | {each.key: ANSWERS[each.kind] for each in asked}


def _collected(bench: Bench, kind: ReportKind) -> Figure:
    def ours() -> None:
        bench.store.read(partial(_prepared, bench, kind))

    asked = asked_by(bench, ours)

    def plain() -> None:
        for words, values in asked:
            bench.raw.execute(words, values).fetchall()

    values, baseline = alternately(ours, plain, TIMES)
    note = "its raw SQL: the same statements with the same values by sqlcipher3 alone, every row fetched"
    more = {"statements": len(asked)}
    told: dict[str, Any] = {"limit": 2, "of": "ratio", "also": (("median", 1000.0),)}
    if median(baseline) < QUICK:  # opening a session and putting statements together is most of it
        told = {"limit": 100.0}
        note += f"; under {QUICK} ms, where a ratio says nothing, the whole is held to 100 ms"
    return Figure(f"{kind.key}, collected", values, baseline, note, more=more, **told)


def _shown(kind: ReportKind, prepared: Prepared) -> Figure:
    """From the collected figures to the pixels of the first page."""

    def shown() -> None:
        paper = Paper(prepared.paper(most=1)[0])
        paper.picture(0, scale=SCREEN)
        paper.close()

    shown()
    note = "from collected figures to the pixels of the first page at 100 %, without what the window adds"
    return Figure(f"{kind.key}, first page", [timed(shown) for _ in range(TIMES)], [], note, limit=300)


def _listing() -> list[Figure]:
    """A listing of wrapped rows in a process of its own: pages a second, and the most memory it took."""
    order = [sys.executable, "-m", "tests.bench.reports"]
    told = [subprocess.run(order, check=True, capture_output=True, text=True).stdout.split() for _ in range(3)]
    speeds, most = ([float(each[n]) for each in told] for n in (0, 1))
    more = {"pages": int(told[0][2]), "rows": LISTED}
    said = f"{LISTED:,} rows of six cells, two of them wrapped, on paper with its fonts and its repeated heads"
    memory = f"the most resident memory of the process that makes it; {told[0][3]} MB before it begins"
    return [
        Figure("listing on paper", speeds, [], said, unit="pages/s", limit=60, more=more),
        Figure("listing, memory", most, [], memory, unit="MB", limit=250, of="max"),
    ]


def listing(rows: int) -> Drawn:
    """A long table as reports make them."""
    chance = random.Random(1)
    some = "street light pothole crew sidewalk hydrant answered Nguyễn request corner department again Friday"
    words = some.split(" ")

    def row(number: int) -> list[str | int | datetime]:
        said, where = (" ".join(chance.choices(words, k=k)) for k in (14, 6))
        day = datetime(2026, 1 + number % 12, 1 + number % 28, 9, tzinfo=ZoneInfo("America/New_York"))
        return [f"2026-{number:05}", day, said, where, number % 90, "open"]

    columns = [Col("Case", 13), Col("Received", 14), Col("What", 36), Col("Where", 20), Col("Days", 7, True)]
    return Drawn("Listing", [Table([*columns, Col("State", 10)], [row(number) for number in range(rows)])])


def main() -> None:
    """Print pages a second, the most memory in MB, the pages, and the memory before."""
    drawn, head = listing(LISTED), Letterhead("City of Halbrook", "Constituent Services")
    before, stamp = _most(), Stamp("Margaret Mulcahy", AT.astimezone(ZoneInfo("America/New_York")))
    with TemporaryDirectory() as folder:
        start = perf_counter()
        pages = write(drawn, head, stamp, Path(folder) / "listing.pdf")
        print(f"{pages / (perf_counter() - start):.1f} {_most():.0f} {pages} {before:.0f}")


def _most() -> float:
    """The most resident memory in MB that this process ever had; not, as `getrusage` on Linux, also its parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text(encoding="ascii").split("VmHWM:")[1].split()[0]) / 1024
    return resident()


if __name__ == "__main__":
    main()
