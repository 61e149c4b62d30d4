"""liaison substance: draw cases to read, list readings, mark them, see how far readers agree."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.commands.words import add_number, case_id, many, said, staff_id
from app.errors import Invalid, NotFound

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor
    from app.queries.substance import ReadingRow

CRITERIA = ("answered", "correct", "plain", "courteous", "next_step", "language")


def _draw_options(parser: ArgumentParser) -> None:
    parser.add_argument("--month", required=True, metavar="YYYY-MM", help="a month that is over")
    parser.add_argument("--size", type=int, default=12, metavar="N", help="cases to draw (12)")
    parser.add_argument("--seed", default="", metavar="WORDS", help="what the draw hangs on (the month)")
    parser.add_argument("--twice", type=int, default=0, metavar="N", help="of these, cases with a second reader (0)")
    parser.add_argument("--check", action="store_true", help="repeat a draw that was made, and change nothing")


def _draw(desk: Desk) -> None:
    from app.services.substance import draw_sample
    from app.services.substance_draw import check_draw

    args = desk.args
    if args.check:
        found = desk.read(lambda session, who: check_draw(session, who, args.month))
        cases = "from the same cases" if found.same_cases else "from other cases than on the day of the draw"
        draw = "gives the cases that were drawn" if found.same_draw else "does not give the cases that were drawn"
        desk.answer(found._asdict(), f"Repeated {cases}, the draw {draw}.")
        return

    def act(session: Session, who: Actor) -> dict[str, Any]:
        from app.queries.substance import readings

        made = draw_sample(session, who, args.month, size=args.size, seed=args.seed, twice=args.twice, at=desk.at)
        rows = readings(session, who, first=made.month)
        return {"month": args.month, "seed": made.seed, "size": made.size, "readings": len(rows)}

    done = desk.write(act)
    desk.answer(done, f"{many(done['readings'], 'reading')} for {done['month']}, drawn with the seed {done['seed']}.")


def _list_options(parser: ArgumentParser) -> None:
    parser.add_argument("--month", metavar="YYYY-MM", help="of one month only")
    parser.add_argument("--waiting", action="store_true", help="only what is yet to be read")


def _list(desk: Desk) -> None:
    from app.queries.substance import readings
    from app.services.substance_draw import month_of

    def ask(session: Session, who: Actor) -> list[ReadingRow]:
        first = month_of(session, desk.args.month).first if desk.args.month else None
        return readings(session, who, first=first, waiting=desk.args.waiting)

    rows = desk.read(ask)
    if desk.wants_json:
        desk.exported("substance_review", len(rows))
        desk.json(rows)
        return
    heads = ("Number", "Month", "Why", "Reader", "Marks", "Subject")
    lines = [(r.number, f"{r.month:%Y-%m}", _why(r), r.reviewer or "nobody", _marks(r), r.subject) for r in rows]
    desk.table(heads, lines)
    desk.remark(f"{many(len(rows), 'reading')}.")


def _why(row: ReadingRow) -> str:
    return f"{said(row.why)}, second" if row.second else said(row.why)


def _marks(row: ReadingRow) -> str:
    """The six marks in the order of the criteria."""
    if row.sealed:
        return "not shown before both are done"
    return " ".join(str(row.marks[each]) for each in CRITERIA) if row.marks else "to read"


def _mark_options(parser: ArgumentParser) -> None:
    add_number(parser)
    for each in CRITERIA:
        parser.add_argument(
            f"--{each.replace('_', '-')}",
            type=int,
            required=True,
            choices=(0, 1, 2),
            help="0 not, 1 in part, 2 in full",
        )
    parser.add_argument("--source", default="", metavar="WORDS", help="by what it is correct; needed for correct 2")
    parser.add_argument("--words", default="", metavar="WORDS", help="what there is to say")
    parser.add_argument("--learned", default="", metavar="WORDS", help="what was learned")
    parser.add_argument("--month", metavar="YYYY-MM", help="where the case is read for more than one month")


def _mark(desk: Desk) -> None:
    from app.services.substance import mark_answer

    args = desk.args
    fields = {"source": args.source, "words": args.words, "learned": args.learned}
    marks = {each: getattr(args, each) for each in CRITERIA}

    def act(session: Session, who: Actor) -> dict[str, Any]:
        row = _mine(session, who, desk)
        mark_answer(session, who, row.id, marks=marks, fields=fields, at=desk.at)
        return {"id": row.id, "number": row.number, "marks": marks}

    done = desk.write(act)
    desk.answer(done, f"{done['number']} is read: {sum(each == 2 for each in marks.values())} of 6 in full.")


def _found(session: Session, who: Actor, desk: Desk) -> list[ReadingRow]:
    from app.queries.substance import readings

    wanted, month = case_id(session, who, desk.args.number), desk.args.month
    rows = [row for row in readings(session, who) if row.case_id == wanted]
    return [row for row in rows if month in (None, f"{row.month:%Y-%m}")]


def _mine(session: Session, who: Actor, desk: Desk) -> ReadingRow:
    """The own reading of a case. Raises NotFound, Invalid where the case is read for several months."""
    rows = [row for row in _found(session, who, desk) if row.mine]
    if not rows:
        raise NotFound(f"{desk.args.number} is not yours to read. See `liaison substance list`.")
    if len(rows) > 1:
        raise Invalid({"month": f"{rows[0].number} is read for several months. Name one with --month."})
    return rows[0]


def _give_options(parser: ArgumentParser) -> None:
    add_number(parser)
    parser.add_argument("--to", required=True, metavar="LOGIN", help="login of the reader, or me")
    parser.add_argument("--second", action="store_true", help="as a second reader who does not see the first marks")
    parser.add_argument("--month", metavar="YYYY-MM", help="where the case is read for more than one month")


def _give(desk: Desk) -> None:
    from app.services.substance import add_second_reader, assign_reader

    second = desk.args.second

    def act(session: Session, who: Actor) -> dict[str, Any]:
        rows = [row for row in _found(session, who, desk) if not row.second]
        if not rows:
            raise NotFound(f"{desk.args.number} is not to be read. See `liaison substance list`.")
        to = staff_id(session, who, desk.args.to)
        (add_second_reader if second else assign_reader)(session, who, rows[0].id, reviewer_id=to, at=desk.at)
        return {"id": rows[0].id, "number": rows[0].number, "reader_id": to, "second": second}

    done = desk.write(act)
    desk.answer(done, f"{done['number']} is read by {desk.args.to}{' as well' if second else ''}.")


def _month_option(parser: ArgumentParser) -> None:
    parser.add_argument("--month", metavar="YYYY-MM", help="of one month only")


def _agreement(desk: Desk) -> None:
    from app.queries.substance import agreement_of
    from app.services.substance_draw import month_of

    def ask(session: Session, who: Actor) -> Any:
        first = month_of(session, desk.args.month).first if desk.args.month else None
        return agreement_of(session, who, first=first)

    found = desk.read(ask)
    desk.answer({**found._asdict(), "words": found.words}, found.words)


def _close_options(parser: ArgumentParser) -> None:
    parser.add_argument("--month", required=True, metavar="YYYY-MM", help="the month whose marks stay from now on")


def _close(desk: Desk) -> None:
    from app.services.substance import close_month

    month = desk.args.month
    desk.write(lambda session, who: close_month(session, who, month, at=desk.at).id)
    desk.answer({"month": month, "closed": True}, f"The readings of {month} are closed; their marks stay.")


COMMANDS: tuple[Command, ...] = (
    Command(
        "substance draw",
        "draw the cases of a month that are read",
        "liaison substance draw --month 2026-10 --size 12 --twice 4",
        _draw,
        _draw_options,
        figures=True,
    ),
    Command(
        "substance list",
        "list readings with their marks",
        "liaison substance list --waiting",
        _list,
        _list_options,
        figures=True,
    ),
    Command(
        "substance give",
        "give a reading to somebody, or a case a second reader",
        "liaison substance give 2026-00042 --to ltran",
        _give,
        _give_options,
        figures=True,
    ),
    Command(
        "substance mark",
        "give a case that is yours to read its six marks",
        'liaison substance mark 42 --answered 2 --correct 2 --source "Ordinance 12-4" --plain 2 --courteous 2 '
        "--next-step 1 --language 2",
        _mark,
        _mark_options,
        figures=True,
    ),
    Command(
        "substance agreement",
        "how far two readers agree",
        "liaison substance agreement",
        _agreement,
        _month_option,
        figures=True,
    ),
    Command(
        "substance close",
        "close the readings of a month",
        "liaison substance close --month 2026-10",
        _close,
        _close_options,
        figures=True,
    ),
)
ALSO = {"list": "readings", "close": "close-month"}
"""Where `liaison review` has a word of its own already."""


def _also(command: Command) -> Command:
    """The same as a word of `liaison review`: a substance review is a review."""
    word = command.words.removeprefix("substance ")
    words = f"review {ALSO.get(word, word)}"
    return replace(command, words=words, example=command.example.replace(command.words, words))


COMMANDS = (*COMMANDS, *map(_also, COMMANDS))
