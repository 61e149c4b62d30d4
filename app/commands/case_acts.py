"""liaison case open, assign, note, reply, close, reopen: working on a case."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from app.commands import Command
from app.commands.desk import Desk
from app.commands.words import (
    CHANNELS,
    OUTCOMES,
    PRIORITIES,
    add_asker,
    add_number,
    case_id,
    category_id,
    staff_id,
)

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor
    from app.models import Case


def _open_options(parser: ArgumentParser) -> None:
    parser.add_argument("subject", metavar="SUBJECT", help="what it is about, in a few words")
    add_asker(parser)
    parser.add_argument("--account", default="", metavar="WORDS", help="what was told, at any length")
    parser.add_argument("--category", metavar="NAME")
    parser.add_argument("--priority", choices=PRIORITIES, default="normal")
    parser.add_argument(
        "--confidential", action="store_true", help="only its owner, the Director and those named see it"
    )
    parser.add_argument(
        "--complaint", action="store_true", help="about how something was handled; the Director looks at it"
    )
    parser.add_argument("--address", default="", help="where it is")
    parser.add_argument("--channel", choices=CHANNELS, help="how it came")
    parser.add_argument("--owner", metavar="LOGIN", help="login of the owner, or me")


def _open(desk: Desk) -> None:
    made = desk.write(lambda session, who: _opened(session, who, desk))
    desk.answer(made, str(made["number"]))


def _opened(session: Session, who: Actor, desk: Desk) -> dict[str, object]:
    from app.models import Channel
    from app.services.cases import assign_cases, open_case

    args = desk.args
    case = open_case(
        session,
        who,
        fields={
            "subject": args.subject,
            "account": args.account,
            "category_id": category_id(session, args.category),
            "priority": args.priority,
            "confidential": args.confidential,
            "complaint": args.complaint,
        },
        at=desk.at,
        person_id=args.person,
        organization_id=args.organization,
        anonymous=args.anonymous,
        address=args.address,
        channel=Channel(args.channel) if args.channel else None,
    )
    if args.owner:
        assign_cases(session, who, [case.id or 0], owner_id=staff_id(session, who, args.owner), at=desk.at)
    return _known(case)


def _known(case: Case) -> dict[str, object]:
    """What tells a program which case it was and where it stands."""
    return {"id": case.id, "number": case.number, "status": case.status}


def _note_options(parser: ArgumentParser) -> None:
    add_number(parser)
    parser.add_argument("words", metavar="WORDS", help="the note; it stays inside the office")


def _reply_options(parser: ArgumentParser) -> None:
    add_number(parser)
    parser.add_argument("words", metavar="WORDS", help="what the resident was told; the program sends nothing itself")
    parser.add_argument("--channel", choices=CHANNELS, required=True, help="how it went to the resident")


def _note(desk: Desk) -> None:
    """A note, or the record of a reply where a channel is given."""
    from app.models import Channel, NoteKind
    from app.services.cases import add_note

    args, channel = desk.args, getattr(desk.args, "channel", None)
    kind = NoteKind.REPLY if channel else NoteKind.NOTE
    how = Channel(channel) if channel else None

    def act(session: Session, who: Actor) -> dict[str, object]:
        found = case_id(session, who, args.number)
        note = add_note(session, who, found, kind=kind, words=args.words, channel=how, at=desk.at)
        return {"id": note.id, "kind": kind, "case_id": found}

    desk.answer(desk.write(act), "Reply recorded." if channel else "Note kept.")


def _close_options(parser: ArgumentParser) -> None:
    add_number(parser)
    parser.add_argument("--outcome", choices=OUTCOMES, required=True)
    parser.add_argument("--words", default="", help="what came of it")
    told = parser.add_mutually_exclusive_group(required=True)
    told.add_argument("--told-by", choices=CHANNELS, dest="told_how", help="how the resident was told, just now")
    told.add_argument("--not-told", metavar="WHY", help="why the resident was not told")


def _close(desk: Desk) -> None:
    from app.authority import Right
    from app.models import Case, Channel, Outcome, Told
    from app.services.cases import close_case
    from app.services.reviews import ask_closing

    args = desk.args
    how = Channel(args.told_how) if args.told_how else None

    def act(session: Session, who: Actor) -> dict[str, object]:
        told = Told(told=True, told_at=desk.at, told_how=how, told_by_id=who.id)
        told = told if how else Told(told=False, why_not=args.not_told)
        found, outcome = case_id(session, who, args.number), Outcome(args.outcome)
        if who.may(Right.CLOSE_CASE):
            return _known(close_case(session, who, found, outcome=outcome, told=told, words=args.words, at=desk.at))
        ask_closing(session, who, found, outcome=outcome, told=told, words=args.words, at=desk.at)
        return _known(session.get_one(Case, found)) | {"waits_for_approval": True}

    done = desk.write(act)
    waits = "waits_for_approval" in done
    desk.answer(done, f"{done['number']} {'goes to the Director for approval' if waits else 'is closed'}.")


def _reopen_options(parser: ArgumentParser) -> None:
    add_number(parser)
    parser.add_argument("--reason", required=True, metavar="WHY")


def _reopen(desk: Desk) -> None:
    from app.services.cases import reopen_case

    def act(session: Session, who: Actor) -> dict[str, object]:
        found = case_id(session, who, desk.args.number)
        return _known(reopen_case(session, who, found, reason=desk.args.reason, at=desk.at))

    opened = desk.write(act)
    desk.answer(opened, f"{opened['number']} is open again.")


COMMANDS = (
    Command(
        "case open",
        "open a case; its number is the answer",
        'liaison case open "Pothole at 50 Elm Street" --person 12 --category "Pothole or street repair"',
        _open,
        _open_options,
        figures=True,
    ),
    Command(
        "case note",
        "keep a note",
        'liaison case note 42 "Crew goes out on Friday."',
        _note,
        _note_options,
        figures=True,
    ),
    Command(
        "case reply",
        "record a reply that went to the resident",
        'liaison case reply 42 "It will be filled on Friday." --channel phone',
        _note,
        _reply_options,
        figures=True,
    ),
    Command(
        "case close",
        "close a case with its outcome and how the resident was told",
        'liaison case close 42 --outcome resolved --told-by phone --words "Filled."',
        _close,
        _close_options,
        figures=True,
    ),
    Command(
        "case reopen",
        "open a closed case again",
        'liaison case reopen 42 --reason "Open again."',
        _reopen,
        _reopen_options,
        figures=True,
    ),
)
