"""The shapes in which cities hand out their cases, made up small: nested JSON, maps, epoch days, packed files."""

from __future__ import annotations

import json
import lzma
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from app.errors import Invalid
from app.exchange.case_drafts import CaseReader, Rejected
from app.exchange.case_import import dry_run, prepare, run_import
from app.exchange.dates import MomentReader, read_moment
from app.exchange.guessing import guess
from app.exchange.tables import Row, look_at, rows
from app.models import Case, Outcome, Status, table_of
from app.services.import_rows import OldCase
from app.store import Store
from tests.factories import AT, director

ZONE = ZoneInfo("America/New_York")
POINT = {"type": "Point", "coordinates": [-71.05, 42.36]}
ISSUE = {
    "id": 343514, "status": "Closed", "summary": "Cart not out", "description": "Again.", "lat": 35.9, "lng": -79.0,
    "address": "12 Elm Street", "created_at": "2018-05-29T12:52:36-04:00", "closed_at": "2018-05-30T09:00:00-04:00",
    "request_type": {"id": 10794, "title": "Carts", "organization": "Town of Halbrook", "url": "https://x.example"},
    "reporter": {"id": 0, "name": "Ana Silva", "avatar": {"full": "https://x.example/a.png"}}, "assignee": None,
    "questions": [{"question": "Color", "answer": "Blue"}, {"question": "Fee?", "answer": "Yes"}],
}  # fmt: skip


def file(folder: Path, value: Any, name: str = "table.json") -> Path:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def cases(path: Path, *, state: str = "", zone: ZoneInfo = ZONE) -> list[OldCase | Rejected]:
    prepared = prepare(path)
    reader = CaseReader(prepared.map, prepared.look.headings, zone=zone, state=state)
    return [reader.read(row) for row in rows(path, prepared.look)]


def only(path: Path, **given: Any) -> OldCase:
    (found,) = cases(path, **given)
    assert isinstance(found, OldCase), found
    return found


def test_that_nested_issues_are_flattened_with_points(tmp_path: Path) -> None:
    look = look_at(file(tmp_path, {"metadata": {"page": 1}, "issues": [ISSUE, ISSUE | {"id": 2}]}))
    assert {"request_type.title", "reporter.name", "reporter.avatar.full"} <= set(look.headings)
    assert look.kind == "json" and look.line_count == 2 and "2 records" in look.encoding_evidence
    assert look.sample[0][look.headings.index("questions")] == "Color: Blue; Fee?: Yes"
    found = guess(look).fields
    assert found["category"] == ("request_type.title",) and found["asker_name"] == ("reporter.name",)


def test_that_an_issue_becomes_a_case_with_its_offsets(tmp_path: Path) -> None:
    found = only(file(tmp_path, {"issues": [ISSUE]}))
    assert (found.reference, found.subject, found.categories) == ("343514", "Cart not out", ("Carts",))
    assert found.opened_at == datetime(2018, 5, 29, 16, 52, 36, tzinfo=UTC) and found.status == "closed"
    assert (found.latitude, found.longitude, found.asker_name) == (35.9, -79.0, "Ana Silva")


def test_that_a_map_s_features_have_their_place(tmp_path: Path) -> None:
    given = {"id": 1, "status": "On Hold", "request_date": "2022-01-02", "request_type": "Noise", "assigned_to": "GPD"}
    feature = {"type": "Feature", "geometry": POINT, "properties": given}
    found = only(file(tmp_path, {"type": "FeatureCollection", "features": [feature]}, "m.geojson"))
    assert (found.latitude, found.longitude, found.status) == (42.36, -71.05, "waiting_third_party")
    assert (found.department, found.owner) == ("GPD", "")


def test_that_a_portal_s_list_leaves_out_what_is_empty(tmp_path: Path) -> None:
    one = {"unique_key": "1", "created_date": "2012-11-20T07:50:59.000", "complaint_type": "Noise", "status": "Open"}
    two = one | {"unique_key": "2", "closed_date": "2012-11-21T07:50:59.000", "location": POINT, "status": "Closed"}
    first, second = cases(file(tmp_path, [one, two]))
    assert isinstance(first, OldCase) and isinstance(second, OldCase)
    assert first.closed_at is None and second.closed_at == datetime(2012, 11, 21, 12, 50, 59, tzinfo=UTC)


