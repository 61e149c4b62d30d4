"""What every slip is: a window of its own that ends in one act, with its keys, its draft and its way out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QWidget
from sqlmodel import Session

from app.authority import Actor, Right
from app.errors import AppError
from app.services.contacts import Logged
from app.ui.forms.slip_foot import SlipFoot
from app.ui.forms.slip_side import SlipSide
from app.ui.seat import Seat
from app.ui.widgets.base import mark

LOG, OPEN_CASE = -1, -2
"""What becomes of a slip, besides the id of a case to which it is added."""
RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
Act = Callable[[Session, Actor, datetime], Logged]


class SlipWindow(QWidget):
    """`logged` when it was said, `left` (parked or not) when it is put away; slips answer the questions below."""

    draft_kind = ""
    typed = Signal()
    logged = Signal(object, str)
    left = Signal(bool)
    foot: SlipFoot
    side: SlipSide

    def __init__(self, seat: Seat, *, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        mark(self, ground="page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._seat, self.draft_key = seat, key or uuid4().hex
        self.home: tuple[int, str] | None = None
        self._after: int | None = None
        self._done = self._busy = False

    # -- what a slip answers --------------------------------------------------------------------------------

    @property
    def matter(self) -> str:
        """What it is about, in a line."""
        raise NotImplementedError

    @property
    def is_asking(self) -> bool:
        """Whether an answer is out that decides who it is; what was just typed is asked first."""
        raise NotImplementedError

    def check(self) -> bool:
        """Whether it can be logged; what is wrong is told where it belongs."""
        raise NotImplementedError

    def act(self, outcome: int) -> Act:
        """Take all values, in the UI thread; the act runs on the writer, all or nothing."""
        raise NotImplementedError

    def failed(self, error: AppError) -> None:
        """The sentence where it belongs; everything typed stays."""
        raise NotImplementedError

    def is_empty(self) -> bool:
        """Whether nothing was typed that would be lost."""
        raise NotImplementedError

    def draft_values(self) -> dict[str, Any]:
        """Every field, to be kept."""
        raise NotImplementedError

    def put_away(self) -> None:
        """It is about to be closed."""

    # -- keys -----------------------------------------------------------------------------------------------

    def bind(self, keys: list[tuple[str, Callable[[], object]]]) -> None:
        """The keys of every slip, and those of this kind."""
        keys = [
            ("Esc", self.close),
            ("Ctrl+Return", lambda: self.submit(OPEN_CASE)),
            ("Ctrl+Enter", lambda: self.submit(OPEN_CASE)),
            ("Ctrl+L", lambda: self._seat.slip_wanted.emit({})),
            ("Ctrl+Shift+R", lambda: self._seat.slip_wanted.emit({"resume": True})),
            *keys,
            *((f"Ctrl+{n + 1}", self._at(self.add_to, n)) for n in range(9)),
            *((f"Alt+{n + 1}", self._at(self.side.take, n)) for n in range(8)),
        ]
        for key, act in keys:
            QShortcut(QKeySequence(key), self).activated.connect(act)

    @staticmethod
    def _at(act: Callable[[int], None], place: int) -> Callable[[], None]:
        return lambda: act(place)

    def add_to(self, place: int) -> None:
        """Add to the case with this key (from 0)."""
        self.side.add_to(place)

    def connect_ends(self) -> None:
        """The buttons that end it."""
        self.side.add_wanted.connect(self.submit)
        self.foot.log.clicked.connect(self.submit_default)
        self.foot.open_case.clicked.connect(lambda: self.submit(OPEN_CASE))
        self.foot.add_wanted.connect(self.submit)
        self.foot.park.clicked.connect(self.close)

    # -- logging --------------------------------------------------------------------------------------------

    def submit_default(self) -> None:
        """What Enter does: log only, or to the case from which the slip was opened."""
        self.submit(self.home[0] if self.home else LOG)

    def submit(self, outcome: int) -> None:
        """Log it: LOG, OPEN_CASE or the id of a case. What was just typed is recognised first."""
        if self._busy or self._done or (outcome == OPEN_CASE and not self._seat.may(Right.OPEN_CASE)):
            return
        if self.is_asking:
            self._after = outcome
        else:
            self._log(outcome)

    def go_on(self) -> None:
        """The answer came: do what was asked for meanwhile."""
        after, self._after = self._after, None
        if after is not None:
            self._log(after)

    def _log(self, outcome: int) -> None:
        if self.check():
            self._busy = True
            self.foot.set_busy(True)
            self._seat.do(self.act(outcome), then=self._logged, failed=self._refused, owner=self)

    def _logged(self, logged: Logged) -> None:
        self._busy, self._done = False, True
        self._seat.drafts.forget(self)
        self.logged.emit(logged, self.matter)
        self.close()

    def _refused(self, error: AppError) -> None:
        self._busy, self._after = False, None
        self.foot.set_busy(False)
        self.failed(error)

    # -- Qt -------------------------------------------------------------------------------------------------

    def is_enter(self, event: QEvent) -> bool:
        """Whether Enter was pressed alone, in an editor where Shift+Enter makes a new line."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return False
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        return plain and event.key() in RETURN

    def log_by_enter(self, editor: QObject) -> None:
        """Enter logs from this editor too; Shift+Enter makes a new line there."""
        editor.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.is_enter(event):
            self.submit_default()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus; anywhere else it logs."""
        if event.key() not in RETURN:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.submit(OPEN_CASE)
        elif isinstance(focused := self.focusWidget(), QAbstractButton) and not focused.isCheckable():
            focused.click()
        else:
            self.submit_default()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Esc, the cross and a lock park what was typed; an empty slip just goes."""
        if self._busy:  # it is being logged: parked now, it would be logged again when it is resumed
            event.ignore()
            return
        self.put_away()
        parked = not self._done and not self.is_empty()
        if not self._done:
            self._seat.drafts.park(self) if parked else self._seat.drafts.forget(self)
        self.left.emit(parked)
        self.blockSignals(True)  # what its parts still tell, as the focus leaves them, is no typing any more
        QTimer.singleShot(0, self.deleteLater)
        super().closeEvent(event)
