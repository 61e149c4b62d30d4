"""liaison case confide, person confide: what is confidential, and who may see it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from app.commands import Command
from app.commands.desk import Desk
from app.commands.words import add_number, case_id, many, staff_id

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor
    from app.queries.readers import Readers


def _names(parser: ArgumentParser) -> None:
    parser.add_argument("--to", action="append", default=[], metavar="LOGIN", help="who may see it from now on")
    parser.add_argument("--not", action="append", default=[], dest="drop", metavar="LOGIN", help="who may no longer")


def _case_options(parser: ArgumentParser) -> None:
    add_number(parser)
    _names(parser)
    parser.add_argument("--open", action="store_true", help="no longer confidential: everybody sees it")


def _person_options(parser: ArgumentParser) -> None:
    parser.add_argument("id", type=int, metavar="ID", help="id of the person, as `person list` shows it")
    _names(parser)
    parser.add_argument("--open", action="store_true", help="no longer confidential: everybody sees the person")


def _case(desk: Desk) -> None:
    def act(session: Session, who: Actor) -> tuple[int, Readers]:
        from app.services.cases import find_case, update_case

        found = case_id(session, who, desk.args.number)
        case = find_case(session, who, found)
        if case.confidential is desk.args.open:
            changes = {"confidential": not desk.args.open}
            update_case(session, who, found, version=case.version, changes=changes, at=desk.at)
        return 0, _named(session, who, desk, "case_record", found)

    _tell(desk, *desk.write(act))


def _person(desk: Desk) -> None:
    def act(session: Session, who: Actor) -> tuple[int, Readers]:
        from app.services.readers import mark_person_confidential

        marked = mark_person_confidential(session, who, desk.args.id, confidential=not desk.args.open, at=desk.at)
        return marked, _named(session, who, desk, "person", desk.args.id)

    _tell(desk, *desk.write(act))


def _named(session: Session, who: Actor, desk: Desk, subject: str, number: int) -> Readers:
    """Name and drop as asked; the list as it is then."""
    from app.queries.readers import readers
    from app.services.readers import drop_reader, name_reader

    for logins, change in ((desk.args.to, name_reader), (desk.args.drop, drop_reader)):
        for login in logins:
            staff = staff_id(session, who, login)
            change(session, who, subject=subject, subject_id=number, staff_id=staff, at=desk.at)
    return readers(session, who, subject, number)


def _tell(desk: Desk, cases: int, found: Readers) -> None:
    names = [each.name for each in found.named]
    answer = {"confidential": found.confidential, "named": names, "cases_hidden": cases}
    beside = f" Named: {', '.join(names)}." if names else " Nobody else is named."
    said = f"Confidential: only the owner, the Director and those named see it.{beside}"
    desk.answer(answer, said if found.confidential else "No longer confidential: everybody in the office sees it.")
    if cases:
        desk.remark(f"{many(cases, 'case')} of theirs became confidential too.")


COMMANDS = (
    Command(
        "case confide",
        "make a case confidential, and say who else may see it",
        "liaison case confide 42 --to ltran",
        _case,
        _case_options,
        figures=True,
    ),
    Command(
        "person confide",
        "make a person and their cases confidential, and say who else may see them",
        "liaison person confide 12 --to ltran",
        _person,
        _person_options,
        figures=True,
    ),
)
