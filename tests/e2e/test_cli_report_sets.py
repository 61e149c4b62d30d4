"""Reports that are made by themselves: sets, periods by name, exit codes, and what is refused on the way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app import cli
from app.commands import Command, words
from app.commands.papers import FORMATS
from app.commands.password_file import why_not_private
from app.config import OfficePaths
from app.demo import PASSWORD, make_demo
from app.errors import Invalid
from app.opening import Opened, open_office
from app.reports import formats, sets
from app.reports.base import Drawn
from app.reports.kinds import QuestionKind, ReportKind
from app.reports.periods import NAMED, read_day, read_month
from app.reports.run import REPORTS, list_reports
from app.reports.spans import asks_when, set_answers
from tests.e2e.conftest import Run
from tests.factories import AT
from tests.test_architecture import ROOT, WITHOUT_QT

MONTHLY = ("report", "set", "first-of-the-month")
WHEN = {QuestionKind.MONTH: "last", QuestionKind.PERIOD: "last-week", QuestionKind.DAY: "yesterday"}
DATED = [kind for kind in list_reports() if asks_when(kind) and kind.key != "custom"]
"""A custom report is asked for by its own command, with its id."""
SCRIPTS = "Nguyễn Thị Hoa · Олександр · محمد الأحمد · 王小明 · अनिता शर्मा · សុខា · ยุพา · ‮evil"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small made-up office."""
    folder = tmp_path_factory.mktemp("sets") / "office"
    make_demo(OfficePaths(folder), cases=40, seed=3, at=AT)
    return folder


def command_of(kind: ReportKind) -> Command:
    return next(each for each in cli.commands() if each.words == f"report {kind.key}")


def options_of(kind: ReportKind) -> set[str]:
    parser = ArgumentParser()
    command_of(kind).options(parser)
    return set(parser._option_string_actions)


@pytest.mark.parametrize("kind", DATED, ids=lambda kind: kind.key)
def test_that_a_dated_report_takes_its_period_by_any_of_the_three_words(kind: ReportKind) -> None:
    assert {"--month", "--period", "--day", "--out-dir", "--formats"} <= options_of(kind)
    assert kind.public == ("--public" in options_of(kind)), "offer --public where the kind has it, and only there"
    assert kind.appendix == ("--appendix" in options_of(kind)), "offer --appendix where the kind has it, and only there"


@pytest.mark.parametrize("kind", DATED, ids=lambda kind: kind.key)
def test_that_every_dated_report_is_made_by_itself(run: Run, tmp_path: Path, kind: ReportKind) -> None:
    asked = next(each.kind for each in kind.questions if each.kind in WHEN)
    span = {"annual": "last-year"}.get(kind.key, WHEN[asked])
    made = run("report", kind.key, "--month", span, "--out-dir", str(tmp_path), "--formats", "pdf,csv,html")
    assert made[0] == 0, made[2]
    assert {path.suffix for path in tmp_path.iterdir()} == {".pdf", ".csv", ".html"}


def test_that_the_command_line_knows_every_name_of_a_period() -> None:
    assert set(words.PERIODS) == set(NAMED)


def test_that_a_day_stands_for_its_month_and_a_week_does_not() -> None:
    assert f"{read_month('yesterday', 'UTC', AT):%Y-%m-%d}" == f"{AT:%Y-%m}-01"
    assert read_day("2026-10-05", "UTC", AT).isoformat() == "2026-10-05"
    with pytest.raises(Invalid, match="of one month, and") as refused:
        read_month("last-week", "UTC", AT)
    assert list(refused.value.problems) == ["month"]
    with pytest.raises(Invalid, match="of one day, and October 2026 is not"):
        read_day("last", "UTC", AT)


