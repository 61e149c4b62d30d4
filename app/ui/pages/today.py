"""Today: what can be acted on now."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any, NamedTuple

from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import Actor, Right
from app.queries.drafts import DraftRow, drafts_of, is_slip
from app.queries.mandate_news import News, news
from app.queries.today import Day, Today, due_next_ids, filters, is_office_wide, today, unassigned_ids
from app.ui.backup_words import late_words
from app.ui.case_words import Clock, moment_words
from app.ui.pages.today_calendar import HolidayReminder, TimeWarnings
from app.ui.pages.today_drafts import draft_words
from app.ui.pages.today_hours import hours_words
from app.ui.pages.today_keys import bind_keys
from app.ui.pages.today_mandates import MandateBand, StandIns, mandate_rows
from app.ui.pages.today_office import OfficeBand
from app.ui.pages.today_parts import Figure, FigureStrip, Section, ShortList, WordRow, divider
from app.ui.pages.today_promises import PromiseBand
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.banner import Banner
from app.ui.widgets.base import named, text_label
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.heads import SectionHead

MARGIN, SIDE = 24, 316
NARROW = 900
TABLES: tuple[str, ...] = ("case_record", "move", "event", "draft", "staff", "appointment", "absence")
TABLES += ("promise", "task", "follow_up", "telling", "referral", "chase", "review", "substance_review")
MANDATES = {"designation": "designate", "absence": "absence"}
"""Drafts of the Delegation page, and what it is asked to do to finish them."""


class _Answer(NamedTuple):
    today: Today
    drafts: list[DraftRow]
    news: News


class TodayPage(QWidget):
    """Figures that open their lists, what is due next, what came back, what was left unfinished."""

    made_anew = True
    """Its parts stand on the rights of who is signed in, and nothing is typed here."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "today_page", self.tr("Today"))
        self._seat, self._is_below, self._idle = seat, False, False
        self.hands_out = seat.me.directs
        self.wide = is_office_wide(seat.me)
        self.late = Banner("warning", "", self, act=self.tr("Back up now"), name="today_backup")
        self.late.hide()
        self.holidays = HolidayReminder(seat, self)
        self.mandates = MandateBand(seat, self)
        self.later = PromiseBand(seat, self)
        self.office = OfficeBand(seat, self)
        self.strip = FigureStrip(self._figures(), self)
        rest = self.tr("All open cases") if self.wide else self.tr("All my cases")
        self.due_head = SectionHead(self.tr("Due next"), self, act=rest, key="D", name="due_next_head")
        self.due = ShortList(seat, "due_next", self.tr("Due next"), self)
        self.stand_ins = StandIns(seat, self)
        self.running_out = TimeWarnings(seat, self)
        out = self.tr("Hand out")
        self.nobody_head = SectionHead(self.tr("Nobody’s yet"), self, act=out, key="N", name="unassigned_head")
        self.nobody = ShortList(seat, "unassigned", self.tr("Unassigned"), self)
        self.back = Section(self.tr("Came back to you"), self, name="came_back", key="B")
        self.empty = EmptyState(
            "circle-check",
            self.tr("Nothing waits for you"),
            self,
            hint=self.tr("No open case of yours, nothing parked, nothing to finish. That is a good sign."),
            name="today_empty",
        )
        self.parked = Section(self.tr("Parked calls"), self, name="parked", key="K")
        self.unfinished = Section(self.tr("To finish"), self, name="to_finish", key="E")
        self.month = Section(self.tr("Office"), self, name="office_month")
        self._arrange()
        self._connect()
        self.refresh()

    def _figures(self) -> list[Figure]:
        found = [
            Figure("open", self.tr("Open") if self.wide else self.tr("My open cases")),
            Figure("overdue", self.tr("Overdue"), "triangle-alert", "status.overdue.text"),
            Figure("due_today", self.tr("Due today"), "clock", "status.due_soon.text"),
            Figure("due_week", self.tr("Due this week")),
            Figure("with_departments", self.tr("With departments")),
            Figure("with_residents", self.tr("With residents")),
            Figure("unassigned", self.tr("Nobody’s yet")),
        ]
        return found if self._seat.may(Right.WORK_CASE) or self.wide else found[:-1]

    # -- building -------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self._scroll(self._main(), "today_scroll"), 1)
        self._side = self._side_column()
        self._side_scroll = self._scroll(self._side, "today_side_scroll")
        self._line = divider(self)
        self._row.addWidget(self._line)
        self._row.addWidget(self._side_scroll)
        theme().changed.connect(self._fold)
        self._fold()

    def _scroll(self, inner: QWidget, name: str) -> QScrollArea:
        area = named(QScrollArea(self), name)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        return area

    def _main(self) -> QWidget:
        whole = named(QWidget(self), "today_whole")
        whole.setProperty("ground", "page")
        whole.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._page = QVBoxLayout(whole)
        self._page.setContentsMargins(0, 0, 0, 0)
        main = named(QWidget(whole), "today_main")
        self._page.addWidget(main, 1)
        column = QVBoxLayout(main)
        column.setContentsMargins(MARGIN, 0, MARGIN, MARGIN)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(12)
        self.title = text_label("", main, type="page", name="today_title")
        self.hours = text_label("", main, type="table", ink="ink_2", name="today_hours")
        head.addWidget(self.title)
        head.addWidget(self.hours)
        head.addStretch(1)
        column.addSpacing(12)
        column.addLayout(head)
        column.addSpacing(6)
        for widget in (self.late, self.holidays, self.mandates):
            column.addWidget(widget)
        column.addSpacing(6)
        column.addWidget(self.strip)
        column.addSpacing(12)
        for group in (self.later, self.running_out, self.office):
            column.addWidget(group)
        shown = ((16, self.due_head), (6, self.due), (0, self.stand_ins), (16, self.nobody_head), (6, self.nobody))
        for above, part in shown:
            column.addSpacing(above)
            column.addWidget(part)
        column.addSpacing(16)
        column.addWidget(self.back)
        column.addWidget(self.empty, 1)
        column.addStretch(1)
        return whole

    def _side_column(self) -> QWidget:
        side = named(QWidget(self), "today_side")
        side.setProperty("ground", "sunken")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(side)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(20)
        for section in (self.parked, self.unfinished, self.month):
            column.addWidget(section)
        column.addStretch(1)
        return side

    def _connect(self) -> None:
        self.strip.chosen.connect(self.open_list)
        self.later.told.connect(lambda _: self._tell_empty())
        self.due_head.acted.connect(lambda: self.open_list("open"))
        self.nobody_head.acted.connect(lambda: self._seat.page_wanted.emit("direct", None))
        for part in (self.due, self.nobody):
            part.opened.connect(lambda case_id: self._seat.record_wanted.emit("case", case_id))
        self.office.told.connect(self._tell_empty)
        bind_keys(self)
        self._seat.jobs.changed.connect(self._changed)
        theme().changed.connect(self.refresh)
        if self._seat.backups is not None:
            self._seat.backups.changed.connect(self._show_late)
            self.late.acted.connect(lambda: self._seat.backups.back_up(by_hand=True))
            self._show_late()

    def _show_late(self) -> None:
        words = late_words(self._seat.backups)
        self.late.set_text("", words)  # bold words do not wrap, and the page may be narrow
        self.late.setVisible(bool(words))

    def _fold(self) -> None:
        """Where there is no room beside, the side column goes below, and the page scrolls as one."""
        below = theme().is_compact or self.width() < theme().px(NARROW)
        self._side_scroll.setFixedWidth(theme().px(SIDE))
        if below == self._is_below:
            return
        self._is_below = below
        for part in (self._side_scroll, self._line):
            part.setHidden(below)
        if below:
            self._side_scroll.takeWidget()
            self._page.addWidget(self._side)
            self._side.show()
        else:
            self._page.removeWidget(self._side)
            self._side_scroll.setWidget(self._side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    # -- asking ---------------------------------------------------------------------------------------------

    def show_wanted(self, what: dict[str, Any] | None) -> None:
        """Chosen in the rail: ask anew, for time has passed."""
        del what
        self.refresh()

    def _changed(self, changes: Any) -> None:
        if self.isVisible() and changes.touches(*TABLES):
            self.refresh()

    def refresh(self) -> None:
        """Ask for everything as of now."""
        self._tell_day()
        day, now = self._day(), self._seat.now()

        def ask(session: Session, who: Actor) -> _Answer:
            told = news(session, who, until=day.week_end, at=now)
            return _Answer(today(session, who, day=day, now=now), drafts_of(session, who), told)

        self._seat.ask(ask, then=self._came, owner=self, key="today")
        self.later.refresh()
        self.office.refresh()
        self.due.show_cases(due_next_ids)
        self.running_out.refresh()
        self.holidays.look()
        if self.hands_out:
            self.nobody.show_cases(unassigned_ids)

    def _day(self) -> Day:
        """The office's day in UTC."""
        here, zone = self._seat.today(), self._seat.zone

        def midnight(days: int) -> datetime:
            return datetime.combine(here + timedelta(days=days), time(), zone).astimezone(UTC)

        month = datetime.combine(here.replace(day=1), time(), zone).astimezone(UTC)
        return Day(midnight(0), midnight(1), midnight(7 - here.weekday()), month)

    def _tell_day(self) -> None:
        here = self._seat.today()
        date = QLocale().toString(QDate(here.year, here.month, here.day), "dddd, MMMM d")
        self.title.setText(date)
        self.title.setAccessibleName(date)
        self.hours.setText(hours_words(self._seat))
        self.hours.setAccessibleName(self.hours.text())

    # -- showing --------------------------------------------------------------------------------------------

    def _came(self, answer: _Answer) -> None:
        found = answer.today
        for key, button in self.strip.buttons.items():
            button.set_value(getattr(found, key))
        self.due_head.set_count(
            self.tr("{0} of {1}").format(min(8, found.open), f"{found.open:,}") if found.open else ""
        )
        self.due_head.setVisible(found.open > 0)
        self.due.setVisible(found.open > 0)
        for part in (self.nobody_head, self.nobody):
            part.setVisible(self.hands_out and found.unassigned > 0)
        self._show_back(found)
        self._show_drafts(answer.drafts)
        self._show_month(found, answer.news)
        self.mandates.tell(answer.news)
        self.stand_ins.tell(answer.news.stand_ins, self._day().week_end)
        shown = found.back or answer.drafts or answer.news.stand_ins or (self.hands_out and found.unassigned)
        self._idle = not found.open and not shown
        self._tell_empty()

    def _tell_empty(self) -> None:
        self.empty.setVisible(self._idle and self.later.is_empty and self.office.is_empty)

    def _show_back(self, found: Today) -> None:
        words = {
            "assigned": self.tr("handed you"),
            "reopened": self.tr("reopened"),
            "replied": self.tr("replied on"),
            "noted": self.tr("wrote a note on"),
            "moved": self.tr("moved"),
            "sent back": self.tr("sent back"),
            "approved": self.tr("approved"),
        }
        clock, rows = Clock(self._seat.now(), self._seat.zone), []
        for at, each in enumerate(found.back):
            said = f"{each.by or self.tr('Somebody')} {words.get(each.verb, each.verb)} {each.number}, {each.subject}"
            row = WordRow(said, moment_words(each.at, clock), self, act=self.tr("Open"), name=f"came_back_{at}")
            row.acted.connect(self._opener(each.case_id))
            rows.append(row)
        self.back.set_rows(rows)

    def _opener(self, case_id: int) -> Any:
        return lambda: self._seat.record_wanted.emit("case", case_id)

    def _show_drafts(self, drafts: list[DraftRow]) -> None:
        clock = Clock(self._seat.now(), self._seat.zone)
        parked: list[QWidget] = []
        others: list[QWidget] = []
        for draft in drafts:
            if is_slip(draft) and not draft.parked and self._seat.drafts.is_open(draft.kind, draft.key):
                continue  # it stands on the screen
            words = draft_words(draft)
            at = moment_words(draft.updated_at, clock)
            act = self.tr("Resume") if draft.parked else self.tr("Finish")
            row = WordRow(words, at, self, act=act, name=f"draft_{draft.id}")
            row.acted.connect(self._finisher(draft))
            (parked if draft.parked else others).append(row)
        self.parked.set_rows(parked)
        self.unfinished.set_rows(others)

    def _finisher(self, draft: DraftRow) -> Any:
        if is_slip(draft):
            return lambda: self._seat.slip_wanted.emit({"draft_key": draft.key})
        if draft.kind in MANDATES:
            return lambda: self._seat.page_wanted.emit("delegation", {"do": MANDATES[draft.kind]})
        return lambda: self._seat.page_wanted.emit("cases", {"draft": {"kind": draft.kind, "key": draft.key}})

    def _show_month(self, found: Today, told: News) -> None:
        month = found.month
        here = self._seat.today()
        name = QLocale().standaloneMonthName(here.month)
        first = self.tr("{0} opened, {1} reopened, {2} closed").format(
            f"{month.opened:,}", f"{month.reopened:,}", f"{month.closed:,}"
        )
        second = self.tr("{0} carried in, {1} open now").format(f"{month.carried_in:,}", f"{month.open_now:,}")
        month_row = WordRow(first, second, self, left=name, name="month_row")
        self.month.set_rows([month_row, *mandate_rows(told, self._seat, self)])

    def open_list(self, key: str) -> None:
        """The list behind a figure."""
        wanted = filters(self._seat.me, self._day(), self._seat.now())[key]
        self._seat.page_wanted.emit("cases", {"filter": wanted.to_dict()})
