"""The line at the foot of the window: encrypted, last verified backup, parked calls, who is signed in, lock."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Qt, QTime, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from app.queries.drafts import DraftRow
from app.ui.backup_words import is_warned, status_words
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import IconMark, mark, named, text_label
from app.ui.widgets.buttons import KeyButton

MINUTE_MS = 60_000


class StatusLine(QFrame):
    """`show_parked` is told by the desk of slips."""

    lock_wanted = Signal()

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "status_line", self.tr("Status"))
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._seat = seat
        self._parked_row: DraftRow | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(6)
        self._tell(row, "lock", self.tr("Encrypted"), "status_encrypted")
        row.addSpacing(16)
        self._backup = KeyButton("", self, icon="shield-check", kind="link", name="status_backup")
        self._backup.clicked.connect(lambda: seat.page_wanted.emit("office", {"part": "backups"}))
        self._backup.hide()
        row.addWidget(self._backup)
        row.addSpacing(16)
        self._parked = KeyButton("", self, icon="circle-pause", key="Ctrl+Shift+R", kind="link", name="status_parked")
        self._parked.clicked.connect(self._resume)
        self._parked.hide()
        row.addWidget(self._parked)
        row.addStretch(1)
        self._who = self._tell(row, "user-round", seat.me.signature, "status_who")
        seat.me_changed.connect(self._tell_who)
        row.addSpacing(12)
        self._lock = KeyButton(self.tr("Lock"), self, key="Ctrl+Shift+L", kind="link", bind=True, name="status_lock")
        self._lock.clicked.connect(self.lock_wanted)
        row.addWidget(self._lock)
        theme().changed.connect(self._fit)
        if seat.backups is not None:
            seat.backups.changed.connect(self._tell_backup)
            seat.backups.progressed.connect(self._tell_progress)
            self._minute = QTimer(self)  # "today" becomes "yesterday" though nothing else happens
            self._minute.setInterval(MINUTE_MS)
            self._minute.timeout.connect(self._tell_backup)
            self._minute.start()
            self._tell_backup()
        for button in (
            self._backup,
            self._parked,
            self._lock,
        ):  # "size" would be a property that every widget has already
            mark(button, measure="small", type="caption")
        self._fit()

    def _tell(self, row: QHBoxLayout, icon: str, words: str, name: str) -> QLabel:
        row.addWidget(IconMark(icon, self, size=14, name=f"{name}_icon"))
        said = text_label(words, self, type="caption", ink="ink_2", name=name)
        row.addWidget(said)
        return said

    def _tell_who(self) -> None:
        self._who.setText(self._seat.me.signature)
        self._who.setAccessibleName(self._seat.me.signature)

    def _fit(self) -> None:
        self.setFixedHeight(max(theme().px(28), 28))
        for button in (self._backup, self._parked, self._lock):
            button.setFixedHeight(theme().px(24))

    def _tell_backup(self) -> None:
        desk = self._seat.backups
        if desk.running:
            self._tell_progress(0, 0, "")
            return
        words = status_words(desk)
        self._backup.setVisible(bool(words))
        self._backup.set_text(self.tr("Warning: {0}").format(words) if is_warned(desk) else words)
        self._backup.set_icon("triangle-alert" if is_warned(desk) else "shield-check")
        self._backup.setToolTip(desk.trouble)
        self._backup.setAccessibleDescription(desk.trouble)

    def _tell_progress(self, done: int, total: int, text: str) -> None:
        """Each step begins anew, so its name stands with its share."""
        share = f" {text}, {100 * done // total} %" if total and done < total else ""
        self._backup.setVisible(True)
        self._backup.set_icon("shield-check")
        self._backup.set_text(self.tr("Backing up…") + share)

    def show_parked(self, parked: Sequence[DraftRow]) -> None:
        """Say how many slips wait, with the time of the one that is resumed first."""
        self._parked_row = parked[0] if parked else None
        self._parked.setVisible(bool(parked))
        if self._parked_row is not None:
            at = self._seat.local(self._parked_row.updated_at)
            time = QLocale().toString(QTime(at.hour, at.minute), QLocale.FormatType.ShortFormat)
            count = self.tr("1 parked call") if len(parked) == 1 else self.tr("{0} parked calls").format(len(parked))
            self._parked.set_text(f"{count}, {time}")

    def _resume(self) -> None:
        if self._parked_row is not None:
            self._seat.slip_wanted.emit({"draft_key": self._parked_row.key})
