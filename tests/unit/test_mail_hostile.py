"""Mail made to do harm: refused while it is read, or read as harmless words and files with harmless names."""

from __future__ import annotations

import base64
import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import AppError, Invalid
from app.exchange.mail import LONGEST_TEXT, read_mail, read_pasted
from app.exchange.mail_files import MOST_MAILS, mails_in
from app.exchange.mail_html import LONGEST_HTML, html_to_text
from app.exchange.mail_msg import read_msg
from app.exchange.mail_names import LONGEST_BYTES, LONGEST_NAME, safe_name
from app.exchange.mail_quotes import fold
from app.exchange.mail_tnef import _read as read_tnef
from tests.unit.outlook import BINARY, UNICODE, compound, item, squeezed, winmail

HEAD = b"From: a@b.example\nSubject: x\nDate: Mon, 2 Mar 2026 15:15:00 -0500\n"
HTML = HEAD + b"Content-Type: text/html\n\n"
MIXED = HEAD + b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (HEAD + b"Content-Type: message/rfc822\n\n" * 500 + b"x", "nested too deeply"),
        (MIXED + b"--b\n\nx\n" * 3000, "more than 1,000 parts"),
        (HEAD + b"".join(b"X-%d: y\n" % at for at in range(5000)) + b"\nx", "more than 2,000 head lines"),
        (HEAD + b"\n" + b"\n" * 1_300_000, "millions of lines"),
    ],
)
def test_that_a_bomb_is_refused_with_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        read_mail(data)


@pytest.mark.parametrize(
    "data",
    [
        HTML + b"<!--" * 50_000,
        HTML + b"<a " * 60_000,
        HTML + b"<a<" * 60_000 + b">",
        HTML + b'<a "' * 60_000,
        HTML + b'<a "<!">' * 30_000,
        HTML + b"<a b='<c>" * 30_000,
        HTML + b"<!x" * 60_000,
        HTML + b"</" * 60_000,
        HTML + b"<blockquote>" * 20_000,
        HTML + b"<a href='http://x.example/'>" + b"y<b>" * 50_000 + b"</a>" * 100,
        HEAD.replace(b"Subject: x", b"To: " + b"(" * 90_000) + b"\nx",
        HEAD.replace(b"Subject: x", b"Subject: " + b"=?utf-8?q?a" * 9000) + b"\nx",
        HEAD + b"Content-Type: text/plain" + b';a="b;"' * 20_000 + b"\n\nx",
        HEAD + b"Content-Type: text/plain; charset=punycode\n\n" + b"a" * 100_000 + b"-" + b"9" * 100_000,
        HEAD + b"\n" + b"> a\nb\n\n" * 20_000,
        HEAD + b"\n" + b"On 1 Mar x\n" * 20_000,
    ],
)
def test_that_what_would_take_hours_is_read_in_two_seconds(data: bytes) -> None:
    start = time.process_time()
    fold(read_mail(data).text)
    assert time.process_time() - start < 2


def test_that_files_within_files_of_outlook_are_refused_where_they_are_too_many() -> None:
    many = winmail(
        *((kind, data) for _ in range(400) for kind, data in ((0x9002, b""), (0x8010, b"a"), (0x800F, b"x")))
    )
    part = b"--b\nContent-Type: application/ms-tnef\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(many)
    start = time.process_time()
    with pytest.raises(Invalid, match="more than 1,000 files"):
        read_mail(MIXED + part * 500)
    assert time.process_time() - start < 10
    assert len(read_mail(MIXED + part).attachments) == 400


def test_that_rich_text_is_not_unfolded_again_and_again() -> None:
    rich = squeezed(b"{\\rtf1" + b"{" * 100_000)
    part = winmail(
        (0x9003, b"\1\0\0\0\2\1\t\x10\1\0\0\0" + len(rich).to_bytes(4, "little") + rich.ljust(len(rich) + 3))
    )
    head = b"--b\nContent-Type: application/ms-tnef\nContent-Transfer-Encoding: base64\n\n"
    start = time.process_time()
    assert read_mail(MIXED + (head + base64.encodebytes(part)) * 100).text == ""
    assert time.process_time() - start < 5


def test_that_streams_of_outlook_that_name_the_same_bytes_are_refused() -> None:
    files = {
        f"__attach_version1.0_#{n:08X}": item(
            {(0x3707, UNICODE): f"{n}.bin", (0x3701, BINARY): bytes([n]) * 5000}, head=8
        )
        for n in range(40)
    }
    data = bytearray(compound(item({(0x001A, UNICODE): "IPM.Note"}, head=32, **files)))
    name = "__substg1.0_37010102".encode("utf-16-le")
    places = [at for at in range(len(data)) if data.startswith(name, at)]
    assert len(places) == 40 and len(read_msg(bytes(data)).attachments) == 40
    for at in places:  # all of them begin where the first does, and are said to be as long as the file
        data[at + 116 : at + 128] = data[places[0] + 116 : places[0] + 120] + (150_000).to_bytes(8, "little")
    with pytest.raises(Invalid, match="more than it can"):
        read_msg(bytes(data))


