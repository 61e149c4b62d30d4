"""The views of the list of cases: those that come with the house, and those somebody saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QTabBar, QWidget
from sqlmodel import Session

from app.authority import Actor
from app.models import Status
from app.queries.cases import CaseFilter, case_counts
from app.queries.drafts import ViewRow, views_of
from app.queries.register import stood_in_for
from app.services.drafts import drop_view, save_view
from app.ui.seat import Seat
from app.ui.widgets.buttons import KeyButton

PAGE = "cases"
LATELY_DAYS = 14
OTHER = "other"


@dataclass(frozen=True)
class View:
    """One view: its key, its words, what it asks, its order, and the layout kept with it."""

    key: str
    title: str
    wanted: CaseFilter
    sort: tuple[str, bool] = ("due", False)
    layout: dict[str, Any] = field(default_factory=dict)


class ViewsRow(QWidget):
    """Tabs of views with their counts; `chosen` gives the View."""

    chosen = Signal(object)

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_views")
        self.setAccessibleName(self.tr("Views"))
        self._seat = seat
        self._views: list[View] = []
        self._other: View | None = None  # what another page asked for, last of the tabs while it is chosen
        self.tabs = QTabBar(self)
        self.tabs.setObjectName("case_view_tabs")
        self.tabs.setAccessibleName(self.tr("Views"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.currentChanged.connect(self._choose)
        self.save_button = KeyButton(self.tr("Save this view"), self, icon="plus", kind="quiet", name="save_view")
        self.drop_button = KeyButton(self.tr("Forget"), self, icon="trash-2", kind="quiet", name="drop_view")
        self.drop_button.clicked.connect(self._drop)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 24, 0)
        row.setSpacing(4)
        row.addWidget(self.tabs)
        row.addWidget(self.save_button)
        row.addWidget(self.drop_button)
        row.addStretch(1)
        self._show(self._own())

    # -- which views ----------------------------------------------------------------------------------------

    def _own(self) -> list[View]:
        week = self._midnight(7 - self._seat.today().weekday())
        waiting = CaseFilter(statuses=(Status.WAITING_DEPARTMENT,))
        lately = CaseFilter(statuses=(Status.CLOSED,), closed_from=self._midnight(-LATELY_DAYS))
        return [
            View("mine", self.tr("My open"), CaseFilter(only_open=True, owner_ids=(self._seat.me.id,))),
            View("open", self.tr("All open"), CaseFilter(only_open=True)),
            View("overdue", self.tr("Overdue"), CaseFilter(overdue=self._seat.now())),
            View("week", self.tr("Due this week"), CaseFilter(only_open=True, due_until=week)),
            View("unassigned", self.tr("Unassigned"), CaseFilter(only_open=True, unowned=True)),
            View("department", self.tr("Waiting on department"), waiting),
            View("closed", self.tr("Closed lately"), lately, ("closed", True)),
        ]

    def _midnight(self, days: int) -> datetime:
        return datetime.combine(self._seat.today() + timedelta(days=days), time(), self._seat.zone)

    def load(self) -> None:
        """Read the saved views and count them all."""
        self._seat.ask(self._count_question(), then=self._came, owner=self, key="views")

    def _count_question(self) -> Any:
        own, at, title = self._own(), self._seat.now(), self.tr("Mine and stood in for")
        other = self._other

        def question(session: Session, who: Actor) -> tuple[list[View], list[int]]:
            away = [row.staff_id or 0 for row in stood_in_for(session, who.id, at)]
            both = View("stand_in", title, CaseFilter(only_open=True, owner_ids=(who.id, *away)))
            views = [*own[:2], *([both] if away else []), *own[2:]]
            views += [_saved(row) for row in views_of(session, who, PAGE)]
            views += [other] if other else []
            return views, case_counts(session, who, [view.wanted for view in views])

        return question

    def _came(self, answer: tuple[list[View], list[int]]) -> None:
        self._show(*answer)

    def _show(self, views: list[View], counts: Sequence[int] = ()) -> None:
        current = self.current.key if self._views and self.current else ""
        with QSignalBlocker(self.tabs):
            while self.tabs.count() > len(views):
                self.tabs.removeTab(self.tabs.count() - 1)
            for number, view in enumerate(views):
                count = f"  {counts[number]:,}" if counts else ""
                text = view.title.replace("&", "&&") + count
                if number < self.tabs.count():
                    self.tabs.setTabText(number, text)
                else:
                    self.tabs.addTab(text)
            self._views = views
            self.tabs.setCurrentIndex(self._place(current))
        self._mark_own()

    def _place(self, key: str) -> int:
        return next((n for n, view in enumerate(self._views) if view.key == key), 1)

    @property
    def current(self) -> View | None:
        """The chosen view."""
        place = self.tabs.currentIndex()
        return self._views[place] if 0 <= place < len(self._views) else None

    def choose(self, key: str) -> bool:
        """Choose a view by its key; whether there is such a one."""
        if not any(view.key == key for view in self._views):
            return False
        place = self._place(key)
        if place == self.tabs.currentIndex():
            self._choose(place)
        self.tabs.setCurrentIndex(place)
        return True

    def choose_other(self, wanted: CaseFilter) -> None:
        """Choose what another page asks for: the view that shows it, or one of its own until another is chosen."""
        same = next((view.key for view in self._views if view.key != OTHER and _same(view.wanted, wanted)), "")
        if not same:
            self._leave_other()
            self._other = View(OTHER, self.tr("Chosen cases"), wanted)
            self._views.append(self._other)
            with QSignalBlocker(self.tabs):
                self.tabs.addTab(self._other.title.replace("&", "&&"))
            self.load()
        self.choose(same or OTHER)

    def _leave_other(self) -> None:
        """Another view was chosen: the tab of this one goes."""
        if self._other is not None:
            self._other = None
            self._views.pop()
            with QSignalBlocker(self.tabs):
                self.tabs.removeTab(self.tabs.count() - 1)
            self.load()

    def _choose(self, place: int) -> None:
        self._mark_own()
        if 0 <= place < len(self._views):
            view = self._views[place]
            if view.key != OTHER:
                self._leave_other()
            self.chosen.emit(view)

    def _mark_own(self) -> None:
        self.drop_button.setVisible(self.current is not None and self.current.key.startswith("saved:"))

    # -- saving ---------------------------------------------------------------------------------------------

    def ask_name(self) -> str:
        """Ask under which name to keep the view; "" when it was not to be."""
        title, question = self.tr("Save this view"), self.tr("Name of the view:")
        name, kept = QInputDialog.getText(self, title, question)
        return name.strip() if kept else ""

    def keep(self, name: str, wanted: CaseFilter, layout: dict[str, Any]) -> None:
        """Keep a view under a name."""
        definition = {"filter": wanted.to_dict(), "layout": layout}
        self._seat.do(
            lambda s, who, at: save_view(s, who, page=PAGE, name=name, definition=definition),
            then=lambda _: self.load(),
            owner=self,
        )

    def _drop(self) -> None:
        view = self.current
        if view is not None and view.key.startswith("saved:"):
            self._seat.do(
                lambda s, who, at: drop_view(s, who, page=PAGE, name=view.title),
                then=lambda _: self._dropped(view),
                owner=self,
            )

    def _dropped(self, view: View) -> None:
        def undo() -> None:
            self.keep(view.title, view.wanted, view.layout)

        self._seat.messages.note(self.tr("View forgotten: {0}").format(view.title), undo=undo)
        self.choose("open")
        self.load()


def _same(one: CaseFilter, other: CaseFilter) -> bool:
    """Whether both ask for the same cases; overdue is overdue, whenever it was asked."""
    if one.overdue and other.overdue:
        other = replace(other, overdue=one.overdue)
    return one == other


def _saved(row: ViewRow) -> View:
    layout = row.definition.get("layout") or {}
    sort = layout.get("sort") or ["due", False]
    wanted = CaseFilter.from_dict(row.definition.get("filter") or {})
    return View(f"saved:{row.id}", row.name, wanted, (str(sort[0]), bool(sort[1])), layout)
