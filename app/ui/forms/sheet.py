"""A sheet: a form over its window with one primary button that Enter presses; Esc closes and keeps what was typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.ui.form import Form
from app.ui.theme import theme
from app.ui.widgets.base import text_label
from app.ui.widgets.buttons import KeyButton

MARGIN = 24


class Sheet(QDialog):
    """Shows a form; closes by itself when the form has saved."""

    def __init__(
        self,
        form: Form,
        *,
        title: str,
        act: str,
        parent: QWidget | None,
        cancel: str = "",
        width: int = 520,
        key: str = "Enter",
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{form.objectName()}_sheet")
        self.setAccessibleName(title)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "page")
        self.form = form
        self.act_button = KeyButton(act, self, key=key, kind="primary", name="sheet_act")
        self.act_button.setDefault(True)
        self.discard_button = KeyButton(self.tr("Throw away"), self, kind="quiet", name="sheet_discard")
        self.discard_button.setToolTip(self.tr("Forget what was typed here"))
        self.discard_button.setAutoDefault(False)
        self.discard_button.setVisible(form.dirty)
        self.discard_button.clicked.connect(self._discard)
        form.dirty_changed.connect(self.discard_button.setVisible)
        self.cancel_button = KeyButton(cancel or self.tr("Close"), self, key="Esc", name="sheet_cancel")
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.reject)
        self._arrange(text_label(title, self, type="subject", name="sheet_title"))
        form.set_save_button(self.act_button)
        form.saved.connect(self.accept)
        form.typed.connect(lambda: QTimer.singleShot(0, self, self._grow))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(form.save)
        self.setMinimumWidth(theme().px(width))

    def _arrange(self, title: QLabel) -> None:
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 20, MARGIN, 20)
        column.setSpacing(16)
        column.addWidget(title)
        area = QScrollArea(self)
        area.setObjectName("sheet_area")
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.form.setParent(area)
        area.setWidget(self.form)
        area.viewport().setAutoFillBackground(False)
        self.form.setAutoFillBackground(False)
        column.addWidget(area, 1)
        row = QHBoxLayout()
        row.addWidget(self.discard_button)
        row.addStretch(1)
        row.addWidget(self.cancel_button)
        row.addWidget(self.act_button)
        column.addLayout(row)

    def open(self) -> None:
        """Show it as tall as its form wants to be, within the screen, and begin at its first field."""
        self.resize(max(self.minimumWidth(), self.form.sizeHint().width() + 2 * MARGIN + 16), 0)
        self._grow()
        super().open()
        if self.form.focusProxy() is not None:  # else the button had the focus, and Enter did what nobody had read
            self.form.setFocus(Qt.FocusReason.OtherFocusReason)

    def _discard(self) -> None:
        self.form.discard_draft()
        self.reject()

    def _grow(self) -> None:
        """Room for fields that a choice has brought up, and for a button more: with a least width of its own a dialog
        follows its layout no longer, and squeezes its buttons."""
        wanted = self.form.sizeHint().height() + theme().control_height() + theme().px(116)
        wide = max(self.width(), self._column.totalMinimumSize().width())
        room = self.screen().availableGeometry()
        self.resize(min(wide, room.width() - 40), min(max(self.height(), wanted), room.height() - 60))
