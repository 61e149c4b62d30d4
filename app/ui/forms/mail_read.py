"""Reads mails from files and stores what was attached to them, as long work; nothing is run or fetched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.blobs import Blobs
from app.errors import Invalid
from app.exchange.mail import Mail
from app.exchange.mail_log import StoredFile
from app.ui.work import Work

MOST_AT_ONCE = 200


class ReadMail(NamedTuple):
    """A mail and the files that came with it; without a mail, the sentence why, or a file to be attached."""

    mail: Mail | None
    files: tuple[StoredFile, ...]
    problem: str = ""


def read_files(work: Work, paths: Sequence[Path], *, blobs: Blobs, zone: ZoneInfo) -> list[ReadMail]:
    """Read .eml, .msg, .mbox and text files; any other file is kept to be attached.

    One that cannot be read does not keep the next from being read.
    """
    found: list[ReadMail] = []
    for path in paths:
        try:
            for each in _read(work, path, blobs=blobs, zone=zone):
                found.append(each)
                if len(found) >= MOST_AT_ONCE:
                    problem = f"Only the first {MOST_AT_ONCE} mails were taken. Work them off, then take the others."
                    return [*found, ReadMail(None, (), problem)]
        except Invalid as error:
            found.append(ReadMail(None, (), error.sentence))
    return found


def _read(work: Work, path: Path, *, blobs: Blobs, zone: ZoneInfo) -> Iterator[ReadMail]:
    from app.exchange.mail_files import is_of_mail, mails_in  # when a file comes, so that a slip opens at once

    if not is_of_mail(path):
        stored = blobs.put(path, cancelled=work.cancelled)
        yield ReadMail(None, (StoredFile(path.name, "application/octet-stream", stored.size, stored.address),))
        return
    for taken in mails_in(path, zone=zone):
        work.progress(0, 0, taken.name)
        if taken.mail is None:
            yield ReadMail(None, (), f"{taken.name}: {taken.problem}")
        else:
            yield ReadMail(replace(taken.mail, attachments=()), _store(work, taken.mail, blobs))


def _store(work: Work, mail: Mail, blobs: Blobs) -> tuple[StoredFile, ...]:
    kept = []
    for each in mail.attachments:
        stored = blobs.put(BytesIO(each.data), cancelled=work.cancelled)
        kept.append(StoredFile(each.name, each.media_type, stored.size, stored.address))
    return tuple(kept)
