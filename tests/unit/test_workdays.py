"""Business time: what the office calendar promises, on drawn calendars and on the days that go wrong."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Invalid
from app.workdays import (
    DEFAULT_HOURS,
    PRESETS,
    DayExplained,
    Earlier,
    OfficeCalendar,
    Span,
    WeekHours,
    preset_closures,
)

ZONES = ("America/New_York", "America/Chicago", "UTC", "Australia/Lord_Howe", "America/Phoenix")
BOSTON = ZoneInfo("America/New_York")
MIDNIGHT = time(0)
ALL_DAY: WeekHours = (((MIDNIGHT, MIDNIGHT),),) * 7


def local(year: int, month: int, day: int, hour: int, minute: int) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BOSTON).astimezone(UTC)


@st.composite
def day_hours(draw: st.DrawFn) -> tuple[Span, ...]:
    minutes = sorted(draw(st.lists(st.integers(0, 24 * 60 - 1), min_size=2, max_size=6, unique=True)))
    edges = [time(minute // 60, minute % 60) for minute in minutes[: len(minutes) // 2 * 2]]
    return tuple(zip(edges[::2], edges[1::2], strict=True))


@st.composite
def weeks(draw: st.DrawFn) -> WeekHours:
    return draw(day_hours()), *(draw(st.one_of(st.just(()), day_hours())) for _ in range(6))


@st.composite
def calendars(draw: st.DrawFn) -> OfficeCalendar:
    """Also such as had other weekly hours once or twice before."""
    near = st.dates(date(2024, 1, 1), date(2024, 12, 31))
    closures = draw(st.dictionaries(near, st.just("Closed"), max_size=5))
    special = {day: spans for day, spans in draw(st.dictionaries(near, day_hours(), max_size=3)).items()}
    open_days = {day: spans for day, spans in special.items() if day not in closures}
    zone = draw(st.sampled_from(ZONES))
    ends = sorted(draw(st.sets(st.dates(date(2024, 1, 1), date(2024, 12, 31)), max_size=2)))
    earlier = tuple(Earlier(until, draw(weeks())) for until in ends)
    return OfficeCalendar(zone, draw(weeks()), closures, open_days, earlier).validated()


INSTANTS = st.datetimes(datetime(2023, 11, 1), datetime(2025, 2, 1)).map(lambda at: at.replace(tzinfo=UTC))
SECONDS = st.integers(1, 400 * 3600)
DRAWN = settings(max_examples=60, deadline=None)


@DRAWN
@given(calendars(), st.lists(INSTANTS, min_size=3, max_size=3))
def test_that_business_time_is_additive(office: OfficeCalendar, instants: list[datetime]) -> None:
    a, b, c = instants
    whole = office.seconds_between(a, b) + office.seconds_between(b, c)
    assert whole == pytest.approx(office.seconds_between(a, c), abs=1e-5)
    days = office.days_between(a, b) + office.days_between(b, c)
    assert days == pytest.approx(office.days_between(a, c), abs=1e-8)


@DRAWN
@given(calendars(), INSTANTS, INSTANTS)
def test_that_business_time_never_runs_backwards_nor_faster_than_the_clock(
    office: OfficeCalendar, a: datetime, b: datetime
) -> None:
    start, end = min(a, b), max(a, b)
    assert 0 <= office.seconds_between(start, end) <= (end - start).total_seconds() + 1e-5
    assert office.days_between(start, end) >= 0
    assert office.seconds_between(end, start) == -office.seconds_between(start, end)


@DRAWN
@given(calendars(), INSTANTS, SECONDS)
def test_that_adding_hours_is_the_inverse_of_measuring_them(
    office: OfficeCalendar, start: datetime, seconds: int
) -> None:
    due = office.add_hours(start, seconds / 3600)
    assert office.seconds_between(start, due) == pytest.approx(seconds, abs=1e-5)
    assert office.seconds_between(office.add_hours(start, -seconds / 3600), start) == pytest.approx(seconds, abs=1e-5)


@DRAWN
@given(calendars(), INSTANTS, INSTANTS, SECONDS)
def test_that_a_later_receipt_is_never_due_earlier(
    office: OfficeCalendar, a: datetime, b: datetime, seconds: int
) -> None:
    first, second = min(a, b), max(a, b)
    slack = timedelta(microseconds=5)
    assert office.add_hours(first, seconds / 3600) <= office.add_hours(second, seconds / 3600) + slack
    assert office.add_days(first, seconds % 30) <= office.add_days(second, seconds % 30)
    assert office.add_days(first, seconds % 30) < office.add_days(first, seconds % 30 + 1)


@DRAWN
@given(calendars(), INSTANTS)
def test_that_the_clock_stands_still_until_the_next_opening(office: OfficeCalendar, at: datetime) -> None:
    opening = office.next_opening(at)
    assert opening >= at
    assert office.seconds_between(at, opening) == 0
    assert office.is_open(opening)
    assert office.add_days(at, 3) == office.add_days(opening, 3)
    assert office.is_open(at) == (opening == at)


@settings(max_examples=30, deadline=None)
@given(calendars(), INSTANTS, st.integers(0, 4 * 24 * 60))
def test_that_the_sums_agree_with_counting_minute_by_minute(office: OfficeCalendar, at: datetime, minutes: int) -> None:
    start = at.replace(second=0, microsecond=0)
    counted = sum(_shown_open(office, start + timedelta(minutes=i)) for i in range(minutes))
    if _clocks_change(office, start, start + timedelta(minutes=minutes)):
        return  # the repeated hour is counted as one stretch; its own tests follow
    assert office.seconds_between(start, start + timedelta(minutes=minutes)) == counted * 60


def _shown_open(office: OfficeCalendar, at: datetime) -> bool:
    shown = at.astimezone(ZoneInfo(office.zone))
    return any(
        start <= shown.time() and (end == MIDNIGHT or shown.time() < end)
        for start, end in office.spans_on(shown.date())
    )


def _clocks_change(office: OfficeCalendar, start: datetime, end: datetime) -> bool:
    zone, day = ZoneInfo(office.zone), timedelta(days=1)
    return (start - day).astimezone(zone).utcoffset() != (end + day).astimezone(zone).utcoffset()


@DRAWN
@given(calendars(), INSTANTS, st.integers(0, 40))
def test_that_the_explanation_counts_the_days_promised_and_ends_at_the_due_date(
    office: OfficeCalendar, at: datetime, n: int
) -> None:
    days = office.explain_days(at, n)
    assert sum(day.kind in ("counted", "due") for day in days) == max(n, 1)
    assert [day.date for day in days] == [days[0].date + timedelta(days=i) for i in range(len(days))]
    assert days[-1].kind == "due"
    due = office.add_days(at, n) - timedelta(microseconds=1)
    assert due.astimezone(ZoneInfo(office.zone)).date() == days[-1].date


@DRAWN
@given(calendars())
def test_that_a_calendar_survives_its_own_json(office: OfficeCalendar) -> None:
    assert OfficeCalendar.from_json(json.loads(json.dumps(office.to_json()))) == office


def test_that_a_due_date_explains_itself_by_name() -> None:
    office = OfficeCalendar(closures=preset_closures("MA", [2026]))
    wednesday = local(2026, 4, 15, 10, 0)
    assert office.explain(wednesday, 3) == "3 business days: Thu 16, Fri 17, [Mon 20 Patriots' Day], Tue 21"
    assert office.add_days(wednesday, 3) == local(2026, 4, 21, 16, 30)
    assert office.explain(wednesday, 1) == "1 business day: Thu 16"
    assert office.explain(wednesday, 0) == "0 business days: by the close of the day of receipt, Wed 15"
    assert office.explain(local(2026, 4, 29, 9, 0), 2) == "2 business days: Thu 30, Fri 1 May"


def test_that_what_arrives_after_hours_is_received_at_the_next_opening() -> None:
    office = OfficeCalendar()
    friday_evening = local(2026, 4, 17, 18, 0)
    assert office.next_opening(friday_evening) == local(2026, 4, 20, 8, 30)
    assert office.add_days(friday_evening, 1) == local(2026, 4, 21, 16, 30)
    assert office.explain_days(friday_evening, 1) == [
        DayExplained(date(2026, 4, 17), "closed", "after hours"),
        DayExplained(date(2026, 4, 18), "closed"),
        DayExplained(date(2026, 4, 19), "closed"),
        DayExplained(date(2026, 4, 20), "receipt"),
        DayExplained(date(2026, 4, 21), "due"),
    ]
    assert office.explain(friday_evening, 1) == "1 business day: [Fri 17 after hours], [Mon 20 received], Tue 21"
    assert office.explain(local(2026, 4, 18, 9, 0), 1) == "1 business day: [Mon 20 received], Tue 21"


def test_that_a_running_clock_counts_each_day_by_its_own_length() -> None:
    half = {date(2026, 4, 16): ((time(8, 30), time(12, 30)),)}
    office = OfficeCalendar(special=half).validated()
    assert office.days_between(local(2026, 4, 15, 8, 30), local(2026, 4, 17, 16, 30)) == 3
    assert office.days_between(local(2026, 4, 16, 8, 30), local(2026, 4, 16, 10, 30)) == 0.5
    assert office.days_between_many([(local(2026, 4, 15, 8, 30), local(2026, 4, 15, 10, 30))]) == [0.25]


def test_that_a_lunch_break_and_a_late_evening_are_reckoned() -> None:
    broken = ((time(9), time(12)), (time(13), time(17)))
    late = {date(2026, 4, 16): ((time(9), time(20)),)}
    office = OfficeCalendar(hours=(broken,) * 5 + ((), ()), special=late).validated()
    assert office.add_hours(local(2026, 4, 15, 11, 0), 2) == local(2026, 4, 15, 14, 0)
    assert office.next_opening(local(2026, 4, 15, 12, 0)) == local(2026, 4, 15, 13, 0)
    assert office.hours_between(local(2026, 4, 16, 9, 0), local(2026, 4, 16, 22, 0)) == 11
    assert not office.is_open(local(2026, 4, 15, 17, 0)) and office.is_open(local(2026, 4, 16, 19, 59))


def test_that_an_office_open_all_day_has_23_and_25_hours_when_the_clocks_change() -> None:
    office = OfficeCalendar(hours=ALL_DAY).validated()
    assert office.hours_between(local(2026, 3, 8, 0, 0), local(2026, 3, 9, 0, 0)) == 23
    assert office.hours_between(local(2026, 11, 1, 0, 0), local(2026, 11, 2, 0, 0)) == 25
    assert office.days_between(local(2026, 3, 8, 0, 0), local(2026, 3, 10, 0, 0)) == 2


def test_that_hours_in_the_skipped_hour_have_no_length_and_the_repeated_hour_counts_twice() -> None:
    early = OfficeCalendar(hours=(((time(1, 30), time(2, 30)),),) * 7).validated()
    assert early.hours_between(local(2026, 3, 8, 0, 0), local(2026, 3, 8, 12, 0)) == 0.5
    assert early.hours_between(local(2026, 11, 1, 0, 0), local(2026, 11, 1, 12, 0)) == 2
    within = OfficeCalendar(hours=(((time(2, 10), time(2, 50)), (time(9), time(10))),) * 7).validated()
    assert within.hours_between(local(2026, 3, 8, 0, 0), local(2026, 3, 8, 12, 0)) == 1


def test_that_office_hours_are_the_same_length_on_both_sides_of_a_clock_change() -> None:
    office = OfficeCalendar()
    assert office.add_hours(local(2026, 3, 6, 15, 30), 2) == local(2026, 3, 9, 9, 30)
    assert office.add_hours(local(2026, 10, 30, 15, 30), 2) == local(2026, 11, 2, 9, 30)
    assert office.hours_between(local(2026, 3, 6, 8, 30), local(2026, 3, 9, 16, 30)) == 16


def test_that_the_29th_of_february_counts_when_there_is_one() -> None:
    office = OfficeCalendar()
    assert office.add_days(local(2024, 2, 28, 10, 0), 1) == local(2024, 2, 29, 16, 30)
    assert office.explain(local(2024, 2, 28, 10, 0), 2) == "2 business days: Thu 29, Fri 1 Mar"
    assert office.add_days(local(2023, 2, 28, 10, 0), 1) == local(2023, 3, 1, 16, 30)


def test_that_a_target_may_cross_years_far_from_the_first_one_asked() -> None:
    office = OfficeCalendar()
    assert office.add_days(local(2026, 1, 5, 10, 0), 2610) == local(2036, 1, 7, 16, 30)
    assert office.hours_between(local(1999, 12, 31, 8, 30), local(2000, 1, 3, 16, 30)) == 16


def test_that_a_date_out_of_all_bounds_is_refused_with_a_sentence() -> None:
    office = OfficeCalendar()
    with pytest.raises(Invalid, match="too far away"):
        office.next_opening(datetime(2600, 1, 1, tzinfo=UTC))
    with pytest.raises(Invalid, match="too far away"):
        office.add_hours(datetime(2026, 1, 1, tzinfo=UTC), 10_000_000)
    with pytest.raises(Invalid, match="between 0 and"):
        office.add_days(datetime(2026, 1, 1, tzinfo=UTC), -1)


def test_that_an_instant_without_a_time_zone_is_a_bug() -> None:
    with pytest.raises(ValueError, match="aware"):
        OfficeCalendar().is_open(datetime(2026, 1, 5, 9, 0))


NINE, TEN, NOON, ONE = time(9), time(10), time(12), time(13)


@pytest.mark.parametrize(
    ("office", "field", "said"),
    [
        (OfficeCalendar(hours=((),) * 7), "hours", "at least one day"),
        (OfficeCalendar(hours=((),) * 5), "hours", "all seven days"),
        (OfficeCalendar(zone="Mars/Base"), "zone", "not known"),
        (OfficeCalendar(zone=""), "zone", "not known"),
        (OfficeCalendar(hours=(((NOON, NINE),),) * 7), "mon", "later than opening"),
        (OfficeCalendar(hours=(((NINE, NINE),), *((),) * 6)), "mon", "later than opening"),
        (OfficeCalendar(hours=((), ((NINE, NOON), (TEN, ONE)), *((),) * 5)), "tue", "overlap"),
        (OfficeCalendar(special={date(2026, 4, 16): ()}), "special.2026-04-16", "no special hours"),
        (
            OfficeCalendar(closures={date(2026, 4, 16): "Snow"}, special={date(2026, 4, 16): ((NINE, TEN),)}),
            "special.2026-04-16",
            "keep one",
        ),
    ],
)
def test_that_a_wrong_calendar_is_refused_beside_its_field(office: OfficeCalendar, field: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        office.validated()
    assert said in refused.value.problems[field]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"hours": {"mon": [["nine", "17:00"]]}}, "mon"),
        ({"hours": {"mon": "09:00-17:00"}}, "mon"),
        ({"hours": {"mon": [["09:00:30", "17:00"]]}}, "mon"),
        ({"hours": []}, "hours"),
        ({"hours": {}}, "hours"),
        ({"closures": {"20 April": "Patriots' Day"}}, "closures"),
        ({"special": {"2026-04-16": [["09:00"]]}}, "special.2026-04-16"),
        ({"zone": None}, "zone"),
        ({"earlier": {"until": "2026-01-01"}}, "earlier"),
        ({"earlier": ["2026-01-01"]}, "earlier"),
        ({"earlier": [{"until": "soon", "hours": {"mon": [["09:00", "17:00"]]}}]}, "earlier"),
        ({"earlier": [{"until": "2026-01-01", "hours": {}}]}, "earlier"),
        ({"earlier": [{"until": "2026-01-01", "hours": []}]}, "hours"),
    ],
)
def test_that_unreadable_json_is_refused_beside_its_field(change: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        OfficeCalendar.from_json(OfficeCalendar().to_json() | change)
    assert field in refused.value.problems


def test_that_a_calendar_without_hours_never_runs_for_ever() -> None:
    with pytest.raises(Invalid, match="opening hours"):
        OfficeCalendar(hours=((),) * 7).next_opening(datetime(2026, 1, 5, tzinfo=UTC))


def test_that_a_calendar_does_not_change_with_the_lists_it_was_made_from() -> None:
    closures = {date(2026, 4, 20): "Patriots' Day"}
    office = OfficeCalendar(closures=closures)
    closures.clear()
    assert not office.is_office_day(date(2026, 4, 20))
    assert hash(office) == hash(OfficeCalendar())


def test_that_massachusetts_keeps_saturday_and_moves_sunday() -> None:
    made = preset_closures("MA", range(2020, 2031))
    assert made[date(2026, 4, 20)] == "Patriots' Day"
    assert date(2026, 7, 4) in made and date(2026, 7, 3) not in made
    assert date(2022, 12, 26) in made and date(2021, 12, 31) not in made
    assert not {name for name in made.values() if "Evacuation" in name or "Bunker" in name}


def test_that_missouri_keeps_truman_day_and_friday_for_saturday() -> None:
    made = preset_closures("MO", [2021, 2026])
    assert made[date(2026, 5, 8)] == "Truman Day"
    assert date(2026, 7, 3) in made and date(2021, 12, 31) in made
    assert date(2026, 4, 20) not in made


def test_that_federal_holidays_keep_friday_for_saturday_and_no_state_days() -> None:
    made = preset_closures("federal", [2026])
    assert len(made) == 12
    assert date(2026, 7, 3) in made and date(2026, 5, 8) not in made


def test_that_every_preset_gives_holidays_within_the_years_asked() -> None:
    assert len(PRESETS) == 52
    for key in PRESETS:
        made = preset_closures(key, [2026])
        assert len(made) >= 6, key
        assert {day.year for day in made} == {2026}


def test_that_an_unknown_preset_is_refused() -> None:
    with pytest.raises(Invalid, match="no list of holidays"):
        preset_closures("XX", [2026])


def test_that_default_hours_are_half_past_eight_to_half_past_four_on_weekdays() -> None:
    assert (((time(8, 30), time(16, 30)),),) * 5 + ((), ()) == DEFAULT_HOURS


def test_that_many_due_dates_and_ages_at_once_are_those_of_each() -> None:
    """How long they take is shown by `make bench ARGS="--only calendar"`."""
    office = OfficeCalendar(closures=preset_closures("MA", range(2020, 2030)))
    starts = [local(2024, 1, 2, 9, 0) + timedelta(minutes=7 * i) for i in range(100_000)]
    due = office.due_many(starts, 5)
    ages = office.days_between_many(zip(starts, due, strict=True))
    some = range(0, len(starts), 997)
    assert [due[each] for each in some] == [office.add_days(starts[each], 5) for each in some]
    assert [ages[each] for each in some] == [office.days_between(starts[each], due[each]) for each in some]
    assert min(ages) >= 5
