"""Tables kept as JSON: lists of records (GeoJSON, SeeClickFix, Open311, Socrata) or a record a line, one by one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from app.errors import Invalid, Unavailable
from app.exchange.dates import Cell
from app.exchange.unpacked import open_text

_START = re.compile(r'\ufeff?\s*(\{\s*["}]|\[\s*[\]{\[])')
_INSIDE = re.compile(r"\[\s*(\S)")
_PIECE = 1 << 20
_LONGEST_RECORD = 32 << 20
_MOST_HEADINGS = 500
_DEEPEST = 6
_LONGEST_TEXT = 20_000
_JOINT = "; "
_decode = json.JSONDecoder().raw_decode


def is_json(text: str) -> bool:
    """Whether the beginning of a file is that of JSON."""
    return bool(_START.match(text))


def records(path: Path, encoding: str) -> Iterator[dict[str, Cell]]:
    """The records of a file, flat, with dotted names. Raises Invalid where it breaks off, Unavailable."""
    try:
        with open_text(path, encoding) as file:
            for found in _Scan(file, path.name).records():
                yield flat(found)
    except OSError as problem:
        raise Unavailable(f"{path.name} cannot be read: {problem.strerror}.") from problem


def headings_of(path: Path, encoding: str) -> tuple[tuple[str, ...], int]:
    """The names that any record has, in the order they first come, and how many records there are."""
    names: dict[str, None] = {}
    many = 0
    for found in records(path, encoding):
        many += 1
        names.update(dict.fromkeys(found))
        if len(names) > _MOST_HEADINGS:
            raise Invalid(f"{path.name} has over {_MOST_HEADINGS} different fields. Please save it as CSV.")
    if not names:
        raise Invalid(f"{path.name} is not a table: it is JSON without a list of records.")
    return tuple(names), many


def flat(record: dict[str, Any]) -> dict[str, Cell]:
    """A record in, its fields with dotted names out; a point becomes a latitude and a longitude, a list words."""
    found: dict[str, Cell] = {}
    if record.get("type") == "Feature" and isinstance(record.get("properties"), dict):
        _put(found, "", record["properties"], 0)
        if "id" in record:
            found.setdefault("id", record["id"] if isinstance(record["id"], str | int | float) else "")
        for name, value in _point("", record.get("geometry")).items():
            found.setdefault(name, value)
    else:
        _put(found, "", record, 0)
    return found


def _put(found: dict[str, Cell], name: str, value: Any, depth: int) -> None:
    if isinstance(value, dict):
        if points := _point(f"{name}.", value):
            found.update(points)
        elif depth < _DEEPEST:
            for key, each in value.items():
                _put(found, f"{name}.{key}" if name else str(key), each, depth + 1)
    else:
        found[name] = _words(value, depth) if isinstance(value, list) else value


def _point(prefix: str, value: Any) -> dict[str, Cell]:
    """GeoJSON has the longitude first."""
    if not isinstance(value, dict) or value.get("type") != "Point" or not isinstance(value.get("coordinates"), list):
        return {}
    return dict(zip((f"{prefix}longitude", f"{prefix}latitude"), value["coordinates"][:2], strict=False))


def _words(value: Any, depth: int) -> str:
    """A list as words: its texts and numbers, without links, one after the other."""
    if isinstance(value, dict):
        parts = [_words(each, depth + 1) for key, each in value.items() if not _is_technical(key)]
        return (
            ": ".join(part for part in parts if part) if len(parts) < 3 else ", ".join(part for part in parts if part)
        )
    if isinstance(value, list):
        return _JOINT.join(part for each in value if (part := _words(each, depth + 1)))[:_LONGEST_TEXT]
    text = "" if value is None or depth > _DEEPEST else str(value).strip()
    return "" if text.startswith(("http://", "https://")) else text


def _is_technical(name: str) -> bool:
    return name in ("id", "avatar", "role", "civic_points", "witty_title", "updated_at") or name.endswith("url")


class _Scan:
    """Walks through a text of JSON with a piece of it in memory."""

    def __init__(self, file: TextIO, name: str) -> None:
        self._file, self._name = file, name
        self._text, self._at, self._ended = "", 0, False
        self._number = 0

    def records(self) -> Iterator[dict[str, Any]]:
        """The records of a list, of the first list of records in an object, or of lines."""
        first = self._peek()
        if first == "[":
            yield from self._elements(())
        elif first == "{" and self._is_lines():
            while self._peek():
                yield self._record(self._value(), ())
        elif first == "{":
            yield from self._in_object()

    def _in_object(self) -> Iterator[dict[str, Any]]:
        meta: Any = None
        for key in self._keys():
            inside = self._inside_list()
            if inside == "{":
                yield from self._elements(())
                return
            if inside == "[" and (columns := _columns(meta)):
                yield from self._elements(columns)
                return
            value = self._value()
            meta = value if key == "meta" else meta

    def _is_lines(self) -> bool:
        """Whether each line is a record of its own."""
        first, _, rest = self._text[self._at :].partition("\n")
        if not rest.lstrip().startswith("{"):
            return False
        try:
            return isinstance(json.loads(first), dict)
        except (ValueError, RecursionError):
            return False

    def _keys(self) -> Iterator[str]:
        self._take("{")
        while self._peek() == '"':
            key = str(self._value())
            self._take(":")
            yield key
            if self._peek() == ",":
                self._take(",")
        self._take("}")

    def _elements(self, columns: tuple[str, ...]) -> Iterator[dict[str, Any]]:
        self._take("[")
        while self._peek() not in ("]", ""):
            yield self._record(self._value(), columns)
            if self._peek() != "]":
                self._take(",")
        self._take("]")

    def _record(self, value: Any, columns: tuple[str, ...]) -> dict[str, Any]:
        self._number += 1
        if columns and isinstance(value, list):
            return dict(zip(columns, value, strict=False))
        if not isinstance(value, dict):
            raise Invalid(f"Record {self._number} of {self._name} has no named fields. It cannot be read as a table.")
        return value

    def _inside_list(self) -> str:
        """The first character inside a list that begins here; "" when none does."""
        if self._peek() != "[":
            return ""
        while not (inside := _INSIDE.match(self._text, self._at)):
            if not self._more():
                return ""
        return inside[1]

    def _peek(self) -> str:
        """The next character that is no blank; "" at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in " \t\r\n\ufeff\0":
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _take(self, wanted: str) -> None:
        if self._peek() != wanted:
            raise self._broken()
        self._at += 1

    def _value(self) -> Any:
        self._peek()
        while True:
            try:
                value, end = _decode(self._text, self._at)
                if end < len(self._text) or not self._more():  # a number may go on in the next piece
                    self._at = end
                    return value
            except RecursionError as problem:
                raise self._broken() from problem
            except ValueError as problem:
                if len(self._text) - self._at > _LONGEST_RECORD or not self._more():
                    raise self._broken() from problem

    def _more(self) -> bool:
        piece = "" if self._ended else self._file.read(max(_PIECE, len(self._text) - self._at))
        self._ended = not piece
        if piece:
            self._text, self._at = self._text[self._at :] + piece, 0
        return bool(piece)

    def _broken(self) -> Invalid:
        return Invalid(f"{self._name} cannot be read after record {self._number}: the JSON is broken there.")


def _columns(meta: Any) -> tuple[str, ...]:
    """The names of the columns in Socrata's export, which keeps them apart from the rows."""
    try:
        return tuple(str(each["name"]) for each in meta["view"]["columns"])
    except (KeyError, TypeError):
        return ()
