"""Which backups stay and when the next is due: dates alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from app.backups.keeping import Seen, is_due, is_late, is_overdue, keep, newest_of

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 18, 15, 24, tzinfo=UTC)


def daily(many: int, *, verified: bool = True) -> list[Seen]:
    return [Seen(f"d{day}", NOW - timedelta(days=day), verified) for day in range(many)]


def kept(seen: list[Seen]) -> set[str]:
    return set(keep(seen, now=NOW, zone=ZONE))


def test_that_after_years_of_daily_ones_14_days_8_weeks_and_12_months_stay() -> None:
    days = {f"d{day}" for day in range(14)}
    found = kept(daily(900))
    assert days <= found
    ages = sorted(int(name[1:]) for name in found)
    assert len(found) == 14 + 6 + 10  # two of the weeks and two of the months end within the days and weeks kept
    assert max(ages) < 366


def test_that_a_long_closing_takes_nothing_away() -> None:
    before = [Seen(f"s{day}", NOW - timedelta(days=60 + day), True) for day in range(14)]
    assert {each.name for each in before} <= kept([*before, Seen("now", NOW, True)])


def test_that_all_of_the_last_two_days_stay() -> None:
    hourly = [Seen(f"h{hour}", NOW - timedelta(hours=hour), True) for hour in range(60)]
    assert {f"h{hour}" for hour in range(48)} <= kept(hourly)
    assert "h55" not in kept(hourly)


def test_that_one_of_the_future_stays_and_does_not_count() -> None:
    ahead = Seen("ahead", NOW + timedelta(days=300), True)
    assert kept([ahead, *daily(14)]) == {"ahead", *(f"d{day}" for day in range(14))}
    assert is_due([ahead.at], now=NOW, zone=ZONE) and is_overdue([ahead.at], now=NOW)
    assert newest_of([ahead.at], NOW) is None


def test_that_one_never_checked_goes_once_a_newer_one_is_verified_and_pushes_none_out() -> None:
    good, older = Seen("good", NOW - timedelta(days=90), True), Seen("older", NOW - timedelta(days=91), False)
    unchecked = daily(30, verified=False)
    assert kept([older, good, *unchecked]) == {"good", *(each.name for each in unchecked)}
    assert kept([older, good, *unchecked, Seen("new", NOW, True)]) == {"good", "new"}
    assert kept(unchecked) == {each.name for each in unchecked}


def test_that_days_are_those_of_the_office() -> None:
    evening = datetime(2026, 11, 10, 23, 30, tzinfo=ZONE)  # already the 11th in UTC
    night = evening + timedelta(hours=1)
    assert {"evening", "night"} <= kept([Seen("evening", evening, True), Seen("night", night, True)])


moments = st.integers(0, 60 * 24 * 800).map(lambda minutes: NOW - timedelta(minutes=minutes))
backups = st.lists(st.tuples(moments, st.booleans()), max_size=60).map(
    lambda rows: [Seen(str(number), at, verified) for number, (at, verified) in enumerate(rows)]
)


@given(backups)
def test_that_the_newest_verified_one_always_stays(seen: list[Seen]) -> None:
    verified = [each for each in seen if each.verified]
    found = kept(seen)
    assert not verified or max(verified, key=lambda each: each.at).at in {
        e.at for e in seen if e.name in found and e.verified
    }
    assert found <= {each.name for each in seen}


@given(backups)
def test_that_keeping_twice_takes_no_more(seen: list[Seen]) -> None:
    once = [each for each in seen if each.name in kept(seen)]
    assert kept(once) == {each.name for each in once}


def test_that_it_is_due_on_a_new_day_and_overdue_after_24_hours() -> None:
    yesterday = NOW - timedelta(hours=20)
    assert is_due([], now=NOW, zone=ZONE) and is_overdue([], now=NOW)
    assert is_due([yesterday], now=NOW, zone=ZONE) and not is_overdue([yesterday], now=NOW)
    assert is_overdue([yesterday], now=NOW + timedelta(hours=4))
    assert not is_due([NOW - timedelta(hours=3)], now=NOW, zone=ZONE)


def test_that_it_is_late_after_three_days() -> None:
    assert is_late(None, now=NOW) and is_late(NOW - timedelta(days=3), now=NOW)
    assert not is_late(NOW - timedelta(days=2, hours=23), now=NOW)
