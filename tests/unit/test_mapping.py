"""Old tables of cases are mapped by their headings and read row by row."""

from __future__ import annotations

import lzma
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.errors import Invalid
from app.exchange.guessing import guess
from app.exchange.mapping import CaseMap, CaseReader, Rejected, SkipRule, apply, settle_dates
from app.exchange.tables import Row, look_at, rows
from app.services.import_rows import OldCase

_ZONE = ZoneInfo("America/Chicago")
_REAL = Path("/work/shared/data")
_NEW_YORK = _REAL / "casework/nyc_council/nycc15_2015.csv"
_KANSAS_CITY = _REAL / "311/kansas_city/311_Call_Center_Service_Requests.csv.xz"
_HEADINGS = ("No", "Opened", "At", "Closed", "Status", "Words", "Lat", "Way")
_MAP = CaseMap(
    fields={
        "reference": ("No",), "opened_date": ("Opened",), "opened_time": ("At",), "closed_date": ("Closed",),
        "status": ("Status",), "account": ("Words",), "latitude": ("Lat",), "channel": ("Way",),
    },
    fixed={"department": "Public Works"},
    date_orders={"Opened": "mdy", "Closed": "mdy"},
)  # fmt: skip


def _apply(*values: str) -> OldCase | Rejected:
    filled = values + ("",) * (len(_HEADINGS) - len(values))
    return apply(_MAP, Row(2, filled), headings=_HEADINGS, zone=_ZONE)


def _draft(*values: str) -> OldCase:
    found = _apply(*values)
    assert isinstance(found, OldCase), found
    return found


def _reasons(*values: str) -> tuple[str, ...]:
    found = _apply(*values)
    assert isinstance(found, Rejected)
    return found.reasons


def _read(path: Path) -> tuple[CaseMap, list[OldCase | Rejected]]:
    look = look_at(path)
    case_map, _evidence = settle_dates(guess(look), path, look)
    reader = CaseReader(case_map, look.headings, zone=_ZONE)
    return case_map, [reader.read(row) for row in rows(path, look)]


def test_that_a_row_becomes_a_draft() -> None:
    draft = _draft("7", "1/7/20", "12:59 PM", "2/12/20", "RESOL", "A hole", "39.01", "WALK")
    assert (draft.reference, draft.account, draft.department) == ("7", "A hole", "Public Works")
    assert draft.opened_at == datetime(2020, 1, 7, 18, 59, tzinfo=UTC)
    assert (draft.status, draft.channel, draft.latitude) == ("closed", "walk_in", 39.01)
    assert draft.remarks == ()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (("7", "13/45/2015"), "Opened: '13/45/2015' is not a date."),
        (("7", ""), "Opened is empty: every case needs the day it was opened."),
        (("7", "1/7/20", "25:61"), "At: '25:61' is not a time of day."),
        (("7", "1/7/20", "", "1/6/20"), "Closed: Jan 06, 2020 is before the case was opened (Jan 07, 2020)."),
        (("7", "1/7/20", "", "", "", "", "939"), "Lat: '939' is not a latitude."),
        (("7", "1/7/20", "", "", "", "", "north"), "Lat: 'north' is not a latitude."),
    ],
)
def test_that_a_bad_row_is_rejected_with_its_reason(values: tuple[str, ...], sentence: str) -> None:
    assert _reasons(*values) == (sentence,)


def test_that_all_reasons_of_a_row_are_told() -> None:
    assert len(_reasons("7", "x", "", "y", "", "", "z")) == 3


def test_that_a_row_too_wide_is_rejected() -> None:
    found = apply(_MAP, Row(2, ("7",), "The row has 9 values."), headings=_HEADINGS, zone=_ZONE)
    assert found == Rejected(2, ("The row has 9 values.",), ("7",))


def test_that_a_close_without_a_time_counts_on_the_day_of_opening() -> None:
    draft = _draft("7", "1/7/20", "3:00 PM", "1/7/20")
    assert draft.closed_at == draft.opened_at


@pytest.mark.parametrize(
    ("status", "closed", "expected", "remarks"),
    [
        ("OPEN", "", "open", 0), ("", "", "open", 0), ("", "1/8/20", "closed", 0), ("Received", "", "new", 0),
        ("Closed", "", "answered", 1), ("Open", "1/8/20", "closed", 1), ("Zzz", "", "open", 1),
    ],
)  # fmt: skip
def test_that_only_a_closing_date_closes(status: str, closed: str, expected: str, remarks: int) -> None:
    draft = _draft("7", "1/7/20", "", closed, status)
    assert (draft.status, len(draft.remarks)) == (expected, remarks)


