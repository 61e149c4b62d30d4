"""liaison staff: who works here, what each role may do, and who joins, changes and leaves."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.commands.words import many, said
from app.errors import AppError, Invalid, NotFound

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.opening import Opened
    from app.queries.office import StaffRow
    from app.services.handing import Handed, To

ROLES = ("mayor", "director", "associate", "coordinator", "clerk", "intern")
NEW_PASSWORD = "LIAISON_NEW_PASSWORD"


# -- the list ------------------------------------------------------------------------------------------------


def _list_options(parser: ArgumentParser) -> None:
    parser.add_argument("--with-left", action="store_true", help="also those who have left")


def _list(desk: Desk) -> None:
    from app.queries.office import staff

    rows = desk.read(lambda session, _: staff(session, with_left=desk.args.with_left))
    if desk.wants_json:
        desk.json([_member(row) for row in rows])
        return
    desk.table(("Login", "Name", "Role", "Left"), [(r.login, r.name, said(r.role), desk.day(r.left_at)) for r in rows])


def _member(row: StaffRow) -> dict[str, Any]:
    return {each: getattr(row, each) for each in ("id", "login", "name", "role", "left_at")}


# -- rights --------------------------------------------------------------------------------------------------


def _rights(desk: Desk) -> None:
    from app.authority import ACTING, KEEPABLE, LAPSED, RIGHTS, WORDS, Right
    from app.models import Role

    desk.opened()
    columns = {role: RIGHTS[Role(role)] for role in ROLES} | {"acting director": ACTING}
    if desk.wants_json:
        held = {name: sorted(right.value for right in rights) for name, rights in columns.items()}
        lapsed = {role.value: sorted(right.value for right in rights) for role, rights in LAPSED.items()}
        desk.json({"rights": WORDS, "roles": held, "may_be_kept_back": sorted(KEEPABLE), "without_appointment": lapsed})
        return
    rows = [(WORDS[right], *("yes" if right in held else "no" for held in columns.values())) for right in Right]
    desk.table(("May", *(name.capitalize() for name in columns)), rows)


# -- joining and changing ------------------------------------------------------------------------------------


def _add_options(parser: ArgumentParser) -> None:
    parser.add_argument("new_login", metavar="LOGIN", help="how they will sign in")
    parser.add_argument("--name", required=True, metavar="N", help="as it should stand on paper")
    parser.add_argument("--role", required=True, choices=ROLES)
    parser.add_argument("--instrument", default="", metavar="NO", help="the Mayor's order (Director, Associate)")
    _known_options(parser)


def _known_options(parser: ArgumentParser) -> None:
    parser.add_argument("--email", metavar="A", help="e-mail address")
    parser.add_argument("--languages", metavar="L", help="languages spoken, such as “Spanish, Vietnamese”")


def _add(desk: Desk) -> None:
    from app.founding import first_password
    from app.models import Role
    from app.opening import Member, add_member

    args, opened = desk.args, desk.opened()
    password = os.environ.get(NEW_PASSWORD) or first_password()
    more = {"email": args.email or "", "languages": args.languages or "", "instrument": args.instrument}
    member = Member(args.name, args.new_login, Role(args.role), password=password, **more)
    made = add_member(_writing(desk), opened, member, desk.at, by=opened.staff_id)
    lines = [f"{args.name} signs in as {args.new_login}."]
    if not os.environ.get(NEW_PASSWORD):
        lines.append(f"First password: {password}  (hand it over; they change it with `liaison staff password`)")
    if Role(args.role) in (Role.DIRECTOR, Role.ASSOCIATE) and not args.instrument:
        lines.append("The number of the Mayor's order is missing: give it on the Delegation page.")
    desk.answer({"id": made, "login": args.new_login, "password": password}, *lines)


def _change_options(parser: ArgumentParser) -> None:
    _who_option(parser)
    parser.add_argument("--name", metavar="N", help="as it should stand on paper")
    parser.add_argument("--role", choices=ROLES)
    parser.add_argument("--instrument", default="", metavar="NO", help="the Mayor's order for the new role")
    _known_options(parser)


def _change(desk: Desk) -> None:
    from app.services.office import change_staff

    args = desk.args
    given = {name: getattr(args, name) for name in ("name", "role", "email", "languages")}
    changes = {name: value for name, value in given.items() if value is not None}
    if not changes:
        raise Invalid("Say what to change: --name, --role, --email or --languages.")

    def act(session: Session, who: Any) -> tuple[int, str]:
        row = _row(session, args.who)
        more = {"changes": changes, "instrument": args.instrument, "at": desk.at}
        return row.id, change_staff(session, who, row.id, version=row.version, **more).name

    number, name = desk.write(act)
    desk.answer({"id": number, "changed": sorted(changes)}, f"{name}: changed {', '.join(sorted(changes))}.")


def _password(desk: Desk) -> None:
    """One's own, since nobody can set another's without the recovery key."""
    opened = desk.opened()
    old = desk.password()
    new = desk.password("New password: ", variable=NEW_PASSWORD, what="new password")
    opened.vault.change_password(opened.login, old, new, at=desk.at)
    desk.answer({"login": opened.login}, "Your password is changed.")


# -- leaving -------------------------------------------------------------------------------------------------


def _who_option(parser: ArgumentParser) -> None:
    parser.add_argument("who", metavar="LOGIN", help="how they sign in, as `staff list` shows it")


def _handover_options(parser: ArgumentParser) -> None:
    _who_option(parser)
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--to", metavar="LOGIN", help="who takes over all of it")
    way.add_argument("--queue", action="store_true", help="back to the queue: nobody has it yet")
    way.add_argument("--suggested", action="store_true", help="each case to whom it fits, the rest to the queue")


def _leave_options(parser: ArgumentParser) -> None:
    _handover_options(parser)
    parser.add_argument("--keep-key", action="store_true", help="do not change the key of the office's files after it")


def _row(session: Session, login: str) -> StaffRow:
    from app.queries.office import staff

    wanted = login.strip().casefold()
    for row in staff(session):
        if row.login.casefold() == wanted:
            return row
    raise NotFound(f"Nobody on the staff list signs in as “{login}”. See `liaison staff list`.")


def _to(session: Session, desk: Desk) -> int | To:
    from app.services.handing import To

    if desk.args.to:
        return _row(session, desk.args.to).id
    return To.QUEUE if desk.args.queue else To.SUGGESTED


def _writing(desk: Desk) -> Any:
    """The store's way to do an act for `opening`, which asks by itself who it is."""
    return lambda act: desk.write(lambda session, _: act(session))


