"""liaison report: what goes on paper."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.commands.papers import add_out, add_period, making
from app.commands.words import add_number, case_id, category_id, day
from app.errors import Invalid

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor


def _kinds(desk: Desk) -> None:
    from app.reports.run import list_reports

    kinds = list_reports()
    if desk.wants_json:
        desk.json([{"key": kind.key, "title": kind.title, "about": kind.about} for kind in kinds])
    else:
        desk.table(("Report", "Title", "About"), [(k.key, k.title, k.about) for k in kinds])


def _month(text: str) -> str:
    if text == "last":
        return text
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        raise ArgumentTypeError(f"“{text}” is not a month; write it like 2026-10")
    return text


def _monthly_options(parser: ArgumentParser) -> None:
    parser.add_argument("--month", type=_month, metavar="YYYY-MM", help="the month (the last full one)")
    parser.add_argument("--without-list", action="store_true", help="leave out the list of open cases")
    add_out(parser)


def _monitoring_options(parser: ArgumentParser) -> None:
    parser.add_argument("--month", type=_month, metavar="YYYY-MM", help="the month (the last full one)")
    parser.add_argument("--department", type=int, metavar="ID", help="id of a department (all)")
    parser.add_argument("--category", metavar="NAME", help="of one category only")
    add_out(parser)


def _monitoring(session: Session, _who: Actor, desk: Desk) -> dict[str, Any]:
    kind = category_id(session, desk.args.category)
    return {"month": desk.args.month, "department": desk.args.department, "category": kind}


def _case_options(parser: ArgumentParser) -> None:
    add_number(parser)
    parser.add_argument("--without-notes", action="store_true", help="leave out what stays inside the office")
    add_out(parser)


def _log_options(parser: ArgumentParser) -> None:
    parser.add_argument("--from", type=day, dest="first", required=True, metavar="DAY", help="first day, 2026-10-05")
    parser.add_argument("--until", type=day, dest="last", metavar="DAY", help="last day (the same)")
    add_out(parser)


def _monthly(_session: Session, _who: Actor, desk: Desk) -> dict[str, Any]:
    return {"month": desk.args.month, "open_list": False if desk.args.without_list else None}


def _case(session: Session, who: Actor, desk: Desk) -> dict[str, Any]:
    return {"case_id": case_id(session, who, desk.args.number), "notes": not desk.args.without_notes}


def _log(_session: Session, _who: Actor, desk: Desk) -> dict[str, Any]:
    first, last = desk.args.first, desk.args.last or desk.args.first
    if last < first:
        raise Invalid({"until": "The last day lies before the first."})
    return {"span": "day", "day": first.isoformat(), "last": last.isoformat()}


def _council_options(parser: ArgumentParser) -> None:
    parser.add_argument("--month", type=_month, metavar="YYYY-MM", help="the month (the last full one)")
    parser.add_argument("--public", action="store_true", help="without small counts and without numbers of cases")
    parser.add_argument("--appendix", action="store_true", help="list the cases behind each figure at the end")
    add_out(parser)


def _council(_session: Session, _who: Actor, desk: Desk) -> dict[str, Any]:
    args = desk.args
    return {"month": args.month, "version": "public" if args.public else None, "appendix": args.appendix or None}


YEARS = {"before": "-1", "this": "0", "next": "1"}


def _register_options(parser: ArgumentParser) -> None:
    parser.add_argument("--year", choices=YEARS, default="this", help="the year of appointments (this)")
    add_out(parser)


def _register(_session: Session, _who: Actor, desk: Desk) -> dict[str, Any]:
    return {"year": YEARS[desk.args.year]}


def _period_options(parser: ArgumentParser) -> None:
    add_period(parser)
    add_out(parser)


def _period(_session: Session, _who: Actor, desk: Desk) -> dict[str, Any]:
    return {"period": desk.args.period, "appendix": desk.args.appendix or None}


def over_period(key: str, help_: str) -> Command:
    """The command of a report that asks for a period and nothing else."""
    example = f"liaison report {key} --period last --out-dir reports --formats pdf,csv,html"
    return Command(f"report {key}", help_, example, making(key, _period), _period_options, figures=True)


COMMANDS = (
    Command("report list", "list the reports", "liaison report list", _kinds, figures=True, signs_in=False),
    Command(
        "report monthly",
        "the monthly report as a PDF",
        "liaison report monthly --month 2026-10 --out october.pdf",
        making("monthly", _monthly),
        _monthly_options,
        figures=True,
    ),
    Command(
        "report council",
        "what was done by directive, for the City Council",
        "liaison report council --month last --out-dir reports --formats pdf,html,csv",
        making("council", _council),
        _council_options,
        figures=True,
    ),
    Command(
        "report monitoring",
        "timeliness and substance of a month as a PDF",
        "liaison report monitoring --month 2026-10 --out how-soon-how-well.pdf",
        making("monitoring", _monitoring),
        _monitoring_options,
        figures=True,
    ),
    over_period("contacts", "contacts by channel, hour and weekday, category, ward and language"),
    Command(
        "report case-file",
        "all of one case as a PDF",
        "liaison report case-file 2026-00042 --out case.pdf",
        making("case-file", _case),
        _case_options,
        figures=True,
    ),
    Command(
        "report contact-log",
        "the contacts of some days as a PDF",
        "liaison report contact-log --from 2026-10-05 --until 2026-10-09 --out log.pdf",
        making("contact-log", _log),
        _log_options,
        figures=True,
    ),
    Command(
        "report register",
        "appointments, absences and designations of a year as a PDF",
        "liaison report register --out register.pdf",
        making("register", _register),
        _register_options,
        figures=True,
    ),
)
