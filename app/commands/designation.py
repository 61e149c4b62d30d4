"""liaison designate; designation list, end, letter, brief: who acts for the Director."""

from __future__ import annotations

import mimetypes
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.commands.papers import add_out, making
from app.commands.words import day, instant, moment, staff_id
from app.errors import Invalid

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from app.authority import Actor
    from app.models import Designation
    from app.queries.designating import Outlook
    from app.queries.register_rows import DesignationRow
    from app.services.attachments import Memo


def _designate_options(parser: ArgumentParser) -> None:
    parser.add_argument("login_of", metavar="WHO", help="the associate who is to act: their name for signing in")
    parser.add_argument("--absence", type=int, metavar="N", help="the absence (the only one that is possible)")
    parser.add_argument("--from", type=moment, dest="first", metavar="WHEN", help="begin, 2026-12-22T08:30 (now)")
    parser.add_argument("--until", type=moment, metavar="WHEN", help="end (that of the absence)")
    parser.add_argument("--instrument", required=True, metavar="TEXT", help="number of the Mayor's memo or letter")
    parser.add_argument("--dated", type=day, required=True, metavar="DAY", help="date of the memo")
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why somebody must act, in a few words")
    parser.add_argument("--keep-back", action="append", default=[], metavar="RIGHT", help="a power kept back")
    parser.add_argument("--director-directs", action="store_true", help="the Director may direct as well")
    parser.add_argument("--memo", type=Path, metavar="FILE", help="the scan of the memo, kept with it")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, and do nothing")


def _fields(session: Session, who: Actor, desk: Desk) -> dict[str, Any]:
    args, absence = desk.args, _absence(session, who, desk)
    return {
        "staff_id": staff_id(session, who, args.login_of),
        "absence_id": absence[0],
        "instrument": args.instrument,
        "instrument_on": args.dated,
        "reason": args.reason,
        "from_at": instant(desk, args.first) or max(desk.at, absence[1]),
        "until_at": instant(desk, args.until, last=True) or absence[2],
        "kept_back": args.keep_back,
        "director_directs": args.director_directs,
    }


def _absence(session: Session, who: Actor, desk: Desk) -> tuple[int, datetime, datetime | None]:
    """The absence of the Director that is meant: its id, begin and end. Raises Invalid where that is not clear."""
    from app.queries.register import absences
    from app.queries.register_rows import State

    ahead = [row for row in absences(session, who, at=desk.at) if row.of_director and row.state is not State.OVER]
    wanted = desk.args.absence
    found = [row for row in ahead if wanted in (None, row.id)]
    if len(found) == 1:
        return found[0].id, found[0].from_at, found[0].ends_at
    if not found:
        raise Invalid({"absence": "There is no such absence of the Director. Record it first: liaison absence add."})
    told = "; ".join(f"{row.id} from {desk.local(row.from_at)}" for row in reversed(found))
    raise Invalid({"absence": f"Say with --absence which one is meant: {told}."})


def _designate(desk: Desk) -> None:
    from app.queries.designating import what_happens
    from app.services.designations import designate

    if desk.args.dry_run:
        outlook = desk.read(lambda s, who: what_happens(s, who, fields=_fields(s, who, desk), at=desk.at))
        _tell_outlook(desk, outlook)
        return
    memo = _memo(desk)
    made: Designation = desk.write(
        lambda s, who: designate(s, who, fields=_fields(s, who, desk), at=desk.at, memo=memo)
    )
    found = desk.read(lambda s, who: _row(s, who, desk, made.id))
    words = f"{found.name} acts for {found.for_name or 'the vacant place of Director'}"
    desk.answer(_plain(found), f"{words} from {desk.local(found.from_at)} until {desk.local(found.until_at)}.")


def _tell_outlook(desk: Desk, outlook: Outlook) -> None:
    if desk.wants_json:
        rules = [{"ok": rule.ok, "field": rule.field, "sentence": rule.sentence} for rule in outlook.rules]
        desk.json({"ready": outlook.ready, "rules": rules, "consequences": list(outlook.consequences)})
        return
    desk.say(*(f"{'ok' if rule.ok else 'NO'}  {rule.sentence}" for rule in outlook.rules))
    desk.say(*(f"    {sentence}" for sentence in outlook.consequences))
    desk.say("Nothing was done." if outlook.ready else "It cannot be designated so. Nothing was done.")


