"""liaison history, history looked: who did what, and who looked at a case."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.commands.words import add_number, case_id, day, many, staff_id
from app.errors import Invalid

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor
    from app.queries.history import HistoryFilter, HistoryRow

KINDS = ("acts", "views", "prints", "exports", "sign_ins", "refusals")
LIMIT = 50


def _options(parser: ArgumentParser) -> None:
    about = parser.add_mutually_exclusive_group()
    about.add_argument("--case", metavar="NUMBER", help="of one case and its contacts")
    about.add_argument("--person", type=int, metavar="ID", help="of one person and their contacts")
    parser.add_argument("--who", metavar="LOGIN", help="what one staff member did; me for oneself")
    parser.add_argument("--verb", metavar="WORD", help="one kind of act, as the list tells it: closed, assigned …")
    parser.add_argument("--kind", choices=KINDS, help="one kind of line")
    parser.add_argument("--since", type=day, metavar="DAY", help="from this day on, 2026-10-05")
    parser.add_argument("--until", type=day, metavar="DAY", help="up to this day, which is included")
    parser.add_argument("--limit", type=int, default=LIMIT, metavar="N", help=f"so many lines ({LIMIT}; 0 for all)")


def _history(desk: Desk) -> None:
    from app.queries.history import history_ids, history_rows

    def find(session: Session, who: Actor) -> tuple[int, list[HistoryRow]]:
        ids = history_ids(session, who, _wanted(session, who, desk))
        return len(ids), history_rows(session, who, ids[: desk.args.limit or len(ids)])

    if desk.args.limit < 0:
        raise Invalid({"limit": "Say how many lines, or 0 for all."})
    count, rows = desk.read(find)
    if desk.wants_json:
        desk.exported("event", len(rows), "case", "person", "who", "verb", "kind", "since", "until")
        desk.json({"count": count, "lines": [_json(row) for row in rows]})
        return
    _table(desk, rows)
    desk.remark(f"{many(count, 'line')}; {len(rows):,} shown")


def _wanted(session: Session, who: Actor, desk: Desk) -> HistoryFilter:
    from app.queries.history import HistoryFilter, verbs_used

    given = desk.args
    subject = "case_record" if given.case else "person" if given.person is not None else ""
    if given.verb and given.verb not in (known := verbs_used(session)):
        raise Invalid({"verb": f"History knows no “{given.verb}”. It knows: {', '.join(known)}."})
    return HistoryFilter(
        staff_ids=(staff_id(session, who, given.who),) if given.who else (),
        kinds=(given.kind,) if given.kind else (),
        verbs=(given.verb,) if given.verb else (),
        subjects=(subject,) if subject else (),
        subject_id=case_id(session, who, given.case) if given.case else given.person,
        since=desk.start_of(given.since) if given.since else None,
        until=desk.end_of(given.until) if given.until else None,
    )


def _table(desk: Desk, rows: list[HistoryRow]) -> None:
    lines = [
        (f"{row.id:,}", desk.local(row.at), row.by or "Liaison", row.verb, _about(row), _changes(row)) for row in rows
    ]
    desk.table(("Line", "When", "Who", "What", "On", "Changed"), lines, right=("Line",))


def _about(row: HistoryRow) -> str:
    named = row.about or (f"no. {row.subject_id}" if row.subject_id is not None else "")
    return f"{row.subject.removesuffix('_record').replace('_', ' ')} {named}".strip()


def _changes(row: HistoryRow) -> str:
    parts = [f"{each.name}: {each.old + ' → ' if each.old else ''}{each.new or '–'}" for each in row.fields]
    return "; ".join(parts + ([row.words] if row.words else []))


def _json(row: HistoryRow) -> dict[str, Any]:
    return {**row._asdict(), "kind": row.kind, "fields": [each._asdict() for each in row.fields]}


def _looked(desk: Desk) -> None:
    from app.queries.history import who_looked

    rows = desk.read(lambda s, who: who_looked(s, who, "case_record", case_id(s, who, desk.args.number)))
    if desk.wants_json:
        desk.exported("event", len(rows), "number")
        desk.json([_json(row) for row in rows])
    elif rows:
        _table(desk, rows)
    else:
        desk.say("Nobody viewed, printed or exported this case. Views are noted of confidential cases only.")


COMMANDS = (
    Command(
        "history",
        "who did what, newest first",
        "liaison history --who ltran --since 2026-11-01",
        _history,
        _options,
        figures=True,
    ),
    Command(
        "history looked",
        "who viewed or printed a case",
        "liaison history looked 2026-00042",
        _looked,
        add_number,
        figures=True,
    ),
)
