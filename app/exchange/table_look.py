"""What a table is: its encoding, its delimiter, its headings, the kinds of its columns."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from app.errors import Invalid, Unavailable
from app.exchange.dates import Cell, Order, find_date_order
from app.exchange.unpacked import open_bytes

SAMPLE_ROWS = 500
_PIECE = 1 << 20
_DELIMITERS = (",", ";", "\t", "|")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SINGLE_BYTE = {"cp1252", "cp1250", "cp1251", "cp1253", "cp850", "cp437", "mac_roman", "latin_1", "iso8859_15"}
_FOREIGN = (
    (b"%PDF", "a PDF document"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file; unpack it first"),
    (b"7z\xbc\xaf", "a compressed file; unpack it first"), (b"BZh", "a compressed file; unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an old Excel (.xls) or Word file; open it and save it as .xlsx or CSV"),
    (b"SQLite format", "a database"), (b"{\\rtf", "a text document"), (b"PAR1", "a Parquet file"),
)  # fmt: skip
_CONTROLS = [bytes([code]) for code in range(32) if code not in (9, 10, 13)]
_NUMBER = re.compile(r"^-?[\d,]*\.?\d+$")
_TIME = re.compile(r"^\d{1,2}:\d{2}(:\d{2})?( ?[AaPp]\.?[Mm]\.?)?$")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_PHONE = re.compile(r"^\+?[\d ().-]{10,20}$")
_YES_NO = frozenset(["y", "n", "yes", "no", "true", "false", "t", "f", "0", "1"])  # fmt: skip


@dataclass(frozen=True)
class ColumnLook:
    """A column: heading, what it seems to hold, and for dates their order with the evidence."""

    heading: str
    kind: str
    date_order: Order = ""
    evidence: str = ""


@dataclass(frozen=True)
class TableLook:
    """What a file turned out to be; `sample` holds the first rows, `line_count` None as the file is not read whole."""

    kind: str
    headings: tuple[str, ...]
    sample: tuple[tuple[Cell, ...], ...]
    columns: tuple[ColumnLook, ...]
    encoding: str = ""
    encoding_evidence: str = ""
    bom: bool = False
    delimiter: str = ""
    quote: str = '"'
    line_count: int | None = None


def refuse_foreign(path: Path) -> bytes:
    """A path in, its first bytes out; raises Unavailable or Invalid with the sentence when it cannot be a table."""
    try:
        with open_bytes(path) as file:
            head = file.read(1 << 16)
    except OSError as problem:
        raise Unavailable(f"{path.name} cannot be read: {problem.strerror}.") from problem
    if not head.strip(b"\0 \r\n\t\xef\xbb\xbf"):
        raise Invalid(f"{path.name} is empty. Please choose another file.")
    for magic, name in _FOREIGN:
        if head.startswith(magic):
            raise Invalid(f"{path.name} is not a table but {name}.")
    return head


def find_encoding(path: Path, head: bytes) -> tuple[str, str, bool]:
    """Encoding, the sentence of evidence, and whether a byte order mark stands first."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name, "The file begins with a byte order mark.", True
    odd, even = head[1::2].count(0), head[::2].count(0)
    if max(odd, even) > len(head) * 0.3:
        return ("utf-16-le" if odd > even else "utf-16-be"), "Every other byte is empty, as in UTF-16.", False
    if sum(map(head.count, _CONTROLS)) > len(head) * 0.05:
        raise Invalid(f"{path.name} is not a table: it holds binary data.")
    bad = _first_bad_bytes(path)
    if bad is None:
        return "utf-8", "The whole file is valid UTF-8.", False
    return _other_encoding(bad)


