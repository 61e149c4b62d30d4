"""The key of the files changed by the command line, as after somebody has left."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.keyfile import read_keys
from app.opening import open_office
from tests.backups import CHEAP, OTHERS, PASSWORD, Desk, open_desk
from tests.factories import AT
from tests.unit.test_rekey import as_version_1


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


def test_that_the_key_is_changed_and_told(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    made = answer(capsys, "rekey")
    assert made["epoch"] == 1 and made["people"] == 2 and made["attachments"] == 1 and made["recovery_key"] == ""
    assert main(["rekey", "--new-sheet"]) == 0
    out = capsys.readouterr().out
    assert "Recovery key: " in out and "1 attachment," in out and read_keys(desk.paths.keys).epoch == 2
    assert main(["check", "--deep"]) == 0
    open_office(desk.paths, "sortiz", OTHERS, AT, cost=CHEAP).close()


def test_that_who_may_not_is_refused(desk: Desk, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIAISON_LOGIN", "sortiz")
    monkeypatch.setenv("LIAISON_PASSWORD", OTHERS)
    assert main(["rekey"]) == 1
    assert "may not add or remove staff" in capsys.readouterr().err
    assert main(["staff", "give-password", "mmulcahy"]) == 1
    assert "may not add or remove staff" in capsys.readouterr().err
    assert read_keys(desk.paths.keys).epoch == 0


def test_that_who_cannot_follow_is_named_and_gets_a_new_password(desk: Desk, capsys, monkeypatch) -> None:
    as_version_1(desk.paths.keys, {"sortiz": OTHERS})
    assert main(["rekey"]) == 1
    assert "handed to sortiz yet" in capsys.readouterr().err
    assert answer(capsys, "rekey", "--without")["dropped"] == ["sortiz"]
    first = answer(capsys, "staff", "give-password", "sortiz")["password"]
    open_office(desk.paths, "sortiz", first, AT, cost=CHEAP).close()
    assert main(["staff", "give-password", "sortiz"]) == 1
    assert "has a password" in capsys.readouterr().err
    assert main(["staff", "give-password", "nobody"]) == 1
    assert "Nobody on the staff list" in capsys.readouterr().err


def test_that_an_open_window_keeps_the_key_as_it_is(desk: Desk, capsys) -> None:
    there = open_office(desk.paths, "sortiz", OTHERS, AT, cost=CHEAP)
    assert main(["rekey"]) == 1
    assert "Close it there" in capsys.readouterr().err
    there.close()
    assert read_keys(desk.paths.keys).epoch == 0
