"""Promises at risk on Direct: what is late, and what nobody sees to although it falls due in these days."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.authority import Right
from app.queries.promises import PromiseRow, promises_at_risk, tomorrow_of
from app.ui.case_words import Clock, short_name
from app.ui.pages.case_bits import emptied, link_button
from app.ui.pages.direct_side import SidePanel
from app.ui.promise_words import due_words, left_words
from app.ui.seat import Seat
from app.ui.widgets.base import hairline, named, text_label
from app.ui.widgets.heads import ElidedLabel

TABLES = ("promise", "case_record", "absence", "staff")


def _tr(words: str) -> str:
    return QCoreApplication.translate("PromisesPanel", words)


class PromisesPanel(SidePanel):
    """`opened` gives the case whose page is wanted."""

    def __init__(self, seat: Seat, parent: QWidget) -> None:
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        title = _tr("Promises at risk")
        super().__init__(seat, self._list, title=title, name="risk", tables=TABLES, parent=parent)
        named(self, "promises_at_risk", title)
        self.rows: list[PromiseRow] = []

    def ask(self) -> None:
        """Show them as of now."""
        at = self._seat.now()
        if self._seat.may(Right.ASSIGN_CASE):
            self._seat.ask(
                lambda s, who: promises_at_risk(s, who, until=tomorrow_of(s, at), at=at),
                then=self._came,
                owner=self,
                key="risk",
            )

    def _came(self, rows: list[PromiseRow]) -> None:
        self.rows = rows
        emptied(self._list)
        self.tell_count(f"{len(rows):,}" if rows else "")
        clock = Clock(self._seat.now(), self._seat.zone)
        for row in rows:
            self._list.addWidget(self._row(row, clock))
        self.below.setText("" if rows else self.tr("No promise is late or left alone. That is a good sign."))

    def _row(self, row: PromiseRow, clock: Clock) -> QWidget:
        due, left = due_words(row.due_at, clock), left_words(row, clock)
        owner = short_name(row.owner) if row.owner else self.tr("Nobody")
        part = named(QWidget(self), f"risk_{row.id}", f"{due}, {row.words}, {owner}, {left}")
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(0)
        first = QHBoxLayout()
        first.setSpacing(8)
        ink = "overdue" if row.late else "ink"
        first.addWidget(text_label(due, part, type="table", ink=ink, name="risk_due"))
        first.addWidget(ElidedLabel(row.words, part, type="table", name="risk_words"), 1)
        below = QHBoxLayout()
        below.setSpacing(8)
        says = self.tr("Open {0}").format(row.number)
        link = link_button(row.number, part, name=f"risk_{row.id}_case", says=says)
        link.clicked.connect(lambda: self.opened.emit(row.case_id))
        below.addWidget(link)
        why = f"{owner} · {left}" if left else owner
        below.addWidget(ElidedLabel(why, part, type="caption", ink="ink_2", name="risk_why"), 1)
        for each in (first, below):
            column.addLayout(each)
        column.addWidget(hairline(part))
        return part
