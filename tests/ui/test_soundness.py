"""Damage is told soon after the sign-in, with a way on."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from app.errors import Unavailable
from app.queries import checks
from app.queries.checks import damaged_pages
from app.store import Store, open_engine
from app.ui.messages import Kind
from app.ui.soundness import LARGEST, Soundness
from tests.factories import KEY, make_case, make_store
from tests.ui.seat import seated, settle

PAGE = 4096


def damaged(path: Path) -> Store:
    """An office with a page that is not as it was written, but is not read at the opening."""
    whole = path.read_bytes()
    for page in range(len(whole) // PAGE - 1, 0, -1):
        data = bytearray(whole)
        data[page * PAGE + 100] ^= 1
        path.write_bytes(data)
        with contextlib.suppress(Unavailable):
            return Store(open_engine(path, KEY))
    raise AssertionError


@pytest.mark.parametrize("told", [False, True])
def test_that_a_damaged_page_is_told_and_a_sound_file_is_not(tmp_path: Path, qtbot, told: bool) -> None:
    make_store(tmp_path).close()
    path = tmp_path / "office.liaison"
    store = damaged(path) if told else Store(open_engine(path, KEY))
    with seated(store, tmp_path) as seat:
        said: list[str] = []
        seat.messages.said.connect(lambda message: said.append(message.text) if message.kind is Kind.PROBLEM else None)
        seat.messages.attach(lambda _: None)
        Soundness(seat).look()
        settle(qtbot, seat)
        assert len(said) == told
        assert all("estore the last backup" in text for text in said)
    store.close()


def test_that_a_very_large_file_is_left_to_the_daily_backup(tmp_path: Path, qtbot, monkeypatch) -> None:
    assert LARGEST >= 1 << 30
    store = make_store(tmp_path)
    with seated(store, tmp_path) as seat:
        seat.paths.database.write_bytes(b"x" * 100)
        monkeypatch.setattr("app.ui.soundness.LARGEST", 10)
        monkeypatch.setattr("app.ui.soundness.WAIT_MS", 0)
        looked: list[int] = []
        soundness = Soundness(seat)
        monkeypatch.setattr(soundness, "look", lambda: looked.append(1))
        soundness.start()
        qtbot.wait(50)
        assert looked == []
    store.close()


def test_that_a_look_ends_at_once_when_it_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "LOOK_EVERY", 10)
    store = make_store(tmp_path)
    asked: list[bool] = []

    def stop() -> bool:
        asked.append(True)
        return True

    assert store.read(lambda s: damaged_pages(s, stop=stop)) is False
    assert store.read(lambda s: damaged_pages(s, stop=lambda: False)) is False
    assert asked
    store.write(make_case)
    store.close()
