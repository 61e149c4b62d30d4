"""A line under a form that says whom somebody new looks like, before they are in the file twice."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.pages.case_bits import emptied, link_button
from app.ui.seat import Seat
from app.ui.widgets.base import IconMark, named, text_label

PAUSE_MS = 150
SHOWN = 3


class Likely(QFrame):
    """`asked(name, phones, address)` while somebody types; `wanted` gives the id of the one to open instead."""

    wanted = Signal(int)

    def __init__(self, seat: Seat, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "likely_twins", self.tr("Likely the same person"))
        self.setProperty("kind", "callout")
        self.setProperty("tone", "info")
        self._seat = seat
        self._asked: tuple[str, tuple[str, ...], str] = ("", (), "")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.search)
        self._lines = QVBoxLayout(self)
        self._lines.setSpacing(4)
        self.ids: list[int] = []
        self.hide()

    def ask(self, name: str, phones: Sequence[str], address: str) -> None:
        """Look, after a short pause, for people who are likely the same."""
        asked = (name.strip(), tuple(phones), address.strip())
        if asked != self._asked:
            self._asked = asked
            self._timer.start(PAUSE_MS)

    def search(self) -> None:
        """Look now."""
        name, phones, address = self._asked
        if find_spec("app.queries.suggest") is None or not (len(name) > 2 or phones or address):
            self._show([])
            return
        twins = import_module("app.queries.suggest").twins
        self._seat.ask(
            lambda s, who: twins(s, who, name=name, phones=list(phones), address=address),
            then=self._show,
            owner=self,
            key="twins",
        )

    def _show(self, found: Sequence[Any]) -> None:
        emptied(self._lines)
        self.ids = [each.id for each in found[:SHOWN]]
        for each in found[:SHOWN]:
            self._lines.addLayout(self._line(each))
        self.setVisible(bool(self.ids))

    def _line(self, twin: Any) -> QHBoxLayout:
        row = QHBoxLayout()
        details = ", ".join(each for each in (twin.name, getattr(twin, "line", "")) if each)
        words = self.tr("Looks like {0}").format(details)
        row.addWidget(IconMark("users", self, role="accent_ink"))
        row.addWidget(text_label(words, self, type="table", name="likely_words"), 1)
        number = int(twin.id)
        opens = link_button(self.tr("Open"), self, name="likely_open", says=self.tr("Open {0}").format(twin.name))
        opens.clicked.connect(lambda: self.wanted.emit(number))
        row.addWidget(opens, 0, Qt.AlignmentFlag.AlignRight)
        return row
