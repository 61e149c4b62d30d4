"""A seat for tests of pages and forms: somebody is signed in on a made-up office."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtWidgets import QWidget

from app.authority import Actor
from app.blobs import Blobs
from app.config import OfficePaths
from app.models import Role
from app.store import Store
from app.ui.jobs import Jobs
from app.ui.main_window import MainWindow
from app.ui.messages import Messages
from app.ui.pages.case import CasePage
from app.ui.program import Program
from app.ui.seat import Seat, find_reference
from tests.factories import AT, KEY, director, make_case, make_contact, make_person, make_staff

W = TypeVar("W", bound=QWidget)
ROOM = (1256, 812)
"""What a page has in a window of 1440 × 900."""


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


def put_up(qtbot, seat: Seat, page: W, room: tuple[int, int] = ROOM, *, active: bool = False) -> W:
    """A page that is shown in a room of its own, active if wanted, with all that it asked for answered."""
    qtbot.addWidget(page)
    page.resize(*room)
    if active:
        with qtbot.waitActive(page):
            page.show()
    else:
        page.show()
    settle(qtbot, seat)
    return page


def put_up_case(qtbot, seat: Seat, case_id: int = 1) -> CasePage:
    """The page of a case."""
    page = put_up(qtbot, seat, CasePage(seat))
    page.show_case(case_id)
    settle(qtbot, seat)
    return page


def put_up_window(qtbot, seat: Seat, room: tuple[int, int] = (1440, 900)) -> MainWindow:
    """The whole window, on its first page; close it with `put_away`."""
    window = MainWindow(seat)
    qtbot.addWidget(window)
    window.resize(*room)
    window.show()
    window.start()
    settle(qtbot, seat)
    return window


def put_away(qtbot, window: MainWindow) -> None:
    """Close the window, with all that it asked for answered."""
    window.close()
    settle(qtbot, window.seat)


def end_program(program: Program) -> None:
    """Quit, and take back what the program put in place of Python's own hooks."""
    program.quit()
    hooks = getattr(program, "_hooks", None)
    if hooks is not None:
        hooks.remove()
    program.window.deleteLater()


def fill_drain(store: Store) -> None:
    """Mrs. Nguyễn’s storm drain, case 1, with a contact that hangs on it, and another case."""
    person = store.write(lambda s: make_person(s, "Nguyễn Thị Hoa", phone="617-555-0118")).result.id
    about: dict[str, Any] = {"person_id": person, "address": "48 Elm Street", "fields": {"category_id": 1}}
    store.write(lambda s: make_case(s, "Storm drain backs up", **about))
    store.write(lambda s: make_case(s, "Pothole"))
    store.write(lambda s: make_contact(s, "Water again", person_id=person, case_id=1))
