"""liaison search: one question for everything, as in the window."""

from __future__ import annotations

from argparse import ArgumentParser

from app.commands import Command
from app.commands.desk import Desk


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("words", metavar="WORDS", help="words or their beginnings, part of a name or of any number")
    parser.add_argument("--limit", type=int, default=10, metavar="N", help="hits of each kind (10)")


def _search(desk: Desk) -> None:
    from app.queries.search import search

    args = desk.args
    found = desk.read(lambda session, who: search(session, who, args.words, limit=max(1, args.limit)))
    if desk.wants_json:
        desk.exported("search", len(found.hits), "limit")
        desk.json(found)
        return
    if not found.hits:
        desk.remark("Nothing was found.")
        return
    lines = [(hit.kind, str(hit.id), desk.day(hit.at), hit.title, hit.line) for hit in found.hits]
    desk.table(("Kind", "Id", "Date", "Found", "More"), lines, right=("Id",))


COMMANDS = (
    Command(
        "search",
        "find cases, people, organizations, contacts and notes",
        'liaison search "nguyen pothole"',
        _search,
        _options,
        figures=True,
    ),
)
