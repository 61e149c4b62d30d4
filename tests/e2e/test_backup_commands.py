"""Backups by the command line, as a script would make and restore them."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from tests.backups import OTHERS, PASSWORD, Desk, enter, flip, make_small_office, open_desk


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = open_desk(tmp_path)
    made.opened.close()
    monkeypatch.setenv("LIAISON_DATA_DIR", str(made.paths.data_dir))
    monkeypatch.setenv("LIAISON_LOGIN", "mmulcahy")
    monkeypatch.setenv("LIAISON_PASSWORD", PASSWORD)
    return made


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_that_a_backup_is_made_listed_and_read(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    made = answer(capsys, "backup")
    assert made["verified"] and made["counts"]["cases"] == 1
    (listed,) = answer(capsys, "backup", "list")
    assert listed["name"] == made["name"] and listed["number"] == 1
    assert answer(capsys, "backup", "verify", "1")["verified"]
    assert main(["backup", "list"]) == 0
    assert made["name"] in capsys.readouterr().out
    assert main(["backup", "verify", "2"]) == 1
    assert "There is 1 backup in" in capsys.readouterr().err


def test_that_a_list_needs_no_password(desk: Desk, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIAISON_PASSWORD")
    assert answer(capsys, "backup", "list") == []


def test_that_a_backup_is_restored_to_a_new_folder(desk: Desk, capsys, tmp_path: Path) -> None:
    made = answer(capsys, "backup")
    there = tmp_path / "there"
    assert answer(capsys, "restore", made["folder"], "--to", str(there))["data_dir"] == str(there)
    assert main(["--data-dir", str(there), "check", "--deep"]) == 0
    assert "sound" in capsys.readouterr().out


def test_that_a_backup_takes_the_place_of_the_office(desk: Desk, capsys) -> None:
    answer(capsys, "backup")
    answer(capsys, "case", "open", "Hole in the road", "--anonymous")
    assert answer(capsys, "case", "list")["count"] == 2
    done = answer(capsys, "restore", "1", "--swap")
    assert Path(done["before"]).name.startswith("before-restore-")
    assert answer(capsys, "case", "list")["count"] == 1
    assert main(["check", "--deep"]) == 0


def test_that_a_damaged_office_is_restored_by_the_recovery_key(desk: Desk, capsys, monkeypatch) -> None:
    answer(capsys, "backup")
    flip(desk.paths.database, 5000)
    monkeypatch.setenv("LIAISON_RECOVERY", desk.recovery)
    assert main(["restore", "1", "--swap", "--recovery"]) == 0
    assert main(["check", "--deep"]) == 0


def test_that_a_restore_by_number_takes_another_folder_and_names_the_next_step(desk: Desk, capsys, tmp_path) -> None:
    (tmp_path / "stick").mkdir()
    made = answer(capsys, "backup", "--to", str(tmp_path / "stick"))
    there = tmp_path / "there"
    assert main(["restore", "1", "--from", str(tmp_path / "stick"), "--to", str(there)]) == 0
    assert f'liaison --data-dir "{there}"' in capsys.readouterr().out
    words = ("restore", made["name"], "--from", str(tmp_path / "stick"), "--to", str(tmp_path / "again"))
    assert answer(capsys, *words)["backup"] == made["name"]


def test_that_a_recovery_key_that_is_not_given_is_asked_for_by_its_name(desk: Desk, capsys, monkeypatch) -> None:
    answer(capsys, "backup")
    monkeypatch.delenv("LIAISON_RECOVERY", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main(["restore", "1", "--swap", "--recovery"]) == 1
    assert capsys.readouterr().err == "Give the recovery key when asked for it, or set LIAISON_RECOVERY.\n"


def test_that_damage_and_rights_are_told_in_a_sentence(desk: Desk, capsys, monkeypatch, tmp_path: Path) -> None:
    made = answer(capsys, "backup")
    monkeypatch.setenv("LIAISON_LOGIN", "sortiz")
    monkeypatch.setenv("LIAISON_PASSWORD", OTHERS)
    assert main(["restore", "1", "--to", str(tmp_path / "x")]) == 1
    assert "may not change the office" in capsys.readouterr().err
    assert main(["backup", "--to", str(tmp_path / "stick")]) == 1
    assert not (tmp_path / "stick").exists()
    flip(Path(made["folder"]) / "office.liaison")
    assert main(["backup", "verify"]) == 1
    assert "damaged" in capsys.readouterr().err
    assert main(["restore", str(tmp_path / "none"), "--to", str(tmp_path / "x")]) == 1
    assert "no folder of a backup" in capsys.readouterr().err


def test_that_another_offices_backup_is_told(desk: Desk, capsys, monkeypatch, tmp_path: Path) -> None:
    other, _ = make_small_office(tmp_path / "other")
    (tmp_path / "stick").mkdir()
    assert answer(capsys, "--data-dir", str(other.data_dir), "backup", "--to", str(tmp_path / "stick"))["verified"]
    assert main(["backup", "verify", "--from", str(tmp_path / "stick")]) == 1
    assert "another office" in capsys.readouterr().err
    assert main(["restore", str(next((tmp_path / "stick").glob("liaison-*"))), "--swap"]) == 1
    assert "another office" in capsys.readouterr().err


def test_that_a_folder_for_backups_that_cannot_serve_is_told(desk: Desk, capsys, tmp_path: Path) -> None:
    assert main(["backup", "--to", str(tmp_path / "none" / "stick")]) == 1
    assert "is not there" in capsys.readouterr().err
    assert main(["backup", "--to", str(tmp_path / "stick")]) == 1
    assert "make the folder first" in capsys.readouterr().err and not (tmp_path / "stick").exists()
    for own in (desk.paths.data_dir, desk.paths.copies):
        assert main(["backup", "--to", str(own)]) == 1
        assert "folder of the office itself" in capsys.readouterr().err
    assert not list(desk.paths.data_dir.glob("*/liaison-*"))


def test_that_an_open_office_is_told_before_all_is_copied(desk: Desk, capsys) -> None:
    answer(capsys, "backup")
    there = enter(desk.paths)
    assert main(["restore", "1", "--swap"]) == 1
    assert "another window or program" in capsys.readouterr().err
    assert not list(desk.paths.data_dir.glob(".restored-*"))
    there.close()