def test_that_a_set_is_made_with_one_sign_in_and_each_of_its_prints_is_history(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered: list[object] = []

    def counted(*given: Any) -> Opened:
        entered.append(given)
        return open_office(*given)

    monkeypatch.setattr("app.opening.open_office", counted)
    code, out, told = run(*MONTHLY, "--out-dir", str(tmp_path), "--formats", "json", "--json")
    rows, members = json.loads(out), sets.find_set("first-of-the-month").members
    assert code == 0 and [row["report"] for row in rows] == list(members) and len(entered) == 1, told
    assert all(Path(name).is_file() for row in rows for name in row["files"]) and all(row["reconciles"] for row in rows)
    printed = json.loads(run("history", "--verb", "printed", "--json")[1])
    assert printed["count"] >= len(members)


def test_that_a_set_goes_on_after_a_report_that_fails_says_which_and_ends_with_one(run: Run, tmp_path: Path) -> None:
    (tmp_path / "monthly-report-2026-10.html").mkdir()  # a folder where the report should lie
    code, _, told = run(*MONTHLY, "--out-dir", str(tmp_path), "--formats", "html")
    assert code == 1 and "monthly was not made: monthly-report-2026-10.html could not be written." in told
    assert (tmp_path / "council-report-2026-10.html").is_file()
    assert (tmp_path / "contacts-2026-10-01-to-2026-10-31.html").is_file()


def test_that_a_fault_in_one_report_of_a_set_ends_with_three_after_the_others(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> Drawn:
        raise ZeroDivisionError("words that name Manuel Tavares")

    monkeypatch.setitem(REPORTS, "monthly", replace(REPORTS["monthly"], draw=broken))
    code, out, told = run(*MONTHLY, "--out-dir", str(tmp_path), "--formats", "html")
    assert code == 3 and "monthly was not made" in told and "Tavares" not in told
    assert "contacts: " in out and "Tavares" not in out


def test_that_a_sum_that_is_wrong_ends_with_one_though_the_file_is_there(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats.Prepared, "reconciles", property(lambda _: False))
    code, _, told = run("report", "contacts", "--out", str(tmp_path / "c.pdf"))
    assert code == 1 and "does not come out" in told and (tmp_path / "c.pdf").is_file()


def test_that_only_what_may_go_out_is_made_of_a_public_set(run: Run, tmp_path: Path) -> None:
    code, out, _ = run(*MONTHLY, "--public", "--out-dir", str(tmp_path), "--formats", "json")
    assert code == 0 and "workload: left out, since it has no version for the public" in out
    assert all(path.name.startswith("public-") for path in tmp_path.iterdir())


@pytest.mark.parametrize("name", sets.SETS)
def test_that_every_set_is_made_of_its_own_period(run: Run, tmp_path: Path, name: str) -> None:
    code, out, told = run("report", "set", name, "--out-dir", str(tmp_path), "--formats", "html")
    assert code == 0, told
    assert [line.partition(":")[0] for line in out.splitlines()] == list(sets.SETS[name].keys)


def test_that_of_a_report_of_a_day_a_set_takes_the_last_day_that_has_come() -> None:
    kind = REPORTS["contact-log"]
    assert set_answers(kind, "2026-10", "UTC", AT) == {"day": "2026-10-31"}
    assert set_answers(kind, "this-month", "UTC", AT) == {"day": f"{AT:%Y-%m-%d}"}
    assert set_answers(REPORTS["register"], "last", "UTC", AT) == {}


def test_that_sets_hold_reports_that_are_there_and_are_listed(run: Run) -> None:
    rows = json.loads(run("report", "sets", "--json")[1])
    assert rows[0]["key"] == "first-of-the-month" and {"council", "monthly"} <= set(rows[0]["reports"])
    assert {key for row in rows for key in row["reports"]} <= set(REPORTS)
    code, _, told = run("report", "set", "every-full-moon", "--out-dir", ".")
    assert code == 1 and "first-of-the-month" in told


REFUSED = {
    "a month in the future": (("contacts", "--month", "2031-01"), 1, "has not begun"),
    "a day in the future": (("contact-log", "--day", "2031-01-01"), 1, "has not begun"),
    "from after until": (("contacts", "--period", "2026-10-09..2026-10-05"), 1, "last day lies before the first"),
    "a week of a month's report": (("monthly", "--month", "last-week"), 1, "This report is of one month"),
    "no period at all": (("contacts", "--month", "soon"), 2, "is no period"),
    "a month there is not": (("monthly", "--month", "2026-13"), 2, "is no period"),
    "a day there is not": (("contact-log", "--day", "2026-02-30"), 1, "is no day"),
    "until without from": (("contact-log", "--day", "today", "--until", "2026-11-20"), 1, "Give --until with --from"),
    "no version for the public": (("backlog", "--public"), 2, "unrecognized"),
    "a format there is not": (("contacts", "--formats", "doc"), 1, "is no format"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_that_what_cannot_be_is_refused_and_no_file_is_there(run: Run, tmp_path: Path, case: str) -> None:
    given, code, sentence = REFUSED[case]
    done = run("report", *given, "--out-dir", str(tmp_path))
    assert done[0] == code and sentence in done[2], done
    assert list(tmp_path.iterdir()) == []


def test_that_a_month_without_a_case_is_a_report_too(run: Run, tmp_path: Path) -> None:
    for key in ("monthly", "council", "monitoring", "contacts"):
        code, _, told = run("report", key, "--month", "2001-02", "--out-dir", str(tmp_path), "--formats", "pdf,csv")
        assert code == 0, told
    assert len(list(tmp_path.glob("*2001-02*.pdf"))) == 4


def test_that_names_in_every_script_come_through_every_format(run: Run, tmp_path: Path) -> None:
    person = run("person", "add", SCRIPTS)[1].strip()
    assert run("log", f"Rief an: {SCRIPTS}", "--person", person)[0] == 0
    made = run("report", "contact-log", "--day", "today", "--out-dir", str(tmp_path), "--formats", "all")
    assert made[0] == 0, made[2]
    for ending in ("csv", "html", "json"):
        found = "".join(path.read_text(encoding="utf-8") for path in tmp_path.glob(f"*.{ending}"))
        assert all(
            name in found for name in ("Nguyễn Thị Hoa", "Олександр", "محمد الأحمد", "王小明", "अनिता शर्मा", "សុខា")
        )


def test_that_a_folder_that_is_not_there_or_may_not_be_written_is_told(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, _, told = run(*MONTHLY, "--out-dir", str(tmp_path / "nowhere"))
    assert code == 1 and "is not there. Make it first." in told

    open_file, open_path = os.open, Path.open

    def refuse(path: object) -> None:
        if str(path).startswith(str(tmp_path)):
            raise PermissionError(13, "Permission denied")  # root may write anywhere, so the system's word is played

    def by_number(path: Any, *given: Any, **named: Any) -> int:
        refuse(path)
        return open_file(path, *given, **named)

    def by_path(path: Path, *given: Any, **named: Any) -> Any:
        refuse(path)
        return open_path(path, *given, **named)

    monkeypatch.setattr(os, "open", by_number)
    monkeypatch.setattr(Path, "open", by_path)
    for ending in FORMATS:
        code, _, told = run("report", "contacts", "--out-dir", str(tmp_path), "--formats", ending)
        assert code == 1 and "You may not write there. Choose another folder" in told
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own of 4 MB."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("a small disk can only be mounted by root on Linux")
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)


def test_that_a_disk_that_is_full_half_way_leaves_the_old_files_whole(run: Run, small_disk: Path) -> None:
    words_ = ("report", "contact-log", "--day", "2026", "--out-dir", str(small_disk), "--formats")
    assert run(*words_, "all")[0] == 0
    for name, room, endings in (("filler", 4096, FORMATS[:2]), ("more", 0, FORMATS)):  # room for a beginning, none
        (small_disk / name).write_bytes(bytes(os.statvfs(small_disk).f_bavail * 4096 - room))
        before = {path.name: path.read_bytes() for path in small_disk.iterdir()}
        for ending in endings:
            code, _, told = run(*words_, ending)
            assert code == 1 and "The disk is full. Make room, then try again." in told, (ending, told)
            assert {path.name: path.read_bytes() for path in small_disk.iterdir()} == before


@pytest.mark.parametrize("ending", FORMATS)
def test_that_a_report_stopped_half_way_leaves_no_half_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    true = os.replace

    def stopped(found: Any, wanted: Any) -> None:
        if Path(wanted).parent == tmp_path:
            raise KeyboardInterrupt
        true(found, wanted)

    monkeypatch.setattr(os, "replace", stopped)
    code, _, _ = run("report", "contacts", "--out-dir", str(tmp_path), "--formats", ending)
    assert code == cli.STOPPED and list(tmp_path.iterdir()) == []


def test_that_a_file_that_is_there_is_replaced_at_once(run: Run, tmp_path: Path) -> None:
    kept = {ending: tmp_path / f"c.{ending}" for ending in ("pdf", "html", "json")}
    for path in kept.values():
        path.write_text("of before")
    reading = {ending: path.open() for ending, path in kept.items()}
    for path in kept.values():
        assert run("report", "contacts", "--out", str(path))[0] == 0
    assert all(file.read() == "of before" for file in reading.values()), "who reads it reads the old one to its end"
    for file in reading.values():
        file.close()
    assert kept["pdf"].read_bytes().startswith(b"%PDF")


@pytest.fixture
def password_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that only its owner can read, named to the program in place of the password."""
    path = tmp_path / "password"
    path.write_text(f"{PASSWORD}\n")
    path.chmod(0o600)
    monkeypatch.setenv("LIAISON_PASSWORD_FILE", str(path))
    return path


def test_that_a_password_is_read_from_a_file_that_only_its_owner_can_read(
    run: Run, password_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LIAISON_PASSWORD")
    assert run("report", "contacts", "--out", str(tmp_path / "c.pdf"))[0] == 0
    password_file.write_text("\n")
    assert "holds no password" in run("case", "list")[2]
    password_file.unlink()
    code, _, told = run("case", "list")
    assert code == 1 and "cannot be read" in told and PASSWORD not in told


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
def test_that_a_password_file_that_others_can_read_is_refused(
    run: Run, password_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LIAISON_PASSWORD")
    password_file.chmod(0o640)
    code, _, told = run("case", "list")
    assert code == 1 and "could be read by others" in told and "chmod 600" in told
    link = password_file.with_name("link")
    password_file.chmod(0o600)
    link.symlink_to(password_file)
    monkeypatch.setenv("LIAISON_PASSWORD_FILE", str(link))
    assert "cannot be read" in run("case", "list")[2]


def test_that_on_windows_a_password_file_lies_in_the_user_s_own_folder(tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_text("words")
    assert "your own user folder" in why_not_private(path, path.stat(), windows=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "home", lambda: tmp_path)
        assert why_not_private(path, path.stat(), windows=True) == ""
    assert why_not_private(tmp_path, tmp_path.stat(), windows=True) == "is no file."


def test_that_a_set_runs_where_qt_cannot_be_imported_and_without_a_terminal(made: Path, tmp_path: Path) -> None:
    words_ = [
        "report",
        "set",
        "every-monday",
        "--period",
        "2026-10",
        "--out-dir",
        str(tmp_path),
        "--data-dir",
        str(made),
    ]
    more = f"import app.cli, sys\nsys.exit(app.cli.main({words_!r}))"
    env = {**os.environ, "PYTHONUTF8": "1", "LIAISON_LOGIN": "mmulcahy", "LIAISON_PASSWORD": PASSWORD}
    order = [sys.executable, "-c", WITHOUT_QT + more]
    given: dict[str, Any] = {"stdin": subprocess.DEVNULL, "capture_output": True, "text": True, "cwd": ROOT}
    done = subprocess.run(order, **given, env=env, check=False)
    assert done.returncode == 0, done.stderr
    assert len(list(tmp_path.glob("*.pdf"))) == len(sets.find_set("every-monday").members)
