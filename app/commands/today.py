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
    from app.queries.drafts import DraftRow
    from app.queries.today import Day

QUIET = "Nothing waits for you: no open case, no promise, no task, nothing to read or to finish. That is a good sign."
CAME = {"assigned": "handed you", "noted": "note", "replied": "reply"}
WAITING = (
    "promises",
    "tellings",
    "tasks",
    "follow_ups",
    "running_out",
    "referrals",
    "to_read",
    "came_back",
    "unfinished",
)
"""What hurts first stands first."""


def _day(desk: Desk) -> Day:
    from app.queries.today import Day

    here = desk.at.astimezone(desk.zone).date()

    def midnight(days: int) -> datetime:
        return datetime.combine(here + timedelta(days=days), time(), desk.zone).astimezone(UTC)

    return Day(midnight(0), midnight(1), midnight(7 - here.weekday()), midnight(1 - here.day))


def _found(session: Session, who: Actor, desk: Desk) -> dict[str, Any]:
    from app.queries.cases import case_rows
    from app.queries.drafts import drafts_of
    from app.queries.promises import promises_due, tomorrow_of
    from app.queries.substance import to_read
    from app.queries.tasks import follow_ups_due, tasks_due
    from app.queries.today import due_next_ids, today
    from app.queries.today_office import office_today, referrals_to_act
    from app.queries.troubles import tellings_waiting
    from app.queries.warnings import warnings

    at, here = desk.at, desk.at.astimezone(desk.zone).date()
    mine = today(session, who, day=_day(desk), now=at)
    return {
        "desk": mine,
        "promises": promises_due(session, who, until=tomorrow_of(session, at), at=at),
        "tellings": tellings_waiting(session, who, at=at),
        "tasks": tasks_due(session, who, until_on=here + timedelta(days=1), at=at),
        "follow_ups": follow_ups_due(session, who, until_on=here, at=at),
        "running_out": warnings(session, who, at=at),
        "office": office_today(session, who, at=at),
        "referrals": referrals_to_act(session, who, at=at),
        "to_read": to_read(session, who),
        "due_next": case_rows(session, who, due_next_ids(session, who), at=at),
        "came_back": mine.back,
        "unfinished": drafts_of(session, who),
    }


def _today(desk: Desk) -> None:
    found = desk.read(lambda s, who: _found(s, who, desk))
    if desk.wants_json:
        desk.exported("today", found["desk"].open)
        told = {
            name: getattr(found["desk"], name) for name in ("open", "overdue", "due_today", "due_week", "unassigned")
        }
        kept = [{"kind": row.kind, "parked": row.parked, "updated_at": row.updated_at} for row in found["unfinished"]]
        desk.json({**found, "desk": told, "unfinished": kept})
        return
    mine = found["desk"]
    desk.say(f"{many(mine.open, 'open case')}, {mine.overdue:,} overdue, {mine.due_today:,} due today.")
    _tell_rows(desk, _first(desk, found))
    _tell_office(desk, found["office"])
    _tell_rows(desk, _then(desk, found))
    if not (mine.open or any(found[name] for name in WAITING)) and found["office"].is_quiet:
        desk.say(QUIET)


Rows = list[tuple[str, str, str]]


def _first(desk: Desk, found: dict[str, Any]) -> dict[str, Rows]:
    """What was said to residents, and whose time runs out."""
    return {
        "Promises": [(desk.local(r.due_at), r.number, r.words) for r in found["promises"]],
        "To be told": [("", r.number, f"{r.name or 'nobody by name'}: {r.subject}") for r in found["tellings"]],
        "Tasks": [(str(r.due_on or ""), r.number or "", r.words) for r in found["tasks"]],
        "Is it fixed?": [(str(r.due_on), r.number, r.subject) for r in found["follow_ups"]],
        "Time running out": [
            (desk.day(r.due_at), r.number, f"{r.subject}: {_gone(r.share)}") for r in found["running_out"]
        ],
    }


def _gone(share: float) -> str:
    return "overdue" if share >= 1 else f"{'80 %' if share >= 0.8 else 'half'} of its time is gone"


def _then(desk: Desk, found: dict[str, Any]) -> dict[str, Rows]:
    """What others owe, what is to be read, the cases due next, and what was left."""
    at = desk.at
    return {
        "Referrals": [
            (desk.day(r.due_at), r.case_number, f"{r.to}: {'late, chase' if r.late(at) else said(r.state)}")
            for r in found["referrals"]
        ],
        "Answers to read": [(f"{r.month:%Y-%m}", r.number, r.subject) for r in found["to_read"]],
        "Due next": [(desk.day(r.due_at), r.number, r.subject) for r in found["due_next"]],
        "Came back": [
            (desk.local(r.at), r.number, f"{CAME.get(r.verb, r.verb)}, {r.by or 'somebody'}: {r.subject}")
            for r in found["came_back"]
        ],
        "Parked, to finish": [(desk.local(r.updated_at), "", _kept(r)) for r in found["unfinished"]],
    }


def _kept(row: DraftRow) -> str:
    from app.queries.drafts import is_slip, typed_in

    name = ("e-mail" if "mail" in row.kind else "call or visit") if is_slip(row) else "draft"
    return f"{'parked ' if row.parked else ''}{name}: {typed_in(row) or 'no words yet'}"


def _tell_rows(desk: Desk, parts: dict[str, Rows]) -> None:
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
