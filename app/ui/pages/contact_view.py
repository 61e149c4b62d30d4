"""One contact in full: what was said, by whom, its mail, its files, its case."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from app.authority import Right
from app.exchange.mail import fold_quoted
from app.models import Counted, LanguageHelp
from app.queries.contacts import ContactPage, KeptFile, contact_page
from app.ui import labels
from app.ui.case_words import Clock, moment_words, ward_words
from app.ui.forms.contact_form import contact_sheet
from app.ui.forms.put_form import put_sheet
from app.ui.forms.record_directives_form import DirectivesButton
from app.ui.gates import show_for
from app.ui.pages.case_bits import emptied, icon_button, link_button, px
from app.ui.pages.kept_files import KeptFiles
from app.ui.pages.record_parts import fill, nothing, section
from app.ui.pages.record_view import RecordView
from app.ui.seat import Seat
from app.ui.viewed import Viewed
from app.ui.widgets.base import IconMark, named, text_label
from app.ui.widgets.buttons import KeyButton


def size_words(size: int) -> str:
    """A file's size: "41 KB"."""
    return f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 else f"{max(1, round(size / 1024)):,} KB"


class ContactView(RecordView):
    """The page of a contact: E corrects it, P puts it to a case."""

    tables = ("contact", "person", "organization", "case_record", "attachment", "place")

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(seat, name="contact_view", back=self.tr("Contacts"), parent=parent)
        self.page: ContactPage | None = None
        self.files = KeptFiles(seat, self)
        self._viewed = Viewed(seat, "contact", self)
        self.put_button = self.add_act(
            KeyButton(self.tr("Put to a case…"), self, icon="link", key="P", bind=True, name="act_P")
        )
        self.edit_button = self.add_act(
            KeyButton(self.tr("Correct…"), self, icon="pencil", key="E", bind=True, name="act_E")
        )
        self.directives = DirectivesButton(seat, Counted.CONTACT, self)
        self.add_act(self.directives)
        show_for(seat, self.put_button, Right.WORK_CASE)
        show_for(seat, self.edit_button, Right.LOG_CONTACT)
        self.put_button.clicked.connect(self.put_to_case)
        self.edit_button.clicked.connect(self.correct)

    def ask(self) -> None:
        """Read the contact."""
        number = self.number
        if number is not None:
            self.seat.ask(
                lambda s, who: contact_page(s, who, number), then=self._came, failed=self.gone, owner=self, key="page"
            )

    def correct(self) -> None:
        """Open the form to correct it."""
        if self.page is not None:
            self.sheet_wanted.emit(contact_sheet(self.seat, self.page, parent=self), None)

    def put_to_case(self) -> None:
        """Ask for the number of the case."""
        if self.number is not None:
            self.sheet_wanted.emit(put_sheet(self.seat, self.number, parent=self), None)

    # -- what is shown --------------------------------------------------------------------------------------

    def _came(self, page: ContactPage) -> None:
        if page.row.id != self.number:
            return
        self.page = page
        row = page.row
        nobody = self.tr("Anonymous") if row.anonymous else self.tr("Nobody by name")
        who = row.who or (self.tr("A machine") if row.automatic else nobody)
        title = self.tr("{0}, {1}").format(labels.word("channel", row.channel), who)
        marks = [("urgent", self.tr("For the Mayor"))] if row.for_mayor else []
        if row.automatic:
            marks.append(("closed", labels.word("automatic", row.automatic)))
        self.show_head(title, marks)
        self._show_facts(page)
        self._show_words(page)
        self._show_side(page)
        self.files.confidential = page.confidential
        self._viewed.shown(page.row.id, confidential=page.confidential)
        self.directives.show_record(page.row.id)
        self.fit_parts()

    def leave(self) -> None:
        """Opened again it is looked at again."""
        super().leave()
        self._viewed.left()

    def _moment(self, at: datetime) -> str:
        return moment_words(at, Clock(self.seat.now(), self.seat.zone))

    def _show_facts(self, page: ContactPage) -> None:
        row = page.row
        helped = "" if page.language_help is LanguageHelp.NONE_NEEDED else page.language_help
        minutes = self.tr("{0} minutes").format(row.minutes) if row.minutes else ""
        entered = self.tr("{0}, by {1}").format(self._moment(page.entered_at), page.entered_by)
        self.show_facts(
            [
                (self.tr("When"), [self._moment(row.happened_at), minutes]),
                (self.tr("Who"), [self._who(page)]),
                (self.tr("Channel"), [labels.word("channel", row.channel), labels.word("direction", row.direction)]),
                (self.tr("Taken by"), [row.taken_by]),
                (self.tr("Where"), [page.address, ward_words(page.ward)]),
                (self.tr("Category"), [row.category]),
                (self.tr("Language"), [row.language, labels.word("language_help", helped) if helped else ""]),
                (self.tr("Answered"), [self.tr("At once") if page.answered_at_once else ""]),
                (self.tr("Entered"), [entered]),
                (self.tr("Corrected"), [f"{self._moment(each.at)}, {each.by}" for each in page.corrections]),
            ]
        )

    def _who(self, page: ContactPage) -> QWidget:
        row = page.row
        number = row.person_id or row.organization_id
        if number is None:
            return text_label(self.tr("Anonymous") if row.anonymous else "–", self, type="table", name="fact_value")
        kind = "person" if row.person_id else "organization"
        link = link_button(row.who, self, name=f"open_{kind}")
        link.clicked.connect(lambda: self.seat.record_wanted.emit(kind, number))
        return link

    def _show_words(self, page: ContactPage) -> None:
        emptied(self.middle)
        for word, value in (
            (self.tr("From"), page.mail_from),
            (self.tr("To"), page.mail_to),
            (self.tr("Subject"), page.mail_subject),
        ):
            if value:
                self.middle.addLayout(self._mail_line(word, value))
        self.middle.addWidget(section(self.tr("What was said"), self, name="words_head"))
        new, quoted = fold_quoted(page.words)
        self.middle.addWidget(self._text(new or page.words, "contact_words"))
        if new and quoted:
            self._add_quoted(quoted)

    def _mail_line(self, word: str, value: str) -> QHBoxLayout:
        line = QHBoxLayout()
        label = text_label(word, self, type="table", ink="ink_2", name="mail_label")
        label.setFixedWidth(label.sizeHint().width() + 24)
        line.addWidget(label)
        text = self._text(value, "mail_value")
        line.addWidget(text, 1)
        return line

    def _text(self, words: str, name: str) -> QLabel:
        text = text_label(words.strip(), self, name=name)
        text.setWordWrap(True)
        text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        return text

    def _add_quoted(self, quoted: str) -> None:
        tail = self._text(quoted, "quoted_words")
        tail.setProperty("ink", "ink_2")
        tail.hide()
        fold: QToolButton = link_button(self.tr("Show quoted text"), self, name="show_quoted")

        def turn() -> None:
            tail.setVisible(tail.isHidden())
            fold.setText(self.tr("Show quoted text") if tail.isHidden() else self.tr("Hide quoted text"))
            fold.setAccessibleName(fold.text())

        fold.clicked.connect(turn)
        self.middle.addWidget(fold, 0, Qt.AlignmentFlag.AlignLeft)
        self.middle.addWidget(tail)

    def _show_side(self, page: ContactPage) -> None:
        emptied(self.side)
        self.side.addWidget(section(self.tr("Case"), self, name="case_head"))
        cases = [self._case(page)] if page.row.case_id is not None else []
        fill(self.side, cases, lambda: nothing(self.tr("Not put to a case."), self))
        self.side.addSpacing(12)
        files = page.attachments
        self.side.addWidget(section(self.tr("Attachments"), self, count=len(files), name="files_head"))
        fill(self.side, [self._file(each) for each in files], lambda: nothing(self.tr("No files."), self))

    def _case(self, page: ContactPage) -> QWidget:
        made, number = named(QWidget(self), "contact_case"), page.row.case_id
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        link = link_button(page.row.case_number, made, name="open_case")
        link.clicked.connect(lambda: self.seat.record_wanted.emit("case", number))
        column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        subject = text_label(page.case_subject, made, type="table", name="case_subject")
        subject.setWordWrap(True)
        column.addWidget(subject)
        return made

    def _file(self, file: KeptFile) -> QWidget:
        made = named(QWidget(self), "contact_file", f"{file.name}, {size_words(file.size)}")
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(IconMark("paperclip", made))
        opens = link_button(file.name, made, name=f"file_{file.id}", says=self.tr("Open {0}").format(file.name))
        opens.setMinimumWidth(px(40))  # a long name is cut, the column is not
        opens.setToolTip(file.name)
        opens.clicked.connect(lambda: self.files.open_file(file))
        row.addWidget(opens, 1, Qt.AlignmentFlag.AlignLeft)
        row.addWidget(text_label(size_words(file.size), made, type="table", ink="ink_3", name="file_size"))
        keep = icon_button("download", self.tr("Save {0} as…").format(file.name), made, name=f"save_file_{file.id}")
        keep.clicked.connect(lambda: self.files.ask_save(file))
        row.addWidget(keep)
        return made
