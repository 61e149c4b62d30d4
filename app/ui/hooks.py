"""Nothing escapes unseen: uncaught exceptions, Qt's own warnings and hard crashes reach the log."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from app.ui.messages import Messages

log = logging.getLogger("qt")

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class Hooks:
    """The hooks while they are in place; `remove` puts everything back (for tests)."""

    def __init__(self, messages: Messages, log_folder: Path) -> None:
        self._messages = messages
        self._except, self._thread_except = sys.excepthook, threading.excepthook
        sys.excepthook = self._caught
        threading.excepthook = self._caught_in_thread
        self._qt = qInstallMessageHandler(log_qt)
        self._crash_file: TextIO = (log_folder / "crash.log").open("a", encoding="utf-8")
        faulthandler.enable(self._crash_file)

    def remove(self) -> None:
        """Put back what was there before."""
        sys.excepthook, threading.excepthook = self._except, self._thread_except
        qInstallMessageHandler(self._qt)
        faulthandler.disable()
        self._crash_file.close()

    def _caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._except(kind, error, trace)
        else:
            self._messages.error(error)

    def _caught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._messages.bug(args.exc_value)


def log_qt(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Qt's own messages, with their category, in our log."""
    log.log(_LEVELS.get(kind, logging.WARNING), "%s: %s", context.category or "default", text)


def install_hooks(messages: Messages, *, log_folder: Path) -> Hooks:
    """Send uncaught exceptions of all threads to `messages`, Qt's messages to the log, crashes to crash.log.

    `log_folder` must exist. Keep the answer as long as the program runs.
    """
    return Hooks(messages, log_folder)
