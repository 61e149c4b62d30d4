"""The way into an office and out again: unlock, desk, lock. Imported while the password is typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from app.authority import Actor, LeftOffice, actor
from app.config import OfficePaths, resource_path
from app.errors import AppError, NotAllowed
from app.opening import Made, Opened, make_office, note_exit, open_office, open_with_recovery
from app.ui.backup_desk import BackupDesk
from app.ui.jobs import Jobs
from app.ui.known import Known
from app.ui.main_window import MainWindow
from app.ui.messages import Messages
from app.ui.seat import Reference, Seat, find_reference
from app.ui.soundness import Soundness
from app.ui.work import Work
from app.vault import Cost


def demo_names() -> list[Known]:
    """Who works in the made-up office, its Director first."""
    data = json.loads(resource_path("demo", "halbrook.json").read_text(encoding="utf-8"))
    return [Known(login, name) for name, login, *_ in data["staff"]]


class _Entered(NamedTuple):
    opened: Opened
    me: Actor
    reference: Reference


class Entry(QObject):
    """One per program: holds the jobs, the lock of the folder, and the office while it is open."""

    entered = Signal(object)
    """The MainWindow, ready to be shown."""
    refused = Signal(object)
    """The AppError for which it could not be opened."""
    told = Signal(str, int, int)
    """What is being done at length; how much of how much, 0 where nobody knows."""
    made = Signal(object)
    """A new office stands: its Made (the recovery key)."""
    turned_away = Signal(object)
    """Who is signed in is on the staff list no more: the LeftOffice that says so. The office is to be locked."""

    def __init__(self, messages: Messages, parent: QObject | None = None, *, cost: Cost | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("entry")
        self.jobs = Jobs(messages=messages)
        self.jobs.refused.connect(self._refused)
        self.cost = cost
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.opened: Opened | None = None
        self.seat: Seat | None = None
        self.window: MainWindow | None = None

    # -- in -------------------------------------------------------------------------------------------------

    def unlock(self, paths: OfficePaths, login: str, password: str) -> None:
        """Open by password, off the UI thread; `entered` or `refused` follows."""
        self._run(
            paths,
            lambda told, at: open_office(paths, login, password, at, progress=told, cost=self.cost),
        )

    def recover(self, paths: OfficePaths, given: dict[str, str]) -> None:
        """Open by recovery key, with a new password; `entered` or `refused` follows."""
        self._run(
            paths,
            lambda told, at: open_with_recovery(
                paths,
                given["recovery"],
                login=given["login"],
                password=given["password"],
                at=at,
                progress=told,
                cost=self.cost,
            ),
        )

    def make(self, paths: OfficePaths, answers: dict[str, Any]) -> None:
        """Make a new office; `made` or `refused` follows."""
        at = self.clock()
        self.jobs.run(
            lambda _: make_office(paths, **answers, at=at, cost=self.cost),
            then=self._made,
            failed=self.refused.emit,
            owner=self,
        )

    def make_demo(self, paths: OfficePaths, *, cases: int = 1_500) -> None:
        """Open the made-up office, made first where it is not there yet; `entered` or `refused` follows."""
        from app.demo import PASSWORD, make_demo

        at, cost = self.clock(), Cost.cheap()

        def work(w: Work) -> _Entered:
            if not paths.exists():
                make_demo(paths, cases=cases, seed=1, at=at, progress=w.progress, cost=cost)
            return self._enter(open_office(paths, demo_names()[0].login, PASSWORD, at, cost=cost), at)

        self.jobs.run(work, then=self._entered, failed=self.refused.emit, progress=self._tell, owner=self)

    def _run(self, paths: OfficePaths, way: Callable[[Callable[[str], None], datetime], Opened]) -> None:
        at = self.clock()

        def work(w: Work) -> _Entered:
            return self._enter(way(lambda text: w.progress(0, 0, text), at), at)

        self.jobs.run(work, then=self._entered, failed=self.refused.emit, progress=self._tell, owner=self)

    def _enter(self, opened: Opened, at: datetime) -> _Entered:
        """In the thread of the work: what the seat needs at once."""
        try:
            me = opened.store.read(lambda s: actor(s, opened.staff_id, at))
            return _Entered(opened, me, opened.store.read(lambda s: find_reference(s, at)))
        except BaseException:
            opened.close()
            raise

    def _tell(self, done: int, total: int, text: str) -> None:
        self.told.emit(text, done, total)

    def _made(self, made: Made) -> None:
        self.made.emit(made)

    def _entered(self, found: _Entered) -> None:
        self.opened = found.opened
        self.jobs.use(found.opened.store)
        paths, blobs = found.opened.paths, found.opened.blobs
        seat = Seat(self.jobs, me=found.me, reference=found.reference, paths=paths, blobs=blobs, parent=self)
        seat.opened, seat.clock = found.opened, self.clock
        self.seat = seat
        seat.drafts.loaded.connect(self._stand)
        seat.drafts.load()

    def _stand(self) -> None:
        """Drafts are known: pages can be made."""
        if self.window is not None or self.seat is None:
            return
        if self.opened is not None:
            self.seat.backups = BackupDesk(self.seat, self.opened, self.seat)
        self.window = MainWindow(self.seat)
        if self.seat.backups is not None:
            self.seat.backups.start()
        Soundness(self.seat).start()
        self.entered.emit(self.window)

    # -- out ------------------------------------------------------------------------------------------------

    def _refused(self, error: NotAllowed) -> None:
        """At the next thing asked, whoever asked it: a window may stand open when somebody is let go."""
        if isinstance(error, LeftOffice) and self.opened is not None:
            self.turned_away.emit(error)

    def lock(self, *, hand_over: bool = False) -> None:
        """Keep the drafts, forget the key, close the file. The window is for its holder to take away.

        With `hand_over` key and file stay, for work that has them alone and closes them.
        """
        if self.opened is None or self.seat is None:
            return
        if self.window is not None:
            self.window.leave()
        self.seat.locking.emit()
        problem = self._kept()
        self.jobs.lock()
        if not hand_over:
            self.opened.close()
        self.seat.deleteLater()
        self.opened = self.seat = self.window = None
        if problem is not None:
            self.refused.emit(problem)

    def _kept(self) -> AppError | None:
        """Write what waits; gives why it could not be, since the lock comes all the same."""
        assert self.seat is not None
        me, at = self.seat.me.id, self.clock()
        try:
            self.seat.drafts.flush()
            self.jobs.write_and_wait(lambda s: note_exit(s, me, at))
        except AppError as error:
            return error
        return None

    def close(self) -> None:
        """Lock and end the threads."""
        self.lock()
        self.jobs.close()
