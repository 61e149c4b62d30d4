"""liaison task, follow-up, telling, case link-trouble: what is to be done, asked and told (Q5)."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.commands.promise import add_id
from app.commands.words import CHANNELS, add_number, case_id, day, instant, many, moment, said, staff_id
from app.errors import Invalid

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor

FIXED = ("yes", "partly", "no", "unknown")


def _doing(act: Callable[[Session, Actor, Desk], Any], words: str) -> Callable[[Desk], None]:
    """The run of an act that answers a record; `words` say what was done to its id."""

    def run(desk: Desk) -> None:
        def do(session: Session, who: Actor) -> dict[str, Any]:
            made = act(session, who, desk)
            session.flush()
            return dict(made.model_dump())

        made = desk.write(do)
        desk.answer(made, words.format(made["id"]))

    return run


def _listing(
    name: str, rows_of: Callable[[Session, Actor, Desk], list[Any]], heads: tuple[str, ...], line: Callable[[Any], Any]
) -> Callable[[Desk], None]:
    """The run of a list: a table, or JSON which history is told of."""

    def run(desk: Desk) -> None:
        rows = desk.read(lambda session, who: rows_of(session, who, desk))
        if desk.wants_json:
            desk.exported(name, len(rows))
            desk.json([row._asdict() for row in rows])
            return
        desk.table(heads, [line(row) for row in rows])
        desk.remark(many(len(rows), "row"))

    return run


# -- tasks --------------------------------------------------------------------------------------------------


def _add_options(parser: ArgumentParser) -> None:
    parser.add_argument("words", metavar="WORDS", help="what is to be done")
    parser.add_argument("--due", type=day, metavar="DAY", help="by when")
    parser.add_argument("--case", metavar="NUMBER", help="with this case; alone without it")
    parser.add_argument("--owner", metavar="LOGIN", help="who does it (you)")


def _add(session: Session, who: Actor, desk: Desk) -> Any:
    from app.services.tasks import add_task

    args = desk.args
    case = case_id(session, who, args.case) if args.case else None
    owner = staff_id(session, who, args.owner) if args.owner else None
    fields = {"words": args.words, "due_on": args.due}
    return add_task(session, who, fields=fields, case_id=case, owner_id=owner, at=desk.at)


def _tasks_options(parser: ArgumentParser) -> None:
    parser.add_argument("--owner", metavar="LOGIN", help="of this login, or me")


def _tasks(session: Session, who: Actor, desk: Desk) -> list[Any]:
    from app.queries.tasks import open_tasks

    return open_tasks(session, who, owner_id=staff_id(session, who, desk.args.owner) if desk.args.owner else None)


def _task_options(parser: ArgumentParser) -> None:
    add_id(parser, "task")


def _done(session: Session, who: Actor, desk: Desk) -> Any:
    from app.services.tasks import finish_task

    return finish_task(session, who, desk.args.id, at=desk.at)


def _undo(session: Session, who: Actor, desk: Desk) -> Any:
    from app.services.tasks import undo_task

    return undo_task(session, who, desk.args.id, at=desk.at)


def _hand_options(parser: ArgumentParser) -> None:
    add_id(parser, "task")
    parser.add_argument("--to", required=True, metavar="LOGIN", help="who does it from now on")


def _hand(session: Session, who: Actor, desk: Desk) -> Any:
    from app.services.tasks import hand_task

    return hand_task(session, who, desk.args.id, owner_id=staff_id(session, who, desk.args.to), at=desk.at)


# -- follow-ups ---------------------------------------------------------------------------------------------


def _plan_options(parser: ArgumentParser) -> None:
    add_number(parser)
    parser.add_argument("--on", type=day, required=True, metavar="DAY", help="when to ask whether it is fixed")


def _plan(session: Session, who: Actor, desk: Desk) -> Any:
    from app.services.follow_ups import plan_follow_up

    return plan_follow_up(session, who, case_id(session, who, desk.args.number), due_on=desk.args.on, at=desk.at)


def _planned(session: Session, who: Actor, desk: Desk) -> list[Any]:
    from app.queries.tasks import planned_follow_ups

    return planned_follow_ups(session, who)


def _asked_options(parser: ArgumentParser) -> None:
    add_id(parser, "follow-up")
    parser.add_argument("--fixed", choices=FIXED, help="whether it is fixed")
    parser.add_argument("--satisfaction", type=int, metavar="N", help="how content, from 1 to 5")
    parser.add_argument("--declined", action="store_true", help="they gave no number")
    parser.add_argument("--not-reached", action="store_true", help="nobody was reached")
    parser.add_argument("--again", type=day, metavar="DAY", help="ask again on this day")
    parser.add_argument("--words", default="", help="what they said")


def _asked(session: Session, who: Actor, desk: Desk) -> Any:
    from app.services.follow_ups import record_follow_up

    args = desk.args
    if not args.not_reached and args.fixed is None:
        raise Invalid({"fixed": "Say with --fixed whether it is fixed, or --not-reached."})
    fields: dict[str, Any] = {"reached": not args.not_reached, "satisfaction": args.satisfaction, "words": args.words}
    fields |= {"fixed": args.fixed} if args.fixed else {}
    more: dict[str, Any] = {"declined": args.declined, "again_on": args.again}
    return record_follow_up(session, who, args.id, fields=fields, at=desk.at, **more)


def _drop_options(parser: ArgumentParser) -> None:
    add_id(parser, "follow-up")
    parser.add_argument("--why", required=True, help="why nobody is asked")


def _drop(session: Session, who: Actor, desk: Desk) -> Any:
    from app.services.follow_ups import drop_follow_up

    return drop_follow_up(session, who, desk.args.id, reason=desk.args.why, at=desk.at)


# -- the same trouble ---------------------------------------------------------------------------------------


def _link_options(parser: ArgumentParser) -> None:
    add_number(parser)
    parser.add_argument("others", nargs="+", metavar="OTHER", help="numbers of the cases that go under it")
    parser.add_argument("--out", action="store_true", help="take them out of the trouble again")


def _link(session: Session, who: Actor, desk: Desk) -> Any:
    from app.services.cases import find_case
    from app.services.troubles import link_trouble, unlink_trouble

    main = case_id(session, who, desk.args.number)
    others = [case_id(session, who, each) for each in desk.args.others]
    if not desk.args.out:
        return link_trouble(session, who, main, case_ids=others, at=desk.at)
    for each in others:
        if find_case(session, who, each).parent_id == main:
            unlink_trouble(session, who, each, at=desk.at)
    return find_case(session, who, main)


def _tellings(session: Session, who: Actor, desk: Desk) -> list[Any]:
    from app.queries.troubles import tellings_of, tellings_waiting

    if desk.args.case:
        return tellings_of(session, who, case_id(session, who, desk.args.case))
    return tellings_waiting(session, who, at=desk.at)


def _tellings_options(parser: ArgumentParser) -> None:
    parser.add_argument("--case", metavar="NUMBER", help="all of this case, also those told")


def _tell_options(parser: ArgumentParser) -> None:
    add_id(parser, "telling")
    parser.add_argument("--how", choices=CHANNELS, help="how they were told")
    parser.add_argument("--on", type=moment, metavar="WHEN", help="when (now)")
    parser.add_argument("--not-told", default="", metavar="WHY", help="they are not told, and why")


def _tell(session: Session, who: Actor, desk: Desk) -> Any:
    from app.models import Channel
    from app.services.tellings import not_told, tell

    args = desk.args
    if args.not_told:
        return not_told(session, who, args.id, why_not=args.not_told, at=desk.at)
    if args.how is None:
        raise Invalid({"how": "Say with --how how they were told, or with --not-told why not."})
    return tell(session, who, args.id, how=Channel(args.how), told_at=instant(desk, args.on), at=desk.at)


_TASKS = _listing(
    "task",
    _tasks,
    ("Id", "Due", "What", "Owner", "Case"),
    lambda r: (r.id, r.due_on or "", r.words, r.owner, r.number),
)
_FOLLOW_UPS = _listing(
    "follow_up",
    _planned,
    ("Id", "Day", "Case", "Asker", "Subject"),
    lambda r: (r.id, r.due_on, r.number, r.asker, r.subject),
)
_TELLINGS = _listing(
    "telling",
    _tellings,
    ("Id", "Case", "Who", "Own case", "Told"),
    lambda r: (r.id, r.number, r.name, r.child_number, said(r.how) if r.told_at else r.why_not),
)


def _made(
    words: str,
    about: str,
    example: str,
    run: Callable[[Desk], None],
    options: Callable[[ArgumentParser], None] = lambda _: None,
) -> Command:
    return Command(words, about, f"liaison {words} {example}".strip(), run, options, figures=True)


COMMANDS = (
    _made(
        "task add",
        "note something to be done",
        '"Call the school" --due 2026-11-20 --case 42',
        _doing(_add, "Task {0} is noted."),
        _add_options,
    ),
    _made("task list", "the tasks that are open", "--owner me", _TASKS, _tasks_options),
    _made("task done", "note that a task is done", "3", _doing(_done, "Task {0} is done."), _task_options),
    _made("task undo", "open a task again", "3", _doing(_undo, "Task {0} is open again."), _task_options),
    _made(
        "task hand", "give a task to a colleague", "3 --to ltran", _doing(_hand, "Task {0} went over."), _hand_options
    ),
    _made(
        "follow-up plan",
        "plan to ask whether it is fixed",
        "42 --on 2026-12-02",
        _doing(_plan, "Follow-up {0} is planned."),
        _plan_options,
    ),
    _made("follow-up list", "what is planned to be asked", "", _FOLLOW_UPS),
    _made(
        "follow-up record",
        "record what the resident answered",
        "5 --fixed yes --satisfaction 4",
        _doing(_asked, "Follow-up {0} is recorded."),
        _asked_options,
    ),
    _made(
        "follow-up drop",
        "take a plan back; nobody is asked",
        '5 --why "Moved away"',
        _doing(_drop, "Follow-up {0} is dropped."),
        _drop_options,
    ),
    _made(
        "case link-trouble",
        "put cases under the one whose trouble they share",
        "42 43 44",
        _doing(_link, "The cases share one trouble now."),
        _link_options,
    ),
    _made("telling list", "who is still to be told that a shared trouble is closed", "", _TELLINGS, _tellings_options),
    _made(
        "telling told",
        "note that somebody was told, or why not",
        "9 --how phone",
        _doing(_tell, "{0} is settled."),
        _tell_options,
    ),
)
