"""Rows of the register: appointments, absences, designations. Ends are exclusive instants (UTC)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from app.models import AbsenceKind, Ended, Made, Role
from app.workdays import Term


class State(StrEnum):
    """Where an appointment, absence or designation stands; one that was ended before it began is over."""

    TO_COME = "to_come"
    IN_FORCE = "in_force"
    OVER = "over"


def _sooner(until: datetime | None, ended: datetime | None) -> datetime | None:
    known = [each for each in (until, ended) if each is not None]
    return min(known) if known else None


class AppointmentRow(NamedTuple):
    """An appointment; `instrument` is empty until the number of the Mayor's order is given.

    `has_role` is the role that the staff member has on the staff list now, `left` whether they have left since.
    """

    id: int
    staff_id: int
    name: str
    role: Role
    instrument: str
    from_at: datetime
    until_at: datetime
    ended_at: datetime | None
    made_at: datetime
    by_id: int | None
    by: str
    state: State
    has_role: Role
    left: bool

    @property
    def in_force(self) -> bool:
        """Whether it gives its rights at the moment asked for."""
        return self.state is State.IN_FORCE

    @property
    def ends_at(self) -> datetime:
        """When it is over: at its end, or when it was ended."""
        return min(self.until_at, self.ended_at or self.until_at)


class AbsenceRow(NamedTuple):
    """An absence; a vacancy of the Director's place has nobody (`staff_id` and `role` None, no name).

    `kind` is None and `words` empty for a reader who is not to know why somebody is away.
    """

    id: int
    staff_id: int | None
    name: str
    role: Role | None
    kind: AbsenceKind | None
    words: str
    from_at: datetime
    until_at: datetime | None
    deputy_id: int | None
    deputy: str
    ended_at: datetime | None
    made_at: datetime
    by_id: int
    by: str
    state: State

    @property
    def in_force(self) -> bool:
        """Whether they are away at the moment asked for."""
        return self.state is State.IN_FORCE

    @property
    def of_director(self) -> bool:
        """Whether somebody may be designated for it: the Director is away, or the place is vacant."""
        return self.role in (None, Role.DIRECTOR)

    @property
    def ends_at(self) -> datetime | None:
        """When it is over: at its end or at the return; None while it is open."""
        return _sooner(self.until_at, self.ended_at)

    def without_reason(self) -> AbsenceRow:
        """The same for a reader who is to know that somebody is away, but not why."""
        return self._replace(kind=None, words="")


class AwayRow(NamedTuple):
    """That somebody is away and who stands in, without the reason; a vacancy has nobody."""

    absence_id: int
    staff_id: int | None
    name: str
    role: Role | None
    from_at: datetime
    until_at: datetime | None
    deputy_id: int | None
    deputy: str


class DesignationRow(NamedTuple):
    """A designation; `kept_back` are names of Right, `for_id` is None in a vacancy.

    `reason` and `ended_words` are empty for a reader who is not to know them.

    In force only with all that it rests on: the absence, and the appointment of who acts.
    """

    id: int
    staff_id: int
    name: str
    for_id: int | None
    for_name: str
    absence_id: int
    instrument: str
    instrument_on: date
    reason: str
    from_at: datetime
    until_at: datetime
    kept_back: Sequence[str]
    director_directs: bool
    made: Made
    made_at: datetime
    by_id: int
    by: str
    ended_at: datetime | None
    ended_why: Ended | None
    ended_by_id: int | None
    ended_by: str
    ended_words: str
    state: State

    @property
    def in_force(self) -> bool:
        """Whether it gives powers at the moment asked for."""
        return self.state is State.IN_FORCE

    @property
    def ends_at(self) -> datetime:
        """When it is over: at its end, or when it was ended."""
        return min(self.until_at, self.ended_at or self.until_at)

    def without_reason(self) -> DesignationRow:
        """The same for a reader who is to know who acts, but not what was written of it."""
        return self._replace(reason="", ended_words="")


class Ending(NamedTuple):
    """An appointment that ends soon: its last day, the days left until then, whether it presses (14 days)."""

    row: AppointmentRow
    last: date
    days: int
    urgent: bool


class Year(NamedTuple):
    """What touches a year of appointments: the three lines of the strip, and when others were away."""

    term: Term
    appointments: tuple[AppointmentRow, ...]
    director_away: tuple[AbsenceRow, ...]
    others_away: tuple[AbsenceRow, ...]
    designations: tuple[DesignationRow, ...]
