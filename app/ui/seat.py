"""A seat: what every page and form needs while somebody is signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal
from sqlmodel import Session

from app.authority import Actor, Refusal, Right, actor
from app.blobs import Blobs
from app.config import OfficePaths
from app.errors import AppError, NotAllowed
from app.opening import Opened
from app.queries.drafts import DraftRow, drafts_of
from app.queries.office import CategoryRow, DepartmentRow, StaffRow, calendar, categories, departments, office, staff
from app.services.drafts import drop_draft, save_draft
from app.services.refusals import note_refusal
from app.ui.drafts import Drafts
from app.ui.jobs import Failed, Jobs
from app.ui.messages import Messages
from app.ui.trail import Trail
from app.workdays import OfficeCalendar, day_of

T = TypeVar("T")


@dataclass(frozen=True)
class Reference:
    """What pickers and labels show, held in memory: it is small and changes seldom."""

    office: dict[str, Any] = field(default_factory=dict)
    calendar: OfficeCalendar = field(default_factory=OfficeCalendar)
    staff: tuple[StaffRow, ...] = ()
    categories: tuple[CategoryRow, ...] = ()
    departments: tuple[DepartmentRow, ...] = ()
    on: date | None = None
    """The local day whose targets the categories tell."""


def find_reference(session: Session, at: datetime | None = None) -> Reference:
    """Read all of it in one go, with the targets in force `at` a moment."""
    on = day_of(at, calendar(session).zone) if at else None
    return Reference(
        on=on,
        office=office(session),
        calendar=calendar(session),
        staff=tuple(staff(session)),
        categories=tuple(categories(session, on=on)),
        departments=tuple(departments(session)),
    )


class _Keeper:
    """Carries drafts to their services, as the person of the seat."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def save(self, session: Session, *, kind: str, key: str, payload: dict[str, Any], parked: bool) -> None:
        at = self._seat.now()
        who = actor(session, self._seat.me.id, at)
        save_draft(session, who, kind=kind, key=key, payload=payload, parked=parked, at=at)

    def drop(self, session: Session, *, kind: str, key: str) -> None:
        drop_draft(session, actor(session, self._seat.me.id, self._seat.now()), kind=kind, key=key)

    def find(self, session: Session) -> list[DraftRow]:
        return drafts_of(session, actor(session, self._seat.me.id, self._seat.now()))


class Seat(QObject):
    """Who is signed in, the way to the database, and how a page asks for another page."""

    record_wanted = Signal(str, int)
    """Open a record: "case", "person", "organization" or "contact", and its id."""
    page_wanted = Signal(str, object)
    """Show a page by its key, with what it should show (a dict, e.g. filters) or None."""
    back_wanted = Signal()
    """Show the page again from which one was led here, as `trail` knows it."""
    slip_wanted = Signal(object)
    """Open a slip: {} or {"person_id": …, "case_id": …, "kind": "call" | "email", "draft_key": …}."""
    reference_changed = Signal()
    me_changed = Signal()
    """Who is signed in has other rights, or another role, than before; `me` and `may` tell them as they are now."""
    restore_wanted = Signal(object)
    """Restore a backup: its folder, or None to choose."""
    rekey_wanted = Signal()
    """Change the key of the office's files, as after somebody has left: a window of its own asks and does it."""
    lock_wanted = Signal()
    locking = Signal()
    """The office is being locked, by whatever way: let go of what only this sign-in may see."""

    def __init__(
        self,
        jobs: Jobs,
        *,
        me: Actor,
        reference: Reference,
        paths: OfficePaths,
        blobs: Blobs,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.jobs, self.me, self.reference, self.paths, self.blobs = jobs, me, reference, paths, blobs
        self.opened: Opened | None = None  # the keys' side: new passwords, new staff; None in tests of pages
        self.backups: Any = None  # the BackupDesk, while an office with keys is open
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.drafts = Drafts(jobs, _Keeper(self))
        self.trail = Trail()
        jobs.changed.connect(self._changed)
        jobs.refused.connect(self._note_refusal)

    @property
    def messages(self) -> Messages:
        """The one way to tell the user something."""
        return self.jobs.messages

    def now(self) -> datetime:
        """The present, in UTC; tests and the tour set `clock`."""
        return self.clock()

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.reference.calendar.zone)

    def local(self, at: datetime) -> datetime:
        """An instant in the office's time."""
        return at.astimezone(self.zone)

    def today(self) -> date:
        """The office's date."""
        return self.local(self.now()).date()

    def office_day(self, day: date) -> date:
        """This day, or the next on which the office is open."""
        return self.reference.calendar.receipt_day(datetime.combine(day, time(), self.zone))

    def may(self, right: Right) -> bool:
        """Whether to show an act at all; the act itself asks again."""
        return self.me.may(right)

    def refresh(self) -> None:
        """Ask anew what who is signed in may do now; `me_changed` follows where it differs."""
        self.ask(lambda _, who: who, then=self.set_me, owner=self, key="me")

    def set_me(self, me: Actor) -> None:
        """Take over who is signed in as they stand now."""
        if me != self.me:
            self.me = me
            self.me_changed.emit()

    def ask(
        self,
        question: Callable[[Session, Actor], T],
        *,
        then: Callable[[T], object],
        owner: QObject,
        failed: Failed | None = None,
        key: str | None = None,
    ) -> None:
        """Ask as the person of this seat, on a reader thread."""
        me, at = self.me.id, self.now()
        self.jobs.read(lambda s: question(s, actor(s, me, at)), then=then, failed=failed, owner=owner, key=key)

    def do(
        self,
        act: Callable[[Session, Actor, datetime], T],
        *,
        then: Callable[[T], object] | None = None,
        owner: QObject,
        failed: Failed | None = None,
    ) -> None:
        """Act as the person of this seat, on the writer thread."""
        me, at = self.me.id, self.now()
        self.jobs.write(lambda s: act(s, actor(s, me, at), at), then=then, failed=failed, owner=owner)

    def as_me(self, question: Callable[[Session, Actor], T]) -> Callable[[Session], T]:
        """A question of this seat as the jobs, the lazy table and long work take it."""
        me, at = self.me.id, self.now()
        return lambda s: question(s, actor(s, me, at))

    def _note_refusal(self, refused: NotAllowed) -> None:
        """Tell history of a right that was missing, in a transaction of its own: that of the act was rolled back."""
        if isinstance(refused, Refusal) and self.jobs.has_store:
            me, at, right = self.me.id, self.now(), refused.right
            self.jobs.write(lambda s: note_refusal(s, me, right, at), failed=_unheard, owner=self)

    def _changed(self, changes: Any) -> None:
        if changes.touches("setting", "staff", "category", "department", "target"):
            self.refer_anew()

    def refer_anew(self) -> None:
        """Read the reference again, as of now."""
        at = self.now()
        self.jobs.read(lambda s: find_reference(s, at), then=self._referred, owner=self, key="reference")

    def _referred(self, reference: Reference) -> None:
        self.reference = reference
        self.reference_changed.emit()


def _unheard(_: AppError) -> None:
    """What was refused was told already; that it could not be written is no second sentence."""
