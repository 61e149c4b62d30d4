"""Handing out and reviewing from the command line."""

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
    folder = tmp_path_factory.mktemp("direct") / "office"
    make_demo(OfficePaths(folder), cases=60, seed=3, at=AT)
    return folder


def asked(run: Run, *words: str, code: int = 0) -> Any:
    found, out, told = run(*words, "--json")
    assert found == code, told
    return json.loads(out)


def opened(run: Run, subject: str, *words: str) -> str:
    return str(asked(run, "case", "open", subject, "--anonymous", *words)["number"])


def owner_of(run: Run, number: str) -> str:
    rows = asked(run, "case", "list", "--limit", "0")["cases"]
    return str(next(row["owner"] for row in rows if row["number"] == number))


def test_that_cases_are_handed_out_and_returned(run: Run) -> None:
    first, second = opened(run, "Pothole"), opened(run, "Leak")
    answer = asked(run, "assign", first, second, "--to", "ltran")
    assert answer["changed"] == 2 and {row["owner"] for row in answer["cases"]} == {"Linh Tran"}
    assert owner_of(run, first) == "Linh Tran"
    assert asked(run, "assign", first, "--queue")["changed"] == 1
    assert owner_of(run, first) == ""


def test_that_a_suggestion_says_why_and_a_dry_run_changes_nothing(run: Run) -> None:
    number = opened(run, "Pothole")
    code, out, told = run("assign", "--from", "queue", "--suggest", "--dry-run")
    assert code == 0 and number in out and "would change hands" in told
    assert any(why in out for why in ("speaks", "knows", "lightest load"))
    assert owner_of(run, number) == ""
    asked(run, "assign", number, "--suggest")
    assert owner_of(run, number) != ""


def test_that_all_of_somebody_go_to_another(run: Run) -> None:
    number = opened(run, "Pothole", "--owner", "pfeeney")
    answer = asked(run, "assign", "--from", "pfeeney", "--to", "drocha")
    assert number in [row["number"] for row in answer["cases"]]
    assert owner_of(run, number) == "Denise Rocha"


def test_that_it_must_be_clear_which_cases(run: Run) -> None:
    for words in (("--to", "ltran"), ("1", "--from", "queue", "--to", "ltran")):
        code, _, told = run("assign", *words)
        assert code == 1 and "Name the cases by their numbers" in told
    code, _, told = run("assign", "2026-99999", "--to", "ltran")
    assert code == 1 and "No case changed hands." in told


def test_that_an_associate_takes_but_does_not_hand_out(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    free, taken = opened(run, "Pothole"), opened(run, "Leak", "--owner", "pfeeney")
    monkeypatch.setenv("LIAISON_LOGIN", "ltran")
    assert asked(run, "assign", free, "--to", "me")["changed"] == 1
    code, _, told = run("assign", taken, "--to", "me")
    assert code == 1 and "may not hand out cases" in told
    assert run("assign", "--from", "queue", "--suggest")[0] == 1
    assert run("review", "list")[0] == 1


def asks_to_close(run: Run, monkeypatch: pytest.MonkeyPatch) -> str:
    """A case whose closing an intern has asked for."""
    number = opened(run, "Bulk pickup", "--owner", "sortiz")
    with monkeypatch.context() as intern:
        intern.setenv("LIAISON_LOGIN", "sortiz")
        code, out, told = run("case", "close", number, "--outcome", "resolved", "--told-by", "phone")
        assert code == 0, told
        assert out == f"{number} goes to the Director for approval.\n"
    return number


def test_that_an_interns_closing_is_approved(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    number = asks_to_close(run, monkeypatch)
    row = next(row for row in asked(run, "review", "list") if row["number"] == number)
    assert (row["kind"], row["outcome"], row["own"]) == ("approval", "resolved", False)
    code, out, _ = run("review", "approve", number)
    assert (code, out) == (0, f"{number} is approved and closed.\n")
    code, _, told = run("review", "approve", number)
    assert code == 1 and "does not wait for a look" in told


def test_that_a_closing_is_sent_back_with_its_note(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    number = asks_to_close(run, monkeypatch)
    assert asked(run, "review", "send-back", number, "--note", "Tell her the date.")["decision"] == "sent_back"
    code, out, _ = run("case", "show", number)
    assert code == 0 and "Tell her the date." in out


def test_that_a_request_is_taken_back(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    number = asks_to_close(run, monkeypatch)
    assert run("review", "take-back", number)[0] == 1  # the Director did not ask
    monkeypatch.setenv("LIAISON_LOGIN", "sortiz")
    assert asked(run, "review", "take-back", number)["status"] == "open"


def test_that_a_complaint_is_marked_found_and_looked_at(run: Run) -> None:
    number = opened(run, "Tone of a letter", "--owner", "ltran")
    assert asked(run, "review", "complaint", number)["complaint"] is True
    assert number in [row["number"] for row in asked(run, "case", "list", "--complaints")["cases"]]
    code, out, _ = run("review", "list")
    assert code == 0 and number in out and "complaint" in out
    assert asked(run, "review", "approve", number, "--kind", "complaint")["decision"] == "approved"


def test_that_nobody_looks_at_an_own_case(run: Run) -> None:
    number = opened(run, "Waited two hours", "--owner", "mmulcahy")
    asked(run, "review", "complaint", number)
    code, _, told = run("review", "approve", number)
    assert code == 1 and "is or was your own case" in told
