"""Damage is told soon after the sign-in, with a way on."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.store import Store, open_engine
from app.ui.messages import Kind
from app.ui.soundness import LARGEST, Soundness
from tests.factories import KEY, make_store
from tests.ui.seat import seated, settle


@pytest.mark.parametrize(("place", "told"), [(None, 0), (-2_000, 1), (-60_000, 1)])
def test_that_a_damaged_page_is_told_and_a_sound_file_is_not(
    tmp_path: Path, qtbot, place: int | None, told: int
) -> None:
    make_store(tmp_path).close()
    path = tmp_path / "office.liaison"
    if place is not None:
        data = bytearray(path.read_bytes())
        data[place] ^= 1
        path.write_bytes(data)
    store = Store(open_engine(path, KEY))
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
