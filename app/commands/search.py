"""liaison search: cases, people, organizations and contacts by what is known of them, newest first."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any, NamedTuple

from app.commands import Command
from app.commands.desk import Desk
from app.commands.words import said

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session

    from app.authority import Actor

KINDS = ("case", "person", "organization", "contact")


class Found(NamedTuple):
    """How many of a kind, and the first rows of them."""

    kind: str
    count: int
    rows: list[Any]


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("words", metavar="WORDS", help="words or their beginnings, part of a name or of a number")
    parser.add_argument("--kind", choices=KINDS, help="only these")
    parser.add_argument("--limit", type=int, default=10, metavar="N", help="rows of each kind (10)")


def _search(desk: Desk) -> None:
    kinds = (desk.args.kind,) if desk.args.kind else KINDS
    found = desk.read(lambda session, who: [_ASKED[kind](session, who, desk) for kind in kinds])
    found = [each for each in found if each.count]
    if desk.wants_json:
        desk.json({each.kind: {"count": each.count, "rows": each.rows} for each in found})
        return
    for each in found:
        desk.table(*_TABLES[each.kind](desk, each.rows))
        desk.say("")
    told = ", ".join(f"{each.kind}: {each.count:,}" for each in found)
    desk.remark(told or "Nothing was found.")


def _cases(session: Session, who: Actor, desk: Desk) -> Found:
    from app.keys import case_number
    from app.queries.cases import CaseFilter, case_by_number, case_ids, case_rows

    ids = list(case_ids(session, who, CaseFilter(text=desk.args.words), sort="received", descending=True))
    number = case_number(desk.args.words)
    by_number = case_by_number(session, who, number) if number else None
    if by_number is not None:
        ids = [by_number, *(each for each in ids if each != by_number)]
    return Found("case", len(ids), case_rows(session, who, ids[: desk.args.limit], at=desk.at))


def _people(session: Session, who: Actor, desk: Desk) -> Found:
    from app.queries.people import PersonFilter, person_ids, person_rows

    ids = person_ids(session, who, PersonFilter(text=desk.args.words))
    return Found("person", len(ids), person_rows(session, who, ids[: desk.args.limit], at=desk.at))


def _organizations(session: Session, who: Actor, desk: Desk) -> Found:
    from app.queries.people import OrganizationFilter, organization_ids, organization_rows

    ids = organization_ids(session, who, OrganizationFilter(text=desk.args.words))
    return Found("organization", len(ids), organization_rows(session, who, ids[: desk.args.limit], at=desk.at))


def _contacts(session: Session, who: Actor, desk: Desk) -> Found:
    from app.queries.contacts import ContactFilter, contact_ids, contact_rows

    ids = contact_ids(session, who, ContactFilter(text=desk.args.words))
    return Found("contact", len(ids), contact_rows(session, who, ids[: desk.args.limit]))


_ASKED: dict[str, Callable[[Session, Actor, Desk], Found]] = {
    "case": _cases,
    "person": _people,
    "organization": _organizations,
    "contact": _contacts,
}
Table = tuple[tuple[str, ...], list[tuple[Any, ...]]]


def _of_cases(desk: Desk, rows: list[Any]) -> Table:
    heads = ("Case", "Status", "Received", "Asker", "Subject")
    return heads, [(r.number, said(r.status), desk.day(r.received_at), r.asker, r.subject) for r in rows]


def _of_named(desk: Desk, rows: list[Any]) -> Table:
    heads = ("Id", "Name", "Reach", "Address", "Open", "Last contact")
    return heads, [(str(r.id), r.name, r.reach, r.address, r.open_cases, desk.day(r.last_contact_at)) for r in rows]


def _of_contacts(desk: Desk, rows: list[Any]) -> Table:
    heads = ("Contact", "Happened", "Channel", "Who", "Case", "Words")
    return heads, [
        (str(r.id), desk.local(r.happened_at), said(r.channel), r.who, r.case_number, r.words[:80]) for r in rows
    ]


_TABLES: dict[str, Callable[[Desk, list[Any]], Table]] = {
    "case": _of_cases,
    "person": _of_named,
    "organization": _of_named,
    "contact": _of_contacts,
}

COMMANDS = (
    Command(
        "search",
        "find cases, people, organizations and contacts",
        'liaison search "nguyen pothole"',
        _search,
        _options,
        figures=True,
    ),
)
