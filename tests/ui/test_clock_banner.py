"""The line that tells of a clock behind history, and the act that sets it right."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt

from app.authority import actor
from app.models import Role
from app.queries.clock import seen_ahead
from app.services.history import record
from app.store import Store
from app.ui.clock_banner import ClockBanner
from tests.factories import AT
from tests.ui.seat import seated, settle
from tests.ui.told import faults


def shown(qtbot, seat) -> ClockBanner:
    banner = ClockBanner(seat)
    qtbot.addWidget(banner)
    banner.look()
    settle(qtbot, seat)
    return banner


def run_ahead(store: Store) -> None:
    later = AT + timedelta(days=3_650)
    store.write(lambda s: record(s, None, "backed up", subject="office", subject_id=None, at=later))


def test_that_a_right_clock_is_not_spoken_of(qtbot, store: Store, tmp_path: Path) -> None:
    with seated(store, tmp_path) as seat:
        assert shown(qtbot, seat).isHidden()


def test_that_a_lapsed_director_sets_the_clock_right_in_two_steps(qtbot, store: Store, tmp_path: Path) -> None:
    run_ahead(store)
    with seated(store, tmp_path) as seat:
        seat.set_me(store.read(lambda s: actor(s, 1, AT)))
        banner = shown(qtbot, seat)
        assert not banner.isHidden() and "2036" in banner.accessibleName() and "2026" in banner.accessibleName()
        assert faults(banner) == []
        qtbot.mouseClick(banner.act, Qt.MouseButton.LeftButton)
        settle(qtbot, seat)
        assert "Is it" in banner.accessibleName() and store.read(lambda s: seen_ahead(s, AT)) is not None
        qtbot.mouseClick(banner.act, Qt.MouseButton.LeftButton)
        settle(qtbot, seat)
        assert banner.isHidden() and store.read(lambda s: seen_ahead(s, AT)) is None
        assert not seat.me.lapsed


def test_that_others_are_told_without_the_act(qtbot, store: Store, tmp_path: Path) -> None:
    with seated(store, tmp_path, Role.CLERK) as seat:
        run_ahead(store)
        banner = shown(qtbot, seat)
        assert not banner.isHidden() and banner.act.isHidden()
