"""Many mails at once: a list to work off by keys, nothing lost when it is closed."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from sqlmodel import select

from app.models import Attachment, Automatic, Contact, Draft, Person
from app.services.people import add_person
from app.store import Store
from app.ui.forms.mail_queue import MailQueue
from app.ui.forms.slip_desk import SlipDesk
from app.ui.messages import Message
from app.ui.seat import Seat
from tests.factories import AT, director, make_case, make_contact
from tests.ui.seat import settle


@pytest.fixture
def store(store: Store) -> Store:
    details = {"reaches": [{"kind": "email", "typed": "manuel@example.org"}]}
    store.write(lambda s: add_person(s, director(s), fields={"name": "Manuel Tavares"}, details=details, at=AT))
    store.write(lambda s: make_case(s, "Storm drain", person_id=1))
    sent = {"channel": "email", "direction": "out", "message_id": "<ours@city.example>"}
    store.write(lambda s: make_contact(s, "We will look at it", person_id=1, case_id=1, fields=sent))
    return store


@pytest.fixture
def desk(qtbot: Any, seat: Seat) -> SlipDesk:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return SlipDesk(seat, window)


def mail_bytes(subject: str, message_id: str, *, sender: str = "manuel@example.org", **heads: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "c@example.org", subject
    mail["Date"], mail["Message-ID"] = "Tue, 17 Nov 2026 16:05:00 -0500", message_id
    for name, value in heads.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(f"Words of {subject}.")
    mail.add_attachment(b"x", maintype="text", subtype="plain", filename="note.txt")
    return mail.as_bytes()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    start = b"From a@example.org Tue Nov 17 16:05:00 2026\n"
    mails = (
        mail_bytes("First", "<1@x>"),
        mail_bytes("Re: your mail", "<2@x>", In_Reply_To="<ours@city.example>"),
        mail_bytes("Hello", "<3@x>", sender="Ana Silva <ana@example.org>"),
    )
    path = tmp_path / "all.mbox"
    path.write_bytes(b"".join(start + each + b"\n" for each in mails))
    return path


def opened(qtbot: Any, seat: Seat, desk: SlipDesk, path: Path) -> tuple[Any, MailQueue]:
    settle(qtbot, seat)
    slip = desk.open({"kind": "email"})
    slip.intake.read(path)
    settle(qtbot, seat)
    queue = desk.queue
    assert isinstance(queue, MailQueue)
    return slip, queue


def opened_both(qtbot: Any, seat: Seat, desk: SlipDesk, one: Path, two: Path) -> tuple[Any, MailQueue]:
    settle(qtbot, seat)
    slip = desk.open({"kind": "email"})
    for path in (one, two):
        slip.intake.read(path)
        settle(qtbot, seat)
    queue = desk.queue
    assert isinstance(queue, MailQueue)
    return slip, queue


def drafts(store: Store) -> list[Draft]:
    return store.read(lambda s: list(s.exec(select(Draft))))


def test_that_the_first_of_many_fills_the_slip_and_the_others_wait_as_drafts(
    qtbot: Any, seat: Seat, store: Store, desk: SlipDesk, archive: Path
) -> None:
    slip, queue = opened(qtbot, seat, desk, archive)
    assert slip.fields.subject.text() == "First"
    assert [each.values["subject"] for each in queue.mails] == ["Re: your mail", "Hello"]
    assert "2026-00001" in queue.list.item(0).text() and "answers a mail" in queue.list.item(0).text()
    assert "sender is not known" in queue.list.item(1).text()
    queue.close()
    slip.close()
    settle(qtbot, seat)
    assert sorted(str(each.payload["subject"]) for each in drafts(store) if each.parked) == [
        "First",
        "Hello",
        "Re: your mail",
    ]


def test_that_a_key_confirms_the_case_proposed_and_never_does_so_by_itself(
    qtbot: Any, seat: Seat, store: Store, desk: SlipDesk, archive: Path
) -> None:
    _, queue = opened(qtbot, seat, desk, archive)
    assert len(store.read(lambda s: list(s.exec(select(Contact))))) == 1
    qtbot.keyClick(queue.list, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, seat)
    found = store.read(lambda s: list(s.exec(select(Contact))))[-1]
    assert (found.case_id, found.person_id, found.message_id) == (1, 1, "<2@x>")
    assert (found.in_reply_to, found.mail_subject) == ("<ours@city.example>", "Re: your mail")
    assert store.read(lambda s: s.exec(select(Attachment)).one()).contact_id == found.id
    assert [each.values["subject"] for each in queue.mails] == ["Hello"]
    qtbot.keyClick(queue.list, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, seat)
    assert len(queue.mails) == 1


def test_that_one_mail_twice_in_an_archive_is_logged_once_and_its_sender_added_once(
    qtbot: Any, seat: Seat, store: Store, desk: SlipDesk, tmp_path: Path
) -> None:
    start, answers = b"From a@example.org Tue Nov 17 16:05:00 2026\n", {"In_Reply_To": "<ours@city.example>"}
    names = ("<1@x>", "<2@x>", "<2@x>", "<3@x>")
    mails = [mail_bytes(f"Mail {each}", each, sender="Nova <nova@example.org>", **answers) for each in names]
    path = tmp_path / "twice.mbox"
    path.write_bytes(b"".join(start + each + b"\n" for each in mails))
    _, queue = opened(qtbot, seat, desk, path)
    for _ in range(2):
        queue.take()
        settle(qtbot, seat)
    assert "already logged" in queue.list.item(0).text() and len(queue.mails) == 2
    assert not queue.take_button.isVisible()
    queue.list.setCurrentRow(1)
    queue.take()
    settle(qtbot, seat)
    ids = store.read(lambda s: [each.message_id for each in s.exec(select(Contact))])
    assert sorted(ids) == ["<2@x>", "<3@x>", "<ours@city.example>"]
    assert store.read(lambda s: [each.name for each in s.exec(select(Person))]) == ["Manuel Tavares", "Nova"]


def test_that_a_sender_who_shows_another_address_is_told_in_the_list_and_in_the_slip(
    qtbot: Any, seat: Seat, store: Store, desk: SlipDesk, tmp_path: Path
) -> None:
    start, spoofed = b"From a@example.org Tue Nov 17 16:05:00 2026\n", '"mayor@city.example" <x@evil.example>'
    path = tmp_path / "two.mbox"
    path.write_bytes(start + mail_bytes("One", "<1@x>") + b"\n" + start + mail_bytes("Two", "<2@x>", sender=spoofed))
    _, queue = opened(qtbot, seat, desk, path)
    assert "another address than the one it came from, x@evil.example" in queue.list.item(0).text()
    queue.open()
    settle(qtbot, seat)
    slip = desk.slips[queue.mails[0].draft_key]
    assert "another address than the one it came from, x@evil.example" in slip.frame.news.text()
    slip.close()
    queue.close()
    settle(qtbot, seat)


def test_that_a_second_mail_is_not_mixed_into_one_without_an_id(
    qtbot: Any, seat: Seat, store: Store, desk: SlipDesk, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.eml").write_bytes(f"From: {name}@x.example\nSubject: {name}\n\nWords of {name}\n".encode())
    slip, queue = opened_both(qtbot, seat, desk, tmp_path / "one.eml", tmp_path / "two.eml")
    assert slip.fields.words.toPlainText() == "Words of one" and queue.mails[0].values["subject"] == "two"
    slip.close()
    queue.close()
    settle(qtbot, seat)


def test_that_each_opens_its_slip_in_turn_and_can_be_left_out_and_called_back(
    qtbot: Any, seat: Seat, store: Store, desk: SlipDesk, archive: Path
) -> None:
    first, queue = opened(qtbot, seat, desk, archive)
    said: list[Message] = []
    seat.messages.attach(said.append)
    qtbot.keyClick(queue.list, Qt.Key.Key_Return)
    settle(qtbot, seat)
    slip = desk.slips[queue.mails[0].draft_key]
    assert slip.fields.words.toPlainText() == "Words of Re: your mail." and len(slip.fields.files.files) == 1
    with qtbot.waitSignal(slip.logged, timeout=5000):
        slip.submit(1)
    settle(qtbot, seat)
    assert [each.values["subject"] for each in queue.mails] == ["Hello"]
    following = desk.slips[queue.mails[0].draft_key]
    assert following.fields.subject.text() == "Hello"
    following.close()
    settle(qtbot, seat)
    queue.leave_out()
    settle(qtbot, seat)
    assert not queue.mails and said[-1].undo is not None
    said[-1].undo()
    settle(qtbot, seat)
    assert len(queue.mails) == 1
    queue.close()
    first.close()
    settle(qtbot, seat)


def test_that_a_bounce_says_whose_mail_came_back_and_is_logged_without_a_new_person(
    qtbot: Any, seat: Seat, store: Store, desk: SlipDesk, tmp_path: Path
) -> None:
    path = tmp_path / "back.eml"
    path.write_bytes(
        b"From: Mail Delivery System <MAILER-DAEMON@mx.example>\nSubject: Undelivered Mail Returned to Sender\n"
        b"Date: Tue, 17 Nov 2026 16:05:00 -0500\nMessage-ID: <b@mx.example>\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n--B\n\nSorry.\n--B\n'
        b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        b"Final-Recipient: rfc822; gone@x.example\nAction: failed\nStatus: 5.1.1\n"
        b"Diagnostic-Code: smtp; 550 no such user\n\n--B\nContent-Type: text/rfc822-headers\n\n"
        b"From: c@example.org\nSubject: Your drain\nMessage-ID: <ours@city.example>\n\n--B--\n"
    )
    settle(qtbot, seat)
    slip = desk.open({"kind": "email"})
    slip.intake.read(path)
    settle(qtbot, seat)
    news = slip.frame.news.text()
    assert "bounce of your message to gone@x.example, “Your drain”" in news and "550 no such user" in news
    assert "2026-00001" in news and "without a person" in slip.fields.new.text()
    with qtbot.waitSignal(slip.logged, timeout=5000):
        qtbot.keyClick(slip.fields.words, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, seat)
    found = store.read(lambda s: list(s.exec(select(Contact))))[-1]
    assert (found.case_id, found.automatic, found.person_id) == (1, Automatic.BOUNCE, None)


def test_that_everything_in_the_list_has_a_name(qtbot: Any, seat: Seat, desk: SlipDesk, archive: Path) -> None:
    slip, queue = opened(qtbot, seat, desk, archive)
    reached = [each for each in queue.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    named = [QAccessible.queryAccessibleInterface(each).text(QAccessible.Text.Name) for each in reached]
    assert len(reached) >= 5 and all(named)
    queue.close()
    slip.close()
    settle(qtbot, seat)
