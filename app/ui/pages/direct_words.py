"""How the directing page tells of suggestions, loads and reviews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.models import ReviewKind
from app.queries.direct import Load, QueueRow, ReviewRow
from app.queries.owner_suggestions import Reason, Suggestion
from app.queries.substance import ReadingRow
from app.ui import labels
from app.ui.case_words import Clock, day_words, ward_words
from app.workdays import last_day


def _tr(text: str) -> str:
    return QCoreApplication.translate("direct", text)


def reason_words(suggestion: Suggestion) -> str:
    """Why somebody is suggested: "speaks Vietnamese, lightest load"."""
    return ", ".join(_reason(reason, value) for reason, value in suggestion.reasons)


def _reason(reason: Reason, value: str) -> str:
    words = {
        Reason.LANGUAGE: _tr("speaks {0}"),
        Reason.CATEGORY: _tr("knows {0}"),
        Reason.WARD: _tr("knows {0}"),
        Reason.LIGHTEST: _tr("lightest load"),
    }
    return words[reason].format(ward_words(value) if reason is Reason.WARD else value)


def queue_words(row: QueueRow) -> str:
    """Who asks, about what, where, in which language."""
    asker = row.asker or _tr("Nobody named")
    language = row.language if row.language != "English" else ""
    marks = [_tr("Complaint")] if row.complaint else []
    marks += [_tr("Confidential")] if row.confidential else []
    marks += [_tr("Urgent")] if row.priority.value == "urgent" else []
    return " · ".join(each for each in (*marks, asker, row.category, ward_words(row.ward), language) if each)


def away_words(load: Load, clock: Clock) -> str:
    """That nothing can be handed to somebody, and until when; empty for those who are here."""
    if not load.works:
        return _tr("No appointment in force. No case can be handed to them.")
    if not load.is_away:
        return ""
    if load.away_until is None:
        return _tr("Away. No case can be handed to them.")
    day = day_words(last_day(load.away_until, clock.zone.key), clock.today)
    return _tr("Away until {0}. No case can be handed to them.").format(day)


def load_words(load: Load, *, short: bool = False) -> tuple[str, str, str]:
    """How many are open, due this week and overdue; empty where there are none. `short` where there is little room."""
    due = (_tr("{0} due") if short else _tr("{0} due this week")).format(load.due_week) if load.due_week else ""
    late = _tr("{0} overdue").format(load.overdue) if load.overdue else ""
    return _tr("{0} open").format(load.open), due, late


def names_words(load: Load) -> str:
    """What somebody speaks besides English, or what they are."""
    spoken = ", ".join(each.strip() for each in load.languages.split(",") if each.strip() not in ("", "English"))
    role = labels.word("role", load.role) if load.role.value in ("intern", "director", "coordinator") else ""
    return ", ".join(each for each in (role, spoken) if each) or _tr("English")


def review_words(row: ReviewRow, clock: Clock) -> str:
    """What is to be looked at: the closing asked for, or since when it waits and through whom."""
    day = day_words(clock.local(row.asked_at).date(), clock.today)
    if row.kind is ReviewKind.REOPENED:
        return _tr("opened again {0} by {1}").format(day, row.asked_by)
    if row.kind is ReviewKind.COMPLAINT:
        return _tr("marked {0} by {1}").format(day, row.asked_by)
    outcome = labels.word("outcome", row.outcome) if row.outcome else ""
    parts = [outcome, told_words(row.told), f"“{row.words}”" if row.words else ""]
    return _tr("asked {0} by {1}: {2}").format(day, row.asked_by, ", ".join(each for each in parts if each))


def reading_row(row: ReadingRow) -> ReviewRow:
    """An answer that is to be read, among the reviews: the pill says "Sampled" or why else, its id is below 0."""
    month = f"{row.month:%Y-%m}"
    told = (
        _tr("to be read for {0}").format(month) if row.mine else _tr("to be read for {0}, has no reader").format(month)
    )
    return ReviewRow(
        id=-row.id,
        case_id=row.case_id,
        number=row.number,
        subject=row.subject,
        kind=row.why,
        owner=row.owner,
        asked_at=datetime.combine(row.month, time(), UTC),
        asked_by="",
        outcome=None,
        words=told,
        told={},
        own=False,
    )


def told_words(told: Mapping[str, Any]) -> str:
    """Whether the resident was told, and how, or why not."""
    if told.get("told"):
        return _tr("told {0}").format(labels.word("told", told.get("told_how") or "not_recorded").lower())
    return _tr("not told: {0}").format(told.get("why_not", ""))


def numbers_words(numbers: Sequence[str]) -> str:
    """One number, or how many cases."""
    return numbers[0] if len(numbers) == 1 else _tr("{0} cases").format(len(numbers))
