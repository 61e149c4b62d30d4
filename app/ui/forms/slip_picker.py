"""The list in which a chip of a slip is corrected in place: type, choose with the arrows, Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.ui.search_box import ENTERS, PAUSE_MS, STEPS, words_of
from app.ui.search_hits import Entry, HitList
from app.ui.theme import theme
from app.ui.widgets.base import named, text_label
from app.ui.widgets.spoken import announce

WIDTH, LEAST_ROWS, MOST_ROWS = 400, 3, 8
EDGE, FRAME = 8, 36
"""Room kept to the edges of the slip; what margins and frames take of the height."""
TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier)


class SlipPicker(HitList):
    """Lies over the slip below a chip. `find` is called with what is typed; whoever asked answers with `answer`.

    What the active Entry opens is done by Enter or a click; then, as after Esc, the keyboard is back at the chip.
    """

    removed = Signal()
    """Delete was pressed in an empty line: the chip is to be taken away."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "slip_picker")
        self.line = named(QLineEdit(self), "slip_picker_line")
        self.line.textEdited.connect(self._typed)
        self.line.installEventFilter(self)
        named(self.view, "slip_picker_hits")
        self.hint = text_label("", self, type="caption", ink="ink_3", name="slip_picker_hint")
        self.hint.setWordWrap(True)
        self._chip: QWidget | None = None
        self._find: Callable[[str], object] = lambda _: None
        self._answered: str | None = None
        self._awaits_enter = self._moved = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._ask)
        self.chosen.connect(self._take)
        self._arrange()

    def _arrange(self) -> None:
        column = self.layout()
        assert isinstance(column, QVBoxLayout)  # HitList made it
        column.setSpacing(0)
        for place, widget in ((0, self.line), (2, self.hint)):
            row = QHBoxLayout()
            row.setContentsMargins(8, 3, 8, 5)
            row.addWidget(widget)
            column.insertLayout(place, row)

    # -- opening and leaving --------------------------------------------------------------------------------

    def start(
        self, chip: QWidget, *, title: str, text: str, placeholder: str, find: Callable[[str], object], hint: str
    ) -> None:
        """Open below this chip with `text` to be typed over; `title` is what a screen reader calls the line."""
        window = chip.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self._chip, self._find = chip, find
        self._answered, self._awaits_enter, self._moved = None, False, False
        self.setAccessibleName(title)
        self.line.setAccessibleName(title)
        self.view.setAccessibleName(title)
        self.line.setPlaceholderText(placeholder)
        self.line.setText(text)
        self.hint.setText(hint)
        self.hint.setAccessibleName(hint)
        self.line.setAccessibleDescription(hint)
        self.tell([], ())
        self._lay()
        self.show()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)
        self.line.selectAll()
        self._ask()

    @property
    def text(self) -> str:
        """What is typed."""
        return " ".join(self.line.text().split())

    def leave(self) -> None:
        """Close; the keyboard goes back to the chip."""
        self.hide()
        if self._chip is not None and shiboken6.isValid(self._chip):
            self._chip.setFocus(Qt.FocusReason.PopupFocusReason)

    # -- typing ---------------------------------------------------------------------------------------------

    def _typed(self) -> None:
        self._awaits_enter = self._moved = False
        self._timer.start(PAUSE_MS)

    def _ask(self) -> None:
        self._timer.stop()
        self._find(self.text)

    def answer(self, text: str, entries: Sequence[Entry], *, active: int = 0) -> None:
        """What was found for this text; `active` is the place of the line that Enter takes. Old answers are dropped."""
        if text != self.text or self.isHidden():
            return
        kept = self.current if self._moved else None
        self._answered = text
        self.tell(entries, words_of(text))
        wanted = next((place for place, each in enumerate(entries) if kept and each[:2] == kept[:2]), active)
        opens = bool(entries) and entries[wanted].open is not None
        self.view.setCurrentRow(wanted if opens else -1)
        self._lay()
        if self._awaits_enter:
            self._choose()
        else:
            self._tell_current()

    def _choose(self) -> None:
        """Take the active line; where the answer is still out, as soon as it is there."""
        if self._answered != self.text and not self._moved:
            self._awaits_enter = True
            self._ask()
        elif self.current is not None:
            self._take(self.current)

    def _take(self, entry: Entry) -> None:
        if entry.open is not None:
            self.leave()
            entry.open()

    def _move(self, step: int) -> None:
        self._moved = True
        self.move_by(step)
        self._tell_current()

    def _tell_current(self) -> None:
        current, (place, count) = self.current, self.place
        if current is not None and current.open is not None:
            announce(self.line, self.tr("{0}, {1} of {2}").format(current.spoken, place, count))
        elif self.entries:
            announce(self.line, self.entries[0].title)

    # -- looks ----------------------------------------------------------------------------------------------

    def _lay(self) -> None:
        """Below the chip, or beside it where the slip ends; never wider or higher than the slip."""
        window, chip = self.parentWidget(), self._chip
        if window is None or chip is None:
            return
        rows = max(1, min(MOST_ROWS, self.view.count())) * theme().row_height()
        width = min(theme().px(WIDTH), window.width() - 2 * EDGE)
        self.hint.setFixedHeight(self.hint.heightForWidth(width - 18))
        rest = self.line.sizeHint().height() + self.hint.height() + FRAME
        corner = chip.mapTo(window, QPoint(0, chip.height() + 4))
        room = window.height() - EDGE - corner.y()
        least = min(rows, LEAST_ROWS * theme().row_height()) + rest
        height = min(max(min(rows + rest, room), least), window.height() - 2 * EDGE)
        left = max(EDGE, min(corner.x(), window.width() - width - EDGE))
        top = max(EDGE, min(corner.y(), window.height() - height - EDGE))
        self.setGeometry(QRect(left, top, width, height))
        self.raise_()

    # -- Qt -------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows, Enter, Esc and Tab are the list's own, before any key of the slip."""
        if isinstance(event, QFocusEvent) and event.type() is QEvent.Type.FocusOut:
            kept = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
            if event.reason() not in kept:
                self.hide()
        elif isinstance(event, QKeyEvent) and self._is_own(event):
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                self._act_on(Qt.Key(event.key()))
                return True
        return super().eventFilter(watched, event)

    def _is_own(self, event: QKeyEvent) -> bool:
        if (event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier) not in PLAIN:
            return False
        known = (*STEPS, *ENTERS, *TABS, Qt.Key.Key_Escape)
        return event.key() in known or (event.key() == Qt.Key.Key_Delete and not self.line.text())

    def _act_on(self, key: Qt.Key) -> None:
        if key in ENTERS:
            self._choose()
        elif key in STEPS:
            self._move(STEPS[key])
        else:
            self.leave()
            if key == Qt.Key.Key_Delete:
                self.removed.emit()
            elif key in TABS and self._chip is not None:
                self._chip.window().focusNextPrevChild(key == Qt.Key.Key_Tab)
