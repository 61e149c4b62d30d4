"""liaison check, upgrade: whether the office file is sound, and bringing it to this version."""

from __future__ import annotations

from argparse import ArgumentParser

from app.commands import Command
from app.commands.desk import Desk


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("--deep", action="store_true", help="read every attachment and index as well (slow)")


def _check(desk: Desk) -> int:
    from app.blobs import BlobMissing, Blobs
    from app.queries.checks import check_office

    blobs: Blobs = desk.opened().blobs

    def is_there(address: str) -> None:
        if not blobs.has(address):
            raise BlobMissing()

    look, deep = (blobs.verify if desk.args.deep else is_there), desk.args.deep
    found = desk.read(lambda s, who: check_office(s, who, deep=deep, look=look, progress=desk.progress))
    if desk.wants_json:
        desk.json({"sound": not found, "findings": found})
    else:
        desk.say(*(f"{each.about}: {each.sentence}" for each in found))
        desk.say("" if found else "The office file is sound.")
    return 1 if found else 0


def _upgrade(desk: Desk) -> None:
    from app.upgrade import HEAD

    backup = desk.opened().backup
    if desk.wants_json:
        desk.json({"version": HEAD, "backup": str(backup) if backup else None})
    elif backup:
        desk.say(f"The office file is now of version {HEAD}. As it was before, it is kept in {backup}.")
    else:
        desk.say(f"The office file is of this version ({HEAD}) already.")


COMMANDS = (
    Command("check", "see whether the office file is sound", "liaison check --deep", _check, _options, figures=True),
    Command(
        "upgrade",
        "bring the office file to this version, with a backup first",
        "liaison upgrade",
        _upgrade,
        figures=True,
    ),
)
