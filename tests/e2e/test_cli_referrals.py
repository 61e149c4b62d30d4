"""Departments, officials and referrals from the command line."""

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
    folder = tmp_path_factory.mktemp("referrals") / "office"
    make_demo(OfficePaths(folder), cases=60, seed=3, at=AT)
    return folder


def asked(run: Run, *words: str, code: int = 0) -> Any:
    found, out, told = run(*words, "--json")
    assert found == code, told
    return json.loads(out)


def opened(run: Run) -> str:
    return str(asked(run, "case", "open", "Storm drain", "--anonymous")["number"])


def test_that_a_referral_goes_from_sending_to_answer(run: Run) -> None:
    number = opened(run)
    made = asked(run, "refer", number, "--to", "Public Works", "--reference", "PW-77")
    assert (made["number"], made["state"], made["case_status"]) == (1, "sent", "waiting_department")
    code, out, _ = run("chase", number, "--text")
    assert code == 0 and "remind you of it today" in out
    assert asked(run, "chase", number)["chases"] == 1
    assert asked(run, "referral", "ack", number)["state"] == "acknowledged"
    answered = asked(run, "referral", "answer", number, "On Thursday", "--inadequate", "No hour")
    assert (answered["state"], answered["case_status"]) == ("inadequate", "open")
    assert asked(run, "referral", "list", "--reference", "PW-7")[0]["case_number"] == number


def test_that_what_is_wrong_is_a_sentence(run: Run) -> None:
    number = opened(run)
    for words, sentence in (
        (("refer", number, "--to", "Nowhere"), "There is no one department"),
        (("chase", number), "There is no such referral"),
        (("report", "department", "Nowhere", "--out", "x.pdf"), "There is no one department"),
    ):
        code, _, told = run(*words)
        assert code == 1 and sentence in told


def test_that_a_federal_body_is_told_with_a_release_only(run: Run, tmp_path: Path) -> None:
    number = opened(run)
    asked(run, "official", "add", "Pat Lee", "--body", "Social Security Administration", "--level", "federal")
    code, _, told = run("refer", number, "--official", "Pat Lee")
    assert code == 1 and "privacy release in force" in told
    release = ("--signer", "Ned Bor", "--signed", "2026-11-01", "--scope", "Benefits")
    code, _, told = run("referral", "release", number, *release, "--scan", "signed.pdf")
    assert code == 1 and "No file “signed.pdf” is kept with this case" in told
    (tmp_path / "signed.pdf").write_bytes(b"%PDF-1.4 signed")
    asked(run, "case", "attach", number, str(tmp_path / "signed.pdf"))
    asked(run, "referral", "release", number, *release, "--scan", "signed.pdf")
    assert asked(run, "refer", number, "--official", "Pat Lee")["to"] == "Pat Lee, Social Security Administration"
    asked(run, "referral", "withdraw", number, "--reason", "She asked herself")
    asked(run, "official", "leave", "Pat Lee")
    assert "Pat Lee" not in {row["name"] for row in asked(run, "official", "list")}


def test_that_contacts_officials_and_numbers_of_others_are_kept(run: Run) -> None:
    works = ("department", "contact", "Public Works", "Jo Park")
    assert asked(run, *works, "--title", "Dispatcher")["new"] is True
    assert asked(run, *works, "--phone", "617-555-0111")["new"] is False
    contacts = asked(run, "department", "show", "Public Works")["contacts"]
    assert [(row["title"], row["phone"]) for row in contacts if row["name"] == "Jo Park"] == [
        ("Dispatcher", "617-555-0111")
    ]
    assert asked(run, *works, "--left")["active"] is False
    asked(run, "official", "add", "Ana Reis", "--body", "Senate", "--level", "state", "--staff", "Al Poe")
    asked(run, "official", "change", "Ana Reis", "--district", "3rd")
    row = next(each for each in asked(run, "official", "list") if each["name"] == "Ana Reis")
    assert (row["district"], row["level"], row["staff"]) == ("3rd", "state", ["Al Poe"])
    number = opened(run)
    asked(run, "case", "reference", number, "H-880298")
    assert number in run("search", "H-880298")[1] and "311 H-880298" in run("case", "show", number)[1]


def test_that_the_directory_is_kept_and_papers_are_made(run: Run, tmp_path: Path) -> None:
    asked(run, "department", "add", "Public Zoo", "--head", "Ana Silva", "--days", "4", "--contact", "Jo Park")
    shown = asked(run, "department", "show", "Public Zoo")
    assert (shown["head"], shown["answer_days"], shown["contacts"][0]["name"]) == ("Ana Silva", 4, "Jo Park")
    assert asked(run, "department", "add", "Public Zoo", "--days", "6")["new"] is False
    assert "Public Zoo" in run("department", "list")[1] and run("referral", "list")[0] == 0
    number = opened(run)
    asked(run, "refer", number, "--to", "Public Zoo")
    for words in (
        ("report", "department", "Public Zoo"),
        ("report", "referral-letter", number),
        ("report", "chase-brief", number),
    ):
        out = tmp_path / f"{words[1]}.pdf"
        assert asked(run, *words, "--out", str(out))["pages"] == 1 and out.stat().st_size > 1000


def test_that_the_next_to_be_reminded_are_listed(run: Run) -> None:
    rows = asked(run, "referral", "next")
    assert all({"case", "to", "next", "usual_days", "n"} <= set(row) for row in rows)
