"""liaison calendar show, explain, hours, close, open, preset; liaison due: when the office works, and what is due."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import TYPE_CHECKING, Any

from app.commands import Command
from app.commands.desk import Desk
from app.commands.words import add_number, case_id, day, instant, many, moment
from app.errors import Invalid

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.authority import Actor
    from app.services.calendar import CalendarChanged
    from app.workdays import OfficeCalendar, Span, WeekHours

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _show_options(parser: ArgumentParser) -> None:
    parser.add_argument("--year", type=int, metavar="YEAR", help="closures of this year (from now on)")


def _show(desk: Desk) -> None:
    from app.queries.office import calendar

    kept = desk.read(lambda session, _: calendar(session))
    if desk.wants_json:
        desk.json(kept.to_json())
        return
    today, year = desk.at.astimezone(desk.zone).date(), desk.args.year
    desk.say(f"Time zone {kept.zone}")
    desk.table(("Day", "Open"), _week(kept.week_on(today)))
    begins = [(before.until, after) for before, after in zip(kept.earlier, _after(kept), strict=True)]
    for until, hours in begins:
        if until >= today:
            desk.say(f"After {until}")
            desk.table(("Day", "Open"), _week(hours))
    shown = {on for on in (*kept.closures, *kept.special) if (on.year == year if year else on >= today)}
    desk.table(("Date", "What"), [(str(on), _of_day(kept, on)) for on in sorted(shown)])


def _after(kept: OfficeCalendar) -> list[WeekHours]:
    return [*(each.hours for each in kept.earlier[1:]), kept.hours] if kept.earlier else []


def _week(hours: WeekHours) -> list[tuple[str, str]]:
    return [(name, _spans(spans)) for name, spans in zip(DAYS, hours, strict=True)]


def _spans(spans: tuple[Span, ...]) -> str:
    return ", ".join(f"{a:%H:%M}-{b:%H:%M}" for a, b in spans) or "closed"


def _of_day(kept: OfficeCalendar, on: date) -> str:
    return f"open {_spans(kept.special[on])}" if on in kept.special else f"closed: {kept.closures[on]}"


def _explain_options(parser: ArgumentParser) -> None:
    parser.add_argument("begins", type=moment, metavar="FROM", help="when it arrives: 2026-11-20T16:45, or a day")
    parser.add_argument("days", type=int, metavar="N", help="target in business days")


def _explain(desk: Desk) -> None:
    from app.queries.office import calendar

    kept = desk.read(lambda session, _: calendar(session))
    start = instant(desk, desk.args.begins) or desk.at
    due, words = kept.add_days(start, desk.args.days), kept.explain(start, desk.args.days)
    days = [{"date": d.date, "kind": d.kind, "name": d.name} for d in kept.explain_days(start, desk.args.days)]
    desk.answer({"due_at": due, "words": words, "days": days}, f"Due {desk.local(due)}", words)


def _hours_options(parser: ArgumentParser) -> None:
    parser.add_argument("days", nargs="+", metavar="DAY=HOURS", help="mon-thu=08:30-12:00,13:00-16:30 or sat=closed")
    parser.add_argument("--from", dest="begins", type=day, metavar="DATE", help="in force from this day on (today)")


def _hours(desk: Desk) -> None:
    from app.queries.office import calendar
    from app.services.calendar import change_hours

    def act(session: Session, who: Actor) -> CalendarChanged:
        kept, begins = calendar(session), desk.args.begins
        week = list(kept.week_on(begins or desk.at.astimezone(desk.zone).date()))
        for typed in desk.args.days:
            names, _, spans = typed.partition("=")
            for at in _weekdays(names):
                week[at] = _read(spans)
        return change_hours(session, who, tuple(week), from_on=begins, at=desk.at)

    _told(desk, desk.write(act))


def _weekdays(names: str) -> range:
    first, _, last = names.casefold().partition("-")
    if first in DAYS and (last or first) in DAYS:
        return range(DAYS.index(first), DAYS.index(last or first) + 1)
    raise Invalid({"hours": f"“{names}” is no day of the week. Write mon, or mon-fri."})


def _read(text: str) -> tuple[Span, ...]:
    """ "08:30-12:00,13:00-16:30", or "closed"; raises Invalid under "hours"."""
    from app.workdays.hours import spans_from_json

    if text.strip().casefold() == "closed":
        return ()
    return spans_from_json("hours", [each.strip().split("-") for each in text.split(",")])


def _close_options(parser: ArgumentParser) -> None:
    parser.add_argument("date", type=day, metavar="DATE", help="the day, today or later")
    parser.add_argument("name", metavar="NAME", help="why: it stands in every due date that skips the day")


def _close(desk: Desk) -> None:
    from app.services.calendar import close_day

    args = desk.args
    _told(desk, desk.write(lambda session, who: close_day(session, who, args.date, args.name, at=desk.at)))


def _open_options(parser: ArgumentParser) -> None:
    parser.add_argument("date", type=day, metavar="DATE", help="the day, today or later")
    parser.add_argument("hours", metavar="HOURS", help="10:00-14:00, several with commas; usual for its weekly hours")


def _open(desk: Desk) -> None:
    from app.services.calendar import open_day

    args = desk.args
    spans = () if args.hours.casefold() == "usual" else _read(args.hours)
    _told(desk, desk.write(lambda session, who: open_day(session, who, args.date, spans, at=desk.at)))


def _preset_options(parser: ArgumentParser) -> None:
    parser.add_argument("key", metavar="KEY", help="MA, MO or another state, or federal")
    parser.add_argument("years", nargs="+", type=int, metavar="YEAR")


def _preset(desk: Desk) -> None:
    from app.services.calendar import add_preset

    args = desk.args
    key = args.key if args.key == "federal" else args.key.upper()
    _told(desk, desk.write(lambda session, who: add_preset(session, who, key, args.years, at=desk.at)))


def _told(desk: Desk, changed: CalendarChanged) -> None:
    moved = f"{many(changed.redated, 'open case')} {'has' if changed.redated == 1 else 'have'} another due date"
    desk.answer({"redated": changed.redated}, f"The calendar is changed; {moved}.")


def _due(desk: Desk) -> None:
    from app.queries.case_clocks import counted_words
    from app.queries.case_page import case_page
    from app.queries.office import calendar

    def ask(session: Session, who: Actor) -> tuple[Any, str]:
        page = case_page(session, who, case_id(session, who, desk.args.number), at=desk.at)
        return page, counted_words(calendar(session), page.row.clocks)

    page, words = desk.read(ask)
    dates = {
        "acknowledge_due_at": page.acknowledge_due_at,
        "first_response_due_at": page.first_response_due_at,
        "due_at": page.row.clocks.due_at,
        "city_due_at": page.city_due_at,
    }
    names = ("Acknowledge by", "First answer by", "Due", "The city's own date")
    lines = [f"{name} {desk.local(at)}" for name, at in zip(names, dates.values(), strict=True) if at]
    lines = lines or ["This case has no category, so it has no target."]
    desk.answer({"number": page.row.number, **dates, "words": words}, *lines, *([words] if words else []))


COMMANDS = (
    Command(
        "calendar show",
        "hours, closures and special days; the whole calendar with --json",
        "liaison calendar show --year 2027",
        _show,
        _show_options,
        figures=True,
    ),
    Command(
        "calendar explain",
        "when something is due, and the days counted and skipped",
        "liaison calendar explain 2026-11-20T16:45 3",
        _explain,
        _explain_options,
        figures=True,
    ),
    Command(
        "calendar hours",
        "other weekly hours from today or a later day on; days not named stay",
        "liaison calendar hours mon-thu=08:30-16:30 fri=08:30-12:00 --from 2027-01-04",
        _hours,
        _hours_options,
        figures=True,
    ),
    Command(
        "calendar close",
        "close the office on a day; open due dates follow",
        'liaison calendar close 2026-12-24 "Christmas Eve"',
        _close,
        _close_options,
        figures=True,
    ),
    Command(
        "calendar open",
        "hours of one day: a late evening, a half day, or a closure taken back",
        "liaison calendar open 2026-12-03 08:30-12:00,13:00-19:00",
        _open,
        _open_options,
        figures=True,
    ),
    Command(
        "calendar preset",
        "copy the holidays of a state into the office's own list",
        "liaison calendar preset MA 2027 2028",
        _preset,
        _preset_options,
        figures=True,
    ),
    Command("due", "when a case is due, and how that was counted", "liaison due 1198", _due, add_number, figures=True),
)
