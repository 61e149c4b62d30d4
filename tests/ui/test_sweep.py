"""Cycles are searched for in the UI thread only."""

from __future__ import annotations

import gc
import threading
from pathlib import Path
from typing import Any
from weakref import WeakSet

import pytest

from app.ui import sweep
from app.ui.jobs import Jobs
from app.ui.messages import Messages
from tests.factories import make_store


class Knot:
    """Refers to itself, and tells which thread took it away."""

    def __init__(self, told: list[str]) -> None:
        self.me, self.told = self, told

    def __del__(self) -> None:
        self.told.append(threading.current_thread().name)


def test_that_no_worker_takes_away_what_the_window_made(
    qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "_sweepers", WeakSet())  # what other tests have left is not counted
    told: list[str] = []
    store = make_store(tmp_path)
    jobs = Jobs(store, messages=Messages(log_folder=tmp_path))
    for _ in range(5):
        Knot(told)
    jobs.read(lambda s: [[] for _ in range(200_000)], then=lambda _: None, owner=jobs)
    qtbot.waitUntil(lambda: jobs.idle)
    assert not gc.isenabled()
    gc.collect()
    jobs.close()
    store.close()
    assert told == [threading.main_thread().name] * 5 and gc.isenabled()
