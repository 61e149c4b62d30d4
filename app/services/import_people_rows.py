"""What a reader of people hands to the import, what a person decides about twins, and what the import answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class OldReach(NamedTuple):
    """A phone or e-mail as the file has it; `kind` is a value of ReachKind."""

    kind: str
    typed: str
    label: str = ""
    preferred: bool = False


class OldAddress(NamedTuple):
    """An address as the file has it, on one line."""

    typed: str
    label: str = ""
    preferred: bool = False


class OldPerson(NamedTuple):
    """A person, or with `is_organization` an organization, as a file tells it.

    `row` is its line (CSV), row (xlsx) or card (vCard); `remarks` are the lines for its remarks, `unused` the names of
    what is left aside (pictures, keys, the other program's own numbers).
    """

    row: int
    name: str
    reaches: tuple[OldReach, ...] = ()
    addresses: tuple[OldAddress, ...] = ()
    organization: str = ""
    position: str = ""
    website: str = ""
    language: str = ""
    remarks: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    is_organization: bool = False


class Unfit(NamedTuple):
    """A row or card that makes nobody, and the sentences that say why."""

    row: int
    reasons: tuple[str, ...]


class TwinOf(StrEnum):
    """What a twin is: somebody the office knows, or an earlier row of the same file."""

    PERSON = "person"
    ORGANIZATION = "organization"
    ROW = "row"


class Twin(NamedTuple):
    """Who is likely the same; `id` is a person's, an organization's or a row's, `reasons` are keys of likeness."""

    kind: TwinOf
    id: int
    name: str
    line: str
    score: float
    reasons: tuple[str, ...]
    sure: bool


class Choice(StrEnum):
    """What is done with a row that has a twin."""

    SKIP = "skip"
    MAKE = "make"
    ADD = "add"


class Decision(NamedTuple):
    """What somebody confirmed for a row; `twin` is whom ADD adds the missing phones and e-mails to."""

    choice: Choice
    twin: Twin | None = None


class Decided(NamedTuple):
    """A row with its likely twins and what becomes of it."""

    person: OldPerson
    twins: tuple[Twin, ...]
    decision: Decision


@dataclass(frozen=True)
class PeopleDone:
    """What an import of people made."""

    batch_id: int
    people: int
    organizations: int
    added: int
    left_out: tuple[tuple[int, str], ...] = ()
    """Row and name of the twin, of rows left out."""
    reaches: int = 0
    """Phones and e-mails added to people who were here."""
    added_to: tuple[int, ...] = field(default=())
