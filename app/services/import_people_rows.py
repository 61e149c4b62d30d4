"""What a reader of people hands to the import, what a person decides about twins, and what the import answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from app.errors import Invalid
from app.keys import parse_phone
from app.queries.twins import Twin


class OldReach(NamedTuple):
    """A phone or e-mail as the file has it; `kind` is a value of ReachKind."""

    kind: str
    typed: str
    label: str = ""
    preferred: bool = False


def reach_key(reach: OldReach) -> tuple[str, str]:
    """The key by which a phone or e-mail is found, and a phone's extension."""
    if reach.kind == "email":
        return reach.typed.casefold()[:200], ""
    phone = parse_phone(reach.typed)
    return phone.key[:200], phone.extension[:20]


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
    """What an import of people made; `added` counts the phones and e-mails that those who were here got.

    `left_out` holds the row and the name of its twin for each row that was left out.
    """

    batch_id: int
    people: int
    organizations: int
    added: int
    left_out: tuple[tuple[int, str], ...] = ()


NAMED = 3


class NobodyNew(Invalid):
    """Nobody of a file would come in; `left` holds the row and the name of the twin of each that was left out."""

    def __init__(self, left: tuple[tuple[int, str], ...]) -> None:
        self.left = left
        super().__init__(f"Nobody of this file is to be brought in{_why(left)}. Nothing was changed.")


def _why(left: tuple[tuple[int, str], ...]) -> str:
    """How many were left out, and the first of whom the office knows."""
    if not left:
        return ""
    names = list(dict.fromkeys(name for _, name in left if name))
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    known = f" as here already ({', '.join(names[:NAMED])}{more})" if names else ""
    return f": {len(left):,} {'was' if len(left) == 1 else 'were'} left out{known}"
