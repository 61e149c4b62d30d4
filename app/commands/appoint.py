"""liaison appoint: who is Director or Associate by the Mayor's order, and until when."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.commands.words import day, many, said, staff_id
from app.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from app.authority import Actor
    from app.queries.register_rows import AppointmentRow

LIST = "list"


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("member", nargs="?", default="", metavar="LOGIN", help="who is appointed, or: list")
    parser.add_argument("--instrument", default="", metavar="NO", help="number of the Mayor's order")
    parser.add_argument("--from", dest="first", type=day, metavar="DAY", help="first day (today), like 2027-02-01")
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--renew", action="store_true", help="renew all, from the first Monday of February on")
    one.add_argument("--correct", action="store_true", help="give the number of the order of the appointment held")
    one.add_argument("--end", action="store_true", help="end the appointment held, now")


def _appoint(desk: Desk) -> None:
    args = desk.args
    if args.member == LIST:
        _list(desk)
    elif args.renew:
        _renew(desk)
    elif not args.member:
        raise Invalid({"member": "Say who is appointed by their login, --renew for all, or list to see them."})
    elif args.correct or args.end:
        _mend(desk)
    else:
        _one(desk)


def _one(desk: Desk) -> None:
    from app.services.appointments import appoint

    args, first = desk.args, desk.args.first or desk.at.astimezone(desk.zone).date()

    def act(session: Session, who: Actor) -> int:
        member = staff_id(session, who, args.member)
        made = appoint(session, who, staff_id=member, instrument=args.instrument, from_on=first, at=desk.at)
        return made.id or 0

    _tell(desk, [desk.write(act)])


def _renew(desk: Desk) -> None:
    from app.services.appointments import renew_all

    args = desk.args
    if args.member:
        raise Invalid({"member": "--renew is for all. Without it one is appointed by name."})

    def act(session: Session, who: Actor) -> list[int]:
        made = renew_all(session, who, instrument=args.instrument, at=desk.at, on=args.first)
        return [each.id or 0 for each in made]

    made = desk.write(act)
    _tell(desk, made)
    desk.remark(f"{many(len(made), 'appointment')} renewed")


def _mend(desk: Desk) -> None:
    """The appointment that somebody holds gets another number, or ends."""
    from app.services.appointments import end_appointment, set_instrument

    args = desk.args

    def act(session: Session, who: Actor) -> int:
        held = _held(session, staff_id(session, who, args.member), desk)
        if args.end:
            end_appointment(session, who, held, at=desk.at)
        else:
            set_instrument(session, who, held, instrument=args.instrument, at=desk.at)
        return held

    _tell(desk, [desk.write(act)])


def _held(session: Session, member: int, desk: Desk) -> int:
    from app.queries.register import appointment_of

    found = appointment_of(session, member, desk.at)
    if found is None:
        raise Invalid({"member": f"{desk.args.member} has no appointment in force. See `liaison appoint list`."})
    return found.id


def _rows(desk: Desk) -> list[AppointmentRow]:
    from app.queries.register import appointments

    return desk.read(lambda session, who: appointments(session, who, at=desk.at))


def _tell(desk: Desk, ids: Sequence[int]) -> None:
    from app.workdays import end_in_words, start_in_words

    zone, found = str(desk.zone), [row for row in _rows(desk) if row.id in set(ids)]
    desk.answer(
        [_plain(row) for row in found],
        *(
            f"{row.name}, {said(row.role)}: from {start_in_words(row.from_at, zone)} "
            f"until {end_in_words(row.ends_at, zone)}, {row.instrument or 'no order number yet'}"
            for row in sorted(found, key=lambda row: row.name)
        ),
    )


def _plain(row: AppointmentRow) -> dict[str, Any]:
    return {**row._asdict(), "ends_at": row.ends_at}


def _list(desk: Desk) -> None:
    rows = _rows(desk)
    if desk.wants_json:
        desk.exported("appointment", len(rows))
        desk.json({"count": len(rows), "appointments": [_plain(row) for row in rows]})
        return
    headings = ("No.", "Name", "Role", "Order", "From", "Until", "State", "Recorded by")
    desk.table(headings, [_line(desk, row) for row in rows], right=("No.",))
    desk.remark(many(len(rows), "appointment"))


def _line(desk: Desk, row: AppointmentRow) -> tuple[Any, ...]:
    days = (desk.local(row.from_at), desk.local(row.ends_at))
    return (row.id, row.name, said(row.role), row.instrument, *days, said(row.state), row.by)


COMMANDS = (
    Command(
        "appoint",
        "record the Mayor's appointments: one by login, --renew all, or list",
        "liaison appoint --renew --instrument 'Order 2027-004'",
        _appoint,
        _options,
        figures=True,
    ),
)