def test_that_a_case_without_words_still_has_a_subject() -> None:
    assert _draft("7", "1/7/20").subject == "No subject in the old table"


def test_that_a_map_survives_toml() -> None:
    odd = CaseMap(
        fields={"opened_date": ('Op"en\\ed\n', "é")},
        fixed={"city": "Straße 'x'"},
        status_words={"in progress": "open"},
        date_orders={"a b": "dmy"},
        skip=(SkipRule("Kind", ("test", "Spam")),),
    )
    assert CaseMap.from_toml(odd.to_toml()) == odd


@pytest.mark.parametrize("text", ["[fields", "fields = 3", '[date_orders]\n"a" = "xyz"', "[[skip]]\nheading = 'a'"])
def test_that_a_broken_map_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        CaseMap.from_toml(text)


def test_that_a_map_tells_what_the_table_lacks() -> None:
    case_map = CaseMap(fields={"status": ("Gone",), "wrong": ("A",)})
    assert case_map.problems(("A",)) == [
        "The table has no column “Gone”.",
        "“wrong” is no field of a case.",
        "No column says when a case was opened. Please choose one.",
    ]


def test_that_rows_are_skipped_by_rule() -> None:
    reader = CaseReader(CaseMap(skip=(SkipRule("Kind", ("Test",)),)), ("Kind",), zone=_ZONE)
    assert [reader.is_skipped(Row(2, (kind,))) for kind in ("TEST", "real")] == [True, False]


def test_that_headings_of_portals_are_known(tmp_path: Path) -> None:
    path = tmp_path / "portal.csv"
    path.write_text(
        "ServiceRequestNum,SRType,MethodReceived,CreatedDate,SRStatus,CloseDate,Agency,Address,ZipCode,CouncilDistrict\n"
        "18-1,Pothole,Phone,04/13/2018 11:11:26 AM,Closed,04/14/2018 01:00:00 PM,Roads,1 Elm St,21215,6\n"
    )
    case_map, (draft,) = _read(path)
    assert isinstance(draft, OldCase)
    assert (draft.reference, draft.categories, draft.channel, draft.ward) == ("18-1", ("Pothole",), "phone", "6")
    assert (draft.status, draft.zip, draft.department) == ("closed", "21215", "Roads")
    assert set(case_map.reasons) == set(case_map.fields)


def test_that_late_rows_settle_the_date_order(tmp_path: Path) -> None:
    path = tmp_path / "dates.csv"
    path.write_text("Case ID,Open Date\n" + "1,1/2/2015\n" * 700 + "2,13/2/2015\n")
    look = look_at(path)
    case_map, evidence = settle_dates(guess(look), path, look)
    assert case_map.date_orders == {"Open Date": "dmy"}
    assert "13/2/2015" in evidence["Open Date"]


@pytest.mark.skipif(not _NEW_YORK.exists(), reason="the real casework table is not on this machine")
def test_that_the_council_s_table_reads_whole() -> None:
    _map, found = _read(_NEW_YORK)
    drafts = [each for each in found if isinstance(each, OldCase)]
    assert Counter(each.status for each in drafts) == {"closed": 1453, "open": 264}
    assert len(found) == 1717


@pytest.mark.skipif(not _KANSAS_CITY.exists(), reason="the real table of requests is not on this machine")
def test_that_days_to_close_equal_the_table_s_own(tmp_path: Path) -> None:
    path = tmp_path / "kansas_city.csv"
    path.write_bytes(lzma.decompress(_KANSAS_CITY.read_bytes()))
    look = look_at(path)
    told = look.headings.index("DAYS TO CLOSE")
    _map, found = _read(path)
    pairs = []
    for row, draft in zip(rows(path, look), found, strict=True):
        assert isinstance(draft, OldCase)
        if draft.closed_at:
            days = draft.closed_at.astimezone(_ZONE).date() - draft.opened_at.astimezone(_ZONE).date()
            pairs.append((days.days, int(str(row.values[told]))))
    assert len(found) == 4493
    assert len(pairs) == 2355
    assert all(ours == theirs for ours, theirs in pairs)
