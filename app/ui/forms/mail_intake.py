"""How a mail comes into its slip: pasted, chosen, or dropped as a file; what was typed is never written over."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import AppError
from app.exchange.mail import Mail, fold_quoted, read_pasted
from app.ui.forms.mail_fields import MailFields
from app.ui.forms.mail_frame import MailFrame
from app.ui.forms.mail_read import ReadMail, read_files
from app.ui.forms.mail_traits import traits_of
from app.ui.seat import Seat
from app.ui.work import Work


class MailIntake(QObject):
    """`filled` when a mail came in, `problem` with the sentence where none did, `reading` while a file is read.

    `others` when more mails came than the slip takes: a list of ReadMail.
    """

    filled = Signal()
    problem = Signal(str)
    reading = Signal(bool)
    others = Signal(list)

    def __init__(self, seat: Seat, fields: MailFields, frame: MailFrame, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("mail_intake")
        self._seat, self._fields, self._frame, self._window = seat, fields, frame, parent
        self._work: Work | None = None
        self._took = False
        frame.paste.clicked.connect(self.paste)
        frame.open.clicked.connect(self.choose)
        frame.progress.cancelled.connect(self.stop)

    @property
    def is_reading(self) -> bool:
        """Whether a file is still being read."""
        return self._work is not None

    def paste(self) -> None:
        """Take the mail that was copied."""
        text = QGuiApplication.clipboard().text()
        if text.strip():
            self.fill(read_pasted(text, zone=self._seat.zone))
        else:
            self.problem.emit(self.tr("Nothing was copied. Copy the mail first, with its head lines if you can."))

    def choose(self) -> None:
        """Ask for files of mails."""
        kinds = self.tr("Mails (*.eml *.msg *.mbox *.mbx *.txt);;All files (*)")
        names, _ = QFileDialog.getOpenFileNames(self._window, self.tr("Open mails"), "", kinds)
        if names:
            self.read(*(Path(name) for name in names))

    def read(self, *paths: Path) -> None:
        """Read files: the first mail fills the slip, others wait in a list, and any other file is attached."""
        if self._work is not None:
            self.problem.emit(self.tr("A file is still being read. Try again when it is done."))
            return
        blobs, zone = self._seat.blobs, self._seat.zone
        self.problem.emit("")
        self._frame.show_progress(paths[0].name)
        self._work = self._seat.jobs.run(
            lambda work: read_files(work, paths, blobs=blobs, zone=zone),
            then=self._read,
            failed=self._failed,
            ended=self._ended,
            progress=self._progress,
            owner=self,
        )
        self.reading.emit(True)

    def stop(self) -> None:
        """Read no further."""
        if self._work is not None:
            self._work.cancel()

    def _progress(self, done: int, total: int, text: str) -> None:
        self._frame.progress.set_progress(done, total)

    def _read(self, found: list[ReadMail]) -> None:
        self._fields.files.add([file for each in found if each.mail is None for file in each.files])
        mails = [each for each in found if each.mail is not None]
        if mails and self._is_free():
            first = mails.pop(0)
            self._fields.files.add(first.files)
            if first.mail is not None:
                self.fill(first.mail)
        if mails:
            self.others.emit(mails)
        self._tell([each.problem for each in found if each.problem])

    def _tell(self, problems: list[str]) -> None:
        if problems:
            more = self.tr(" And {0} more could not be read.").format(len(problems) - 1) if len(problems) > 1 else ""
            self.problem.emit(problems[0] + more)

    def _is_free(self) -> bool:
        """Whether no other mail is in the slip already; what was typed by hand stays and is added to."""
        return not self._took and not self._fields.traits.message_id

    def _failed(self, error: AppError) -> None:
        self.problem.emit(error.sentence)

    def _ended(self) -> None:
        self._work = None
        self._frame.progress.hide()
        self.reading.emit(False)

    def fill(self, mail: Mail) -> None:
        """Fill from a mail what is empty; words go below those that are there."""
        fields = self._fields
        both = f"{mail.from_name} <{mail.from_email}>" if mail.from_name and mail.from_email else ""
        given = (
            (fields.from_line, both or mail.from_email or mail.from_name),
            (fields.to, ", ".join(mail.to)),
            (fields.subject, mail.subject),
        )
        for line, text in given:
            if text and not line.text().strip():
                line.setText(text)
                line.setCursorPosition(0)
        if mail.date is not None and not fields.date.text().strip():
            fields.set_moment(mail.date)
        words, quoted = fold_quoted(mail.text)
        before = fields.words.toPlainText().strip()
        fields.words.setPlainText("\n\n".join(part for part in (before, words.strip()) if part))
        fields.quoted.set_text("\n".join(part for part in (fields.quoted.text, quoted.strip()) if part))
        fields.traits, self._took = traits_of(mail), True
        self.filled.emit()
