"""The year of the register as the lines of its strip."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QCoreApplication

from app.models import Role
from app.queries.register_rows import AbsenceRow, AppointmentRow, DesignationRow, State, Year
from app.ui.case_words import Clock, short_name
from app.ui.mandate_words import absent_words, date_words, days_words, ended_words, first_day, kind_words, last_day_of
from app.ui.widgets.year_strip import Bar, Lane

Draft = tuple[str, date, date]


def _tr(text: str) -> str:
    return QCoreApplication.translate("YearStrip", text)


def lanes(year: Year, clock: Clock, draft: Draft | None) -> tuple[Lane, ...]:
    """Appointments, when the Director was away, and who acted; `draft` is who would act if it were signed."""
    acting = [_acting(row, clock) for row in year.designations]
    acting += [_drafted(draft)] if draft is not None else []
    return (
        Lane(_tr("Appointments"), tuple(_appointed(year.appointments, clock))),
        Lane(_tr("Director away"), tuple(_away(row, year, clock) for row in year.director_away)),
        Lane(_tr("Acting director"), tuple(sorted(acting, key=lambda bar: bar.first))),
    )


def _appointed(rows: tuple[AppointmentRow, ...], clock: Clock) -> list[Bar]:
    """Those of one order and the same days are one bar: "Director and 4 Associates, Order 2026-004, to …"."""
    groups: dict[tuple[date, date, str], list[AppointmentRow]] = {}
    for row in rows:
        days = first_day(row.from_at, clock), last_day_of(row.ends_at, clock)
        groups.setdefault((*days, row.instrument), []).append(row)
    biggest = sorted(groups.items(), key=lambda item: (item[0][0], -len(item[1])))
    return _apart([_group(*key, of) for key, of in biggest])


def _apart(bars: list[Bar]) -> list[Bar]:
    """Bars that another covers are told with it, not painted upon it."""
    shown: list[Bar] = []
    for bar in bars:
        over = next((n for n, each in enumerate(shown) if each.first <= bar.last and bar.first <= each.last), None)
        if over is None:
            shown.append(bar)
        else:
            old = shown[over]
            last = max(old.last, bar.last)
            shown[over] = old._replace(last=last, spoken=f"{old.spoken}; {bar.spoken}")
    return shown


def _group(first: date, last: date, order: str, rows: list[AppointmentRow]) -> Bar:
    directors = sum(row.role is Role.DIRECTOR for row in rows)
    others = len(rows) - directors
    who = [_tr("Director")] if directors else []
    if others:
        who.append(_tr("1 Associate") if others == 1 else _tr("{0} Associates").format(others))
    named = order or _tr("order missing")
    words = _tr("{0}, {1}, to {2}").format(_tr(" and ").join(who), named, date_words(last, year=True))
    spoken = f"{', '.join(row.name for row in rows)}: {words}"
    return Bar(first, last, words, spoken, "appointment", planned=all(row.state is State.TO_COME for row in rows))


def _away(row: AbsenceRow, year: Year, clock: Clock) -> Bar:
    first = first_day(row.from_at, clock)
    last = last_day_of(row.ends_at, clock) if row.ends_at is not None else max(clock.today, first)
    days = days_words(row.from_at, row.ends_at, clock)
    spoken = f"{absent_words(row)}, {days_words(row.from_at, row.ends_at, clock, year=True)}, {kind_words(row.kind)}"
    last = min(max(first, last), year.term.last)
    return Bar(first, last, days, spoken, "away", planned=row.state is State.TO_COME)


def _acting(row: DesignationRow, clock: Clock) -> Bar:
    first, last = first_day(row.from_at, clock), last_day_of(row.ends_at, clock)
    name, state = short_name(row.name), ended_words(row, clock)
    days = days_words(row.from_at, row.ends_at, clock, year=True)
    spoken = _tr("{0} acted, {1}, {2}, {3}") if row.state is State.OVER else _tr("{0} acts, {1}, {2}, {3}")
    words = name if row.state is State.OVER else f"{name}, {state}"
    look = "acting" if row.state is State.IN_FORCE else "draft" if row.state is State.TO_COME else "acted"
    told = spoken.format(row.name, days, row.instrument, state)
    return Bar(first, max(first, last), words, told, look, planned=row.state is State.TO_COME)


def _drafted(draft: Draft) -> Bar:
    name, first, last = draft
    words = _tr("{0}, draft").format(short_name(name))
    spoken = _tr("{0}, a draft of yours that is not signed").format(name)
    return Bar(first, last, words, spoken, "draft", planned=True)
