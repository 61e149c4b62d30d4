"""liaison promise: dates told to residents, kept, broken, moved (Q5)."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.commands.words import CHANNELS, add_number, case_id, instant, many, moment, said, staff_id
from app.errors import Invalid

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor
    from app.models import Promise
    from app.queries.promises import PromiseRow

HEADS = ("Id", "Case", "For", "Promised", "To", "Owner", "State")


def add_id(parser: ArgumentParser, what: str) -> None:
    """The id of a row, as its list shows it."""
    parser.add_argument("id", type=int, metavar="ID", help=f"id of the {what}, as its list shows it")


def due_of(desk: Desk, text: str) -> datetime:
    """The instant by which something promised for a day, or for a day and an hour, is to be kept."""
    from app.queries.promises import day_promised

    if len(text) <= len("2026-11-18"):
        return day_promised(datetime.fromisoformat(text).date(), str(desk.zone))
    found = instant(desk, text)
    assert found is not None
    return found


def _known(made: Promise) -> dict[str, Any]:
    names = ("id", "case_id", "words", "due_at", "how", "told_at", "state", "moved_to_id")
    return {name: getattr(made, name) for name in names}


def _add_options(parser: ArgumentParser) -> None:
    add_number(parser)
    parser.add_argument("words", metavar="WORDS", help="what was promised")
    parser.add_argument("--by", type=moment, required=True, metavar="WHEN", help="the date that the resident was told")
    parser.add_argument("--how", choices=CHANNELS, default="phone", help="how it was told (phone)")
    parser.add_argument("--told", type=moment, metavar="WHEN", help="when it was told (now)")


def _add(desk: Desk) -> None:
    from app.services.promises import promise

    args = desk.args
    fields = {"words": args.words, "due_at": due_of(desk, args.by), "how": args.how}
    told = instant(desk, args.told)
    made = desk.write(
        lambda s, who: _known(promise(s, who, case_id(s, who, args.number), fields=fields, at=desk.at, told_at=told))
    )
    desk.answer(made, f"Promise {made['id']}: {made['words']}, by {desk.day(made['due_at'])}.")


def _list_options(parser: ArgumentParser) -> None:
    parser.add_argument("--case", metavar="NUMBER", help="all of one case, settled ones too")
    parser.add_argument("--owner", metavar="LOGIN", help="of the cases of this login, or me")
    parser.add_argument("--until", type=moment, metavar="WHEN", help="due by then")
    parser.add_argument("--late", action="store_true", help="only those whose date is over")


def _list(desk: Desk) -> None:
    rows = desk.read(lambda session, who: _found(session, who, desk))
    if desk.wants_json:
        desk.exported("promise", len(rows), "case", "owner", "until", "late")
        desk.json([row._asdict() for row in rows])
        return
    lines = [
        (r.id, r.number, desk.local(r.due_at), r.words, r.asker, r.owner, "late" if r.late else said(r.state))
        for r in rows
    ]
    desk.table(HEADS, lines, right=("Id",))
    desk.remark(many(len(rows), "promise"))


def _found(session: Session, who: Actor, desk: Desk) -> list[PromiseRow]:
    from app.queries.promises import open_promises, promises_of

    args = desk.args
    if args.case:
        rows = promises_of(session, who, case_id(session, who, args.case), at=desk.at)
    else:
        owner = staff_id(session, who, args.owner) if args.owner else None
        until = instant(desk, args.until, last=True)
        rows = open_promises(session, who, at=desk.at, owner_id=owner, until=until)
    return [row for row in rows if row.late or not args.late]


def _settling(act: Callable[[Session, Actor, Desk], Promise], words: str) -> Callable[[Desk], None]:
    def run(desk: Desk) -> None:
        made = desk.write(lambda session, who: _known(act(session, who, desk)))
        desk.answer(made, words.format(desk.args.id, desk.day(made["due_at"])))

    return run


def _keep(session: Session, who: Actor, desk: Desk) -> Promise:
    from app.services.promises import keep

    return keep(session, who, desk.args.id, at=desk.at)


def _break(session: Session, who: Actor, desk: Desk) -> Promise:
    from app.services.promises import break_promise, withdraw_promise

    act = withdraw_promise if desk.args.mistake else break_promise
    return act(session, who, desk.args.id, words=desk.args.why, at=desk.at)


def _move(session: Session, who: Actor, desk: Desk) -> Promise:
    from app.models import Channel
    from app.services.promises import move_promise

    args = desk.args
    if args.told_how is None:
        raise Invalid({"how": "Say with --told-how how the resident was told. Untold, the promise is broken."})
    due, told = due_of(desk, args.to), instant(desk, args.told)
    return move_promise(session, who, args.id, due_at=due, how=Channel(args.told_how), told_at=told, at=desk.at)


def _keep_options(parser: ArgumentParser) -> None:
    add_id(parser, "promise")


def _break_options(parser: ArgumentParser) -> None:
    add_id(parser, "promise")
    parser.add_argument("--why", required=True, help="why it was not kept")
    parser.add_argument("--mistake", action="store_true", help="it was noted by mistake, and counts nowhere")


def _move_options(parser: ArgumentParser) -> None:
    add_id(parser, "promise")
    parser.add_argument("--to", type=moment, required=True, metavar="WHEN", help="the new date")
    parser.add_argument("--told-how", choices=CHANNELS, metavar="HOW", help="how the resident was told of it")
    parser.add_argument("--told", type=moment, metavar="WHEN", help="when (now)")


def _rate_options(parser: ArgumentParser) -> None:
    parser.add_argument("--month", metavar="YYYY-MM", help="of this month (the last full one)")


def _rate(desk: Desk) -> None:
    from app.queries.figures import last_full_month, month
    from app.queries.figures.promised import KEPT_DEFINITION, SATISFACTION_DEFINITION, kept_promises, satisfaction

    zone, typed = str(desk.zone), desk.args.month
    try:
        parts = [int(each) for each in typed.split("-")] if typed else []
        period = month(zone, *parts) if parts else last_full_month(zone, desk.at)
    except (TypeError, ValueError):
        raise Invalid({"month": f"“{typed}” is not a month. Write it like 2026-11."}) from None
    kept, told = desk.read(lambda s, who: (kept_promises(s, who, period), satisfaction(s, who, period)))
    answer = {"period": period.name, **kept._asdict(), "settled": kept.settled, "kept_rate": kept.rate}
    answer |= {"satisfaction": told.middle, "n": told.n, "follow_ups": told.made, "response_rate": told.response_rate}
    rate = f"{kept.rate:.0%} of {kept.settled}" if kept.rate is not None else "none settled"
    middle = f"median {told.middle:g} of 5, n {told.n} of {told.made} asked" if told.middle else "nobody gave a number"
    lines = (f"{period.name}: promises kept {rate} ({kept.broken} broken, {kept.moved} moved); satisfaction {middle}.",)
    desk.answer(answer, *lines, KEPT_DEFINITION, SATISFACTION_DEFINITION)


_IT = "liaison promise"
COMMANDS = (
    Command(
        "promise add",
        "note a date that a resident was told",
        f'{_IT} add 42 "A crew opens the basin" --by 2026-11-19',
        _add,
        _add_options,
        figures=True,
    ),
    Command("promise list", "the promises that are open", f"{_IT} list --late", _list, _list_options, figures=True),
    Command(
        "promise keep",
        "note that a promise was kept by its date",
        f"{_IT} keep 7",
        _settling(_keep, "Promise {0} was kept."),
        _keep_options,
        figures=True,
    ),
    Command(
        "promise break",
        "note that a promise was not kept, and why",
        f'{_IT} break 7 --why "The truck broke down."',
        _settling(_break, "Promise {0} is settled."),
        _break_options,
        figures=True,
    ),
    Command(
        "promise move",
        "put another date in its place, which the resident was told",
        f"{_IT} move 7 --to 2026-11-23 --told-how phone",
        _settling(_move, "Promise {0} moved to {1}, and the resident was told."),
        _move_options,
        figures=True,
    ),
    Command(
        "promise rate",
        "how many promises were kept in a month, and how content residents were",
        f"{_IT} rate --month 2026-10",
        _rate,
        _rate_options,
        figures=True,
    ),
)
