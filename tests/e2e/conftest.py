"""What the tests of the command line share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Self

import pytest

from app import cli
from app.commands import desk
from app.demo import PASSWORD
from tests.factories import AT

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def now() -> datetime:
    """When the command line is asked: some days after AT, so that no appointment of the office has lapsed whatever the
    day of the test. A module whose office is made today says so in a fixture of the same name."""
    return AT + timedelta(days=4)


@pytest.fixture
def run(made: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run words as the Director of the module's office, in this process; gives exit code, output and what was told."""
    monkeypatch.setenv("LIAISON_DATA_DIR", str(made))
    monkeypatch.setenv("LIAISON_LOGIN", "mmulcahy")
    monkeypatch.setenv("LIAISON_PASSWORD", PASSWORD)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(now.timestamp(), tz)

    monkeypatch.setattr(desk, "datetime", Clock)

    def run(*words: str) -> tuple[int, str, str]:
        code = cli.main(words)
        return (code, *capsys.readouterr())

    return run
