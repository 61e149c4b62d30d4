"""liaison stale list, close, back, ask, days: open cases that nobody touches."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.commands.words import case_id, many, said
from app.errors import Invalid

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor
    from app.queries.stale import StaleRow


def _list_options(parser: ArgumentParser) -> None:
    parser.add_argument("--days", type=int, metavar="N", help="untouched for N office days (the office's own number)")


def _rows(session: Session, who: Actor, desk: Desk) -> list[StaleRow]:
    from app.queries.stale import stale_cases

    return stale_cases(session, who, at=desk.at, days=desk.args.days)


def _list(desk: Desk) -> None:
    rows = desk.read(lambda s, who: _rows(s, who, desk))
    if desk.wants_json:
        desk.exported("stale", len(rows), "days")
        desk.json(rows)
        return
    lines = [(r.number, r.days, desk.day(r.touched_at), said(r.status), r.owner or "nobody", r.subject) for r in rows]
    desk.table(("Number", "Days", "Last touched", "Status", "Owner", "Subject"), lines, right=("Days",))
    desk.remark(f"{many(len(rows), 'case')} untouched.")


def _act_options(parser: ArgumentParser) -> None:
    parser.add_argument("numbers", nargs="*", metavar="NUMBER", help="numbers of the cases, or none with --all")
    parser.add_argument("--all", action="store_true", help="all that `stale list` lists")
    _list_options(parser)


def _chosen(session: Session, who: Actor, desk: Desk) -> list[int]:
    if bool(desk.args.numbers) is bool(desk.args.all):
        raise Invalid({"numbers": "Name the cases by their numbers, or all of them with --all."})
    if desk.args.all:
        return [row.id for row in _rows(session, who, desk)]
    return [case_id(session, who, number) for number in desk.args.numbers]


def _days(session: Session, desk: Desk) -> int:
    from app.queries.stale import stale_after

    return stale_after(session) if desk.args.days is None else int(desk.args.days)


def _told(desk: Desk, numbers: Sequence[str], words: str) -> None:
    desk.answer({"cases": list(numbers)}, f"{many(len(numbers), 'case')} {words}: {', '.join(numbers) or 'none'}.")


def _close(desk: Desk) -> None:
    from app.services.stale import close_stale

    def act(s: Session, who: Actor) -> list[str]:
        return close_stale(s, who, _chosen(s, who, desk), days=_days(s, desk), at=desk.at)

    _told(desk, desk.write(act), "closed as of today, no outcome recorded")


def _back(desk: Desk) -> None:
    from app.services.stale import hand_back_stale

    def act(s: Session, who: Actor) -> list[str]:
        return hand_back_stale(s, who, _chosen(s, who, desk), days=_days(s, desk), at=desk.at)

    _told(desk, desk.write(act), "handed back to the queue")


def _ask(desk: Desk) -> None:
    from app.services.stale import ask_owners

    def act(s: Session, who: Actor) -> list[str]:
        due = (desk.at.astimezone(desk.zone) + timedelta(days=7)).date()
        return ask_owners(s, who, _chosen(s, who, desk), days=_days(s, desk), due_on=due, at=desk.at)

    _told(desk, desk.write(act), "asked about, each by a task for its owner")


def _keep_options(parser: ArgumentParser) -> None:
    parser.add_argument("days", type=int, metavar="N", help="office days without a contact, note, reply or move")


def _keep(desk: Desk) -> None:
    from app.services.stale import keep_stale_days

    desk.write(lambda s, who: keep_stale_days(s, who, desk.args.days, at=desk.at))
    desk.answer({"days": desk.args.days}, f"A case is stale from now on after {desk.args.days} office days.")


def _command(words: str, told: str, example: str, run: Any, options: Any) -> Command:
    return Command(words, told, example, run, options, figures=True)


COMMANDS = (
    _command("stale list", "open cases that nobody touches", "liaison stale list --days 40", _list, _list_options),
    _command(
        "stale close",
        "close stale cases as of today: no outcome recorded",
        "liaison stale close 42 57",
        _close,
        _act_options,
    ),
    _command("stale back", "hand stale cases back to the queue", "liaison stale back --all", _back, _act_options),
    _command("stale ask", "ask the owners of stale cases, by a task", "liaison stale ask --all", _ask, _act_options),
    _command("stale days", "settle when a case is stale", "liaison stale days 30", _keep, _keep_options),
)
