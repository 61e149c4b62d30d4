"""The e-mail slip by keyboard: by hand, pasted, from a file with an attachment, kept as a draft."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QComboBox, QLabel, QWidget
from sqlmodel import select

from app.exchange.mail_log import case_subject
from app.models import Attachment, Case, Channel, Contact, Person, Promise, Reach
from app.services.people import add_person
from app.store import Store
from app.ui.forms.mail_slip import MailSlip
from app.ui.forms.slip_desk import SlipDesk
from app.ui.messages import Message
from app.ui.seat import Seat
from tests.factories import AT, director, make_case, make_contact
from tests.ui.seat import settle

NAME = QAccessible.Text.Name
CTRL = Qt.KeyboardModifier.ControlModifier
PASTED = """From: Ana Silva <ana@example.org>
Date: Nov 17, 2026 4:05 PM
To: City Hall <c@example.org>
Subject: Street light out

The light at pole 14 is out.

On Mon, Nov 16, 2026 at 9:00 AM City Hall <c@example.org> wrote:
> Which pole is it?
> Please tell us.
"""


@pytest.fixture
def store(store: Store) -> Store:
    details = {"reaches": [{"kind": "email", "typed": "Manuel@Example.org"}]}
    fields = {"name": "Manuel Tavares", "language": "Portuguese"}
    store.write(lambda s: add_person(s, director(s), fields=fields, details=details, at=AT))
    store.write(lambda s: make_case(s, "Storm drain at 48 Elm Street", person_id=1))
    store.write(lambda s: make_case(s, "Recycling missed", person_id=1))
    return store


@pytest.fixture
def slip(qtbot: Any, seat: Seat) -> Iterator[MailSlip]:
    made = shown(qtbot, seat)
    yield made
    if shiboken6.isValid(made):
        made.close()
    settle(qtbot, seat)


def shown(qtbot: Any, seat: Seat, key: str = "") -> MailSlip:
    made = MailSlip(seat, key=key)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.setFocus()
    return made


def typed(qtbot: Any, seat: Seat, widget: QWidget, text: str) -> None:
    qtbot.keyClicks(widget, text)
    settle(qtbot, seat)


def press(qtbot: Any, seat: Seat, slip: MailSlip, key: Qt.Key, held: Any = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key that logs, and wait until it is said."""
    with qtbot.waitSignal(slip.logged, timeout=5000):
        qtbot.keyClick(slip.fields.words, key, held)
    settle(qtbot, seat)


def contacts(store: Store) -> list[Contact]:
    return store.read(lambda s: list(s.exec(select(Contact))))


def contact(store: Store) -> Contact:
    return contacts(store)[-1]


