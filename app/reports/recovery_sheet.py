"""The recovery sheet: one page with the key that opens the office when no password does."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from reportlab.platypus import Flowable

from app.reports.base import Drawn, Letterhead, Stamp, write
from app.reports.parts import Words
from app.reports.text import draw_text

PER_LINE = 4


class _Key(Flowable):
    """The key in large groups, a few on a line."""

    def __init__(self, key: str) -> None:
        super().__init__()
        groups = key.split("-")
        self._lines = [groups[n : n + PER_LINE] for n in range(0, len(groups), PER_LINE)]

    def wrap(self, across: float, _down: float) -> tuple[float, float]:
        """ReportLab asks how much room it takes."""
        self.width = across
        return across, 34.0 * len(self._lines) + 34

    def draw(self) -> None:
        """Draw the frame and the groups."""
        canvas: Any = self.canv
        high = 34.0 * len(self._lines) + 18
        canvas.setLineWidth(1.2)
        canvas.rect(0, 8, self.width, high)
        for row, groups in enumerate(self._lines):
            y = high - 22 - row * 34
            for place, group in enumerate(groups):
                draw_text(canvas, 24 + place * (self.width - 40) / PER_LINE, y, " ".join(group), 17, bold=True)


def draw_recovery_sheet(
    path: Path, *, letterhead: Letterhead, file_name: str, key: str, made_at: datetime, person: str
) -> None:
    """Write the sheet; `made_at` is in the office's time. Raises Unavailable."""
    story: list[Flowable] = [
        Words("Recovery sheet", size=20, bold=True, after=8),
        Words(
            f"With this key the office file “{file_name}” can be opened when a password is forgotten or the person who "
            "knows it is not there. Without a password or this key nobody can read the file, and nobody can reset it.",
            after=12,
        ),
        _Key(key),
        Words("What to do with this sheet", size=11, bold=True, before=8),
        Words("1. Print it. Put it into an envelope, close it, and write date and name across the flap."),
        Words("2. Keep it where the city keeps its seal or its ballots: a safe, or with the City Clerk."),
        Words("3. Do not keep it, or a photograph of it, on this computer, in e-mail or in a shared folder."),
        Words(
            "4. Who uses it: at sign-in choose “Use the recovery key”, type it, and set a new password. Then make a "
            "new sheet under Office; this one is worth nothing from that moment.",
            after=24,
        ),
        Words("Received and locked away by (name, signature, date):", after=36),
        Words("_" * 78, after=28),
        Words("_" * 78),
    ]
    drawn = Drawn("Recovery sheet", story, corner=("Confidential",), foot=f"Recovery sheet for {file_name}")
    write(drawn, letterhead, Stamp(person, made_at), path)