def _handover(desk: Desk) -> None:
    from app.services.handing import hand_over_all

    def act(session: Session, who: Any) -> tuple[str, Handed]:
        row = _row(session, desk.args.who)
        return row.name, hand_over_all(session, who, row.id, to=_to(session, desk), at=desk.at)

    name, handed = desk.write(act)
    desk.answer(handed._asdict(), f"{name}: {_handed(handed)}.")


def _handed(handed: Handed) -> str:
    return (
        f"{many(handed.cases, 'case')} handed over, {handed.queued:,} back to the queue, "
        f"{many(handed.slips, 'open slip')}, {many(handed.tasks, 'task')} and "
        f"{many(handed.after, 'resident')} to be asked or told passed on"
    )


def _leave(desk: Desk) -> int:
    """Leaving is done whatever becomes of the key; exit code 1 where that was to be changed and was not."""
    from app.opening import remove_member

    opened = desk.opened()
    row, to = desk.read(lambda session, _: (_row(session, desk.args.who), _to(session, desk)))
    handed = remove_member(_writing(desk), opened, row.id, row.login, desk.at, by=opened.staff_id, to=to)
    told, result = [f"{row.name} can sign in no more: {_handed(handed)}."], handed._asdict()
    try:
        key = {} if desk.args.keep_key else _new_key(desk, opened, told)
    except AppError as error:
        desk.remark(
            f"The key of the office's files is as it was. {error.sentence} Then change it with `liaison rekey`."
        )
        desk.answer(result, *told)
        return 1
    desk.answer(result | key, *told)
    return 0


def _new_key(desk: Desk, opened: Opened, told: list[str]) -> dict[str, Any]:
    """The second step: who has left may have kept a copy of the key file of before. The office is closed then."""
    from app.rekey import change_key

    _ = desk.zone  # read while the office is open: the answer is written after it
    changed = change_key(opened, at=desk.at, by=opened.staff_id, progress=desk.progress)
    desk.forget()
    told.append(changed.sentence)
    if changed.recovery_key:
        told.append(f"Recovery key: {changed.recovery_key}")
    return {"key": changed.epoch, "recovery_key": changed.recovery_key}


COMMANDS = (
    Command(
        "staff list",
        "list who works here, with the logins that own cases",
        "liaison staff list",
        _list,
        _list_options,
        figures=True,
    ),
    Command("staff rights", "what each role may do", "liaison staff rights", _rights, figures=True),
    Command(
        "staff add",
        "let somebody in, with a first password to hand over",
        'liaison staff add sortiz --name "Sam Ortiz" --role intern',
        _add,
        _add_options,
        figures=True,
    ),
    Command(
        "staff change",
        "correct what is known of somebody, or give them another role",
        'liaison staff change sortiz --role associate --instrument "Order 2026-7"',
        _change,
        _change_options,
        figures=True,
    ),
    Command("staff password", "change your own password", "liaison staff password", _password, figures=True),
    Command(
        "staff handover",
        "hand over all that somebody has in hand",
        "liaison staff handover sortiz --to ltran",
        _handover,
        _handover_options,
        figures=True,
    ),
    Command(
        "staff leave",
        "end somebody's access now and hand over their work",
        "liaison staff leave sortiz --suggested",
        _leave,
        _leave_options,
        figures=True,
    ),
)
