"""The navy band at the top of a slip: since when, how long, and that it is kept."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QLocale, Qt, QTime, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import IconMark, mark, named, text_label


class SlipBand(QFrame):
    """Its clock runs from when the slip was opened; `ticked` gives the minutes begun."""

    ticked = Signal(int)

    def __init__(
        self, seat: Seat, began: datetime, parent: QWidget, *, icon: str = "phone-incoming", word: str = ""
    ) -> None:
        super().__init__(parent)
        named(self, "slip_band", self.tr("This call"))
        mark(self, ground="rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._seat, self._began, self._resumed = seat, began, False
        self._word = word or self.tr("Call")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(10)
        row.addWidget(IconMark(icon, self, role="rail_ink", size=16, name="band_icon"))
        self._title = text_label(self._word, self, type="section", ink="rail_ink", name="band_title")
        self._since = text_label("", self, ink="rail_ink", name="band_since")
        self._length = text_label("0:00", self, type="section", ink="rail_ink", name="band_clock")
        for widget in (self._title, self._since):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(IconMark("timer", self, role="rail_ink", size=16, name="clock_icon"))
        row.addWidget(self._length)
        row.addSpacing(12)
        row.addWidget(text_label(self.tr("kept as you type"), self, type="table", ink="rail_ink", name="band_kept"))
        self.setFixedHeight(theme().px(40))
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self.set_began(began)

    @property
    def title(self) -> str:
        """The title of the window."""
        return f"{self._title.text()} {self._since.text()}"

    def set_began(self, began: datetime, *, resumed: bool = False) -> None:
        """Count from this instant; a slip that was resumed keeps its length as it was."""
        self._began, self._resumed = began, resumed
        local = self._seat.local(began)
        time = QLocale().toString(QTime(local.hour, local.minute), "h:mm AP")
        self._since.setText(self.tr("since {0}").format(time))
        if resumed:
            self._timer.stop()
            self._length.setText(self.tr("resumed"))

    def _tick(self) -> None:
        seconds = max(0, int((self._seat.now() - self._began).total_seconds()))
        self._length.setText(f"{seconds // 60}:{seconds % 60:02d}")
        self.ticked.emit(seconds // 60 + 1)
