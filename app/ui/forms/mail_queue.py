"""Mails that wait to be logged: a list to work off, each kept as a parked slip so that none is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import Actor
from app.errors import AppError, Invalid
from app.exchange.mail_log import asked_of, fields_of, log_mail, sender_of
from app.queries.mail import MailFacts, mail_facts
from app.services.contacts import Logged, undo_contact
from app.ui import labels
from app.ui.case_words import Clock, moment_words
from app.ui.forms.mail_news import reason_words
from app.ui.forms.mail_read import ReadMail
from app.ui.forms.mail_traits import slip_values
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import mark, named, text_label
from app.ui.widgets.buttons import KeyButton

_PLACE = int(Qt.ItemDataRole.UserRole)


@dataclass
class WaitingMail:
    """One mail of the list, as a source of drafts; `opened` once its slip was, which then knows better."""

    read: ReadMail
    values: dict[str, Any]
    draft_kind: str = "mail_slip"
    draft_key: str = field(default_factory=lambda: uuid4().hex)
    typed: Any = None
    facts: MailFacts | None = None
    opened: bool = False

    def draft_values(self) -> dict[str, Any]:
        """Every field of its slip."""
        return self.values


class MailQueue(QWidget):
    """Enter opens the slip of a mail, Ctrl+1 adds it to the case proposed, Delete leaves it out."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        named(self, "mail_queue", self.tr("Mails to log"))
        self.setWindowTitle(self.tr("Mails to log"))
        mark(self, ground="page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self._seat = seat
        self.mails: list[WaitingMail] = []
        self._make()
        self._arrange()
        self.resize(theme().px(760), theme().px(460))

    def _make(self) -> None:
        self.head = text_label("", self, type="section", name="mail_queue_head")
        self.problem = text_label("", self, type="table", ink="accent_ink", name="mail_queue_problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.list = named(QListWidget(self), "mail_queue_list", self.tr("Mails that wait"))
        self.list.setProperty("kind", "box")
        self.list.setWordWrap(True)
        self.list.itemActivated.connect(lambda _: self.open())
        self.list.currentRowChanged.connect(lambda _: self._show_acts())
        self.open_button = KeyButton(self.tr("Open"), self, key="Enter", kind="primary", name="mail_queue_open")
        self.take_button = KeyButton("", self, key="Ctrl+1", name="mail_queue_take")
        self.skip_button = KeyButton(self.tr("Leave out"), self, key="Del", name="mail_queue_skip")
        self.later = KeyButton(self.tr("Later"), self, key="Esc", kind="link", name="mail_queue_later")
        self.open_button.clicked.connect(self.open)
        self.take_button.clicked.connect(self.take)
        self.skip_button.clicked.connect(self.leave_out)
        self.later.clicked.connect(self.close)
        for key, act in (("Ctrl+1", self.take), ("Del", self.leave_out), ("Esc", self.close)):
            QShortcut(QKeySequence(key), self).activated.connect(act)

    def _arrange(self) -> None:
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        for widget in (self.head, self.problem):
            column.addWidget(widget)
        column.addWidget(self.list, 1)
        for button in (self.open_button, self.take_button, self.skip_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.later)
        column.addLayout(row)
        self.setFocusProxy(self.list)

    # -- mails ----------------------------------------------------------------------------------------------

    def add(self, mails: Sequence[ReadMail]) -> None:
        """Take these to the list; each is parked as a slip at once."""
        new = [WaitingMail(each, slip_values(each.mail, each.files, self._seat.local)) for each in mails if each.mail]
        for each in new:
            self._seat.drafts.park(each)
        self.mails += new
        self._fill()
        self._ask(new)
        self.show()
        self.raise_()
        self.activateWindow()
        self.setFocus()

    def _ask(self, new: Sequence[WaitingMail]) -> None:
        asked = [(each, asked_of(each.read.mail)) for each in new if each.read.mail is not None]

        def found(all_facts: list[MailFacts]) -> None:
            for (each, _), facts in zip(asked, all_facts, strict=True):
                each.facts = facts
            self._fill()

        self._seat.ask(lambda s, who: [mail_facts(s, who, one) for _, one in asked], then=found, owner=self)

    @property
    def current(self) -> WaitingMail | None:
        """The mail chosen."""
        row = self.list.currentRow()
        return self.mails[row] if 0 <= row < len(self.mails) else None

    def _fill(self) -> None:
        row = max(0, self.list.currentRow())
        self.list.clear()
        for each in self.mails:
            item = QListWidgetItem(self._words(each), self.list)
            item.setSizeHint(QSize(0, 2 * theme().row_height()))
        self.list.setCurrentRow(min(row, len(self.mails) - 1))
        self.head.setText(self.tr("{0} mails wait to be logged").format(len(self.mails)))
        if len(self.mails) == 1:
            self.head.setText(self.tr("1 mail waits to be logged"))
        self._show_acts()

    def _words(self, each: WaitingMail) -> str:
        mail = each.read.mail
        if mail is None:
            return ""
        at = moment_words(mail.date, self._clock()) if mail.date else self.tr("no date")
        who = mail.sender or self.tr("Nobody by name")
        if mail.automatic:
            who = f"{labels.word('automatic', mail.automatic)}  ·  {who}"
        told = "  ·  ".join((self._proposal(each), *mail.problems))
        return f"{who}  ·  {mail.subject or self.tr('no subject')}  ·  {at}\n{told}"

    def _proposal(self, each: WaitingMail) -> str:
        facts = each.facts
        if each.opened:
            return self.tr("Begun: Enter goes on with it.")
        if facts is None:
            return self.tr("Looking for its case …")
        if facts.logged_at:
            return self.tr("Was already logged {0}.").format(moment_words(facts.logged_at, self._clock()))
        if facts.is_open:
            return self.tr("Several cases are named: Enter asks which.")
        if facts.proposals:
            first = facts.proposals[0]
            return self.tr("Perhaps {0}, {1}: {2}.").format(
                first.case.number, first.case.subject, reason_words(first.reason)
            )
        return self.tr("No case is known for it.") if facts.sender else self.tr("The sender is not known.")

    def _clock(self) -> Clock:
        return Clock(self._seat.now(), self._seat.zone)

    def _show_acts(self) -> None:
        each = self.current
        meant = self._meant(each)
        self.take_button.setVisible(meant is not None)
        if meant is not None:
            self.take_button.set_text(self.tr("Add to {0}").format(meant[1]))
        for button in (self.open_button, self.skip_button):
            button.setEnabled(each is not None)

    def _meant(self, each: WaitingMail | None) -> tuple[int, str] | None:
        """The one case that a key confirms: none where it is not sure, was logged before, or the slip was opened."""
        facts = each.facts if each else None
        if each is None or facts is None or facts.meant is None or facts.logged_at or each.opened:
            return None
        return facts.meant.id, facts.meant.number

    # -- acts -----------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Open the slip of the mail chosen."""
        if self.current is not None:
            self.current.opened = True
            self._seat.slip_wanted.emit({"draft_key": self.current.draft_key})

    def put_away(self, key: str, parked: bool) -> None:
        """A slip was closed: what was logged goes out of the list and the next one opens; what was parked stays."""
        place = next((at for at, each in enumerate(self.mails) if each.draft_key == key), None)
        if place is None:
            return
        if not parked:
            del self.mails[place]
        self._fill()
        self._ask(self.mails)
        self.list.setCurrentRow(min(place, len(self.mails) - 1))
        if not self.mails:
            self.close()
        elif not parked and self.isVisible():
            self.open()

    def take(self) -> None:
        """Confirm: log the mail on the case proposed, as it is."""
        each, meant = self.current, self._meant(self.current)
        if each is None or meant is None:
            return
        self._seat.do(
            self._entry(each, meant[0]), then=lambda made: self._taken(each, made), failed=self._failed, owner=self
        )

    def _entry(self, each: WaitingMail, case_id: int) -> Any:
        mail, files = each.read.mail, each.read.files
        assert mail is not None
        languages, again = (
            self._seat.reference.office.get("languages") or ["English"],
            self.tr("This mail was logged meanwhile. Leave it out, or open it to log it once more."),
        )

        def write(session: Session, who: Actor, at: datetime) -> Logged:
            facts = mail_facts(session, who, asked_of(mail))  # as it is now: the mail before it may have changed it
            if facts.logged_at:
                raise Invalid(again)
            language = (facts.sender.language if facts.sender else "") or languages[0]
            fields = {**fields_of(mail, at=at), "language": language, "direction": "out" if facts.from_office else "in"}
            sender = sender_of(mail, facts)
            return log_mail(session, who, fields=fields, sender=sender, files=files, at=at, case_id=case_id)

        return write

    def _taken(self, each: WaitingMail, logged: Logged) -> None:
        words = self.tr("Logged on {0}").format(logged.number)
        self._seat.messages.note(words, undo=lambda: self._undo(logged.contact_id))
        self._seat.drafts.forget(each)
        self.problem.hide()
        self.mails.remove(each)
        self._fill()
        self._ask(self.mails)
        if not self.mails:
            self.close()

    def _undo(self, contact_id: int) -> None:
        def act(session: Session, who: Actor, at: datetime) -> None:
            undo_contact(session, who, contact_id, at=at)

        self._seat.do(act, then=lambda _: self._seat.messages.note(self.tr("Undone")), owner=self)

    def _failed(self, error: AppError) -> None:
        self.problem.setText(error.sentence)
        self.problem.show()

    def leave_out(self) -> None:
        """Forget the mail chosen; it can be called back."""
        each = self.current
        if each is None:
            return
        self.mails.remove(each)
        self._seat.drafts.forget(each)
        self._fill()
        self._seat.messages.note(self.tr("Left out"), undo=lambda: self._back(each))

    def _back(self, each: WaitingMail) -> None:
        self._seat.drafts.park(each)
        self.mails.append(each)
        self._fill()
        self.show()

    # -- Qt -------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """What is left stays parked, to be resumed from Today."""
        if self.mails:
            words = self.tr("{0} mails stay parked. Resume them from Today.")
            self._seat.messages.note(words.format(len(self.mails)))
        super().closeEvent(event)
