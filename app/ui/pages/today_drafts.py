"""Drafts on Today: which of them are slips, and what they are called."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.queries.drafts import DraftRow, is_slip, typed_in


def _tr(text: str) -> str:
    return QCoreApplication.translate("today_drafts", text)


def draft_words(draft: DraftRow) -> str:
    """The first words that were typed; a draft without any is told by its kind."""
    kind = _tr("E-mail") if "mail" in draft.kind else _tr("Call or visit")
    name = kind if is_slip(draft) else _tr("Draft")
    typed = typed_in(draft)
    return f"{name}: {typed}" if typed else name