def _memo(desk: Desk) -> Memo | None:
    """The scan, put into the encrypted store."""
    from app.services.attachments import Memo

    path: Path | None = desk.args.memo
    if path is None:
        return None
    kept = desk.opened().blobs.put(path)
    return Memo(path.name, mimetypes.guess_type(path.name)[0] or "application/octet-stream", kept.size, kept.address)


def _row(session: Session, who: Actor, desk: Desk, designation_id: int | None) -> DesignationRow:
    from app.reports.designations import chosen

    return chosen(session, who, {"designation": designation_id}, desk.at)


def _plain(row: DesignationRow) -> dict[str, Any]:
    return {**row._asdict(), "ends_at": row.ends_at}


def _list(desk: Desk) -> None:
    from app.queries.register import designations

    rows = desk.read(lambda s, who: designations(s, who, at=desk.at))
    if desk.wants_json:
        desk.exported("designation", len(rows))
        desk.json([_plain(row) for row in rows])
        return
    headings = ("No.", "Acting", "For", "From", "Until", "Instrument", "Recorded by", "State")
    desk.table(headings, [_line(desk, row) for row in rows])


def _line(desk: Desk, row: DesignationRow) -> tuple[Any, ...]:
    days = (desk.local(row.from_at), desk.local(row.ends_at))
    by = row.by if row.made.value == "by_mayor" else f"{row.by}, memo"
    return (row.id, row.name, row.for_name or "vacancy", *days, row.instrument, by, _state(row))


def _state(row: DesignationRow) -> str:
    if row.ended_why is not None:
        return row.ended_why.value.replace("_", " ")
    return {"over": "ended by itself"}.get(row.state.value, row.state.value.replace("_", " "))


def _which_options(parser: ArgumentParser) -> None:
    parser.add_argument("number", nargs="?", type=int, metavar="N", help="its number (the one in force)")


def _end_options(parser: ArgumentParser) -> None:
    _which_options(parser)
    parser.add_argument("--words", default="", metavar="TEXT", help="why; the number of the memo that revokes it")


def _end(desk: Desk) -> None:
    from app.services.designations import revoke

    row = desk.read(lambda s, who: _row(s, who, desk, desk.args.number))
    desk.write(lambda s, who: revoke(s, who, row.id, at=desk.at, words=desk.args.words))
    ended = desk.read(lambda s, who: _row(s, who, desk, row.id))
    desk.answer(_plain(ended), f"{ended.name} no longer acts for the Director.")


def _paper_options(parser: ArgumentParser) -> None:
    _which_options(parser)
    add_out(parser)


def _brief_options(parser: ArgumentParser) -> None:
    _which_options(parser)
    parser.add_argument("--last-day", action="store_true", help="what changed until the end (else: what is open)")
    add_out(parser)


def _letter_answers(_session: Session, _who: Actor, desk: Desk) -> dict[str, Any]:
    return {"designation": desk.args.number}


def _brief_answers(_session: Session, _who: Actor, desk: Desk) -> dict[str, Any]:
    return {"designation": desk.args.number, "kind": "end" if desk.args.last_day else "begin"}


def _papers(words: str) -> tuple[Command, Command]:
    """The two papers, under the word for designations and beside the other reports."""
    letter, brief = ("letter", "brief") if words == "designation" else ("designation-letter", "handover-brief")
    return (
        Command(
            f"{words} {letter}",
            "the letter of a designation as a PDF",
            f"liaison {words} {letter} --out letter.pdf",
            making("designation-letter", _letter_answers),
            _paper_options,
            figures=True,
        ),
        Command(
            f"{words} {brief}",
            "the handover brief of the first or last day as a PDF",
            f"liaison {words} {brief} --last-day --out brief.pdf",
            making("handover-brief", _brief_answers),
            _brief_options,
            figures=True,
        ),
    )


COMMANDS = (
    Command(
        "designate",
        "designate an acting director",
        "liaison designate drocha --until 2026-12-31 --instrument 'Memo 2026-34' --dated 2026-11-18 --reason vacation",
        _designate,
        _designate_options,
        figures=True,
    ),
    Command(
        "designation list",
        "who acted for the Director, and when",
        "liaison designation list",
        _list,
        figures=True,
    ),
    Command(
        "designation end",
        "revoke a designation by the Mayor's order",
        "liaison designation end --words 'Memo 2026-35'",
        _end,
        _end_options,
        figures=True,
    ),
    *_papers("designation"),
    *_papers("report"),
)
