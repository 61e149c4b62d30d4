"""A seat for tests of pages and forms: somebody is signed in on a made-up office."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.authority import Actor
from app.blobs import Blobs
from app.config import OfficePaths
from app.models import Role
from app.store import Store
from app.ui.jobs import Jobs
from app.ui.messages import Messages
from app.ui.seat import Seat, find_reference
from tests.factories import AT, KEY, director, make_staff


def make_seat(store: Store, tmp_path: Path, role: Role = Role.DIRECTOR) -> Seat:
    """The Director's seat, or that of a new staff member of `role`; its clock stands at AT.

    Close it with `seat.jobs.close()` and `store.close()`, or use `seated`.
    """
    me: Actor = store.write(lambda s: director(s) if role is Role.DIRECTOR else make_staff(s, role)).result
    paths = OfficePaths(tmp_path / "office")
    paths.make()
    jobs = Jobs(store, messages=Messages(log_folder=paths.log))
    seat = Seat(
        jobs, me=me, reference=store.read(find_reference), paths=paths, blobs=Blobs(paths.attachments, KEY), parent=None
    )
    seat.clock = lambda: AT
    return seat


@contextmanager
def seated(store: Store, tmp_path: Path, role: Role = Role.DIRECTOR) -> Iterator[Seat]:
    """A seat that is closed at the end."""
    seat = make_seat(store, tmp_path, role)
    try:
        yield seat
    finally:
        seat.jobs.close()
        seat.deleteLater()


def settle(qtbot, seat: Seat) -> None:
    """Wait until everything asked has been answered, also what the answers asked for."""
    qtbot.waitUntil(lambda: seat.jobs.idle, timeout=10_000)
