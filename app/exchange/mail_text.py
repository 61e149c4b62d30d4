"""Words of a mail made tidy."""

from __future__ import annotations

import re

_SIGNS = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f]")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def straight(line: str) -> str:
    """A head line without signs for terminals, and without those that would show its letters in another order."""
    return _TURNS.sub("", _SIGNS.sub("", line))


def tidy(text: str) -> str:
    """One kind of line end, no blanks at line ends, at most one empty line together, no signs for terminals."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n").replace("\u00a0", " ")
    plain = _SIGNS.sub("", plain.replace("\f", "\n"))
    lines = "\n".join(line.strip(" \t") if line.startswith(" ") else line.rstrip() for line in plain.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n ")
