"""Reads a mail from a file and stores what was attached to it, as long work; nothing is run or fetched."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.blobs import Blobs
from app.errors import Invalid
from app.exchange.mail import LARGEST_MAIL, Mail, read_mail, read_pasted
from app.ui.work import Work

LARGEST_TEXT = 2 << 20


class KeptFile(NamedTuple):
    """A file already in the encrypted store, not yet with a contact; `size` in bytes."""

    name: str
    media_type: str
    size: int
    address: str


class ReadFile(NamedTuple):
    """What a file gave: the mail, or None where it was kept as an attachment, and the files to attach."""

    mail: Mail | None
    files: tuple[KeptFile, ...]


def read_file(work: Work, path: Path, *, blobs: Blobs, zone: ZoneInfo) -> ReadFile:
    """Read an .eml or text file; any other file is kept to be attached. Raises Invalid with the sentence."""
    ending = path.suffix.lower()
    if ending == ".msg":
        raise Invalid(f"{path.name} is kept in Outlook’s own form. Save the mail as .eml, or copy and paste its words.")
    if ending == ".txt":
        text = _bytes_of(path, LARGEST_TEXT).decode("utf-8", "replace")
        return ReadFile(read_pasted(text, zone=zone), ())
    if ending != ".eml":
        stored = blobs.put(path, cancelled=work.cancelled)
        return ReadFile(None, (KeptFile(path.name, "application/octet-stream", stored.size, stored.address),))
    mail = read_mail(_bytes_of(path, LARGEST_MAIL))
    if not (mail.from_email or mail.subject or mail.date):
        raise Invalid(f"{path.name} is no mail. Choose an .eml file, or copy and paste the words of the mail.")
    return ReadFile(mail, _store(work, mail, blobs))


def _store(work: Work, mail: Mail, blobs: Blobs) -> tuple[KeptFile, ...]:
    kept, count = [], len(mail.attachments)
    for done, each in enumerate(mail.attachments):
        work.progress(done, count, each.name)
        stored = blobs.put(BytesIO(each.data), cancelled=work.cancelled)
        kept.append(KeptFile(each.name, each.media_type, stored.size, stored.address))
    return tuple(kept)


def _bytes_of(path: Path, limit: int) -> bytes:
    try:
        if path.stat().st_size > limit:
            raise Invalid(f"{path.name} is larger than {limit >> 20} MB. Save its attachments one by one.")
        return path.read_bytes()
    except OSError as error:
        raise Invalid(f"{path.name} may not be read. See whether it is still there, or choose another.") from error
