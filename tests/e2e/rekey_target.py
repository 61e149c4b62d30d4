"""Changes the key of an office until it is killed, or kills itself at a certain step; says which change was done."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from app import copying
from app.backups import swap
from app.config import OfficePaths
from app.rekey import aside, change_key
from tests.backups import enter

STEPS = ("copy", "attachments", "check", "keys", "journal", "first move", "last move", "removal", "journal gone")


def die() -> None:
    """As by a power cut: nothing is tidied up."""
    os.kill(os.getpid(), signal.SIGKILL if os.name == "posix" else signal.SIGTERM)


def after(act: Callable[..., Any], calls: int = 1) -> Callable[..., Any]:
    """The act, and the end of the program once it was done so often."""
    number = count(1)

    def done(*given: Any, **named: Any) -> Any:
        result = act(*given, **named)
        if next(number) == calls:
            die()
        return result

    return done


def arm(step: str) -> None:
    """Kill this program right after a step."""
    if step in ("copy", "attachments", "check", "keys"):
        name = {"copy": "copy_office", "attachments": "_encrypt", "check": "_check", "keys": "replace_file"}[step]
        setattr(aside, name, after(getattr(aside, name)))
    elif step == "journal":
        swap.replace_file = after(swap.replace_file)  # type: ignore[attr-defined]  # a name it imported
    elif step in ("first move", "last move"):
        Path.rename = after(Path.rename, 1 if step == "first move" else 6)  # type: ignore[method-assign]  # as above
    elif step == "removal":
        swap.remove_tree = after(swap.remove_tree)  # type: ignore[attr-defined]  # a name it imported
    elif step == "journal gone":
        Path.unlink = _after_journal(Path.unlink)  # type: ignore[method-assign]  # as above


def _after_journal(unlink: Callable[..., None]) -> Callable[..., None]:
    def gone(path: Path, missing_ok: bool = False) -> None:
        unlink(path, missing_ok=missing_ok)
        if path.name == swap.JOURNAL:
            die()

    return gone


def work(folder: Path, step: str) -> None:
    """Change the key for ever, a few pages at a time so that a kill meets every phase; each done is a line."""
    copying.STEP = 8
    at = datetime.now(UTC)
    for turn in count():
        opened = enter(OfficePaths(folder), at + timedelta(seconds=turn))
        if turn == 0:
            print("opened", flush=True)
            arm(step)
        made = change_key(opened, at=at + timedelta(seconds=turn), by=opened.staff_id)
        print("changed", made.epoch, flush=True)


if __name__ == "__main__":
    work(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
