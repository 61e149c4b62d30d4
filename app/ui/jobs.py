"""Store work off the UI thread: one writer, two readers, a thread of its own for long work."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from shiboken6 import isValid
from sqlmodel import Session

from app.changes import Changes
from app.errors import AppError, NotAllowed
from app.store import Written
from app.ui.job import Callback, Door, Job, NoStore
from app.ui.messages import Messages
from app.ui.sweep import Sweeper
from app.ui.watch import Everything, Watch
from app.ui.work import Progress, Stopped, Work

T = TypeVar("T")
Failed = Callable[[AppError], object]
Ended = Callable[[], object]

READERS = 2
LONG_AT_ONCE = 4
POLL_MS = 30_000
"""How often other seats are looked for (ARCHITECTURE: every 30 s and when the window is activated)."""


class Jobs(QObject):
    """The UI's way to the database.

    Every callback runs in the UI thread, in a later turn of the event loop, and only while its `owner` lives.
    An AppError goes to `failed` (or, without one, to messages); anything else is a bug and goes to the bug
    dialog. `ended`, where given, is called last in every case, but when a newer question took the place.
    Without a store `read` and `write` are refused with Unavailable, while `run` works (sign-in derives its key
    there).
    """

    changed = Signal(object)
    """Changes of each write of ours, or Everything when another seat wrote or a store came."""
    refused = Signal(object)
    """The NotAllowed of each question and act that was refused, after its own `failed` was called."""
    became_idle = Signal()
    busy = Signal(bool)
    _done = Signal(object)
    _progressed = Signal(object, object, object, object)
    _announced = Signal(object)

    def __init__(self, store: Door | None = None, *, messages: Messages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("jobs")
        self.messages = messages
        self._store = store
        self._jobs: dict[int, Job] = {}
        self._newest: dict[tuple[int, str], int] = {}
        self._number = 0
        self._loud = 0
        self._closed = False
        self._watch = Watch()
        self._sweeper = Sweeper(self)
        self._writer = ThreadPoolExecutor(1, "writer")
        self._readers = ThreadPoolExecutor(READERS, "reader")
        self._longs = ThreadPoolExecutor(LONG_AT_ONCE, "long")
        self._done.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._progressed.connect(self._tell_progress, Qt.ConnectionType.QueuedConnection)
        self._announced.connect(self._announce, Qt.ConnectionType.QueuedConnection)
        self._start_polling()

    # -- asking ---------------------------------------------------------------------------------------------

    def read(
        self,
        question: Callable[[Session], T],
        *,
        then: Callable[[T], object],
        failed: Failed | None = None,
        ended: Ended | None = None,
        owner: QObject,
        key: str | None = None,
    ) -> None:
        """Ask on a reader thread. With a `key`, a later question of the same owner and key takes this one's place."""
        door = self._door
        job = _job(lambda: door.read(question), then, failed, ended, owner)
        job.key = (id(owner), key) if key is not None else None
        self._submit(self._readers, job)

    def write(
        self,
        act: Callable[[Session], T],
        *,
        then: Callable[[T], object] | None = None,
        failed: Failed | None = None,
        ended: Ended | None = None,
        owner: QObject,
    ) -> None:
        """Do an act on the writer thread, in the order asked; `changed` follows `then`, whoever still lives."""
        door = self._door
        job = _job(lambda: door.write(act), then, failed, ended, owner)
        job.writes = True
        self._submit(self._writer, job)

    def run(
        self,
        work: Callable[[Work], T],
        *,
        then: Callable[[T], object] | None = None,
        failed: Failed | None = None,
        ended: Ended | None = None,
        progress: Progress | None = None,
        owner: QObject,
    ) -> Work:
        """Long work on a thread of its own: imports, reports, keys. The answer's `cancel` stops it at its next step.

        `work` is given the Work, with `read`, `write` (through the writer thread), `progress` and `cancelled`.
        Stopped work calls `ended` only.
        """
        number, door = self._number + 1, self._door

        def tell(done: int, total: int, text: str) -> None:
            self._emit(self._progressed, number, done, total, text)

        def write(act: Callable[[Session], object]) -> object:
            return self._write_from_afar(door, act)

        handle = Work(read=door.read, write=write, tell=tell, told=Callback(progress))
        job = _job(lambda: work(handle), then, failed, ended, owner)
        job.handle = handle
        self._submit(self._longs, job)
        return handle

    def write_and_wait(self, act: Callable[[Session], T]) -> T:
        """Write and wait, after the writes asked before: only for the last moment before a lock or close.

        Raises what the store raises.
        """
        door = self._door
        written = self._writer.submit(lambda: door.write(act)).result()
        self._announce(written.changes)
        return written.result

    # -- state ----------------------------------------------------------------------------------------------

    @property
    def idle(self) -> bool:
        """Whether nothing is on its way."""
        return not self._jobs

    @property
    def has_store(self) -> bool:
        """Whether an office file is open."""
        return self._store is not None

    def use(self, store: Door) -> None:
        """An office file was opened (sign-in, unlock): everybody asks again."""
        self._store = store
        self._watch = Watch()
        self.poll()
        self.changed.emit(Everything())

    def lock(self) -> None:
        """Finish the writes, drop what is being read or done at length (only `ended` is called), forget the store.

        Forms are still told how their writes ended; later reads and writes are refused.
        """
        self._settle()
        self._store = None

    def close(self) -> None:
        """Wait for the writer, drop the readers, end the threads. Nothing is delivered afterwards."""
        if self._closed:
            return
        self._settle()
        self._closed = True
        self._timer.stop()
        for pool in (self._longs, self._writer, self._readers):
            pool.shutdown(wait=True, cancel_futures=True)
        self._sweeper.stop()
        self._jobs.clear()

    def poll(self) -> None:
        """Look whether another seat wrote; if so `changed` is given Everything."""
        if self._store is not None:
            job = _job(self._store.version, self._seen_version, _ignore, None, self)
            job.quiet = True
            self._submit(self._readers, job)

    # -- inside ---------------------------------------------------------------------------------------------

    @property
    def _door(self) -> Door:
        return self._store if self._store is not None else NoStore()

    def _settle(self) -> None:
        for job in self._jobs.values():
            job.dropped = job.dropped or not job.writes
            if job.handle is not None:
                job.handle.cancel()
        self._writer.submit(_nothing).result()

    def _submit(self, pool: ThreadPoolExecutor, job: Job) -> None:
        if self._closed:
            return
        self._number += 1
        self._jobs[self._number] = job
        self._take_place(job)
        self._loud += 0 if job.quiet else 1
        if self._loud == 1 and not job.quiet:
            self.busy.emit(True)
        pool.submit(self._work, self._number)

    def _take_place(self, job: Job) -> None:
        if job.key is None:
            return
        older = self._jobs.get(self._newest.get(job.key, 0))
        if older is not None:
            older.superseded = True
        self._newest[job.key] = self._number

    def _work(self, number: int) -> None:
        """In a worker: do it and say so; no reference to the job may outlive that word."""
        self._jobs[number].do()
        self._emit(self._done, number)

    def _emit(self, signal: Any, *args: object) -> None:
        if not self._closed and isValid(self):
            signal.emit(*args)

    def _deliver(self, number: int) -> None:
        job = self._jobs.pop(number, None)
        if job is None:
            return
        if job.key is not None and self._newest.get(job.key) == number:
            del self._newest[job.key]
        try:
            self._tell(job)
        finally:
            self._finish(job)

    def _tell(self, job: Job) -> None:
        if job.error is None:
            self._succeed(job)
        elif isinstance(job.error, AppError):
            self._fail(job, job.error)
            if isinstance(job.error, NotAllowed):
                self.refused.emit(job.error)
        elif not isinstance(job.error, Stopped):
            self.messages.bug(job.error)

    def _succeed(self, job: Job) -> None:
        written = job.answer if job.writes and isinstance(job.answer, Written) else None
        try:
            if job.is_wanted:
                job.then(written.result if written else job.answer)
        finally:
            if written is not None:
                self._announce(written.changes)

    def _fail(self, job: Job, error: AppError) -> None:
        if not job.is_wanted:
            return
        if job.failed:
            job.failed(error)
        elif self.has_store:  # behind the lock nobody is there to be told
            self.messages.problem(error.sentence)

    def _finish(self, job: Job) -> None:
        try:
            if job.is_waited_for:
                job.ended()
        finally:
            self._loud -= 0 if job.quiet else 1
            if self._loud == 0 and not job.quiet:
                self.busy.emit(False)
            if self.idle:
                self.became_idle.emit()

    def _announce(self, changes: Changes) -> None:
        self._watch.wrote(changes)
        if changes:
            self.changed.emit(changes)

    def _tell_progress(self, number: int, done: int, total: int, text: str) -> None:
        job = self._jobs.get(number)
        if job is not None and job.is_wanted and job.handle is not None:
            job.handle.told(done, total, text)

    def _write_from_afar(self, door: Door, act: Callable[[Session], T]) -> T:
        """In a long thread: let the one writer do it, wait, and have the UI thread announce it."""
        written = self._writer.submit(lambda: door.write(act)).result()
        self._emit(self._announced, written.changes)
        return written.result

    def _seen_version(self, version: tuple[int, int]) -> None:
        if self._watch.is_news(version[1]):
            self.changed.emit(Everything())

    def _start_polling(self) -> None:
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self.poll)
        self._timer.start()
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._activated)

    def _activated(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self.poll()


def _job(
    work: Callable[[], Any],
    then: Callable[[T], object] | None,
    failed: Failed | None,
    ended: Ended | None,
    owner: QObject,
) -> Job:
    return Job(work=work, owner=weakref.ref(owner), then=Callback(then), failed=Callback(failed), ended=Callback(ended))


def _nothing() -> None:
    """For the writer, to see that it has done everything before."""


def _ignore(_: AppError) -> None:
    """A look at other seats that could not be had: the next one tells."""
