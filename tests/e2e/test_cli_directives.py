"""The directive ledger on the command line: kept, tied, corrected, accounted for, and its report made."""

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
    folder = tmp_path_factory.mktemp("directives") / "office"
    make_demo(OfficePaths(folder), cases=60, seed=3, at=AT)
    return folder


def test_that_the_ledger_is_kept_and_accounted_for(run: Run, tmp_path: Path) -> None:
    assert "coordinator" in run("directive", "presets")[1]
    assert "8 directives added" in run("directive", "presets", "coordinator")[1]
    assert run("directive", "add", "R-7", "--title", "Hold office hours")[0] == 0
    assert run("directive", "tie", "R-7")[0] == 1
    assert run("directive", "tie", "R-7", "--to", "category=Tree", "--to", "outgoing")[0] == 0
    assert run("directive", "change", "R-7", "--section", "Section 7")[1] == "R-7 is changed.\n"
    rows = {row["code"]: row for row in json.loads(run("directive", "list", "--json")[1])}
    assert rows["R-7"]["section"] == "Section 7" and [tie["kind"] for tie in rows["R-7"]["ties"]] == [
        "outgoing",
        "category",
    ]
    assert "missing" in run("directive", "list")[1] and rows["CO-P"]["missing"] and not rows["CS-A1"]["missing"]


def test_that_a_record_is_corrected_and_a_month_told(run: Run, tmp_path: Path) -> None:
    case = json.loads(run("case", "list", "--status", "closed", "--json")[1])["cases"][0]["number"]
    assert "counts to CE-8" in run("directive", "mark", "case", case, "--counts-to", "CE-8")[1]
    month = ("--month", "2026-11")
    told = run("directive", "account", "CE-8", *month, "--highlight", f"{case}=It was shown how to read the map.")
    assert told[0] == 0 and "1 highlight" in told[1]
    assert f"{case} It was shown" in run("directive", "account", "CE-8", *month, "--show")[1]
    assert run("directive", "mark", "case", case, "--as-tied", "CE-8")[0] == 0
    assert "does not count" in run("directive", "account", "CE-8", *month, "--highlight", f"{case}=Again.")[2]
    assert run("directive", "account", "CE-8", *month, "--no-activity", "nobody asked")[0] == 0
    out = run("report", "council", "--month", "last", "--out-dir", str(tmp_path), "--formats", "pdf,html,json")
    assert out[0] == 0 and len(list(tmp_path.iterdir())) == 3
    assert run("directive", "retire", "CE-8")[1] == "CE-8 is retired.\n"
