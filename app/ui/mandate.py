"""Who acts for the office as time goes by: asked anew when the clock passes a turn, or somebody changes a mandate."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from sqlmodel import Session

from app.authority import Actor
from app.changes import Changes
from app.errors import AppError
from app.queries.designating import turns_due
from app.queries.register import standing
from app.queries.register_rows import DesignationRow
from app.queries.turns import next_turn
from app.services.designations import note_turns
from app.ui.seat import Seat

TABLES = ("appointment", "absence", "designation", "staff")
LOOK_MS = 20_000
"""How long a computer that slept, or whose clock was set, may be behind; a look compares two times and no more."""


class _Found(NamedTuple):
    me: Actor
    acting: DesignationRow | None
    next_at: datetime | None
    turned: bool


class Mandate(QObject):
    """Knows the designation in force and keeps the rights of the seat up to date while the window is open.

    The services judge each act by themselves; this only lets the window show what they would say.
    """

    changed = Signal()
    """Who acts for the Director, or until when, is another than before."""

    def __init__(self, seat: Seat, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mandate")
        self._seat = seat
        self.acting: DesignationRow | None = None
        self.next_at: datetime | None = None
        self._asked_at: datetime | None = None
        self._is_on = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        seat.jobs.changed.connect(self._changed)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._activated)

    def start(self) -> None:
        """Look now, and from now on; turns that came while the program was closed go to history."""
        self._is_on = True
        self.ask()

    def stop(self) -> None:
        """Look no more."""
        self._is_on = False
        self._timer.stop()

    def look(self) -> None:
        """Ask where a turn has come, or the clock was set back; aim at the next."""
        now = self._seat.now()
        set_back = self._asked_at is not None and now < self._asked_at
        if set_back or (self.next_at is not None and now >= self.next_at):
            self.ask()
        else:
            self._aim()

    def ask(self) -> None:
        """Ask who acts, what I may do, and when that turns."""
        at = self._asked_at = self._seat.now()

        def question(session: Session, who: Actor) -> _Found:
            return _Found(who, standing(session, at), next_turn(session, at), turns_due(session, at))

        self._seat.ask(question, then=self._came, failed=self._refused, owner=self, key="mandate")

    def _note(self) -> None:
        """Let history hold what the clock has turned."""
        at = self._seat.now()
        self._seat.jobs.write(lambda s: note_turns(s, at), owner=self)

    def _came(self, found: _Found) -> None:
        before, self.acting, self.next_at = self.acting, found.acting, found.next_at
        self._seat.set_me(found.me)
        if before != self.acting:
            self.changed.emit()
        if found.turned:
            self._note()
        self._aim()

    def _refused(self, _: AppError) -> None:
        """The file cannot be read just now, of which whoever acts is told; who has left is locked out by the jobs."""
        self._aim()

    def _aim(self) -> None:
        if not self._is_on:
            return
        left = LOOK_MS
        if self.next_at is not None:
            left = min(left, max(1, round((self.next_at - self._seat.now()).total_seconds() * 1000)))
        self._timer.start(left)

    def _changed(self, changes: Changes) -> None:
        if self._is_on and changes.touches(*TABLES):
            self.ask()

    def _activated(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive and self._timer.isActive():
            self.look()
