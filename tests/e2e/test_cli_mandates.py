"""Appointments and absences on the command line, as the Director of an office at its very beginning."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.config import OfficePaths
from app.demo import make_demo
from tests.e2e.conftest import Run

NOW = datetime.now(UTC)


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small made-up office of today."""
    folder = tmp_path_factory.mktemp("made") / "office"
    make_demo(OfficePaths(folder), cases=20, seed=3, at=NOW)
    return folder


def day(days: int) -> str:
    return (NOW + timedelta(days=days)).date().isoformat()


def test_that_the_register_is_listed_and_an_order_corrected(run: Run) -> None:
    answer = json.loads(run("appoint", "list", "--json")[1])
    assert answer["count"] == len(answer["appointments"]) > 0
    assert {"name", "instrument", "ends_at", "state"} <= set(answer["appointments"][0])
    code, out, _ = run("appoint", "ltran", "--correct", "--instrument", "Order 7")
    assert code == 0 and out.startswith("Linh Tran, associate: from ") and out.rstrip().endswith("Order 7")
    code, _, told = run("appoint", "ltran", "--instrument", "Order 8")
    assert code == 1 and "is appointed until" in told
    code, _, told = run("appoint", "--renew", "--instrument", "Order 9", "--from", "2090-02-06")
    assert code == 1 and "It is too early" in told
    assert run("appoint")[0] == 1
    assert "Order 7" in run("appoint", "list")[1]


def test_that_one_whose_appointment_ended_is_appointed_again(run: Run) -> None:
    assert run("appoint", "pfeeney", "--end")[0] == 0
    code, _, told = run("appoint", "pfeeney", "--end")
    assert code == 1 and "no appointment in force" in told
    code, out, _ = run("appoint", "pfeeney", "--instrument", "Order 8")
    assert code == 0 and out.startswith("Patrick Feeney, associate: from ")


def test_that_an_absence_is_added_listed_and_ended(run: Run) -> None:
    words = ("absence", "add", "ltran", "--from", day(300), "--until", day(309), "--kind", "leave")
    code, out, _ = run(*words, "--deputy", "drocha", "--json")
    number = str(json.loads(out)["id"])
    assert code == 0
    assert run("absence", "add", "ltran", "--from", day(305))[0] == 1
    assert "Linh Tran" in run("absence", "list")[1]
    assert any(row["deputy"] == "Denise Rocha" for row in json.loads(run("absence", "list", "--json")[1])["absences"])
    assert run("absence", "end", "--id", number)[0] == 0
    assert number not in [str(row["id"]) for row in json.loads(run("absence", "list", "--json")[1])["absences"]]
    code, _, told = run("absence", "end", "csantos")
    assert code == 1 and "Nobody is recorded as away there now" in told
    code, _, told = run("absence", "add", "--vacancy")
    assert code == 1 and "the place is not vacant" in told
    assert run("absence", "add", "ltran", "--vacancy")[0] == 1
    assert run("absence", "add", "ltran", "--from", "tomorrow")[0] == 2
