"""liaison mail: read mails from files, and log them."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from app.commands import Command
from app.commands.desk import Desk
from app.commands.words import case_id, category_id
from app.errors import AppError, Invalid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlmodel import Session

    from app.authority import Actor
    from app.commands.person import Like
    from app.exchange.mail import Mail
    from app.exchange.mail_files import Taken
    from app.exchange.mail_log import StoredFile
    from app.queries.mail import MailFacts
    from app.services.contacts import Logged

SHOWN_WORDS, SHOWN_LIKELY = 2000, 3


def _files(parser: ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help="an .eml, .msg, .mbox or text file")


def _log_options(parser: ArgumentParser) -> None:
    _files(parser)
    case = parser.add_mutually_exclusive_group()
    case.add_argument("--case", metavar="NUMBER", help="the case they belong to")
    case.add_argument("--take-proposal", action="store_true", help="add each to the case proposed for it")
    case.add_argument("--new-case", action="store_true", help="open a case with each")
    parser.add_argument("--category", metavar="NAME")
    parser.add_argument("--again", action="store_true", help="also those that were logged before")


def _mails(desk: Desk) -> Iterator[Taken]:
    """Each mail of each file; a file that cannot be read does not keep the next from being read."""
    from app.exchange.mail_files import Taken, mails_in

    zone = desk.zone
    for path in desk.args.files:
        try:
            yield from mails_in(path, zone=zone if isinstance(zone, ZoneInfo) else None)
        except AppError as error:
            yield Taken(path.name, None, error.sentence)


def _read(desk: Desk) -> int:
    told = [_told(desk, taken) for taken in _mails(desk)]
    if desk.wants_json:
        desk.json(told)
    else:
        desk.say(*(line for each in told for line in _lines(desk, each)))
    return int(any("problem" in each for each in told))


def _told(desk: Desk, taken: Taken) -> dict[str, Any]:
    from app.exchange.mail_log import asked_of
    from app.exchange.mail_quotes import fold
    from app.queries.mail import mail_facts

    mail = taken.mail
    if mail is None:
        return {"file": taken.name, "problem": taken.problem}
    facts, folded = desk.read(lambda session, who: mail_facts(session, who, asked_of(mail))), fold(mail.text)
    return {
        "file": taken.name,
        "from": mail.sender,
        "to": mail.to,
        "date": mail.date,
        "subject": mail.subject,
        "message_id": mail.message_id,
        "answers": mail.answers,
        "automatic": mail.automatic,
        "bounced": mail.bounced._asdict() if mail.bounced else None,
        "words": folded.words,
        "signature": folded.signature,
        "quoted": folded.quoted,
        "attachments": [{"name": each.name, "bytes": len(each.data)} for each in mail.attachments],
        "told": mail.problems,
        **_known(facts),
    }


def _known(facts: MailFacts) -> dict[str, Any]:
    from app.queries.mail import REASONS

    return {
        "sender": facts.sender._asdict() if facts.sender else None,
        "proposals": [{"number": each.case.number, "because": REASONS[each.reason]} for each in facts.proposals],
        "proposed": facts.meant.number if facts.meant else None,
        "several": facts.is_open,
        "logged_before": facts.logged_at,
    }


def _lines(desk: Desk, told: dict[str, Any]) -> list[str]:
    if "problem" in told:
        return [_problem(told["file"], told["problem"]), ""]
    lines = [
        f"{told['file']}",
        f"  From     {told['from'] or 'not told'}",
        f"  Subject  {told['subject'] or 'not told'}",
        f"  Date     {desk.local(told['date']) or 'not told'}",
    ]
    if told["automatic"]:
        lines.append(f"  A machine wrote this: {_machine(told['bounced'])}.")
    lines += [f"  File     {each['name']}, {each['bytes']:,} bytes" for each in told["attachments"]]
    lines += [f"  Perhaps  {each['number']}: {each['because']}" for each in told["proposals"]]
    lines += [f"  {sentence}" for sentence in told["told"]]
    if told["logged_before"]:
        lines.append(f"  This mail was already logged {desk.local(told['logged_before'])}.")
    if told["several"]:
        lines.append("  Several cases are named: say which with --case as you log it.")
    return [*lines, *(f"  | {line}" for line in told["words"][:SHOWN_WORDS].split("\n")), ""]


def _machine(bounced: dict[str, str] | None) -> str:
    if bounced is None:
        return "an automatic reply, which answers nobody"
    reason = f" ({bounced['reason']})" if bounced["reason"] else ""
    return f"your message to {bounced['to'] or 'somebody'} could not be delivered{reason}"


def _log(desk: Desk) -> int:
    done = []
    for taken in _mails(desk):
        done.append(_log_one(desk, taken))
        if not desk.wants_json:  # at once: whoever stops it knows what was logged
            desk.say(done[-1]["told"])
    if desk.wants_json:
        desk.json(done)
    return int(not all(each["contact_id"] for each in done))


def _log_one(desk: Desk, taken: Taken) -> dict[str, Any]:
    """Log one mail; one that is refused does not keep the next from being logged."""
    from app.exchange.mail_log import asked_of
    from app.queries.mail import mail_facts

    mail, none = taken.mail, {"file": taken.name, "contact_id": None, "number": "", "proposed": None}
    if mail is None:
        return {**none, "told": _problem(taken.name, taken.problem)}
    facts = desk.read(lambda session, who: mail_facts(session, who, asked_of(mail)))
    try:
        written = _written(desk, mail, facts)
    except AppError as error:
        return {**none, "told": f"{taken.name}: {error.sentence}"}
    logged = written.logged
    proposed = facts.meant.number if facts.meant and not logged.number else None
    told = f"{taken.name}: logged, contact {logged.contact_id}" + (
        f" on case {logged.number}." if logged.number else "."
    )
    if proposed:
        told += f" It may belong to {proposed}: --take-proposal or --case {proposed} files it there."
    return {
        "file": taken.name,
        "contact_id": logged.contact_id,
        "number": logged.number,
        "proposed": proposed,
        "new_person": written.new_person,
        "likely": [each._asdict() for each in written.likely],
        "told": f"{told}{_who_told(written)}{_day_told(desk, written)}",
    }


class _Written(NamedTuple):
    """What was logged, when the mail was sent, the person made for its sender, and who that may be."""

    logged: Logged
    happened_at: datetime
    new_person: dict[str, Any] | None
    likely: list[Like]


def _problem(name: str, sentence: str) -> str:
    """What is wrong with a file, which is named once."""
    return sentence if sentence.startswith(name) else f"{name}: {sentence}"


def _who_told(written: _Written) -> str:
    made = written.new_person
    if made is None:
        return ""
    maybe = " or ".join(f"{each.name} (id {each.id})" for each in written.likely[:SHOWN_LIKELY])
    return f" {made['name']} (id {made['id']}) is new." + (f" It may be {maybe}." if maybe else "")


def _day_told(desk: Desk, written: _Written) -> str:
    from app.exchange.mail_log import is_old

    if not desk.args.new_case or not is_old(written.happened_at, desk.at):
        return ""
    return f" The mail is of {desk.day(written.happened_at)}: the case counts as received now."


def _written(desk: Desk, mail: Mail, facts: MailFacts) -> _Written:
    if facts.logged_at and not desk.args.again:
        raise Invalid(f"It was already logged {desk.local(facts.logged_at)}. --again logs it once more.")
    if desk.args.take_proposal and facts.meant is None:
        raise Invalid("No one case is proposed for it. Say which with --case, or leave --take-proposal out.")
    files = _stored(desk, mail)
    return desk.write(lambda session, who: _act(session, who, desk, mail=mail, facts=facts, files=files))


def _stored(desk: Desk, mail: Mail) -> list[StoredFile]:
    from io import BytesIO

    from app.exchange.mail_log import StoredFile

    found = []
    for each in mail.attachments:
        kept = desk.opened().blobs.put(BytesIO(each.data))
        found.append(StoredFile(each.name, each.media_type, kept.size, kept.address))
    return found


def _act(
    session: Session, who: Actor, desk: Desk, *, mail: Mail, facts: MailFacts, files: list[StoredFile]
) -> _Written:
    from app.commands.person import likely
    from app.exchange.mail_log import asked_of, fields_of, log_mail, sender_of
    from app.queries.mail import mail_facts

    args, proposed = desk.args, facts.meant.id if desk.args.take_proposal and facts.meant else None
    facts = mail_facts(session, who, asked_of(mail))  # the mail before it may have brought in its sender
    known = facts.sender
    fields = {**fields_of(mail, at=desk.at), "direction": "out" if facts.from_office else "in"}
    fields["language"] = known.language if known else ""
    sender = sender_of(mail, facts)
    found = likely(session, who, sender.name, emails=[sender.email]) if sender.name and not sender.kind else []
    logged = log_mail(
        session,
        who,
        fields=fields,
        sender=sender,
        files=files,
        at=desk.at,
        case_id=case_id(session, who, args.case) if args.case else proposed,
        opens_case=args.new_case,
        category_id=category_id(session, args.category),
    )
    made = None if sender.kind else _made(session, logged.contact_id)
    return _Written(logged, fields["happened_at"], made, found if made else [])


def _made(session: Session, contact_id: int) -> dict[str, Any] | None:
    """The person whom logging a mail of somebody unknown made; None where it made nobody."""
    from app.models import Contact, Person

    contact = session.get(Contact, contact_id)
    person = session.get(Person, contact.person_id) if contact and contact.person_id else None
    return {"id": person.id, "name": person.name} if person else None


COMMANDS = (
    Command(
        "mail read",
        "show what a mail says, who sent it and which case it may belong to",
        "liaison mail read answer.eml archive.mbox --json",
        _read,
        _files,
        figures=True,
    ),
    Command(
        "mail log",
        "log mails, alone, on a case, or on the case proposed for each",
        "liaison mail log answer.eml --case 2026-00042",
        _log,
        _log_options,
        figures=True,
    ),
)
