"""The bar at the top: one search for everything, and the slip always in reach."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.authority import Right
from app.ui.commands import Command
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import hairline, named
from app.ui.widgets.buttons import KeyButton


class TopBar(QFrame):
    """Search at the left, the slips at the right for those who may log."""

    def __init__(self, seat: Seat, commands: Sequence[Command], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "top_bar", self.tr("Search and log"))
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._seat = seat
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(24, 0, 24, 0)
        row.setSpacing(12)
        self.search = self._search_box(commands)
        if self.search is not None:
            self.search.setMaximumWidth(theme().px(520))
            row.addWidget(self.search, 4)
        row.addStretch(1)
        column.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        column.addWidget(hairline(self))
        self.log: KeyButton | None = None
        if seat.may(Right.LOG_CONTACT):
            self._add_slips(row)
        theme().changed.connect(self._fit)
        self._fit()

    def _search_box(self, commands: Sequence[Command]) -> QWidget | None:
        if find_spec("app.ui.search_box") is None:
            return None
        box: QWidget = import_module("app.ui.search_box").SearchBox(self._seat, commands, self)
        return box

    def _add_slips(self, row: QHBoxLayout) -> None:
        """The e-mail slip wears an icon and its key; its word is in the tool tip where room is short."""
        mail = KeyButton(self.tr("Log an e-mail"), self, icon="mail", kind="quiet", name="log_mail")
        mail.setToolTip(self.tr("Log an e-mail (Ctrl+Shift+E)"))
        mail.clicked.connect(self.log_mail)
        QShortcut(QKeySequence("Ctrl+Shift+E"), self).activated.connect(self.log_mail)
        self.log = KeyButton(
            self.tr("Log a contact"),
            self,
            key="Ctrl+L",
            icon="phone-call",
            kind="primary",
            bind=True,
            name="log_contact",
        )
        self.log.clicked.connect(self.log_contact)
        row.addWidget(mail)
        row.addWidget(self.log)

    def log_contact(self) -> None:
        """A new slip for a call or a walk-in."""
        self._seat.slip_wanted.emit({})

    def log_mail(self) -> None:
        """A new slip for an e-mail."""
        self._seat.slip_wanted.emit({"kind": "email"})

    def _fit(self) -> None:
        self.setFixedHeight(max(52, theme().px(32) + 20))
