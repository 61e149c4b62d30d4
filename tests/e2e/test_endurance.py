"""The short form of `make endurance`: killed at any moment and damaged in every way, nothing is lost unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.config import OfficePaths
from tests.endurance import kills, mutations, office


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> OfficePaths:
    return office.make(tmp_path_factory.mktemp("endurance") / "made")


@pytest.mark.parametrize("way", kills.WAYS)
def test_that_a_kill_loses_nothing_that_was_confirmed(made: OfficePaths, tmp_path: Path, way: str) -> None:
    tally = kills.run(made, tmp_path, kills=2, seed=7, ways=[way])[way]
    assert tally.kills == 2
    assert tally.lost == []


def test_that_no_damage_goes_unseen_or_without_a_way_on(made: OfficePaths, tmp_path: Path) -> None:
    damaged = mutations.run(office.copy(made, tmp_path / "office"), times=75, seed=7)
    assert sum(tally.tried for tally in damaged.values()) >= 70
    assert [line for tally in damaged.values() for line in tally.wrong] == []
