"""The recovery key of a new office: save or print it, and prove that it was done."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.errors import AppError
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.field import Field
from app.ui.widgets.room import at_most


class RecoveryKeyPanel(QWidget):
    """Shows the key this once; `proved` when its last group was typed."""

    proved = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "recovery_panel", self.tr("Recovery key"))
        self._key, self._person = "", ""
        self._office: Mapping[str, Any] = {}
        self._made_at: datetime | None = None
        self.key: QLabel = text_label("", self, type="subject", name="recovery_shown")
        self.key.setWordWrap(True)
        at_most(self.key, 560)
        self.save = KeyButton(self.tr("&Save and print the sheet…"), self, icon="printer", name="recovery_save")
        self.save.clicked.connect(self._ask_path)
        self.told = text_label("", self, type="table", ink="ink_2", name="recovery_told")
        self.told.setWordWrap(True)
        self.last = named(QLineEdit(self), "recovery_last")
        self.proof = Field(
            self.tr("Type the &last group of the key from the sheet"), self.last, self, name="recovery_proof"
        )
        at_most(self.proof, 360)
        self.last.textChanged.connect(self._prove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self.key)
        row = QHBoxLayout()
        row.addWidget(self.save)
        row.addStretch(1)
        column.addLayout(row)
        for widget in (self.told, self.proof):
            column.addWidget(widget)
        column.addStretch(1)

    @property
    def is_proved(self) -> bool:
        """Whether the last group was typed as it is."""
        typed = self.last.text().strip().upper().translate(str.maketrans("OIL", "011"))
        return bool(self._key) and typed == self._key.rpartition("-")[2]

    def show_key(self, key: str, *, office: Mapping[str, Any], person: str, at: datetime) -> None:
        """Show a key; it is not kept anywhere else. `office` is the setting with the letterhead's words."""
        self._key, self._office, self._made_at = key, office, at
        self._person = person
        self.key.setText(key.replace("-", " – "))
        self.key.setAccessibleName(" ".join(key))
        self.last.clear()

    def forget(self) -> None:
        """Take it out of sight."""
        self._key = ""
        self.key.clear()

    def _prove(self) -> None:
        enough = len(self.last.text().strip()) >= 4
        wrong = self.tr("This is not the last group. Compare it with the sheet.")
        self.proof.set_problem(wrong if enough and not self.is_proved else None)
        self.proved.emit(self.is_proved)

    def _ask_path(self) -> None:
        name = str(Path.home() / self.tr("Liaison recovery key.pdf"))
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Save the recovery sheet"), name)
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        """Write the sheet and open it in the system's own viewer, which prints. ReportLab is loaded only now."""
        from app.reports.base import Letterhead
        from app.reports.recovery_sheet import draw_recovery_sheet

        assert self._made_at is not None
        head = Letterhead.of(self._office)
        try:
            draw_recovery_sheet(
                path,
                letterhead=head,
                file_name="office.liaison",
                key=self._key,
                made_at=self._made_at,
                person=self._person,
            )
        except AppError as error:
            self.told.setText(error.sentence)
            return
        self.told.setText(self.tr("Saved as {0}. Print it, then keep it away from this computer.").format(path))
        if os.environ.get("QT_QPA_PLATFORM") != "offscreen":
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
