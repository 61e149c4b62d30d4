"""Small news that passes."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPropertyAnimation, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGraphicsOpacityEffect, QHBoxLayout, QLabel, QStyle, QWidget

from app.ui.theme import theme
from app.ui.tokens import tokens
from app.ui.widgets.base import IconMark, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.spoken import announce

MARGIN = 16


class PassingNote(QFrame):
    """A note at the bottom left of a window; it stays 6 seconds, or while it is pointed at or has the focus."""

    def __init__(self, window: QWidget, *, name: str = "passingNote", bottom: int = 28) -> None:
        super().__init__(window)
        self.setObjectName(name)
        self.setProperty("tone", "passing")
        self.setAccessibleName(self.tr("Note"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._bottom, self._window = bottom, window
        self._undo: Callable[[], None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(tokens()["motion"]["passing_note_stay_ms"])
        self._timer.timeout.connect(self._pass)
        self._fade: QPropertyAnimation | None = None
        self._build()
        window.installEventFilter(self)
        theme().changed.connect(self._place)
        self.hide()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 7, 8, 7)
        row.setSpacing(12)
        self._mark = IconMark("check", self, role="page", name="passingIcon")
        self._words: QLabel = text_label("", self, name="passingWords")
        self._button = KeyButton(self.tr("Undo"), self, key="Ctrl+Z", kind="passing", name="passingUndo")
        self._button.clicked.connect(self._undo_now)
        for widget in (self._mark, self._words, self._button):
            row.addWidget(widget)

    @property
    def words(self) -> str:
        """What the note says now; empty when there is none."""
        return self._words.text() if not self.isHidden() else ""

    def say(self, text: str, undo: Callable[[], None] | None = None, *, icon: str = "check") -> None:
        """Show a text; with `undo` a button (and Ctrl+Z) that calls it once."""
        self._undo = undo
        self._words.setText(text)
        self._words.setAccessibleName(text)
        self._mark.set_icon(icon)
        self._button.setVisible(undo is not None)
        self._button.set_key("Ctrl+Z", bind=undo is not None)
        self._place()
        fresh = self.isHidden()
        self.show()
        self.raise_()
        if fresh:
            self._fade_in()
        self._timer.start()
        announce(self, self.tr("{0}. Ctrl+Z undoes it.").format(text) if undo else text)

    def dismiss(self) -> None:
        """Take the note away now."""
        self._timer.stop()
        if self._fade is not None:
            self._fade.stop()
            self._faded()
        self._undo = None
        self._button.set_key("Ctrl+Z")
        self.hide()

    def _fade_in(self) -> None:
        """Come within 120 ms, or at once where the system asks for less motion."""
        if not self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self):
            return
        veil = QGraphicsOpacityEffect(self)
        self.setGraphicsEffect(veil)
        self._fade = fade = QPropertyAnimation(veil, b"opacity", self)
        fade.setDuration(tokens()["motion"]["passing_note_in_ms"])
        fade.setStartValue(0.0)
        fade.setEndValue(1.0)
        fade.finished.connect(self._faded)
        fade.start()

    def _faded(self) -> None:
        """Without the effect the words are drawn sharp, at the screen's own ratio."""
        if self._fade is not None:
            self._fade.deleteLater()
            self._fade = None
        self.setGraphicsEffect(None)  # type: ignore[arg-type]  # None takes it away, says Qt

    def _undo_now(self) -> None:
        undo = self._undo
        self.dismiss()
        if undo is not None:
            undo()

    def _pass(self) -> None:
        if self.underMouse() or self._button.hasFocus():
            self._timer.start()
        else:
            self.dismiss()

    def _place(self) -> None:
        window = self._window
        self._words.setMaximumWidth(max(120, window.width() - theme().px(240)))
        self._words.setWordWrap(self._words.sizeHint().width() > self._words.maximumWidth())
        self.adjustSize()
        self.move(MARGIN, window.height() - self.height() - MARGIN - theme().px(self._bottom))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)
