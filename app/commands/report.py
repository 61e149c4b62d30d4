"""liaison report: what goes on paper."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.commands.papers import add_out, add_period, making
from app.commands.words import category_id, day, period
from app.errors import Invalid

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor
    from app.queries.figures import Period


def _kinds(desk: Desk) -> None:
    from app.reports.run import list_reports

    kinds = list_reports()
    if desk.wants_json:
        desk.json([{"key": kind.key, "title": kind.title, "about": kind.about} for kind in kinds])
    else:
        desk.table(("Report", "Title", "About"), [(k.key, k.title, k.about) for k in kinds])


def _monthly_options(parser: ArgumentParser) -> None:
    add_period(parser, public=True, appendix=True)
    parser.add_argument("--without-list", action="store_true", help="leave out the list of open cases")
    add_out(parser)


def _monitoring_options(parser: ArgumentParser) -> None:
    add_period(parser, public=True)
    parser.add_argument("--department", type=int, metavar="ID", help="id of a department (all)")
    parser.add_argument("--category", metavar="NAME", help="of one category only")
    add_out(parser)


def _monitoring(session: Session, _who: Actor, desk: Desk) -> dict[str, Any]:
    kind = category_id(session, desk.args.category)
    return {"department": desk.args.department, "category": kind}


def _log_options(parser: ArgumentParser) -> None:
    when = parser.add_mutually_exclusive_group(required=True)
    when.add_argument("--from", type=day, dest="first", metavar="DAY", help="first day, 2026-10-05")
    told = "a day or days: yesterday, last-week, 2026-10-05..2026-10-09, 2026-10"
    when.add_argument("--day", "--period", "--month", type=period, dest="days", metavar="P", help=told)
    parser.add_argument("--until", type=day, dest="last", metavar="DAY", help="with --from: last day (the same)")
    add_out(parser)


def _monthly(_session: Session, _who: Actor, desk: Desk) -> dict[str, Any]:
    return {"open_list": False if desk.args.without_list else None}


def _log(session: Session, _who: Actor, desk: Desk) -> dict[str, Any]:
    first, last = desk.args.first, desk.args.last or desk.args.first
    if desk.args.days:
        found = _days(session, desk)
        first, last = found.first, found.last
    if last < first:
        raise Invalid({"until": "The last day lies before the first."})
    return {"span": "day", "day": first.isoformat(), "last": last.isoformat()}


def _days(session: Session, desk: Desk) -> Period:
    from app.queries.office import calendar
    from app.reports.periods import read_period

    if desk.args.last:
        raise Invalid({"until": "Give --until with --from, or write the days as 2026-10-05..2026-10-09."})
    return read_period(desk.args.days, calendar(session).zone, desk.at, field="day")


def _council_options(parser: ArgumentParser) -> None:
    add_period(parser, public=True, appendix=True)
    add_out(parser)


YEARS = {"before": "-1", "this": "0", "next": "1"}


def _register_options(parser: ArgumentParser) -> None:
    parser.add_argument("--year", choices=YEARS, default="this", help="the year of appointments (this)")
    add_out(parser)


def _register(_session: Session, _who: Actor, desk: Desk) -> dict[str, Any]:
    return {"year": YEARS[desk.args.year]}


def _nothing_more(_session: Session, _who: Actor, _desk: Desk) -> dict[str, Any]:
    """What the options of every report answer is all."""
    return {}


def over_period(key: str, help_: str, *, public: bool = True, appendix: bool = True, span: str = "last") -> Command:
    """The command of a report that asks for a period (or a month, or a day) and nothing else; `public` and `appendix`
    as its kind has them, `span` for its example."""

    def options(parser: ArgumentParser) -> None:
        add_period(parser, public=public, appendix=appendix)
        add_out(parser)

    example = f"liaison report {key} --period {span} --out-dir reports --formats pdf,csv,html"
    return Command(f"report {key}", help_, example, making(key, _nothing_more), options, figures=True)


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
        making("council", _nothing_more),
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
    over_period(
        "annual", "twelve months with the year before, for the Council and the public", appendix=False, span="2026"
    ),
    over_period("weekly", "the Mayor’s week on one side", public=False, appendix=False, span="last-week"),
    over_period(
        "mayor-queue", "messages for the Mayor on a day, with what was done", public=False, appendix=False, span="today"
    ),
    over_period("backlog", "what is open on a day, by age", public=False, appendix=False, span="yesterday"),
    over_period(
        "workload", "the workload by associate; your own line if you do not direct", public=False, appendix=False
    ),
    over_period("contacts", "contacts by channel, hour and weekday, category, ward and language", appendix=False),
    over_period("language-help", "help with languages: asked for, given, offered and not met", appendix=False),
    over_period("promises", "promises to residents: made, kept, broken, moved, due next"),
    over_period("scorecard", "all departments side by side, one row each", appendix=False),
    over_period("reopened", "cases reopened, repeat contacts, solved at first contact", public=False),
    over_period(
        "recommendations",
        "recommendations to departments, answers and effect",
        public=False,
        appendix=False,
        span="2026",
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
