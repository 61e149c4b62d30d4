"""liaison monitoring: how soon and how well, in figures; each opens the cases that it counts."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.commands.words import category_id, many
from app.errors import NotFound

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor
    from app.queries.monitoring import Monitoring, Trends

DIVIDED = ("category", "department", "ward", "language")
Line = tuple[str, str, str, str]


def _month(text: str) -> date:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        raise ArgumentTypeError(f"“{text}” is not a month; write it like 2026-10")
    return date.fromisoformat(f"{text}-01")


def _options(parser: ArgumentParser) -> None:
    parser.add_argument("--month", type=_month, metavar="YYYY-MM", help="the month (the last full one)")
    parser.add_argument("--department", metavar="NAME", help="of one department only")
    parser.add_argument("--category", metavar="NAME", help="of one category only")
    parser.add_argument("--by", choices=DIVIDED, help="the month divided; each row with its key")
    parser.add_argument("--trend", action="store_true", help="the twelve months that end with it")
    parser.add_argument("--cases", metavar="KEY", help="the cases that a figure counts, by its key")
    parser.add_argument("--definitions", action="store_true", help="what each figure means")


def _monitoring(desk: Desk) -> None:
    if desk.args.definitions:
        _define(desk)
    elif desk.args.cases:
        _list(desk)
    else:
        _tell(desk, *desk.read(lambda s, who: _found(s, who, desk)))


def _asked(session: Session, who: Actor, desk: Desk) -> dict[str, Any]:
    """What the queries ask for. Raises NotAllowed, NotFound."""
    from app.authority import Right, require
    from app.queries.figures import last_full_month
    from app.queries.office import calendar

    require(who, Right.PRINT)
    day = desk.args.month or last_full_month(calendar(session).zone, desk.at).first
    place = _department(session, desk.args.department)
    return {"day": day, "at": desk.at, "department_id": place, "category_id": category_id(session, desk.args.category)}


def _department(session: Session, name: str | None) -> int | None:
    from app.queries.office import departments

    if name is None:
        return None
    rows = [row.id for row in departments(session) if row.name.casefold() == name.strip().casefold()]
    if not rows:
        raise NotFound(f"There is no department “{name}”. See `liaison department list`.")
    return rows[0]


def _found(session: Session, who: Actor, desk: Desk) -> tuple[Monitoring, Trends]:
    from app.queries.monitoring import monitoring, trends

    asked = _asked(session, who, desk)
    return monitoring(session, who, **asked), trends(session, who, **asked)


def _define(desk: Desk) -> None:
    from app.queries.monitoring_words import DEFINITIONS

    if desk.wants_json:
        desk.json([{"figure": term, "definition": words} for term, words in DEFINITIONS])
    else:
        desk.say(*(f"{term}: {words}" for term, words in DEFINITIONS))


def _list(desk: Desk) -> None:
    """The cases behind a figure, in the order in which it counts them."""
    from app.queries.cases import case_rows
    from app.queries.monitoring_lists import cases_behind

    def ask(session: Session, who: Actor) -> list[Any]:
        ids = list(dict.fromkeys(cases_behind(session, who, desk.args.cases, **_asked(session, who, desk))))
        known = {row.id: row for row in case_rows(session, who, ids, at=desk.at)}
        return [known[each] for each in ids if each in known]

    rows = desk.read(ask)
    if desk.wants_json:
        desk.exported("case_record", len(rows))
        desk.json([{"id": row.id, "number": row.number, "subject": row.subject} for row in rows])
        return
    desk.table(("Number", "Subject"), [(row.number, row.subject) for row in rows])
    desk.remark(f"{many(len(rows), 'case')}.")


def _tell(desk: Desk, month: Monitoring, twelve: Trends) -> None:
    lines = _figures(month)
    if desk.wants_json:
        desk.json(_told(month, twelve, lines))
        return
    desk.say(month.title)
    if desk.args.by:
        _tell_divided(desk, month)
    elif desk.args.trend:
        _tell_trend(desk, twelve)
    else:
        desk.table(("Figure", "Value", "Of", "Key"), lines)
        desk.say(_flow(month))
    if month.hides:
        from app.queries.monitoring_words import HIDDEN

        desk.remark(HIDDEN)


def _figures(month: Monitoring) -> list[Line]:
    """Each figure: its words, its value, of how many, and the key that opens its cases."""
    told, first, read, asked = month.acknowledged, month.response, month.substance, month.satisfaction
    content = sum(each >= 4 for each in asked.given)
    late = sum(band.late for band in month.bands)
    return [
        ("First response, median days", _days(first.median), f"P90 {_days(first.p90)}, n {first.n:,}", "responses"),
        ("Acknowledged, median hours", _days(told.median), f"P90 {_days(told.p90)}, n {told.n:,}", "acknowledged"),
        _share("Closed within target", month.in_target, month.with_target, "closed.in_target"),
        _share("Within target of all due", month.due_in_target, month.due, "due.in_target"),
        (
            "Resolution, median days",
            _days(month.net.median),
            f"P90 {_days(month.net.p90)}, n {month.net.n:,}",
            "closed",
        ),
        ("Open now", f"{month.open_now:,}", f"{late:,} past target", "now"),
        _share("Full marks given", read.full, read.marks, "substance"),
        _share("Reopened within 30 days", month.again, month.closed, "closed.again"),
        ("Satisfied with the answer", f"{content:,} of {asked.n:,}", f"{asked.made:,} asked", "asked.content"),
    ]


def _share(words: str, part: int, whole: int, key: str) -> Line:
    value = f"{round(100 * part / whole)}%" if whole else "–"
    return words, value, f"{part:,} of {whole:,}", key


def _days(value: float | None) -> str:
    return "–" if value is None else f"{value:,.1f}"


def _flow(month: Monitoring) -> str:
    sound = "It reconciles" if month.flow.reconciles else "It does not reconcile"
    begun, opened, again, closed, left = (f"{each:,}" for each in month.flow)
    return f"{sound}: carried in {begun} + opened {opened} + reopened {again} = closed {closed} + carried out {left}"


def _tell_divided(desk: Desk, month: Monitoring) -> None:
    by = desk.args.by
    rows = [
        (
            line.name or ("none" if by in ("category", "department") else "not known"),
            f"{line.closed:,}",
            _days(line.net.median),
            _days(line.net.p90),
            f"{line.in_target:,} of {line.with_target:,}",
            f"{line.full:,} of {line.marks:,}" if line.marks else "–",
            f"closed.{by}.{line.value}",
        )
        for line in month.tables[by]
    ]
    heads = (by.capitalize(), "Closed", "Median", "P90", "Within target", "Full marks", "Key")
    desk.table(heads, rows, right=heads[1:6])


def _tell_trend(desk: Desk, twelve: Trends) -> None:
    rows = [
        (
            f"{soon.period.first:%Y-%m}",
            f"{soon.net.n:,}",
            _days(soon.net.median),
            _days(soon.net.p90),
            f"{well.full:,} of {well.marks:,}" if well.marks else "–",
            f"{round(100 * well.full / well.marks)}%" if well.marks else "–",
        )
        for soon, well in zip(twelve.resolution, twelve.substance, strict=True)
    ]
    heads = ("Month", "Closed", "Median", "P90", "Full marks", "Share")
    desk.table(heads, rows, right=heads[1:])


def _told(month: Monitoring, twelve: Trends, lines: list[Line]) -> dict[str, Any]:
    """All of it for other programs."""
    divided = {by: [line._asdict() for line in rows] for by, rows in month.tables.items()}
    soon = [{"month": f"{each.period.first:%Y-%m}", **each.net._asdict()} for each in twelve.resolution]
    well = [
        {"month": f"{each.period.first:%Y-%m}", "full": each.full, "marks": each.marks} for each in twelve.substance
    ]
    names = ("figure", "value", "of", "key")
    return {
        "title": month.title,
        "figures": [dict(zip(names, line, strict=True)) for line in lines],
        "timeliness": soon,
        "substance": well,
        "by": divided,
        "flow": {**month.flow._asdict(), "reconciles": month.flow.reconciles},
        "hides": month.hides,
    }


COMMANDS = (
    Command(
        "monitoring",
        "how soon and how well, with the cases behind each figure",
        "liaison monitoring --month 2026-10 --by ward",
        _monitoring,
        _options,
        figures=True,
    ),
)