def test_that_html_is_read_as_words_and_nothing_of_it_is_kept() -> None:
    mail = read_mail(
        HTML + b'<body onload="run()"><p>Hello<script>run()</script><iframe src="http://spy.example"></iframe>'
        b'<img src="http://spy.example/x.gif" onerror="run()"><form action="http://x.example"><input value="y"></form>'
        b'<svg onload="run()">z</svg><a href="javascript:run()">press</a></body>'
    )
    assert mail.text == "Hello\n\npress" and mail.html_was_used and mail.attachments == ()


def test_that_html_is_kept_only_where_it_was_attached_and_as_bytes() -> None:
    mail = read_mail(
        MIXED + b"--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\nPlain.\n--c\n"
        b"Content-Type: text/html\n\n<b>Rich.</b>\n--c--\n"
        b"--b\nContent-Type: text/html; name=page.html\n\n<b>y</b>\n--b--\n"
    )
    assert mail.text == "Plain."
    assert [(each.name, each.data.strip()) for each in mail.attachments] == [("page.html", b"<b>y</b>")]


def test_that_words_in_html_after_plain_ones_are_not_lost() -> None:
    mail = read_mail(MIXED + b"--b\n\nSee below.\n--b\nContent-Type: text/html\n\n<p>The whole story.</p>\n--b--\n")
    assert mail.text == "See below.\n\nThe whole story."


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\run.exe", "run.exe"),
        ("con.txt", "text.txt"),
        ("LPT1", "text.txt"),
        ("nul .txt", "text.txt"),
        ("invoice\u202egnp.exe", "invoice_gnp.exe"),
        ("a\x00b\nc.txt", "a_b_c.txt"),
        (".bashrc", "bashrc"),
        ("trailing. . ", "trailing"),
        ("photo.png                                   .exe", "photo.png .exe"),
        ("...", "text.txt"),
        ("\ud800\udfff.txt", "__.txt"),
    ],
)
def test_that_a_name_does_no_harm(given_name: str, name: str) -> None:
    assert safe_name(given_name, "text/plain") == name


@given(st.text(max_size=400))
def test_that_any_name_becomes_a_safe_one(text: str) -> None:
    name = safe_name(text, "text/plain", taken=["text.txt"])
    assert 0 < len(name) <= LONGEST_NAME + 4 and len(name.encode()) <= LONGEST_BYTES + 4
    assert not set(name) & set('/\\:*?"<>|\0\n\u202e') and not name.startswith(".") and name != "text.txt"


def test_that_files_of_one_name_are_told_apart() -> None:
    part = b"--b\nContent-Type: image/png; name=Pole.png\n\nx\n"
    names = [each.name for each in read_mail(MIXED + part * 3).attachments]
    assert names == ["Pole.png", "Pole (2).png", "Pole (3).png"]


def test_that_a_name_that_shows_another_address_is_told() -> None:
    mail = read_mail(b'From: "mayor@city.example" <thief@x.example>\n\nPay.')
    assert any("another address" in sentence and "thief@x.example" in sentence for sentence in mail.problems)


def test_that_a_very_long_mail_is_kept_whole_as_a_file() -> None:
    words = b"".join(b"line %d\n" % at for at in range(30_000))
    mail = read_mail(HEAD + b"\n" + words)
    assert len(mail.text) <= LONGEST_TEXT and mail.attachments[0].name == "whole mail.txt"
    assert mail.attachments[0].data.strip() == words.strip() and any("very long" in each for each in mail.problems)


