"""Business time against results published by others; small made-up twins of them always run.

What does not fit, and why (the reasons are data, see `unfit`):
- days backward: a target is never before its receipt, so `add_days` refuses a negative count;
- nought hours backward: our nought outside hours is the next opening, never the previous close;
- the previous office day: the office asks only for the next opening;
- days forward give the day alone: ours are due at the close of the last day, theirs at the hour of the start.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.errors import Invalid
from app.workdays import OfficeCalendar, Span, preset_closures
from app.workdays.hours import WEEKDAY_KEYS, spans_from_json

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "sla"
FILES = (
    "business_hours_and_days_business_time.json",
    "business_duration_business_time.json",
    "business_time_between_seatgeek.json",
)
Vector = dict[str, Any]
NINE_TO_FIVE: tuple[Span, ...] = ((time(9), time(17)),)
NO_DAYS_BACK = "days backward: a target is never before its receipt"
NO_NOUGHT_BACK = "nought hours backward: ours is the next opening"
NO_DAY_BEFORE = "the previous office day is never asked for"


def added(op: str, amount: int, start: str, expected: str, *, back: bool = False) -> Vector:
    direction = "backward" if back else "forward"
    return {"op": op, "amount": amount, "direction": direction, "start": start, "expected": expected}


def between(op: str, start: str, end: str, **more: object) -> Vector:
    return {"op": op, "start": start, "end": end, **more}


FRIDAY_LATE = {"mon": ["09:00", "17:00"], "fri": ["09:00", "24:00"]}
EIGHT_HOURS = {"day_start": "09:00:00", "day_end": "17:00:00", "weekends": [5, 6]}
TWINS: list[Vector] = [
    added("business_hours", 3, "2019-05-03 16:00", "2019-05-06 11:00"),
    added("business_hours", 2, "2019-05-06 10:00", "2019-05-03 16:00", back=True),
    added("business_hours", 0, "2019-05-04 10:00", "2019-05-06 09:00"),
    added("business_days", 2, "2019-05-02 10:00", "2019-05-07 10:00") | {"holidays": ["2019-05-03"]},
    {"op": "roll_forward", "start": "2019-05-03 20:00", "expected": "2019-05-06 09:00"},
    {"op": "first_business_day", "start": "2019-05-04 20:00", "expected": "2019-05-06 20:00"},
    between("business_days_until", "2019-05-02", "2019-05-07", inclusive=False, expected=3),
    between("business_seconds_until", "2019-05-03 16:00", "2019-05-06 10:00", hours=FRIDAY_LATE, expected=32400),
    between("business_time_between", "2019-05-02 09:00", "2019-05-06 10:00", expected_days=2, expected_seconds=3600)
    | EIGHT_HOURS,
]


def read(name: str) -> list[Vector]:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the shared vectors {name} are not here")
    vectors: list[Vector] = json.loads(path.read_text(encoding="utf-8"))["vectors"]
    return vectors


def unfit(vector: Vector) -> str:
    """Why a vector asks what the office calendar does not answer; empty when it does."""
    op, amount = vector["op"], signed_amount(vector)
    backward = vector.get("direction") == "backward"
    if op == "previous_business_day":
        return NO_DAY_BEFORE
    if op == "business_days" and (amount < 0 or (amount == 0 and backward)):
        return NO_DAYS_BACK
    return NO_NOUGHT_BACK if op == "business_hours" and amount == 0 and backward else ""


def signed_amount(vector: Vector) -> int:
    sign = -1 if vector.get("direction") == "backward" else 1
    return sign * int(vector.get("amount", 0))


def office_of(vector: Vector) -> OfficeCalendar:
    return OfficeCalendar(
        zone=vector.get("tz") or "UTC", hours=week_of(vector), closures=closures_of(vector)
    ).validated()


def week_of(vector: Vector) -> tuple[tuple[Span, ...], ...]:
    if hours := vector.get("hours"):
        return tuple(spans_from_json(key, [hours[key]] if key in hours else []) for key in WEEKDAY_KEYS)
    weekends = vector.get("weekends", (5, 6))
    day = NINE_TO_FIVE
    if "day_start" in vector:
        day = ((time.fromisoformat(vector["day_start"]), time.fromisoformat(vector["day_end"])),)
    return tuple(() if weekday in weekends else day for weekday in range(7))


def closures_of(vector: Vector) -> dict[date, str]:
    listed = vector.get("holidays") or []
    if listed == "USFederalHolidays":
        return preset_closures("federal", range(2013, 2017))
    return {date.fromisoformat(day): "Holiday" for day in listed}


def instant(text: str, office: OfficeCalendar) -> datetime:
    read_at = datetime.fromisoformat(text)
    return read_at if read_at.tzinfo else read_at.replace(tzinfo=ZoneInfo(office.zone)).astimezone(UTC)


def check(vector: Vector) -> None:
    office = office_of(vector)
    CHECKS[vector["op"]](office, vector, instant(vector["start"], office))


def check_hours(office: OfficeCalendar, vector: Vector, start: datetime) -> None:
    assert office.add_hours(start, signed_amount(vector)) == instant(vector["expected"], office), vector


def check_days(office: OfficeCalendar, vector: Vector, start: datetime) -> None:
    due = office.add_days(start, signed_amount(vector)).astimezone(ZoneInfo(office.zone))
    assert due.date() == datetime.fromisoformat(vector["expected"]).date(), vector
    assert due.time() == time(17)


def check_opening(office: OfficeCalendar, vector: Vector, start: datetime) -> None:
    assert office.next_opening(start) == instant(vector["expected"], office), vector


def check_first_day(office: OfficeCalendar, vector: Vector, start: datetime) -> None:
    day = start.date()
    while not office.is_office_day(day):
        day += timedelta(days=1)
    assert day == instant(vector["expected"], office).date(), vector


def check_day_count(office: OfficeCalendar, vector: Vector, start: datetime) -> None:
    end = instant(vector["end"], office) + timedelta(days=bool(vector["inclusive"]))
    assert office.days_between(start, end) == vector["expected"], vector


def check_seconds(office: OfficeCalendar, vector: Vector, start: datetime) -> None:
    assert office.seconds_between(start, instant(vector["end"], office)) == vector["expected"], vector


def check_between(office: OfficeCalendar, vector: Vector, start: datetime) -> None:
    """Whole days of one length and a rest; a negative result borrows a day of 24 hours for its rest."""
    days, rest = vector["expected_days"], vector["expected_seconds"]
    length = sum(end.hour - begin.hour for begin, end in week_of(vector)[0]) * 3600
    expected = rest - 24 * 3600 if days < 0 and rest else days * length + rest
    end = instant(vector["end"], office)
    assert office.seconds_between(start, end) == expected, vector
    assert office.days_between(start, end) == pytest.approx(expected / length)


CHECKS = {
    "business_hours": check_hours,
    "business_days": check_days,
    "roll_forward": check_opening,
    "first_business_day": check_first_day,
    "business_days_until": check_day_count,
    "business_seconds_until": check_seconds,
    "business_time_between": check_between,
}


@pytest.mark.parametrize("name", FILES)
def test_that_published_vectors_that_fit_agree(name: str) -> None:
    fitting = [vector for vector in read(name) if not unfit(vector)]
    for vector in fitting:
        check(vector)
    assert fitting


def test_that_the_vectors_left_out_are_those_listed_and_no_more() -> None:
    reasons = [unfit(vector) for name in FILES for vector in read(name)]
    counted = {reason: reasons.count(reason) for reason in sorted(set(reasons))}
    assert counted == {"": 124, NO_DAYS_BACK: 34, NO_NOUGHT_BACK: 1, NO_DAY_BEFORE: 2}


def test_that_days_backward_are_refused_rather_than_guessed() -> None:
    with pytest.raises(Invalid):
        OfficeCalendar().add_days(datetime(2026, 4, 15, 15, tzinfo=UTC), -1)


@pytest.mark.parametrize("vector", TWINS, ids=lambda vector: vector["op"])
def test_that_made_up_twins_agree(vector: Vector) -> None:
    assert not unfit(vector)
    check(vector)
