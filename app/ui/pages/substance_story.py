"""What a reader of an answer looks at: what was asked, what was replied, how it was closed."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import Actor
from app.queries.case_page import CasePage, case_page
from app.queries.substance import ReadingRow, reading
from app.queries.timeline import Entry, timeline
from app.ui import labels
from app.ui.case_words import Clock, moment_words
from app.ui.pages.case_bits import emptied, px, scrolled
from app.ui.pages.direct_words import told_words
from app.ui.seat import Seat
from app.ui.widgets.base import named, text_label

MARGIN = 24


class Story(NamedTuple):
    """A reading with the facts of its case and all that was said."""

    row: ReadingRow
    page: CasePage
    entries: tuple[Entry, ...]


def story(session: Session, who: Actor, review_id: int, *, at: datetime) -> Story:
    """Read it in one go; raises NotFound."""
    row = reading(session, who, review_id)
    said = (each for each in timeline(session, who, row.case_id) if each.kind in ("contact", "reply"))
    return Story(row, case_page(session, who, row.case_id, at=at), tuple(sorted(said, key=lambda each: each.at)))


class StoryView(QWidget):
    """The story in one column that scrolls; every part can be selected and copied."""

    def __init__(self, seat: Seat, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "story", self.tr("The case"))
        self._seat = seat
        self._inside = named(QWidget(self), "story_inside")
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(px(MARGIN), px(12), px(MARGIN), px(12))
        self._column.setSpacing(px(6))
        self.area = scrolled(self._inside, self, name="story_area", says=self.tr("The case"), ground="page")
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.area)

    def show_story(self, found: Story) -> None:
        """Show another one from its beginning."""
        emptied(self._column)
        page = found.page
        self._add(text_label(page.row.subject, self._inside, type="subject", name="story_subject"))
        self._head(self.tr("What was asked"))
        self._words(page.account or page.row.subject, "story_account")
        self._quiet(self._asker(page))
        self._head(self.tr("What was said"))
        for each in found.entries:
            self._entry(each)
        if not found.entries:
            self._quiet(self.tr("Nothing was written down."))
        self._closing(page)
        self._column.addStretch(1)
        self.area.verticalScrollBar().setValue(0)

    def _asker(self, page: CasePage) -> str:
        language = page.asker.language if page.asker is not None else ""
        came = moment_words(page.row.received_at, self._clock())
        parts = [page.row.category, self.tr("speaks {0}").format(language) if language else "", came]
        return " · ".join(each for each in parts if each)

    def _closing(self, page: CasePage) -> None:
        row = page.row
        self._head(self.tr("How it was closed"))
        if row.outcome is None:
            self._quiet(self.tr("It is not closed now."))
            return
        self._words(page.outcome_words or labels.word("outcome", row.outcome), "story_outcome")
        told = {"told": page.told, "told_how": page.told_how, "why_not": page.why_not_told}
        when = moment_words(row.closed_at, self._clock()) if row.closed_at else ""
        self._quiet(" · ".join(each for each in (labels.word("outcome", row.outcome), told_words(told), when) if each))

    def _entry(self, each: Entry) -> None:
        reply = each.kind == "reply"
        kind = self.tr("Reply") if reply else labels.word("channel", each.channel)
        head = " · ".join(part for part in (kind, each.by, moment_words(each.at, self._clock())) if part)
        self._quiet(head, weight="600" if reply else "400")
        self._words(each.words, "story_words")

    def _clock(self) -> Clock:
        return Clock(self._seat.now(), self._seat.zone)

    def _head(self, words: str) -> None:
        self._column.addSpacing(px(6))
        self._add(text_label(words, self._inside, type="section", name="story_head"))

    def _quiet(self, words: str, *, weight: str = "400") -> None:
        label = text_label(words, self._inside, type="table", ink="ink_2", name="story_quiet")
        label.setProperty("weight", weight)
        self._add(label)

    def _words(self, words: str, name: str) -> None:
        self._add(text_label(words, self._inside, name=name))

    def _add(self, label: QLabel) -> None:
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._column.addWidget(label)
