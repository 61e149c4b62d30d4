"""liaison recommend: draft, send and answer recommendations, and see their effect."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.commands.papers import add_out, making
from app.commands.words import case_id, category_id, day, many, said
from app.errors import Invalid, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlmodel import Session

    from app.authority import Actor
    from app.models import Recommendation
    from app.queries.case_filter import CaseFilter

STATUSES = ("adopted", "partly", "declined")


def _add_recommendation(parser: ArgumentParser) -> None:
    parser.add_argument("number", metavar="NUMBER", help="number of the recommendation, as 2026-03")


def _id(session: Session, who: Actor, desk: Desk) -> int:
    from app.queries.recommendations import recommendation_id_of

    return recommendation_id_of(session, who, desk.args.number)


def _draft_options(parser: ArgumentParser) -> None:
    parser.add_argument("--department", required=True, metavar="NAME", help="to which department")
    parser.add_argument("--title", required=True, metavar="WORDS", help="what is recommended, in a line")
    parser.add_argument("--words", required=True, metavar="WORDS", help="what should change, and why")
    parser.add_argument("--category", metavar="NAME", help="the category in which the effect is measured")
    parser.add_argument("--case", action="append", default=[], metavar="NUMBER", help="a case that shows it; repeat it")
    parser.add_argument("--from", dest="first", type=day, metavar="DAY", help="cases of the category received from it")
    parser.add_argument("--until", dest="last", type=day, metavar="DAY", help="to this day, included")


def _draft(desk: Desk) -> None:
    from app.services.recommendations import draft_recommendation

    def act(session: Session, who: Actor) -> dict[str, Any]:
        fields = {"title": desk.args.title, "words": desk.args.words, "category_id": _category(session, desk)}
        fields["department_id"] = _department(session, desk.args.department)
        ids = [case_id(session, who, number) for number in desk.args.case]
        wanted = _evidence(desk, fields["category_id"])
        made = draft_recommendation(session, who, fields=fields, evidence=wanted, case_ids=ids, at=desk.at)
        return {"id": made.id, "number": made.number, "cases": len(made.evidence["case_ids"])}

    done = desk.write(act)
    desk.answer(done, f"Recommendation {done['number']} is drafted; it rests on {many(done['cases'], 'case')}.")


def _category(session: Session, desk: Desk) -> int | None:
    return category_id(session, desk.args.category)


def _department(session: Session, name: str) -> int:
    from app.queries.office import departments

    rows = [row for row in departments(session) if row.name.casefold() == name.strip().casefold()]
    if not rows:
        raise NotFound(f"There is no department “{name}”.")
    return rows[0].id


def _evidence(desk: Desk, kind: int | None) -> CaseFilter | None:
    """The cases of a category in some days, where days were given."""
    from app.queries.case_filter import CaseFilter

    args = desk.args
    if args.first is None and args.last is None:
        return None
    if args.case:
        raise Invalid({"case": "Give either cases by their numbers, or the days from which they are, not both."})
    first = desk.start_of(args.first) if args.first else None
    last = desk.end_of(args.last) if args.last else None
    return CaseFilter(category_ids=(kind,) if kind else (), received_from=first, received_until=last)


def _moving(verb: str, act: Callable[[Session, Actor, int, Desk], Recommendation]) -> Callable[[Desk], None]:
    """The run of an act on a recommendation of a number."""

    def run(desk: Desk) -> None:
        def do(session: Session, who: Actor) -> dict[str, Any]:
            made = act(session, who, _id(session, who, desk), desk)
            return {"id": made.id, "number": made.number, "status": made.status, "effective_on": made.effective_on}

        done = desk.write(do)
        desk.answer(done, f"Recommendation {done['number']} {verb.format(said(done['status']).lower())}.")

    return run


def _send(session: Session, who: Actor, found: int, desk: Desk) -> Recommendation:
    from app.services.recommendations import send_recommendation

    return send_recommendation(session, who, found, at=desk.at)


def _answer_options(parser: ArgumentParser) -> None:
    _add_recommendation(parser)
    parser.add_argument("--as", dest="status", required=True, choices=STATUSES, help="what the department decided")
    parser.add_argument("--words", required=True, metavar="WORDS", help="what it answered")
    parser.add_argument("--effective", type=day, metavar="DAY", help="the day from which it is in effect")


def _answer(session: Session, who: Actor, found: int, desk: Desk) -> Recommendation:
    from app.models import RecommendationStatus
    from app.services.recommendations import answer_recommendation

    args = desk.args
    given: dict[str, Any] = {"status": RecommendationStatus(args.status), "effective_on": args.effective}
    return answer_recommendation(session, who, found, answer=args.words, at=desk.at, **given)


def _withdraw_options(parser: ArgumentParser) -> None:
    _add_recommendation(parser)
    parser.add_argument("--reason", required=True, metavar="WORDS", help="why")


def _withdraw(session: Session, who: Actor, found: int, desk: Desk) -> Recommendation:
    from app.services.recommendations import withdraw_recommendation

    return withdraw_recommendation(session, who, found, reason=desk.args.reason, at=desk.at)


def _list(desk: Desk) -> None:
    from app.queries.recommendations import recommendations

    rows = desk.read(recommendations)
    if desk.wants_json:
        desk.exported("recommendation", len(rows))
        desk.json(rows)
        return
    heads = ("Number", "Department", "Status", "Effect", "Cases", "Title")
    lines = [(r.number, r.department, said(r.status), r.effective_on or "", r.cases, r.title) for r in rows]
    desk.table(heads, lines)
    desk.remark(f"{many(len(rows), 'recommendation')}.")


def _effect_options(parser: ArgumentParser) -> None:
    _add_recommendation(parser)
    parser.add_argument("--on", type=day, metavar="DAY", help="first set the day from which it is in effect")


def _effect(desk: Desk) -> None:
    from app.queries.recommendation_effect import effect
    from app.reports.recommendation_letter import effect_rows
    from app.services.recommendations import set_effect

    on = desk.args.on
    if on is not None:
        desk.write(lambda s, who: set_effect(s, who, _id(s, who, desk), effective_on=on, at=desk.at).id)
    found = desk.read(lambda s, who: effect(s, who, _id(s, who, desk), at=desk.at))
    if desk.wants_json:
        desk.json({**found._asdict(), "words": found.words})
        return
    desk.table(("", "Before", "After"), [tuple(row) for row in effect_rows(found)])
    desk.say(found.words)


def _letter_options(parser: ArgumentParser) -> None:
    _add_recommendation(parser)
    add_out(parser)


def _letter(session: Session, who: Actor, desk: Desk) -> dict[str, Any]:
    return {"recommendation": _id(session, who, desk)}


def _command(words: str, told: str, example: str, run: Any, options: Any = None) -> Command:
    given = {} if options is None else {"options": options}
    return Command(f"recommend {words}", told, f"liaison recommend {example}", run, figures=True, **given)


COMMANDS = (
    _command("list", "list recommendations to departments", "list", _list),
    _command(
        "draft",
        "draft a recommendation with the cases that show it",
        'draft --department "Public Works" --category Streets --from 2026-08-01 --title "Give a date" '
        '--words "Tell each caller the day of the repair."',
        _draft,
        _draft_options,
    ),
    _command(
        "send", "note that it goes to the department", "send 2026-03", _moving("is {0}", _send), _add_recommendation
    ),
    _command(
        "answer",
        "keep what the department answered",
        'answer 2026-03 --as adopted --words "From September on." --effective 2026-09-01',
        _moving("is {0}", _answer),
        _answer_options,
    ),
    _command(
        "withdraw",
        "withdraw a draft, or one that is not answered",
        'withdraw 2026-03 --reason "Solved otherwise."',
        _moving("is {0}", _withdraw),
        _withdraw_options,
    ),
    _command("effect", "the same figures before and after", "effect 2026-03", _effect, _effect_options),
    _command(
        "letter",
        "its letter as a PDF",
        "letter 2026-03 --out letter.pdf",
        making("recommendation-letter", _letter),
        _letter_options,
    ),
    Command(
        "report recommendation-letter",
        "the letter of a recommendation as a PDF",
        "liaison report recommendation-letter 2026-03 --out letter.pdf",
        making("recommendation-letter", _letter),
        _letter_options,
        figures=True,
    ),
)
