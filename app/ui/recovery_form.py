"""The way in with the printed recovery key, and a new password."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import AppError, Invalid
from app.ui.password import PasswordEdit
from app.ui.widgets.base import text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.field import Field


class RecoveryForm(QWidget):
    """Recovery key, login, and the new password twice."""

    wanted = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recovery_form")
        self.setAccessibleName(self.tr("Recovery"))
        self._key, self._login = QLineEdit(self), QLineEdit(self)
        self._new, self._again = PasswordEdit(self, name="recovery_new"), PasswordEdit(self, name="recovery_again")
        self._fields = {
            "recovery": Field(self.tr("Recovery &key, from the printed sheet"), self._key, self, name="recovery_field"),
            "login": Field(self.tr("&Name for signing in"), self._login, self, name="recovery_login_field"),
            "password": Field(
                self.tr("New &password"),
                self._new,
                self,
                hint=self.tr("At least 10 characters, such as four words."),
                name="recovery_password_field",
            ),
            "again": Field(self.tr("New password, &again"), self._again, self, name="recovery_again_field"),
        }
        self._key.setObjectName("recovery_key")
        self._login.setObjectName("recovery_login")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(text_label(self.tr("Open with the recovery key"), self, type="section", name="recovery_title"))
        for field in self._fields.values():
            column.addWidget(field)
            field.editor.returnPressed.connect(self.submit)  # type: ignore[attr-defined]  # all four are line edits
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        button = KeyButton(self.tr("Open and &set password"), self, key="Enter", kind="primary", name="recovery_open")
        button.clicked.connect(self.submit)
        back = KeyButton(self.tr("&Back"), self, kind="quiet", key="Esc", bind=True, name="recovery_back")
        back.clicked.connect(self.left)
        row.addWidget(button)
        row.addWidget(back)
        row.addStretch(1)
        return row

    def start(self, login: str) -> None:
        """Show it, for somebody."""
        self._login.setText(login)
        self.show()
        self._key.setFocus()

    def submit(self) -> None:
        """Ask, unless the two passwords differ."""
        differs = self._new.text() != self._again.text()
        problem = self.tr("The two passwords differ. Type the same one twice.") if differs else None
        self._say({"again": problem} if problem else {})
        if not problem:
            given = {"recovery": self._key.text(), "login": self._login.text().strip(), "password": self._new.text()}
            self.wanted.emit(given)

    def refuse(self, error: AppError) -> None:
        """Say why, beside the field."""
        self._say(error.problems if isinstance(error, Invalid) else {"recovery": error.sentence})

    def _say(self, problems: dict[str, str]) -> None:
        for name, field in self._fields.items():
            field.set_problem(problems.get(name))
        for name in problems:
            if name in self._fields:
                self._fields[name].editor.setFocus()
                break
