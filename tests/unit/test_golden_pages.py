"""Pages as they look, held against pictures with a tolerance: a made-up office, five pages.

When a page is meant to look otherwise, look at it, then make the pictures anew:

    .venv/bin/python -m tests.unit.test_golden_pages
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageFilter
from sqlmodel import Session

from app.reports.base import Definition, Drawn, Letterhead, Stamp, first_pages
from app.reports.cells import Cell, Share
from app.reports.charts import BarChart, Chart, LineChart, Lines
from app.reports.paper import Paper
from app.reports.parts import Head, KeyFigures, Reconciles, Words, definitions
from app.reports.run import prepare_report
from app.reports.tables import Col, Table
from tests.factories import AT, director, make_case, make_contact, make_person, make_store

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
DPI, GREYS, FAR, MOST = 50, 16, 60, 0.004
"""Of a softened page at most this share of its dots may be further off than FAR of 255."""
STAMP = Stamp(
    "Denise Rocha, Acting Director, for Margaret Mulcahy", datetime(2026, 11, 18, 10, 24), "History to line 9"
)
OFFICE = {"city": "Halbrook", "state": "MA", "office": "Office of Constituent Services", "phone": "617 555 0100"}
SCRIPTS = (
    "Nguyễn Thị Hoa",
    "Νίκος Παπαδόπουλος",
    "Ольга Петрова",
    "محمد العلي (ابن)",
    "דוד כהן",
    "陈伟",
    "김민준",
    "मारिया देवी",
    "தமிழ்ச்செல்வி",
    "สมชาย ใจดี",
    "ស៊ុន សុខា",
    "Łukasz O’Neill",
    "Block party 🎉",
)
MONTHS = ["Jun", "Jul", "Aug", "Sep", "Oct"]


def _letterhead(paper: str = "letter") -> Letterhead:
    return Letterhead.of({**OFFICE, "paper": paper})


def _figures() -> Drawn:
    rows: list[list[Cell]] = [
        ["Phone", 1204, Share(1204, 1400)],
        ["Walk-in", 196, Share(196, 1400)],
        ["All", 1400, Share(1400, 1400)],
    ]
    table = Table(
        (Col("Channel", 40), Col("Contacts", 20, True), Col("Share", 20, True)),
        rows,
        total=True,
    )
    bars = BarChart(MONTHS, (("opened", [90, 112, 101, 107, 118]), ("closed", [88, 95, None, 112, 116])))
    lines = LineChart(MONTHS, (("here", [4.1, 3.9, 4.4, None, 4.0]), ("city", [5.0, 5.2, 4.8, 4.9, 5.1])), unit=" d")
    story = [
        Words("October 2026", size=20, bold=True, after=5, leading=1.15),
        KeyFigures(
            [(1204, "contacts with the public"), (Share(3, 4), "closed in target"), (4.3, "office days, median")]
        ),
        Reconciles(carried_in=79, opened=118, reopened=5, closed=116, carried_out=86),
        Head("By month", "opened and closed"),
        Chart(bars),
        Head("Days"),
        Lines(lines),
        Head("By channel"),
        table,
        *definitions([Definition("Median", "The middle one."), Definition("Contact", "One exchange with the public.")]),
    ]
    return Drawn("October 2026", story, corner=("Monthly report",), foot="Office version, all counts shown.")


def _scripts() -> Drawn:
    rows = [[f"2026-{n:05d}", name, "A lamp that is out since the storm, " * 2] for n, name in enumerate(SCRIPTS)]
    columns = (Col("Case", 15), Col("Who", 30), Col("What", 55))
    return Drawn(
        "Names", [Words("Letters " * 62, size=14, bold=True, after=8), Table(columns, rows)], corner=("Names",)
    )


def _long() -> Drawn:
    rows: list[list[Cell]] = [[f"2026-{n:05d}", "A subject", n] for n in range(60)]
    rows.append(["All", "", 60])
    columns = (Col("Number", 20), Col("Subject", 60), Col("Days", 20, True))
    return Drawn("Open cases", [Head("Open cases", "the oldest first"), Table(columns, rows, total=True)])


def _fill(s: Session) -> None:
    begun = AT - timedelta(days=5)
    ana = make_person(s, "Ana Ruiz", phone="617 555 0142", address="77 Harbor Lane", language="Spanish")
    account = {"account": "Ms. Ruiz (617-555-0142) of 77 Harbor Ln says the lamp is out; SSN 123-45-6789."}
    case = make_case(s, "Lamp before Ana Ruiz", person_id=ana.id, address="77 Harbor Lane", at=begun, fields=account)
    make_contact(s, "Ana again: still dark", person_id=ana.id, case_id=case.id, at=begun + timedelta(days=1))


def _papers(folder: Path) -> dict[str, tuple[Drawn, Letterhead, int]]:
    store = make_store(folder)
    store.write(_fill)

    def drawn(key: str, **answers: Any) -> Drawn:
        return store.read(lambda s: prepare_report(s, director(s), key, answers, at=AT)).drawn()

    copy = drawn("case-file", case="1", copy="redacted", redaction={"confirmed": True})
    person = drawn("person-record", person="1")
    store.close()
    return {
        "figures": (_figures(), _letterhead(), 0),
        "scripts-a4": (_scripts(), _letterhead("a4"), 0),
        "long-table": (_long(), _letterhead(), 1),
        "copy": (copy, _letterhead(), 0),
        "person-a4": (person, _letterhead("a4"), 0),
    }


def _picture(drawn: Drawn, letterhead: Letterhead, page: int) -> Image.Image:
    paper = Paper(first_pages(drawn, letterhead, STAMP)[0])
    found = paper.picture(page, scale=DPI / 72)
    paper.close()
    size = (found.width, found.height)
    return Image.frombytes("RGB", size, found.pixels, "raw", "BGRX", found.stride).convert("L")


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Drawn, Letterhead, int]]:
    return _papers(tmp_path_factory.mktemp("golden"))


@pytest.mark.parametrize("name", ["figures", "scripts-a4", "long-table", "copy", "person-a4"])
def test_that_a_page_looks_as_it_did(
    papers: dict[str, tuple[Drawn, Letterhead, int]], name: str, tmp_path: Path
) -> None:
    made = _picture(*papers[name])
    with Image.open(GOLDEN / f"{name}.png") as kept:
        assert kept.size == made.size, "another paper"
        soft = [each.convert("L").filter(ImageFilter.GaussianBlur(1)) for each in (kept, made)]
    counts = ImageChops.difference(*soft).histogram()
    off = sum(counts[FAR:]) / sum(counts)
    made.save(tmp_path / f"{name}.png")
    assert off <= MOST, f"{off:.2%} of the dots are other ones; look at {tmp_path / name}.png"


def remake() -> None:
    """Write the pictures anew."""
    GOLDEN.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        for name, paper in _papers(Path(folder)).items():
            _picture(*paper).quantize(GREYS).save(GOLDEN / f"{name}.png", optimize=True)
            print(f"{name}: {(GOLDEN / f'{name}.png').stat().st_size:,} bytes")


if __name__ == "__main__":
    remake()
