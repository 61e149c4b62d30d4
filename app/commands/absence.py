"""liaison absence add, end, list: who is away, who stands in, and the vacancy of the Director's place."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.commands.words import instant, many, moment, said, staff_id
from app.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from app.authority import Actor
    from app.queries.register_rows import AbsenceRow

KINDS = ("vacation", "illness", "leave", "business", "other")


def _add_options(parser: ArgumentParser) -> None:
    parser.add_argument("member", nargs="?", default="me", metavar="LOGIN", help="who is away (oneself)")
    parser.add_argument(
        "--from", dest="first", type=moment, metavar="WHEN", help="2026-11-16 or 2026-11-16T08:30 (now)"
    )
    parser.add_argument("--until", type=moment, metavar="WHEN", help="last day, or the moment (open)")
    parser.add_argument("--kind", choices=KINDS, default="vacation")
    parser.add_argument("--words", default="", metavar="TEXT", help="more on the reason")
    parser.add_argument("--deputy", metavar="LOGIN", help="who stands in")
    parser.add_argument("--vacancy", action="store_true", help="nobody is away: the Director's place is vacant")


def _add(desk: Desk) -> None:
    from app.services.absences import record_absence

    args = desk.args
    if args.vacancy and args.member != "me":
        raise Invalid({"member": "A vacancy has nobody: leave out the login."})
    begins, ends = instant(desk, args.first) or desk.at, instant(desk, args.until, last=True)

    def act(session: Session, who: Actor) -> int:
        member = None if args.vacancy else staff_id(session, who, args.member)
        fields: dict[str, Any] = {"staff_id": member, "kind": "vacancy" if args.vacancy else args.kind}
        fields |= {"words": args.words, "from_at": begins, "until_at": ends}
        fields["deputy_id"] = staff_id(session, who, args.deputy) if args.deputy else None
        return record_absence(session, who, fields=fields, at=desk.at).id or 0

    made = desk.write(act)
    desk.answer({"id": made}, str(made))


def _end_options(parser: ArgumentParser) -> None:
    parser.add_argument("member", nargs="?", default="me", metavar="LOGIN", help="who is back (oneself)")
    parser.add_argument("--id", type=int, metavar="N", help="the absence, as `absence list` shows it")
    parser.add_argument("--vacancy", action="store_true", help="the Director's place is vacant no more")
    parser.add_argument("--words", default="", metavar="TEXT", help="what there is to say of it")


def _end(desk: Desk) -> None:
    from app.services.absences import end_absence

    def act(session: Session, who: Actor) -> tuple[int, str]:
        from app.queries.register import standing

        before = standing(session, desk.at)
        absence_id = desk.args.id or _running(session, who, desk)
        end_absence(session, who, absence_id, at=desk.at, words=desk.args.words)
        rested = before is not None and before.absence_id == absence_id
        return absence_id, before.name if before is not None and rested else ""

    ended, acted = desk.write(act)
    desk.answer({"id": ended, "designation_of": acted}, str(ended))
    if acted:
        desk.remark(f"The designation of {acted} ended with it.")


def _running(session: Session, who: Actor, desk: Desk) -> int:
    """The absence of somebody that runs now. Raises Invalid."""
    from app.queries.register import away, vacancy

    member = None if desk.args.vacancy else staff_id(session, who, desk.args.member)
    found = vacancy(session, desk.at) if member is None else away(session, desk.at).get(member)
    if found is None:
        raise Invalid({"member": "Nobody is recorded as away there now. See `liaison absence list`, or name its --id."})
    return found.absence_id


def _list_options(parser: ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="also those that are over")


def _list(desk: Desk) -> None:
    from app.queries.register import absences
    from app.queries.register_rows import State

    rows = desk.read(lambda session, who: absences(session, who, at=desk.at))
    shown = [row for row in rows if desk.args.all or row.state is not State.OVER]
    if desk.wants_json:
        desk.exported("absence", len(shown), "all")
        desk.json({"count": len(shown), "absences": [{**row._asdict(), "ends_at": row.ends_at} for row in shown]})
        return
    _table(desk, shown)
    desk.remark(many(len(shown), "absence"))


def _table(desk: Desk, rows: Sequence[AbsenceRow]) -> None:
    headings = ("No.", "Away", "Why", "From", "Until", "Deputy", "State", "Recorded by")
    desk.table(headings, [_line(desk, row) for row in rows], right=("No.",))


def _line(desk: Desk, row: AbsenceRow) -> tuple[Any, ...]:
    why = "away" if row.kind is None else said(row.kind) + (f", {row.words}" if row.words else "")
    days = (desk.local(row.from_at), desk.local(row.ends_at))
    return (row.id, row.name or "vacancy", why, *days, row.deputy, said(row.state), row.by)


COMMANDS = (
    Command(
        "absence add",
        "record that somebody is away; its number is the answer",
        "liaison absence add ltran --from 2026-12-22 --until 2026-12-31 --deputy pfeeney",
        _add,
        _add_options,
        figures=True,
    ),
    Command(
        "absence end",
        "record that somebody is back; a designation that rests on it ends too",
        "liaison absence end mmulcahy",
        _end,
        _end_options,
        figures=True,
    ),
    Command(
        "absence list",
        "who is away now or will be",
        "liaison absence list --all",
        _list,
        _list_options,
        figures=True,
    ),
)
