"""The fields of an e-mail slip: head lines, words with the quoted tail folded, files, and what the office adds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import getaddresses, parseaddr
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.exchange.mail_log import StoredFile, name_from
from app.models import Automatic, Direction, LanguageHelp
from app.queries.mail import Asked
from app.ui.forms.caution import Caution
from app.ui.forms.choices import choice_box, label_box
from app.ui.forms.mail_parts import MailFiles, QuotedTail
from app.ui.forms.mail_traits import MailTraits, moment_line, traits_from
from app.ui.forms.person_line import AskerPicker
from app.ui.forms.promised_by import PromisedBy
from app.ui.forms.when import parse_when
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyHint
from app.ui.widgets.field import Field
from app.ui.widgets.flow import FlowLayout

MOST_FROM = 998
TOP = Qt.AlignmentFlag.AlignTop


class MailFields(QWidget):
    """All fields; `changed` whenever one of them is, `head_changed` when who or which case may be another."""

    changed = Signal()
    head_changed = Signal()

    def __init__(self, seat: Seat, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "mail_fields", self.tr("The mail"))
        self._seat = seat
        self.traits = MailTraits()
        self.outgoing = self.inside = False
        self.ours = frozenset[str]()
        self._moment_words = ""
        self._moment: datetime | None = None
        self._make()
        self._arrange()
        self._connect()

    def _make(self) -> None:
        self.from_line = named(QLineEdit(self), "mail_from")
        self.from_line.setPlaceholderText(self.tr("Name <name@example.org>"))
        self.to = named(QLineEdit(self), "mail_to")
        self.date = named(QLineEdit(self), "mail_date")
        self.date.setPlaceholderText(self.tr("Now, or Nov 12 4:05 pm"))
        self.subject = named(QLineEdit(self), "mail_subject")
        for line in (self.from_line, self.subject):
            line.setMaxLength(MOST_FROM)
        self.words = named(QPlainTextEdit(self), "mail_words")
        self.words.setTabChangesFocus(True)
        self.words.setMinimumHeight(theme().px(96))
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.quoted, self.files = QuotedTail(self), MailFiles(self)
        self.who = AskerPicker(self._seat, self)
        self.new = text_label("", self, type="table", ink="ink_2", name="mail_new_person")
        self.new.setWordWrap(True)
        known = self._seat.reference
        categories = [(None, self.tr("None")), *((each.id, each.name) for each in known.categories)]
        self.category = choice_box(categories, self, name="mail_category")
        languages = known.office.get("languages") or ["English"]
        self.language = choice_box([(each, each) for each in languages], self, name="mail_language", editable=True)
        self.help = label_box("language_help", list(LanguageHelp), self, name="mail_help")
        self.answered = named(
            QCheckBox(self.tr("Answ&ered at once"), self), "mail_answered", self.tr("Answered at once")
        )
        self.for_mayor = named(
            QCheckBox(self.tr("Also meant for the &Mayor"), self), "mail_for_mayor", self.tr("Also meant for the Mayor")
        )
        self.promised = PromisedBy(self._seat, "mail_promised", self.tr("Promised &by"), self)

    def _arrange(self) -> None:
        self.date_field = Field(self.tr("&Date"), self.date, self, name="mail_date_field")
        self.words_field = Field(self.tr("&Words"), self.words, self, name="mail_words_field")
        self.who_field = Field(self.tr("Wh&o"), self.who, self, name="mail_who_field")
        head, below = QGridLayout(), QGridLayout()
        for grid in (head, below):
            grid.setHorizontalSpacing(12)
            grid.setVerticalSpacing(8)
        head.addWidget(Field(self.tr("&From"), self.from_line, self, name="mail_from_field"), 0, 0, 1, 2, TOP)
        head.addWidget(self.date_field, 0, 2, TOP)
        head.addWidget(Field(self.tr("&Subject"), self.subject, self, name="mail_subject_field"), 1, 0, 1, 2)
        head.addWidget(Field(self.tr("&To"), self.to, self, name="mail_to_field"), 1, 2)
        below.addWidget(Field(self.tr("&Category"), self.category, self, name="mail_category_field"), 0, 0)
        below.addWidget(Field(self.tr("&Language"), self.language, self, name="mail_language_field"), 0, 1)
        below.addWidget(Field(self.tr("&Help given"), self.help, self, name="mail_help_field"), 0, 2)
        for grid in (head, below):
            for across in range(3):
                grid.setColumnStretch(across, 1)
        marks = FlowLayout(gap=12)
        for mark in (self.answered, self.for_mayor, KeyHint("Ctrl+M", self), self.promised.part):
            marks.addWidget(mark)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.words_field, 1)
        column.addWidget(Caution(self.words, self))
        for widget in (self.quoted, self.files, self.who_field, self.new):
            column.addWidget(widget)
        column.addLayout(below)
        column.addLayout(marks)

    def _connect(self) -> None:
        for line in (self.from_line, self.subject):
            line.textChanged.connect(self.head_changed)
        for line in (self.from_line, self.to, self.date, self.subject, self.promised):
            line.textChanged.connect(self.changed)
        self.words.textChanged.connect(self.changed)
        self.date.editingFinished.connect(self.check_date)
        for box in (self.category, self.language, self.help):
            box.currentTextChanged.connect(self.changed)
        for mark in (self.answered, self.for_mayor):
            mark.toggled.connect(self.changed)
        self.files.changed.connect(self.changed)

    # -- parts ----------------------------------------------------------------------------------------------

    @property
    def sender_parts(self) -> tuple[str, str]:
        """Name and address of the sender; either may be ""."""
        text = self.from_line.text().strip()
        name, address = parseaddr(text)
        return (name.strip(), address.strip()) if "@" in address else (text, "")

    @property
    def other_parts(self) -> tuple[str, str]:
        """Name and address of who is not of the office: the sender, or to whom a mail of ours went."""
        to = [each for each in getaddresses([self.to.text()]) if "@" in each[1]]
        outside = [each for each in to if each[1].casefold() not in self.ours]
        return outside[0] if self.outgoing and outside else self.sender_parts

    def asked(self) -> Asked:
        """What the office file is asked of the mail."""
        (name, email), kept = self.sender_parts, self.traits
        is_back = kept.automatic is Automatic.BOUNCE
        return Asked(
            name="" if is_back else name,
            email=kept.back_to if is_back else email,
            subject=f"{self.subject.text()} {kept.back_subject}" if is_back else self.subject.text(),
            message_id=kept.message_id,
            answers=kept.answers,
            to=tuple(address for _, address in getaddresses([self.to.text()]) if "@" in address),
        )

    @property
    def new_name(self) -> str:
        """The name under which a sender whom nobody knows is added."""
        name, email = self.other_parts
        return "" if self.inside else name or name_from(email)

    def show_new(self) -> None:
        """Say who will be added when nobody is chosen."""
        words = self.tr("Nobody is chosen: {0} is added as a new person.").format(self.new_name)
        if self.traits.automatic:
            words = self.tr("Nobody is chosen: it is logged without a person.")
        self.new.setText(words if self.new_name and not self.who.value().kind else "")
        self.new.setVisible(bool(self.new.text()))

    @property
    def whole_words(self) -> str:
        """The words with what they quote; the subject where there are none."""
        words = "\n\n".join(part for part in (self.words.toPlainText().strip(), self.quoted.text.strip()) if part)
        return words or self.subject.text().strip()

    def set_moment(self, at: datetime) -> None:
        """Show when the mail was sent; `at` is in UTC."""
        self._moment, self._moment_words = at, moment_line(self._seat.local(at))
        self.date.setText(self._moment_words)

    def happened_at(self) -> datetime | None:
        """When it was sent, in UTC: now where nothing is typed; None when it cannot be read."""
        text = self.date.text().strip()
        if self._moment is not None and text == self._moment_words:
            return self._moment
        found = parse_when(text or "now", self._seat.local(self._seat.now()))
        return found.astimezone(UTC) if found else None

    def check_date(self) -> bool:
        """Whether the date can be read; the sentence stands below it where it cannot."""
        good = self.happened_at() is not None
        sentence = self.tr("Type a time like 10:23, yesterday 3pm or Nov 12 4:05 pm.")
        self.date_field.set_problem(None if good else sentence)
        return good

    # -- values ---------------------------------------------------------------------------------------------

    def contact_fields(self) -> dict[str, Any]:
        """The values as ContactFields takes them, without who."""
        return {
            "happened_at": self.happened_at(),
            "words": self.whole_words,
            "language": self.language.currentText().strip(),
            "language_help": self.help.currentData(),
            "answered_at_once": self.answered.isChecked(),
            "for_mayor": self.for_mayor.isChecked(),
            "mail_subject": self.subject.text().strip(),
            "mail_from": self.from_line.text().strip(),
            "mail_to": self.to.text().strip()[:4000],
            "message_id": self.traits.message_id[:998],
            "in_reply_to": next(iter(self.traits.answers), "")[:998],
            "automatic": self.traits.automatic,
            "direction": Direction.OUT if self.outgoing else Direction.IN,
        }

    def values(self) -> dict[str, Any]:
        """Plain values, for a draft."""
        return {
            "from": self.from_line.text(),
            "to": self.to.text(),
            "date": self.date.text(),
            "moment": self._moment.isoformat() if self._moment else "",
            "subject": self.subject.text(),
            "words": self.words.toPlainText(),
            "quoted": self.quoted.text,
            "traits": self.traits.plain(),
            "files": [list(each) for each in self.files.files],
            "who": list(self.who.value()),
            "category": self.category.currentData(),
            "language": self.language.currentText(),
            "help": self.help.currentIndex(),
            "answered": self.answered.isChecked(),
            "promised": self.promised.text(),
            "for_mayor": self.for_mayor.isChecked(),
        }

    def set_values(self, values: Mapping[str, Any]) -> None:
        """What `values` gave."""
        for name, line in (("from", self.from_line), ("to", self.to), ("subject", self.subject)):
            line.setText(str(values.get(name, "")))
        if values.get("moment"):
            self.set_moment(datetime.fromisoformat(str(values["moment"])))
        self.date.setText(str(values.get("date", "")))
        self.words.setPlainText(str(values.get("words", "")))
        self.quoted.set_text(str(values.get("quoted", "")))
        self.traits = traits_from(values.get("traits", values))
        self.files.set_files([StoredFile(*each) for each in values.get("files", [])])
        self.who.set_value(values.get("who", []))
        self.category.setCurrentIndex(max(0, self.category.findData(values.get("category"))))
        self.language.setCurrentText(str(values.get("language") or self.language.currentText()))
        self.help.setCurrentIndex(int(values.get("help", 0)))
        self.answered.setChecked(bool(values.get("answered")))
        self.promised.setText(str(values.get("promised") or ""))
        self.for_mayor.setChecked(bool(values.get("for_mayor")))
