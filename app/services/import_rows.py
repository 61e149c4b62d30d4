"""What an old table's reader hands to the import, and what the import answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

Progress = Callable[[int, int, str], object]
"""Told (done, total or 0, step); what it raises ends the import, and nothing of it stays."""
CHUNK = 5_000
NOBODY = frozenset({"anonymous", "unknown", "none", "n a", "na", "no name", "not given", "resident", "citizen",
                     "an anonymous seeclickfix user", "anonymous user", "anonymous caller", "unspecified"})  # fmt: skip


class OldCase(NamedTuple):
    """A case as an old table tells it; datetimes are aware, "" and None are what the table does not tell.

    `categories` are names for its matter, the fullest first; `row` is its line in the file; `remarks` are sentences
    for whoever reads the case; `undated` says that the table calls it closed and names no day, so that it comes in as
    answered; `result` is what its words say of the outcome (a value of Outcome).
    """

    row: int
    opened_at: datetime
    status: str
    subject: str
    closed_at: datetime | None = None
    due_at: datetime | None = None
    reference: str = ""
    account: str = ""
    categories: tuple[str, ...] = ()
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
    result: str = ""


class Refused(NamedTuple):
    """A row that makes no case, and the sentences that say why."""

    row: int
    reasons: tuple[str, ...]
    duplicate: bool = False


@dataclass(frozen=True)
class ImportPlan:
    """What the office settled for this table.

    `system` names whose numbers the references are; `category_words` folded foreign word → our category's name;
    a category nobody knows is made only if `make_categories`.
    """

    system: str
    category_words: Mapping[str, str] = field(default_factory=dict)
    make_categories: bool = False


@dataclass(frozen=True)
class ImportDone:
    """What an import made; `refused` are the rows the office file refused, `undated` the closed ones without a day."""

    batch_id: int
    made: int
    open: int
    refused: tuple[Refused, ...]
    first_number: str
    last_number: str
    people: int
    undated: int = 0

    @property
    def closed(self) -> int:
        """How many of the cases are closed."""
        return self.made - self.open

    @property
    def duplicates(self) -> int:
        """How many rows were here already."""
        return sum(each.duplicate for each in self.refused)
