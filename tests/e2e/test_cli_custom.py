"""Custom reports on the command line: what can be asked, saved, changed, shared, made in every format, withdrawn."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.config import OfficePaths
from app.demo import make_demo
from tests.e2e.conftest import Run
from tests.factories import AT


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small made-up office."""
    folder = tmp_path_factory.mktemp("custom") / "office"
    make_demo(OfficePaths(folder), cases=40, seed=4, at=AT)
    return folder


def test_that_a_report_is_saved_shown_changed_and_shared(run: Run) -> None:
    assert "open_end" in json.loads(run("custom", "choices", "--json")[1])["cases"]["figures"]
    saved = run("custom", "save", "Trees by ward", "--figure", "opened", "--by", "ward", "--only", "category=Tree")
    assert saved[0] == 0 and "Run it" in saved[1]
    wrong = run("custom", "save", "No", "--of", "contacts", "--by", "outcome")
    assert wrong[0] == 1 and "Contacts have no outcome. Group by category" in wrong[2]
    assert "is no filter of cases" in run("custom", "save", "No", "--only", "color=red")[2]
    assert "200 letters" in run("custom", "save", "x" * 500)[2]
    assert "Only: category Tree" in run("custom", "show", "trees BY ward")[1]
    assert run("custom", "change", "Trees by ward", "--chart", "bar", "--top", "2", "--title", "Trees")[0] == 0
    assert run("custom", "share", "Trees")[0] == 0
    rows = {row["title"]: row for row in json.loads(run("custom", "list", "--json")[1])}
    assert rows["Trees"]["shared"] and rows["Trees"]["spec"]["top"] == 2 and len(rows) == 5


def test_that_a_saved_report_is_made_in_every_format_and_withdrawn(run: Run, tmp_path: Path) -> None:
    out = run("report", "custom", "A year of cases", "--out-dir", str(tmp_path), "--formats", "pdf,html,json", "--json")
    told = json.loads(out[1])
    assert out[0] == 0 and told["reconciles"] and len(told["files"]) == 3 and told["subject"] == "A year of cases, 2025"
    public = run(
        "report", "custom", "A year of cases", "--period", "last", "--public", "--out", str(tmp_path / "p.html")
    )
    assert public[0] == 0 and "Public version" in (tmp_path / "p.html").read_text(encoding="utf-8")
    assert run("custom", "withdraw", "A year of cases")[0] == 0
    gone = run("report", "custom", "A year of cases", "--out", str(tmp_path / "gone.pdf"))
    assert gone[0] == 1 and "There is no such custom report" in gone[2]
