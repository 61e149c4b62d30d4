"""liaison calendar, due, target and case acknowledge: the office's hours and targets by the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import cli
from app.config import OfficePaths
from app.models import Role
from app.opening import Member, make_office
from app.vault import Cost
from app.workdays import OfficeCalendar

PASSWORD = "four words of mine"
CATEGORY = {"key": "streets", "name": "Streets", "group": "Roads", "keywords": ["pothole"]}
TODAY = datetime.now(UTC).date()
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office") / "office"
    make_office(
        OfficePaths(folder),
        office={"city": "Halbrook"},
        calendar=OfficeCalendar(zone="UTC").to_json(),
        categories=[CATEGORY],
        first=Member("Margaret Mulcahy", "mmulcahy", Role.DIRECTOR, password=PASSWORD),
        others=[Member("Cleo Clark", "cclark", Role.CLERK, password=PASSWORD)],
        at=datetime.now(UTC),
        cost=Cost.cheap(),
    )
    return folder


@pytest.fixture
def run(office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run words; gives exit code, output and what was told."""
    monkeypatch.setenv("LIAISON_DATA_DIR", str(office))
    monkeypatch.setenv("LIAISON_PASSWORD", PASSWORD)

    def go(*words: str, login: str = "mmulcahy") -> tuple[int, str, str]:
        monkeypatch.setenv("LIAISON_LOGIN", login)
        return (cli.main(words), *capsys.readouterr())

    return go


def year() -> int:
    return TODAY.year + 1


def test_that_a_preset_is_copied_and_shown(run: Run) -> None:
    code, said, _ = run("calendar", "preset", "ma", str(year()))
    assert code == 0 and "The calendar is changed" in said
    code, said, _ = run("calendar", "show", "--year", str(year()))
    assert code == 0 and "Patriots' Day" in said and "mon" in said and "08:30-16:30" in said
    code, said, _ = run("calendar", "show", "--json")
    assert json.loads(said)["zone"] == "UTC"


def test_that_a_target_is_explained_day_by_day(run: Run) -> None:
    begins = f"{year()}-04-01T10:00"
    code, said, _ = run("calendar", "explain", begins, "3")
    assert code == 0 and said.splitlines()[1].startswith("3 business days: ")
    code, said, _ = run("calendar", "explain", begins, "3", "--json")
    found = json.loads(said)
    kinds = [each["kind"] for each in found["days"]]
    assert "receipt" in kinds and kinds[-1] == "due" and len(found["words"]) > 20


def test_that_a_day_is_closed_given_hours_and_back_to_its_usual_ones(run: Run) -> None:
    on = f"{year()}-03-10"
    assert run("calendar", "close", on, "Flood")[0] == 0
    assert "closed: Flood" in run("calendar", "show", "--year", str(year()))[1]
    assert run("calendar", "open", on, "08:30-12:00,13:00-19:00")[0] == 0
    assert "open 08:30-12:00, 13:00-19:00" in run("calendar", "show", "--year", str(year()))[1]
    assert run("calendar", "open", on, "usual")[0] == 0
    assert on not in run("calendar", "show", "--year", str(year()))[1]


def test_that_new_hours_are_planned_and_shown(run: Run) -> None:
    begins = f"{year()}-06-01"
    code, _, told = run("calendar", "hours", "mon-thu=08:00-12:00,12:30-18:00", "fri=closed", "--from", begins)
    assert (code, told) == (0, "")
    said = run("calendar", "show")[1]
    assert f"After {year()}-05-31" in said and "08:00-12:00, 12:30-18:00" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("close", str(TODAY - timedelta(days=9)), "Snow"), "is past"),
        (("close", f"{TODAY.year + 1}-02-02", " "), "why the office is closed"),
        (("hours", "mon=08:30-12:00", "--from", str(TODAY - timedelta(days=9))), "begin today or later"),
        (("hours", "mon=08:30-12:00,11:00-13:00"), "overlap"),
        (("hours", "mon-sun=closed"), "at least one day"),
        (("hours", "someday=08:30-12:00"), "no day of the week"),
        (("hours", "mon=early-late"), "whole minutes"),
        (("preset", "ZZ", str(TODAY.year + 1)), "no list of holidays"),
        (("preset", "MA", str(TODAY.year - 1)), "Choose years"),
    ],
)
def test_that_what_cannot_be_is_refused_with_a_sentence(run: Run, words: tuple[str, ...], said: str) -> None:
    code, _, told = run("calendar", *words)
    assert code == 1 and said in told


def test_that_who_does_not_keep_the_office_changes_no_calendar(run: Run) -> None:
    code, _, told = run("calendar", "close", f"{year()}-02-03", "Snow", login="cclark")
    assert code == 1 and told
    assert run("calendar", "show", login="cclark")[0] == 0


def test_that_a_case_tells_its_dates_and_is_acknowledged(run: Run) -> None:
    made = json.loads(run("case", "open", "Pothole", "--anonymous", "--category", "Streets", "--json")[1])
    code, said, _ = run("due", made["number"])
    assert code == 0 and "Acknowledge by" in said and "10 business days: " in said
    assert json.loads(run("due", made["number"], "--json")[1])["city_due_at"] is None
    code, said, _ = run("case", "acknowledge", made["number"], "--how", "phone")
    assert code == 0 and "is acknowledged" in said
    assert run("case", "acknowledge", made["number"], "--how", "phone")[0] == 1


def test_that_a_case_without_category_has_no_target(run: Run) -> None:
    made = json.loads(run("case", "open", "Something", "--anonymous", "--json")[1])
    assert "no target" in run("due", made["number"])[1]


def test_that_targets_are_set_and_listed(run: Run) -> None:
    code, said, _ = run("target", "set", "--category", "streets", "--priority", "urgent", "--resolution", "3")
    assert code == 0 and "keeps its dates" in said
    code, said, _ = run("target", "list")
    assert code == 0 and "urgent" in said
    listed = json.loads(run("target", "list", "--json")[1])
    assert listed["count"] == 1 and listed["never_changed"]["Streets"]["resolution_days"] == 10
    assert "Streets" in said.splitlines()[-1]
    code, _, told = run("target", "set", "--category", "streets", "--resolution", "0")
    assert code == 1 and told.strip() == "For the end, give 1 to 750 business days; nought could never be kept."


def test_that_hours_that_overlap_are_refused_once_and_need_no_leading_nought(run: Run) -> None:
    code, _, told = run("calendar", "hours", "mon-thu=8:30-12:00,11:00-16:30")
    assert code == 1 and told.count("overlap") == 1
    assert run("calendar", "hours", "mon-thu=8:30-12:00,13:00-16:30")[0] == 0
