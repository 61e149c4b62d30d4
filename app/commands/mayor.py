"""liaison mayor: messages meant for the Mayor, and what was done with each."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.commands.words import many

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor
    from app.queries.figures.mayor import MayorRow

DISPOSITIONS = ("read", "answered", "handed", "call_back", "noted")


def _list_options(parser: ArgumentParser) -> None:
    told = "what came on a day or in days instead: yesterday, 2026-10-05, last-week"
    parser.add_argument("--period", "--day", dest="period", metavar="P", help=told)


def _list(desk: Desk) -> None:
    """What waits of the last 30 days, or what came in a period."""

    def ask(session: Session, who: Actor) -> tuple[list[MayorRow], int]:
        from app.queries.figures.mayor import came, waiting
        from app.reports.periods import read_period

        if desk.args.period:
            return came(session, who, read_period(desk.args.period, str(desk.zone), desk.at)), 0
        found = waiting(session, who, at=desk.at)
        return found.rows, found.older

    rows, older = desk.read(ask)
    if desk.wants_json:
        desk.exported("contact", len(rows))
        desk.json([row._asdict() for row in rows])
        return
    desk.table(("Id", "Came", "Who", "What", "Case", "Done"), [_line(desk, row) for row in rows])
    desk.remark(f"{many(len(rows), 'message')}." + (f" {older:,} older wait too." if older else ""))


def _line(desk: Desk, row: MayorRow) -> tuple[object, ...]:
    from app.reports.mayor_queue import disposition_words

    zone = str(desk.zone)
    return (
        row.id,
        row.happened_at.astimezone(desk.zone).date(),
        row.asker,
        row.words[:60],
        row.number,
        disposition_words(row, zone),
    )


def _answer_options(parser: ArgumentParser) -> None:
    parser.add_argument("id", type=int, metavar="ID", help="id of the message, as the list shows it")
    parser.add_argument("disposition", choices=DISPOSITIONS, help="what was done with it")
    parser.add_argument("--words", default="", help="the answer, or what the office is to do")


def _answer(desk: Desk) -> None:
    def act(session: Session, who: Actor) -> dict[str, Any]:
        from app.services.mayor import answer_message

        args = desk.args
        fields = {"disposition": args.disposition, "words": args.words}
        return dict(answer_message(session, who, args.id, fields=fields, at=desk.at).model_dump())

    made = desk.write(act)
    waits = "; it goes on waiting" if made["settled_at"] is None else ""
    desk.answer(made, f"Message {desk.args.id}: {desk.args.disposition.replace('_', ' ')}{waits}.")


COMMANDS = (
    Command(
        "mayor list", "messages meant for the Mayor that wait", "liaison mayor list", _list, _list_options, figures=True
    ),
    Command(
        "mayor answer",
        "say what was done with a message for the Mayor",
        'liaison mayor answer 812 answered --words "Thursday at ten suits."',
        _answer,
        _answer_options,
        figures=True,
    ),
)
