"""Who is asking, as of now: appointment, absence and designation are looked up in the transaction of the act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, Select, Text, and_, bindparam, cast, func, or_, select
from sqlmodel import Session

from app.authority.rights import ACTING, KEEPABLE, LAPSED, RIGHTS, WORDS, Right
from app.errors import NotAllowed
from app.models import APPOINTED, Absence, Appointment, Designation, Event, Role, Setting, Staff, table_of

ASK = "Ask the Director."
INSTEAD: Mapping[Role, str] = {Role.DIRECTOR: "Ask the Mayor.", Role.MAYOR: "The Director does this."}
NEVER_ACTING = "Mandates are the Mayor's to make and the Clerk's to record."
"""Why no designation ever gives some of the Director's rights: there are no chains (DOMAIN.md)."""
CLOCK_FLOOR = "clock_floor"
"""Setting: the line of history up to which its times are not trusted, because the clock was wrong then."""


@dataclass(frozen=True)
class Actor:
    """Who asks: the staff member and, when somebody's powers are borrowed, for whom they act (Q3).

    `held` are the rights as of the moment asked, None those of the role; `bar` says why one of the role's is missing.
    `acting_until` is the end (UTC) of the designation under which they act, None for everybody else.
    """

    id: int
    name: str
    role: Role
    acting_for_id: int | None = None
    acting_for: str = ""
    held: frozenset[Right] | None = None
    bar: str = ""
    lapsed: bool = False
    designation_id: int | None = None
    acting_until: datetime | None = None

    def may(self, right: Right) -> bool:
        """Whether the actor has the right."""
        return right in (RIGHTS[self.role] if self.held is None else self.held)

    @property
    def acts(self) -> bool:
        """Whether they act for the Director."""
        return self.designation_id is not None

    @property
    def directs(self) -> bool:
        """Whether the office is theirs to direct now: the Director, or whoever acts for them."""
        return self.may(Right.ASSIGN_CASE)

    @property
    def signature(self) -> str:
        """How the actor is named on paper: "N. N., Director" or "N. N., Acting Director, for M. M."."""
        if self.acts or self.acting_for:
            return f"{self.name}, Acting Director" + (f", for {self.acting_for}" if self.acting_for else "")
        return f"{self.name}, {self.role.value.capitalize()}"


class LeftOffice(NotAllowed):
    """Who asks is no longer on the staff list: their window locks, and nothing more is done for them."""

    def __init__(self) -> None:
        super().__init__("You are no longer on the staff list of this office. Ask the Director.")


class Refusal(NotAllowed):
    """A right that was missing; `right` is told to history."""

    def __init__(self, sentence: str, right: Right) -> None:
        self.right = right
        super().__init__(sentence)


def present(session: Session, at: datetime) -> datetime:
    """The moment by which mandates are judged: `at`, but never before what history has seen.

    So a clock that is set back revives no appointment and no designation (Q3). Lines up to CLOCK_FLOOR are left out:
    they were written while the clock ran ahead.
    """
    newest = session.execute(_newest()).scalar()
    return at if newest is None else max(at, newest)


@cache
def _newest() -> Select[Any]:
    event, setting = table_of(Event).c, table_of(Setting).c
    floor = select(cast(cast(setting.value, Text), Integer)).where(setting.key == CLOCK_FLOOR).scalar_subquery()
    return select(event.at).where(event.id > func.coalesce(floor, 0)).order_by(event.at.desc()).limit(1)


def actor(session: Session, staff_id: int, at: datetime) -> Actor:
    """The staff member with the rights of this moment; raises NotAllowed for one who is not there or has left.

    Asked in the transaction of the act, so a designation that has just ended gives no right to it (Q3).
    """
    now = present(session, at)
    found = session.execute(_standing(), {"who": staff_id, "now": now}).first()
    row: dict[str, Any] = dict(found._mapping) if found is not None else {}
    if not row or row["left_at"] is not None:  # whatever the clock said then: nobody comes back by it
        raise LeftOffice
    if row["role"] in APPOINTED and not row["appointed"]:
        return _lapsed(row, renews=_may_renew(session, row))
    if row["designation_id"] is None:
        return Actor(row["id"], row["name"], row["role"])
    if row["acting_id"] == staff_id:
        return _acting(row)
    if row["role"] is Role.DIRECTOR and not row["director_directs"]:
        return _relieved(row)
    return Actor(row["id"], row["name"], row["role"])


def _lapsed(row: Mapping[str, Any], *, renews: bool) -> Actor:
    bar = "You have no appointment in force: you may read and finish open slips. "
    by_order = "The Mayor's order renews it (Delegation, Renew appointments)."
    bar += by_order if renews else "The Mayor or a Clerk records the next one."
    held = LAPSED[row["role"]] - (frozenset() if renews else {Right.APPOINT})
    return Actor(row["id"], row["name"], row["role"], held=held, bar=bar, lapsed=True)


def _may_renew(session: Session, row: Mapping[str, Any]) -> bool:
    """Whether somebody lapsed records the Mayor's next order: not whom the Mayor ended by name, nor who never was
    appointed, while another may record it."""
    p, s = table_of(Appointment).c, table_of(Staff).c
    held = select(p.ended_at).where(p.staff_id == row["id"], p.role == row["role"])
    last = session.execute(held.order_by(p.from_at.desc(), p.id.desc()).limit(1)).first()
    if row["role"] is not Role.DIRECTOR or (last is not None and last[0] is None):
        return True
    others = select(s.id).where(s.role.in_((Role.MAYOR, Role.CLERK)), s.left_at.is_(None))
    return session.execute(others.limit(1)).first() is None


