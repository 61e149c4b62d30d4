"""A sentence below a field whose words seem to hold a number that should not be kept; it never blocks."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from app.keys import Secret, secrets_in
from app.ui.widgets.base import IconMark, named, text_label
from app.ui.widgets.spoken import announce

PAUSE_MS = 300


class Caution(QWidget):
    """Watches an editor; shown while its words seem to hold such a number. What the number is goes nowhere."""

    def __init__(self, editor: QLineEdit | QPlainTextEdit, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, f"{editor.objectName()}_caution", self.tr("Caution"))
        self._editor = editor
        self.kinds: tuple[Secret, ...] = ()
        self.words = text_label("", self, type="table", ink="acting_ink", name=f"{editor.objectName()}_caution_words")
        self.words.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        icon = IconMark("shield-alert", self, role="acting_ink", size=14, name="caution_icon")
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        editor.textChanged.connect(lambda: self._timer.start(PAUSE_MS))
        self.hide()

    def look(self) -> None:
        """Look at the words as they stand."""
        self._timer.stop()
        text = self._editor.text() if isinstance(self._editor, QLineEdit) else self._editor.toPlainText()
        kinds = secrets_in(text)
        if kinds == self.kinds:
            return
        self.kinds = kinds
        sentence = self._sentence()
        self.words.setText(sentence)
        self.words.setAccessibleName(sentence)
        self.setVisible(bool(kinds))
        if sentence:
            announce(self._editor, sentence)

    def _sentence(self) -> str:
        names = {
            Secret.SSN: self.tr("a Social Security number"),
            Secret.CARD: self.tr("a card number"),
            Secret.LICENCE: self.tr("a driver’s license number"),
        }
        if not self.kinds:
            return ""
        found = self.tr(" and ").join(names[kind] for kind in self.kinds)
        return self.tr("This looks like {0}. Leave it out, or keep only the last four digits.").format(found)
