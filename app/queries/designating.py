"""What a designation would do, asked before it is signed; and which turns of designations history does not hold yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlalchemy import exists as there_is
from sqlmodel import Session, col
from sqlmodel import select as rows_of

from app.authority import WORDS, Actor, Right, is_wanted, present, require, visible_to
from app.models import Absence, Case, Designation, DesignationFields, Event, Review, Role, Staff, table_of
from app.queries.case_filter import OPEN
from app.queries.designation_rules import Asked, Rule, appointed_until, ask, ended, rules
from app.queries.office import calendar
from app.queries.targets import due_between
from app.workdays import day_of, last_day


@dataclass(frozen=True)
class Outlook:
    """What would happen: the rules that can be judged so far, what becomes of open work, and what is not said yet.

    `missing` names the fields still to be filled in; `ready` is whether the designation could be signed as it stands.
    """

    rules: tuple[Rule, ...]
    consequences: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def broken(self) -> tuple[Rule, ...]:
        """The rules that are broken."""
        return tuple(rule for rule in self.rules if not rule.ok)

    @property
    def ready(self) -> bool:
        """Whether nothing is broken or missing."""
        return not self.broken and not self.missing


def what_happens(session: Session, who: Actor, *, fields: Mapping[str, Any], at: datetime) -> Outlook:
    """The outlook on a designation with these fields, which may be given in part (as in DesignationFields).

    Raises NotAllowed without READ_REGISTER.
    """
    require(who, Right.READ_REGISTER)
    asked = ask(session, who, fields, at)
    said = {name for name, value in fields.items() if value not in (None, "")}
    missing = tuple(name for name in DesignationFields.SENTENCES if name not in said)
    return Outlook(tuple(rules(asked)), tuple(_consequences(asked, fields)), missing)


def _consequences(asked: Asked, fields: Mapping[str, Any]) -> list[str]:
    """What becomes of open work in those days; counted as far as who asks may count."""
    member, first, until = asked.member, asked.from_at, asked.until_at
    if member is None or first is None or until is None or until <= first:
        return []
    parts = [_due(asked, member, first, until), _reviews(asked, member), _confidential(asked, member)]
    parts += [_powers(asked, member, bool(fields.get("director_directs"))), _away(asked, member, first, until)]
    parts += [_nobody(asked, bool(fields.get("director_directs"))), _closed(asked, first, until)]
    return [each for each in parts if each]


def _counted(asked: Asked) -> ColumnElement[bool]:
    """All cases for figures of the Mayor and the Director, else those that who asks may see."""
    c = table_of(Case).c
    return c.id.is_not(None) if asked.who.may(Right.COUNT_CONFIDENTIAL) else visible_to(asked.who)


def _many(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _due(asked: Asked, member: Staff, first: datetime, until: datetime) -> str:
    c = table_of(Case).c
    absent = asked.absence.staff_id if asked.absence else None
    own = func.count().filter(c.owner_id == absent) if absent else func.count().filter(c.owner_id.is_(None))
    query = select(func.count(), own).where(due_between(first, until), _counted(asked))
    total, passing = asked.session.execute(query).one()
    if not total:
        return "No case falls due in these days."
    words, stay = _many(total, "case falls due", "cases fall due"), _many(total - passing, "stays", "stay")
    whose = f"of {asked.absent}'s own" if absent else "without an owner"
    passed = f", {passing:,} {whose} {'is' if passing == 1 else 'are'} for {member.name} to hand out" if passing else ""
    return f"{words}: {stay} with the owner{passed}."


def _reviews(asked: Asked, member: Staff) -> str:
    r, c = table_of(Review), table_of(Case)
    query = select(func.count(), func.count().filter(c.c.owner_id == member.id))
    query = query.select_from(r.join(c, c.c.id == r.c.case_id)).where(r.c.decided_at.is_(None), _counted(asked))
    total, own = asked.session.execute(query).one()
    if not total:
        return ""
    words, pass_on = _many(total, "review waits", "reviews wait"), _many(total - own, "passes", "pass")
    stays = "is of their own cases and waits" if own == 1 else "are of their own cases and wait"
    kept = f", {own:,} {stays} for somebody else" if own else ""
    return f"{words}: {pass_on} to {member.name}{kept}."


def _confidential(asked: Asked, member: Staff) -> str:
    if Right.SEE_CONFIDENTIAL.value in asked.kept_back:
        return f"Confidential cases stay closed to {member.name}, save those named to or owned by the same person."
    days = f"to {member.name} for these days only; each look is recorded"
    if not asked.who.may(Right.COUNT_CONFIDENTIAL):
        return f"Confidential cases open {days}."
    c = table_of(Case).c
    query = select(func.count()).where(c.confidential, c.status.in_(OPEN), func.coalesce(c.owner_id, 0) != member.id)
    number = int(asked.session.execute(query).scalar_one())
    return f"{_many(number, 'confidential case opens', 'confidential cases open')} {days}." if number else ""


def _powers(asked: Asked, member: Staff, director_directs: bool) -> str:
    if not asked.absent:
        return f"{member.name} alone directs the office until a Director is appointed or the designation ends."
    if director_directs:
        return f"{asked.absent} may direct as well."
    return f"{member.name} alone directs: {asked.absent} has an associate's rights until the return is recorded."


def _nobody(asked: Asked, director_directs: bool) -> str:
    """What nobody may do in those days, since the Mayor keeps it back and the Director does not direct."""
    shared = (Right.ASSIGN_CASE, Right.REVIEW_CASE)
    kept = [] if director_directs else [WORDS[right] for right in shared if right.value in asked.kept_back]
    return f"Nobody may {' or '.join(kept)} in these days: the Mayor keeps it back." if kept else ""


def _away(asked: Asked, member: Staff, first: datetime, until: datetime) -> str:
    """A word of care, no rule: who is to act is away in these days too."""
    query = (
        rows_of(Absence).where(Absence.staff_id == member.id, Absence.from_at < until).order_by(col(Absence.from_at))
    )
    for absence in asked.session.exec(query):
        over = ended(absence)
        if over is None or over > first:
            return f"{member.name} is away too from {asked.day(absence.from_at)}" + (
                f" to {asked.last(over)}." if over else "."
            )
    return ""


def _closed(asked: Asked, first: datetime, until: datetime) -> str:
    days = (day_of(first, asked.zone), last_day(until, asked.zone))
    shut = [day for day in sorted(calendar(asked.session).closures) if days[0] <= day <= days[1]]
    return "City Hall is closed on " + ", ".join(f"{day:%B} {day.day}" for day in shut) + "." if shut else ""


def turns_due(session: Session, at: datetime) -> bool:
    """Whether `note_turns` would have something to tell; one short question, for a timer."""
    now = present(session, at)
    return bool(unsaid_begins(session, now) or unsaid_ends(session, now) or lapsed(session, now))


def unsaid_begins(session: Session, now: datetime) -> list[Designation]:
    """Those that began by `now` and were not told to have begun; one that ended before its begin never did."""
    d = Designation
    began = and_(col(d.from_at) <= now, or_(col(d.ended_at).is_(None), col(d.ended_at) > col(d.from_at)))
    return list(session.exec(rows_of(d).where(began, ~_told("designation began")).order_by(col(d.from_at))))


def unsaid_ends(session: Session, now: datetime) -> list[Designation]:
    """Those that are over by `now` and were not told to have ended."""
    d = Designation
    over = or_(col(d.until_at) <= now, col(d.ended_at) <= now)
    return list(session.exec(rows_of(d).where(over, ~_told("designation ended")).order_by(col(d.until_at))))


def _told(verb: str) -> ColumnElement[bool]:
    e, d = table_of(Event).c, table_of(Designation).c
    return there_is().where(e.subject == "designation", e.subject_id == d.id, e.verb == verb)


def lapsed(session: Session, now: datetime) -> list[Designation]:
    """Those not over whose ground is gone: the associate left or has no appointment for it, the absence is over, or
    another Director has the place."""
    d = Designation
    query = rows_of(d).where(col(d.ended_at).is_(None), col(d.until_at) > now).order_by(col(d.from_at))
    return [each for each in session.exec(query) if not _grounded(session, each, now)]


def _grounded(session: Session, designation: Designation, now: datetime) -> bool:
    first = max(now, designation.from_at)
    member, absence = session.get(Staff, designation.staff_id), session.get(Absence, designation.absence_id)
    if member is None or member.left_at is not None or member.role is not Role.ASSOCIATE or absence is None:
        return False
    over = ended(absence)
    within = absence.from_at <= first and (over is None or over > first) and _wanted(session, designation, first)
    return within and appointed_until(session, designation.staff_id, first) is not None


def _wanted(session: Session, designation: Designation, first: datetime) -> bool:
    d = table_of(Designation)
    moment = literal(first, d.c.from_at.type)
    return session.execute(select(d.c.id).where(d.c.id == designation.id, is_wanted(d, moment))).first() is not None
