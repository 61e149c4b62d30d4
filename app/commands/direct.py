"""liaison assign, review: handing cases out, and looking at what waits for the Director."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.commands.words import add_number, case_among, case_id, category_id, many, said, staff_id
from app.errors import Invalid, NotFound

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor
    from app.queries.direct import ReviewRow
    from app.queries.owner_suggestions import Suggestion

KINDS = ("approval", "reopened", "complaint")
REASONS = {"language": "speaks {0}", "category": "knows {0}", "ward": "knows ward {0}", "lightest": "lightest load"}


# -- assign -------------------------------------------------------------------------------------------------


def _assign_options(parser: ArgumentParser) -> None:
    parser.add_argument("numbers", nargs="*", metavar="NUMBER", help="numbers of the cases, or none with --from")
    to = parser.add_mutually_exclusive_group(required=True)
    to.add_argument("--to", metavar="LOGIN", help="login of the owner, me, or nobody")
    to.add_argument("--queue", action="store_true", help="back to the queue: nobody has them")
    to.add_argument("--suggest", action="store_true", help="each to whom Liaison suggests, and why")
    parser.add_argument("--from", dest="source", metavar="LOGIN", help="all open cases of this login, or of queue")
    parser.add_argument("--category", metavar="NAME", help="with --from: only of this category")
    parser.add_argument("--ward", metavar="W", help="with --from: only of this ward")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and change nothing")


def _assign(desk: Desk) -> None:
    if bool(desk.args.numbers) is bool(desk.args.source):
        raise Invalid({"numbers": "Name the cases by their numbers, or whose they are with --from."})
    act = desk.read if desk.args.dry_run else desk.write
    rows = act(lambda session, who: _handed(session, who, desk))
    if desk.wants_json:
        desk.json({"changed": len(rows), "dry_run": desk.args.dry_run, "cases": rows})
        return
    desk.table(("Number", "Owner", "Why"), [(row["number"], row["owner"] or "queue", row["why"]) for row in rows])
    would = "would change hands" if desk.args.dry_run else "changed hands"
    desk.remark(f"{many(len(rows), 'case')} {would}.")


def _handed(session: Session, who: Actor, desk: Desk) -> list[dict[str, Any]]:
    """What changes hands by the arguments, done unless it is a dry run. Raises NotAllowed, NotFound, Invalid."""
    from app.queries.direct import queue_rows
    from app.services.cases import assign_cases

    ids = _chosen(session, who, desk)
    hands, why = _owners(session, who, desk, ids)
    rows = {row.id: row for row in queue_rows(session, who, ids)}
    changed = [each for each in ids if each in hands and rows[each].owner_id != hands[each]]
    for owner_id in () if desk.args.dry_run else dict.fromkeys(hands[each] for each in changed):
        theirs = [each for each in changed if hands[each] == owner_id]
        assign_cases(session, who, theirs, owner_id=owner_id, at=desk.at)
    names = _names(session)
    return [
        {"id": each, "number": rows[each].number, "owner": names.get(hands[each]), "why": why.get(each, "")}
        for each in changed
    ]


def _chosen(session: Session, who: Actor, desk: Desk) -> list[int]:
    from app.queries.direct import open_of

    args = desk.args
    if args.numbers:
        return list(dict.fromkeys(case_among(session, who, number) for number in args.numbers))
    owner = None if args.source == "queue" else staff_id(session, who, args.source)
    kind = category_id(session, args.category)
    return list(open_of(session, who, owner_id=owner, category_id=kind, ward=args.ward))


def _owners(session: Session, who: Actor, desk: Desk, ids: list[int]) -> tuple[dict[int, int | None], dict[int, str]]:
    """Case → new owner, and why where it is suggested."""
    from app.queries.owner_suggestions import suggest_owner

    if desk.args.queue or desk.args.to == "nobody":
        return dict.fromkeys(ids, None), {}
    if desk.args.to:
        return dict.fromkeys(ids, staff_id(session, who, desk.args.to)), {}
    source = desk.args.source
    without = [staff_id(session, who, source)] if source and source != "queue" else []
    found = suggest_owner(session, who, ids, at=desk.at, without=without)
    return {each: one.owner_id for each, one in found.items()}, {each: _why(one) for each, one in found.items()}


def _why(suggestion: Suggestion) -> str:
    return ", ".join(REASONS[reason.value].format(value) for reason, value in suggestion.reasons)


def _names(session: Session) -> dict[int | None, str]:
    from app.queries.office import staff

    return {row.id: row.name for row in staff(session, with_left=True)}


def _case_options(parser: ArgumentParser) -> None:
    parser.add_argument("numbers", nargs="+", metavar="NUMBER", help="numbers of the cases")
    parser.add_argument("--to", required=True, metavar="LOGIN", help="login of the owner, me, or nobody")
    parser.set_defaults(queue=False, source=None, dry_run=False)  # the rest of what `liaison assign` asks


def _assign_cases(desk: Desk) -> None:
    changed = len(desk.write(lambda session, who: _handed(session, who, desk)))
    desk.answer({"changed": changed}, f"{many(changed, 'case')} changed hands." if changed else _had_already(desk))


def _had_already(desk: Desk) -> str:
    to, them = desk.args.to, "it" if len(desk.args.numbers) == 1 else "them"
    who = {"me": "You have", "nobody": "Nobody has"}.get(to, f"{to} has")
    return f"{who} {them} already."


# -- review -------------------------------------------------------------------------------------------------


def _list(desk: Desk) -> None:
    from app.queries.direct import to_review

    rows = desk.read(to_review)
    if desk.wants_json:
        desk.exported("review", len(rows))
        desk.json(rows)
        return
    lines = [(r.number, said(r.kind), r.owner, desk.local(r.asked_at), r.asked_by, _asked(r), r.subject) for r in rows]
    desk.table(("Number", "Why", "Owner", "Since", "By", "Asked", "Subject"), lines)
    desk.remark(f"{many(len(rows), 'case')} to review.")


def _asked(row: ReviewRow) -> str:
    """The outcome asked for; of one's own, that somebody else has to look."""
    asked = ": ".join(each for each in (said(row.outcome), row.words) if each)
    return f"{asked} (your own)".strip() if row.own else asked


