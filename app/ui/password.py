"""A password field whose words can be shown."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from app.ui.first_paint import first_paint
from app.ui.icons import icon
from app.ui.theme import theme
from app.ui.widgets.base import IconMark, named
from app.ui.widgets.icon_line import IconLine


class PasswordEdit(IconLine):
    """Dots, a key before them, and an eye after them (Alt+S) to show what was typed."""

    def __init__(self, parent: QWidget | None = None, *, name: str = "password") -> None:
        super().__init__(parent, both=True)
        self.setObjectName(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.eye = QAction(self.tr("Show the password (Alt+S)"), self)
        self.eye.setCheckable(True)
        self.eye.toggled.connect(self._show)
        self.addAction(self.eye)
        first_paint().then(self._finish)

    def _finish(self) -> None:
        from PySide6.QtCore import Qt  # not on the way to the first painting

        self.eye.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.eye.setShortcut("Alt+S")
        button = named(QToolButton(self), "password_eye")
        button.setDefaultAction(self.eye)
        button.setProperty("kind", "link")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.put(IconMark("key-round", self, role="ink_2", name="password_key"), button)
        theme().changed.connect(self._fit)
        self._fit()

    def hide_words(self) -> None:
        """Forget what was typed, and show dots again."""
        self.clear()
        self.eye.setChecked(False)

    def _show(self, shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.eye.setText(self.tr("Hide the password (Alt+S)") if shown else self.tr("Show the password (Alt+S)"))
        self._fit()

    def _fit(self) -> None:
        self.eye.setIcon(icon("eye-off" if self.eye.isChecked() else "eye", "ink_2"))
