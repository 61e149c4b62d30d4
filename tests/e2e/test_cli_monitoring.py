"""Today, stale cases and the monitoring paper on the command line."""

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
    folder = tmp_path_factory.mktemp("monitoring") / "office"
    make_demo(OfficePaths(folder), cases=60, seed=3, at=AT)
    return folder


def test_that_today_tells_what_needs_one(run: Run) -> None:
    code, said, told = run("today")
    assert code == 0 and "open case" in said and not told
    found = json.loads(run("today", "--json")[1])
    waits = {"promises", "tellings", "tasks", "follow_ups", "running_out", "referrals", "to_read", "came_back"}
    assert set(found) == waits | {"desk", "office", "due_next", "unfinished"}
    assert found["desk"]["open"] >= len(found["due_next"])


def test_that_stale_cases_are_listed_and_closed_as_of_today(run: Run) -> None:
    rows = json.loads(run("stale", "list", "--days", "5", "--json")[1])
    assert run("stale", "close")[0] == 1
    if rows:
        code, said, _ = run("stale", "close", rows[0]["number"], "--days", "5")
        assert code == 0 and "closed as of today, no outcome recorded" in said
        shown = json.loads(run("case", "show", rows[0]["number"], "--json")[1])
        assert "no_outcome_recorded" in json.dumps(shown)
    assert run("stale", "days", "40")[1] == "A case is stale from now on after 40 office days.\n"


def test_that_the_monitoring_paper_is_made(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    code, said, _ = run("report", "monitoring", "--month", "2026-10", "--out", str(path))
    assert code == 0 and "October 2026" in said and path.read_bytes().startswith(b"%PDF")
    assert run("report", "monitoring", "--month", "2026-10", "--department", "999", "--out", str(path))[0] == 1


def test_that_each_figure_of_the_month_opens_its_cases(run: Run) -> None:
    found = json.loads(run("monitoring", "--month", "2026-10", "--json")[1])
    assert found["flow"]["reconciles"] and len(found["timeliness"]) == len(found["substance"]) == 12
    closed = next(row for row in found["figures"] if row["key"] == "closed")
    code, said, told = run("monitoring", "--month", "2026-10", "--cases", "closed")
    assert code == 0 and said.count("2026-") and told.endswith(("case.\n", "cases.\n"))
    assert closed["of"].endswith(f"n {sum(line['closed'] for line in found['by']['ward'])}")
    assert "closed.ward." in run("monitoring", "--month", "2026-10", "--by", "ward")[1]
    assert run("monitoring", "--cases", "nothing")[2] == "There is no such figure.\n"


def test_that_a_substance_review_is_a_word_of_review_too(run: Run) -> None:
    assert run("review", "agreement") == run("substance", "agreement")
    assert json.loads(run("review", "readings", "--json")[1]) == json.loads(run("substance", "list", "--json")[1])
