"""A mail taken apart into its parts; one made to exhaust its reader is refused while it is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesFeedParser
from functools import partial
from typing import Any

from app.errors import Invalid
from app.exchange.mail_charsets import to_text

LARGEST_MAIL = 50 << 20
"""Bytes; mail servers pass on 25 to 50 MB. About eight times as much memory is taken while one is read."""
MOST_PARTS = 1000
DEEPEST = 40
MOST_HEADERS = 2000
MOST_LINES = 1_200_000
LONGEST_HEADER = 100_000
"""Letters that are read of one head line, and a tenth of that of one that says what a part is."""
_STEP = 1 << 20
_HEADER = re.compile(rb"[!-9;-~]{1,200}[ \t]*:")
_USUAL = re.compile(rb"(?im)^(?:from|to|subject|date|message-id|mime-version|content-type|received|return-path)[ \t]*:")
_LARGEST_HEAD = 2 << 20


@dataclass
class _Count:
    parts: int = 0
    headers: int = 0


class _Part(Message):
    """A part that knows how deep it lies and counts with the others; Invalid where there are too many."""

    def __init__(self, count: _Count, policy: Any = None) -> None:
        super().__init__(policy) if policy is not None else super().__init__()
        self._count, self.depth = count, 0
        count.parts += 1
        if count.parts > MOST_PARTS:
            raise Invalid(f"The mail has more than {MOST_PARTS:,} parts. Save the file and attach it, if it matters.")

    def attach(self, payload: Any) -> None:
        """Take a part in, one level below."""
        payload.depth = self.depth + 1
        if payload.depth > DEEPEST:
            raise Invalid("The mail is nested too deeply to be read. Save the file and attach it, if it matters.")
        super().attach(payload)

    def set_raw(self, name: str, value: Any) -> None:
        """Take a head line in, as much of it as is read."""
        self._count.headers += 1
        if self._count.headers > MOST_HEADERS + 50 * self._count.parts:
            raise Invalid(f"The mail has more than {MOST_HEADERS:,} head lines. It is no mail that a person wrote.")
        text = str(value)
        if not name.lower().startswith("content-"):
            return super().set_raw(name, text[:LONGEST_HEADER])
        # The library reads these itself, and makes bytes that are no ASCII unreadable.
        plain = text if text.isascii() else to_text(text.encode("utf-8", "surrogateescape"))[0]
        super().set_raw(name, plain[: LONGEST_HEADER // 10])


def parsed(data: bytes) -> Message:
    """The parts of a mail.

    Raises Invalid where there is nothing, or more than LARGEST_MAIL bytes, MOST_LINES lines, MOST_PARTS parts,
    MOST_HEADERS head lines or DEEPEST levels. The lenient parsing policy is taken: the strict one raises on broken
    head lines.
    """
    if not data.strip():
        raise Invalid("The file is empty. Please choose another one.")
    if len(data) > LARGEST_MAIL:
        raise Invalid(f"The mail is larger than {LARGEST_MAIL >> 20} MB. Please save its attachments one by one.")
    if max(data.count(b"\n"), data.count(b"\r")) > MOST_LINES:
        raise Invalid("The mail has millions of lines. It is no mail that a person wrote.")
    whole = mended(data)
    parser = BytesFeedParser(partial(_Part, _Count()))
    try:
        for at in range(0, len(whole), _STEP):
            parser.feed(whole[at : at + _STEP])
        return parser.close()
    except RecursionError as error:
        raise Invalid("The mail is nested too deeply to be read. Please attach the file itself.") from error


def mended(data: bytes) -> bytes:
    """The mail with its head whole: a line that is none, with head lines after it, goes on the line before it.

    Otherwise all that follows would be taken for words, and sender and subject with it.
    """
    start = data.lstrip()
    end = re.search(rb"\r?\n[ \t]*\r?\n|\r[ \t]*\r", start[:_LARGEST_HEAD])
    head = start[: end.start() if end else 0]
    lines = head.splitlines(keepends=True)
    strange = [at for at, line in enumerate(lines) if not _may_stand(line, at)]
    if not strange or not _USUAL.search(b"".join(lines[strange[-1] + 1 :])):
        return start
    good = (line if _may_stand(line, at) else b" " + line for at, line in enumerate(lines) if at or _may_stand(line, 0))
    return b"".join(good) + start[len(head) :]


def _may_stand(line: bytes, at: int) -> bool:
    return bool(_HEADER.match(line) or (at and line[:1] in (b" ", b"\t")) or (not at and line.startswith(b"From ")))
