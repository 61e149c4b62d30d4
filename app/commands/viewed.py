"""Tells history that a confidential record was shown on the command line, after it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.commands.desk import Desk


def note_view(desk: Desk, subject: str, subject_id: int) -> None:
    """Write the line; nothing for what is not confidential."""
    from app.services import views

    desk.write(lambda session, who: views.note_view(session, who, subject, subject_id, at=desk.at))
