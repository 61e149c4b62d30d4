"""First passwords for those on the staff list who have none, as after a change of the key that shut them out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from app.authority import Right
from app.errors import AppError, Invalid
from app.founding import first_password
from app.opening import give_password, staff_without_password
from app.queries.office import StaffRow
from app.ui.seat import Seat
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.field import Field
from app.ui.widgets.room import at_most


class PasswordsPanel(QWidget):
    """Who cannot sign in, and a first password to hand over; hidden where everybody can."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        named(self, "passwords_panel", self.tr("First passwords"))
        self._seat = seat
        words = self.tr("They cannot sign in, as they have no password. Note this one and hand it over.")
        self.told = text_label(words, self, type="table", ink="ink_2", name="passwords_words")
        self.told.setWordWrap(True)
        self.who = named(QComboBox(self), "passwords_who")
        self.password = named(QLineEdit(self), "passwords_password")
        self.fields = {
            "login": Field(self.tr("&Without a password"), self.who, self, name="passwords_who_field"),
            "password": Field(self.tr("First pass&word"), self.password, self, name="passwords_password_field"),
        }
        self.give = KeyButton(self.tr("&Give this password"), self, name="passwords_give")
        self.give.clicked.connect(self._give)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.told)
        for field in self.fields.values():
            at_most(field, 420)
            column.addWidget(field)
        column.addWidget(self.give, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()
        seat.reference_changed.connect(self.look)
        self.look()

    def look(self) -> None:
        """Ask who has no password; the key file is read off the UI thread."""
        opened = self._seat.opened
        if opened is not None and self._seat.may(Right.MANAGE_STAFF):
            asked = self._seat.as_me(lambda session, who: staff_without_password(session, opened, who))
            self._seat.jobs.run(lambda work: work.read(asked), then=self._found, owner=self)

    def _found(self, rows: list[StaffRow]) -> None:
        self.who.clear()
        for row in rows:
            self.who.addItem(row.name, row.id)
        self.password.setText(first_password())
        self.setVisible(bool(rows))

    def _give(self) -> None:
        opened, staff_id, password = self._seat.opened, self.who.currentData(), self.password.text()
        me, at = self._seat.me.id, self._seat.now()
        if opened is None or staff_id is None:
            return
        self.give.setEnabled(False)
        self._seat.jobs.run(
            lambda work: give_password(work.write, opened, staff_id, password, at, by=me),
            then=self._given,
            failed=self._refused,
            ended=lambda: self.give.setEnabled(True),
            owner=self,
        )

    def _given(self, login: str) -> None:
        for field in self.fields.values():
            field.set_problem(None)
        said = self.tr("{0} can sign in with this password: {1}").format(login, self.password.text())
        self._seat.messages.note(said, key="first_password")
        self.look()

    def _refused(self, error: AppError) -> None:
        problems = error.problems if isinstance(error, Invalid) else {}
        for name, field in self.fields.items():
            field.set_problem(problems.get(name))
        if not set(problems) & set(self.fields):
            self._seat.messages.error(error)
