"""liaison check, upgrade: whether the office file is sound, and bringing it to this version."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError
from typing import TYPE_CHECKING

from app.commands import Command
from app.commands.desk import Desk

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor
    from app.queries.chain import Finding, Head


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("--deep", action="store_true", help="read every attachment and index as well (slow)")
    parser.add_argument("--history", action="store_true", help="follow history alone")
    parser.add_argument("--clock", action="store_true", help="go by this computer's clock, though one ran ahead before")
    parser.add_argument("--head", type=_head, metavar="LINE:HASH", help="hold history against the foot of a paper")


def _head(text: str) -> tuple[int, str]:
    line, _, sealed = text.replace(",", "").replace(" ", "").partition(":")
    if not line.isdecimal() or not re.fullmatch(r"[0-9a-fA-F]{8,64}", sealed):
        raise ArgumentTypeError(f"“{text}” is no line of history; write it like 12345:4fd1a2b3c4d5e6f7")
    return int(line), sealed


def _check(desk: Desk) -> int:
    from app.blobs import BlobMissing, Blobs
    from app.queries.chain import head_of_history
    from app.queries.checks import check_history, check_office

    if desk.args.clock:
        return _forgive(desk)
    known, deep = _known(desk), desk.args.deep
    blobs: Blobs = desk.opened().blobs

    def is_there(address: str) -> None:
        if not blobs.has(address):
            raise BlobMissing()

    def whole(session: Session, who: Actor) -> list[Finding]:
        if desk.args.history:
            return check_history(session, who, known=known, progress=desk.progress)
        look = blobs.verify if deep else is_there
        return check_office(session, who, deep=deep, look=look, known=known, progress=desk.progress)

    found = desk.read(whole)
    head = desk.read(lambda s, _: head_of_history(s))
    if desk.wants_json:
        desk.json({"sound": not found, "findings": found, "head": {"line": head.line, "hash": head.hash}})
        return 1 if found else 0
    _tell_clock(desk)
    desk.say(*(f"{each.about}: {each.sentence}" for each in found))
    if not found:
        desk.say("History is whole." if desk.args.history else "The office file is sound.")
        desk.say(f"History ends at line {head.line:,}, hash {head.hash}. It was held against {_against(known)}.")
    return 1 if found else 0


def _tell_clock(desk: Desk) -> None:
    from app.queries.clock import seen_ahead

    seen = desk.read(lambda s, _: seen_ahead(s, desk.at))
    if seen is not None:
        desk.remark(
            f"History holds acts of {desk.local(seen)}, but this computer's clock says {desk.local(desk.at)}: mandates "
            "are judged by the later one. Set the clock right; if a clock ran ahead, see liaison check --clock."
        )


def _forgive(desk: Desk) -> int:
    from app.services.clock import forgive_clock

    seen = desk.write(lambda s, who: forgive_clock(s, who, at=desk.at))
    told = f"History had seen {desk.local(seen)}. Mandates are judged by this clock again, {desk.local(desk.at)}."
    desk.answer({"seen": seen, "clock": desk.at}, told)
    return 0


def _known(desk: Desk) -> list[Head]:
    """The heads noted elsewhere: those of the backups that can be reached, and the one given."""
    from app.backups import folder_of, known_heads
    from app.queries.chain import Head

    folder = desk.read(lambda s, _: folder_of(s, desk.paths))
    given = []
    if desk.args.head:
        line, sealed = desk.args.head
        given = [Head(line, sealed, None, "The paper")]
    return [*known_heads(desk.paths, folder), *given]


def _against(known: list[Head]) -> str:
    from app.commands.words import many

    backups = sum(head.at is not None for head in known)
    parts = [many(backups, "backup")] if backups else []
    parts += ["the paper"] if len(known) > backups else []
    return " and ".join(parts) or "nothing kept elsewhere: give the foot of the last monthly report with --head"


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
