"""liaison department contact, official change, case reference: who sits where, and the numbers that others gave."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.department import LEVELS, department_id, official_id
from app.commands.desk import Desk
from app.commands.words import add_number, case_id, day

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor

WAYS = ("title", "phone", "email")


def _contact_options(parser: ArgumentParser) -> None:
    parser.add_argument("department", metavar="DEPT", help="name of the department, or its beginning")
    parser.add_argument("name", metavar="NAME", help="who takes our calls there")
    for name in WAYS:
        parser.add_argument(f"--{name}", default=None)
    parser.add_argument("--left", action="store_true", help="no longer there")


def _contact(desk: Desk) -> None:
    from app.queries.departments import contacts_at
    from app.services.departments import save_contact

    args = desk.args
    given = {name: value for name in WAYS if (value := getattr(args, name)) is not None}

    def act(session: Session, who: Actor) -> dict[str, Any]:
        at = department_id(session, args.department)
        same = [each.id for each in contacts_at(session, at) if each.name.casefold() == args.name.strip().casefold()]
        known = same[0] if same else None
        fields = given | ({} if known else {"name": args.name}) | {"active": not args.left}
        made = save_contact(session, who, at, fields=fields, at=desk.at, contact_id=known)
        return {"id": made.id, "name": made.name, "new": known is None, "active": made.active}

    made = desk.write(act)
    done = "has left" if args.left else "added" if made["new"] else "corrected"
    desk.answer(made, f"{made['name']}: {done}.")


def _official_options(parser: ArgumentParser) -> None:
    parser.add_argument("who", metavar="WHO", help="name or id of the official")
    parser.add_argument("--level", choices=LEVELS, default=None)
    for name in ("name", "body", "title", "district", "phone", "email", "address"):
        parser.add_argument(f"--{name}", default=None)
    parser.add_argument("--term-until", type=day, default=None, metavar="DAY", help="last day of the term")
    parser.add_argument("--staff", action="append", default=None, metavar="NAME", help="their staff, all of them")
    parser.add_argument("--days", type=int, default=None, metavar="N", help="office days for an answer")


def _official(desk: Desk) -> None:
    from app.services.departments import save_official

    args = desk.args
    names = ("name", "body", "level", "title", "district", "phone", "email", "address", "term_until", "staff")
    given = {name: getattr(args, name) for name in names} | {"answer_days": args.days}
    fields = {name: value for name, value in given.items() if value is not None}

    def act(session: Session, who: Actor) -> dict[str, Any]:
        found = official_id(session, args.who)
        made = save_official(session, who, fields=fields, at=desk.at, official_id=found)
        return {"id": made.id, "name": made.name}

    made = desk.write(act)
    desk.answer(made, f"{made['name']}: corrected.")


def _reference_options(parser: ArgumentParser) -> None:
    add_number(parser)
    parser.add_argument("reference", metavar="THEIRS", help="the number that they gave the case")
    parser.add_argument("--system", default="311", metavar="NAME", help="who gave it (311)")


def _reference(desk: Desk) -> None:
    from app.services.case_ties import add_reference

    args = desk.args

    def act(session: Session, who: Actor) -> dict[str, Any]:
        found = case_id(session, who, args.number)
        add_reference(session, who, found, system=args.system, number=args.reference, at=desk.at)
        return {"case": args.number, "system": args.system, "number": args.reference}

    made = desk.write(act)
    desk.answer(made, f"{args.number} is {args.system} {args.reference}; search finds it by that number.")


COMMANDS = (
    Command(
        "department contact",
        "add a contact at a department, or correct the one of this name",
        'liaison department contact "Public Works" "Jo Park" --title Dispatcher --phone 617-555-0111',
        _contact,
        _contact_options,
        figures=True,
    ),
    Command(
        "official change",
        "correct an official; what is not named stays",
        'liaison official change "Ana Reis" --phone 617-555-0112 --term-until 2028-12-31',
        _official,
        _official_options,
        figures=True,
    ),
    Command(
        "case reference",
        "note the number that 311 or another system gave a case",
        "liaison case reference 42 H-880298",
        _reference,
        _reference_options,
        figures=True,
    ),
)
