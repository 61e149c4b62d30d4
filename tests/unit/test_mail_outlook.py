"""Outlook's own files: .msg with mails within mails and rich text, and winmail.dat."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from pathlib import Path
from struct import pack
from typing import Any

import pytest

from app.errors import Invalid
from app.exchange.mail import read_mail
from app.exchange.mail_files import is_of_mail, mails_in
from app.exchange.mail_msg import read_msg
from app.exchange.mail_rtf import rtf_to_text
from app.models import Automatic
from tests.unit.outlook import BINARY, INTEGER, STRING_8, TIME, UNICODE, compound, item, squeezed, winmail

SENT = datetime(2026, 3, 2, 20, 15, tzinfo=UTC)
TICKS = int((SENT - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
RTF = rb"{\rtf1\ansi\ansicpg1252{\fonttbl Arial;}{\*\generator x;}Gr\'fc\'dfe\par from \u26481?\u20140? {\b Elm}\par}"


def message(subject: str, *, head: int = 32, words: str = "Hello", **below: Any) -> dict[str, Any]:
    named = {
        (0x001A, UNICODE): "IPM.Note",
        (0x0037, UNICODE): subject,
        (0x0039, TIME): TICKS,
        (0x0C1A, UNICODE): "José Núñez",
        (0x5D01, UNICODE): "jose@example.org",
        (0x1035, UNICODE): "<m@example.org>",
        (0x1000, UNICODE): words,
    }
    reader = {(0x3001, UNICODE): "City Hall", (0x39FE, UNICODE): "c@city.example", (0x0C15, INTEGER): 1}
    return item(named, head=head, **{"__recip_version1.0_#00000000": item(reader, head=8)}, **below)


def attached(number: int, properties: dict[tuple[int, int], Any], **below: Any) -> dict[str, Any]:
    return {f"__attach_version1.0_#{number:08X}": item(properties, head=8, **below)}


def test_that_an_outlook_file_is_read_with_its_files_and_the_mail_within_it(tmp_path: Path) -> None:
    picture = attached(
        0, {(0x3707, UNICODE): "..\\pole.png", (0x370E, UNICODE): "image/png", (0x3701, BINARY): b"p" * 5000}
    )
    inner = message("Older", head=24, words="Inner words")
    within = attached(1, {(0x3001, UNICODE): "Older"}, **{"__substg1.0_3701000D": inner})
    path = tmp_path / "mail.dat"
    path.write_bytes(compound(message("The pole", **picture, **within)))
    assert is_of_mail(path)
    (taken,) = mails_in(path)
    mail = taken.mail
    assert mail is not None
    assert (mail.sender, mail.to) == ("José Núñez <jose@example.org>", ("City Hall <c@city.example>",))
    assert (mail.subject, mail.date, mail.message_id) == ("The pole", SENT, "<m@example.org>")
    assert (mail.text, mail.problems) == ("Hello", ())
    assert (mail.attachments[0].name, len(mail.attachments[0].data)) == ("pole.png", 5000)
    older = read_mail(mail.attachments[1].data)
    assert mail.attachments[1].name == "Older.eml" and (older.subject, older.text) == ("Older", "Inner words")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({(0x1009, BINARY): squeezed(RTF)}, "Grüße\nfrom 東京 Elm"),
        ({(0x1013, BINARY): "<p>Größe<script>x</script></p>".encode(), (0x3FDE, INTEGER): 65001}, "Größe"),
        ({(0x1000, STRING_8): "Größe".encode("cp1252"), (0x3FFD, INTEGER): 1252}, "Größe"),
    ],
)
def test_that_the_words_are_found_whatever_form_they_have(body: dict[tuple[int, int], Any], text: str) -> None:
    mail = read_msg(compound(item({(0x001A, UNICODE): "IPM.Note", (0x0037, UNICODE): "x", **body}, head=32)))
    assert mail.text == text and mail.subject == "x"


@pytest.mark.parametrize(
    ("kind", "automatic"),
    [
        ("REPORT.IPM.Note.NDR", Automatic.BOUNCE),
        ("IPM.Note.Rules.OofTemplate.Microsoft", Automatic.REPLY),
        ("IPM.Note", None),
    ],
)
def test_that_outlook_says_what_a_machine_wrote(kind: str, automatic: Automatic | None) -> None:
    assert read_msg(compound(item({(0x001A, UNICODE): kind, (0x1000, UNICODE): "x"}, head=32))).automatic is automatic


def test_that_a_compound_file_that_is_no_mail_is_refused() -> None:
    with pytest.raises(Invalid, match="holds no mail"):
        read_msg(compound({"WordDocument": b"x" * 5000}))


def test_that_mails_within_mails_without_end_are_refused() -> None:
    made = message("x", head=24)
    for _ in range(8):
        made = message("x", head=24, **attached(0, {(0x3001, UNICODE): "x"}, **{"__substg1.0_3701000D": made}))
    with pytest.raises(Invalid, match="nested too deeply"):
        read_msg(compound({**made, "__properties_version1.0": bytes(8) + made["__properties_version1.0"]}))


def test_that_rich_text_that_wraps_html_is_read_as_html() -> None:
    wrapped = (
        rb"{\rtf1\ansi\ansicpg1252\fromhtml1 {\*\htmltag64 <p>}\htmlrtf {\b \htmlrtf0 Hello{\*\htmltag84 <br>}"
        rb"\htmlrtf\line\htmlrtf0 you{\*\htmltag72 </p>}}}"
    )
    assert rtf_to_text(wrapped) == "Hello\nyou"
    assert rtf_to_text(b"no rich text") == ""


def test_that_a_winmail_is_opened_in_place() -> None:
    name = "größe.txt".encode("utf-16-le") + b"\0\0"
    properties = (
        pack("<I", 1) + pack("<HHII", UNICODE, 0x3707, 1, len(name)) + name.ljust(-(-len(name) // 4) * 4, b"\0")
    )
    body = pack("<I", 1) + pack("<HHII", BINARY, 0x1009, 1, len(squeezed(RTF))) + squeezed(RTF)
    data = winmail(
        (0x9003, body), (0x9002, bytes(14)), (0x8010, b"GROE~1.TXT\0"), (0x800F, b"content"), (0x9005, properties)
    )
    mail = read_mail(
        b"From: a@b.example\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(data)
    )
    assert [(each.name, each.data) for each in mail.attachments] == [("größe.txt", b"content")]
    assert mail.text == "Grüße\nfrom 東京 Elm"
