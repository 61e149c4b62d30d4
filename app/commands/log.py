"""liaison log: log a contact."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from app.commands import Command
from app.commands.desk import Desk
from app.commands.words import CHANNELS, add_asker, case_id, category_id

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor
    from app.services.contacts import Logged


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("words", metavar="WORDS", help="what was said")
    add_asker(parser)
    parser.add_argument("--channel", choices=CHANNELS, default="phone", help="how it came (phone)")
    parser.add_argument("--outgoing", action="store_true", help="the office began it")
    parser.add_argument("--minutes", type=int, metavar="N", help="how long it lasted")
    parser.add_argument("--language", default="", metavar="NAME")
    parser.add_argument("--address", default="", help="what place it is about")
    parser.add_argument("--category", metavar="NAME")
    parser.add_argument("--answered", action="store_true", help="answered at once")
    parser.add_argument("--for-mayor", action="store_true", help="intended for the Mayor")
    case = parser.add_mutually_exclusive_group()
    case.add_argument("--case", metavar="NUMBER", help="the case it belongs to")
    case.add_argument("--new-case", metavar="SUBJECT", help="open a case with it")


def _log(desk: Desk) -> None:
    logged = desk.write(lambda session, who: _logged(session, who, desk))
    if desk.wants_json:
        desk.json(logged)
    else:
        desk.say(f"Logged, contact {logged.contact_id}" + (f" on case {logged.number}." if logged.number else "."))


def _logged(session: Session, who: Actor, desk: Desk) -> Logged:
    from app.services.contacts import log_contact

    args = desk.args
    fields = {
        "words": args.words,
        "channel": args.channel,
        "direction": "out" if args.outgoing else "in",
        "happened_at": desk.at,
        "minutes": args.minutes,
        "language": args.language,
        "answered_at_once": args.answered,
        "for_mayor": args.for_mayor,
        "anonymous": args.anonymous,
    }
    return log_contact(
        session,
        who,
        fields=fields,
        at=desk.at,
        person_id=args.person,
        organization_id=args.organization,
        address=args.address,
        category_id=category_id(session, args.category),
        case_id=case_id(session, who, args.case) if args.case else None,
        new_case={"subject": args.new_case} if args.new_case else None,
    )


COMMANDS = (
    Command(
        "log",
        "log a contact, alone, on a case, or opening one",
        'liaison log "Asks when the hole is filled." --person 12 --case 2026-00042',
        _log,
        _options,
        figures=True,
    ),
)
