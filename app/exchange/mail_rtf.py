"""Rich text brought to plain text: words, line ends and letters in any set; pictures, fonts and fields are left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice

from app.exchange.mail_charsets import to_text
from app.exchange.mail_html import html_to_text
from app.exchange.mail_text import tidy

_TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\([^a-zA-Z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_LEFT_OUT = frozenset(
    (b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"themedata", b"colorschememapping",
     b"header", b"footer", b"latentstyles", b"datastore", b"fldinst", b"generator", b"listtable", b"listoverridetable",
     b"xmlnstbl",
     b"rsidtbl", b"filetbl", b"objdata", b"bkmkstart", b"bkmkend")
)  # fmt: skip
_SIGNS = {b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"row": "\n", b"cell": " ", b"tab": "\t",
          b"emdash": "—", b"endash": "–", b"bullet": "•", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“",
          b"rdblquote": "”"}  # fmt: skip
_DEEPEST = 500
_MOST_TOKENS = 1_000_000


@dataclass
class _State:
    unseen: bool = False
    skip: int = 1
    """How many letters stand after a \\u for readers that do not know it."""


@dataclass
class _Text:
    charset: str = "cp1252"
    is_html: bool = False
    in_tag: bool = False
    parts: list[str] = field(default_factory=list)
    raw: bytearray = field(default_factory=bytearray)
    skipping: int = 0
    half: int = 0

    def add(self, text: str) -> None:
        if self.raw:
            self.parts.append(to_text(bytes(self.raw), self.charset)[0])
            self.raw.clear()
        self.parts.append(text)


def rtf_to_text(data: bytes) -> str:
    """The words of rich text; "" where it is none. HTML that was wrapped in it is taken out and read as HTML."""
    if not data.lstrip().startswith(b"{\\rtf"):
        return ""
    found = _Text(is_html=b"\\fromhtml1" in data[:2000])
    stack = [_State()]
    for token in islice(_TOKEN.finditer(data), _MOST_TOKENS):
        _take(token, stack, found)
    found.add("")
    text = "".join(found.parts).replace("\0", "")
    return html_to_text(text) if found.is_html else tidy(text)


def _take(token: re.Match[bytes], stack: list[_State], found: _Text) -> None:
    byte, word, number, sign, brace, plain = token.groups()
    state = stack[-1]
    if brace == b"{":
        stack.append(_State(state.unseen, state.skip) if len(stack) < _DEEPEST else state)
    elif brace == b"}":
        if len(stack) > 1:
            stack.pop()
    elif word:
        _word(word, int(number) if number else None, state, found)
    elif sign == b"*":
        state.unseen = True
    elif not state.unseen:
        _letters(byte, sign, plain, found)


def _letters(byte: bytes | None, sign: bytes | None, plain: bytes | None, found: _Text) -> None:
    data = bytes([int(byte, 16)]) if byte else (plain or b"")
    if sign:
        found.add({b"~": "\u00a0", b"_": "-"}.get(sign, sign.decode("latin-1") if sign in b"\\{}" else ""))
    cut = min(found.skipping, len(data))
    found.skipping -= cut
    found.raw += data[cut:]


def _word(word: bytes, number: int | None, state: _State, found: _Text) -> None:
    if word == b"htmltag":
        state.unseen = not found.is_html  # it stands in a group that others leave out
    elif word == b"htmlrtf":
        state.unseen = found.is_html and number != 0
    elif word in _LEFT_OUT:
        state.unseen = True
    elif word == b"ansicpg" and number:
        found.charset = "utf-8" if number == 65001 else f"cp{number}"
    elif word == b"uc":
        state.skip = max(0, min(number or 0, 10))
    elif state.unseen:
        return
    elif word == b"u" and number is not None:
        _unicode(number % 65536, state, found)
    elif word in _SIGNS:
        found.add(_SIGNS[word] if not found.is_html else "\n" if word in (b"par", b"line") else " ")


def _unicode(code: int, state: _State, found: _Text) -> None:
    """One half of a letter beyond the first 65,536 waits for the other."""
    if 0xD800 <= code < 0xDC00:
        found.half = code
    elif 0xDC00 <= code < 0xE000:
        if found.half:
            found.add(chr(0x10000 + ((found.half - 0xD800) << 10) + code - 0xDC00))
        found.half = 0
    else:
        found.add(chr(code))
    found.skipping = state.skip
