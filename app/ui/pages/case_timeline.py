"""The timeline of a case: filtered by kind, newest or oldest first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.queries.timeline import Entry
from app.ui.case_words import Clock
from app.ui.pages.case_bits import emptied, scrolled
from app.ui.pages.case_entry import EntryRow
from app.ui.theme import theme
from app.ui.widgets.base import hairline, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.chips import Chip
from app.ui.widgets.flow import FlowLayout

KINDS = ("", "contact", "note", "reply", "referral", "promise", "change")
SHOWN = 60


class CaseTimeline(QWidget):
    """Shows the entries given, newest first unless asked otherwise."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_timeline")
        self.setAccessibleName(self.tr("Timeline"))
        self._entries: Sequence[Entry] = ()
        self._clock: Clock | None = None
        self._kind, self._newest_first, self._limit = "", True, SHOWN
        self.chips = {kind: self._chip(kind) for kind in KINDS}
        self.order = KeyButton(self.tr("Newest first"), self, icon="arrow-up-down", kind="quiet", name="timeline_order")
        self.order.clicked.connect(self.turn)
        self._inside = inside = QWidget(self)
        inside.setObjectName("timeline_inside")
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(20, 12, 20, 16)
        self._rows.setSpacing(14)
        self.area = scrolled(inside, self, name="timeline_area", says=self.tr("Timeline"), ground="page")
        self.setFocusProxy(self.area)
        head = QHBoxLayout()
        head.setContentsMargins(20, 8, 12, 6)
        head.setSpacing(6)
        flow = FlowLayout(gap=6)
        flow.setContentsMargins(0, 4, 0, 4)
        for chip in self.chips.values():
            flow.addWidget(chip)
        head.addLayout(flow, 1)
        head.addWidget(self.order)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(hairline(self))
        column.addWidget(self.area, 1)
        theme().changed.connect(self._scale)
        self._scale()

    def _scale(self) -> None:
        """Room for an entry at least; where the window is lower, timeline and composer scroll together."""
        self.area.setMinimumHeight(theme().px(84))

    def _chip(self, kind: str) -> Chip:
        chip = Chip("", self, removable=False, active=kind == "", name=f"timeline_{kind or 'all'}")
        chip.activated.connect(lambda: self.show_kind(kind))
        return chip

    def show_entries(self, entries: Sequence[Entry], clock: Clock) -> None:
        """Show these, which come newest first."""
        self._entries, self._clock = entries, clock
        self._tell_counts()
        self._fill()

    def start_anew(self) -> None:
        """Another case: everything, from its newest."""
        self._entries, self._limit = (), SHOWN
        self.show_kind("")
        self.area.verticalScrollBar().setValue(0)

    def show_kind(self, kind: str) -> None:
        """Only the entries of this kind, or "" for all."""
        self._kind = kind
        for each, chip in self.chips.items():
            chip.set_active(each == kind)
        self._fill()

    def turn(self) -> None:
        """The other order."""
        self._newest_first = not self._newest_first
        self.order.set_text(self.tr("Newest first") if self._newest_first else self.tr("Oldest first"))
        self._fill()

    def _tell_counts(self) -> None:
        words = {
            "": self.tr("All {0}"),
            "contact": self.tr("Contacts {0}"),
            "note": self.tr("Notes {0}"),
            "reply": self.tr("Replies {0}"),
            "referral": self.tr("Referrals {0}"),
            "promise": self.tr("Promises {0}"),
            "change": self.tr("Changes {0}"),
        }
        for kind, chip in self.chips.items():
            count = sum(1 for entry in self._entries if kind in ("", entry.kind))
            chip.set_text(words[kind].format(count))

    def shown(self) -> list[Entry]:
        """The entries as they stand, filtered and in order."""
        chosen = [entry for entry in self._entries if self._kind in ("", entry.kind)]
        return chosen if self._newest_first else chosen[::-1]

    def _fill(self) -> None:
        emptied(self._rows)
        if self._clock is None:
            return
        entries = self.shown()
        inside = self._inside
        for entry in entries[: self._limit]:
            self._rows.addWidget(EntryRow(entry, self._clock, inside))
        if len(entries) > self._limit:
            more = KeyButton(
                self.tr("Show {0} more").format(len(entries) - self._limit), inside, kind="quiet", name="timeline_more"
            )
            more.clicked.connect(self._show_all)
            self._rows.addWidget(more)
        if not entries:
            nothing = self.tr("Nothing of this kind yet. Write a note or a reply below, or log a contact.")
            self._rows.addWidget(text_label(nothing, inside, type="table", ink="ink_2", name="timeline_empty"))
        self._rows.addStretch(1)

    def _show_all(self) -> None:
        self._limit = len(self._entries)
        self._fill()
