"""What others made of the same mails: Zammad of its own, three projects of replies with older mails below them."""

from __future__ import annotations

import email
import hashlib
import json
import re
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import NamedTuple

from app.exchange.mail import Mail, read_mail
from app.exchange.mail_html import html_to_text
from app.exchange.mail_quotes import fold
from app.exchange.mail_text import tidy


class Agreed(NamedTuple):
    """How many of one kind agree, and each that does not, as (which, expected, found)."""

    what: str
    agreed: int
    of: int
    others: list[tuple[str, str, str]]


REASONS = {
    "sender's name": {
        "mail046": "Zammad takes a Chinese name for Central European letters; ours reads it",
        "mail076": "a broken address: Zammad makes a name of it",
        "mail092": "ours keeps what the line says in brackets",
    },
    "sender": {"mail076": "a broken address: Zammad keeps the stray “>”"},
    "subject": {
        "mail018": "ours reads UTF-7 and makes a blank of a tab",
        "mail038": "ours takes the blank at the end away",
        "mail077": "ours takes the blank at the beginning away",
    },
    "attachments": {
        "mail014": "a colon is no letter of a file's name; line ends of mails within",
        "mail018": "an empty line at the end of a report",
        "mail046": "line ends of a mail within, in no known set",
        "mail062": "HTML without a name is read as words, not kept; line ends",
        "mail064": "the name's accents: Zammad takes them apart wrongly",
        "mail073": "ours reads the ö that Zammad loses",
        "mail092": "called after their kind, not after their description",
        "mail100": "Zammad names a nameless file after a number of its own",
        "mail102": "of two files of one name the second is called “… (2)”",
    },
}  # fmt: skip
"""Why each disagrees; a disagreement that is not named here fails the test."""


def zammad(folder: Path) -> list[Agreed]:
    """Sender, name, subject and attachments of the mails of Zammad; its copies of the HTML are left aside.

    Zammad keeps the HTML of each mail as a file `message.html`. Ours does not, on purpose: LESSONS, row 43.
    """
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    mails = {name: read_mail((folder / f"{name}.box").read_bytes()) for name in expected}
    found = [
        _agreed(
            "sender", [(n, (e["from_email"] or "").lower(), mails[n].from_email.lower()) for n, e in expected.items()]
        ),
        _agreed("sender's name", [(n, e["from_display_name"] or "", mails[n].from_name) for n, e in expected.items()]),
        _agreed("subject", [(n, e["subject"] or "", mails[n].subject) for n, e in expected.items()]),
        _agreed("attachments", [(n, _wanted(e), _kept(mails[n], _wanted(e))) for n, e in expected.items()]),
    ]
    return found


def _agreed(what: str, triples: list[tuple[str, object, object]]) -> Agreed:
    others = [(name, str(wanted), str(got)) for name, wanted, got in triples if wanted != got]
    return Agreed(what, len(triples) - len(others), len(triples), others)


def _wanted(expected: dict[str, list[dict[str, object]]]) -> list[tuple[str, int, str]]:
    files = (each for each in expected["attachments"] if not each["is_original_html"])
    return sorted((str(each["filename"]), int(str(each["bytes"])), str(each["sha256"])) for each in files)


def _kept(mail: Mail, wanted: list[tuple[str, int, str]]) -> list[tuple[str, int, str]]:
    """Name, size and SHA-256; of text with the line ends that Zammad gives it, where only these make a difference."""
    found = []
    for each in mail.attachments:
        forms = {_facts(each.name, data) for data in _forms(each.data)}
        found.append(next((form for form in forms if form in wanted), _facts(each.name, each.data)))
    return sorted(found)


def _facts(name: str, data: bytes) -> tuple[str, int, str]:
    return name, len(data), hashlib.sha256(data).hexdigest()


def _forms(data: bytes) -> Iterator[bytes]:
    plain = data.replace(b"\r\n", b"\n")
    yield from (
        data,
        plain,
        plain.rstrip(b"\n"),
        plain.rstrip(b"\n") + b"\n",
        plain.strip(b"\n") + b"\n",
        plain.strip(),
    )


def same_to_the_byte(folder: Path) -> int:
    """How many attachments have exactly the bytes that Zammad kept."""
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    same = 0
    for name, each in expected.items():
        mail = read_mail((folder / f"{name}.box").read_bytes())
        ours = {hashlib.sha256(file.data).hexdigest() for file in mail.attachments}
        same += sum(str(file["sha256"]) in ours for file in each["attachments"] if not file["is_original_html"])
    return same


def dated(folder: Path) -> tuple[int, int, int]:
    """(mails whose own date line was read, of how many that have one, of how many mails); Zammad tells no dates."""
    paths = sorted(folder.glob("*.box"))
    mails = [(read_mail(path.read_bytes()), path.read_bytes()) for path in paths]
    having = [mail for mail, data in mails if re.search(rb"(?im)^date:[ \t]*\S", data)]
    read = [
        mail for mail in having if mail.date and not any("date" in each or "sent" in each for each in mail.problems)
    ]
    return len(read), len(having), len(mails)


def replies(folder: Path) -> list[Agreed]:
    """What is new in a reply, blanks aside, as each project expects it."""
    return [
        _agreed("email_reply_trimmer", list(_trimmer(folder / "email_reply_trimmer"))),
        _agreed("github_email_reply_parser", list(_github(folder / "github_email_reply_parser"))),
        _agreed("talon, plain", list(_talon(folder / "talon" / "standard_replies"))),
        _agreed("talon, HTML", list(_talon_html(folder / "talon" / "html_replies"))),
    ]


REPLY_REASONS = {
    "signatures.txt": "thirty signatures in ten languages below each other; ours folds the last of them",
    "spam_1.txt": "nothing but quotations: ours shows them, for something must be shown",
}


def _plain(text: str) -> str:
    return " ".join(text.split())


def _trimmer(folder: Path) -> Iterator[tuple[str, object, object]]:
    for path in sorted((folder / "emails").glob("*.txt")):
        wanted = (folder / "trimmed" / path.name).read_text(encoding="utf-8")
        yield path.name, _plain(wanted), _plain(fold(tidy(path.read_text(encoding="utf-8"))).words)


def _github(folder: Path) -> Iterator[tuple[str, object, object]]:
    for each in json.loads((folder / "expectations.json").read_text(encoding="utf-8"))["vectors"]:
        text = (folder / each["file"]).read_text(encoding="utf-8")
        yield each["file"], _plain(each["expected"]), _plain(fold(tidy(text)).words)


def _talon(folder: Path) -> Iterator[tuple[str, object, object]]:
    """This project keeps the signature, and says "Hello" where it has no file of its own."""
    for path in sorted(folder.glob("*.eml")):
        own = path.with_name(f"{path.stem}_reply_text")
        wanted = own.read_text(encoding="utf-8") if own.exists() else "Hello"
        found = fold(tidy(_plain_part(email.message_from_bytes(path.read_bytes()))))
        yield path.name, _plain(wanted), _plain(f"{found.words} {found.signature}")


def _plain_part(message: Message) -> str:
    part = next(each for each in message.walk() if each.get_content_type() == "text/plain")
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    return data.decode(part.get_content_charset() or "utf-8", "replace")


def _talon_html(folder: Path) -> Iterator[tuple[str, object, object]]:
    for path in sorted(folder.glob("*.html")):
        text = html_to_text(path.read_text(encoding="utf-8", errors="replace"))
        yield path.name, "Hi. I am fine. Thanks, Alex", _plain(fold(text).words)
