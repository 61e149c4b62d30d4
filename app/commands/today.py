"""liaison today: what needs me now, in the order of what hurts first."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.commands.words import many, said

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor
    from app.queries.today import Day

QUIET = "Nothing waits for you: no open case, no promise, no task. That is a good sign."


def _day(desk: Desk) -> Day:
    from app.queries.today import Day

    here = desk.at.astimezone(desk.zone).date()

    def midnight(days: int) -> datetime:
        return datetime.combine(here + timedelta(days=days), time(), desk.zone).astimezone(UTC)

    return Day(midnight(0), midnight(1), midnight(7 - here.weekday()), midnight(1 - here.day))


def _found(session: Session, who: Actor, desk: Desk) -> dict[str, Any]:
    from app.queries.cases import case_rows
    from app.queries.promises import promises_due, tomorrow_of
    from app.queries.tasks import follow_ups_due, tasks_due
    from app.queries.today import due_next_ids, today
    from app.queries.today_office import office_today, referrals_to_act

    at, here = desk.at, desk.at.astimezone(desk.zone).date()
    return {
        "desk": today(session, who, day=_day(desk), now=at),
        "promises": promises_due(session, who, until=tomorrow_of(session, at), at=at),
        "due_next": case_rows(session, who, due_next_ids(session, who), at=at),
        "referrals": referrals_to_act(session, who, at=at),
        "tasks": tasks_due(session, who, until_on=here + timedelta(days=1), at=at),
        "follow_ups": follow_ups_due(session, who, until_on=here, at=at),
        "office": office_today(session, who, at=at),
    }


def _today(desk: Desk) -> None:
    found = desk.read(lambda s, who: _found(s, who, desk))
    if desk.wants_json:
        desk.exported("today", found["desk"].open)
        told = {
            name: getattr(found["desk"], name) for name in ("open", "overdue", "due_today", "due_week", "unassigned")
        }
        desk.json({**found, "desk": told})
        return
    mine = found["desk"]
    desk.say(f"{many(mine.open, 'open case')}, {mine.overdue:,} overdue, {mine.due_today:,} due today.")
    _tell_rows(desk, found)
    _tell_office(desk, found["office"])
    if not (mine.open or any(found[name] for name in ("promises", "referrals", "tasks", "follow_ups"))):
        desk.say(QUIET)


def _tell_rows(desk: Desk, found: dict[str, Any]) -> None:
    at = desk.at
    parts = {
        "Promises": [(desk.local(r.due_at), r.number, r.words) for r in found["promises"]],
        "Due next": [(desk.day(r.due_at), r.number, r.subject) for r in found["due_next"]],
        "Referrals": [
            (desk.day(r.due_at), r.case_number, f"{r.to}: {'late, chase' if r.late(at) else said(r.state)}")
            for r in found["referrals"]
        ],
        "Tasks": [(str(r.due_on or ""), r.number or "", r.words) for r in found["tasks"]],
        "Is it fixed?": [(str(r.due_on), r.number, r.subject) for r in found["follow_ups"]],
    }
    for name, rows in parts.items():
        if rows:
            desk.table((name, "Number", "What"), rows)


def _tell_office(desk: Desk, office: Any) -> None:
    if office.reviews:
        desk.say(f"{many(office.reviews, 'case')} to review.")
    if office.late:
        desk.table(("Overdue by owner", "Cases"), [(row.owner or "nobody", row.many) for row in office.late])
    if office.departments:
        desk.table(("Departments that owe answers", "Late"), [(row.name, row.late) for row in office.departments])


COMMANDS = (Command("today", "what needs you now, what hurts first", "liaison today", _today, figures=True),)
