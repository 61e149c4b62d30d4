"""The commands that change the key of the office's files, and give a password to whom that shut out."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import TYPE_CHECKING

from app.commands import Command
from app.commands.words import many
from app.errors import Invalid

if TYPE_CHECKING:
    from app.commands.desk import Desk


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("--without", action="store_true", help="shut out who cannot follow, until a new password")
    parser.add_argument("--new-sheet", action="store_true", help="make a new recovery key too, and tell it")
    parser.add_argument("--without-lost", action="store_true", help="leave out attachments that are lost or damaged")


def _rekey(desk: Desk) -> None:
    from app.rekey import change_key

    opened, args = desk.opened(), desk.args
    changed = change_key(
        opened,
        at=desk.at,
        by=opened.staff_id,
        drop_unready=args.without,
        new_sheet=args.new_sheet,
        without_lost=args.without_lost,
        progress=desk.progress,
    )
    desk.forget()
    figures = f"{many(changed.attachments, 'attachment')}, {max(1, changed.size >> 20):,} MB."
    lines = [changed.sentence, f"Made anew: the office file and {figures}"]
    if changed.recovery_key:
        lines += [f"Recovery key: {changed.recovery_key}", "Print it and keep it away from this computer."]
    desk.answer(changed._asdict(), *lines)


def _give_options(parser: ArgumentParser) -> None:
    parser.add_argument("who", metavar="LOGIN", help="who has no password, by the name for signing in")


def _give(desk: Desk) -> None:
    """The password comes from LIAISON_NEW_PASSWORD, or is made up and told this once."""
    from app.founding import first_password
    from app.opening import give_password
    from app.queries.office import staff_id_of

    opened, given = desk.opened(), os.environ.get("LIAISON_NEW_PASSWORD")
    staff_id = desk.read(lambda session, _: staff_id_of(session, desk.args.who))
    if staff_id is None:
        raise Invalid({"login": "Nobody on the staff list signs in with this name. See liaison staff list."})
    password = given or first_password()
    login = give_password(
        lambda act: opened.store.write(act).result, opened, staff_id, password, desk.at, by=opened.staff_id
    )
    lines = [f"{login} can sign in."]
    if not given:
        lines.append(f"First password: {password}  (hand it over; they change it with `liaison staff password`)")
    desk.answer({"login": login, "password": password}, *lines)


COMMANDS = (
    Command(
        "rekey",
        "change the key of the office's files, as after somebody has left",
        "liaison rekey --login mmulcahy",
        _rekey,
        _options,
        figures=True,
    ),
    Command(
        "staff give-password",
        "a first password for somebody who has none, or was shut out when the key was changed",
        "liaison staff give-password sortiz",
        _give,
        _give_options,
        figures=True,
    ),
)
