"""What a copy leaves out, to look through: take back, add, confirm. All by keyboard; nothing is written here (G6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.keys import Personal
from app.reports.redaction import Proposal
from app.ui.theme import theme
from app.ui.widgets.base import text_label
from app.ui.widgets.buttons import KeyButton

MARGIN = 24
WORDS, ADDED = int(Qt.ItemDataRole.UserRole), int(Qt.ItemDataRole.UserRole) + 1


class RedactionSheet(QDialog):
    """A list of what was found, each with a box: ticked is left out. `confirmed` gives the answer for the report."""

    confirmed = Signal(dict)

    def __init__(self, rows: Sequence[Proposal], given: Mapping[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("redaction_sheet")
        title = self.tr("What is left out of the copy")
        self.setAccessibleName(title)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "page")
        self.title = text_label(title, self, type="subject", name="redaction_title")
        lead = self.tr(
            "Ticked is left out wherever it stands. Space takes a line back or in; type words that must go too and "
            "press Enter. Then confirm: the copy says that you looked it through."
        )
        self.lead = text_label(lead, self, type="table", ink="ink_2", name="redaction_lead")
        self.lead.setWordWrap(True)
        self.list = self._list(rows, frozenset(given.get("keep") or ()))
        self.line = QLineEdit(self)
        self.line.setObjectName("redaction_words")
        self.line.setAccessibleName(self.tr("Words to leave out too"))
        self.line.setPlaceholderText(self.tr("Words to leave out too, then Enter"))
        self.line.installEventFilter(self)
        self._arrange()

    def _list(self, rows: Sequence[Proposal], kept: frozenset[str]) -> QListWidget:
        made = QListWidget(self)
        made.setObjectName("redaction_list")
        made.setAccessibleName(self.tr("What was found"))
        made.setProperty("kind", "box")
        made.setWordWrap(True)
        self.list = made
        for row in rows:
            told = self.tr("{0}  ·  {1}, {2}×, first in: {3}")
            words = told.format(row.words, kind_words(row.kind), row.times, row.where)
            self._item(words, row.words, added=row.kind is Personal.WORDS, out=row.words not in kept)
        made.setCurrentRow(0)
        return made

    def _item(self, told: str, words: str, *, added: bool, out: bool) -> None:
        item = QListWidgetItem(" ".join(told.split()), self.list)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if out else Qt.CheckState.Unchecked)
        item.setData(WORDS, words)
        item.setData(ADDED, added)

    def _arrange(self) -> None:
        self.close_button = KeyButton(self.tr("Close"), self, key="Esc", name="redaction_close")
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        self.confirm_button = KeyButton(
            self.tr("Confirm"), self, key="Ctrl+Enter", kind="primary", name="redaction_confirm"
        )
        self.confirm_button.setAutoDefault(False)
        self.confirm_button.clicked.connect(self.confirm)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 20, MARGIN, 20)
        column.setSpacing(12)
        for widget in (self.title, self.lead):
            column.addWidget(widget)
        column.addWidget(self.list, 1)
        column.addWidget(self.line)
        feet = QHBoxLayout()
        feet.addStretch(1)
        feet.addWidget(self.close_button)
        feet.addWidget(self.confirm_button)
        column.addLayout(feet)
        room = self.screen().availableGeometry()
        self.resize(min(theme().px(720), room.width() - 40), min(theme().px(560), room.height() - 60))

    def open(self) -> None:
        """Begin in the list, or where there is nothing in it, at the words."""
        super().open()
        (self.list if self.list.count() else self.line).setFocus(Qt.FocusReason.OtherFocusReason)

    def add_words(self) -> None:
        """Take what is typed into the list."""
        words = " ".join(self.line.text().split())
        if words:
            self._item(self.tr("{0}  ·  {1}").format(words, kind_words(Personal.WORDS)), words, added=True, out=True)
            self.list.setCurrentRow(self.list.count() - 1)
            self.line.clear()

    def answer(self) -> dict[str, Any]:
        """As the report takes it."""
        found = [self.list.item(place) for place in range(self.list.count())]
        keep, also = list[str](), list[str]()
        for item in found:
            out, words = item.checkState() is Qt.CheckState.Checked, str(item.data(WORDS))
            if item.data(ADDED) and out:
                also.append(words)
            elif not item.data(ADDED) and not out:
                keep.append(words)
        return {"keep": keep, "also": also, "confirmed": True}

    def confirm(self) -> None:
        """Somebody looked it through."""
        self.add_words()
        self.confirmed.emit(self.answer())
        self.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in the line adds its words, and is no one else's."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not _with_control(event):
            self.add_words()
            return True
        return super().eventFilter(watched, event)


def _with_control(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


def kind_words(kind: Personal) -> str:
    """What was found, in words."""
    return {
        Personal.NAME: _tr("name"),
        Personal.PHONE: _tr("phone"),
        Personal.EMAIL: _tr("e-mail"),
        Personal.ADDRESS: _tr("address"),
        Personal.SSN: _tr("Social Security number"),
        Personal.LICENCE: _tr("driver’s licence"),
        Personal.CARD: _tr("card number"),
        Personal.ACCOUNT: _tr("account or other number"),
        Personal.BIRTH: _tr("date of birth"),
        Personal.NOTICE: _tr("safety notice"),
        Personal.WORDS: _tr("added by hand"),
    }[kind]


def _tr(text: str) -> str:
    return QCoreApplication.translate("redaction", text)
