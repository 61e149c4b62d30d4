"""Rows of a table of contacts made into people: what each column is, kept as TOML and corrected by hand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.errors import Invalid
from app.exchange.people_drafts import Draft, address_line
from app.exchange.people_words import KINDS, Role, guess_roles, role_of, written
from app.exchange.table_look import TableLook, text_of
from app.exchange.tables import Row
from app.keys import fold
from app.services.import_people_rows import OldPerson, Unfit

_SEVERAL = re.compile(r"\s+:::\s+")
_PARTS = ("prefix", "first_name", "middle_name", "last_name", "suffix")
_SOMEBODY = frozenset({"name", "first_name", "last_name", "organization", "email", "phone"})
_GONE = frozenset({"delete", "deleted", "remove"})
_NO_DATES = frozenset({"0/0/00", "0/0/0000", "00/00/0000", "0000-00-00"})


@dataclass(frozen=True)
class PeopleMap:
    """Heading → what the column is."""

    columns: Mapping[str, Role] = field(default_factory=dict)

    def problems(self, headings: Sequence[str]) -> list[str]:
        """What keeps this map from serving a table of these headings, in sentences."""
        found = [f"The table has no column “{name}”." for name in self.columns if name not in headings]
        if not any(role.kind in _SOMEBODY for role in self.columns.values()):
            found.append("No column holds a name, organization, phone or e-mail. Please choose one.")
        return found

    def left_out(self, headings: Sequence[str]) -> list[str]:
        """The headings that are not brought in."""
        return [each for each in headings if self.columns.get(each, Role("leave_out")).kind == "leave_out"]

    def to_toml(self) -> str:
        """The map as TOML, to be kept and corrected by hand."""
        words = ", ".join(kind.replace("_", " ") for kind in KINDS)
        lines = [f"{_quoted(heading)} = {_quoted(written(role))}" for heading, role in self.columns.items()]
        return "\n".join([f"# What each column is: {words};", "# with a label: phone: home.", "[columns]", *lines, ""])

    @classmethod
    def from_toml(cls, text: str) -> PeopleMap:
        """TOML in, the map out; raises Invalid with the sentence when it is not a map of people."""
        try:
            given = tomllib.loads(text)["columns"]
            columns = {str(heading): role_of(str(word)) for heading, word in given.items()}
        except (tomllib.TOMLDecodeError, KeyError, AttributeError) as problem:
            raise Invalid(f"The map cannot be read: {problem}. Please correct it or make a new one.") from problem
        for heading, role in columns.items():
            if role is None:
                raise Invalid(f"“{given[heading]}” (column “{heading}”) is nothing a column can be.")
        return cls({heading: role for heading, role in columns.items() if role})


def guess(look: TableLook) -> PeopleMap:
    """A look at a table of contacts in, the likely map out."""
    return PeopleMap(guess_roles(look))


class PeopleReader:
    """Reads the rows of one table with one map."""

    def __init__(self, people_map: PeopleMap, headings: Sequence[str]) -> None:
        self._columns = [
            (at, heading, people_map.columns.get(heading, Role("leave_out"))) for at, heading in enumerate(headings)
        ]

    def read(self, row: Row) -> OldPerson | Unfit:
        """A row in, the person or organization out, or why it is none."""
        if row.problem:
            return Unfit(row.number, (row.problem,))
        cells = [(heading, role, text_of(row.values[at])) for at, heading, role in self._columns]
        filled = [each for each in cells if each[2]]
        one = {role.kind: text for _, role, text in reversed(filled)}
        if fold(one.get("action", "")) in _GONE:
            return Unfit(row.number, (f"Its action in the table is “{one['action']}”.",))
        labels = {role.label: text for _, role, text in filled if role.kind == "label"}
        draft = Draft(row.number, name=one.get("name", ""), parts=tuple(one.get(part, "") for part in _PARTS))
        draft.organization, draft.position = one.get("organization", ""), one.get("position", "")
        for heading, role, text in filled:
            _take(draft, heading, Role(role.kind, _label(role.label, labels)), text)
        _addresses(draft, filled, labels)
        _birthday(draft, one)
        return draft.settled()


def _label(label: str, labels: Mapping[str, str]) -> str:
    """The label itself, or what stands in the column that it points to; Google marks the preferred with a star."""
    if not label.startswith("{"):
        return label
    said = labels.get(label.strip("{}"), "").removeprefix("* ").lower()
    return "" if said in ("other", "*") else said


def _take(draft: Draft, heading: str, role: Role, text: str) -> None:
    if role.kind == "notes":
        draft.notes.insert(0, text)
    elif role.kind == "leave_out":
        draft.unused.append(heading)
    elif role.kind == "language":
        draft.language(text)
    for each in _SEVERAL.split(text):
        if role.kind == "phone":
            draft.phone(each, role.label)
        elif role.kind == "email":
            draft.email(each, role.label)
        elif role.kind == "website":
            draft.website(each, role.label)
        elif role.kind == "remark" and each not in _NO_DATES:
            draft.remark(role.label or heading, each)


def _addresses(draft: Draft, filled: Sequence[tuple[str, Role, str]], labels: Mapping[str, str]) -> None:
    """The parts that have the same label are one address; a country alone is none."""
    parts: dict[str, dict[str, list[str]]] = {}
    for _, role, text in filled:
        if role.kind in ("street", "city", "state", "zip", "country"):
            parts.setdefault(role.label, {}).setdefault(role.kind, []).append(text)
    for label, each in parts.items():
        city, state, zip_code, country = (" ".join(each.get(k, [])) for k in ("city", "state", "zip", "country"))
        draft.address(address_line(each.get("street", []), city, state, zip_code, country), _label(label, labels))


def _birthday(draft: Draft, one: Mapping[str, str]) -> None:
    parts = [one.get(kind, "") for kind in ("birth_year", "birth_month", "birth_day")]
    born = one.get("birthday", "") or "-".join(part.zfill(2) for part in parts if part)
    if born and born not in _NO_DATES:
        draft.remark("Birthday", born)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda found: f"\\u{ord(found[0]):04x}", escaped) + '"'
