"""The contact log of a day or a week on paper, by time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from reportlab.platypus import Flowable
from sqlmodel import Session

from app.authority import Actor, Right
from app.errors import Invalid
from app.models import Direction, LanguageHelp
from app.queries.contact_log import LoggedContact, contact_log, logged_count
from app.queries.figures import Period, days
from app.queries.office import calendar
from app.reports.base import Drawn
from app.reports.kinds import Answers, Collected, Group, Question, QuestionKind, ReportKind, counted
from app.reports.parts import Balance, Head, Words
from app.reports.tables import Col, Table
from app.reports.words import clock, count, day, local, word

COUNTED = "Every contact of these days; mails that came back and automatic replies are not counted."
HIDDEN = "Contacts of confidential cases that the issuer may not see are left out."


@dataclass(frozen=True)
class LogFigures:
    """The contacts of the period by time, and how many there are by a question of its own; `hides` when some were left
    out for this actor."""

    period: Period
    contacts: tuple[LoggedContact, ...]
    counted: int
    hides: bool
    at: datetime


def _defaults(zone: str, at: datetime) -> dict[str, Any]:
    return {"span": "day", "day": f"{local(at, zone).date():%Y-%m-%d}"}


def _collected(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
    last = _day(answers["last"]) if answers.get("last") else None  # only the command line asks for other spans
    figures = collect(session, who, day=_day(answers["day"]), week=answers["span"] == "week", last=last, at=at)
    period = figures.period
    until = f"-to-{period.last:%Y-%m-%d}" if period.last > period.first else ""
    return Collected(
        figures=figures,
        subject=period.name,
        file_name=f"contact-log-{period.first:%Y-%m-%d}{until}.pdf",
        lines=(counted("contacts", "Contacts", len(figures.contacts), COUNTED, "contacts"),),
        period=period,
        detail={"first": period.first.isoformat(), "last": period.last.isoformat()},
    )


def _day(given: Any) -> date:
    try:
        return given if isinstance(given, date) else date.fromisoformat(str(given))
    except ValueError as error:
        raise Invalid({"day": "Give the day as year, month and day, such as 2026-10-05."}) from error


def collect(
    session: Session, who: Actor, *, day: date, week: bool, at: datetime, last: date | None = None
) -> LogFigures:
    """The contacts of a local date, of its week from Monday to Sunday, or from it to `last`.

    Raises Invalid for days to come.
    """
    zone = calendar(session).zone
    if day > local(at, zone).date():
        raise Invalid({"day": "This day has not come. Choose today or an earlier day."})
    first = day - timedelta(days=day.weekday()) if week else day
    period = days(zone, first, last or first + timedelta(days=6 if week else 0))
    found = tuple(contact_log(session, who, period))
    return LogFigures(period, found, logged_count(session, who, period), not who.may(Right.SEE_CONFIDENTIAL), at)


def draw(figures: LogFigures) -> Drawn:
    """The paper: each day under its head, each contact a row."""
    name = figures.period.name
    said = count(len(figures.contacts), "contact") if figures.contacts else "No contact was logged"
    parts: list[Flowable] = [
        Words("Contact log", size=10, after=1),
        Words(name, size=20, bold=True, after=5, leading=1.15),
        Words(
            f"{said} in these days." if figures.period.last > figures.period.first else f"{said} on this day.", after=6
        ),
    ]
    parts.append(Words(COUNTED, size=8, after=2 if figures.hides else 6))
    if figures.hides:
        parts.append(Words(HIDDEN, size=8, after=6))
    zone = figures.period.zone
    for date_of, found in groupby(figures.contacts, key=lambda each: local(each.happened_at, zone).date()):
        parts += _day_of(date_of, list(found), zone)
    parts.append(Balance([("listed", len(figures.contacts))], [("contacts", figures.counted)]))
    return Drawn(
        f"Contact log, {name}", parts, corner=("Contact log",), foot="Inside the office only: it names residents."
    )


def _day_of(date_of: date, found: list[LoggedContact], zone: str) -> list[Flowable]:
    columns = (
        Col("Time", 9),
        Col("Channel", 11),
        Col("Who", 18),
        Col("What was said", 41),
        Col("Case", 14),
        Col("Taken by", 13),
    )
    noon = datetime(date_of.year, date_of.month, date_of.day, 12, tzinfo=ZoneInfo(zone))
    head = Head(f"{noon:%A}, {day(noon, zone)}", count(len(found), "contact"))
    return [head, Table(columns, [_row(each, zone) for each in found], size=8)]


def _row(each: LoggedContact, zone: str) -> list[str]:
    how = word(each.channel) + (", by us" if each.direction is Direction.OUT else "")
    who = each.asker or "Nobody by name"
    return [clock(each.happened_at, zone), how, who, "\n".join(_said(each)), each.number or "–", each.taken_by]


def _said(each: LoggedContact) -> list[str]:
    """The words, and below them what else was noted."""
    more = [
        "For the Mayor" if each.for_mayor else "",
        "Answered at once" if each.answered_at_once else "",
        each.language if each.language not in ("", "English") else "",
        word(each.language_help) if each.language_help is not LanguageHelp.NONE_NEEDED else "",
        f"Ward {each.ward}" if each.ward.isdigit() else each.ward,
        f"{each.minutes} min" if each.minutes else "",
    ]
    noted = " · ".join(part for part in more if part)
    return [each.words.strip(), *([noted] if noted else [])]


KIND = ReportKind(
    key="contact-log",
    title="Contact log",
    about="Every contact of a day or a week, by time.",
    icon="clipboard-list",
    questions=(
        Question("span", "For", QuestionKind.CHOICE, (("day", "A day"), ("week", "A week, Monday to Sunday"))),
        Question("day", "Day", QuestionKind.DAY),
    ),
    defaults=_defaults,
    collect=_collected,
    draw=draw,
    group=Group.RECORDS,
)
