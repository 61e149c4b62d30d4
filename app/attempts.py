"""The growing wait after wrong passwords, kept across restarts."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.errors import Unavailable
from app.files import replace_file

FORGOTTEN_AFTER = timedelta(days=1)
EVERYBODY = "everybody"
_MOST_NAMES = 500


class TooSoon(Unavailable):
    """Too many wrong passwords; `seconds` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        wait = f"{seconds} seconds" if seconds < 120 else f"{math.ceil(seconds / 60)} minutes"
        super().__init__(f"Wait {'1 second' if seconds == 1 else wait}, then try again.")


@dataclass(frozen=True)
class Wrongs:
    """How many wrong tries, and when the last was."""

    count: int
    last: datetime

    def wait(self, name: str) -> int:
        """Seconds to wait after the last wrong try: 2, 4, 8 … up to 15 minutes for one login after 3 wrong ones,
        up to a minute for all logins together after 10, so that one person cannot keep the whole office out."""
        free, longest = (10, 60) if name == EVERYBODY else (3, 900)
        return 0 if self.count < free else int(min(longest, 2 ** min(self.count - free + 1, 20)))


class Attempts:
    """Wrong tries by login (hashed) and by everybody, in a small file beside the key file.

    It slows a person at the keyboard. It cannot stop one who can delete this file, set the clock ahead or take the key
    file away: against those stand Argon2id and the length of the password.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self, name: str, at: datetime) -> None:
        """Count a try as wrong before it is judged, so that ending the program mid-way does not make it free.

        Raises TooSoon while the wait lasts, Unavailable when the file cannot be written."""
        wrongs = self._read(at)
        self._refuse_while_waiting(wrongs, name, at)
        for key in (name, EVERYBODY):
            before = wrongs.get(key)
            wrongs[key] = Wrongs(before.count + 1 if before else 1, at)
        self._write(wrongs)

    def succeeded(self, name: str, at: datetime) -> None:
        """The try was right: forget this login's wrong tries, and take them from everybody's."""
        wrongs = self._read(at)
        own = wrongs.pop(name, None)
        everybody = wrongs.pop(EVERYBODY, None)
        if own and everybody and everybody.count > own.count:
            wrongs[EVERYBODY] = Wrongs(everybody.count - own.count, everybody.last)
        self._write(wrongs)

    def refused(self, name: str, at: datetime) -> tuple[int, datetime | None, int]:
        """How often this login was refused, when last, and how often all other names were."""
        wrongs = self._read(at)
        own, everybody = wrongs.get(name), wrongs.get(EVERYBODY)
        count = own.count if own else 0
        return count, own.last if own else None, max(0, everybody.count - count) if everybody else 0

    def _refuse_while_waiting(self, wrongs: dict[str, Wrongs], name: str, at: datetime) -> None:
        """Raise TooSoon for the longer of the two waits."""
        left = 0
        for key in (name, EVERYBODY):
            if found := wrongs.get(key):
                left = max(left, math.ceil((found.last + timedelta(seconds=found.wait(key)) - at).total_seconds()))
        if left > 0:
            raise TooSoon(left)

    def _read(self, at: datetime) -> dict[str, Wrongs]:
        """What is remembered at this moment. A clock set back starts the wait anew instead of ending it."""
        wrongs: dict[str, Wrongs] = {}
        try:
            for name, (count, last) in json.loads(self.path.read_bytes()).items():
                wrongs[str(name)] = Wrongs(int(count), datetime.fromtimestamp(float(last), UTC))
        except (OSError, ValueError, TypeError, AttributeError, OverflowError, RecursionError):
            wrongs = {}  # a file that is gone or damaged counts as none: the class says what it cannot stop
        ahead = {name: Wrongs(w.count, at) for name, w in wrongs.items() if w.last > at}
        if ahead:
            wrongs |= ahead
            self._write(wrongs)
        return {name: w for name, w in wrongs.items() if w.count > 0 and at - w.last < FORGOTTEN_AFTER}

    def _write(self, wrongs: dict[str, Wrongs]) -> None:
        newest = sorted(wrongs, key=lambda name: (name == EVERYBODY, wrongs[name].last))[-_MOST_NAMES:]
        rows = {name: (wrongs[name].count, wrongs[name].last.timestamp()) for name in newest}
        replace_file(self.path, json.dumps(rows).encode())
