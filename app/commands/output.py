"""How answers are written: tables for people, JSON for programs."""

from __future__ import annotations

import errno
import json
import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime, tzinfo
from typing import Any, TextIO

GAP = "  "
_SIGNS = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def put(stream: TextIO | None, text: str) -> None:
    """Write to a stream; when there is none or its reader has gone, what is under way goes on all the same, unheard."""
    if stream is None:
        return
    try:
        stream.write(text)
    except OSError as problem:
        _hush(stream, problem)


def flush(stream: TextIO | None) -> None:
    """Send what was written; a reader who has gone is no fault."""
    if stream is None:
        return
    try:
        stream.flush()
    except OSError as problem:
        _hush(stream, problem)


def _hush(stream: TextIO, problem: OSError) -> None:
    """Let the stream lead nowhere if its reader has gone (Windows calls that EINVAL); else the problem stands."""
    if not (isinstance(problem, BrokenPipeError) or (os.name == "nt" and problem.errno == errno.EINVAL)):
        raise problem
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def harmless(text: str) -> str:
    """The text without signs that a terminal obeys or that turn its letters round: a stranger may have written it."""
    return _SIGNS.sub("", text)


def width_of(text: str) -> int:
    """How many columns of a terminal the text takes: wide letters take two, marks none."""
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text
    )


def table(headings: Sequence[str], rows: Sequence[Sequence[Any]], *, right: Sequence[str] = ()) -> str:
    """An aligned table; the columns named in `right` stand at the right. A cell is one line."""
    lines = [list(headings), *([_cell(value) for value in row] for row in rows)]
    widths = [max(width_of(line[n]) for line in lines) for n in range(len(headings))]
    at_right = [heading in right for heading in headings]
    return "\n".join(
        GAP.join(_padded(*cell) for cell in zip(line, widths, at_right, strict=True)).rstrip() for line in lines
    )


def _cell(value: Any) -> str:
    text = "" if value is None else f"{value:,}" if type(value) is int else str(value)
    return " ".join(text.split())


def _padded(text: str, width: int, at_right: bool) -> str:
    space = " " * (width - width_of(text))
    return space + text if at_right else text + space


def as_json(value: Any, zone: tzinfo) -> str:
    """JSON of named tuples, dataclasses and plain values; times as ISO 8601 with the office's offset."""
    told = json.dumps(plain(value, zone), ensure_ascii=False, indent=2)
    return _SIGNS.sub(lambda found: f"\\u{ord(found[0]):04x}", told)


def plain(value: Any, zone: tzinfo) -> Any:
    """The value in the kinds that JSON has."""
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "_asdict"):
        value = value._asdict()
    elif is_dataclass(value) and not isinstance(value, type):
        value = {each.name: getattr(value, each.name) for each in fields(value)}
    if isinstance(value, dict):
        return {str(_key(key)): plain(each, zone) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each, zone) for each in value]
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _key(key: Any) -> Any:
    return getattr(key, "value", key)