def _acting(row: Mapping[str, Any]) -> Actor:
    kept = frozenset(Right(name) for name in row["kept_back"] or ()) & KEEPABLE
    return Actor(
        row["id"],
        row["name"],
        row["role"],
        acting_for_id=row["for_id"],
        acting_for=row["for_name"] or "",
        held=ACTING - kept,
        bar="The Mayor kept this back when you were designated.",
        designation_id=row["designation_id"],
        acting_until=row["until_at"],
    )


def _relieved(row: Mapping[str, Any]) -> Actor:
    bar = f"{row['acting_name']} is Acting Director for you. Record your return on the Delegation page first."
    if row["for_id"] != row["id"]:
        bar = f"{row['acting_name']} is Acting Director and alone directs until the designation ends. Ask the Mayor."
    return Actor(row["id"], row["name"], row["role"], held=RIGHTS[Role.ASSOCIATE], bar=bar)


def in_force(of: FromClause, now: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether an appointment, absence or designation stands at `now`: begun, not run out, not ended early.

    Who ended an appointment or a designation ended it for good: no other clock brings it back. Only an absence may have
    its end ahead, a vacancy that is filled from a day on.
    """
    c = of.c
    over = c.ended_at <= now if "deputy_id" in c else c.ended_at.is_not(None)
    return and_(c.from_at <= now, or_(c.until_at.is_(None), now < c.until_at), or_(c.ended_at.is_(None), ~over))


def stands(designation: FromClause, acting: FromClause, now: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a designation gives powers at `now`: in force with the absence and the appointment it rests on (Q3).

    `acting` is the staff row of who is designated. Once another Director has the place nobody acts in it.
    """
    d, a = designation, table_of(Absence)
    return and_(
        in_force(d, now),
        select(a.c.id).where(a.c.id == d.c.absence_id, in_force(a, now)).exists(),
        appointed(d.c.staff_id, Role.ASSOCIATE, now),
        acting.c.left_at.is_(None),
        is_wanted(d, now),
    )


def is_wanted(designation: FromClause, now: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the Director for whom somebody is to act still holds the place at `now`, or nobody else does."""
    p, s, absent = table_of(Appointment).alias(), table_of(Staff).alias(), designation.c.for_id
    another = select(p.c.id).where(p.c.role == Role.DIRECTOR, in_force(p, now), p.c.staff_id.is_distinct_from(absent))
    another = another.where(s.c.id == p.c.staff_id, s.c.role == Role.DIRECTOR, s.c.left_at.is_(None))
    return or_(appointed(absent, Role.DIRECTOR, now), ~another.exists())


@cache
def _standing() -> Select[Any]:
    """One row: the staff member, whether appointed, and the designation that stands with all it rests on."""
    s, acting, absent = table_of(Staff), table_of(Staff).alias("acting"), table_of(Staff).alias("absent")
    now = bindparam("now", type_=table_of(Event).c.at.type)
    d = table_of(Designation)
    both = d.join(acting, acting.c.id == d.c.staff_id)
    deed = select(d.c.id, d.c.staff_id, d.c.for_id, d.c.kept_back, d.c.director_directs, d.c.until_at, acting.c.name)
    one = deed.select_from(both).where(stands(d, acting, now)).order_by(d.c.id).limit(1).subquery("deed")
    return (
        select(
            s.c.id,
            s.c.name,
            s.c.role,
            s.c.left_at,
            appointed(s.c.id, s.c.role, now).label("appointed"),
            one.c.id.label("designation_id"),
            one.c.staff_id.label("acting_id"),
            one.c.name.label("acting_name"),
            one.c.for_id,
            one.c.kept_back,
            one.c.director_directs,
            one.c.until_at,
            absent.c.name.label("for_name"),
        )
        .select_from(s.outerjoin(one, one.c.id.is_not(None)).outerjoin(absent, absent.c.id == one.c.for_id))
        .where(s.c.id == bindparam("who"))
    )


def appointed(staff_id: ColumnElement[int], role: Any, now: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether an appointment to `role` is in force for this staff member at `now`."""
    p = table_of(Appointment)
    return select(p.c.id).where(p.c.staff_id == staff_id, p.c.role == role, in_force(p, now)).exists()


def require(who: Actor, right: Right) -> None:
    """Let pass who has the right; raise Refusal with the sentence otherwise. First line of every act."""
    if not who.may(right):
        raise Refusal(_sentence(who, right), right)


def _sentence(who: Actor, right: Right) -> str:
    """What is refused, to whom, and what to do instead."""
    deed = WORDS[right]
    if right is Right.DESIGNATE and (who.acts or who.role is Role.DIRECTOR):
        return f"Only the Mayor may {deed}. Ask the Mayor for a memo, and have it recorded on the Delegation page."
    if who.acts and right in RIGHTS[Role.DIRECTOR]:
        return f"As Acting Director you may not {deed}. {who.bar if right in KEEPABLE else NEVER_ACTING}"
    if right in RIGHTS[who.role]:
        return f"You may not {deed} now. {who.bar}"
    return f"Your role ({who.role.value}) may not {deed}. {INSTEAD.get(who.role, ASK)}"
