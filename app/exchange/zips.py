"""ZIP codes as tables keep them: a program that took them for numbers lost the 0 in front."""

from __future__ import annotations

import re

from app.keys import fold

_ZIP = re.compile(r"^\d{3,5}(-?\d{4})?(\.0)?$|^[A-Z]\d[A-Z] ?\d[A-Z]\d$", re.IGNORECASE)
_SHORT = re.compile(r"^\d{3,4}(?=-\d{4}$|$)")
_ZERO_STATES = frozenset(
    ("ct", "connecticut", "ma", "massachusetts", "me", "maine", "nh", "new hampshire", "nj", "new jersey", "pr",
     "puerto rico", "ri", "rhode island", "vt", "vermont", "vi", "virgin islands")
)  # fmt: skip


def is_zip(text: str) -> bool:
    """Whether a text can be a ZIP code (with or without its first 0), or a Canadian postal code."""
    return bool(_ZIP.match(text))


def has_zero(state: str) -> bool:
    """Whether the ZIP codes of a state (name or two letters) begin with 0."""
    return fold(state) in _ZERO_STATES


def repaired(text: str, *, zero: bool) -> str:
    """A ZIP code as the table has it in, with its first 0 out where `zero` says that the state's begin with one."""
    found = _SHORT.match(text) if zero else None
    return text.zfill(len(text) + 5 - len(found[0])) if found else text


def state_in(place: str) -> str:
    """The state that a town's line ends with ("Hoboken, New Jersey"), or ""."""
    return place.rpartition(",")[2].strip() if "," in place else ""
