"""The same trouble at the right side of a case: its main case or those under it, what is nearby, who is to be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.queries.troubles import Nearby, TellingRow, TroubleCase
from app.ui import labels
from app.ui.pages.case_bits import emptied, icon_button, link_button
from app.ui.pages.case_promises import Item, item_part
from app.ui.seat import Seat
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.heads import ElidedLabel, SectionHead


class Trouble(NamedTuple):
    """What shares the trouble of one case."""

    parent: TroubleCase | None
    under: Sequence[TroubleCase]
    nearby: Nearby
    tellings: Sequence[TellingRow]


class CaseTrouble(QWidget):
    """`wanted` asks for an act: tell and not_told on a telling, take_out on a case, link for what is nearby."""

    wanted = Signal(str, object)
    case_wanted = Signal(object)

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "case_trouble", self.tr("Same trouble"))
        self._seat, self._works = seat, False
        self.found: Trouble | None = None
        self._told_head = SectionHead(self.tr("To be told"), self, name="tellings_head")
        self._head = SectionHead(self.tr("One trouble"), self, name="trouble_head")
        self._told, self._cases = QVBoxLayout(), QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(4)
        for head, inner in ((self._told_head, self._told), (self._head, self._cases)):
            inner.setSpacing(4)
            column.addWidget(head)
            column.addLayout(inner)
        column.addWidget(self._make_box())
        self.hide()

    def _make_box(self) -> QFrame:
        """A box is drawn around what can be acted on as a whole."""
        self.box = named(QFrame(self), "nearby_box", self.tr("Same trouble nearby"))
        self.box.setProperty("kind", "panel")
        column = QVBoxLayout(self.box)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(6)
        title = text_label(self.tr("Same trouble nearby"), self.box, type="table", ink="accent", name="nearby_title")
        self.words = text_label("", self.box, type="table", ink="ink_2", name="nearby_words")
        self.words.setWordWrap(True)
        self.link = KeyButton(
            self.tr("Link as one trouble"), self.box, icon="link", key="L", bind=True, name="link_trouble"
        )
        self.link.clicked.connect(lambda: self.wanted.emit("link", None))
        for each in (title, self.words, self.link):
            column.addWidget(each)
        return self.box

    def show_found(self, found: Trouble, *, works: bool) -> None:
        """Show it; where nothing is shared the part is not there."""
        self.found, self._works = found, works
        emptied(self._told)
        emptied(self._cases)
        waiting = [row for row in found.tellings if row.settled_at is None]
        for row in found.tellings:
            self._told.addWidget(item_part(self._telling(row), self, self.wanted.emit))
        self._told_head.setVisible(bool(found.tellings))
        told = self.tr("{0} of {1} told").format(len(found.tellings) - len(waiting), len(found.tellings))
        self._told_head.set_count(told if found.tellings else "")
        self._show_cases(found)
        near = found.nearby
        self.words.setText(self._near_words(near))
        self.box.setVisible(works and bool(near.cases or near.callers))
        self.setVisible(bool(found.tellings or found.parent or found.under or not self.box.isHidden()))

    def first_waiting(self) -> TellingRow | None:
        """Who is to be told next."""
        rows = self.found.tellings if self.found is not None else ()
        return next((row for row in rows if row.settled_at is None), None)

    def _show_cases(self, found: Trouble) -> None:
        if found.parent is not None:
            main = self.tr("The main case, told when it is closed:")
            self._cases.addWidget(text_label(main, self, type="caption", ink="ink_2", name="trouble_main"))
        for case in (*([found.parent] if found.parent else []), *found.under):
            self._cases.addLayout(self._case(case, is_parent=case is found.parent))
        self._head.setVisible(found.parent is not None or bool(found.under))
        self._head.set_count(str(len(found.under)) if found.under else "")

    def _near_words(self, near: Nearby) -> str:
        cases = self.tr("1 open case") if len(near.cases) == 1 else self.tr("{0} open cases").format(len(near.cases))
        callers = len(near.callers)
        called = self.tr("1 person who called") if callers == 1 else self.tr("{0} people who called").format(callers)
        parts = [cases] if near.cases else []
        parts += [called] if near.callers else []
        return self.tr("{0} at these addresses in 30 days.").format(", ".join(parts))

    def _telling(self, row: TellingRow) -> Item:
        name = row.name or self.tr("Nobody by name")
        words = f"{name}, {row.child_number}" if row.child_number else name
        if row.settled_at is None:
            acts = [("tell", self.tr("Told…")), ("not_told", self.tr("Not told…"))] if self._works else []
            return Item(f"telling_{row.id}", words, self.tr("to be told"), False, acts, row)
        how = labels.word("told", row.how).lower() if row.how else ""
        below = self.tr("told {0}").format(how) if row.told_at else self.tr("not told: {0}").format(row.why_not)
        return Item(f"telling_{row.id}", words, below, False, [], row)

    def _case(self, case: TroubleCase, *, is_parent: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        says = self.tr("Open {0}").format(case.number)
        link = link_button(case.number, self, name=f"trouble_{case.id}", says=says)
        link.clicked.connect(lambda: self.case_wanted.emit(case.id))
        row.addWidget(link)
        words = case.asker or case.subject
        row.addWidget(ElidedLabel(words, self, type="table", name="trouble_subject"), 1)
        gone = icon_button("x", self.tr("Take {0} out").format(case.number), self, name=f"take_out_{case.id}")
        gone.clicked.connect(lambda: self.wanted.emit("leave" if is_parent else "take_out", case))
        gone.setVisible(self._works)
        row.addWidget(gone)
        return row
