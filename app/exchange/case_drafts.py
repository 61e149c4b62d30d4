"""One row of an old table made into a case of it, or rejected with its reasons."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from app.exchange.dates import Cell, Moment, MomentReader, read_moment
from app.exchange.mapping_words import CHANNELS, OUTCOMES, PRIORITIES
from app.exchange.tables import Row, text_of
from app.exchange.zips import has_zero, repaired, state_in
from app.keys import fold
from app.services.import_rows import OldCase

if TYPE_CHECKING:
    from app.exchange.mapping import CaseMap

JOINT = " – "
_PARTED_BY_BLANK = ("asker_name", "address")
_ENOUGH_SUBJECT = 120
_CLOSED = "closed"
_UNKNOWN = "is not known"
_MOST_ODD = 100
_A_DAY = timedelta(days=1)
_NO_SUBJECT = "No subject in the old table"
_TEXTS = (
    "reference", "subject", "account", "category", "address", "unit", "city", "zip", "ward", "neighborhood",
    "asker_name", "phone", "email", "organization", "department", "owner", "outcome", "status", "channel", "priority",
    "latitude", "longitude",
)  # fmt: skip


@dataclass(frozen=True)
class Rejected:
    """A row that makes no case: its number in the file, why, and its values for the file of rejected rows."""

    row: int
    reasons: tuple[str, ...]
    values: tuple[Cell, ...]


class CaseReader:
    """Reads the rows of one table with one map; what can be settled once for the whole table is settled here."""

    def __init__(self, case_map: CaseMap, headings: Sequence[str], *, zone: ZoneInfo, state: str = "") -> None:
        """`zone` is the office's time zone, in which the table's local times are read; `state` is the office's."""
        place = {heading: at for at, heading in enumerate(headings)}
        self._map, self._zone, self._zero = case_map, zone, has_zero(state)
        self._headings = {name: " and ".join(names) for name, names in case_map.fields.items()}
        self._places = {name: [place[h] for h in names if h in place] for name, names in case_map.fields.items()}
        self._skip = [(place[r.heading], {fold(v) for v in r.values}) for r in case_map.skip if r.heading in place]
        self._texts = self._settled(len(headings))
        self._moments = {name: self._settled_date(name) for name in ("opened", "closed", "due")}
        self._stands: dict[str, tuple[str, str]] = {}
        self._words: dict[tuple[str, str], tuple[str, str]] = {}
        self._categories: dict[str, tuple[str, ...]] = {"": ()}

    def is_skipped(self, row: Row) -> bool:
        """Whether the map's rule leaves this row out."""
        return bool(self._skip) and any(fold(text_of(row.values[at])) in values for at, values in self._skip)

    def read(self, row: Row) -> OldCase | Rejected:
        """A row in, its case or the reasons against it out."""
        if row.problem:
            return Rejected(row.number, (row.problem,), row.values)
        reasons: list[str] = []
        texts = self._texts(row.values)
        opened = self._moment(row, "opened", reasons)
        if opened is None and not reasons:
            reasons.append(self._missing_opening())
        closed = self._moment(row, "closed", reasons)
        due = self._moment(row, "due", reasons)
        if opened and closed and closed.at < opened.at:
            closed = self._in_order(opened, closed, reasons)
        latitude, longitude = texts[-2:]
        where = (
            self._degrees(latitude, "latitude", 90, reasons) if latitude else None,
            self._degrees(longitude, "longitude", 180, reasons) if longitude else None,
        )
        if opened is None or reasons:
            return Rejected(row.number, tuple(reasons), row.values)
        return self._case(row.number, texts, opened.at, closed.at if closed else None, due.at if due else None, where)

    def _case(
        self,
        number: int,
        texts: tuple[str, ...],
        opened: datetime,
        closed: datetime | None,
        due: datetime | None,
        where: tuple[float | None, float | None],
    ) -> OldCase:
        (reference, subject, account, category, address, unit, city, zip_code, ward, neighborhood, asker, phone, email,
         organization, department, owner, outcome, word, channel, priority, _, _) = texts  # fmt: skip
        subject = subject or category or account or _NO_SUBJECT
        called, result = self._stand(word)
        undated = closed is None and called == _CLOSED
        status, remarks = (_CLOSED, ()) if closed and called == _CLOSED else self._told(word, called, closed)
        channel, odd_channel = self._ours(channel, CHANNELS, "channel") if channel else ("", "")
        priority, odd_priority = self._ours(priority, PRIORITIES, "priority") if priority else ("", "")
        if odd_channel or odd_priority:
            remarks = (*remarks, *filter(None, (odd_channel, odd_priority)))
        if zip_code and len(zip_code) not in (5, 10):
            zip_code = repaired(zip_code, zero=self._zero or has_zero(state_in(city)))
        return OldCase(
            number, opened, status, " ".join(subject.split())[:_ENOUGH_SUBJECT], closed, due, reference, account,
            self._categories.get(category) or self._category(category), address, unit, city, zip_code, ward,
            neighborhood, where[0], where[1], asker, phone, email, organization, department, owner, channel, outcome,
            priority, remarks, undated, self._result(outcome, result),
        )  # fmt: skip

    def _settled(self, width: int) -> Callable[[tuple[Cell, ...]], tuple[str, ...]]:
        """A function from the cells of a row to the texts of `_TEXTS`, in their order."""
        joined: list[tuple[list[int], str]] = []
        fixed: list[tuple[int, str]] = []
        slots = []
        for name in _TEXTS:
            places = self._places.get(name) or [width]
            slot = places[0]
            if len(places) > 1:
                slot = width + 1 + len(joined)
                joined.append((places, " " if name in _PARTED_BY_BLANK else JOINT))
            slots.append(slot)
        for at, name in enumerate(_TEXTS):
            if value := self._map.fixed.get(name, ""):
                fixed.append((slots[at], value))
                slots[at] = width + len(joined) + len(fixed)
        pick: Callable[[list[str]], tuple[str, ...]] = itemgetter(*slots)

        def texts(cells: tuple[Cell, ...]) -> tuple[str, ...]:
            found = [cell.strip() if type(cell) is str else text_of(cell) for cell in cells[:width]]
            found.append("")
            for places, joint in joined:
                found.append(joint.join([part for at in places if (part := found[at])]))
            for slot, value in fixed:
                found.append(found[slot] or value)
            return pick(found)

        return texts

    def _settled_date(self, kind: str) -> tuple[int | None, int | None, str, MomentReader]:
        """The columns of a day and of its time, the day of every case where the map fixes one, and its reader."""
        name = "due" if kind == "due" else f"{kind}_date"
        places, clocks = self._places.get(name), self._places.get(f"{kind}_time")
        order = self._map.date_orders.get(self._headings.get(name, name), "")
        fixed = self._map.fixed.get(name, "")
        return places[0] if places else None, clocks[0] if clocks else None, fixed, MomentReader(order, self._zone)

    def _moment(self, row: Row, kind: str, reasons: list[str]) -> Moment | None:
        place, clock_place, fixed, reader = self._moments[kind]
        value = row.values[place] if place is not None else fixed
        if value is None or value == "" or (isinstance(value, str) and not value.strip()):
            return None
        clock = row.values[clock_place] if clock_place is not None else None
        try:
            return reader.read(value, clock)
        except (ValueError, OverflowError, OSError):
            reasons.append(self._not_a_date(kind, value, clock))
            return None

    def _not_a_date(self, kind: str, value: Cell, clock: Cell) -> str:
        name = "due" if kind == "due" else f"{kind}_date"
        heading = self._headings.get(name, name)
        try:
            read_moment(value, self._map.date_orders.get(heading, ""), self._zone)
        except (ValueError, OverflowError, OSError):
            return f"{heading}: '{text_of(value)}' is not a date."
        return f"{self._headings.get(f'{kind}_time', kind)}: '{text_of(clock)}' is not a time of day."

    def _missing_opening(self) -> str:
        heading = self._headings.get("opened_date")
        if not heading:
            return "No column says when a case was opened."
        return f"{heading} is empty: every case needs the day it was opened."

    def _in_order(self, opened: Moment, closed: Moment, reasons: list[str]) -> Moment | None:
        """A close on the opening's day without a time counts as that day; an earlier one cannot be true.

        Where the opening has an offset, its day abroad may be the day after that of the close, which has none.
        """
        near = closed.day == opened.day or (opened.abroad and opened.day - closed.day == _A_DAY)
        if near and not closed.has_time:
            return closed._replace(at=opened.at)
        heading = self._headings.get("closed_date", "Closed")
        reasons.append(f"{heading}: {closed.day:%b %d, %Y} is before the case was opened ({opened.day:%b %d, %Y}).")
        return None

    def _degrees(self, text: str, name: str, limit: int, reasons: list[str]) -> float | None:
        try:
            number = float(text)
        except ValueError:
            number = float("inf")
        if abs(number) <= limit:
            return number
        reasons.append(f"{self._headings.get(name, name)}: '{text}' is not a {name}.")
        return None

    def _stand(self, word: str) -> tuple[str, str]:
        """Our status for a word, "" where it is not known, and the outcome that the word tells besides."""
        if word not in self._stands:
            folded = fold(word)
            told = OUTCOMES.get(folded, "")
            self._stands[word] = self._map.status_words.get(folded, ""), "" if told == "resolved" else told
        return self._stands[word]

    @staticmethod
    def _told(word: str, called: str, closed: datetime | None) -> tuple[str, tuple[str, ...]]:
        """Only a closing date closes a case; a word that says otherwise is told in a remark."""
        if closed:
            wrong = f"Status “{word}”, but it has a closing date: taken as closed."
            return _CLOSED, (wrong,) if called and called not in (_CLOSED, "waiting_third_party") else ()
        if called == _CLOSED:
            return "answered", (f"Status “{word}” without a closing date: taken as answered.",)
        return called or "open", (f"Status “{word}” is not known: taken as open.",) if word and not called else ()

    def _ours(self, word: str, table: Mapping[str, str], name: str) -> tuple[str, str]:
        if (name, word) not in self._words:
            found = table.get(fold(word), "")
            self._words[name, word] = found, "" if found else f"The {name} “{word}” is not known and left out."
        return self._words[name, word]

    def _category(self, name: str) -> tuple[str, ...]:
        """The names of a category, the fullest first."""
        if len(self._categories) > 10_000:
            self._categories.clear()
        self._categories[name] = tuple(dict.fromkeys((name, *name.split(JOINT)))) if name else ()
        return self._categories[name]

    def _result(self, outcome: str, told: str) -> str:
        """What came of it in our words: by the outcome of the table, else by its word for the status."""
        if not outcome or len(outcome) > _ENOUGH_SUBJECT:
            return told
        if ("outcome", outcome) not in self._words and len(self._words) < 10_000:
            self._words["outcome", outcome] = OUTCOMES.get(fold(outcome), ""), ""
        known: Any = self._words.get(("outcome", outcome), ("", ""))
        return str(known[0]) or told


