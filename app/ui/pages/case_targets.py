"""The targets of a case: acknowledge, first answer, resolution, each met, left or late; the city's own date."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.models import Status
from app.queries.case_clocks import CaseClocks
from app.queries.case_page import CasePage
from app.queries.targets import is_in_time
from app.ui.case_words import Clock, day_words, moment_words
from app.ui.forms.acknowledge_form import acknowledge_sheet
from app.ui.forms.sheet import Sheet
from app.ui.pages.case_bits import emptied, may_work, px
from app.ui.pages.case_days import month_day
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.pills import Pill
from app.workdays import Stretch, moved

TITLE, ROOM, LARGE_ROOM = 88, 258, 232
"""The title of a target and all of its row, at 100 %; beside the folded tabs there is less room."""
MOST_GONE = 0.8
HOURS_UNDER = 2
"""Office days under which a length is told in hours."""


class CaseTargets(QWidget):
    """Shows what is asked of a case and how it stands; G records that the resident was told we have it."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_targets")
        self.setAccessibleName(self.tr("Targets"))
        self._seat = seat
        self._page: CasePage | None = None
        self.sheet: Sheet | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(2, 1)
        self.acknowledge = KeyButton(
            self.tr("Acknowledged…"), self, icon="check", key="G", bind=True, kind="quiet", name="acknowledge_case"
        )
        self.acknowledge.setToolTip(self.tr("Record that the resident was told we have their case"))
        self.acknowledge.clicked.connect(self._acknowledge)
        self.acknowledge.hide()

    def show_page(self, page: CasePage, clock: Clock) -> None:
        """Show a case; `due_at` of its row is the date on file: the wait that lasts has not moved it."""
        self._grid.removeWidget(self.acknowledge)
        emptied(self._grid)
        self._page, row = page, page.row
        if page.acknowledge_due_at is not None or page.acknowledged_at is not None:
            self._show(0, self.tr("Acknowledge"), *self._acknowledged(page, clock))
        self._target(2, self.tr("First answer"), page.first_response_due_at, page.first_response_at, row.clocks, clock)
        self._target(4, self.tr("Resolution"), row.due_at, row.closed_at, row.clocks, clock)
        if page.city_due_at is not None:
            self._city(page, clock)
        open_yet = row.status is not Status.CLOSED and page.acknowledged_at is None
        self.acknowledge.setVisible(open_yet and may_work(self._seat, row.owner_id))
        self._grid.addWidget(self.acknowledge, 7, 0, 1, 3, Qt.AlignmentFlag.AlignLeft)

    def _target(
        self, place: int, title: str, due: datetime | None, done: datetime | None, clocks: CaseClocks, clock: Clock
    ) -> None:
        if done is not None:
            pill, words = self._done(done, due, clocks, clock)
        elif due is not None:
            pill, words = self._paused(due, clocks, clock) if clocks.paused else self._running(due, clocks, clock)
        else:
            return
        self._show(place, title, pill, words)

    def _show(self, place: int, title: str, pill: Pill, words: str) -> None:
        named = text_label(title, self, type="table", name="target_title")
        when = text_label(words, self, type="caption", ink="ink_2", name="target_when")
        when.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(named, place, 0)
        if self._fits(pill, when):  # in one place each: no row's words are narrowed by the longest pill
            self._grid.addWidget(pill, place, 1, 1, 2, Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(when, place, 1, 1, 2, when.alignment())
        else:  # a long pill must not take the room of the other target's words
            self._grid.addWidget(pill, place, 1, 1, 2, Qt.AlignmentFlag.AlignLeft)
            when.setWordWrap(True)
            self._grid.addWidget(when, place + 1, 0, 1, 3)

    def _fits(self, pill: Pill, when: QLabel) -> bool:
        """Whether the words have a place beside their pill; else they stand below."""
        when.ensurePolished()
        words = when.fontMetrics().horizontalAdvance(when.text())
        return px(TITLE) + pill.sizeHint().width() + words <= px(LARGE_ROOM if theme().is_compact else ROOM)

    def _acknowledged(self, page: CasePage, clock: Clock) -> tuple[Pill, str]:
        """In business hours, which no wait moves: it takes one word to the resident."""
        calendar, done, due = self._seat.reference.calendar, page.acknowledged_at, page.acknowledge_due_at
        if done is not None:
            day, pill = month_day(clock.local(done).date()), self._pill_of(is_in_time(done, due))
            return pill, self.tr("{0}, in {1}").format(day, self._length(page.row.received_at, done))
        assert due is not None
        left, late = calendar.hours_between(clock.now, due), due < clock.now
        length = self._length(due, clock.now) if late else self._length(clock.now, due)
        words = (self.tr("{0} late") if late else self.tr("{0} left")).format(length)
        pill = Pill("overdue" if late else "due_soon" if left < 2 else "open", self, word=words)
        return pill, moment_words(due, clock)

    def _length(self, start: datetime, end: datetime) -> str:
        """Business hours, or office days where the hours would be a sum to do."""
        calendar = self._seat.reference.calendar
        days = calendar.days_between(start, end)
        if days >= HOURS_UNDER:
            return self.tr("{0} d").format(f"{days:.1f}")
        return self.tr("{0} h").format(f"{max(0.0, calendar.hours_between(start, end)):.1f}")

    def _pill_of(self, in_time: bool | None) -> Pill:
        return Pill("overdue", self, word=self.tr("Late")) if in_time is False else Pill("met", self)

    def _done(self, done: datetime, due: datetime | None, clocks: CaseClocks, clock: Clock) -> tuple[Pill, str]:
        days = f"{self._seat.reference.calendar.days_between(clocks.since, done):.1f}"
        words = self.tr("{0}, in {1} d").format(month_day(clock.local(done).date()), days)
        return self._pill_of(is_in_time(done, due, lasting(clocks))), words

    def _running(self, due: datetime, clocks: CaseClocks, clock: Clock) -> tuple[Pill, str]:
        """Near its end, or with most of its time gone, it says so by its tone and by hover."""
        calendar = self._seat.reference.calendar
        left, late = calendar.days_between(clock.now, due), due < clock.now
        whole = calendar.days_between(clocks.since, due) - sum(calendar.days_between_many(clocks.stopped))
        gone = 1 - left / whole if whole > 0 else 1.0
        soon = left < 2 or gone >= MOST_GONE
        pill = Pill("overdue" if late else "due_soon" if soon else "open", self, word=self._left(left, late=late))
        pill.setToolTip(self.tr("{0} % of its time is gone").format(min(999, int(100 * gone))))
        return pill, day_words(clock.local(due).date(), clock.today)

    def _paused(self, due: datetime, clocks: CaseClocks, clock: Clock) -> tuple[Pill, str]:
        """What was left as the wait began, and the day that holds if it ends now."""
        calendar, stretches = self._seat.reference.calendar, lasting(clocks)
        began = stretches[0][0] if stretches else clock.now
        left = self._left(calendar.days_between(began, due), late=due < began)
        pill = Pill("waiting", self, word=self.tr("Paused, {0}").format(left))
        pill.setToolTip(self.tr("Our clock stands still while we wait. The day holds if the wait ends now."))
        return pill, day_words(clock.local(moved(calendar, due, stretches)).date(), clock.today)

    def _left(self, days: float, *, late: bool) -> str:
        words = self.tr("{0} d late") if late else self.tr("{0} d left")
        return words.format(f"{abs(days):.1f}")

    def _city(self, page: CasePage, clock: Clock) -> None:
        """The date that the old table gave the case, as it was: it moves with no calendar and no wait."""
        due = page.city_due_at
        assert due is not None
        late = (page.row.closed_at or clock.now) > due
        words = self.tr("{0}, late by it") if late else self.tr("{0}, in time by it")
        words = self.tr("The city’s own date: {0}").format(words.format(moment_words(due, clock)))
        label = text_label(words, self, type="caption", ink="ink_2", name="city_due")
        label.setWordWrap(True)
        self._grid.addWidget(label, 6, 0, 1, 3)

    def _acknowledge(self) -> None:
        page = self._page
        if page is not None and self.acknowledge.isVisible():
            self.sheet = acknowledge_sheet(self._seat, page, parent=self)
            self.sheet.open()
            self.sheet.form.setFocus(Qt.FocusReason.OtherFocusReason)


def lasting(clocks: CaseClocks) -> list[Stretch]:
    """The wait in which the case is, if it is in one."""
    return [clocks.waits[-1].stretch] if clocks.paused and clocks.waits else []
