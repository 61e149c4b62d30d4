"""The referrals of a case at its right side, each with what can be done now; and its privacy releases."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.authority import Right
from app.models import ReferralState, ReleaseKind
from app.queries.referrals import ReferralRow, ReleaseRow
from app.ui.case_words import day_words
from app.ui.pages.case_bits import emptied, link_button
from app.ui.referral_words import due_words, state_words
from app.ui.seat import Seat
from app.ui.widgets.base import named, text_label
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.heads import ElidedLabel, SectionHead


class CaseReferrals(QWidget):
    """`wanted` asks for an act on a referral: chase, answer, received, withdraw, letter or brief."""

    wanted = Signal(str, object)
    release_wanted = Signal()
    shown = Signal()
    """Those of a case stand here."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "case_referrals", self.tr("Referrals"))
        self._seat = seat
        self._works = False
        self.rows: Sequence[ReferralRow] = ()
        self._head = SectionHead(self.tr("Referrals"), self, name="referrals_head")
        self._release_head = SectionHead(self.tr("Privacy release"), self, act=self.tr("Add"), name="release_head")
        self._release_head.acted.connect(self.release_wanted)
        self._list, self._releases = QVBoxLayout(), QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(4)
        for head, inner in ((self._head, self._list), (self._release_head, self._releases)):
            inner.setSpacing(6)
            column.addWidget(head)
            column.addLayout(inner)
        self.hide()

    def show_referrals(self, rows: Sequence[ReferralRow], releases: Sequence[ReleaseRow], *, works: bool) -> None:
        """Show them, the newest first; nothing where the case was never referred."""
        self.rows, self._works = rows, works
        emptied(self._list)
        emptied(self._releases)
        for row in rows:
            self._list.addWidget(self._row(row))
        for release in releases:
            self._releases.addWidget(self._release(release))
        self._release_head.setVisible(bool(releases) or any(row.level is not None for row in rows))
        self.setVisible(bool(rows or releases))
        self.shown.emit()

    def first_running(self) -> ReferralRow | None:
        """The one that waits longest: what the keys act on."""
        running = [row for row in self.rows if row.running]
        return min(running, key=lambda row: row.due_at, default=None)

    def _row(self, row: ReferralRow) -> QWidget:
        part = named(QWidget(self), f"referral_{row.number}", self.tr("Referral {0} to {1}").format(row.number, row.to))
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(2)
        title = self.tr("{0}. {1}").format(row.number, row.to)
        column.addWidget(ElidedLabel(title, part, type="table", name="referral_to"))
        chased = self.tr("{0} chases").format(row.chases) if row.chases != 1 else self.tr("1 chase")
        late = row.late(self._seat.now())
        words = [state_words(row.state), due_words(row, self._seat), chased if row.chases else "", row.reference]
        told = text_label(
            " · ".join(each for each in words if each),
            part,
            type="caption",
            ink="overdue" if late else "ink_2",
            name="referral_words",
        )
        told.setWordWrap(True)
        column.addWidget(told)
        column.addLayout(self._acts(row, part))
        return part

    def _acts(self, row: ReferralRow, part: QWidget) -> FlowLayout:
        """Links that say what they do; only those that can be done now."""
        flow = FlowLayout(gap=8)
        acts: list[tuple[str, str]] = []
        if self._works and row.running:
            acts += [("chase", self.tr("Chase…")), ("answer", self.tr("Answer…"))]
            acts += [("received", self.tr("Received…"))] if row.state is ReferralState.SENT else []
            acts += [("withdraw", self.tr("Withdraw…"))]
        if self._seat.may(Right.PRINT):
            acts += [("letter", self.tr("Letter"))]
            acts += [("brief", self.tr("Brief to head"))] if row.running and row.chases else []
        for act, words in acts:
            says = self.tr("{0} referral {1}").format(words.rstrip("…"), row.number)
            link = link_button(words, part, name=f"referral_{row.number}_{act}", says=says)
            link.clicked.connect(lambda _=False, a=act, r=row: self.wanted.emit(a, r))
            flow.addWidget(link)
        return flow

    def _release(self, row: ReleaseRow) -> QWidget:
        part = QWidget(self)
        part.setObjectName(f"release_{row.id}")
        line = QHBoxLayout(part)
        line.setContentsMargins(0, 0, 0, 0)
        label = text_label(self._release_words(row), part, type="caption", ink="ink_2", name="release_words")
        label.setWordWrap(True)
        line.addWidget(label)
        return part

    def _release_words(self, row: ReleaseRow) -> str:
        if row.kind is ReleaseKind.REASON:
            return self.tr("Told without a release: {0}").format(row.reason)
        today = self._seat.today()
        signed = day_words(row.signed_on, today, weekday=False) if row.signed_on else ""
        words = self.tr("Signed by {0}, {1}: {2}").format(row.signer, signed, row.scope)
        if row.expires_on is None:
            return words
        until = day_words(row.expires_on, today, weekday=False)
        form = self.tr("{0}. In force until {1}") if row.in_force(today) else self.tr("{0}. Expired {1}")
        return form.format(words, until)
