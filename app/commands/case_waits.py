"""liaison case wait, resume: a case that somebody else has to move, and its going on."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from app.commands import Command
from app.commands.desk import Desk
from app.commands.words import add_number, case_id, said
from app.errors import Invalid

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor
    from app.models import Case

ON = ("department", "resident", "third-party")


def _wait_options(parser: ArgumentParser) -> None:
    add_number(parser)
    parser.add_argument("--on", choices=ON, required=True, help="who has to move; all but department pause its clock")
    parser.add_argument("--reason", required=True, metavar="WHY", help="what it waits for")


def _wait(desk: Desk) -> None:
    from app.models import Status
    from app.services.cases import move_case

    args = desk.args
    status = Status(f"waiting_{args.on.replace('-', '_')}")

    def act(session: Session, who: Actor) -> dict[str, object]:
        found = case_id(session, who, args.number)
        return _known(move_case(session, who, found, status, at=desk.at, reason=args.reason))

    moved = desk.write(act)
    desk.answer(moved, f"{moved['number']} waits for the {args.on.replace('-', ' ')}: {moved['wait_reason']}")


def _resume(desk: Desk) -> None:
    from app.models import WAITING, Case, Status
    from app.services.cases import move_case

    def act(session: Session, who: Actor) -> dict[str, object]:
        found = case_id(session, who, desk.args.number)
        case = session.get_one(Case, found)
        if case.status not in WAITING:
            raise Invalid({"status": f"{case.number} does not wait for anybody. It is {said(case.status)}."})
        return _known(move_case(session, who, found, Status.OPEN, at=desk.at))

    moved = desk.write(act)
    desk.answer(moved, f"{moved['number']} goes on: it is open.")


def _known(case: Case) -> dict[str, object]:
    """What tells a program which case it was and where it stands."""
    return {"id": case.id, "number": case.number, "status": case.status, "wait_reason": case.wait_reason}


COMMANDS = (
    Command(
        "case wait",
        "let a case wait for a department, the resident or a third party",
        'liaison case wait 42 --on department --reason "Public Works sends a crew."',
        _wait,
        _wait_options,
        figures=True,
    ),
    Command(
        "case resume",
        "let a case go on that waited",
        "liaison case resume 42",
        _resume,
        add_number,
        figures=True,
    ),
)
