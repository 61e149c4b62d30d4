"""vCards 2.1, 3.0 and 4.0 taken apart into properties, as programs really write them (versit 2.1, RFC 2426, 6350)."""

from __future__ import annotations

import codecs
import quopri
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from app.errors import Invalid, Unavailable
from app.exchange.table_look import find_encoding
from app.exchange.unpacked import open_bytes

LARGEST_CARD = 32 << 20
_ENCODINGS = frozenset({"QUOTED-PRINTABLE", "BASE64", "B", "Q", "8BIT", "7BIT"})
_BINARY = frozenset({"BASE64", "B"})
_HEAD = re.compile(rb'^((?:[^":]|"[^"]*")*):', re.DOTALL)
_PIECES = re.compile(rb'(?:[^;"]|"[^"]*"?)+')
_NAME = re.compile(rb"^(?:([\w-]+)\.)?([A-Za-z][A-Za-z0-9-]*)$")
_LINE = re.compile(rb"^(?:[\w-]+\.)?[A-Za-z][A-Za-z0-9-]*[;:]")
_BEGIN, _END = b"BEGIN:VCARD", b"END:VCARD"
_BROKEN = "\ufffd"
_BROKEN_OFF = "The file breaks off within this card."


class Property(NamedTuple):
    """One property of a card: `value` is text with its escapes still there, "" where it is `binary`."""

    name: str
    value: str
    params: Mapping[str, tuple[str, ...]]
    group: str = ""
    binary: bool = False
    version: str = ""

    @property
    def types(self) -> tuple[str, ...]:
        """The words of TYPE, in lower case."""
        return tuple(each.lower() for each in self.params.get("TYPE", ()))

    @property
    def text(self) -> str:
        """The value as one text."""
        return unescaped(self.value, self.version)

    def parts(self, mark: str = ";") -> tuple[str, ...]:
        """The value taken apart where `mark` stands by itself."""
        return tuple(unescaped(each, self.version).strip() for each in _parted(self.value, mark))


class Card(NamedTuple):
    """A card: its place in the file (from 1), its properties, lines that are no property, and what is wrong."""

    number: int
    version: str
    properties: tuple[Property, ...]
    odd: tuple[str, ...] = ()
    problem: str = ""

    def all(self, *names: str) -> list[Property]:
        """Its properties of these names."""
        return [each for each in self.properties if each.name in names]


def is_vcard(path: Path) -> bool:
    """Whether a file begins as vCards do. Raises Unavailable."""
    try:
        with open_bytes(path) as file:
            head = file.read(4096)
    except OSError as problem:
        raise Unavailable(f"{path.name} cannot be read: {problem.strerror}.") from problem
    return head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").upper().startswith(_BEGIN)


def read_cards(path: Path) -> Iterator[Card]:
    """All cards of a file, one at a time. Raises Unavailable, and Invalid when there is none or one is huge."""
    try:
        with open_bytes(path) as file:
            encoding = find_encoding(path, file.read(1 << 16))[0]
        found = 0
        for card in _cards(_lines(path, encoding), "cp1252" if encoding.startswith("utf") else encoding, path.name):
            found += 1
            yield card
    except OSError as problem:
        raise Unavailable(f"{path.name} cannot be read: {problem.strerror}.") from problem
    if not found:
        raise Invalid(f"{path.name} holds no vCard. Please choose a .vcf file or a table of contacts.")


def _lines(path: Path, encoding: str) -> Iterator[bytes]:
    """The lines as UTF-8 (or what else the file is in), without their ends; a lone CR ends a line too."""
    wide = encoding.startswith("utf-16")
    with open_bytes(path) as file:
        while True:
            line = file.readline(LARGEST_CARD)
            if not line:
                return
            if wide:  # rare and small: Windows' own address book
                line += file.read()
                line = line.decode(encoding, "replace").encode()
            yield from re.split(rb"\r\n|\n|\r(?!$)", re.sub(rb"\r?\n$|\r$", b"", line.removeprefix(codecs.BOM_UTF8)))


def _cards(lines: Iterable[bytes], fallback: str, name: str) -> Iterator[Card]:
    """Cards one after another; one in an AGENT is of the card around it, one without END ends where another begins."""
    number, depth, size = 0, 0, 0
    inside: list[bytes] = []
    for line in lines:
        word, before = line.strip().upper(), depth
        if word == _BEGIN and depth and not (inside and inside[-1].upper().startswith(b"AGENT")):
            number, before = number + 1, 0
            yield _card(number, inside, fallback)
        depth = before + (word == _BEGIN) - (word == _END and before > 0)
        if word == _BEGIN and not before:
            inside, size = [], 0
        elif before and not depth:
            number += 1
            yield _card(number, inside, fallback)
        elif before:
            size += _put(inside, line, nested=max(before, depth) > 1)
        if size > LARGEST_CARD:
            raise Invalid(f"Card {number + 1} of {name} is larger than {LARGEST_CARD >> 20} MB. Please remove it.")
    if depth:
        yield _card(number + 1, inside, fallback)._replace(problem=_BROKEN_OFF)