def test_that_html_without_end_is_cut_and_says_so() -> None:
    assert html_to_text("<p>word</p>" * (LONGEST_HTML // 8)).endswith("too long to be shown here.)")


def test_that_what_is_left_out_of_long_html_is_kept_as_a_file() -> None:
    mail = read_mail(HTML + b"<p>x" * 300_000 + b"<p>the end")
    page = next(each for each in mail.attachments if each.name == "whole mail.html")
    assert page.data.endswith(b"the end") and any("whole mail.html" in each for each in mail.problems)
    start = time.process_time()
    many = read_mail(MIXED + (b"--b\nContent-Type: text/html\n\n" + b"<p>x" * 260_000 + b"\n") * 20)
    assert len(many.attachments) == 21 and time.process_time() - start < 12


def test_that_a_date_far_from_the_servers_is_told() -> None:
    line = b"Received: from a by b; Tue, 3 Nov 2026 10:00:00 -0500\n"
    assert any("look at its date" in each for each in read_mail(line + HEAD + b"\nx").problems)
    near = HEAD.replace(b"2 Mar 2026", b"2 Nov 2026")
    assert not read_mail(line + near + b"\nx").problems


def test_that_each_mail_of_an_archive_is_read_though_one_is_a_bomb(tmp_path: Path) -> None:
    start, bomb = b"From a@b.example Mon Mar  2 15:15:00 2026\n", MIXED + b"--b\n\nx\n" * 1500
    path = tmp_path / "all.mbox"
    path.write_bytes(start + HEAD + b"\nFirst\n>From here on\n\n" + start + bomb + b"\n" + start + HEAD + b"\nLast\n")
    found = list(mails_in(path))
    assert [each.mail.text if each.mail else "" for each in found] == ["First\nFrom here on", "", "Last"]
    assert "1,000 parts" in found[1].problem


def test_that_an_archive_without_end_is_taken_up_to_a_limit(tmp_path: Path) -> None:
    path = tmp_path / "all.mbox"
    path.write_bytes((b"From a@b.example Mon Mar  2 15:15:00 2026\n" + HEAD + b"\nx\n\n") * (MOST_MAILS + 5))
    found = list(mails_in(path))
    assert len(found) == MOST_MAILS + 1 and "split the archive" in found[-1].problem


def test_that_a_body_with_a_line_from_is_one_mail(tmp_path: Path) -> None:
    path = tmp_path / "one.eml"
    path.write_bytes(HEAD + b"\nHello\n\nFrom Monday 10:00 on it floods.\nBye\n")
    (found,) = mails_in(path)
    assert found.mail is not None and "it floods" in found.mail.text


@given(st.binary(max_size=300))
def test_that_no_bytes_of_outlook_raise_more_than_a_sentence(data: bytes) -> None:
    with pytest.raises(AppError):
        read_msg(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + data)
    mail = read_mail(
        HEAD
        + b"Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(b"\x78\x9f\x3e\x22\x01\x00" + data)
    )
    assert mail.subject == "x"


def test_that_a_damaged_winmail_is_kept_and_told() -> None:
    broken = b"\x78\x9f\x3e\x22\x01\x00\x02\x02\x90\x06\x00\xff\xff\x00\x00x"
    part = HEAD + b"Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"
    mail = read_mail(part + base64.encodebytes(broken))
    assert [each.data for each in mail.attachments] == [broken]
    assert any("damaged" in sentence for sentence in mail.problems)
    with pytest.raises(ValueError, match="cut off"):
        read_tnef(broken)


def test_that_a_mail_damaged_anywhere_is_read_or_refused_with_a_sentence() -> None:
    whole = (
        MIXED
        + b"--b\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n=E4=\n"
        b"--b\nContent-Type: message/rfc822\n\nFrom: =?utf-8?b?w7w=?= <c@d.example>\nReceived: by x\n\tfor y; z\n"
        b"\nInner.\n"
        b"--b\nContent-Type: image/png; name*0*=utf-8''%e2; name*1*=%82%ac.png\n"
        b"Content-Transfer-Encoding: base64\n\nAAAA\n"
        b"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
        b"Final-Recipient: rfc822; e@f.example\n--b--\n"
    )
    chance = random.Random(3)
    junk = (
        b"\n",
        b"\0",
        b"\xff",
        b"=?",
        b'"',
        b"(",
        b"\n\n",
        b";",
        b"charset=punycode ",
        b"--b--\n",
        b"From x 10:00\n",
    )
    for _ in range(1500):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 3, 9))):
            at = chance.randrange(len(data))
            if chance.random() < 0.5:
                data[at : at + chance.randrange(20)] = chance.choice(junk)
            else:
                data[at] = chance.randrange(256)
        try:
            mail = read_mail(bytes(data))
        except AppError:
            continue
        assert all(each.name and "/" not in each.name for each in mail.attachments)


def test_that_no_head_line_turns_its_letters_round_or_speaks_to_a_terminal() -> None:
    mail = read_mail(
        'From: "\u202egro.ytic\u202c Hall" <a@b.example>\nSubject: \x1b]0;x\x07Bill \u2066fdp\u2069\x9b1m\n'
        "Content-Type: text/plain; charset=utf-8\n\nA\x1b[2Jb\x9b\fc\n".encode()
    )
    assert (mail.from_name, mail.subject, mail.text) == ("gro.ytic Hall", "]0;xBill fdp1m", "A[2Jb\nc")
    assert read_pasted("From: a@b.example\nSubject: \u202ex\n\nWords").subject == "x"
