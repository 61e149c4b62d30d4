"""Contacts with the public: by channel, hour and weekday, category, ward and language (G5, K5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reportlab.platypus import Flowable
from sqlmodel import Session

from app.authority import Actor, Right
from app.queries.figures import ContactFigures, Hours, contact_count, contact_figures, contact_hours
from app.queries.office import categories
from app.reports.base import Definition, Drawn
from app.reports.cells import Cell, Share
from app.reports.charts import BarChart, Chart
from app.reports.common import PERIOD, Spans, beginning, compared, merged, period_default, spans_of
from app.reports.kinds import Answers, Collected, FigureLine, Group, ReportKind, counted
from app.reports.parts import Balance, Head, KeyFigures, Words, definitions
from app.reports.tables import Col, Table
from app.reports.words import count, word

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NOT_NOTED, NOT_KNOWN, NO_CATEGORY = "Not noted", "Not known", "No category"
DEFINITIONS = (
    (
        "Contact",
        "One exchange with the public, in or out, by the day and hour on which it happened in local time. Contacts "
        "that were undone, mails that came back and automatic replies are not counted.",
    ),
    ("Hour and weekday", "Only contacts that the public began; from the full hour to the next."),
    ("Answered at once", "Marked so by who took the contact; no case was needed."),
    ("For the Mayor", "Meant for the Mayor too, by whatever channel it came."),
)
TOLD = dict(DEFINITIONS)


@dataclass(frozen=True)
class Figures:
    """The contacts of the period and of those it is compared with; `counted` is the sum by a question of its own."""

    spans: Spans
    at: datetime
    now: ContactFigures
    before: ContactFigures
    year_ago: ContactFigures
    hours: Hours
    counted: int
    names: Mapping[int | None, str]
    hides: bool

    @property
    def incoming(self) -> int:
        """Contacts that the public began."""
        return self.now.total - self.now.outgoing


def _collected(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
    spans = spans_of(session, answers, at)
    names: dict[int | None, str] = {row.id: row.name for row in categories(session, with_inactive=True)}
    now, before, year_ago = (contact_figures(session, who, each) for each in spans)
    found = Figures(
        spans=spans,
        at=at,
        now=now,
        before=before,
        year_ago=year_ago,
        hours=contact_hours(session, who, spans.now),
        counted=contact_count(session, who, spans.now),
        names=names | {None: NO_CATEGORY},
        hides=not who.may(Right.COUNT_CONFIDENTIAL),
    )
    period = spans.now
    return Collected(
        figures=found,
        subject=period.name,
        file_name=f"contacts-{period.first:%Y-%m-%d}-to-{period.last:%Y-%m-%d}.pdf",
        lines=tuple(_lines(found)),
        period=period,
        detail={"first": period.first.isoformat(), "last": period.last.isoformat()},
    )


def _lines(found: Figures) -> list[FigureLine]:
    now = found.now
    lines = [
        _line("contacts", "Contacts", now.total, "Contact"),
        _line("contacts.outgoing", "Begun by the office", now.outgoing, "Contact"),
        _line("contacts.at_once", "Answered at once", now.at_once, "Answered at once"),
        _line("contacts.for_mayor", "For the Mayor", now.for_mayor, "For the Mayor"),
    ]
    lines += [_line(f"contacts.channel.{each.value}", word(each), n, "Contact") for each, n in now.by_channel.items()]
    for place, day in enumerate(DAYS):
        if n := sum(each for (weekday, _), each in found.hours.items() if weekday == place):
            lines.append(_line(f"contacts.weekday.{place}", f"On {day}", n, "Hour and weekday"))
    lines += [
        _line(f"contacts.hour.{hour}", clock_hour(hour), n, "Hour and weekday") for hour, n in by_hour(found.hours)
    ]
    return lines


def _line(key: str, name: str, number: int, term: str) -> FigureLine:
    return counted(key, name, number, TOLD[term], "contacts")


def by_hour(hours: Hours) -> list[tuple[int, int]]:
    """(hour, contacts) from the first hour with any to the last."""
    have = sorted({hour for _, hour in hours})
    span = range(have[0], have[-1] + 1) if have else range(0)
    return [(hour, sum(n for (_, each), n in hours.items() if each == hour)) for hour in span]


def clock_hour(hour: int) -> str:
    """ "9 to 10 AM", "11 AM to noon", "4 to 5 PM"."""
    return f"{_o_clock(hour, hour + 1)} to {_o_clock(hour + 1)}"


def _o_clock(hour: int, beside: int | None = None) -> str:
    hour %= 24
    if hour in (0, 12):
        return "noon" if hour else "midnight"
    same = beside is not None and beside % 12 and (hour < 12) == (beside % 24 < 12)
    return f"{hour % 12}" if same else f"{hour % 12} {'AM' if hour < 12 else 'PM'}"


def draw(found: Figures) -> Drawn:
    """The paper of the figures."""
    period = found.spans.now
    story = beginning("Contacts", period.name, _sentence(found), hides=found.hides, so_far=found.at < period.end)
    if found.now.total:
        story += [*_keys(found), *_channels(found), *_hours(found), *_divided(found)]
    else:
        story.append(Words("No contact was logged in this period."))
        story.append(Balance([("by channel", 0)], [("contacts", found.counted)]))
    said = definitions([Definition(*each) for each in DEFINITIONS])
    named, foot = f"Contacts, {period.name}", "Office version, all counts shown."
    return Drawn(named, [*story, *said], corner=("Contacts",), foot=foot)


def _sentence(found: Figures) -> str:
    now, before = found.now.total, found.before.total
    more = f"{abs(now - before):,} {'more' if now > before else 'fewer'} than in" if now != before else "as many as in"
    return f"{count(now, 'contact')}, {more} {found.spans.before.name}."


def _keys(found: Figures) -> list[Flowable]:
    now = found.now
    figures: list[tuple[Cell, str]] = [
        (now.total, "contacts with the public"),
        (found.incoming, "begun by the public"),
        (Share(now.at_once, now.total), "answered at once"),
        (now.for_mayor, "meant for the Mayor"),
    ]
    return [KeyFigures(figures)]


def _channels(found: Figures) -> list[Flowable]:
    rows = _rows(found, lambda figures: figures.by_channel, word)
    parts = [(word(each).lower(), n) for each, n in found.now.by_channel.items()]
    return [Head("By channel"), compared("Channel", rows, found.spans), Balance(parts, [("contacts", found.counted)])]


def _rows(
    found: Figures, of: Callable[[ContactFigures], Mapping[Any, int]], name: Callable[[Any], str]
) -> list[tuple[str, int, int, int]]:
    counts = [of(each) for each in (found.now, found.before, found.year_ago)]
    now, before, ago = counts
    return [(name(key), now.get(key, 0), before.get(key, 0), ago.get(key, 0)) for key in merged(*counts)]


def _hours(found: Figures) -> list[Flowable]:
    hours = by_hour(found.hours)
    if not hours:
        return [Head("By hour and weekday"), Words("The public began no contact in this period.")]
    days = [day for day in range(7) if day < 5 or any(weekday == day for weekday, _ in found.hours)]
    columns = (Col("Hour", 24), *(Col(DAYS[day], 10, True) for day in days), Col("All", 10, True))
    rows: list[list[Cell]] = [
        [clock_hour(hour), *(found.hours.get((day, hour), 0) for day in days), n] for hour, n in hours
    ]
    sums = [sum(n for (weekday, _), n in found.hours.items() if weekday == day) for day in days]
    rows.append(["All", *sums, sum(n for _, n in hours)])
    labels = [f"{hour % 12 or 12}{'a' if hour < 12 else 'p'}" for hour, _ in hours]
    chart = BarChart(labels, (("Contacts", [n for _, n in hours]),))
    return [
        Head("By hour and weekday", "contacts that the public began, local time"),
        Chart(chart),
        Table(columns, rows, total=True, adds_up=True, across=True),
        Balance([("by hour", sum(sums)), ("begun by the office", found.now.outgoing)], [("contacts", found.counted)]),
    ]


def _divided(found: Figures) -> list[Flowable]:
    categories_ = _rows(found, lambda each: each.by_category, lambda key: found.names.get(key, NO_CATEGORY))
    wards = _rows(found, lambda each: each.by_ward, ward_name)
    languages = _rows(found, lambda each: each.by_language, lambda key: key or NOT_NOTED)
    parts: list[Flowable] = []
    for what, rows in (("Category", categories_), ("Ward", wards), ("Language", languages)):
        parts += [Head(f"By {what.lower()}"), compared(what, rows, found.spans)]
    return parts


def ward_name(ward: str) -> str:
    """ "Ward 3", a neighborhood by its name, or that none is known."""
    return f"Ward {ward}" if ward.isdigit() else ward or NOT_KNOWN


KIND = ReportKind(
    key="contacts",
    title="Contacts",
    about="By channel, hour and weekday, category, ward and language, against the period before and a year ago.",
    icon="phone-incoming",
    questions=(PERIOD,),
    defaults=period_default,
    collect=_collected,
    draw=draw,
    group=Group.PUBLIC,
    appendix=False,
    issued=True,
    public=True,
)