def _put(inside: list[bytes], line: bytes, *, nested: bool) -> int:
    """Keep a line of a card, one of the card within it behind its AGENT; gives its length."""
    if nested:
        inside[-1] += b" " + line.strip()
    else:
        inside.append(line)
    return len(line)


def _card(number: int, lines: list[bytes], fallback: str) -> Card:
    said = next((line for line in lines if line.upper().startswith(b"VERSION")), b"VERSION:3.0")
    version = said.rpartition(b":")[2].strip().decode("ascii", "replace")
    found, odd = [], []
    for line in _unfolded(lines, keeps_blank=version.startswith("2")):
        one = _property(line, version, fallback)
        if one is None:
            odd.append(_decoded(line, "", fallback).strip()[:200])
        elif one.name not in ("BEGIN", "END"):
            found.append(one)
    return Card(number, version, tuple(found), tuple(each for each in odd if each))


def _unfolded(lines: list[bytes], *, keeps_blank: bool) -> Iterator[bytes]:
    """Lines put together again: folded with a blank, by a soft break of quoted-printable, or as bare base64."""
    parts: list[bytes] = []
    for line in lines:
        if parts and parts[-1].endswith(b"=") and _says(parts[0], b"QUOTED-PRINTABLE"):
            parts[-1:] = [parts[-1][:-1], line]
        elif not line:
            continue
        elif parts and line[:1] in (b" ", b"\t"):
            whole = b" " + line.lstrip() if keeps_blank and not _says(parts[0], b"BASE64") else line[1:]
            parts.append(whole)
        elif parts and not _LINE.match(line) and (_says(parts[0], b"BASE64") or _says(parts[0], b"=B")):
            parts.append(line)
        else:
            if parts:
                yield b"".join(parts)
            parts = [line]
    if parts:
        yield b"".join(parts)


def _says(line: bytes, word: bytes) -> bool:
    """Whether the part before the value has a word."""
    return word in line.partition(b":")[0].upper()


def _property(line: bytes, version: str, fallback: str) -> Property | None:
    """A whole line in, its property out; None when it is none."""
    head = _HEAD.match(line)
    before, value = (head[1], line[head.end() :]) if head else (line.partition(b":")[0], line.partition(b":")[2])
    name, *given = _PIECES.findall(before) or [b""]
    named = _NAME.match(name.strip())
    if not named or b":" not in line:
        return None
    params = _params(given)
    encoding = (params.get("ENCODING") or ("",))[0].upper()
    binary = encoding in _BINARY or value.lstrip()[:5].lower() == b"data:"
    if encoding in ("QUOTED-PRINTABLE", "Q"):
        value = quopri.decodestring(value)
    text = "" if binary else _decoded(value, (params.get("CHARSET") or ("",))[0], fallback)
    group = (named[1] or b"").decode().lower()
    return Property(named[2].decode().upper(), text, params, group, binary, version)


def _params(given: list[bytes]) -> dict[str, tuple[str, ...]]:
    """Parameters by name; those of 2.1 that stand without a name are an encoding or a type."""
    found: dict[str, tuple[str, ...]] = {}
    for each in given:
        name, mark, value = (part.strip() for part in each.decode("utf-8", "replace").partition("="))
        if not mark:
            name, value = ("ENCODING" if name.upper() in _ENCODINGS else "TYPE"), name
        values = tuple(part.strip() for part in value.replace('"', "").split(",") if part.strip())
        found[name.upper()] = found.get(name.upper(), ()) + values
    return found


def _decoded(value: bytes, charset: str, fallback: str) -> str:
    """Bytes as text: in the charset that is named, or UTF-8, or what the rest of the file seems to be in."""
    for name in (charset, "utf-8", fallback if fallback != "cp1252" else ""):
        try:
            if name:
                return value.decode(name).replace("\0", "")
        except (LookupError, UnicodeDecodeError):
            continue
    cut = value.decode("utf-8", "replace")
    is_utf8 = cut.count(_BROKEN) * 10 <= len(cut) and any(each > "\x7f" and each != _BROKEN for each in cut)
    return (cut if is_utf8 else value.decode("cp1252", "replace")).replace("\0", "")


def unescaped(value: str, version: str) -> str:
    """A value without its backslashes; in 2.1 only a mark that parts is escaped, all else is meant as it stands."""
    if "\\" not in value:
        return value
    if version.startswith("2"):
        return re.sub(r"\\([;,:\\])", r"\1", value)
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value, flags=re.DOTALL)


def _parted(value: str, mark: str) -> list[str]:
    parts = [""]
    for piece in re.findall(r"\\.|[^\\]|\\$", value, re.DOTALL):
        if piece == mark:
            parts.append("")
        else:
            parts[-1] += piece
    return parts
