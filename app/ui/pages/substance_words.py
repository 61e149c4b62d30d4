"""How the window tells of readings for substance."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.models import Criterion
from app.queries.figures import month
from app.queries.substance import ReadingRow


def _tr(text: str) -> str:
    return QCoreApplication.translate("substance", text)


def criterion_words(criterion: Criterion) -> str:
    """A criterion as the form and the figures call it."""
    words = {
        Criterion.ANSWERED: _tr("Answered what was asked"),
        Criterion.CORRECT: _tr("Correct, with a source"),
        Criterion.PLAIN: _tr("Plain"),
        Criterion.COURTEOUS: _tr("Courteous"),
        Criterion.NEXT_STEP: _tr("Next step given"),
        Criterion.LANGUAGE: _tr("Right language"),
    }
    return words[criterion]


def mark_words() -> tuple[str, str, str]:
    """The marks 0, 1 and 2."""
    return _tr("not"), _tr("in part"), _tr("in full")


def month_words(row: ReadingRow, zone: str) -> str:
    """The month for which a case is read."""
    return month(zone, row.month.year, row.month.month).name


def why_words(row: ReadingRow) -> str:
    """Second readers are told that they are."""
    return _tr("second reading") if row.second else ""


def state_words(row: ReadingRow) -> str:
    """Whether it is read, and how it came out."""
    if row.sealed:
        return _tr("marks are shown when both are done")
    if row.reviewed_at is None:
        return _tr("yours to read") if row.mine else _tr("to be read")
    return _tr("{0} of 6 in full").format(row.full)
