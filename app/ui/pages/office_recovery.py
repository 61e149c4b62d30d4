"""The Office page's keys: a new recovery sheet in place of the one before, and a new key for the files."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.authority import Right
from app.opening import renew_recovery
from app.ui.pages.office_passwords import PasswordsPanel
from app.ui.pages.office_tabs import scrolled
from app.ui.recovery_step import RecoveryKeyPanel
from app.ui.seat import Seat
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton


class RecoveryTab(QWidget):
    """Makes a new recovery key, after which the sheet before opens nothing more; leads to the change of the key."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        named(self, "recovery_tab", self.tr("Recovery key"))
        self._seat = seat
        words = self.tr("After a sheet was used, lost or seen, make a new one. The sheet before opens nothing more.")
        self.make = KeyButton(self.tr("Make a new recovery &key"), self, icon="key-round", name="recovery_make")
        self.make.setEnabled(seat.opened is not None)
        self.make.clicked.connect(self._make)
        self.rekey = KeyButton(self.tr("Change the &files’ key…"), self, icon="key-round", name="rekey_open")
        self.rekey.setEnabled(seat.opened is not None and seat.may(Right.MANAGE_STAFF))
        self.rekey.clicked.connect(seat.rekey_wanted)
        self.panel = RecoveryKeyPanel(self)
        self.panel.hide()
        inner = named(QWidget(self), "recovery_inner")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(inner, "recovery_scroll"))
        column = QVBoxLayout(inner)
        column.setContentsMargins(4, 16, 4, 16)
        column.setSpacing(14)
        told = text_label(words, self, ink="ink_2", name="recovery_words")
        told.setWordWrap(True)
        column.addWidget(told)
        column.addWidget(self.make, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.panel)
        why = self.tr(
            "After somebody has left, change the key of the files: an old copy of the key file, with the password of "
            "who left, then opens nothing that is written from now on."
        )
        changes = text_label(why, self, type="table", ink="ink_2", name="rekey_why")
        changes.setWordWrap(True)
        column.addWidget(changes)
        column.addWidget(self.rekey, 0, Qt.AlignmentFlag.AlignLeft)
        self.passwords = PasswordsPanel(seat)
        column.addWidget(self.passwords)
        column.addStretch(1)

    def _make(self) -> None:
        opened, at = self._seat.opened, self._seat.now()
        if opened is not None:
            self.make.setEnabled(False)
            self._seat.jobs.run(lambda _: renew_recovery(opened, at), then=self._made, ended=self._ended, owner=self)

    def _made(self, key: str) -> None:
        seat = self._seat
        self.panel.show_key(key, office=seat.reference.office, person=seat.me.name, at=seat.local(seat.now()))
        self.panel.show()
        self.panel.save.setFocus()

    def _ended(self) -> None:
        self.make.setEnabled(True)