class OddWords:
    """What a table says that the office does not know: status words, channels, priorities and owners; by their rows."""

    def __init__(self, staff: Mapping[str, bool]) -> None:
        """`staff` is folded login or name → whether they have left."""
        self._staff, self._rows = staff, defaultdict[str, "array[int]"](lambda: array("Q"))

    def take(self, old: OldCase) -> None:
        """Keep what is odd of one case."""
        for each in old.remarks:
            if _UNKNOWN in each:
                self._rows[each].append(old.row)
        if old.owner and (why := self._why(old)):
            self._rows[f"The owner “{old.owner}” {why}: the case has none, and the name is kept in its words."].append(
                old.row
            )

    def _why(self, old: OldCase) -> str:
        has_left = self._staff.get(fold(old.owner))
        if has_left is None:
            return "is not on the staff"
        return "has left" if has_left and old.closed_at is None else ""

    def told(self, refused: Iterable[int] = ()) -> tuple[tuple[str, int], ...]:
        """Each sentence and of how many cases, the most first; rows that were refused do not count."""
        out = frozenset(refused)
        counts = Counter({words: sum(row not in out for row in rows) for words, rows in self._rows.items()})
        return tuple((words, count) for words, count in counts.most_common(_MOST_ODD) if count)


def apply(case_map: CaseMap, row: Row, *, headings: Sequence[str], zone: ZoneInfo) -> OldCase | Rejected:
    """One row read once; whoever reads a table keeps a `CaseReader`."""
    return CaseReader(case_map, headings, zone=zone).read(row)