def _review_options(parser: ArgumentParser) -> None:
    add_number(parser)
    parser.add_argument("--kind", choices=KINDS, help="which look, where a case waits for more than one")


def _back_options(parser: ArgumentParser) -> None:
    _review_options(parser)
    parser.add_argument("--note", required=True, metavar="WORDS", help="what is still to be done")


def _found(session: Session, who: Actor, desk: Desk) -> ReviewRow:
    """The review of a case that is to be decided. Raises NotFound, Invalid where it is not clear which."""
    from app.queries.direct import to_review

    wanted, kind = case_id(session, who, desk.args.number), desk.args.kind
    rows = [row for row in to_review(session, who) if row.case_id == wanted and kind in (None, row.kind.value)]
    if not rows:
        raise NotFound(f"{desk.args.number} does not wait for a look. See `liaison review list`.")
    if len(rows) > 1:
        raise Invalid({"kind": f"{rows[0].number} waits for more than one look. Name one with --kind."})
    return rows[0]


def _approve(desk: Desk) -> None:
    from app.services.reviews import approve

    def act(session: Session, who: Actor) -> dict[str, Any]:
        row = _found(session, who, desk)
        approve(session, who, row.id, at=desk.at)
        return {"id": row.id, "case_id": row.case_id, "number": row.number, "kind": row.kind, "decision": "approved"}

    done = desk.write(act)
    closed = done["kind"] == "approval"
    desk.answer(done, f"{done['number']} is approved{' and closed' if closed else ''}.")


def _send_back(desk: Desk) -> None:
    from app.services.reviews import send_back

    def act(session: Session, who: Actor) -> dict[str, Any]:
        row = _found(session, who, desk)
        send_back(session, who, row.id, words=desk.args.note, at=desk.at)
        return {"id": row.id, "case_id": row.case_id, "number": row.number, "kind": row.kind, "decision": "sent_back"}

    done = desk.write(act)
    desk.answer(done, f"{done['number']} is sent back with the note.")


def _take_back(desk: Desk) -> None:
    from app.services.reviews import take_back

    def act(session: Session, who: Actor) -> dict[str, Any]:
        case = take_back(session, who, case_id(session, who, desk.args.number), at=desk.at)
        return {"id": case.id, "number": case.number, "status": case.status}

    done = desk.write(act)
    desk.answer(done, f"{done['number']} waits for approval no more.")


def _mark_options(parser: ArgumentParser) -> None:
    add_number(parser)
    parser.add_argument("--off", action="store_true", help="it is no complaint")


def _mark(desk: Desk) -> None:
    from app.models import Case
    from app.services.cases import update_case

    def act(session: Session, who: Actor) -> dict[str, Any]:
        found = case_id(session, who, desk.args.number)
        version, changes = session.get_one(Case, found).version, {"complaint": not desk.args.off}
        case = update_case(session, who, found, version=version, changes=changes, at=desk.at)
        return {"id": case.id, "number": case.number, "complaint": case.complaint}

    done = desk.write(act)
    marked = "is marked as a complaint; the Director looks at it" if done["complaint"] else "is no complaint"
    desk.answer(done, f"{done['number']} {marked}.")


def _command(words: str, told: str, example: str, run: Any, options: Any = None) -> Command:
    given = {} if options is None else {"options": options}
    return Command(words, told, example, run, figures=True, **given)


COMMANDS = (
    Command(
        "case assign",
        "hand cases to somebody",
        "liaison case assign 42 43 --to ltran",
        _assign_cases,
        _case_options,
        figures=True,
    ),
    _command(
        "assign",
        "hand out cases: to somebody, by suggestion, or back to the queue",
        "liaison assign --from queue --suggest",
        _assign,
        _assign_options,
    ),
    _command("review list", "list what waits for the Director's look", "liaison review list", _list),
    _command(
        "review approve",
        "approve a closing, or find a reopened case or complaint in order",
        "liaison review approve 42",
        _approve,
        _review_options,
    ),
    _command(
        "review send-back",
        "send a case back to its owner with a note",
        'liaison review send-back 42 --note "Tell her the date too."',
        _send_back,
        _back_options,
    ),
    _command(
        "review take-back",
        "take one's own request to close a case back",
        "liaison review take-back 42",
        _take_back,
        add_number,
    ),
    _command(
        "review complaint",
        "mark a case as a complaint about how it was handled",
        "liaison review complaint 42",
        _mark,
        _mark_options,
    ),
)