def test_that_a_portal_s_export_has_its_columns_apart_from_its_rows(tmp_path: Path) -> None:
    meta = {"view": {"columns": [{"name": "Case ID"}, {"name": "Open Date"}]}}
    found = only(file(tmp_path, {"meta": meta, "data": [["7", "2020-01-02"]]}))
    assert found.reference == "7"


def test_that_a_record_a_line_is_a_table_too(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps({"id": n, "created_at": "2020-01-02"}) for n in range(3))
    assert len(cases(file(tmp_path, lines, "t.ndjson"))) == 3


@pytest.mark.parametrize("piece", [1, 7, 64])
def test_that_records_are_read_across_the_ends_of_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    monkeypatch.setattr("app.exchange.json_tables._PIECE", piece)
    path = file(tmp_path, json.dumps({"n": 12.5, "issues": [ISSUE | {"id": n} for n in range(9)]}, indent=2))
    found = [each.reference for each in cases(path) if isinstance(each, OldCase)]
    assert found == [str(n) for n in range(9)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": {"b": 1}}', "without a list of records"),
        ('[{"a": 1}, 5]', "no named fields"),
        ('[{"a": 1}, {"a": ', "broken"),
        ('[{"a": ' + "[" * 100_000, "broken"),
        ("[]", "without a list"),
        ('[{"a": 1}}]', "broken"),
    ],
)
def test_that_json_that_is_no_table_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        look_at(file(tmp_path, text))


def test_that_too_many_fields_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="different fields"):
        look_at(file(tmp_path, [{f"f{n}": 1} for n in range(501)]))


