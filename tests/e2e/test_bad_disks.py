"""Every place that writes, on a disk that is full, may only be read, or went away: a sentence, and nothing lost."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app import cli
from app.backups.check import secrets_of
from app.backups.make import Source, make_backup
from app.config import OfficePaths, Settings, write_settings
from app.demo import PASSWORD
from app.errors import AppError, Unavailable
from app.exchange.case_import import prepare, run_import
from app.exchange.table_output import write_csv, write_xlsx
from app.opening import Opened, renew_recovery
from app.reports.base import Letterhead
from app.reports.recovery_sheet import draw_recovery_sheet
from app.reports.run import make_report
from app.services.attachments import add_attachment
from app.services.cases import open_case
from app.services.drafts import save_draft
from tests.endurance import office
from tests.endurance.office import LOGIN, enter, findings, me

AT = datetime(2026, 11, 18, 15, 24, tzinfo=UTC)
ROWS = [(number, "words " * 20) for number in range(20_000)]
Act = Callable[[Opened, Path], object]

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="a small disk can only be mounted by root on Linux"
)


def mounted(folder: Path, size: str) -> None:
    """A disk of its own at `folder`; skips the test where the machine does not allow it."""
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> OfficePaths:
    return office.make(tmp_path_factory.mktemp("bad-disks") / "made", cases=60)


@pytest.fixture
def disk(tmp_path: Path, made: OfficePaths) -> Iterator[Path]:
    """A small disk with an office and a folder for what is written elsewhere."""
    folder = tmp_path / "disk"
    mounted(folder, "96m")
    office.copy(made, folder / "office")
    (folder / "out").mkdir()
    yield folder
    for point in (folder / "out", folder / "office", folder):
        subprocess.run(["umount", "-l", str(point)], capture_output=True, check=False)


def read_only(folder: Path) -> None:
    """From now on the folder may only be read, even by root."""
    subprocess.run(["mount", "--bind", str(folder), str(folder)], check=True)
    subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """Leave not a byte."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return filler


def log_a_case(opened: Opened, _: Path) -> None:
    fields = {"subject": "Pothole", "account": "A long story. " * 4_000}
    for _turn in range(40):  # the write-ahead log may have room left from before
        opened.store.write(lambda s: open_case(s, me(s, opened), fields=fields, at=AT, anonymous=True))


def keep_a_draft(opened: Opened, _: Path) -> None:
    for turn in range(40):
        given: dict[str, Any] = {"kind": "slip", "key": str(turn), "payload": {"words": "x" * 60_000}}
        opened.store.write(lambda s, g=given: save_draft(s, me(s, opened), **g, parked=False, at=AT))  # type: ignore[misc]


def attach(opened: Opened, _: Path) -> None:
    blob = opened.blobs.put(io.BytesIO(os.urandom(1 << 20)))
    given: dict[str, Any] = {"name": "a.bin", "media_type": "", "size": blob.size, "address": blob.address}
    opened.store.write(lambda s: add_attachment(s, me(s, opened), **given, at=AT, case_id=1))


def bring_in(opened: Opened, out: Path) -> None:
    table = out.parents[1] / "table.csv"  # on the good disk
    lines = [f"{n},2026-03-01,Open,{'Pothole ' * 20}{n},{n} Elm Street" for n in range(3_000)]
    table.write_text("Case Number,Opened Date,Status,Subject,Address\n" + "\n".join(lines), encoding="utf-8")
    prepared = prepare(table)
    opened.store.write(lambda s: run_import(s, me(s, opened), prepared, at=AT, rejects=out / "rejects.csv"))


def copy_out(opened: Opened, out: Path) -> None:
    address = opened.store.read(lambda s: s.connection().exec_driver_sql("SELECT address FROM attachment").scalar())
    opened.blobs.copy_to(str(address), out / "letter.pdf")


def print_a_month(opened: Opened, out: Path) -> None:
    opened.store.read(
        lambda s: make_report(s, me(s, opened), "monthly", {"month": "2026-10"}, path=out / "m.pdf", at=AT)
    )


