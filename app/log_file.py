"""The file that the program's own log goes to; imported when a log is set up, not to show the first window."""

from __future__ import annotations

import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path


class PrivateLog(RotatingFileHandler):
    """A log whose files are their owner's alone, the first and each after it."""

    def _open(self):  # type: ignore[no-untyped-def]  # the base class gives its type by a private name
        os.close(os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
        return super()._open()


def log_to(path: Path) -> None:
    """Log there: three files of 1 MB, one log at a time, on the root of our own loggers. Raises OSError."""
    handler = PrivateLog(path, maxBytes=1 << 20, backupCount=2, encoding="utf-8", delay=False)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    ours = logging.getLogger("app")
    for old in [old for old in ours.handlers if isinstance(old, PrivateLog)]:
        ours.removeHandler(old)
        old.close()
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
