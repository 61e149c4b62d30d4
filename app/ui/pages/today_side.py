"""The side of Today: parked calls, what is to be finished, the office's month."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from app.changes import Changes
from app.queries.drafts import DraftRow
from app.queries.today import Month
from app.ui.case_words import Clock, day_words, moment_words
from app.ui.seat import Seat
from app.ui.widgets.base import mark, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.heads import SectionHead

CLOSURES_AHEAD = 21
SLIPS = ("slip", "mail_slip")


class TodaySide(QFrame):
    """Everything that is small and waits."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("today_side")
        self.setAccessibleName(self.tr("Parked calls and the office"))
        mark(self, ground="sunken")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._seat = seat
        self._month: Month | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 16, 16, 16)
        self._column.setSpacing(10)
        seat.jobs.changed.connect(self._changed)
        seat.drafts.loaded.connect(self._write)

    def show_month(self, month: Month) -> None:
        """Write everything anew, with the office's month."""
        self._month = month
        self._write()

    def _changed(self, changes: Changes) -> None:
        if changes.touches("draft"):
            self._write()

    def _write(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        clock = Clock(self._seat.now(), self._seat.zone)
        slips = [row for row in self._seat.drafts.rows() if row.kind in SLIPS]
        self._parked([row for row in slips if row.parked], clock)
        if self._month is not None:
            self._office(self._month, clock)
        self._column.addStretch(1)

    def _parked(self, rows: Sequence[DraftRow], clock: Clock) -> None:
        if not rows:
            return
        self._column.addWidget(SectionHead(self.tr("Parked calls"), self, count=str(len(rows)), name="parked_head"))
        for place, row in enumerate(rows):
            box = QFrame(self)
            box.setObjectName("parked_call")
            mark(box, kind="panel")
            inner = QVBoxLayout(box)
            inner.setContentsMargins(12, 8, 12, 10)
            inner.addWidget(
                text_label(moment_words(row.updated_at, clock), box, type="table", ink="ink_2", name="parked_at")
            )
            words = text_label(_first_words(row) or self.tr("Nothing typed yet"), box, name="parked_words")
            words.setWordWrap(True)
            inner.addWidget(words)
            key = "Ctrl+Shift+R" if place == 0 else ""
            button = KeyButton(self.tr("Resume"), box, key=key, icon="phone-incoming", name="resume")
            wanted = {"draft_key": row.key, "kind": "email" if row.kind == "mail_slip" else "call"}
            button.clicked.connect(lambda _=False, wanted=wanted: self._seat.slip_wanted.emit(wanted))
            inner.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)
            self._column.addWidget(box)

    def _office(self, month: Month, clock: Clock) -> None:
        self._column.addWidget(SectionHead(self.tr("Office"), self, name="office_head"))
        box = QWidget(self)
        box.setObjectName("office_facts")
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(8)
        said = self.tr("{0} opened, {1} reopened, {2} closed").format(
            f"{month.opened:,}", f"{month.reopened:,}", f"{month.closed:,}"
        )
        carried = self.tr("{0} carried in, {1} open now").format(f"{month.carried_in:,}", f"{month.open_now:,}")
        lines = [(self.tr("This month"), f"{said}\n{carried}")]
        for day, name in sorted(self._seat.reference.calendar.closures.items()):
            if 0 <= (day - clock.today).days <= CLOSURES_AHEAD:
                lines.append((day_words(day, clock.today), self.tr("Closed, {0}").format(name)))
        for place, (left, right) in enumerate(lines):
            grid.addWidget(
                text_label(left, box, type="table", ink="ink_3", name="fact_name"), place, 0, Qt.AlignmentFlag.AlignTop
            )
            words = text_label(right, box, type="table", name="fact")
            words.setWordWrap(True)
            grid.addWidget(words, place, 1)
        grid.setColumnStretch(1, 1)
        self._column.addWidget(box)


def _first_words(row: DraftRow) -> str:
    """What was typed so far, in a line; the names of the fields are the slip's."""
    values = row.payload
    found = [str(values.get(name, "")).strip() for name in ("line", "first_words", "words", "subject")]
    return " ".join(each for each in found if each)[:160]
