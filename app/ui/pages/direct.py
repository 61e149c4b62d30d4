"""Direct: hand out what nobody has, see what everybody has in hand, look at what waits for a review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import Actor, Right
from app.errors import AppError
from app.queries.direct import Load, late_unassigned, loads
from app.services.handing_out import Back, Handed, hand_back, hand_out
from app.ui.case_words import Clock, short_name
from app.ui.forms.hand_out_form import SUGGESTED, hand_out_sheet
from app.ui.forms.sheet import Sheet
from app.ui.pages.case_bits import px, scrolled
from app.ui.pages.direct_departments import DepartmentsPanel
from app.ui.pages.direct_people import ROW, PeoplePanel
from app.ui.pages.direct_promises import PromisesPanel
from app.ui.pages.direct_queue import KEYS, TABLES, keys_of
from app.ui.pages.direct_queue_panel import QueuePanel
from app.ui.pages.direct_reviews import ReviewPanel
from app.ui.pages.direct_words import numbers_words
from app.ui.pages.today_parts import divider
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import IconMark, hairline, named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.list_head import ListHead
from app.ui.widgets.spoken import announce

PEOPLE, PEOPLE_SHARE, LATE, BESIDE = 500, 0.42, 460, 1040


class DirectPage(QWidget):
    """Keys 1 to 9 hand the selected cases to a person, S takes the suggestion, Ctrl+Z takes the last hand-out back."""

    made_anew = True
    """Its parts stand on rights, and nothing is typed on it."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "direct_page", self.tr("Direct"))
        self._seat = seat
        self.loads: list[Load] = []
        self._late = 0
        self.sheet: Sheet | None = None
        self._pending: set[int] = set()
        self._done: list[tuple[str, tuple[Handed, ...]]] = []
        self.queue = QueuePanel(seat, self)
        self.model, self.view = self.queue.model, self.queue.view
        self.people = PeoplePanel(self)
        self.reviews = ReviewPanel(seat, self)
        self.reviews.setVisible(seat.may(Right.REVIEW_CASE))  # a designation may keep it back
        self.departments = DepartmentsPanel(seat, self)
        self.promises = PromisesPanel(seat, self)
        self._make_words()
        self._arrange()
        self._connect()
        self._bind()
        self.refresh()

    # -- building -------------------------------------------------------------------------------------------

    def _make_words(self) -> None:
        self.count = text_label("", self, type="table", ink="ink_2", name="direct_count")
        self.said = text_label("", self, type="table", ink="ink_2", name="direct_said")
        self._check = IconMark("check", self, role="ink_2", name="direct_check")
        self.undo_button = KeyButton(self.tr("Undo"), self, icon="undo-2", key="Ctrl+Z", name="direct_undo")

    def _arrange(self) -> None:
        self._body = named(QWidget(self), "direct_body")
        self._upper = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._upper.setSpacing(0)
        self._between = divider(self)
        for widget, stretch in ((self.queue, 1), (self._between, 0), (self.people, 0)):
            self._upper.addWidget(widget, stretch)
        inside = QVBoxLayout(self._body)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addLayout(self._upper, 3)
        inside.addWidget(hairline(self, strong=True))
        inside.addLayout(self._below(), 2)
        self._area = scrolled(self._body, self, name="direct_area", says=self.tr("Direct"), ground="page")
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        title = text_label(self.tr("Direct"), self, type="page", name="direct_title")
        self.stale_button = KeyButton(self.tr("Stale cases"), self, icon="hourglass", name="direct_stale")
        self.stale_button.setVisible(self._seat.may(Right.CLOSE_CASE))
        self.stale_button.clicked.connect(lambda: self._seat.page_wanted.emit("stale", None))
        acts = [self._check, self.said, self.undo_button, self.stale_button]
        column.addWidget(ListHead([title, self.count], acts, self, name="direct_head"))
        column.addWidget(self._area, 1)
        self.setFocusProxy(self.view)

    def _below(self) -> QBoxLayout:
        """What waits for a look, and beside it what departments owe, above the promises at risk."""
        self._lower = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lower.setSpacing(0)
        self._parting = divider(self)
        self._owed = named(QWidget(self), "direct_owed")
        owed = QVBoxLayout(self._owed)
        owed.setContentsMargins(0, 0, 0, 0)
        owed.setSpacing(0)
        for part in (self.departments, self.promises):
            owed.addWidget(part, 1)
        for widget, stretch in ((self.reviews, 1), (self._parting, 0), (self._owed, 0)):
            self._lower.addWidget(widget, stretch)
        return self._lower

    def _connect(self) -> None:
        self.departments.opened.connect(lambda n: self._seat.page_wanted.emit("departments", {"department_id": n}))
        self.promises.opened.connect(lambda case_id: self._seat.record_wanted.emit("case", case_id))
        self.view.activated_id.connect(lambda case_id: self._seat.record_wanted.emit("case", case_id))
        self.model.counted.connect(lambda _: self._tell_count())
        self.people.chosen.connect(self._hand_to)
        self.people.reassign_wanted.connect(self.hand_out_many)
        self.queue.many_wanted.connect(self.hand_out_many)
        self.undo_button.clicked.connect(self.undo)
        self.reviews.opened.connect(lambda case_id: self._seat.record_wanted.emit("case", case_id))
        self.reviews.told.connect(self._reviewed)
        self._seat.jobs.changed.connect(self._changed)
        theme().changed.connect(self._fold)
        self._say("")

    def _bind(self) -> None:
        acts = {str(key): partial(self.press, key) for key in range(1, KEYS + 1)}
        for key, act in {**acts, "S": self.take_suggested}.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Z undoes, where no passing note has it."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        else:
            super().keyPressEvent(event)

    # -- room -----------------------------------------------------------------------------------------------

    def _fold(self) -> None:
        """People stand below the queue where there is no room beside it; then the page scrolls."""
        below = theme().is_compact or self.width() < px(BESIDE)
        way = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        for row, line in ((self._upper, self._between), (self._lower, self._parting)):
            row.setDirection(way)
            line.setFixedSize(*((16_777_215, 1) if below else (1, 16_777_215)))
        self._owed.setMaximumWidth(16_777_215 if below else px(LATE))
        self._owed.setMinimumWidth(0 if below else min(px(LATE), round(self.width() * PEOPLE_SHARE)))
        for part in (self.departments, self.promises):
            part.setMinimumHeight(px(150 if below else 110))
        self.queue.setMinimumHeight(px(6 * 48 + 90) if below else px(230))
        self.reviews.setMinimumHeight(px(250) if below else px(180))
        self.people.setMaximumWidth(16_777_215 if below else px(PEOPLE))
        self.people.setMinimumWidth(0 if below else min(px(PEOPLE), round(self.width() * PEOPLE_SHARE)))
        self.people.setMinimumHeight(px(ROW) * max(1, len(self.loads)) + px(48) if below else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    # -- asking ---------------------------------------------------------------------------------------------

    def show_wanted(self, what: dict[str, Any] | None) -> None:
        """Chosen in the rail: ask anew, for time has passed; the keys go to the queue."""
        del what
        self.refresh()
        self.view.setFocus()

    def _changed(self, changes: Any) -> None:
        if self.isVisible() and changes.touches(*TABLES):
            self._ask_loads()

    def refresh(self) -> None:
        """Ask for everything as of now."""
        if self._seat.may(Right.ASSIGN_CASE):
            self.model.ask()
            self._ask_loads()
        self.reviews.ask()
        self.departments.ask()
        self.promises.ask()

    def _ask_loads(self) -> None:
        at = self._seat.now()

        def question(session: Session, who: Actor) -> tuple[list[Load], int]:
            return loads(session, who, at=at), late_unassigned(session, who, at=at)

        self._seat.ask(question, then=self._came, owner=self, key="loads")

    def _came(self, answer: tuple[list[Load], int]) -> None:
        found, self._late = answer
        self.loads = found
        self.people.show_loads(found, self._clock(), self._seat.me.id)
        self.queue.show_last_key(max(keys_of(found).values(), default=KEYS))
        self._fold()
        self._tell_count()

    def _clock(self) -> Clock:
        return Clock(self._seat.now(), self._seat.zone)

    def _tell_count(self) -> None:
        opened = sum(load.open for load in self.loads) + self.model.count
        late = sum(load.overdue for load in self.loads) + self._late
        words = self.tr("{0} open, {1} overdue, {2} to hand out")
        self.count.setText(words.format(f"{opened:,}", f"{late:,}", f"{self.model.count:,}"))
        self.count.setAccessibleName(self.count.text())

    # -- handing out ----------------------------------------------------------------------------------------

    def press(self, key: int) -> None:
        """Hand the selected cases to the person of a key; a key of nobody does nothing."""
        if key <= len(self.loads) and self.loads[key - 1].takes_cases:
            self._hand_to(self.loads[key - 1].staff_id, None)

    def _hand_to(self, staff_id: int, ids: Sequence[int] | None) -> None:
        chosen = self.view.chosen() if ids is None else ids
        self._hand(dict.fromkeys(chosen, staff_id))

    def take_suggested(self) -> None:
        """Hand each of the selected cases to whom it is suggested for."""
        suggested = self.model.suggested
        self._hand({each: suggested[each].owner_id for each in self.view.chosen() if each in suggested})

    def _hand(self, wanted: Mapping[int, int]) -> None:
        """What is on its way already is not handed out twice; the next case is at hand at once."""
        hands: dict[int, int | None] = {case_id: to for case_id, to in wanted.items() if case_id not in self._pending}
        if not hands:
            return
        self._pending |= set(hands)
        words = self._words(hands)
        was: dict[int, int | None] = dict.fromkeys(hands)
        self._seat.do(
            lambda s, who, at: hand_out(s, who, hands, at=at, was=was),
            then=partial(self._handed, words, set(hands)),
            failed=partial(self._refused, set(hands)),
            owner=self,
        )
        self.view.end_marking()
        self._go_on(set(hands))

    def _words(self, hands: Mapping[int, int | None]) -> str:
        found = (self.model.row_of(case_id) for case_id in hands)
        rows = [self.model.row_at(place) for place in found if place is not None]
        numbers = [row.row.number for row in rows if row is not None] or [str(len(hands))]
        names = {load.staff_id: short_name(load.name) for load in self.loads}
        owners = dict.fromkeys(names.get(to, "") for to in hands.values() if to is not None)
        return self.tr("{0} handed to {1}").format(numbers_words(numbers), ", ".join(owners))

    def _go_on(self, gone: set[int]) -> None:
        """To the first case after those that go, else to the last before them."""
        places = [place for case_id in gone if (place := self.model.row_of(case_id)) is not None]
        after = range(min(places, default=0), self.model.count)
        before = range(min(places, default=0) - 1, -1, -1)
        for place in (*after, *before):
            if self.model.id_at(place) not in self._pending:
                self.view.go_to(place)
                return

    def _handed(self, words: str, ids: set[int], handed: tuple[Handed, ...]) -> None:
        self._pending -= ids
        self._done.append((words, handed))
        self._say(words)

    def _refused(self, ids: set[int], error: AppError) -> None:
        self._pending -= ids
        self._seat.messages.problem(error.sentence)
        self.refresh()

    def hand_out_many(self) -> None:
        """Choose which and to whom: all suggestions, or all of somebody."""
        if not self.loads:
            return
        self.sheet = hand_out_sheet(self._seat, self.loads, parent=self, to=SUGGESTED)
        self.sheet.form.saved.connect(self._handed_many)
        self.sheet.open()
        self.sheet.form.setFocus()

    def _handed_many(self, handed: object) -> None:
        if isinstance(handed, tuple):
            one, many = self.tr("1 case handed out"), self.tr("{0} cases handed out")
            words = one if len(handed) == 1 else many.format(f"{len(handed):,}")
            self._done.append((words, handed))
            self._say(words)

    # -- undo -----------------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take the last hand-out back, then the one before it."""
        if not self._done:
            return
        words, handed = self._done.pop()
        self._seat.do(
            lambda s, who, at: hand_back(s, who, handed, at=at),
            then=partial(self._undone, words),
            failed=lambda error: self._refused(set(), error),
            owner=self,
        )

    def _undone(self, words: str, back: Back) -> None:
        said = self.tr("Taken back: {0}").format(words)
        if back.stayed:
            stayed = self.tr("{0}; {1} had moved on and stayed").format(said, ", ".join(back.stayed))
            self._seat.messages.problem(stayed)
        self._say(said)

    def _reviewed(self, words: str) -> None:
        """A decision is not taken back: the button beside it would mean an earlier hand-out."""
        self._say(words)
        self.undo_button.hide()

    def _say(self, words: str) -> None:
        self.said.setText(words)
        self.said.setAccessibleName(words)
        self._check.setVisible(bool(words))
        self.undo_button.setVisible(bool(self._done))
        if words:
            announce(self, words)
