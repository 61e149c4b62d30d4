"""The designation in force, or the next to come: who, for whom, until when, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from app.authority import Right
from app.queries.register_rows import AbsenceRow, DesignationRow, State
from app.ui.case_words import Clock
from app.ui.mandate_words import date_words, end_words, kept_words, left_words, start_words
from app.ui.seat import Seat
from app.ui.widgets.base import IconMark, named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.flow import FlowLayout

MINUTE_MS = 30_000


class DesignationCard(QFrame):
    """Brass, since the authority is borrowed; the time left runs while it is looked at."""

    letter_wanted = Signal(object)
    brief_wanted = Signal(object)
    return_wanted = Signal(object)
    revoke_wanted = Signal(object)

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "designation_card", self.tr("In force"))
        self.setProperty("kind", "acting_card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._seat = seat
        self.row: DesignationRow | None = None
        self._absence: AbsenceRow | None = None
        self.state = text_label("", self, type="caption", name="card_state")
        self.instrument = self._label("table", "card_instrument")
        self.title = self._label("subject", "card_title")
        self.days = self._label("table", "card_days")
        self.left = text_label("", self, type="figure", name="card_left")
        self.rest = text_label("", self, type="caption", name="card_rest")
        self.bar = named(QProgressBar(self), "card_bar", self.tr("How much of it has passed"))
        self.bar.setTextVisible(False)
        self.bar.setProperty("tone", "acting")
        self.kept = self._label("table", "card_kept")
        self._make_buttons()
        self._arrange()
        self._timer = QTimer(self)
        self._timer.setInterval(MINUTE_MS)
        self._timer.timeout.connect(self._tell_time)
        self.hide()

    def _label(self, type_of: str, name: str) -> QLabel:
        label = text_label("", self, type=type_of, name=name)
        label.setWordWrap(True)
        return label

    def _make_buttons(self) -> None:
        self.letter = KeyButton(self.tr("Letter"), self, icon="file-text", name="card_letter")
        self.brief = KeyButton(self.tr("Handover brief"), self, icon="list-checks", name="card_brief")
        self.back = KeyButton(self.tr("Director is back…"), self, icon="log-out", name="card_back")
        self.revoke = KeyButton(self.tr("Revoke…"), self, icon="circle-x", name="card_revoke")
        pairs = (
            (self.letter, self.letter_wanted),
            (self.brief, self.brief_wanted),
            (self.back, self.return_wanted),
            (self.revoke, self.revoke_wanted),
        )
        for button, wanted in pairs:
            button.clicked.connect(lambda _=False, wanted=wanted: wanted.emit(self.row))

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._pill())
        head.addWidget(self.instrument, 1)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.days)
        time = QVBoxLayout()
        time.setSpacing(0)
        for label in (self.left, self.rest):
            time.addWidget(label, 0, Qt.AlignmentFlag.AlignRight)
        middle = QHBoxLayout()
        middle.addLayout(words, 1)
        middle.addLayout(time)
        acts = FlowLayout(gap=8)
        for button in (self.letter, self.brief, self.back, self.revoke):
            acts.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(middle)
        column.addWidget(self.bar)
        column.addWidget(self.kept)
        column.addLayout(acts)
        column.addStretch(1)

    def _pill(self) -> QFrame:
        """Icon and word with an edge, since a pill without one would not be seen on brass."""
        pill = named(QFrame(self), "card_pill")
        pill.setProperty("kind", "acting_pill")
        pill.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(pill)
        row.setContentsMargins(8, 2, 8, 2)
        row.setSpacing(5)
        row.addWidget(IconMark("stamp", pill, role="acting_ink", size=12, name="card_pill_icon"))
        row.addWidget(self.state)
        return pill

    def show_row(self, row: DesignationRow | None, absence: AbsenceRow | None) -> None:
        """Show another designation with the absence it rests on, or none."""
        self.row, self._absence = row, absence
        self.setVisible(row is not None)
        if row is None:
            return
        clock = Clock(self._seat.now(), self._seat.zone)
        is_now = row.state is State.IN_FORCE
        self._say(self.state, self.tr("In force") if is_now else self.tr("To come"))
        signed = date_words(row.instrument_on, weekday=False, year=row.instrument_on.year != clock.today.year)
        self._say(self.instrument, self.tr("{0} of {1}").format(row.instrument, signed))
        self._say(self.title, self._title_of(row))
        span = self.tr("{0} to {1}").format(start_words(row.from_at, clock), end_words(row.until_at, clock))
        self._say(self.days, f"{span} · {row.reason}" if row.reason else span)
        kept = kept_words(row.kept_back)
        self._say(self.kept, self.tr("Kept back by the Mayor: {0}.").format(kept) if kept else self._all_powers(row))
        self.setAccessibleName(f"{self.state.text()}: {self._title_of(row)}")
        self._tell_time()
        self.allow()

    def _say(self, label: QLabel, words: str) -> None:
        label.setText(words)
        label.setAccessibleName(words)

    def _title_of(self, row: DesignationRow) -> str:
        if not row.for_name:
            return self.tr("{0} acts while the Director’s place is vacant").format(row.name)
        return self.tr("{0} acts for {1}").format(row.name, row.for_name)

    def _all_powers(self, row: DesignationRow) -> str:
        words = self.tr("No power is kept back.")
        return f"{words} {self.tr('The Director may direct as well.')}" if row.director_directs else words

    def allow(self) -> None:
        """Show the acts that who is signed in may do."""
        seat, row, absence = self._seat, self.row, self._absence
        if row is None:
            return
        is_now = row.state is State.IN_FORCE
        for button in (self.letter, self.brief):
            button.setVisible(seat.may(Right.PRINT))
        own = absence is not None and absence.staff_id == seat.me.id
        back = absence is not None and is_now and (own or seat.may(Right.RECORD_ABSENCE))
        self.back.setVisible(back)
        words = self.tr("I am back…") if own else self.tr("Director is back…")
        self.back.set_text(words if row.for_name else self.tr("The place is filled…"))
        self.revoke.setVisible(seat.may(Right.DESIGNATE) or seat.may(Right.RECORD_DESIGNATION))

    def _tell_time(self) -> None:
        row, now = self.row, self._seat.now()
        if row is None:
            return
        is_now = row.state is State.IN_FORCE
        first, rest = left_words(row.ends_at if is_now else row.from_at, now)
        self._say(self.left, first)
        self._say(self.rest, rest if is_now else self.tr("until it begins"))
        whole = max(1.0, (row.ends_at - row.from_at).total_seconds())
        passed = min(1.0, max(0.0, (now - row.from_at).total_seconds() / whole))
        self.bar.setValue(round(100 * passed))
        self.bar.setVisible(is_now)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell_time()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
