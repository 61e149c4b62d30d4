"""Nobody comes in twice by the command line without a word."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app import cli
from app.config import OfficePaths
from app.demo import PASSWORD, make_demo
from tests.e2e.test_cli_mail import Run
from tests.factories import AT


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "office"
    make_demo(OfficePaths(folder), cases=20, seed=3, at=AT)
    return folder


@pytest.fixture
def run(made: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("LIAISON_DATA_DIR", str(made))
    monkeypatch.setenv("LIAISON_LOGIN", "mmulcahy")
    monkeypatch.setenv("LIAISON_PASSWORD", PASSWORD)

    def run(*words: str) -> tuple[int, str, str]:
        code = cli.main(words)
        return (code, *capsys.readouterr())

    return run


def test_that_a_sure_twin_is_added_only_where_that_is_said(run: Run) -> None:
    add = ("person", "add", "Zebulon Quixworth", "--phone", "617-555-0142")
    number = int(run(*add)[1])
    code, out, told = run(*add)
    assert (code, out) == (1, "")
    assert f"Zebulon Quixworth (id {number}): same phone, same name" in told and "--new" in told
    code, out, _ = run(*add, "--new", "--json")
    made = json.loads(out)
    assert code == 0 and made["id"] != number and number in [each["id"] for each in made["likely"]]


def test_that_somebody_of_a_like_name_is_added_and_told(run: Run) -> None:
    number = int(run("person", "add", "Persephone Vandergriff")[1])
    code, out, told = run("person", "add", "Persephone Vandergrif", "--email", "p@x.example")
    assert code == 0 and int(out) != number
    assert f"It may be Persephone Vandergriff (id {number}): similar name." in told
    assert run("person", "add", "Nobody Elsewhere")[2] == ""