def paste(qtbot: Any, seat: Seat, slip: MailSlip, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    qtbot.keyClick(slip, Qt.Key.Key_V, CTRL | Qt.KeyboardModifier.ShiftModifier)
    settle(qtbot, seat)


def mail_file(folder: Path, subject: str = "Re: [2026-00001] Drain") -> Path:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Manuel Tavares <manuel@example.org>", "c@example.org", subject
    mail["Date"], mail["Message-ID"] = "Tue, 17 Nov 2026 16:05:00 -0500", "<one@example.org>"
    mail.set_content("The drain is full again.")
    mail.add_attachment(b"picture", maintype="image", subtype="png", filename="drain.png")
    path = folder / "mail.eml"
    path.write_bytes(mail.as_bytes())
    return path


def test_that_a_mail_typed_by_hand_is_logged_with_its_known_sender(
    qtbot: Any, seat: Seat, store: Store, slip: MailSlip
) -> None:
    typed(qtbot, seat, slip.fields.from_line, "manuel@example.org")
    slip.ask()
    settle(qtbot, seat)
    assert str(slip.fields.who.value()) == "Manuel Tavares" and slip.fields.language.currentText() == "Portuguese"
    typed(qtbot, seat, slip.fields.date, "yesterday 3pm")
    typed(qtbot, seat, slip.fields.subject, "Bins")
    typed(qtbot, seat, slip.fields.words, "Bins are full")
    qtbot.keyClick(slip.fields.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    press(qtbot, seat, slip, Qt.Key.Key_Return)
    found = contact(store)
    assert (found.person_id, found.channel.value, found.words, found.mail_subject) == (
        1,
        "email",
        "Bins are full",
        "Bins",
    )
    assert found.happened_at == datetime(2026, 11, 17, 20, 0, tzinfo=UTC)


def test_that_a_date_promised_in_a_mail_is_kept_with_its_case(
    qtbot: Any, seat: Seat, store: Store, slip: MailSlip
) -> None:
    paste(qtbot, seat, slip, PASTED)
    qtbot.keyClick(slip, Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
    assert slip.fields.promised.hasFocus()
    typed(qtbot, seat, slip.fields.promised, "Thirsday")
    qtbot.keyClick(slip.fields.words, Qt.Key.Key_Return, CTRL)
    assert not contacts(store) and "no date" in slip.foot._problem.text()
    slip.fields.promised.clear()
    typed(qtbot, seat, slip.fields.promised, "Thu")
    press(qtbot, seat, slip, Qt.Key.Key_Return, CTRL)
    kept = store.read(lambda s: s.exec(select(Promise)).one())
    assert (kept.contact_id, kept.words, kept.how) == (contact(store).id, "Street light out", Channel.EMAIL)
    assert kept.case_id == contact(store).case_id and seat.local(kept.due_at).date() == date(2026, 11, 19)


def test_that_a_pasted_mail_takes_two_keys_and_adds_its_sender(
    qtbot: Any, seat: Seat, store: Store, slip: MailSlip
) -> None:
    """Ctrl+Shift+V and Ctrl+Enter: two presses for a case with a new person."""
    paste(qtbot, seat, slip, PASTED)
    assert slip.fields.words.toPlainText() == "The light at pole 14 is out."
    assert "3 lines" in slip.fields.quoted.button.text() and slip.fields.quoted.words.isHidden()
    assert "Ana Silva is added" in slip.fields.new.text()
    press(qtbot, seat, slip, Qt.Key.Key_Return, CTRL)
    found = contact(store)
    assert found.case_id == 3 and "Which pole" in found.words and found.mail_from == "Ana Silva <ana@example.org>"
    assert store.read(lambda s: s.get(Case, 3).subject) == "Street light out"  # type: ignore[union-attr]  # it is there
    person = store.read(lambda s: s.get(Person, found.person_id))
    assert person is not None and person.name == "Ana Silva"
    assert "ana@example.org" in store.read(lambda s: [each.key for each in s.exec(select(Reach))])


def test_that_a_mail_from_a_file_brings_its_attachment_and_proposes_the_case_it_names(
    qtbot: Any, seat: Seat, store: Store, slip: MailSlip, tmp_path: Path
) -> None:
    slip.intake.read(mail_file(tmp_path))
    settle(qtbot, seat)
    assert [each.name for each in slip.fields.files.files] == ["drain.png"]
    assert slip.foot.add.text() == "Add to 2026-00001" and "2026-00001" in slip.frame.news.text()
    press(qtbot, seat, slip, Qt.Key.Key_1, CTRL)
    found = contact(store)
    kept = store.read(lambda s: s.exec(select(Attachment)).one())
    assert (found.case_id, found.person_id, found.message_id) == (1, 1, "<one@example.org>")
    assert (kept.contact_id, kept.name, b"".join(seat.blobs.open(kept.address))) == (found.id, "drain.png", b"picture")


def test_that_a_subject_with_several_case_numbers_proposes_none_of_them(
    qtbot: Any, seat: Seat, slip: MailSlip, tmp_path: Path
) -> None:
    slip.intake.read(mail_file(tmp_path, "Fwd: [2026-00002] and [2026-00001] again, not [2026-00002]"))
    settle(qtbot, seat)
    told = slip.findChildren(QLabel)
    assert any("names several cases" in each.text() for each in told if each.isVisible())
    assert not any("Ctrl+1 adds the mail to it" in each.text() for each in told)


def test_that_a_mail_logged_before_is_told(
    qtbot: Any, seat: Seat, store: Store, slip: MailSlip, tmp_path: Path
) -> None:
    fields = {"channel": "email", "message_id": "<one@example.org>"}
    store.write(lambda s: make_contact(s, "The drain", at=AT - timedelta(days=1), fields=fields))
    slip.intake.read(mail_file(tmp_path))
    settle(qtbot, seat)
    assert "already logged Tue Nov 17" in slip.frame.news.text()


def test_that_a_file_that_is_no_mail_says_so_and_nothing_is_lost(
    qtbot: Any, seat: Seat, slip: MailSlip, tmp_path: Path
) -> None:
    typed(qtbot, seat, slip.fields.words, "kept")
    problem = slip.foot.findChildren(QLabel, "slip_problem")[0]
    wrong = tmp_path / "wrong.eml"
    for data, words in (
        (b"\x89PNG\r\n\x1a\n", "is no mail"),
        (b"", "is empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Outlook"),
    ):
        wrong.write_bytes(data)
        slip.intake.read(wrong)
        settle(qtbot, seat)
        assert words in problem.text()
    slip.intake.read(tmp_path / "gone.msg")
    settle(qtbot, seat)
    assert "is not there" in problem.text() and slip.fields.words.toPlainText() == "kept"
    assert slip.foot.log.isEnabled()


def test_that_esc_parks_everything_with_its_files_and_a_draft_returns(
    qtbot: Any, seat: Seat, slip: MailSlip, tmp_path: Path
) -> None:
    slip.intake.read(mail_file(tmp_path))
    settle(qtbot, seat)
    typed(qtbot, seat, slip.fields.words, "More. ")
    before, key = slip.draft_values(), slip.draft_key
    with qtbot.waitSignal(slip.left) as left:
        qtbot.keyClick(slip, Qt.Key.Key_Escape)
    settle(qtbot, seat)
    assert left.args == [True]
    seat.drafts.load()
    settle(qtbot, seat)
    again, kept = shown(qtbot, seat, key), seat.drafts.restore("mail_slip", key)
    assert kept is not None
    again.set_draft(kept)
    settle(qtbot, seat)
    assert again.draft_values() == before and again.fields.happened_at() == datetime(2026, 11, 17, 21, 5, tzinfo=UTC)
    again.close()
    settle(qtbot, seat)


def test_that_nothing_is_logged_without_words_or_with_a_date_nobody_can_read(
    qtbot: Any, seat: Seat, store: Store, slip: MailSlip
) -> None:
    qtbot.keyClick(slip.fields.words, Qt.Key.Key_Return)
    assert slip.fields.words_field.problem
    typed(qtbot, seat, slip.fields.words, "Hello")
    typed(qtbot, seat, slip.fields.date, "some day")
    qtbot.keyClick(slip.fields.words, Qt.Key.Key_Return)
    settle(qtbot, seat)
    assert slip.fields.date_field.problem and not contacts(store)


def test_that_a_case_is_called_by_the_subject_without_answers_and_numbers() -> None:
    assert case_subject("Re: Fwd: [2026-01198] Drain", "x") == "Drain"
    assert case_subject("RE: 2026-01198", "First line\nsecond") == "First line"


def test_that_the_desk_opens_a_mail_slip_on_a_case_and_undoes_what_was_logged(
    qtbot: Any, seat: Seat, store: Store
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    said: list[Message] = []
    seat.messages.attach(said.append)
    desk = SlipDesk(seat, window)
    settle(qtbot, seat)
    slip = desk.open({"kind": "email", "case_id": 2})
    settle(qtbot, seat)
    assert str(slip.fields.who.value()) == "Manuel Tavares" and slip.foot.log.text() == "Add to 2026-00002"
    typed(qtbot, seat, slip.fields.words, "Still not there")
    press(qtbot, seat, slip, Qt.Key.Key_Return)
    assert contact(store).case_id == 2 and "2026-00002" in said[0].text and said[0].undo is not None
    said[0].undo()
    settle(qtbot, seat)
    assert contact(store).undone_at == AT


def test_that_the_desk_opens_a_mail_slip_with_its_sender(qtbot: Any, seat: Seat) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    slip = SlipDesk(seat, window).open({"kind": "email", "line": "ana@example.org"})
    settle(qtbot, seat)
    assert slip.fields.from_line.text() == "ana@example.org"
    slip.close()
    settle(qtbot, seat)


def test_that_everything_the_keyboard_reaches_has_a_name(slip: MailSlip) -> None:
    reached = [each for each in slip.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    nameless = [
        each for each in reached if each.isVisible() and not QAccessible.queryAccessibleInterface(each).text(NAME)
    ]
    assert len(reached) > 12
    assert [each.objectName() for each in nameless if not isinstance(each.parent(), QComboBox)] == []
