"""Who may see this: the part of a confidential record that names them, where names are added and removed."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import AppError
from app.queries.readers import ReaderRow, Readers, readers
from app.services.readers import drop_reader, name_reader
from app.ui.forms.reader_form import reader_sheet
from app.ui.forms.sheet import Sheet
from app.ui.pages.case_bits import emptied, icon_button
from app.ui.seat import Seat
from app.ui.widgets.base import IconMark, named, text_label
from app.ui.widgets.heads import ElidedLabel, SectionHead


class ReadersPart(QWidget):
    """Hidden while the record is open to everybody; `sheet` is the form shown last."""

    def __init__(self, seat: Seat, subject: str, always: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "readers_part", self.tr("Who may see this"))
        self._seat, self._subject, self._always = seat, subject, always
        self._number: int | None = None
        self._known: list[int] = []
        self.sheet: Sheet | None = None
        self.head = SectionHead(self.tr("Who may see this"), self, act=self.tr("Add…"), name="readers_head")
        self.head.acted.connect(self.add)
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(4)
        column.addWidget(self.head)
        column.addLayout(self._list)
        self.hide()

    def show_record(self, number: int, *, confidential: bool) -> None:
        """Read and show the names of a record; nothing is asked of one that is open to everybody."""
        self._number = number if confidential else None
        if not confidential:
            self.hide()
            return
        subject = self._subject
        self._seat.ask(
            lambda s, who: (number, readers(s, who, subject, number)),
            then=self._came,
            failed=self._gone,
            owner=self,
            key="readers",
        )

    def _gone(self, _: AppError) -> None:
        self.hide()  # the page itself says why

    def _came(self, answer: tuple[int, Readers]) -> None:
        number, found = answer
        if number != self._number:
            return
        self._known = [each.staff_id for each in found.named]
        emptied(self._list)
        self._list.addWidget(self._words(self._always))
        for each in found.named:
            self._list.addLayout(self._line(each, removable=found.may_name))
        self.head.show_act(shown=found.may_name)
        self.setVisible(found.confidential)

    def _words(self, words: str) -> QWidget:
        label = text_label(words, self, type="table", ink="ink_2", name="readers_always")
        label.setWordWrap(True)
        return label

    def _line(self, each: ReaderRow, *, removable: bool) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(IconMark("user", self, size=14, name="reader_icon"))
        name = ElidedLabel(each.name, self, type="table", name=f"reader_{each.staff_id}")
        name.setToolTip(self.tr("Named by {0}").format(each.by))
        line.addWidget(name, 1)
        if removable:
            words = self.tr("Remove {0}").format(each.name)
            gone = icon_button("x", words, self, name=f"remove_reader_{each.staff_id}")
            gone.clicked.connect(lambda: self.remove(each))
            line.addWidget(gone)
        return line

    # -- acts -----------------------------------------------------------------------------------------------

    def add(self) -> None:
        """Open the form that names somebody."""
        if self._number is not None:
            self.sheet = reader_sheet(self._seat, self._subject, self._number, known=self._known, parent=self)
            self.sheet.form.saved.connect(lambda _: self._again())
            self.sheet.open()

    def _again(self) -> None:
        if self._number is not None:
            self.show_record(self._number, confidential=True)

    def remove(self, each: ReaderRow) -> None:
        """Take a name off; Undo puts it back."""
        number, subject = self._number, self._subject
        if number is None:
            return
        what: dict[str, Any] = {"subject": subject, "subject_id": number, "staff_id": each.staff_id}

        def put_back() -> None:
            self._seat.do(lambda s, who, at: name_reader(s, who, at=at, **what), then=done, owner=self)

        def done(_: object) -> None:
            self._again()

        def told(_: object) -> None:
            self._again()
            self._seat.messages.note(self.tr("{0} may no longer see this").format(each.name), undo=put_back)

        self._seat.do(lambda s, who, at: drop_reader(s, who, at=at, **what), then=told, owner=self)
