"""What the tests of one part stand on: an office with nothing in it but its Director."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from app.authority import Actor
from app.store import Store
from tests.backups import Desk, open_desk
from tests.factories import director, make_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An office of the test's own; a module that wants more in it fills it in a fixture of the same name."""
    made = make_store(tmp_path)
    yield made
    made.close()


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    """A transaction in it that is never committed."""
    with Session(store.engine) as made:
        yield made


@pytest.fixture
def me(store: Store) -> Actor:
    """Its Director."""
    return store.read(director)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An office on disk that can be backed up, open."""
    made = open_desk(tmp_path)
    yield made
    made.opened.close()