def print_the_key(_: Opened, out: Path) -> None:
    letterhead = Letterhead.of({"city": "Halbrook"})
    given: dict[str, Any] = {"file_name": "office.liaison", "key": "AAAA-BBBB", "made_at": AT, "person": "M. M."}
    draw_recovery_sheet(out / "key.pdf", letterhead=letterhead, **given)


def back_up(opened: Opened, out: Path) -> None:
    secrets = secrets_of(opened.data_key, opened.paths.keys)
    make_backup(Source(opened.paths, opened.store.engine, secrets), out, at=AT, zone=UTC)


IN_THE_OFFICE: dict[str, Act] = {
    "a case": log_a_case,
    "a draft": keep_a_draft,
    "an attachment": attach,
    "an old table": bring_in,
    "a new password": lambda opened, _: opened.vault.set_password(opened.data_key, LOGIN, "another long password"),
    "a new recovery key": lambda opened, _: renew_recovery(opened, AT),
}
ELSEWHERE: dict[str, Act] = {
    "a list as CSV": lambda _, out: write_csv(out / "list.csv", ("Number", "Words"), ROWS),
    "a list as a workbook": lambda _, out: write_xlsx(out / "list.xlsx", ("Number", "Words"), ROWS),
    "a copy of an attachment": copy_out,
    "a report": print_a_month,
    "a recovery sheet": print_the_key,
    "what this computer remembers": lambda _, out: write_settings(Settings(), out / "config.toml"),
    "a backup": back_up,
}


@pytest.mark.parametrize("name", [*IN_THE_OFFICE, *ELSEWHERE])
def test_that_a_full_disk_is_told_and_nothing_is_lost(disk: Path, name: str) -> None:
    act = (IN_THE_OFFICE | ELSEWHERE)[name]
    opened = enter(OfficePaths(disk / "office"))
    before = _files(disk / "out")
    filler = fill(disk)
    with pytest.raises(Unavailable) as told:
        act(opened, disk / "out")
    assert any(word in told.value.sentence for word in (" full", " room", "used up")), told.value.sentence
    assert _files(disk / "out") == before
    filler.unlink()
    act(opened, disk / "out")
    opened.close()
    again = enter(OfficePaths(disk / "office")) if name != "a new password" else None
    if again is not None:
        assert findings(again) == []
        again.close()


@pytest.mark.parametrize("name", ELSEWHERE)
def test_that_a_folder_that_may_only_be_read_is_told(disk: Path, name: str) -> None:
    opened = enter(OfficePaths(disk / "office"))
    read_only(disk / "out")
    with pytest.raises(AppError) as told:
        ELSEWHERE[name](opened, disk / "out")
    assert told.value.sentence.endswith(".")
    opened.close()


def test_that_an_office_that_may_only_be_read_is_told(disk: Path) -> None:
    read_only(disk / "office")
    with pytest.raises(Unavailable, match="may only be read"):
        enter(OfficePaths(disk / "office"))


@pytest.mark.parametrize("name", ELSEWHERE)
def test_that_a_folder_that_went_away_is_told(disk: Path, name: str) -> None:
    opened = enter(OfficePaths(disk / "office"))
    shutil.rmtree(disk / "out")
    sentence = ""
    try:
        ELSEWHERE[name](opened, disk / "out")
    except AppError as told:
        sentence = told.sentence
    assert sentence.endswith(".") or (disk / "out").exists()  # it was told, or the folder was made again
    opened.close()


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_that_an_office_that_may_only_be_read_is_told_with_a_way_on(
    disk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LIAISON_LOGIN", LOGIN)
    monkeypatch.setenv("LIAISON_PASSWORD", PASSWORD)
    read_only(disk / "office")
    assert cli.main(["case", "list", "--data-dir", str(disk / "office")]) == 1
    told = capsys.readouterr().err
    assert str(disk / "office") in told and "may only be read" in told and "Ask who may let you" in told
    assert cli.main(["case", "open", "Hole", "--anonymous", "--data-dir", str(disk / "office")]) == 1
    assert "may only be read" in capsys.readouterr().err
