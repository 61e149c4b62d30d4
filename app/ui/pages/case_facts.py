"""The left side of a case: who, where, what, whose; both clocks, the targets, how the due date was counted."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.models import Status
from app.queries.case_clocks import days_of
from app.queries.case_page import CasePage
from app.queries.direct import ReviewRow
from app.ui import labels
from app.ui.case_words import Clock, moment_words, ward_words
from app.ui.pages.case_bits import emptied, link_button, px
from app.ui.pages.case_clock_bars import ClockBars
from app.ui.pages.case_days import DaysCounted, month_day
from app.ui.pages.case_targets import CaseTargets
from app.ui.pages.today_keys import scroll_to
from app.ui.seat import Seat
from app.ui.widgets.base import hairline, text_label
from app.ui.widgets.buttons import KeyHint
from app.ui.widgets.heads import Avatar


class CaseFacts(QWidget):
    """Shows a CasePage; names open their records."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_facts")
        self.setAccessibleName(self.tr("Facts"))
        self._seat = seat
        self._row = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 14, 16, 16)
        self._column.setSpacing(8)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.targets = CaseTargets(seat, self)
        self._bars = ClockBars(seat, self)
        self.days = DaysCounted(self)
        self._days_head = text_label("", self, type="table", name="days_head")
        self._days_head.setProperty("weight", "600")
        self._legend = text_label("", self, type="caption", ink="ink_2", name="days_legend")
        self._legend.setWordWrap(True)
        clocks = text_label(self.tr("Clocks"), self, type="table", name="clocks_head")
        clocks.setProperty("weight", "600")
        self._column.addLayout(self._grid)
        self._column.addSpacing(6)
        for widget in (clocks, self._bars, hairline(self)):
            self._column.addWidget(widget)
        self._column.addWidget(self.targets)
        self._column.addSpacing(6)
        self._column.addLayout(self._head_of_days())
        below: list[QWidget] = [self.days, self._legend]
        for each in below:
            self._column.addWidget(each)
        self._column.addStretch(1)

    def _head_of_days(self) -> QHBoxLayout:
        """With the key that tells them in words from anywhere on the case; it is many Tabs away."""
        self._days_key = KeyHint("U", self, name="days_key")
        shortcut = QShortcut(QKeySequence("U"), self)
        shortcut.activated.connect(self.explain_due)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._days_head)
        line.addWidget(self._days_key)
        line.addStretch(1)
        return line

    def explain_due(self) -> None:
        """Tell the days that were counted to the due date, where there is one."""
        if self.days.isVisible():
            scroll_to(self.days)
            self.days.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.days.show_list()

    def show_page(self, page: CasePage, clock: Clock) -> None:
        """Show a case."""
        emptied(self._grid)
        self._row = 0
        self._add_asker(page)
        self._add_place(page)
        row = page.row
        self._add(self.tr("Category"), ", ".join(filter(None, [row.category, page.department])) or self.tr("None yet"))
        self._add_owner(page, clock)
        if page.wait_reason:
            self._add(self.tr("Waits for"), page.wait_reason)
        if page.approval:
            self._add(self.tr("Approval"), self._approval(page.approval, clock))
        if page.account:
            self._add(self.tr("Account"), page.account)
        if row.status is Status.CLOSED:
            self._add_closing(page, clock)
        self._bars.show_clocks(row.clocks, closed=row.status is Status.CLOSED)
        self.targets.show_page(page, clock)
        self._show_days(page, clock)

    # -- facts ----------------------------------------------------------------------------------------------

    def _label(self, words: str) -> None:
        label = text_label(words, self, type="table", ink="ink_2", name="fact_label")
        label.setMinimumWidth(px(66))
        self._grid.addWidget(label, self._row, 0, Qt.AlignmentFlag.AlignTop)

    def _add(self, title: str, words: str, *, ink: str = "ink") -> None:
        self._label(title)
        value = text_label(words, self, type="table", ink=ink, name="fact")
        value.setWordWrap(True)
        value.setAccessibleName(f"{title}: {words}")
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid.addWidget(value, self._row, 1)
        self._row += 1

    def _more(self, words: str, *, ink: str = "ink_2") -> None:
        """A second line under the fact above."""
        value = text_label(words, self, type="table", ink=ink, name="fact_more")
        value.setWordWrap(True)
        self._grid.addWidget(value, self._row, 1)
        self._row += 1

    def _add_asker(self, page: CasePage) -> None:
        asker = page.asker
        if asker is None:
            nobody = self.tr("Anonymous") if page.row.anonymous else self.tr("Nobody named")
            self._add(self.tr("Asker"), page.row.asker or nobody)
            return
        self._label(self.tr("Asker"))
        name = link_button(asker.name, self, name="asker_link", ink="ink", says=self.tr("Open {0}").format(asker.name))
        name.setProperty("weight", "600")
        name.clicked.connect(lambda: self._seat.record_wanted.emit(asker.kind, asker.id))
        self._grid.addWidget(name, self._row, 1, Qt.AlignmentFlag.AlignLeft)
        self._row += 1
        prefers = labels.word("channel", asker.preferred_channel).lower() if asker.preferred_channel else ""
        reach = [asker.reach, self.tr("prefers {0}").format(prefers) if prefers else ""]
        if any(reach):
            self._more(", ".join(filter(None, reach)), ink="ink")
        for words in self._warnings(page):
            self._more(words, ink="overdue")
        if asker.language:
            spoken = self.tr("{0}, with interpreter") if asker.interpreter else "{0}"
            self._add(self.tr("Language"), spoken.format(asker.language))

    def _warnings(self, page: CasePage) -> list[str]:
        asker = page.asker
        assert asker is not None
        told = [self.tr("Do not contact")] if asker.do_not_contact else []
        told += [self.tr("Has died")] if asker.deceased else []
        return told + ([asker.safety_notice] if asker.safety_notice else [])

    def _add_place(self, page: CasePage) -> None:
        if not page.address:
            return
        self._add(self.tr("Where"), page.address)
        ward = ward_words(page.row.ward)
        precinct = self.tr("precinct {0}").format(page.precinct) if page.precinct else ""
        more = ", ".join(filter(None, [ward, precinct, page.neighborhood]))
        if more:
            self._more(more)

    def _add_owner(self, page: CasePage, clock: Clock) -> None:
        if not page.row.owner:
            self._add(self.tr("Owner"), self.tr("Unassigned"), ink="ink_3")
            return
        self._label(self.tr("Owner"))
        words = page.row.owner
        if page.owner_since is not None:
            since = month_day(clock.local(page.owner_since).date())
            words = self.tr("{0}, since {1}").format(words, since)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Avatar(page.row.owner, self))
        owner = text_label(words, self, type="table", name="owner_words")
        owner.setWordWrap(True)
        row.addWidget(owner, 1)
        self._grid.addLayout(row, self._row, 1)
        self._row += 1

    def _approval(self, asked: ReviewRow, clock: Clock) -> str:
        """Since when a closing waits, through whom, and with which outcome."""
        words = self.tr("waits for approval since {0} by {1}").format(
            moment_words(asked.asked_at, clock), asked.asked_by
        )
        outcome = labels.word("outcome", asked.outcome) if asked.outcome else ""
        return ": ".join(filter(None, [words, ". ".join(filter(None, [outcome, asked.words]))]))

    def _add_closing(self, page: CasePage, clock: Clock) -> None:
        outcome = labels.word("outcome", page.row.outcome) if page.row.outcome else ""
        self._add(self.tr("Outcome"), ". ".join(filter(None, [outcome, page.outcome_words])))
        if page.told and page.told_at is not None:
            how = labels.word("channel", page.told_how) if page.told_how else ""
            told = [moment_words(page.told_at, clock), how, page.told_by]
            self._add(self.tr("Told"), ", ".join(filter(None, told)))
        elif page.told is False:
            self._add(self.tr("Not told"), page.why_not_told)

    # -- how it was counted ----------------------------------------------------------------------------------

    def _show_days(self, page: CasePage, clock: Clock) -> None:
        days = days_of(self._seat.reference.calendar, page.row.clocks)
        self.days.show_days(days, clock.today)
        for widget in (self._days_head, self._days_key, self._legend):
            widget.setVisible(bool(days))
        if days:
            self._days_head.setText(self.tr("How {0} was counted").format(month_day(days[-1].date)))
            self._legend.setText(self.tr("filled: counted · hatched: waiting · dashed: closed · framed: due"))
