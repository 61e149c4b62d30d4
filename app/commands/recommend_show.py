"""liaison recommend show, learned: one with the cases that show it; one made of what a reading taught."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.commands.words import add_number, case_id, said
from app.errors import Invalid, NotFound

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor
    from app.queries.recommendations import RecommendationRow
    from app.queries.substance import ReadingRow


def _show_options(parser: ArgumentParser) -> None:
    parser.add_argument("number", metavar="NUMBER", help="number of the recommendation, as 2026-03")


def _show(desk: Desk) -> None:
    from app.queries.recommendations import recommendation, recommendation_id_of

    def ask(session: Session, who: Actor) -> RecommendationRow:
        return recommendation(session, who, recommendation_id_of(session, who, desk.args.number))

    row = desk.read(ask)
    if desk.wants_json:
        desk.exported("recommendation", 1)
        desk.json(row)
        return
    to = f"{row.head}, {row.department}" if row.head else row.department
    desk.say(f"{row.number} {row.title}", f"To {to}; {said(row.status).lower()}, drafted by {row.by}", row.words)
    if row.asked:
        desk.say(f"Found by: {row.asked}")
    desk.say(f"Frozen: {', '.join(row.numbers)}" if row.numbers else "It rests on no case.")
    if row.answer:
        desk.say(f"Answer of {desk.day(row.answered_at)}: {row.answer}")
    if row.effective_on:
        desk.say(f"In effect from {row.effective_on}; see `liaison recommend effect {row.number}`.")


def _learned_options(parser: ArgumentParser) -> None:
    add_number(parser)
    parser.add_argument("--month", metavar="YYYY-MM", help="where the case was read for more than one month")
    parser.add_argument("--title", metavar="WORDS", help="what is recommended, in a line (the first line learned)")
    parser.add_argument("--department", metavar="NAME", help="to which department (that of the case's category)")


def _learned(desk: Desk) -> None:
    from app.services.recommendations import draft_recommendation

    def act(session: Session, who: Actor) -> dict[str, Any]:
        row = _reading(session, who, desk)
        place = _department(session, desk.args.department, row.category_id)
        title = desk.args.title or row.learned.strip().splitlines()[0][:160]
        fields = {"title": title, "words": row.learned, "category_id": row.category_id, "department_id": place}
        made = draft_recommendation(session, who, fields=fields, case_ids=[row.case_id], at=desk.at)
        return {"id": made.id, "number": made.number, "case": row.number}

    done = desk.write(act)
    desk.answer(done, f"Recommendation {done['number']} is drafted from what {done['case']} taught.")


def _reading(session: Session, who: Actor, desk: Desk) -> ReadingRow:
    """The reading of a case in which something was learned. Raises NotFound, Invalid for several."""
    from app.queries.substance import readings

    wanted, month = case_id(session, who, desk.args.number), desk.args.month
    rows = [row for row in readings(session, who) if row.case_id == wanted and row.learned.strip()]
    rows = [row for row in rows if month in (None, f"{row.month:%Y-%m}")]
    if not rows:
        raise NotFound(f"No reading of {desk.args.number} says what was learned. See `liaison substance list`.")
    if len({row.month for row in rows}) > 1:
        raise Invalid({"month": f"{rows[0].number} was read for several months. Name one with --month."})
    return rows[0]


def _department(session: Session, name: str | None, category_id: int | None) -> int | None:
    """The department of a name, or of the category; None lets the act ask for it."""
    from app.queries.office import categories, departments

    if name is None:
        return next((row.department_id for row in categories(session) if row.id == category_id), None)
    rows = [row.id for row in departments(session) if row.name.casefold() == name.strip().casefold()]
    if not rows:
        raise NotFound(f"There is no department “{name}”. See `liaison department list`.")
    return rows[0]


COMMANDS = (
    Command(
        "recommend show",
        "one recommendation with the cases that show it, frozen",
        "liaison recommend show 2026-03",
        _show,
        _show_options,
        figures=True,
    ),
    Command(
        "recommend learned",
        "make what a reading taught a recommendation, with its case",
        'liaison recommend learned 42 --title "Name the day of the repair"',
        _learned,
        _learned_options,
        figures=True,
    ),
)
