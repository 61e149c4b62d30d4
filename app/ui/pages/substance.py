"""Answers to read: the list of readings, and one of them with its case at the left, the six marks at the right (Q6)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import Actor, Right
from app.models import Criterion
from app.queries.substance import agreement_of, readings
from app.ui.forms.close_month_form import OpenMonth, close_month_sheet, open_months
from app.ui.forms.give_reading_form import give_reading_sheet
from app.ui.forms.reading_form import ReadingForm
from app.ui.forms.sample_form import sample_sheet
from app.ui.forms.sheet import Sheet
from app.ui.gates import show_for
from app.ui.lazy_table import State
from app.ui.lazy_view import LazyView
from app.ui.pages.case_bits import emptied, link_button, px, scrolled
from app.ui.pages.substance_list import ReadingTable
from app.ui.pages.substance_story import Story, StoryView, story
from app.ui.pages.substance_words import criterion_words, mark_words, month_words, state_words
from app.ui.pages.today_parts import divider
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.viewed import Viewed
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.list_head import ListHead
from app.ui.widgets.room import beside_or_below
from app.ui.widgets.rows import install_rows

FORM, BESIDE = 400, 980


class SubstancePage(QWidget):
    """Enter reads the current one; Esc goes back to the list; what is saved leads on to the next of one's own."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "substance_page", self.tr("Answers to read"))
        self._seat = seat
        self.sheet: Sheet | None = None
        self.form: ReadingForm | None = None
        self.found: Story | None = None
        self._viewed = Viewed(seat, "case_record", self)
        self.stack = named(QStackedWidget(self), "substance_stack")
        self._make_list()
        self._make_reading()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self.setFocusProxy(self.view)
        self.refresh()

    # -- building -------------------------------------------------------------------------------------------

    def _make_list(self) -> None:
        self.model = ReadingTable(self._seat, self)
        self.view = LazyView(self.model, name="reading_table", label=self.tr("Answers to read"), parent=self)
        install_rows(self.view, lines=2)
        self.empty = EmptyState(
            "clipboard-check",
            self.tr("No answers were drawn to be read"),
            self,
            hint=self.tr("Whoever directs draws some each month, with all that were opened again or complained of."),
            name="reading_empty",
        )
        self.draw_button = KeyButton(self.tr("Draw a month…"), self, icon="plus", key="D", bind=True, name="draw_month")
        self.give_button = KeyButton(
            self.tr("Give to…"), self, icon="user-check", key="G", bind=True, name="give_reading"
        )
        self.close_button = KeyButton(
            self.tr("Close a month…"), self, icon="lock", key="C", bind=True, name="close_month"
        )
        for each in (self.draw_button, self.give_button, self.close_button):
            show_for(self._seat, each, Right.REVIEW_CASE)
        title = text_label(self.tr("Answers to read"), self, type="page", name="substance_title")
        self.agreed = text_label("", self, type="table", ink="ink_2", name="substance_agreement")
        self.agreed.setWordWrap(True)
        self._inner = named(QStackedWidget(self), "reading_stack")
        self._inner.addWidget(self.view)
        self._inner.addWidget(self.empty)
        list_ = named(QWidget(self), "reading_list")
        column = QVBoxLayout(list_)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(
            ListHead([title], [self.give_button, self.close_button, self.draw_button], list_, name="substance_head")
        )
        row = QHBoxLayout()
        row.setContentsMargins(24, 0, 24, 8)
        row.addWidget(self.agreed, 1)
        column.addLayout(row)
        column.addWidget(self._inner, 1)
        self.stack.addWidget(list_)
        self.view.activated_id.connect(self.read)
        self.draw_button.clicked.connect(self.draw_month)
        self.give_button.clicked.connect(self.give)
        self.close_button.clicked.connect(self.close_month)
        self.model.state_changed.connect(self._show_state)

    def _make_reading(self) -> None:
        self.back = KeyButton(self.tr("All answers"), self, icon="arrow-left", key="Esc", name="reading_back")
        self.title = text_label("", self, type="page", name="reading_title")
        self.open_button = link_button(self.tr("Open the case"), self, name="reading_open")
        self.advise = KeyButton(
            self.tr("Make it a recommendation…"),
            self,
            icon="clipboard-list",
            key="Ctrl+R",
            bind=True,
            name="reading_advise",
        )
        self.save = KeyButton(self.tr("Save and next"), self, kind="primary", key="Ctrl+Enter", name="reading_save")
        self.story = StoryView(self._seat, self)
        self._holder = named(QWidget(self), "reading_holder")
        self._held = QVBoxLayout(self._holder)
        self._held.setContentsMargins(px(16), px(12), px(24), px(12))
        self.area = scrolled(self._holder, self, name="reading_area", says=self.tr("Marks"), ground="window")
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = named(QWidget(self), "reading")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        acts = [self.open_button, self.advise, self.save]
        column.addWidget(ListHead([self.back, self.title], acts, page, name="reading_head"))
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.setSpacing(0)
        self._between = divider(self)
        for widget, stretch in ((self.story, 1), (self._between, 0), (self.area, 0)):
            self._both.addWidget(widget, stretch)
        column.addLayout(self._both, 1)
        self.stack.addWidget(page)
        self.back.clicked.connect(self.show_list)
        self.advise.clicked.connect(self.recommend)
        self.open_button.clicked.connect(self._open_case)
        for keys, act in (("Esc", self.show_list), ("Ctrl+Return", self._save), ("Ctrl+Enter", self._save)):
            shortcut = QShortcut(QKeySequence(keys), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self.save.clicked.connect(self._save)
        theme().changed.connect(self._fold)
        theme().changed.connect(self.view.head.scale)
        self.view.head.scale()
        self._fold()

    def _fold(self) -> None:
        """The marks stand below the case where there is no room beside it."""
        below = theme().is_compact or self.width() < px(BESIDE)
        beside_or_below(self._both, self._between, self.area, px(FORM), below=below)
        self._both.setStretch(2, 1 if below else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    # -- the list -------------------------------------------------------------------------------------------

    def show_wanted(self, what: Mapping[str, Any] | None) -> None:
        """Chosen: the list as of now, or one reading: {"review_id": 5}."""
        self.refresh()
        if what and what.get("review_id"):
            self.read(int(what["review_id"]))
        elif self.stack.currentIndex() == 0:
            self.view.setFocus()

    def refresh(self) -> None:
        """Ask for everything as of now."""
        if self._seat.may(Right.REVIEW_SUBSTANCE):
            self.model.ask()
            self._seat.ask(lambda s, who: agreement_of(s, who).words, then=self._agree, owner=self, key="agreed")

    def _agree(self, words: str) -> None:
        self.agreed.setText(words)
        self.agreed.setAccessibleName(words)

    def _show_state(self, state: State) -> None:
        self._inner.setCurrentWidget(self.empty if state is State.EMPTY else self.view)

    def draw_month(self) -> None:
        """Ask which month, and draw."""
        self._open(sample_sheet(self._seat, parent=self))

    def close_month(self) -> None:
        """Ask which of the months drawn is closed."""
        self._seat.ask(open_months, then=self._ask_month, owner=self, key="months")

    def _ask_month(self, months: list[OpenMonth]) -> None:
        if not months:
            self._seat.messages.note(self.tr("No month is open: draw one first."))
            return
        self._open(close_month_sheet(self._seat, months, parent=self))

    def _open(self, sheet: Sheet) -> None:
        """Show a sheet; the list is asked anew when it has saved."""
        self.sheet = sheet
        sheet.form.saved.connect(lambda _: self.refresh())
        sheet.open()
        sheet.form.setFocus()

    def give(self) -> None:
        """Ask who reads the current one."""
        row = self.model.row_at(self.view.currentIndex().row())
        if row is None:
            return
        self._open(give_reading_sheet(self._seat, row, parent=self))

    def show_list(self) -> None:
        """Back; what was typed is kept as a draft."""
        self._viewed.left()
        self.stack.setCurrentIndex(0)
        self.refresh()
        self.view.setFocus()

    # -- one reading ----------------------------------------------------------------------------------------

    def read(self, review_id: int) -> None:
        """Show one with its case."""
        at = self._seat.now()
        self._seat.ask(
            lambda s, who: story(s, who, review_id, at=at),
            then=self._came,
            failed=lambda error: self._seat.messages.problem(error.sentence),
            owner=self,
            key="reading",
        )

    def _came(self, found: Story) -> None:
        self.found, row = found, found.row
        self.title.setText(row.number)
        self.title.setAccessibleName(row.number)
        self.story.show_story(found)
        emptied(self._held)
        self.form = None
        marks = row.mine and not row.locked
        self.save.setVisible(marks)
        if marks:
            self.form = ReadingForm(self._seat, row, parent=self._holder)
            self.form.saved.connect(self._saved)
            self._held.addWidget(self.form)
        else:
            self._told(found)
        self.stack.setCurrentIndex(1)
        self._viewed.shown(row.case_id, confidential=row.confidential)
        (self.form or self.story.area).setFocus(Qt.FocusReason.OtherFocusReason)

    def _told(self, found: Story) -> None:
        """What somebody else found, or that it is not known yet."""
        row = found.row
        about = [self.tr("Read for {0} by {1}").format(month_words(row, self._seat.zone.key), row.reviewer or "–")]
        about.append(state_words(row))
        words = mark_words()
        for criterion, mark in ((each, row.marks.get(each.value)) for each in Criterion):
            if mark is not None:
                about.append(self.tr("{0}: {1}, {2}").format(criterion_words(criterion), mark, words[mark]))
        about += [self.tr("Source: {0}").format(row.source)] if row.source else []
        about += [row.words] if row.words else []
        about += [self.tr("Learned: {0}").format(row.learned)] if row.learned else []
        for place, each in enumerate(about):
            label = text_label(each, self._holder, name=f"reading_told_{place}")
            label.setWordWrap(True)
            self._held.addWidget(label)
        self._held.addStretch(1)

    def _save(self) -> None:
        if self.form is not None and self.stack.currentIndex() == 1:
            self.form.save()

    def _saved(self, review_id: object) -> None:
        """On to the next of one's own that is not read."""
        done = self.found.row.number if self.found else ""
        self._seat.messages.note(self.tr("{0} is read").format(done))
        self.form = None
        self._seat.ask(partial(_next, review_id), then=self._go_on, owner=self, key="next")

    def _go_on(self, following: int | None) -> None:
        if following is None:
            self.show_list()
        else:
            self.read(following)

    def _open_case(self) -> None:
        if self.found is not None:
            self._seat.record_wanted.emit("case", self.found.row.case_id)

    def recommend(self) -> None:
        """What was learned goes into a new recommendation, with this case as the first that shows it."""
        if self.found is None:
            return
        row = self.found.row
        learned = self.form.learned.toPlainText() if self.form is not None else row.learned
        new = {"words": learned, "category_id": row.category_id, "case_ids": [row.case_id]}
        self._seat.page_wanted.emit("recommendations", {"new": new})


def _next(done: object, session: Session, who: Actor) -> int | None:
    """The next reading of the one who asks."""
    waits = (row for row in readings(session, who, waiting=True) if row.mine and not row.locked and row.id != done)
    return next((row.id for row in waits), None)
