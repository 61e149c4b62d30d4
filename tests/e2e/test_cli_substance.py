"""Readings and recommendations from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.config import OfficePaths
from app.demo import make_demo
from app.reports.paper import Paper
from tests.e2e.conftest import Run
from tests.factories import AT

MARKS = ("--answered", "2", "--correct", "1", "--plain", "2", "--courteous", "2", "--next-step", "0", "--language", "2")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small made-up office, with a year of readings."""
    folder = tmp_path_factory.mktemp("substance") / "office"
    make_demo(OfficePaths(folder), cases=240, seed=3, at=AT)
    return folder


def asked(run: Run, *words: str, code: int = 0) -> Any:
    found, out, told = run(*words, "--json")
    assert found == code, told
    return json.loads(out)


def test_that_the_made_up_office_has_a_year_of_readings(run: Run) -> None:
    rows = asked(run, "substance", "list")
    assert len({row["month"] for row in rows}) > 9 and any(row["second"] for row in rows)
    assert 0 < sum(row["reviewed_at"] is None for row in rows) < 12
    found = asked(run, "substance", "agreement")
    assert found["n"] >= 20 and 0 < found["kappa"] < 1


def test_that_a_draw_is_repeated_by_anybody(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIAISON_LOGIN", "ltran")
    assert asked(run, "substance", "draw", "--month", "2026-10", "--check") == {"same_cases": True, "same_draw": True}
    code, _, told = run("substance", "draw", "--month", "2026-10")
    assert code == 1 and "may not approve closings" in told


def test_that_a_month_is_drawn_once_and_only_when_over(run: Run) -> None:
    for month, said in (("2026-10", "drawn already"), ("2099-01", "is not over"), ("Oct", "Give the month")):
        code, _, told = run("substance", "draw", "--month", month)
        assert code == 1 and said in told


def test_that_a_reading_is_given_and_marked(run: Run) -> None:
    waiting = [row for row in asked(run, "substance", "list", "--waiting") if not row["second"] and not row["mine"]]
    code, _, told = run("substance", "mark", waiting[0]["number"], *MARKS)
    assert code == 1 and "not yours to read" in told
    taken = [row for row in waiting if run("substance", "give", row["number"], "--to", "me")[0] == 0]
    code, out, told = run("substance", "mark", taken[0]["number"], *MARKS)
    assert code == 0 and "4 of 6 in full" in out, told
    assert "2 1 2 2 0 2" in run("substance", "list")[1]


def test_that_correct_in_full_needs_its_source(run: Run) -> None:
    mine = [row for row in asked(run, "substance", "list") if row["mine"]]
    words = [word if word != "1" else "2" for word in MARKS]
    code, _, told = run("substance", "mark", mine[0]["number"], *words, "--month", mine[0]["month"][:7])
    assert code == 1 and "Name the source" in told


def test_that_a_recommendation_goes_its_way(run: Run, tmp_path: Path) -> None:
    kinds = asked(run, "category", "list")
    kind = kinds[0] if isinstance(kinds, list) else kinds["categories"][0]
    words = ("--department", "Public Works", "--category", kind["name"], "--from", "2026-01-01")
    made = asked(run, "recommend", "draft", *words, "--title", "Say the day", "--words", "Tell each caller the day.")
    assert made["cases"] > 0
    number = made["number"]
    code, _, told = run("recommend", "answer", number, "--as", "adopted", "--words", "Yes.")
    assert code == 1 and "Only one that was sent" in told
    assert asked(run, "recommend", "send", number)["status"] == "sent"
    assert asked(run, "recommend", "answer", number, "--as", "partly", "--words", "Some of it.")["status"] == "partly"
    today = asked(run, "recommend", "list")[0]["answered_at"][:10]
    found = asked(run, "recommend", "effect", number, "--on", today)
    assert found["words"].startswith("Too few to say")
    paper = tmp_path / "letter.pdf"
    assert asked(run, "recommend", "letter", number, "--out", str(paper))["pages"] >= 1
    assert "Say the day" in Paper(paper.read_bytes()).text(0)


def test_that_the_effect_of_the_made_up_recommendation_is_told(run: Run) -> None:
    row = next(row for row in asked(run, "recommend", "list") if row["effective_on"])
    code, out, _ = run("recommend", "effect", row["number"])
    assert code == 0 and "Before" in out and ("Too few to say" in out or "Other causes" in out)


def test_that_unknown_numbers_are_said(run: Run) -> None:
    for words in (("recommend", "send", "2026-99"), ("substance", "give", "2026-99999", "--to", "me")):
        code, _, told = run(*words)
        assert code == 1 and "not in the office file" in told


def test_that_what_was_learned_becomes_a_recommendation_by_one_act(run: Run) -> None:
    row = next(row for row in asked(run, "substance", "list") if row["learned"])
    made = asked(
        run, "recommend", "learned", row["number"], "--month", row["month"][:7], "--department", "Public Works"
    )
    shown = asked(run, "recommend", "show", made["number"])
    assert (shown["words"], shown["numbers"], shown["status"]) == (row["learned"], [row["number"]], "draft")
    assert f"Frozen: {row['number']}" in run("recommend", "show", made["number"])[1]
    unread = next(row for row in asked(run, "substance", "list") if not row["learned"])
    code, _, told = run("recommend", "learned", unread["number"], "--month", "2001-01")
    assert code == 1 and "what was learned" in told