def test_that_a_packed_table_is_read_without_unpacking(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.xz"
    text = "Case ID,Open Date\n" + "".join(f"{n},1/{n % 28 + 1}/2020\n" for n in range(50_000))
    path.write_bytes(lzma.compress(text.encode()) + lzma.compress(b"x,1/2/2020\n"))
    found = cases(path)
    assert len(found) == 50_001 and not any(isinstance(each, Rejected) for each in found)


def test_that_a_bomb_and_a_damaged_file_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.csv.xz"
    packed = lzma.compress(b"Case ID,Open Date\n" + b"1,1/2/2020\n" * 100_000)
    path.write_bytes(packed[:-30])
    with pytest.raises(Invalid, match="damaged"):
        list(rows(path, look_at(path)))
    path.write_bytes(packed)
    monkeypatch.setattr("app.exchange.unpacked._LARGEST", 1 << 18)
    with pytest.raises(Invalid, match="unpacks to more"):
        list(rows(path, look_at(path)))


@pytest.mark.parametrize(
    ("state", "city", "given", "wanted"),
    [
        ("NJ", "", "7030", "07030"), ("New Jersey", "", "7030-1234", "07030-1234"),
        ("", "Hoboken, NJ", "7030", "07030"), ("PR", "", "901", "00901"),
        ("FL", "", "7030", "7030"), ("", "", "7030", "7030"), ("NJ", "", "07030", "07030"),
    ],
)  # fmt: skip
def test_that_a_zip_code_gets_its_0_back_where_the_state_is_known(
    tmp_path: Path, state: str, city: str, given: str, wanted: str
) -> None:
    text = f'ID,Date Created,Zip Code,City,Address\n1,1538492521,{given},"{city}",1 Elm Street\n'
    found = only(file(tmp_path, text, "t.csv"), state=state)
    assert found.zip == wanted and found.opened_at == datetime(2018, 10, 2, 15, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize(("closed", "rejected"), [("2023-01-26", False), ("2023-01-25", False), ("2023-01-23", True)])
def test_that_a_day_of_closing_may_be_the_day_before_an_opening_abroad(
    tmp_path: Path, closed: str, rejected: bool
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Service request type", "Service request open timestamp", "Service request close date", "Status"])
    sheet.append(["Lamp", "2023-01-26T08:50:13+03:00", closed, "Close"])
    path = tmp_path / "v.xlsx"
    book.save(path)
    for zone in (ZONE, ZoneInfo("America/Vancouver")):
        (found,) = cases(path, zone=zone)
        assert isinstance(found, Rejected) == rejected
        assert rejected or (isinstance(found, OldCase) and found.closed_at and found.closed_at >= found.opened_at)


@pytest.mark.parametrize(
    ("word", "closed", "status", "outcome"),
    [
        ("Closed (Duplicate)", True, Status.CLOSED, Outcome.DUPLICATE),
        ("Closed (Transferred)", True, Status.CLOSED, Outcome.REFERRED_OUT),
        ("Cancelled", True, Status.CLOSED, Outcome.WITHDRAWN),
        ("Cancelled", False, Status.ANSWERED, None),
        ("Referred Out", False, Status.WAITING_THIRD_PARTY, None),
        ("Referred Out", True, Status.CLOSED, Outcome.REFERRED_OUT),
        ("On Hold", False, Status.WAITING_THIRD_PARTY, None),
        ("Referred to Another Agency", False, Status.WAITING_THIRD_PARTY, None),
        ("Completed", True, Status.CLOSED, Outcome.NO_OUTCOME_RECORDED),
        ("In Process", False, Status.OPEN, None),
    ],
)
def test_that_words_of_other_programs_have_their_status_and_outcome(
    store: Store, tmp_path: Path, word: str, closed: bool, status: Status, outcome: Outcome | None
) -> None:
    text = f"Case ID,Open Date,Close Date,Status\n1,1/2/2020,{'1/15/2020' if closed else ''},{word}\n"
    path = file(tmp_path, text + "2,1/14/2020,1/15/2020,Closed\n", "t.csv")
    store.write(lambda s: run_import(s, director(s), prepare(path), at=AT))
    case = store.read(lambda s: s.get_one(Case, 1))
    assert (case.status, case.outcome) == (status, outcome)


WORDS = (
    "The lamp on the corner has been out since Monday and it is so dark there",
    "Water comes out of the street in front of our house since this morning",
    "Nobody came to take the old couch although we called twice last week",
)
GUESSED = f"""Nr;What;When;Ende;Where;Reach;Who;State;How
A1;{WORDS[0]};2020-01-14;;12 Elm Street;617 555 0199;x;Open;Phone
A2;{WORDS[1]};2020-01-15;2020-01-16;7 Oak Avenue;617 555 0142;y;Closed;Web
A3;{WORDS[2]};2020-01-16;2020-01-18;9 Mill Road;617 555 0143;z;Closed;Email
"""


def test_that_values_tell_what_no_heading_does(tmp_path: Path) -> None:
    look = look_at(file(tmp_path, GUESSED, "t.csv"))
    found = guess(look)
    expected = {
        "account": "What", "opened_date": "When", "closed_date": "Ende", "address": "Where", "phone": "Reach",
        "status": "State", "channel": "How",
    }  # fmt: skip
    assert {name: found.fields.get(name) for name in expected} == {name: (each,) for name, each in expected.items()}
    assert all(found.reasons[name] for name in expected)


def test_that_a_time_beside_a_day_belongs_to_it(tmp_path: Path) -> None:
    text = "Case ID,Opened,Clock\n1,1/14/2020,8:05 AM\n2,1/15/2020,9:10 AM\n"
    prepared = prepare(file(tmp_path, text, "t.csv"))
    assert prepared.map.fields["opened_time"] == ("Clock",)
    assert "Clock" in prepared.evidence["Opened"]


def test_that_names_and_addresses_in_parts_are_put_together(tmp_path: Path) -> None:
    text = "Case ID,Open Date,First Name,Last Name,House Number,Street Name\n1,1/14/2020,Ana,Silva,12,Elm Street\n"
    found = only(file(tmp_path, text, "t.csv"))
    assert (found.asker_name, found.address) == ("Ana Silva", "12 Elm Street")


@pytest.mark.parametrize(
    "value", ["1/7/2020", "1/7/2020 12:59:00 PM", "3/8/2020 2:30 AM", "11/1/2020 1:30 AM", "x", ""]
)
@pytest.mark.parametrize("clock", [None, "8:15 AM", "25:00", "00:00"])
def test_that_a_column_is_read_as_its_single_cells_are(value: str, clock: str | None) -> None:
    def told(read: Any) -> object:
        try:
            return read()
        except ValueError:
            return "no date"

    reader = MomentReader("mdy", ZONE)
    again = [told(lambda: reader.read(value, clock)) for _ in range(2)]
    assert again == [told(lambda: read_moment(value, "mdy", ZONE, clock=clock))] * 2


def test_that_reasons_are_counted_by_their_kind(store: Store, tmp_path: Path) -> None:
    text = "Case ID,Open Date,Close Date\n" + "".join(f"{n},1/{n + 9}/2020,1/{n}/2020\n" for n in range(1, 9))
    tried = store.read(lambda s: dry_run(s, director(s), prepare(file(tmp_path, text, "t.csv")), at=AT))
    assert tried.reasons == (("Close Date: … is before the case was opened (…).", 8),)
    assert Row(1, ()).problem == "" and table_of(Case).name == "case_record"
