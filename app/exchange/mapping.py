"""Which column of an old table feeds which field of a case, guessed, kept as TOML and corrected by hand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from app.errors import Invalid
from app.exchange.case_drafts import CaseReader, Rejected, apply
from app.exchange.dates import DateCounts, Order
from app.exchange.mapping_words import FIELDS, STATUSES
from app.exchange.tables import TableLook, rows
from app.keys import fold

__all__ = ["CaseMap", "CaseReader", "Rejected", "SkipRule", "apply", "settle_dates"]
_DATE_FIELDS = ("opened_date", "closed_date", "due")
_ORDERS = ("mdy", "dmy", "ymd", "iso", "epoch", "")


@dataclass(frozen=True)
class SkipRule:
    """Rows whose cell under `heading` is one of `values` (compared folded) are left out without being rejected."""

    heading: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class CaseMap:
    """How a table's columns become cases.

    `fields`: a name of FIELDS → its headings (several are joined); `fixed`: a field → the value of every case;
    `status_words`: folded foreign word → our status; `date_orders`: heading → order; `reasons`: field → why.
    `system` names whose numbers the references are ("": the table's name); `category_words`: folded foreign word → the
    name of our category; `make_categories`: whether a category nobody knows is made.
    """

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    status_words: Mapping[str, str] = field(default_factory=lambda: dict(STATUSES))
    date_orders: Mapping[str, Order] = field(default_factory=dict)
    skip: tuple[SkipRule, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict, compare=False)
    system: str = ""
    category_words: Mapping[str, str] = field(default_factory=dict)
    make_categories: bool = False

    def problems(self, headings: Sequence[str]) -> list[str]:
        """What keeps this map from serving a table of these headings, in sentences; none when it serves."""
        used = [heading for names in self.fields.values() for heading in names] + [rule.heading for rule in self.skip]
        found = [f"The table has no column “{name}”." for name in dict.fromkeys(used) if name not in headings]
        found += [f"“{name}” is no field of a case." for name in (*self.fields, *self.fixed) if name not in FIELDS]
        if not self.fields.get("opened_date"):
            found.append("No column says when a case was opened. Please choose one.")
        return found

    def to_toml(self) -> str:
        """The map as TOML, to be kept and corrected by hand."""
        parts = [
            f"system = {_quoted(self.system)}\nmake_categories = {str(self.make_categories).lower()}\n",
            _section("fields", self.fields),
            _section("fixed", self.fixed),
            _section("date_orders", self.date_orders),
            _section("status_words", self.status_words),
            _section("category_words", self.category_words),
            *(f"[[skip]]\nheading = {_quoted(each.heading)}\nvalues = {_value(each.values)}\n" for each in self.skip),
        ]
        return "\n".join(part for part in parts if part)

    @classmethod
    def from_toml(cls, text: str) -> CaseMap:
        """TOML in, the map out; raises Invalid with the sentence when it is not a map."""
        try:
            data = tomllib.loads(text)
            return cls(
                fields={name: (v,) if isinstance(v, str) else tuple(v) for name, v in data.get("fields", {}).items()},
                fixed={name: str(value) for name, value in data.get("fixed", {}).items()},
                status_words={fold(w): str(s) for w, s in data.get("status_words", STATUSES).items()},
                date_orders={name: _order(value) for name, value in data.get("date_orders", {}).items()},
                skip=tuple(SkipRule(str(s["heading"]), tuple(map(str, s["values"]))) for s in data.get("skip", [])),
                system=str(data.get("system", ""))[:60],
                category_words={fold(w): str(s) for w, s in data.get("category_words", {}).items()},
                make_categories=data.get("make_categories") is True,
            )
        except (tomllib.TOMLDecodeError, AttributeError, KeyError, TypeError) as problem:
            raise Invalid(f"The map cannot be read: {problem}. Please correct it or make a new one.") from problem


def settle_dates(case_map: CaseMap, path: Path, look: TableLook) -> tuple[CaseMap, dict[str, str]]:
    """Read every row once; the map with the date orders that the whole columns show, and heading → evidence, out."""
    at = {heading: place for place, heading in enumerate(look.headings) if _is_date_of(case_map.fields, heading)}
    counts = {heading: DateCounts() for heading in at}
    for row in rows(path, look):
        for heading, place in at.items():
            counts[heading].add(row.values[place])
    found = {heading: each.order() for heading, each in counts.items()}
    orders = {heading: each.order for heading, each in found.items()}
    evidence = {heading: f"{each.evidence}{_beside(case_map.fields, heading)}" for heading, each in found.items()}
    return replace(case_map, date_orders=orders), evidence


def _beside(fields: Mapping[str, tuple[str, ...]], heading: str) -> str:
    """That the time of day of a column of dates is in another column."""
    for day, clock in (("opened_date", "opened_time"), ("closed_date", "closed_time")):
        if heading in fields.get(day, ()) and fields.get(clock):
            return f" The time of day is in “{fields[clock][0]}”."
    return ""


def _is_date_of(fields: Mapping[str, tuple[str, ...]], heading: str) -> bool:
    return any(heading in fields.get(name, ()) for name in _DATE_FIELDS)


def _order(value: object) -> Order:
    if value not in _ORDERS:
        raise Invalid(f"“{value}” is no date order. Use mdy, dmy, ymd, iso or epoch.")
    return cast("Order", value)


def _section(name: str, values: Mapping[str, str] | Mapping[str, tuple[str, ...]] | Mapping[str, Order]) -> str:
    lines = [f"{_quoted(key)} = {_value(value)}" for key, value in values.items()]
    return "\n".join([f"[{name}]", *lines, ""]) if lines else ""


def _value(value: str | tuple[str, ...]) -> str:
    return _quoted(value) if isinstance(value, str) else f"[{', '.join(_quoted(each) for each in value)}]"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda found: f"\\u{ord(found[0]):04x}", escaped) + '"'
