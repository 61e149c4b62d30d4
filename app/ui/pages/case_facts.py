"""The left side of a case: who, where, what, whose; both clocks, the targets, how the due date was counted."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.models import Status
from app.queries.case_clocks import CaseClocks, days_of
from app.queries.case_page import CasePage
from app.queries.direct import ReviewRow
from app.queries.targets import is_in_time
from app.ui import labels
from app.ui.case_words import Clock, day_words, moment_words, ward_words
from app.ui.pages.case_bits import emptied, link_button, px
from app.ui.pages.case_clock_bars import ClockBars
from app.ui.pages.case_days import DaysCounted, month_day
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import hairline, text_label
from app.ui.widgets.heads import Avatar
from app.ui.widgets.pills import Pill
from app.workdays import Stretch, moved

TITLE, ROOM, LARGE_ROOM = 88, 258, 232
"""The title of a target and all of its row, at 100 %; beside the folded tabs there is less room."""


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
        self._targets = QGridLayout()
        self._targets.setVerticalSpacing(6)
        self._targets.setColumnStretch(2, 1)
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
        self._column.addLayout(self._targets)
        self._column.addSpacing(6)
        below: list[QWidget] = [self._days_head, self.days, self._legend]
        for each in below:
            self._column.addWidget(each)
        self._column.addStretch(1)

    def show_page(self, page: CasePage, clock: Clock) -> None:
        """Show a case."""
        emptied(self._grid)
        emptied(self._targets)
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
        self._add_targets(page, clock)
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

    # -- targets --------------------------------------------------------------------------------------------

    def _add_targets(self, page: CasePage, clock: Clock) -> None:
        row = page.row
        self._target(0, self.tr("First answer"), page.first_response_due_at, page.first_response_at, row.clocks, clock)
        self._target(1, self.tr("Resolution"), row.due_at, row.closed_at, row.clocks, clock)

    def _target(
        self, place: int, title: str, due: datetime | None, done: datetime | None, clocks: CaseClocks, clock: Clock
    ) -> None:
        """`due` is the date on file: the wait that lasts has not moved it."""
        if done is not None:
            pill, words = self._done(done, due, clocks, clock)
        elif due is not None:
            pill, words = self._paused(due, clocks, clock) if clocks.paused else self._running(due, clock)
        else:
            return
        named = text_label(title, self, type="table", name="target_title")
        when = text_label(words, self, type="caption", ink="ink_2", name="target_when")
        when.setWordWrap(True)
        when.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._targets.addWidget(named, 2 * place, 0)
        if self._fits(pill, when):
            self._targets.addWidget(pill, 2 * place, 1)
            self._targets.addWidget(when, 2 * place, 2)
        else:  # a long pill must not take the room of the other target's words
            self._targets.addWidget(pill, 2 * place, 1, 1, 2, Qt.AlignmentFlag.AlignLeft)
            self._targets.addWidget(when, 2 * place + 1, 0, 1, 3)

    def _fits(self, pill: Pill, when: QLabel) -> bool:
        """Whether the words have a place beside their pill; else they stand below."""
        when.ensurePolished()
        words = when.fontMetrics().horizontalAdvance(when.text())
        return px(TITLE) + pill.sizeHint().width() + words <= px(LARGE_ROOM if theme().is_compact else ROOM)

    def _done(self, done: datetime, due: datetime | None, clocks: CaseClocks, clock: Clock) -> tuple[Pill, str]:
        late = is_in_time(done, due, _lasting(clocks)) is False
        pill = Pill("overdue", self, word=self.tr("Late")) if late else Pill("met", self)
        days = f"{self._seat.reference.calendar.days_between(clocks.since, done):.1f}"
        return pill, self.tr("{0}, in {1} d").format(month_day(clock.local(done).date()), days)

    def _running(self, due: datetime, clock: Clock) -> tuple[Pill, str]:
        left, late = self._seat.reference.calendar.days_between(clock.now, due), due < clock.now
        pill = Pill("overdue" if late else "due_soon" if left < 2 else "open", self, word=self._left(left, late=late))
        return pill, day_words(clock.local(due).date(), clock.today)

    def _paused(self, due: datetime, clocks: CaseClocks, clock: Clock) -> tuple[Pill, str]:
        """What was left as the wait began, and the day that holds if it ends now."""
        calendar, lasting = self._seat.reference.calendar, _lasting(clocks)
        began = lasting[0][0] if lasting else clock.now
        left = self._left(calendar.days_between(began, due), late=due < began)
        pill = Pill("waiting", self, word=self.tr("Paused, {0}").format(left))
        pill.setToolTip(self.tr("Our clock stands still while we wait. The day holds if the wait ends now."))
        return pill, day_words(clock.local(moved(calendar, due, lasting)).date(), clock.today)

    def _left(self, days: float, *, late: bool) -> str:
        words = self.tr("{0} d late") if late else self.tr("{0} d left")
        return words.format(f"{abs(days):.1f}")

    def _show_days(self, page: CasePage, clock: Clock) -> None:
        days = days_of(self._seat.reference.calendar, page.row.clocks)
        self.days.show_days(days, clock.today)
        for widget in (self._days_head, self._legend):
            widget.setVisible(bool(days))
        if days:
            self._days_head.setText(self.tr("How {0} was counted").format(month_day(days[-1].date)))
            self._legend.setText(self.tr("filled: counted · hatched: waiting · dashed: closed · framed: due"))


def _lasting(clocks: CaseClocks) -> list[Stretch]:
    """The wait in which the case is, if it is in one."""
    return [clocks.waits[-1].stretch] if clocks.paused and clocks.waits else []
