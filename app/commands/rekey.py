"""The command that changes the key of the office's files."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from app.commands import Command
from app.commands.words import many

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


COMMANDS = (
    Command(
        "rekey",
        "change the key of the office's files, as after somebody has left",
        "liaison rekey --login mmulcahy",
        _rekey,
        _options,
        figures=True,
    ),
)
