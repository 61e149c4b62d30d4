"""Mails by the command line: read, proposed, filed only where a person says so."""

from __future__ import annotations

import json
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from app import cli
from app.config import OfficePaths
from app.demo import make_demo
from tests.e2e.conftest import Run
from tests.factories import AT


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "office"
    make_demo(OfficePaths(folder), cases=20, seed=3, at=AT)
    return folder


def mail_file(folder: Path, subject: str, message_id: str, **heads: str) -> str:
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Message-ID"] = "Nova Person <nova@example.org>", subject, message_id
    mail["Date"] = "Tue, 17 Nov 2026 16:05:00 -0500"
    for name, value in heads.items():
        mail[name.replace("_", "-")] = value
    mail.set_content("The light is out.\n\nOn Mon, Nov 16, 2026 City Hall <c@city.example> wrote:\n> Which one?\n")
    mail.add_attachment(b"picture", maintype="image", subtype="png", filename="../light.png")
    path = folder / f"{message_id.strip('<>@')}.eml"
    path.write_bytes(mail.as_bytes())
    return str(path)


def a_number(run: Run) -> str:
    return str(json.loads(run("case", "list", "--json")[1])["cases"][0]["number"])


def test_that_a_mail_is_read_with_its_proposal_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    number = a_number(run)
    code, out, _ = run("mail", "read", mail_file(tmp_path, f"Re: {number}", "<read>"), "--json")
    (found,) = json.loads(out)
    assert code == 0 and found["proposed"] == number and found["words"].strip() == "The light is out."
    assert "> Which one?" in found["quoted"] and found["attachments"] == [{"name": "light.png", "bytes": 7}]
    assert "names it" in run("mail", "read", mail_file(tmp_path, f"Re: {number}", "<read>"))[1]
    assert json.loads(run("mail", "read", mail_file(tmp_path, "x", "<read>"), "--json")[1])[0]["logged_before"] is None


def test_that_a_mail_is_filed_only_where_it_is_said(run: Run, tmp_path: Path) -> None:
    number = a_number(run)
    alone = json.loads(run("mail", "log", mail_file(tmp_path, f"Re: {number}", "<alone@x>"), "--json")[1])[0]
    assert alone["contact_id"] and alone["number"] == "" and alone["proposed"] == number
    filed = json.loads(
        run("mail", "log", mail_file(tmp_path, f"Re: {number}", "<b@x>"), "--take-proposal", "--json")[1]
    )
    assert filed[0]["number"] == number
    answer = mail_file(tmp_path, "Re: the light", "<c@x>", In_Reply_To="<b@x>")
    code, out, _ = run("mail", "log", answer, "--take-proposal")
    assert code == 0 and f"on case {number}" in out
    code, out, _ = run("mail", "log", answer)
    assert code == 1 and "already logged" in out
    code, out, _ = run("mail", "log", mail_file(tmp_path, "Nothing known", "<d@x>"), "--take-proposal")
    assert code == 1 and "No one case is proposed" in out


def test_that_a_file_that_is_no_mail_is_told_and_the_others_are_logged(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.eml").write_bytes(b"")
    code, out, _ = run("mail", "log", str(tmp_path / "empty.eml"), mail_file(tmp_path, "Light", "<e@x>"), "--new-case")
    assert code == 1 and "is empty" in out and "on case" in out
    assert run("mail", "read", str(tmp_path / "gone.eml"))[0] == 1


def test_that_a_mail_is_told_in_the_time_of_the_office_and_in_plain_letters(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "back.eml"
    path.write_bytes(
        b"From: MAILER-DAEMON@mx.example\nSubject: Undelivered Mail Returned to Sender\n"
        b"Date: Tue, 17 Nov 2026 16:05:00 -0500\nX-Failed-Recipients: ana@x.example\n\nNo such \x1b[2Juser.\n"
    )
    code, out, _ = run("mail", "read", str(path))
    assert code == 0 and "Date     2026-11-17 16:05" in out and "\x1b" not in out
    assert "A machine wrote this: your message to ana@x.example could not be delivered." in out
    (tmp_path / "x.eml").write_bytes(b"From: a@b.example\nSubject: x\n\nWords\n")
    assert "Date     not told" in run("mail", "read", str(tmp_path / "x.eml"))[1]
    bare = run("case", "note", a_number(run), "Red \x1b[31m and \x9b31m")[0]
    shown = run("case", "show", a_number(run))[1]
    assert bare == 0 and "Red [31m and 31m" in shown
    assert "\x9b" not in run("case", "show", a_number(run), "--json")[1]


def test_that_what_was_logged_is_told_though_it_is_stopped(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.commands import mail as command

    first, real = mail_file(tmp_path, "First", "<stop1@x>"), command._log_one

    def log_one(desk: Any, taken: Any) -> dict[str, Any]:
        if taken.mail.subject != "First":
            raise KeyboardInterrupt
        return real(desk, taken)

    monkeypatch.setattr(command, "_log_one", log_one)
    code, out, _ = run("mail", "log", first, mail_file(tmp_path, "Second", "<stop2@x>"))
    assert code == cli.STOPPED and "logged, contact" in out
