"""What the tests of the command line share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app import cli
from app.demo import PASSWORD

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(made: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run words as the Director of the module's office, in this process; gives exit code, output and what was told."""
    monkeypatch.setenv("LIAISON_DATA_DIR", str(made))
    monkeypatch.setenv("LIAISON_LOGIN", "mmulcahy")
    monkeypatch.setenv("LIAISON_PASSWORD", PASSWORD)

    def run(*words: str) -> tuple[int, str, str]:
        code = cli.main(words)
        return (code, *capsys.readouterr())

    return run
