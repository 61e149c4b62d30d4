"""One row of an old table made into a draft of a case, or rejected with its reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from app.exchange.dates import Cell, Moment, read_moment
from app.exchange.mapping_words import CHANNELS, PRIORITIES
from app.exchange.tables import Row, text_of
from app.keys import fold

if TYPE_CHECKING:
    from app.exchange.mapping import CaseMap

_JOINT = " – "
_ENOUGH_SUBJECT = 120
_CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class CaseDraft:
    """A case as an old table tells it; datetimes are in UTC, "" and None are what the table does not tell.

    `opened_has_time` and `closed_has_time` are false where only the date is known (the datetime is then the office's
    midnight, or the opening when that is later on the same day). `remarks` are sentences for the importing person;
    `undated` says that the table calls the case closed and names no day, so that it comes in as answered.
    """

    row: int
    opened_at: datetime
    opened_has_time: bool
    status: str
    subject: str
    closed_at: datetime | None = None
    closed_has_time: bool = False
    due_at: datetime | None = None
    reference: str = ""
    account: str = ""
    category: str = ""
    address: str = ""
    unit: str = ""
    city: str = ""
    zip: str = ""
    ward: str = ""
    neighborhood: str = ""
    latitude: float | None = None
    longitude: float | None = None
    asker_name: str = ""
    phone: str = ""
    email: str = ""
    organization: str = ""
    department: str = ""
    owner: str = ""
    channel: str = ""
    outcome: str = ""
    priority: str = ""
    remarks: tuple[str, ...] = ()
    undated: bool = False


@dataclass(frozen=True)
class Rejected:
    """A row that makes no case: its number in the file, why, and its values for the file of rejected rows."""

    row: int
    reasons: tuple[str, ...]
    values: tuple[Cell, ...]


class CaseReader:
    """Reads the rows of one table with one map; the places of the columns are looked up once."""

    def __init__(self, case_map: CaseMap, headings: Sequence[str], *, zone: ZoneInfo) -> None:
        """`zone` is the office's time zone, in which the table's local times are read."""
        place = {heading: at for at, heading in enumerate(headings)}
        self._map = case_map
        self._zone = zone
        self._headings = {name: " and ".join(names) for name, names in case_map.fields.items()}
        self._places = {name: [place[h] for h in names if h in place] for name, names in case_map.fields.items()}
        self._skip = [(place[r.heading], {fold(v) for v in r.values}) for r in case_map.skip if r.heading in place]

    def is_skipped(self, row: Row) -> bool:
        """Whether the map's rule leaves this row out."""
        return any(fold(text_of(row.values[at])) in values for at, values in self._skip)

    def read(self, row: Row) -> CaseDraft | Rejected:
        """A row in, the draft of its case or the reasons against it out."""
        if row.problem:
            return Rejected(row.number, (row.problem,), row.values)
        reasons: list[str] = []
        opened = self._moment(row, "opened", reasons)
        if opened is None and not reasons:
            reasons.append(self._missing_opening())
        closed = self._moment(row, "closed", reasons)
        due = self._moment(row, "due", reasons)
        if opened and closed:
            closed = self._in_order(opened, closed, reasons)
        where = self._number(row, "latitude", 90, reasons), self._number(row, "longitude", 180, reasons)
        if opened is None or reasons:
            return Rejected(row.number, tuple(reasons), row.values)
        return self._draft(row, opened, closed, due, where)

    def _draft(
        self, row: Row, opened: Moment, closed: Moment | None, due: Moment | None, where: tuple[float | None, ...]
    ) -> CaseDraft:
        texts = {name: self._text(row, name) for name in _TEXTS}
        status, remarks = self._status(row, closed)
        channel, channel_remark = _ours(self._text(row, "channel"), CHANNELS, "channel")
        priority, priority_remark = _ours(self._text(row, "priority"), PRIORITIES, "priority")
        subject = self._text(row, "subject") or texts["category"] or texts["account"] or "No subject in the old table"
        return CaseDraft(
            row=row.number,
            opened_at=opened.at,
            opened_has_time=opened.has_time,
            closed_at=closed.at if closed else None,
            closed_has_time=bool(closed and closed.has_time),
            due_at=due.at if due else None,
            status=status,
            undated=closed is None and self._called(row) == _CLOSED,
            subject=" ".join(subject.split())[:_ENOUGH_SUBJECT],
            latitude=where[0],
            longitude=where[1],
            channel=channel,
            priority=priority,
            remarks=tuple(each for each in (remarks, channel_remark, priority_remark) if each),
            **texts,
        )

    def _text(self, row: Row, name: str) -> str:
        places = self._places.get(name)
        if not places:
            return self._map.fixed.get(name, "")
        if len(places) == 1:
            return text_of(row.values[places[0]]) or self._map.fixed.get(name, "")
        parts = [text_of(row.values[at]) for at in places]
        return _JOINT.join(part for part in parts if part) or self._map.fixed.get(name, "")

    def _cell(self, row: Row, name: str) -> Cell:
        places = self._places.get(name)
        return row.values[places[0]] if places else self._map.fixed.get(name)

    def _moment(self, row: Row, kind: str, reasons: list[str]) -> Moment | None:
        name = kind if kind == "due" else f"{kind}_date"
        value = self._cell(row, name)
        if not text_of(value):
            return None
        clock = self._cell(row, f"{kind}_time")
        heading = self._headings.get(name, name)
        order = self._map.date_orders.get(heading, "")
        try:
            return read_moment(value, order, self._zone, clock=clock)
        except (ValueError, OverflowError):
            reasons.append(self._not_a_date(heading, value, clock, kind))
            return None

    def _not_a_date(self, heading: str, value: Cell, clock: Cell, kind: str) -> str:
        try:
            read_moment(value, self._map.date_orders.get(heading, ""), self._zone)
        except (ValueError, OverflowError):
            return f"{heading}: '{text_of(value)}' is not a date."
        return f"{self._headings.get(f'{kind}_time', kind)}: '{text_of(clock)}' is not a time of day."

    def _missing_opening(self) -> str:
        heading = self._headings.get("opened_date")
        if not heading:
            return "No column says when a case was opened."
        return f"{heading} is empty: every case needs the day it was opened."

    def _in_order(self, opened: Moment, closed: Moment, reasons: list[str]) -> Moment | None:
        """A close on the opening's day without a time counts as that day; an earlier one cannot be true."""
        if closed.at >= opened.at:
            return closed
        if closed.day == opened.day and not closed.has_time:
            return replace(closed, at=opened.at)
        heading = self._headings.get("closed_date", "Closed")
        reasons.append(f"{heading}: {closed.day:%b %d, %Y} is before the case was opened ({opened.day:%b %d, %Y}).")
        return None

    def _number(self, row: Row, name: str, limit: int, reasons: list[str]) -> float | None:
        text = self._text(row, name)
        if not text:
            return None
        try:
            number = float(text)
        except ValueError:
            number = float("inf")
        if abs(number) > limit:
            reasons.append(f"{self._headings.get(name, name)}: '{text}' is not a {name}.")
            return None
        return number

    def _called(self, row: Row) -> str:
        return self._map.status_words.get(fold(self._text(row, "status")), "")

    def _status(self, row: Row, closed: Moment | None) -> tuple[str, str]:
        """Only a closing date closes a case; a word that says otherwise is told in a remark."""
        word, ours = self._text(row, "status"), self._called(row)
        if closed:
            disagrees = bool(ours) and ours != _CLOSED
            return _CLOSED, f"Status “{word}”, but it has a closing date: taken as closed." if disagrees else ""
        if ours == _CLOSED:
            return "answered", f"Status “{word}” without a closing date: taken as answered."
        return ours or "open", f"Status “{word}” is not known: taken as open." if word and not ours else ""


def apply(case_map: CaseMap, row: Row, *, headings: Sequence[str], zone: ZoneInfo) -> CaseDraft | Rejected:
    """One row read once; whoever reads a table keeps a `CaseReader`."""
    return CaseReader(case_map, headings, zone=zone).read(row)


_TEXTS = (
    "reference", "account", "category", "address", "unit", "city", "zip", "ward", "neighborhood", "asker_name", "phone",
    "email", "organization", "department", "owner", "outcome",
)  # fmt: skip


def _ours(word: str, table: Mapping[str, str], name: str) -> tuple[str, str]:
    found = table.get(fold(word), "")
    return found, f"The {name} “{word}” is not known and left out." if word and not found else ""
