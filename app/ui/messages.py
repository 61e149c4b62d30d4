"""The one way to tell the user something: passing notes, problems, and the dialog for a bug."""

from __future__ import annotations

import enum
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from app.errors import AppError
from app.ui.bug import BugDialog, bug_details

log = logging.getLogger(__name__)

NOTE_SECONDS = 6.0
"""How long a passing note stays (LOOK.md), and how long an identical message counts as said."""


class Kind(enum.Enum):
    """What sort of message it is: passing news, or a sentence about something that did not work."""

    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Message:
    """One thing to tell; a message with a `key` takes the place of an earlier one with the same key."""

    kind: Kind
    text: str
    undo: Callable[[], object] | None = None
    key: str | None = None


Presenter = Callable[[Message], object]


class Messages(QObject):
    """Takes messages from anywhere in the program and hands them to whoever shows them.

    Before a window is there (`attach`) messages are kept. `bug` may be called in any thread.
    Only kinds and keys are logged: a text may name people.
    """

    said = Signal(object)
    """Each Message handed to the presenter (for tests and for a screen reader)."""
    bug_seen = Signal(object)
    """Each exception that was a bug, in the UI thread, before its dialog opens."""
    _bug_came = Signal(object)

    def __init__(self, *, log_folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messages")
        self._log_folder = log_folder
        self._presenter: Presenter | None = None
        self._early: list[Message] = []
        self._last: tuple[Message, float] | None = None
        self._dialog: BugDialog | None = None
        self._bug_came.connect(self._show_bug, Qt.ConnectionType.QueuedConnection)

    @property
    def dialog(self) -> BugDialog | None:
        """The bug dialog if one is open."""
        return self._dialog

    def attach(self, presenter: Presenter) -> None:
        """Show messages with `presenter` from now on, first those said before there was a window."""
        self._presenter = presenter
        early, self._early = self._early, []
        for message in early:
            self._hand_over(message)

    def detach(self) -> None:
        """Keep messages again until the next `attach`: the window is closing or locked."""
        self._presenter = None

    def note(self, text: str, *, undo: Callable[[], object] | None = None, key: str | None = None) -> None:
        """Small news that passes; `undo` gives it an Undo button."""
        self._say(Message(Kind.NOTE, text, undo, key))

    def problem(self, text: str, *, key: str | None = None) -> None:
        """Something did not work: the sentence says what is wrong and what to do."""
        self._say(Message(Kind.PROBLEM, text, None, key))

    def error(self, error: BaseException) -> None:
        """Whatever was raised: an AppError is a problem with its sentence, anything else is a bug."""
        if isinstance(error, AppError):
            self.problem(error.sentence)
        else:
            self.bug(error)

    def bug(self, error: BaseException) -> None:
        """Log it without personal data and open the dialog in a later turn of the event loop; any thread."""
        log.error("bug\n%s", bug_details(error))
        self._bug_came.emit(error)

    def _say(self, message: Message) -> None:
        if self._is_repeated(message):
            return
        self._last = (message, time.monotonic())
        log.info("%s %s", message.kind.value, message.key or "")
        if self._presenter is None:
            self._early.append(message)
        else:
            self._hand_over(message)

    def _is_repeated(self, message: Message) -> bool:
        """The same words twice in a row tell nothing; with an undo each is its own."""
        if self._last is None or message.undo is not None:
            return False
        last, when = self._last
        return last == message and time.monotonic() - when < NOTE_SECONDS

    def _hand_over(self, message: Message) -> None:
        assert self._presenter is not None
        self._presenter(message)
        self.said.emit(message)

    def _show_bug(self, error: BaseException) -> None:
        self.bug_seen.emit(error)
        if self._dialog is not None:
            self._dialog.add(bug_details(error))
            return
        self._dialog = BugDialog(bug_details(error), log_folder=self._log_folder, parent=QApplication.activeWindow())
        self._dialog.finished.connect(self._forget_dialog)
        self._dialog.open()

    def _forget_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None
