"""The e-mail slip: a mail typed, pasted or read from a file becomes a contact, with its files, in a few keys."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from app.authority import Right
from app.errors import AppError, Invalid
from app.queries.mail import Asked, MailFacts, Reason, mail_facts
from app.queries.suggest import Card, PersonHit, card
from app.ui.case_words import Clock
from app.ui.forms.mail_fields import MailFields
from app.ui.forms.mail_frame import MailFrame
from app.ui.forms.mail_intake import MailIntake
from app.ui.forms.mail_log import MailEntry, who_of
from app.ui.forms.mail_news import news_of
from app.ui.forms.person_line import Who
from app.ui.forms.slip_base import Act, SlipWindow
from app.ui.forms.slip_foot import SlipFoot
from app.ui.forms.slip_side import SlipSide
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import named

PAUSE_MS = 150


class MailSlip(SlipWindow):
    """An e-mail that came or went, with its files."""

    draft_kind = "mail_slip"

    def __init__(
        self, seat: Seat, *, key: str = "", values: Mapping[str, Any] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(seat, key=key, parent=parent)
        named(self, "mail_slip", self.tr("Log an e-mail"))
        self.setWindowTitle(self.tr("Log an e-mail"))
        self.setAcceptDrops(True)
        self._facts: MailFacts | None = None
        self._known: Card | None = None
        self._asked: Asked | None = None
        self._asking = self._by_hand = False
        self.fields = MailFields(seat, self)
        self.side = SlipSide(seat, self)
        self.foot = SlipFoot(may_open=seat.may(Right.OPEN_CASE), parent=self)
        self.frame = MailFrame(self)
        self.frame.arrange(self.fields, self.side, self.foot)
        self.intake = MailIntake(seat, self.fields, self.frame, self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.ask)
        self._connect()
        self.bind(
            [
                ("Ctrl+M", self.fields.for_mayor.toggle),
                ("Ctrl+Shift+V", self.intake.paste),
                ("Ctrl+O", self.intake.choose),
            ]
        )
        self.setFocusProxy(self.fields.from_line)
        room = self.screen().availableSize()
        self.resize(min(theme().px(896), room.width() - 40), min(theme().px(680), room.height() - 80))
        if values:
            self.set_draft(values)

    def _connect(self) -> None:
        self.log_by_enter(self.fields.words)
        self.fields.changed.connect(self._edited)
        self.fields.head_changed.connect(lambda: self._timer.start(PAUSE_MS))
        self.fields.who.value_changed.connect(self._who_changed)
        self.side.chosen.connect(lambda hit: self.choose(hit, by_hand=True))
        self.side.targets_changed.connect(self._show_targets)
        self.connect_ends()
        self.intake.filled.connect(self._filled)
        self.intake.problem.connect(self.foot.tell)
        self.intake.reading.connect(self.foot.set_busy)

    # -- who it is ------------------------------------------------------------------------------------------

    def _edited(self) -> None:
        self.foot.tell("")
        self.fields.words_field.set_problem(None)
        self.fields.who_field.set_problem(None)
        self.fields.show_new()
        self.typed.emit()

    def _filled(self) -> None:
        self._edited()
        self.ask()
        self.frame.tell(self._news())

    def ask(self) -> None:
        """Ask who the sender is and which case the subject names."""
        self._timer.stop()
        asked = self.fields.asked()
        if asked == self._asked:
            return
        self._asked, self._asking = asked, True
        self._seat.ask(
            lambda s, who: mail_facts(s, who, asked),
            then=self._found,
            failed=self._refused,
            owner=self,
            key="facts",
        )

    def _found(self, facts: MailFacts) -> None:
        self._asking, self._facts, self.fields.outgoing = False, facts, facts.from_office
        self.fields.inside, self.fields.ours = facts.inside, facts.ours
        if not self._by_hand:
            self.fields.who.set_value(who_of(facts.sender) if facts.sender else Who())
            self._by_hand = False
        self._show_side()
        self.go_on()

    def choose(self, hit: PersonHit, *, by_hand: bool) -> None:
        """This is who it is."""
        self.fields.who.set_value(who_of(hit))
        self._by_hand = by_hand

    def _who_changed(self) -> None:
        """Somebody was chosen or taken away: what is known of them is shown, and the sender no longer decides."""
        who: Who = self.fields.who.value()
        self._known, self._by_hand = None, True
        if who.kind in ("person", "organization") and who.id is not None:
            kind, number, at = who.kind, who.id, self._seat.now()
            self._seat.ask(lambda s, me: card(s, me, kind, number, at=at), then=self._carded, owner=self, key="card")
        self._show_side()
        self._edited()

    def _carded(self, known: Card | None) -> None:
        who: Who = self.fields.who.value()
        if known is not None and who.id == known.id and who.kind == known.kind:
            self._known = known
            if known.language and self.fields.language.currentText() in ("", "English"):
                self.fields.language.setCurrentText(known.language)
            self._show_side()

    def _show_side(self) -> None:
        meant = self._facts.meant if self._facts else None
        if self._known is not None:
            others = tuple(each for each in self._known.open_cases if meant is None or each.id != meant.id)
            self.side.show_card(self._known._replace(open_cases=((meant, *others) if meant else others)))
        else:
            self.side.show_card(None)
            self.side.show_hits(self._facts.hits if self._facts and not self.fields.who.value().kind else ())
        self._show_targets()
        self.fields.show_new()
        self.frame.tell(self._news())

    def _news(self) -> list[str]:
        clock = Clock(self._seat.now(), self._seat.zone)
        return [*news_of(self._facts, self.fields.traits, clock), *self.fields.traits.told]

    # -- logging --------------------------------------------------------------------------------------------

    def _targets(self) -> list[tuple[int, str]]:
        """The cases of Ctrl+1 …: those that the subject names and that the mail answers first."""
        proposals = self._facts.proposals if self._facts else ()
        found = [(each.case.id, each.case.number) for each in proposals if each.reason is not Reason.SENDER]
        beside = ((each.case_id, each.number) for each in self.side.targets)
        return found + [each for each in beside if each not in found]

    def _show_targets(self) -> None:
        is_open = self._facts is not None and self._facts.is_open
        first = None if is_open else next(iter(self._targets()), None)
        self.foot.offer(self.home or first, self.home is not None)

    def add_to(self, place: int) -> None:
        """Add to the case with this key (from 0)."""
        if place < len(self._targets()):
            self.submit(self._targets()[place][0])

    @property
    def matter(self) -> str:
        """The subject of the mail."""
        return self.fields.subject.text()

    @property
    def is_asking(self) -> bool:
        """A sender just typed is looked up first."""
        if self._timer.isActive():
            self.ask()
        return self._asking

    def submit(self, outcome: int) -> None:
        """Log it, unless a mail is still being read."""
        if not self.intake.is_reading:
            super().submit(outcome)

    def check(self) -> bool:
        """Words, a date and somebody are needed."""
        if not self.fields.whole_words:
            self.fields.words_field.set_problem(self.tr("Write in a few words what the mail says, or paste it."))
            self.fields.words.setFocus()
        elif not self.fields.check_date():
            self.fields.date.setFocus()
        elif not self.fields.who.value().kind and not self.fields.new_name:
            self.fields.who_field.set_problem(self.tr("Say who sent it, or choose anonymous."))
            self.fields.from_line.setFocus()
        elif problem := self.fields.promised.problem():
            self.foot.tell(problem)
            self.fields.promised.setFocus()
        else:
            return True
        return False

    def act(self, outcome: int) -> Act:
        """All values as they are now, taken in the UI thread."""
        fields = self.fields
        return MailEntry(
            outcome=outcome,
            who=fields.who.value(),
            name=self.fields.new_name,
            email=fields.other_parts[1],
            fields=fields.contact_fields(),
            category_id=fields.category.currentData(),
            files=tuple(fields.files.files),
            promised=fields.promised.due(),
        ).write

    def failed(self, error: AppError) -> None:
        """The sentence where it belongs."""
        self._asking = False
        problems = dict(error.problems) if isinstance(error, Invalid) else {"": error.sentence}
        places = (("words", self.fields.words_field), ("happened_at", self.fields.date_field))
        for name, field in (*places, ("person_id", self.fields.who_field)):
            field.set_problem(problems.pop(name, None))
        self.foot.tell(" ".join(problems.values()))

    # -- drafts ---------------------------------------------------------------------------------------------

    def is_empty(self) -> bool:
        """Whether nothing was typed or read that would be lost."""
        f = self.fields
        lines = (f.from_line.text(), f.to.text(), f.subject.text(), f.words.toPlainText(), f.quoted.text)
        return not (any(line.strip() for line in lines) or f.files.files)

    def start_with(self, line: str) -> None:
        """Begin with an address or name of the sender."""
        self.fields.from_line.setText(line)

    def draft_values(self) -> dict[str, Any]:
        """Every field, to be kept; files by their address in the store, where they are already."""
        return {**self.fields.values(), "home": list(self.home) if self.home else None}

    def set_draft(self, values: Mapping[str, Any]) -> None:
        """What `draft_values` gave, as it was."""
        home = values.get("home")
        self.home = (int(home[0]), str(home[1])) if home else None
        self.fields.set_values(values)
        self._by_hand = bool(self.fields.who.value().kind)
        self.ask()
        self._show_targets()

    # -- Qt -------------------------------------------------------------------------------------------------

    def put_away(self) -> None:
        """A mail that is still being read is not waited for."""
        self.intake.stop()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """The first mail fills the slip, further ones wait in a list; other files are attached."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.intake.read(*paths)
