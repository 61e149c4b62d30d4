"""Mail is read whatever a stranger's program made of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Invalid
from app.exchange.mail import Mail, fold_quoted, html_to_text, read_mail, read_pasted
from app.exchange.mail_quotes import fold
from app.models import Automatic

_REAL = Path("/work/shared/data/mail")
_HEAD = (
    b'From: =?utf-8?q?Jos=C3=A9_N=C3=BA=C3=B1ez?= <jose@example.org>\r\nTo: "Office, Mayor\'s" <mayor@city.example>,'
    b" b@city.example\r\nSubject: =?iso-8859-1?Q?Caf=E9?= on Elm St\r\nDate: Mon, 2 Mar 2026 15:15:00 -0500\r\n"
    b"Message-ID: <1@example.org>\r\nIn-Reply-To: <0@city.example>\r\nReferences: <a@x>\r\n <0@city.example>\r\n"
)


def _mixed(*parts: bytes) -> bytes:
    body = b"".join(b"--B\r\n" + part + b"\r\n" for part in parts)
    return _HEAD + b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="B"\r\n\r\n' + body + b"--B--\r\n"


def test_that_headers_and_words_are_read() -> None:
    mail = read_mail(_HEAD + b"\r\nHello\r\nagain\r\n")
    assert (mail.from_name, mail.from_email, mail.subject) == ("José Núñez", "jose@example.org", "Café on Elm St")
    assert mail.to == ("Office, Mayor's <mayor@city.example>", "b@city.example")
    assert mail.date == datetime(2026, 3, 2, 20, 15, tzinfo=UTC)
    assert (mail.message_id, mail.in_reply_to) == ("<1@example.org>", "<0@city.example>")
    assert mail.references == ("<a@x>", "<0@city.example>")
    assert (mail.text, mail.problems, mail.automatic) == ("Hello\nagain", (), None)


def test_that_attachments_get_safe_names() -> None:
    mail = read_mail(
        _mixed(
            b"Content-Type: text/plain\r\n\r\nSee attached.",
            b'Content-Type: image/jpeg; name="../../etc/hole.jpg"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC',
            b'Content-Type: text/html\r\nContent-Disposition: attachment; filename="con.html"\r\n\r\n<b>x</b>',
            b"Content-Type: application/x; name*=utf-8''%E2%80%AEgnp.exe\r\n\r\nx",
            b"Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nwords",
        )
    )
    assert mail.text == "See attached."
    assert [each.name for each in mail.attachments] == ["hole.jpg", "page.html", "_gnp.exe", "inner.eml"]
    assert mail.attachments[0].data == b"\x00\x01\x02"
    assert b"words" in mail.attachments[3].data


def test_that_html_alone_becomes_text_without_scripts() -> None:
    html = (
        b"<html><head><title>t</title><style>p{}</style></head><body><p>A &amp; B<br>next</p><script>run()</script>"
        b'<ul><li>one</li></ul><a href="https://map.example/1">map</a><img src="http://spy.example/x.gif"></body>'
    )
    mail = read_mail(_HEAD + b"Content-Type: text/html\r\n\r\n" + html)
    assert mail.html_was_used
    assert mail.text == "A & B\nnext\n\n- one\n\nmap (https://map.example/1)"


@pytest.mark.parametrize(
    ("charset", "data", "text"),
    [
        (b"no-such-charset", "Größe".encode(), "Größe"),
        (b"utf-8", "Größe".encode("cp1252"), "Größe"),
        (b"us-ascii", "Größe".encode(), "Größe"),
    ],
)
def test_that_a_wrong_charset_is_told_and_survived(charset: bytes, data: bytes, text: str) -> None:
    mail = read_mail(_HEAD + b"Content-Type: text/plain; charset=" + charset + b"\r\n\r\n" + data)
    assert mail.text == text
    assert "character set" in mail.problems[0]


def test_that_missing_headers_are_told() -> None:
    mail = read_mail(b"Subject: x\r\nDate: someday\r\n\r\nwords")
    assert mail.problems == ("The mail does not say who sent it.", "The mail has no readable date.")


def test_that_bytes_in_headers_are_read() -> None:
    assert read_mail("From: José <j@x.example>\nSubject: Peña\n\nx".encode("cp1252")).subject == "Peña"


@pytest.mark.parametrize(
    "header",
    [b"Auto-Submitted: auto-replied", b"X-Autoreply: yes", b"Precedence: auto_reply", b"Subject: Out of office: x"],
)
def test_that_an_automatic_reply_is_known(header: bytes) -> None:
    assert read_mail(b"From: a@b.example\n" + header + b"\n\nx").automatic is Automatic.REPLY


def test_that_what_a_person_wrote_is_not_taken_for_a_machines() -> None:
    for heads in (
        b"Precedence: bulk\nReferences: <a@x>",
        b"Precedence: bulk\nIn-Reply-To: <a@x>\nMailing-List: contact x@y.example",
        b"Precedence: list\nIn-Reply-To: <a@x>",
        b"Auto-Submitted: no",
        b"Subject: Re: Automatic reply: away",
        b"Subject: Out of office hours noise at the depot",
        b"X-Auto-Response-Suppress: All",
    ):
        assert read_mail(b"From: a@b.example\n" + heads + b"\n\nx").automatic is None, heads


def test_that_a_bounce_is_known() -> None:
    assert read_mail(b"From: MAILER-DAEMON@b.example\nSubject: Returned mail\n\nx").automatic is Automatic.BOUNCE
    assert read_mail(b"From: a@b.example\nSubject: Returned mail\nAuto-Submitted: no\n\nx").automatic is None


def test_that_an_empty_or_huge_mail_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.exchange.mail_tree.LARGEST_MAIL", 10)
    for data, words in ((b" \n", "is empty"), (b"Subject: more\n\n", "larger")):
        with pytest.raises(Invalid, match=words):
            read_mail(data)


def test_that_endless_nesting_is_refused() -> None:
    nested = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (at, at) for at in range(3000))
    with pytest.raises(Invalid, match="too deeply"):
        read_mail(b"From: a@b.example\n" + nested + b"\nend")


@given(st.binary(min_size=1, max_size=400))
def test_that_no_bytes_raise(data: bytes) -> None:
    for sent in (b"x" + data, b"Content-Type: multipart/mixed; boundary=x\n" + data, _HEAD + data):
        assert isinstance(read_mail(sent), Mail)


@pytest.mark.parametrize(
    "tail",
    [
        "On Mon, Mar 2, 2026 at 3:15 PM Office <o@x.example> wrote:\n> old",
        "On Mon, Mar 2, 2026 at 3:15 PM Office\n<o@x.example> wrote:\n> old",
        "-----Original Message-----\nFrom: x\nold",
        "---------- Forwarded message ---------\nold",
        "> old\n> older",
        "From: Office <o@x.example>\nSent: Monday, March 2, 2026 3:15 PM\nTo: a@b.example\nSubject: x\n\nold",
        "________________________________\nFrom: Office\nSent: Monday\nTo: a\nSubject: x\n\nold",
    ],
)
def test_that_the_quoted_tail_is_folded(tail: str) -> None:
    assert fold_quoted("Thank you.\n\n" + tail) == ("Thank you.\n", tail)


@pytest.mark.parametrize(
    "text", ["> only quoted", "From: here to there it floods.\nReally.", "On Monday he wrote: stop\nmore", "a\n> b\nc"]
)
def test_that_what_is_new_is_never_folded(text: str) -> None:
    assert fold_quoted(text) == (text, "")


def test_that_outlook_words_are_read_when_pasted() -> None:
    mail = read_pasted(
        "From: Maria Santos <maria@example.org>\nSent: Monday, March 2, 2026 3:15 PM\nTo: Mayor <m@city.example>\n"
        "Subject: No heat\n\nSince Friday.\n",
        zone=ZoneInfo("America/New_York"),
    )
    assert (mail.from_name, mail.from_email, mail.subject) == ("Maria Santos", "maria@example.org", "No heat")
    assert (mail.date, mail.text) == (datetime(2026, 3, 2, 20, 15, tzinfo=UTC), "Since Friday.")


def test_that_words_without_headers_are_words() -> None:
    assert read_pasted("Hello,\nthe light is out.") == Mail(text="Hello,\nthe light is out.")


@given(st.text(max_size=200))
def test_that_no_text_raises(text: str) -> None:
    assert isinstance(read_pasted("From: " + text), Mail)
    assert isinstance(html_to_text("<" + text), str)
    assert sorted("\n".join(fold(text)).split()) == sorted(text.split())


@pytest.mark.skipif(not _REAL.exists(), reason="the collected mails are not on this machine")
def test_that_the_collected_mails_are_all_read() -> None:
    paths = [path for ending in ("*.eml", "*.box") for path in sorted(_REAL.rglob(ending)) if path.stat().st_size]
    mails = [read_mail(path.read_bytes()) for path in paths]
    assert len(mails) > 150
    assert sum(bool(mail.from_email) for mail in mails) > len(mails) * 0.95
    assert not [a.name for mail in mails for a in mail.attachments if "/" in a.name or "\\" in a.name]
