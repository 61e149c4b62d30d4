"""The made-up office in a folder of its own: marked as training, all or nothing, never over another."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.config import OfficePaths
from app.demo import PASSWORD, make_demo
from app.errors import Conflict, Invalid
from app.opening import open_office
from app.queries.office import calendar, office, staff
from tests.factories import AT


class Enough(Exception):
    """What stops the making."""


def test_that_it_is_marked_as_training_and_every_member_can_sign_in(tmp_path: Path) -> None:
    made = make_demo(OfficePaths(tmp_path / "demo"), cases=30, seed=1, at=AT)
    assert (made.password, made.cases) == (PASSWORD, 30)
    for login in (made.login, "ltran"):
        opened = open_office(OfficePaths(tmp_path / "demo"), login, made.password, AT)
        try:
            people = {row.login: row for row in opened.store.read(staff)}
            assert people["ltran"].languages == "English, Vietnamese"
            assert opened.store.read(office)["training"] is True
            assert "Patriots' Day" in opened.store.read(calendar).closures.values()
        finally:
            opened.close()


def test_that_nothing_is_left_when_it_is_stopped_and_it_can_be_made_again(tmp_path: Path) -> None:
    paths = OfficePaths(tmp_path / "demo")

    def stop(done: int, total: int, text: str) -> None:
        if text.startswith("Writing"):
            raise Enough

    with pytest.raises(Enough):
        make_demo(paths, cases=30, at=AT, progress=stop)
    assert not paths.exists()
    assert make_demo(paths, cases=10, at=AT).cases == 10


def test_that_an_office_that_stands_there_is_left_alone(tmp_path: Path) -> None:
    paths = OfficePaths(tmp_path / "demo")
    make_demo(paths, cases=10, at=AT)
    before = paths.keys.read_bytes()
    with pytest.raises(Conflict):
        make_demo(paths, cases=10, at=AT)
    with pytest.raises(Invalid):
        make_demo(OfficePaths(tmp_path / "other"), cases=0, at=AT)
    assert paths.keys.read_bytes() == before
