"""Referrals: of one case, of a department or official, and by the numbers that they gave them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Select, and_, func, select
from sqlmodel import Session

from app.authority import Actor, hidden_cases, linked_visible_to, visible_to
from app.errors import NotFound
from app.models import (
    Case,
    Channel,
    Chase,
    Department,
    Level,
    Official,
    Referral,
    ReferralState,
    Release,
    ReleaseKind,
    Staff,
    Status,
    covers,
    table_of,
)
from app.queries.ids import ids_of
from app.queries.plain_filter import PlainFilter


@dataclass(frozen=True)
class ReferralFilter(PlainFilter):
    """Which referrals. `overdue` is the instant as of which a running one is late; `text` begins the number."""

    MOMENTS: ClassVar[tuple[str, ...]] = ("overdue",)
    department_id: int | None = None
    official_id: int | None = None
    running: bool = False
    overdue: datetime | None = None
    text: str = ""
    ids: tuple[int, ...] | None = None


class ReferralRow(NamedTuple):
    """A referral in a list; times are UTC. `to` is the department, or the official with their body.

    `level` is None for a department; `chases` counts them, `chased_at` is the last. `running` on a case that is open.
    """

    id: int
    case_id: int
    case_number: str
    subject: str
    case_status: Status
    confidential: bool
    number: int
    department_id: int | None
    official_id: int | None
    to: str
    head: str
    level: Level | None
    words: str
    how: Channel
    reference: str
    sent_at: datetime
    due_at: datetime
    acknowledged_at: datetime | None
    answered_at: datetime | None
    answer: str
    state: ReferralState
    reason: str
    closed_at: datetime | None
    by: str
    chases: int
    chased_at: datetime | None

    @property
    def running(self) -> bool:
        """Whether an answer is still owed."""
        return self.closed_at is None and self.case_status is not Status.CLOSED

    def late(self, at: datetime) -> bool:
        """Whether the answer is overdue as of an instant."""
        return self.running and self.due_at < at


class ReleaseRow(NamedTuple):
    """A release of a case, or the reason why there was none."""

    id: int
    kind: ReleaseKind
    signer: str
    signed_on: date | None
    scope: str
    expires_on: date | None
    reason: str
    attachment_id: int | None
    by: str
    at: datetime

    def in_force(self, day: date) -> bool:
        """Whether it covers a local day."""
        return covers(self.kind, self.signed_on, self.expires_on, day)


def running_now() -> ColumnElement[bool]:
    """The condition of a referral whose answer is owed; the query joins the case."""
    return and_(table_of(Referral).c.closed_at.is_(None), table_of(Case).c.status != Status.CLOSED)


def referral_ids(
    session: Session, who: Actor, wanted: ReferralFilter, *, sort: str = "due", descending: bool = False
) -> array[int]:
    """The ids of the referrals wanted in a total order, the first due first unless asked otherwise."""
    r, c = table_of(Referral).c, table_of(Case).c
    query = select(r.id).where(r.case_id.not_in(hidden_cases(who)), *_conditions(wanted))
    if wanted.running or wanted.overdue is not None or sort == "case":  # else no case need be looked at
        query = query.select_from(table_of(Referral).join(table_of(Case), c.id == r.case_id))
    keys: dict[str, list[ColumnElement[Any]]] = {"due": [r.due_at], "sent": [r.sent_at], "case": [c.year, c.seq]}
    keys |= {"reference": [r.reference], "state": [r.state, r.due_at]}
    order = [*keys.get(sort, []), r.id]
    return ids_of(session, query.order_by(*(key.desc() if descending else key for key in order)))


def _conditions(wanted: ReferralFilter) -> list[ColumnElement[bool]]:
    r = table_of(Referral).c
    parts: list[ColumnElement[bool]] = []
    if wanted.department_id is not None:
        parts.append(r.department_id == wanted.department_id)
    if wanted.official_id is not None:
        parts.append(r.official_id == wanted.official_id)
    if wanted.running or wanted.overdue is not None:
        parts.append(running_now())
    if wanted.overdue is not None:
        parts.append(r.due_at < wanted.overdue)
    if typed := wanted.text.strip():
        parts += [r.reference != "", r.reference >= typed, r.reference < typed + "\U0010ffff"]
    return parts if wanted.ids is None else [*parts, r.id.in_(wanted.ids)]


def referral_rows(session: Session, who: Actor, ids: Sequence[int]) -> list[ReferralRow]:
    """The rows of these referrals, of those the actor may see, in their order."""
    rows = {row.id: row for row in _rows(session, _query(who).where(table_of(Referral).c.id.in_(ids)))}
    return [rows[each] for each in ids if each in rows]


def referrals_of(session: Session, who: Actor, case_id: int) -> list[ReferralRow]:
    """The referrals of a case, the newest first; none of a case that the actor may not see."""
    r = table_of(Referral).c
    return _rows(session, _query(who).where(r.case_id == case_id).order_by(r.number.desc()))


def referral(session: Session, who: Actor, referral_id: int) -> ReferralRow:
    """One referral; raises NotFound also for one of a case that the actor may not see."""
    rows = referral_rows(session, who, [referral_id])
    if not rows:
        raise NotFound("This referral is not in the office file.")
    return rows[0]


def _query(who: Actor) -> Select[Any]:
    r, c, d, o, s = (table_of(each) for each in (Referral, Case, Department, Official, Staff))
    ch = table_of(Chase).c
    source: FromClause = r.join(c, c.c.id == r.c.case_id).join(s, s.c.id == r.c.by_id)
    source = source.outerjoin(d, d.c.id == r.c.department_id).outerjoin(o, o.c.id == r.c.official_id)
    to = func.coalesce(d.c.name, o.c.name + ", " + o.c.body).label("to_name")
    chases = select(func.count()).where(ch.referral_id == r.c.id).scalar_subquery()
    chased = select(func.max(ch.at)).where(ch.referral_id == r.c.id).scalar_subquery()
    columns: list[Any] = [r.c.id, r.c.case_id, c.c.number, c.c.subject, c.c.status, c.c.confidential]
    columns += [r.c.number, r.c.department_id, r.c.official_id, to, func.coalesce(d.c.head, o.c.name), o.c.level]
    names = "words how reference sent_at due_at acknowledged_at answered_at answer state reason closed_at"
    columns += [r.c[name] for name in names.split()]
    return select(*columns, s.c.name, chases, chased).select_from(source).where(visible_to(who))


def _rows(session: Session, query: Select[Any]) -> list[ReferralRow]:
    return [ReferralRow(*row) for row in session.execute(query)]


def chases_of(session: Session, who: Actor, case_id: int) -> list[tuple[int, int, datetime, str, Channel]]:
    """The chases of a case: number of the referral, of the chase, when, its text, how; in order."""
    r, ch = table_of(Referral), table_of(Chase)
    query = select(r.c.number, ch.c.number, ch.c.at, ch.c.words, ch.c.how).select_from(
        ch.join(r, r.c.id == ch.c.referral_id)
    )
    query = query.where(r.c.case_id == case_id, linked_visible_to(who, r.c.case_id))
    return [(row[0], row[1], row[2], row[3], row[4]) for row in session.execute(query.order_by(ch.c.at, ch.c.id))]


def releases_of(session: Session, who: Actor, case_id: int) -> list[ReleaseRow]:
    """The releases of a case and the reasons recorded in place of one, the newest first."""
    p, s = table_of(Release), table_of(Staff)
    names = ["id", "kind", "signer", "signed_on", "scope", "expires_on", "reason", "attachment_id"]
    query = select(*(p.c[name] for name in names), s.c.name, p.c.at).select_from(p.join(s, s.c.id == p.c.by_id))
    query = query.where(p.c.case_id == case_id, linked_visible_to(who, p.c.case_id))
    return [ReleaseRow(*row) for row in session.execute(query.order_by(p.c.id.desc()))]