def _first_bad_bytes(path: Path) -> bytes | None:
    """The surroundings of the first bytes that are not UTF-8; None when the whole file is UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with open_bytes(path) as file:
        while piece := file.read(_PIECE):
            try:
                decoder.decode(piece)
            except UnicodeDecodeError as problem:
                return problem.object[max(0, problem.start - 4000) : problem.start + 4000]
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as problem:
        return problem.object
    return None


def _other_encoding(sample: bytes) -> tuple[str, str, bool]:
    from charset_normalizer import from_bytes  # only for tables that are not UTF-8

    best = from_bytes(sample).best()
    found = best.encoding if best and best.encoding in _SINGLE_BYTE else "cp1252"
    name = "cp1252" if found in ("latin_1", "cp1250") else found
    odd = next(bytes([byte]) for byte in sample if byte > 127)
    shown = odd.decode(name, "replace")
    return name, f"The file is not UTF-8; read as {name}, in which byte 0x{odd[0]:02X} is “{shown}”.", False


def find_delimiter(text: str) -> str:
    """The first lines in, the character that parts them most evenly into most columns out."""
    return max(_DELIMITERS, key=lambda each: _evenness(text, each))


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    try:
        widths = Counter(len(row) for row in csv.reader(text.splitlines(keepends=True), delimiter=delimiter) if row)
    except csv.Error:
        return 0.0, 0
    if not widths:
        return 0.0, 0
    width, often = widths.most_common(1)[0]
    return (round(often / widths.total(), 1) if width > 1 else 0.0), width


def clean_headings(cells: tuple[Cell, ...], name: str) -> tuple[str, ...]:
    """The first row in, one distinct heading a column out; raises Invalid when the row holds values instead."""
    texts = [" ".join(text_of(cell).split()) for cell in cells]
    filled = [text for text in texts if text]
    if not filled or all(kind_of(text) in ("number", "date", "datetime", "time", "email") for text in filled):
        raise Invalid(f"The first row of {name} holds values, not headings. Please add a row of headings.")
    seen: Counter[str] = Counter()
    found = []
    for place, text in enumerate(texts, start=1):
        text = text or f"Column {place}"
        seen[text] += 1
        found.append(text if seen[text] == 1 else f"{text} ({seen[text]})")
    return tuple(found)


def look_at_columns(headings: tuple[str, ...], sample: tuple[tuple[Cell, ...], ...]) -> tuple[ColumnLook, ...]:
    """Headings and the first rows in, a look at each column out."""
    return tuple(_look(name, [row[at] for row in sample if at < len(row)]) for at, name in enumerate(headings))


def _look(heading: str, cells: list[Cell]) -> ColumnLook:
    kinds = Counter(kind_of(cell) for cell in cells if text_of(cell))
    if not kinds:
        return ColumnLook(heading, "empty")
    kind, often = kinds.most_common(1)[0]
    if kinds["datetime"] + kinds["date"] > kinds.total() * 0.8:
        order = find_date_order(cells)
        return ColumnLook(heading, "datetime" if kinds["datetime"] else "date", order.order, order.evidence)
    return ColumnLook(heading, kind if often > kinds.total() * 0.8 else "text")


def kind_of(cell: Cell) -> str:
    """What one cell seems to hold: text, number, date, datetime, time, boolean, zip, phone, email or empty."""
    if isinstance(cell, datetime):
        return "datetime" if cell.time() != time(0) else "date"
    if isinstance(cell, (date, time, bool)):
        return {date: "date", time: "time", bool: "boolean"}[type(cell)]
    text = text_of(cell)
    if not text:
        return "empty"
    if re.match(r"^\d{5}(-\d{4})?$", text):
        return "zip"
    if _NUMBER.match(text) and not re.match(r"^\d{10}$", text):
        return "number"
    return _kind_of_text(text)


def _kind_of_text(text: str) -> str:
    if _TIME.match(text):
        return "time"
    if find_date_order([text]).order not in ("", "epoch"):
        return "datetime" if ":" in text else "date"
    if _EMAIL.match(text):
        return "email"
    if _PHONE.match(text):
        return "phone"
    return "boolean" if text.lower() in _YES_NO else "text"


def text_of(cell: Cell) -> str:
    """A cell's text, trimmed; 10458.0 is 10458."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell).strip()
