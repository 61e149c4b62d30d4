"""Stale cases: open ones that nobody touches, closed honestly as of today, handed back, or asked about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QSpinBox,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)
from sqlmodel import Session

from app.authority import Actor, Right
from app.errors import AppError
from app.queries.stale import LEAST, MOST, StaleRow, stale_after, stale_cases
from app.services.stale import ask_owners, close_stale, hand_back_stale, keep_stale_days
from app.ui import labels
from app.ui.case_words import Clock, day_words
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import hairline, named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.list_head import ListHead
from app.ui.widgets.room import spaced

TABLES = ("case_record", "move", "note", "contact", "task", "referral", "chase", "promise", "setting")
ASK_WITHIN = timedelta(days=7)


class StalePage(QWidget):
    """C closes what is marked, B hands it back, Q asks its owners, Enter opens; all as of now, nothing back-dated."""

    made_anew = True
    """Its acts stand on rights, and nothing is typed on it."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "stale_page", self.tr("Stale cases"))
        self._seat, self._settled, self._came_first = seat, 0, True
        self.rows: dict[int, StaleRow] = {}
        self.count = text_label("", self, type="table", ink="ink_2", name="stale_count")
        self.days = named(QSpinBox(self), "stale_days", self.tr("Office days untouched"))
        self.days.setRange(LEAST, MOST)
        spaced(self.days)
        self.days.setSuffix(self.tr(" office days untouched"))
        self.keep = KeyButton(self.tr("Keep this number"), self, kind="link", name="stale_keep")
        self.close_button = KeyButton(
            self.tr("Close…"), self, icon="circle-slash", key="C", bind=True, name="stale_close"
        )
        self.back = KeyButton(self.tr("Back to the queue"), self, icon="inbox", key="B", bind=True, name="stale_back")
        self.ask = KeyButton(
            self.tr("Ask the owner"), self, icon="message-square", key="Q", bind=True, name="stale_ask"
        )
        self.list = self._make_list()
        self.sure = self._make_sure()
        self.empty = EmptyState(
            "circle-check",
            self.tr("Nobody’s case lies untouched"),
            self,
            hint=self.tr("Open cases without a contact, note, reply or move for so many office days come here."),
            name="stale_empty",
        )
        self._arrange()
        self._connect()

    # -- building -------------------------------------------------------------------------------------------

    def _make_list(self) -> QTreeWidget:
        made = named(QTreeWidget(self), "stale_list", self.tr("Stale cases"))
        made.setRootIsDecorated(False)
        made.setUniformRowHeights(True)
        made.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        head = (self.tr("Number"), self.tr("Subject"), self.tr("Status"), self.tr("Owner"))
        made.setHeaderLabels([*head, self.tr("Last touched"), self.tr("Office days"), self.tr("Asked")])
        made.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        made.header().setStretchLastSection(False)
        made.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        return made

    def _make_sure(self) -> QWidget:
        """Asked before cases are closed."""
        held = named(QWidget(self), "stale_sure", self.tr("Close these cases?"))
        held.setProperty("ground", "sunken")
        held.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(held)
        row.setContentsMargins(24, 8, 24, 8)
        row.setSpacing(12)
        self.sure_words = text_label("", held, type="table", name="stale_sure_words")
        self.sure_words.setWordWrap(True)
        self.close_now = KeyButton(self.tr("Close them"), held, kind="primary", name="stale_close_now")
        self.leave = KeyButton(self.tr("Leave them"), held, key="Esc", name="stale_leave")
        row.addWidget(self.sure_words, 1)
        row.addWidget(self.close_now)
        row.addWidget(self.leave)
        held.hide()
        return held

    def _arrange(self) -> None:
        title = text_label(self.tr("Stale cases"), self, type="page", name="stale_title")
        acts = [self.close_button, self.back, self.ask]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(ListHead([title, self.count, self.days, self.keep], acts, self, name="stale_head"))
        column.addWidget(self.sure)
        column.addWidget(hairline(self))
        column.addWidget(self.list, 1)
        column.addWidget(self.empty, 1)
        hands_out = self._seat.may(Right.ASSIGN_CASE)
        self.back.setVisible(hands_out)
        self.ask.setVisible(hands_out)
        self.keep.hide()
        self.empty.hide()
        self.setFocusProxy(self.list)

    def _connect(self) -> None:
        self.days.valueChanged.connect(lambda _: self.refresh())
        self.keep.clicked.connect(self._keep)
        self.close_button.clicked.connect(self._ask_sure)
        self.close_now.clicked.connect(self._close)
        self.leave.clicked.connect(self._leave)
        self.back.clicked.connect(lambda: self._act(hand_back_stale, self.tr("{0} handed back to the queue")))
        self.ask.clicked.connect(lambda: self._act(self._asking, self.tr("{0} asked about, each by a task")))
        self.list.itemActivated.connect(self._open)
        self.list.itemSelectionChanged.connect(self._tell_acts)
        escape = QShortcut(QKeySequence("Esc"), self.sure)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._leave)
        self._seat.jobs.changed.connect(self._changed)
        theme().changed.connect(self._size)

    # -- asking ---------------------------------------------------------------------------------------------

    def show_wanted(self, what: dict[str, Any] | None) -> None:
        """Chosen: begin with the office's own number, and ask as of now."""
        del what
        self._came_first = True
        if self._settled:
            self.refresh()
        else:
            self._seat.ask(lambda s, _: stale_after(s), then=self._begin, owner=self, key="stale_after")

    def _begin(self, days: int) -> None:
        self._settled = days
        if self.days.value() == days:
            self.refresh()
        else:
            self.days.setValue(days)

    def _changed(self, changes: Any) -> None:
        if self.isVisible() and self._settled and changes.touches(*TABLES):
            self.refresh()

    def refresh(self) -> None:
        """Ask for the list of the number of days that is chosen."""
        days, at = self.days.value(), self._seat.now()
        self.keep.setVisible(self._seat.may(Right.MANAGE_OFFICE) and days != self._settled)
        self._seat.ask(lambda s, who: stale_cases(s, who, at=at, days=days), then=self._came, owner=self, key="stale")

    def _came(self, rows: list[StaleRow]) -> None:
        marked, clock = set(self.marked()), Clock(self._seat.now(), self._seat.zone)
        self.rows = {row.id: row for row in rows}
        self.list.clear()
        for row in rows:
            self._add(row, clock).setSelected(row.id in marked)
        if rows and not self.marked():
            self.list.setCurrentIndex(self.list.model().index(0, 0))
        self.count.setText(f"{len(rows):,}")
        self.list.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.sure.hide()
        if self._came_first and rows:
            self.list.setFocus()  # the letters are for the list, not for the number beside it
            self._came_first = False
        self._size()
        self._tell_acts()

    def _add(self, row: StaleRow, clock: Clock) -> QTreeWidgetItem:
        asked = day_words(clock.local(row.asked_at).date(), clock.today) if row.asked_at else ""
        touched = day_words(clock.local(row.touched_at).date(), clock.today)
        owner = row.owner or self.tr("Nobody")
        cells = [row.number, row.subject, labels.word("status", row.status), owner, touched, f"{row.days:,}", asked]
        item = QTreeWidgetItem(cells)
        item.setData(0, Qt.ItemDataRole.UserRole, row.id)
        said = self.tr("{0}, {1}, {2}, untouched for {3} office days").format(row.number, row.subject, owner, row.days)
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, said)
        item.setTextAlignment(5, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.list.addTopLevelItem(item)
        return item

    def _size(self) -> None:
        found = (self.list.topLevelItem(place) for place in range(self.list.topLevelItemCount()))
        for item in found:
            if item is not None:
                wide = self.list.fontMetrics().horizontalAdvance(item.text(0)) + theme().px(24)
                item.setSizeHint(0, QSize(wide, theme().row_height()))

    def marked(self) -> list[int]:
        """The ids of the cases that are selected."""
        return [int(item.data(0, Qt.ItemDataRole.UserRole)) for item in self.list.selectedItems()]

    def _tell_acts(self) -> None:
        rows = [self.rows[each] for each in self.marked() if each in self.rows]
        self.close_button.setEnabled(bool(rows))
        self.back.setEnabled(any(row.owner_id is not None for row in rows))
        self.ask.setEnabled(any(row.owner_id is not None and row.asked_at is None for row in rows))

    # -- acts -----------------------------------------------------------------------------------------------

    def _open(self, item: QTreeWidgetItem) -> None:
        self._seat.record_wanted.emit("case", int(item.data(0, Qt.ItemDataRole.UserRole)))

    def _ask_sure(self) -> None:
        many = len(self.marked())
        one = self.tr("Close 1 case as of today, “no outcome recorded”? Its asker is told nothing.")
        words = self.tr("Close {0} cases as of today, “no outcome recorded”? Their askers are told nothing.")
        self.sure_words.setText(one if many == 1 else words.format(f"{many:,}"))
        self.sure_words.setAccessibleName(self.sure_words.text())
        self.sure.show()
        self.close_now.setFocus()

    def _leave(self) -> None:
        """The question goes, and the keys are with the list again."""
        self.list.setFocus()
        self.sure.hide()

    def _close(self) -> None:
        self._leave()
        self._act(close_stale, self.tr("{0} closed as of today"))

    def _asking(self, session: Session, who: Actor, ids: list[int], *, days: int, at: datetime) -> list[str]:
        due = (at + ASK_WITHIN).astimezone(self._seat.zone).date()
        return ask_owners(session, who, ids, days=days, due_on=due, at=at)

    def _act(self, act: Callable[..., list[str]], words: str) -> None:
        ids, days = self.marked(), self.days.value()
        self._seat.do(
            lambda s, who, at: act(s, who, ids, days=days, at=at),
            then=lambda numbers: self._done(numbers, words),
            failed=self._failed,
            owner=self,
        )

    def _done(self, numbers: list[str], words: str) -> None:
        one, many = self.tr("1 case"), self.tr("{0} cases")
        cases = one if len(numbers) == 1 else many.format(f"{len(numbers):,}")
        self._seat.messages.note(words.format(cases))
        self.refresh()

    def _failed(self, error: AppError) -> None:
        self._seat.messages.problem(error.sentence)
        self.refresh()

    def _keep(self) -> None:
        days = self.days.value()
        self._settled = days
        self.keep.hide()
        self._seat.do(lambda s, who, at: keep_stale_days(s, who, days, at=at), failed=self._failed, owner=self)
