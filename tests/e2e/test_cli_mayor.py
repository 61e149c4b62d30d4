"""Messages for the Mayor on the command line, and the reports of weeks, years, backlog and workload."""

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
    folder = tmp_path_factory.mktemp("mayor") / "office"
    make_demo(OfficePaths(folder), cases=120, seed=3, at=AT)
    return folder


def test_that_a_message_is_listed_and_answered(run: Run) -> None:
    assert run("log", "Asks for the Mayor", "--for-mayor", "--anonymous")[0] == 0
    row = json.loads(run("mayor", "list", "--json")[1])[-1]
    assert row["words"] == "Asks for the Mayor" and "Asks for the Mayor" in run("mayor", "list")[1]
    refused = run("mayor", "answer", str(row["id"]), "answered")
    assert refused[0] == 1 and "Say what was answered" in refused[2]
    assert "goes on waiting" in run("mayor", "answer", str(row["id"]), "call_back")[1]
    assert run("mayor", "answer", str(row["id"]), "answered", "--words", "Thursday suits")[0] == 0
    assert row["id"] not in [each["id"] for each in json.loads(run("mayor", "list", "--json")[1])]
    assert "Answered: Thursday suits" in run("mayor", "list", "--day", "today")[1]


def test_that_the_reports_are_made(run: Run, tmp_path: Path) -> None:
    spans = {"weekly": "last-week", "annual": "2025-11-01..2026-10-31", "mayor-queue": "today"}
    for key, span in (spans | {"backlog": "yesterday", "workload": "last"}).items():
        done = run("report", key, "--period", span, "--out-dir", str(tmp_path), "--formats", "json")
        assert done[0] == 0, done[2]
    data = [json.loads(path.read_text()) for path in tmp_path.iterdir()]
    assert len(data) == 5 and all(each["reconciles"] for each in data)
