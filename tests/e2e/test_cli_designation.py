"""The acting director on the command line: designated, listed, ended, and the papers (Q3)."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from app.config import OfficePaths
from app.demo import PASSWORD, make_demo
from app.models import Appointment, table_of
from app.opening import open_office
from app.reports.paper import Paper
from tests.e2e.conftest import Run

NOW = datetime.now(UTC)
PAPER = ("--instrument", "Memo 2026-31", "--dated", (NOW - timedelta(days=3)).date().isoformat(), "--reason", "leave")


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small made-up office of today, in which nobody acts."""
    folder = tmp_path_factory.mktemp("made") / "office"
    make_demo(OfficePaths(folder), cases=30, seed=3, at=NOW)
    opened = open_office(OfficePaths(folder), "mmulcahy", PASSWORD, NOW)
    ahead = update(table_of(Appointment)).values(until_at=NOW + timedelta(days=700))
    try:  # whatever the day on which this runs, the term does not end within it
        opened.store.write(lambda s: s.execute(ahead))
    finally:
        opened.close()
    return folder


def day(days: int) -> str:
    return (NOW + timedelta(days=days)).date().isoformat()


def away(run: Run, first: int, last: int) -> str:
    code, out, told = run("absence", "add", "mmulcahy", "--from", day(first), "--until", day(last), "--json")
    assert code == 0, told
    return str(json.loads(out)["id"])


def words(path: Path) -> str:
    paper = Paper(path.read_bytes())
    return " ".join(paper.text(page) for page in range(paper.page_count))


def test_that_a_designation_is_tried_made_printed_and_ended(run: Run, tmp_path: Path) -> None:
    absence = away(run, 200, 209)
    named = ("designate", "drocha", "--absence", absence, *PAPER)
    code, out, _ = run(*named, "--until", day(212), "--dry-run")
    assert code == 0 and "NO  It would end 3 days after the absence." in out
    told = json.loads(run(*named, "--dry-run", "--json")[1])
    assert told["ready"] and all(rule["ok"] for rule in told["rules"]) and told["consequences"]
    code, _, told = run(*named, "--until", day(212))
    assert code == 1 and "3 days after the absence" in told
    scan = tmp_path / "memo.pdf"
    scan.write_bytes(b"%PDF-1.4 scan")
    code, out, told = run(*named, "--memo", str(scan), "--keep-back", "manage_staff", "--json")
    answer = json.loads(out)
    assert code == 0 and (answer["name"], answer["made"]) == ("Denise Rocha", "recorded"), told
    code, _, told = run("designate", "pfeeney", "--absence", absence, *PAPER)
    assert code == 1 and "never two at once" in told
    number = str(answer["id"])
    assert "Denise Rocha" in run("designation", "list")[1]
    assert answer["id"] in [row["id"] for row in json.loads(run("designation", "list", "--json")[1])]
    letter = tmp_path / "letter.pdf"
    assert run("designation", "letter", number, "--out", str(letter))[0] == 0
    assert "Memo 2026-31" in words(letter) and "Add or remove staff" in words(letter)
    code, _, told = run("designation", "end", number)
    assert code == 1 and "number of the Mayor's memo" in told
    assert (
        run("designation", "end", number, "--words", "Memo 32")[1] == "Denise Rocha no longer acts for the Director.\n"
    )
    assert run("designation", "end", number, "--words", "Memo 32")[0] == 1
    assert "revoked" in run("designation", "list")[1]
    assert run("check")[0] == 0


def test_that_the_briefs_are_made_also_as_reports(run: Run, tmp_path: Path) -> None:
    absence = away(run, 220, 229)
    number = str(json.loads(run("designate", "drocha", "--absence", absence, *PAPER, "--json")[1])["id"])
    for name, more in (("first", ()), ("last", ("--last-day",))):
        path = tmp_path / f"{name}.pdf"
        told = json.loads(run("designation", "brief", number, "--out", str(path), "--json", *more)[1])
        assert f"{name} day" in told["subject"] and len(told["figures"]) == 5
        assert f"Handover brief, {name} day" in words(path)
    assert run("report", "handover-brief", number, "--out", str(tmp_path / "b.pdf"))[0] == 0
    code, _, told = run("report", "designation-letter", "999", "--out", str(tmp_path / "c.pdf"))
    assert code == 1 and "no designation of this number" in told


def test_that_who_may_not_is_refused_in_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    absence = away(run, 240, 249)
    monkeypatch.setenv("LIAISON_LOGIN", "ltran")
    code, _, told = run("designate", "drocha", "--absence", absence, *PAPER)
    assert code == 1 and "record a designation" in told
    assert run("designation", "list")[0] == 0
    monkeypatch.setenv("LIAISON_LOGIN", "sortiz")
    assert run("designation", "list")[0] == 1
