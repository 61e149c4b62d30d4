"""Promises, tasks, follow-ups and the same trouble from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.config import OfficePaths
from app.demo import make_demo
from tests.e2e.conftest import Run
from tests.factories import AT


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small made-up office."""
    folder = tmp_path_factory.mktemp("promises") / "office"
    make_demo(OfficePaths(folder), cases=60, seed=3, at=AT)
    return folder


def asked(run: Run, *words: str, code: int = 0) -> Any:
    found, out, told = run(*words, "--json")
    assert found == code, told
    return json.loads(out)


def opened(run: Run, subject: str) -> str:
    return str(asked(run, "case", "open", subject, "--anonymous")["number"])


def closed(run: Run, number: str) -> None:
    asked(run, "case", "close", number, "--outcome", "resolved", "--told", "phone")


def test_that_a_promise_is_noted_moved_with_the_telling_and_kept(run: Run) -> None:
    number = opened(run, "Drain")
    first = asked(run, "promise", "add", number, "A crew comes", "--by", "2099-11-19")["id"]
    code, _, told = run("promise", "move", str(first), "--to", "2099-11-23")
    assert code == 1 and "Untold, the promise is broken" in told
    new = asked(run, "promise", "move", str(first), "--to", "2099-11-23", "--told-how", "phone")["id"]
    assert asked(run, "promise", "keep", str(new))["state"] == "kept"
    told = run("case", "show", number)[1]
    assert "moved promise" in told and "kept promise (for 2099-11-23)" in told
    rows = asked(run, "promise", "list", "--case", number)
    assert [row["state"] for row in rows] == ["moved", "kept"]


def test_that_a_date_that_is_over_is_no_promise(run: Run) -> None:
    code, _, told = run("promise", "add", opened(run, "Drain"), "A crew", "--by", "2020-01-01")
    assert code == 1 and "This date is over" in told


def test_that_the_rate_says_its_definition(run: Run) -> None:
    code, out, _ = run("promise", "rate")
    assert code == 0 and "Promises kept: dates told to residents" in out
    assert run("promise", "rate", "--month", "soon")[0] == 1


def test_that_a_task_is_noted_handed_on_and_done(run: Run) -> None:
    task = str(asked(run, "task", "add", "Call the school", "--due", "2099-11-20")["id"])
    asked(run, "task", "hand", task, "--to", "ltran")
    assert any(str(row["id"]) == task for row in asked(run, "task", "list", "--owner", "ltran"))
    assert asked(run, "task", "done", task)["done_at"]
    assert asked(run, "task", "undo", task)["done_at"] is None


def test_that_a_follow_up_is_planned_and_recorded(run: Run) -> None:
    number = opened(run, "Lamp")
    closed(run, number)
    plan = str(asked(run, "follow-up", "plan", number, "--on", "2099-12-02")["id"])
    assert any(row["number"] == number for row in asked(run, "follow-up", "list"))
    assert run("follow-up", "record", plan)[0] == 1
    assert asked(run, "follow-up", "record", plan, "--fixed", "yes", "--satisfaction", "4")["satisfaction"] == 4


def test_that_all_who_share_a_trouble_are_told_one_by_one(run: Run) -> None:
    main, other = opened(run, "Drain"), opened(run, "Drain too")
    asked(run, "case", "link-trouble", main, other)
    closed(run, main)
    (row,) = asked(run, "telling", "list", "--case", main)
    assert row["child_number"] == other
    assert run("telling", "told", str(row["id"]))[0] == 1
    assert asked(run, "telling", "told", str(row["id"]), "--how", "email")["how"] == "email"
    cases = asked(run, "case", "list", "--status", "closed", "--limit", "0")["cases"]
    assert other in {case["number"] for case in cases}
