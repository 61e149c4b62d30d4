"""What the tests of the window stand on: an office, a seat at it, and the window around it.

A module that wants more in its office fills the `store` it is given in a fixture of the same name; one that wants
another role or another size of the window says so in a fixture `role` or `room`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.models import Role
from app.store import Store
from app.ui.main_window import MainWindow
from app.ui.seat import Seat
from tests.factories import make_store
from tests.ui.seat import put_away, put_up_window, seated


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An office with nothing in it but its Director."""
    made = make_store(tmp_path)
    yield made
    made.close()


@pytest.fixture
def role() -> Role:
    """Who sits at the seat."""
    return Role.DIRECTOR


@pytest.fixture
def seat(qapp: QApplication, store: Store, tmp_path: Path, role: Role) -> Iterator[Seat]:
    """The seat of the Director, or of a new staff member of `role`."""
    with seated(store, tmp_path, role) as made:
        yield made


@pytest.fixture
def room() -> tuple[int, int]:
    """How large the window is."""
    return (1440, 900)


@pytest.fixture
def window(qtbot, seat: Seat, room: tuple[int, int]) -> Iterator[MainWindow]:
    """The window on its first page, with all that it asked for answered."""
    made = put_up_window(qtbot, seat, room)
    yield made
    put_away(qtbot, made)
