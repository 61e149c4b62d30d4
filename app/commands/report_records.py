"""liaison report case-file, person-record, record-history: paper about one record."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.commands.papers import add_out, making
from app.commands.viewed import note_view
from app.commands.words import add_number, case_id
from app.errors import Invalid

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor
    from app.reports.redaction import Proposal


def _case_options(parser: ArgumentParser) -> None:
    add_number(parser)
    parser.add_argument("--without-notes", action="store_true", help="leave out what stays inside the office")
    parser.add_argument("--redact", action="store_true", help="a copy with parts left out, and the log of them")
    parser.add_argument("--keep", action="append", default=[], metavar="WORDS", help="with --redact: these stay")
    parser.add_argument("--also", action="append", default=[], metavar="WORDS", help="with --redact: these go too")
    parser.add_argument("--confirmed", action="store_true", help="with --redact: you looked through what goes")
    parser.add_argument("--show", action="store_true", help="with --redact: list what would go, write nothing")
    add_out(parser)


def _case(session: Session, who: Actor, desk: Desk) -> dict[str, Any]:
    args = desk.args
    given = {"case_id": case_id(session, who, args.number), "notes": not args.without_notes}
    if not args.redact:
        return given
    redaction = {"keep": args.keep, "also": args.also, "confirmed": args.confirmed}
    return {**given, "copy": "redacted", "redaction": redaction}


def _case_file(desk: Desk) -> None:
    args = desk.args
    if not args.redact and (args.keep or args.also or args.confirmed or args.show):
        raise Invalid({"redact": "--keep, --also, --confirmed and --show go with --redact."})
    if args.show:
        _show(desk)
    else:
        making("case-file", _case)(desk)


def _show(desk: Desk) -> None:
    """What would be left out, each stretch of words once, marked where it is taken back."""
    number, rows = desk.read(lambda session, who: _proposed(session, who, desk))
    note_view(desk, "case_record", number)
    if desk.wants_json:
        desk.exported("case_record", 1)
        desk.json([row._asdict() for row in rows])
        return
    kept = {each.casefold() for each in desk.args.keep}
    lines = [("stays" if r.words.casefold() in kept else "goes", str(r.kind), r.words, r.times, r.where) for r in rows]
    desk.table(("", "What", "Words", "Times", "First in"), lines, right=("Times",))


def _proposed(session: Session, who: Actor, desk: Desk) -> tuple[int, list[Proposal]]:
    from app.reports.case_file import what_goes

    args = desk.args
    number = case_id(session, who, args.number)
    also = tuple(args.also)
    rows = what_goes(session, who, case_id=number, with_notes=not args.without_notes, at=desk.at, also=also)
    return number, rows


def _person_options(parser: ArgumentParser) -> None:
    parser.add_argument("person", metavar="PERSON", help="id, or a part of the name, phone or e-mail of only one")
    add_out(parser)


def _person(_session: Session, _who: Actor, desk: Desk) -> dict[str, Any]:
    return {"person": desk.args.person}


RECORDS = ("case", "referral", "person", "organization", "contact", "issue", "recommendation", "staff", "department")
_TABLES = {"case": "case_record", "issue": "report_issue"}


def _history_options(parser: ArgumentParser) -> None:
    parser.add_argument("record", choices=RECORDS, metavar="RECORD", help=f"one of {', '.join(RECORDS)}")
    parser.add_argument("which", metavar="NUMBER", help="its number (2026-00042, 2026-00042/1, R-2026-003) or id")
    add_out(parser)


def _history(_session: Session, _who: Actor, desk: Desk) -> dict[str, Any]:
    return {"record": _TABLES.get(desk.args.record, desk.args.record), "which": desk.args.which}


COMMANDS = (
    Command(
        "report case-file",
        "all of one case, or a copy with parts left out",
        'liaison report case-file 2026-00042 --redact --keep "City Hall" --confirmed --out copy.pdf',
        _case_file,
        _case_options,
        figures=True,
    ),
    Command(
        "report person-record",
        "everything of one person",
        "liaison report person-record 178 --out person.pdf",
        making("person-record", _person),
        _person_options,
        figures=True,
    ),
    Command(
        "report record-history",
        "who did, viewed and printed what of one record, with its hashes",
        "liaison report record-history case 2026-00042 --out history.pdf",
        making("record-history", _history),
        _history_options,
        figures=True,
    ),
)
