"""Drafts on Today: which of them are slips, and what they are called."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.queries.drafts import DraftRow

TYPED = ("line", "subject", "words", "name", "text", "reason")
"""What of a draft names it best, first to last; choices and dates tell nobody what it was."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("today_drafts", text)


def is_slip(draft: DraftRow) -> bool:
    """Whether it holds what somebody said."""
    return draft.parked or draft.kind in ("slip", "call", "contact", "email", "mail_slip")


def draft_words(draft: DraftRow) -> str:
    """The first words that were typed; a draft without any is told by its kind."""
    texts = [text for key in TYPED if isinstance(text := draft.payload.get(key), str) and text.strip()]
    kind = _tr("E-mail") if "mail" in draft.kind else _tr("Call or visit")
    name = kind if is_slip(draft) else _tr("Draft")
    return f"{name}: {texts[0].strip()[:120]}" if texts else name
