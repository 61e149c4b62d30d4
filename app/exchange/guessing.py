"""Which column of a table is what: guessed from its heading, and from the values below it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise

from app.exchange.dates import find_date_order
from app.exchange.mapping import CaseMap
from app.exchange.mapping_words import (
    CATEGORY_PAIRS,
    CHANNELS,
    FIELDS,
    OFFICE_WORDS,
    PARTS,
    STATUSES,
    SYNONYMS,
    heading_key,
)
from app.exchange.table_look import TableLook, text_of
from app.exchange.zips import is_zip
from app.keys import fold
from app.keys.address_words import SUFFIXES

DATE_FIELDS = ("opened_date", "closed_date", "due")
_CODE = re.compile(r"^[A-Z]{2,6}([_/-][A-Z]{1,6})?$")
_ADDRESS = re.compile(r"^\d+[A-Za-z]?(\s*[-–]\s*\d+)?\s+\S*[A-Za-z]|^[^,\d]+ (and|&|at|@) [^,\d]+$")
_TOWN = re.compile(r"^[A-Z][A-Za-z .'-]+, ?([A-Z]{2}|[A-Z][a-z]+( [A-Z][a-z]+)?)$")
_PHONE = re.compile(r"^(\+?1[ .-]*)?(\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]?\d{4}( ?(x|ext\.?) ?\d+)?$")
_DIGITS = re.compile(r"\D")
_MOST = 0.8


@dataclass(frozen=True)
class Column:
    """A column as the guess sees it: its heading, the same in plain words, its kind, and its first values."""

    heading: str
    key: str
    kind: str
    cells: tuple[str, ...]
    texts: tuple[str, ...]
    """The values that are not empty."""

    @property
    def is_date(self) -> bool:
        """Whether it holds dates; seconds since 1970 look like phone numbers or plain numbers."""
        return self.kind in ("date", "datetime") or find_date_order(self.texts).order == "epoch"

    @property
    def filled(self) -> float:
        """How large a part of the rows has a value."""
        return len(self.texts) / max(len(self.cells), 1)

    def share(self, rule: Callable[[str], object]) -> float:
        """How large a part of the values a rule holds for."""
        return sum(map(bool, map(rule, self.texts))) / max(len(self.texts), 1)


def guess(look: TableLook) -> CaseMap:
    """A look at a table in, the likely map out, with a reason for each field found."""
    columns = [column for at in range(len(look.headings)) if (column := _column(look, at)).texts]
    fields: dict[str, tuple[str, ...]] = {}
    reasons: dict[str, str] = {}
    for step in (_pairs, _by_headings, _parts, _by_values):
        for name, headings, why in step(columns, fields):
            if name not in fields and not any(heading in taken for taken in fields.values() for heading in headings):
                fields[name], reasons[name] = headings, why
    if "category" not in fields and "subject" in fields:
        fields["category"], reasons["category"] = fields["subject"], "No other column names a category."
    dates = {c.heading: c.date_order for c in look.columns if any(c.heading in fields.get(n, ()) for n in DATE_FIELDS)}
    ordered = {name: fields[name] for name in FIELDS if name in fields}
    return CaseMap(fields=ordered, date_orders=dates, reasons=reasons)


Found = list[tuple[str, tuple[str, ...], str]]


def _column(look: TableLook, at: int) -> Column:
    cells = tuple(text_of(row[at]) if at < len(row) else "" for row in look.sample)
    heading = look.headings[at]
    return Column(heading, heading_key(heading), look.columns[at].kind, cells, tuple(filter(None, cells)))


def _is_taken(column: Column, fields: Mapping[str, tuple[str, ...]]) -> bool:
    return any(column.heading in headings for headings in fields.values())


def _free(columns: list[Column], fields: Mapping[str, tuple[str, ...]]) -> list[Column]:
    return [column for column in columns if not _is_taken(column, fields)]


def _pairs(columns: list[Column], _fields: Mapping[str, tuple[str, ...]]) -> Found:
    by_key = {column.key: column for column in reversed(columns)}
    found = ((by_key[a].heading, by_key[b].heading) for a, b in CATEGORY_PAIRS if a in by_key and b in by_key)
    first = next(found, None)
    return [("category", first, "The second column is a part of the first.")] if first else []


def _by_headings(columns: list[Column], fields: Mapping[str, tuple[str, ...]]) -> Found:
    found: Found = []
    taken: set[str] = set()
    for name in (each for each in FIELDS if each not in fields):
        free = [column for column in _free(columns, fields) if column.heading not in taken]
        column = next((c for word in SYNONYMS[name] for c in free if c.key == word and _fits(name, c)), None)
        if column:
            taken.add(column.heading)
            found.append((name, (column.heading,), _reason(name, column)))
    return found


def _reason(name: str, column: Column) -> str:
    what = name.replace("_", " ")
    known = _known(column, STATUSES if name == "status" else CHANNELS if name == "channel" else ())
    told = f" and so are its words ({', '.join(known)})" if known else ""
    return f"“{column.heading}” is a usual heading for {what}{told}."


def _known(column: Column, words: Collection[str]) -> list[str]:
    return list(dict.fromkeys(text for text in column.texts if fold(text) in words))[:3]


def _parts(columns: list[Column], fields: Mapping[str, tuple[str, ...]]) -> Found:
    """First and last name, number and street: what other programs keep in parts."""
    by_key = {column.key: column for column in _free(columns, fields)}
    return [
        (name, tuple(by_key[key].heading for key in keys), "These columns are its parts.")
        for name, keys in PARTS
        if name not in fields and all(key in by_key for key in keys)
    ]


def _by_values(columns: list[Column], fields: Mapping[str, tuple[str, ...]]) -> Found:
    """What no heading told, the values may: known words, dates, addresses, numbers that come once."""
    found: Found = list(_dates(columns, fields))
    taken = {heading for _, headings, _ in found for heading in headings}
    for name, rule, why in _RULES:
        if name not in fields:
            column = next((c for c in _free(columns, fields) if c.heading not in taken and rule(c)), None)
            if column:
                taken.add(column.heading)
                found.append((name, (column.heading,), why))
    return found


def _dates(columns: list[Column], fields: Mapping[str, tuple[str, ...]]) -> Found:
    """A case is opened before all else, so in the fullest column of dates; a closing day stands with closed cases."""
    dates = [column for column in _free(columns, fields) if column.is_date]
    found: Found = []
    if "opened_date" not in fields and dates:
        opened = max(dates, key=lambda c: (c.filled, -columns.index(c)))
        dates.remove(opened)
        found.append(("opened_date", (opened.heading,), "It is the fullest of the columns with dates."))
    status = next((column for column in columns if _all_known(column, STATUSES)), None)
    closed = next((column for column in dates if status and _goes_with_closed(column, status)), None)
    if "closed_date" not in fields and closed:
        found.append(("closed_date", (closed.heading,), "It is filled where the case is closed, and only there."))
    heading = (found[0][1] if found else fields.get("opened_date", ("",)))[0]
    found += _beside(columns, heading, fields)
    return found


def _goes_with_closed(column: Column, status: Column) -> bool:
    pairs = [
        (bool(cell), STATUSES.get(fold(word)) == "closed")
        for cell, word in zip(column.cells, status.cells, strict=True)
    ]
    return len(set(pairs)) > 1 and sum(a == b for a, b in pairs) >= 0.95 * len(pairs)


def _beside(columns: list[Column], heading: str, fields: Mapping[str, tuple[str, ...]]) -> Found:
    """A column with times of day only, right after that of the day."""
    if "opened_time" in fields:
        return []
    pairs = pairwise(columns)
    right = next((b for a, b in pairs if a.heading == heading and b.kind == "time" and not _is_taken(b, fields)), None)
    return [("opened_time", (right.heading,), "It holds times of day, beside the day.")] if right else []


def _fits(name: str, column: Column) -> bool:
    """Whether the values can be what the heading says."""
    rule = _CHECKS.get(name)
    if rule:
        return rule(column)
    return name in ("opened_time", "closed_time") or column.kind not in ("date", "datetime")


def _is_number_of_its_own(column: Column) -> bool:
    """A row may stand twice in a table, a number that many rows share is no number of a case."""
    return column.kind not in ("date", "datetime") and len(set(column.texts)) >= 0.4 * len(column.texts)


def _is_status(column: Column) -> bool:
    return column.kind == "text" and (column.key != "state" or bool(_known(column, STATUSES)))


def _is_office(text: str) -> bool:
    return bool(_CODE.match(text)) or not OFFICE_WORDS.isdisjoint(fold(text).split())


def _is_owner(column: Column) -> bool:
    """Names of people, not of departments or their codes."""
    return column.kind == "text" and column.share(_is_office) < 0.5


def _is_department(column: Column) -> bool:
    named = column.key not in ("assigned to", "owner", "assignee", "assign to")
    return column.kind == "text" and (named or column.share(_is_office) >= 0.5)


def _is_degree(limit: int) -> Callable[[Column], bool]:
    def rule(column: Column) -> bool:
        return column.kind == "number" and column.share(lambda text: _within(text, limit)) >= _MOST

    return rule


def _within(text: str, limit: int) -> bool:
    try:
        return abs(float(text)) <= limit
    except ValueError:
        return False


def _has_words(column: Column) -> bool:
    return column.kind in ("text", "phone", "zip") and not column.share(lambda text: text.startswith("(")) > 0.5


def _is_zip(column: Column) -> bool:
    return column.share(is_zip) >= _MOST


_CHECKS: dict[str, Callable[[Column], bool]] = {
    **dict.fromkeys(DATE_FIELDS, lambda column: column.is_date),
    "reference": _is_number_of_its_own,
    "status": _is_status,
    "owner": _is_owner,
    "department": _is_department,
    "zip": _is_zip,
    "address": _has_words,
    "latitude": _is_degree(90),
    "longitude": _is_degree(180),
    "phone": lambda column: column.share(lambda text: len(_DIGITS.sub("", text)) >= 7) >= 0.5,
    "email": lambda column: column.share(lambda text: "@" in text) >= 0.5,
    "asker_name": lambda column: column.kind == "text",
}


def _all_known(column: Column, words: Collection[str]) -> bool:
    return bool(column.texts) and column.share(lambda text: fold(text) in words) >= _MOST


def _is_address(text: str) -> bool:
    return bool(_ADDRESS.match(text)) and (not SUFFIXES.keys().isdisjoint(text.upper().replace(",", " ").split()))


def _is_running_text(column: Column) -> bool:
    links = column.share(lambda text: text.startswith(("http://", "https://")))
    return column.kind == "text" and links < 0.5 and sum(map(len, column.texts)) / len(column.texts) > 60


def _is_id(column: Column) -> bool:
    return column.key == "id" or column.key.endswith(" id")


_RULES: tuple[tuple[str, Callable[[Column], bool], str], ...] = (
    ("status", lambda c: _all_known(c, STATUSES), "Its values are words for how a case stands."),
    ("email", lambda c: c.kind == "email", "Its values are e-mail addresses."),
    ("phone", lambda c: not c.is_date and c.share(_PHONE.match) >= _MOST, "Its values are phone numbers."),
    ("channel", lambda c: c.kind == "text" and _all_known(c, CHANNELS), "Its values are ways to reach an office."),
    ("address", lambda c: c.share(_is_address) >= 0.6, "Its values are addresses."),
    ("city", lambda c: c.share(_TOWN.match) >= _MOST, "Its values are a town and its state."),
    ("zip", lambda c: c.kind == "zip" and _is_zip(c) and not _is_id(c), "Its values are ZIP codes."),
    ("account", _is_running_text, "Its values are sentences."),
)
