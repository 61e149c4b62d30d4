"""Words of a mail made tidy."""

from __future__ import annotations

import re


def tidy(text: str) -> str:
    """One kind of line end, no blanks at line ends, at most one empty line together, no NUL."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").replace("\u00a0", " ")
    lines = "\n".join(line.strip(" \t") if line.startswith(" ") else line.rstrip() for line in plain.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n ")
