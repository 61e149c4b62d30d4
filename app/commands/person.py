"""liaison person list, show, add: the people of the office."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, NamedTuple

from app.commands import Command
from app.commands.desk import Desk
from app.commands.viewed import note_view
from app.commands.words import said
from app.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from app.authority import Actor
    from app.queries.people import PersonRow
    from app.queries.people_pages import PersonPage


class Like(NamedTuple):
    """Somebody who is likely the same, and why in words; `sure` where nobody has to think twice."""

    id: int
    name: str
    why: str
    sure: bool


def _list_options(parser: ArgumentParser) -> None:
    parser.add_argument("text", nargs="?", default="", metavar="WORDS", help="part of a name or number")
    parser.add_argument("--language", action="append", default=[], metavar="NAME")
    parser.add_argument("--with-open-cases", action="store_true")
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="rows shown (50); 0 shows all")


def _list(desk: Desk) -> None:
    count, rows = desk.read(lambda session, who: _found(session, who, desk))
    if desk.wants_json:
        desk.exported("person", len(rows), "text", "language", "with_open_cases")
        desk.json({"count": count, "people": rows})
        return
    headings = ("Id", "Name", "Language", "Reach", "Address", "Open", "Last contact")
    lines = [
        (str(r.id), r.name, r.language, r.reach, r.address, r.open_cases, desk.day(r.last_contact_at)) for r in rows
    ]
    desk.table(headings, lines, right=("Id", "Open"))
    more = "" if len(rows) == count else f"; {len(rows):,} shown, --limit 0 shows all"
    desk.remark(f"{count:,} {'person' if count == 1 else 'people'}{more}")


def _found(session: Session, who: Actor, desk: Desk) -> tuple[int, list[PersonRow]]:
    from app.queries.people import PersonFilter, person_ids, person_rows

    args = desk.args
    wanted = PersonFilter(text=args.text, languages=tuple(args.language), with_open_cases=args.with_open_cases)
    ids = person_ids(session, who, wanted, sort="name", descending=False)
    shown = ids[: args.limit] if args.limit > 0 else ids
    return len(ids), person_rows(session, who, shown, at=desk.at)


def _id(parser: ArgumentParser) -> None:
    parser.add_argument("id", type=int, metavar="ID", help="id of the person, as `person list` shows it")


def _show(desk: Desk) -> None:
    from app.queries.people_pages import person_page

    page = desk.read(lambda session, who: person_page(session, who, desk.args.id))
    if page.confidential:
        note_view(desk, "person", page.id)
    if desk.wants_json:
        desk.json(_without_hidden_address(page))
        return
    desk.say(page.name, "", *(f"{name + ':':<16}{value}" for name, value in _facts(page) if value), "")
    cases = (*page.held.open_cases, *page.held.closed_cases)
    if cases:
        desk.table(
            ("Case", "Status", "Received", "Owner", "Subject"),
            [(c.number, said(c.status), desk.day(c.received_at), c.owner, c.subject) for c in cases],
        )
        desk.say("")
    for contact in page.held.contacts:
        desk.say(f"{desk.local(contact.happened_at)}  {said(contact.channel)}  {' '.join(contact.words.split())}")


def _without_hidden_address(page: PersonPage) -> PersonPage:
    """What goes into files: an address that is confidential stays on the screen (DOMAIN.md)."""
    return page._replace(held=page.held._replace(addresses=())) if page.address_confidential else page


def _facts(page: PersonPage) -> list[tuple[str, str]]:
    held = page.held
    return [
        ("Language", page.language + (" (interpreter)" if page.interpreter else "")),
        ("Reach", "; ".join(filter(None, (f"{r.shown} {r.label}".strip() for r in held.reaches)))),
        ("Address", "; ".join(f"{a.typed} {a.label}".strip() for a in held.addresses)),
        ("Heed", "The address is confidential: never print it or give it out." if page.address_confidential else ""),
        ("Organization", "; ".join(", ".join(filter(None, (p.name, p.title))) for p in held.positions)),
        ("Prefers", said(page.preferred_channel)),
        ("Notice", page.safety_notice),
        ("Confidential", "yes" if page.confidential else ""),
        ("Do not contact", "yes" if page.do_not_contact else ""),
        ("Deceased", "yes" if page.deceased else ""),
        ("Remarks", page.remarks),
    ]


def _add_options(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--phone", action="append", default=[], metavar="P")
    parser.add_argument("--email", action="append", default=[], metavar="E")
    parser.add_argument("--address", action="append", default=[], metavar="A")
    parser.add_argument("--language", default="", metavar="NAME")
    parser.add_argument("--new", action="store_true", help="add the person though the office knows one like that")


def likely(
    session: Session,
    who: Actor,
    name: str,
    *,
    phones: Sequence[str] = (),
    emails: Sequence[str] = (),
    addresses: Sequence[str] = (),
) -> list[Like]:
    """Whom the office knows and who is likely the same, best first: as the import finds them, then as the slips do."""
    from app.exchange.people_import import reason_words
    from app.keys.likeness import known_of
    from app.queries.suggest import twins
    from app.queries.twins import TwinOf, likely_twins
    from app.services.import_people_rows import OldReach, reach_key

    keys = {kind: [reach_key(OldReach(kind, each))[0] for each in typed]
            for kind, typed in (("phone", phones), ("email", emails))}  # fmt: skip
    sought = known_of(name, keys["phone"], keys["email"], addresses)
    found = {
        each.id: Like(each.id, each.name, reason_words(each), each.sure)
        for each in likely_twins(session, who, [sought], TwinOf.PERSON)[0]
    }
    for hit in twins(session, who, name=name, phones=phones, address=next(iter(addresses), "")):
        found.setdefault(hit.id, Like(hit.id, hit.name, "similar name", sure=False))
    return list(found.values())


def _add(desk: Desk) -> None:
    from app.services.people import add_person

    args = desk.args
    details = {
        "reaches": [{"kind": "phone", "typed": each} for each in args.phone]
        + [{"kind": "email", "typed": each} for each in args.email],
        "addresses": [{"typed": each} for each in args.address],
    }
    fields = {"name": args.name, "language": args.language}

    def act(session: Session, who: Actor) -> tuple[int, list[Like]]:
        given = {"phones": args.phone, "emails": args.email, "addresses": args.address}
        found = likely(session, who, args.name, **given)
        _refuse_twin(found, is_wanted=args.new)
        return add_person(session, who, fields=fields, details=details, at=desk.at).id or 0, found

    made, found = desk.write(act)
    desk.answer({"id": made, "likely": [each._asdict() for each in found]}, str(made))
    for each in found:
        desk.remark(f"It may be {each.name} (id {each.id}): {each.why}.")


def _refuse_twin(found: Sequence[Like], *, is_wanted: bool) -> None:
    """Refuse somebody who is surely here, unless that is wanted. Raises Invalid."""
    twin = next((each for each in found if each.sure), None)
    if twin is not None and not is_wanted:
        known = f"The office knows {twin.name} (id {twin.id}): {twin.why}. Nobody was added."
        raise Invalid({"name": f"{known} --new adds another person all the same."})


COMMANDS = (
    Command("person list", "list people", 'liaison person list "nguyen 0142"', _list, _list_options, figures=True),
    Command("person show", "show all of one person", "liaison person show 12", _show, _id, figures=True),
    Command(
        "person add",
        "add a person; the id is the answer",
        'liaison person add "Manuel Tavares" --phone 617-555-0142 --language Portuguese',
        _add,
        _add_options,
        figures=True,
    ),
)
