"""Timeliness and substance side by side, for a month and a department; every figure opens its cases."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import Actor, Right
from app.errors import AppError
from app.queries.figures import last_full_month
from app.queries.monitoring import Monitoring, Trends, monitoring, trends
from app.queries.monitoring_lists import cases_behind
from app.queries.monitoring_words import DEFINITIONS, HIDDEN
from app.ui.forms.choices import choice_box
from app.ui.pages.case_bits import px, scrolled
from app.ui.pages.monitoring_divided import Divided
from app.ui.pages.monitoring_parts import Substance, Timeliness
from app.ui.pages.today_parts import divider
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import IconMark, hairline, mark, named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.list_head import ListHead
from app.ui.widgets.progress import LoadingBar
from app.ui.widgets.room import at_most

BACK, BESIDE, WAIT_MS = 36, 980, 300
TABLES = ("case_record", "move", "note", "contact", "category", "department", "follow_up", "substance_review")


class MonitoringPage(QWidget):
    """D tells the definitions, T shows tables in place of charts, S the stale cases, Ctrl+P prints."""

    made_anew = True
    """Its figures stand on the rights of who asks, and nothing is typed on it."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "monitoring_page", self.tr("Timeliness and substance"))
        self._seat, self._as_tables = seat, False
        self.found: Monitoring | None = None
        self.timeliness, self.substance, self.divided = Timeliness(self), Substance(self), Divided(self)
        self._make_choices()
        self._make_acts()
        self._arrange()
        self._connect()

    # -- building -------------------------------------------------------------------------------------------

    def _make_choices(self) -> None:
        here = last_full_month(self._seat.reference.calendar.zone, self._seat.now())
        months = [here.back(back).first for back in range(-1, BACK)]
        self.month = choice_box([(each, month_words(each)) for each in months], self, name="month", first=1)
        self.month.setAccessibleName(self.tr("Month"))
        names = [(row.id, row.name) for row in self._seat.reference.departments]
        self.department = choice_box([(None, self.tr("All departments")), *names], self, name="department")
        self.department.setAccessibleName(self.tr("Department"))
        kinds = [(row.id, row.name) for row in self._seat.reference.categories]
        self.category = choice_box([(None, self.tr("All categories")), *kinds], self, name="category")
        self.category.setAccessibleName(self.tr("Category"))
        for box in (self.department, self.category):
            at_most(box, 240)

    def _make_acts(self) -> None:
        self.definitions = KeyButton(self.tr("Definitions"), self, icon="info", key="D", bind=True, name="definitions")
        self.tables = KeyButton(self.tr("Tables"), self, icon="list-checks", key="T", bind=True, name="as_tables")
        self.stale = KeyButton(self.tr("Stale cases"), self, icon="hourglass", key="S", bind=True, name="stale")
        self.stale.setVisible(self._seat.may(Right.CLOSE_CASE))
        self.print_button = KeyButton(self.tr("Print"), self, icon="printer", key="Ctrl+P", bind=True, name="print")

    def _arrange(self) -> None:
        title = text_label(self.tr("Timeliness and substance"), self, type="page", name="monitoring_title")
        acts = [self.definitions, self.tables, self.stale, self.print_button]
        self.told = self._definitions()
        self.loading = LoadingBar(self)
        self.problem = text_label("", self, type="table", ink="overdue", name="monitoring_problem")
        self.hidden = text_label(HIDDEN, self, type="table", ink="ink_2", name="monitoring_hidden")
        inside = named(QWidget(self), "monitoring_body")
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.setSpacing(0)
        self._between = divider(self)
        for widget, stretch in ((self.timeliness, 1), (self._between, 0), (self.substance, 1)):
            self._halves.addWidget(widget, stretch)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.told)
        column.addLayout(self._halves)
        column.addWidget(hairline(self, strong=True))
        column.addWidget(self.divided)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(ListHead([title, self.month], acts, self, name="monitoring_head"))
        outer.addLayout(self._of())
        outer.addWidget(self.loading)
        for label in (self.problem, self.hidden):
            label.setContentsMargins(24, 0, 24, 4)
            label.setWordWrap(True)
            label.hide()
            outer.addWidget(label)
        self.area = scrolled(inside, self, name="monitoring_area", says=self.accessibleName(), ground="page")
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer.addWidget(hairline(self))
        outer.addWidget(self.area, 1)
        outer.addWidget(self._foot())
        self.setFocusProxy(self.month)
        self.loading.hide()

    def _of(self) -> QHBoxLayout:
        """Of which part of the office the page tells, in a row of its own: large text needs the room."""
        row = QHBoxLayout()
        row.setContentsMargins(24, 0, 24, 8)
        row.setSpacing(12)
        row.addWidget(self.department)
        row.addWidget(self.category)
        row.addStretch(1)
        return row

    def _definitions(self) -> QWidget:
        """What each figure means, opened and closed by one key."""
        held = named(QWidget(self), "monitoring_definitions", self.tr("Definitions"))
        held.setProperty("ground", "sunken")
        held.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(held)
        column.setContentsMargins(24, 12, 24, 12)
        column.setSpacing(2)
        for term, words in DEFINITIONS:
            head = text_label(term, held, type="table", name="term")
            head.setProperty("weight", "600")
            said = text_label(words, held, type="table", ink="ink_2", name="definition")
            said.setWordWrap(True)
            column.addWidget(head)
            column.addWidget(said)
        held.hide()
        return held

    def _foot(self) -> QWidget:
        foot = named(QWidget(self), "reconcile_foot")
        foot.setProperty("ground", "sunken")
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(foot)
        row.setContentsMargins(24, 6, 24, 6)
        row.setSpacing(8)
        self.sound = IconMark("check", foot, role="ink_2", name="reconcile_icon")
        self.reconciles = text_label("", foot, type="table", name="reconciles")
        self.reconciles.setWordWrap(True)
        row.addWidget(self.sound)
        row.addWidget(self.reconciles, 1)
        self.flow_buttons = {
            key: KeyButton(words, foot, kind="link", name=f"flow_{key}")
            for key, words in (
                ("opened", self.tr("Opened")),
                ("reopened", self.tr("Reopened")),
                ("closed", self.tr("Closed")),
                ("carried_out", self.tr("Carried out")),
            )
        }
        for key, button in self.flow_buttons.items():
            button.clicked.connect(lambda _=False, key=key, button=button: self.open_figure(key, button.text()))
            row.addWidget(button)
        return foot

    def _connect(self) -> None:
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self.refresh)
        for box in (self.month, self.department, self.category):
            box.currentIndexChanged.connect(lambda _: self.refresh())
        for part in (self.timeliness, self.substance, self.divided):
            part.opened.connect(self.open_figure)
        for half in (self.timeliness, self.substance):
            open_month = partial(self._open_month, half.counts)
            half.trend.opened.connect(open_month)
            half.table.itemActivated.connect(
                lambda item, _=0, show=open_month: show(int(item.data(0, Qt.ItemDataRole.UserRole)))
            )
        self.definitions.clicked.connect(self.show_definitions)
        self.tables.clicked.connect(self.turn_tables)
        self.stale.clicked.connect(lambda: self._seat.page_wanted.emit("stale", None))
        self.print_button.clicked.connect(self.print_page)
        escape = QShortcut(QKeySequence("Esc"), self.told)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.show_definitions)
        self._seat.jobs.changed.connect(self._changed)
        theme().changed.connect(self._fold)
        self._fold()

    # -- room -----------------------------------------------------------------------------------------------

    def _fold(self) -> None:
        """Substance stands below timeliness where there is no room beside it."""
        below = theme().is_compact or self.width() < px(BESIDE)
        way = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        self._halves.setDirection(way)
        self._between.setFixedSize(*((16_777_215, 1) if below else (1, 16_777_215)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    # -- asking ---------------------------------------------------------------------------------------------

    @property
    def day(self) -> date:
        """The first day of the month chosen."""
        chosen: date = self.month.currentData()
        return chosen

    @property
    def _part(self) -> dict[str, int | None]:
        """Of which department and category the page tells."""
        return {"department_id": self.department.currentData(), "category_id": self.category.currentData()}

    def show_wanted(self, what: dict[str, Any] | None) -> None:
        """Chosen: ask anew. {"month": "2026-10", "department_id": 2, "category_id": 5} chooses them before."""
        given = what or {}
        if "month" in given:
            wanted = date.fromisoformat(f"{given['month']}-01")  # findData finds no dates
            found = (place for place in range(self.month.count()) if self.month.itemData(place) == wanted)
            self.month.setCurrentIndex(next(found, self.month.currentIndex()))
        if "department_id" in given:
            self.department.setCurrentIndex(max(0, self.department.findData(given["department_id"])))
        if "category_id" in given:
            self.category.setCurrentIndex(max(0, self.category.findData(given["category_id"])))
        self.refresh()
        self.month.setFocus()

    def _changed(self, changes: Any) -> None:
        if self.isVisible() and changes.touches(*TABLES):
            self._wait.start()

    def refresh(self) -> None:
        """Ask for the month at once, and beside it for the twelve."""
        day, at, part = self.day, self._seat.now(), self._part
        self.loading.show()

        def month(session: Session, who: Actor) -> Monitoring:
            return monitoring(session, who, day=day, at=at, **part)

        def twelve(session: Session, who: Actor) -> Trends:
            return trends(session, who, day=day, at=at, **part)

        self._seat.ask(month, then=self._came, failed=self._failed, owner=self, key="monitoring")
        self._seat.ask(twelve, then=self._drawn, failed=self._failed, owner=self, key="trends")

    def _failed(self, error: AppError) -> None:
        self.loading.hide()
        self.problem.setText(error.sentence)
        self.problem.show()

    def _came(self, found: Monitoring) -> None:
        self.found = found
        self.loading.hide()
        self.problem.hide()
        self.hidden.setVisible(found.hides)
        for part in (self.timeliness, self.substance, self.divided):
            part.tell(found)
        self._tell_flow(found)

    def _drawn(self, found: Trends) -> None:
        for half in (self.timeliness, self.substance):
            half.draw(found)

    def _tell_flow(self, found: Monitoring) -> None:
        flow = found.flow
        sound = self.tr("It reconciles: carried in {0} + opened {1} + reopened {2} = closed {3} + carried out {4}")
        broken = self.tr("It does not reconcile: carried in {0}, opened {1}, reopened {2}, closed {3}, carried out {4}")
        words = (sound if flow.reconciles else broken).format(*(f"{each:,}" for each in flow))
        self.reconciles.setText(words)
        self.sound.set_icon("check" if flow.reconciles else "triangle-alert")
        mark(self.reconciles, ink="ink" if flow.reconciles else "overdue")

    # -- what becomes of it ---------------------------------------------------------------------------------

    def show_definitions(self) -> None:
        """Open the definitions at the top, or close them."""
        self.told.setVisible(self.told.isHidden())
        if not self.told.isHidden():
            self.area.verticalScrollBar().setValue(0)

    def turn_tables(self) -> None:
        """Numbers in place of pictures, and back."""
        self._as_tables = not self._as_tables
        for half in (self.timeliness, self.substance):
            half.show_tables(shown=self._as_tables)
        self.tables.set_text(self.tr("Charts") if self._as_tables else self.tr("Tables"))

    def print_page(self) -> None:
        """The same figures on paper."""
        wanted = {"key": "monitoring", "month": f"{self.day:%Y-%m}"}
        wanted["department"] = str(self.department.currentData() or "")
        if self.category.currentData() is not None:
            wanted["category"] = str(self.category.currentData())
        self._seat.page_wanted.emit("reports", wanted)

    def _open_month(self, counts: str, place: int) -> None:
        first = self.found.period.back(11 - place).first if self.found else self.day
        self.open_figure(f"{counts}.month.{first:%Y-%m}", month_words(first))

    def open_figure(self, key: str, name: str) -> None:
        """The list of the cases that a figure counts."""
        day, at, part = self.day, self._seat.now(), self._part
        title = self.tr("{0}, {1}").format(name, month_words(day))

        def question(session: Session, who: Actor) -> tuple[list[int], str]:
            return cases_behind(session, who, key, day=day, at=at, **part), title

        self._seat.ask(question, then=self._show_list, failed=self._failed, owner=self, key="behind")

    def _show_list(self, answer: tuple[list[int], str]) -> None:
        ids, title = answer
        self._seat.page_wanted.emit("cases", {"filter": {"ids": list(dict.fromkeys(ids))}, "title": title})


def month_words(first: date) -> str:
    """ "October 2026"."""
    return f"{QLocale().standaloneMonthName(first.month)} {first.year}"
