"""liaison target set, list; liaison case acknowledge: what is asked of cases by category and priority."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import TYPE_CHECKING

from app.commands import Command
from app.commands.desk import Desk
from app.commands.words import CHANNELS, PRIORITIES, add_number, case_id, category_id, day, many, said

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor


def _set_options(parser: ArgumentParser) -> None:
    parser.add_argument("--category", metavar="NAME", help="name or key of the category (all)")
    parser.add_argument("--priority", choices=PRIORITIES, help="for this priority alone (all)")
    parser.add_argument(
        "--acknowledge", type=int, metavar="HOURS", help="business hours until the resident hears of us"
    )
    parser.add_argument("--first", type=int, metavar="DAYS", help="business days to the first answer")
    parser.add_argument("--resolution", type=int, metavar="DAYS", help="business days to the end")
    parser.add_argument("--from", dest="begins", type=day, metavar="DATE", help="received from this day on (today)")


def _set(desk: Desk) -> None:
    from app.models import Priority
    from app.services.targets import set_target

    args = desk.args
    given = {
        "acknowledge_hours": args.acknowledge,
        "first_response_days": args.first,
        "resolution_days": args.resolution,
    }
    fields = {name: value for name, value in given.items() if value is not None}

    def act(session: Session, who: Actor) -> int:
        category = category_id(session, args.category)
        priority = Priority(args.priority) if args.priority else None
        made = set_target(
            session, who, fields=fields, category_id=category, priority=priority, from_on=args.begins, at=desk.at
        )
        return made.id or 0

    made = desk.write(act)
    desk.answer({"id": made}, "The target is set. What was received before keeps its dates.")


def _list(desk: Desk) -> None:
    from app.queries.goals import first_goals, target_rows

    rows, first = desk.read(lambda session, _: (target_rows(session), first_goals(session)))
    if desk.wants_json:
        told = [{**row._asdict(), "goal": row.goal._asdict()} for row in rows]
        never_changed = {name: goal._asdict() for name, goal in first}
        desk.json({"count": len(rows), "targets": told, "never_changed": never_changed})
        return
    headings = ("Category", "Priority", "From", "Acknowledge h", "First answer d", "Done d", "Set by")
    lines = [
        (row.category or "all", said(row.priority) or "all", _since(row.from_on), *row.goal, row.by) for row in rows
    ]
    lines += [(name, "all", "", *goal, "") for name, goal in first]
    desk.table(headings, lines, right=headings[3:6])
    desk.remark(many(len(lines), "target"))


def _since(day: date) -> str:
    """Empty for what holds since ever."""
    return str(day) if day.year > 1900 else ""


def _acknowledge_options(parser: ArgumentParser) -> None:
    add_number(parser)
    parser.add_argument("--how", choices=CHANNELS, required=True, help="how the resident was told, just now")
    parser.add_argument("--words", default="", metavar="TEXT", help="what was said")


def _acknowledge(desk: Desk) -> None:
    from app.models import Channel
    from app.services.acknowledging import acknowledge_case

    args = desk.args

    def act(session: Session, who: Actor) -> str:
        found = case_id(session, who, args.number)
        return acknowledge_case(session, who, found, how=Channel(args.how), words=args.words, at=desk.at).number

    number = desk.write(act)
    desk.answer({"number": number}, f"{number} is acknowledged.")


COMMANDS = (
    Command(
        "target set",
        "what is asked of cases received from a day on; what was received before keeps its dates",
        "liaison target set --category street_repair --priority urgent --resolution 3 --from 2027-01-04",
        _set,
        _set_options,
        figures=True,
    ),
    Command("target list", "the targets, with every version", "liaison target list", _list, figures=True),
    Command(
        "case acknowledge",
        "record that the resident was told we have their case",
        "liaison case acknowledge 1198 --how phone",
        _acknowledge,
        _acknowledge_options,
        figures=True,
    ),
)
