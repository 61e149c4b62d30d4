"""What the page of a case does about promises, tasks, follow-ups and the same trouble."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget
from sqlmodel import Session

from app.authority import Actor
from app.models import Status
from app.queries.case_page import CasePage
from app.queries.promises import PromiseRow, promises_of
from app.queries.tasks import follow_ups_of, tasks_of
from app.queries.troubles import cases_under, nearby, parent_of, tellings_of
from app.services.promises import keep, unsettle_promise
from app.services.tasks import finish_task, undo_task
from app.services.troubles import unlink_trouble
from app.ui.case_words import Clock
from app.ui.forms.promise_forms import promise_sheet, settle_sheet
from app.ui.forms.sheet import Sheet
from app.ui.forms.task_forms import follow_up_sheet, task_sheet, telling_sheet
from app.ui.forms.trouble_form import trouble_sheet
from app.ui.pages.case_bits import may_work
from app.ui.pages.case_head import CaseHead
from app.ui.pages.case_promises import CasePromises, ForLater
from app.ui.pages.case_trouble import CaseTrouble, Trouble
from app.ui.promise_words import due_words
from app.ui.seat import Seat


class PromiseActs(QObject):
    """P promises, T notes a task, L links what is nearby, O notes that the next one was told."""

    def __init__(
        self,
        seat: Seat,
        parts: tuple[CasePromises, CaseTrouble],
        head: CaseHead,
        page: QWidget,
        *,
        shown: Callable[[], CasePage | None],
        opened: Callable[[Sheet], None],
    ) -> None:
        super().__init__(page)
        self._seat, self._head, self._page = seat, head, page
        self._later, self._trouble = parts
        self._shown, self._open = shown, opened
        self._later.wanted.connect(self.act)
        self._trouble.wanted.connect(self.act)
        shortcut = QShortcut(QKeySequence("O"), page)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.tell_next)

    def read(self) -> None:
        """Ask for what hangs on the case that is shown."""
        page = self._shown()
        if page is None:
            return
        case_id, at = page.row.id, self._seat.now()

        def question(s: Session, who: Actor) -> tuple[int, ForLater, Trouble]:
            later = ForLater(
                promises_of(s, who, case_id, at=at), tasks_of(s, who, case_id), follow_ups_of(s, who, case_id)
            )
            near = nearby(s, who, case_id, at=at)
            told = tellings_of(s, who, case_id)
            return case_id, later, Trouble(parent_of(s, who, case_id), cases_under(s, who, case_id), near, told)

        self._seat.ask(question, then=self._came, owner=self._page, key="promises")

    def _came(self, answer: tuple[int, ForLater, Trouble]) -> None:
        case_id, later, trouble = answer
        page = self._shown()
        if page is None or page.row.id != case_id:
            return
        works = may_work(self._seat, page.row.owner_id)
        self._later.show_found(later, works=works)
        self._trouble.show_found(trouble, works=works)
        first = self._later.first_open()
        clock = Clock(self._seat.now(), self._seat.zone)
        self._head.show_promise(due_words(first.due_at, clock) if first else "", late=bool(first and first.late))

    def promise(self) -> None:
        """Open the form for a promise."""
        page = self._shown()
        if page is not None and page.row.status is not Status.CLOSED:
            self._open(promise_sheet(self._seat, page.row.id, page.row.number, parent=self._page))

    def add_task(self) -> None:
        """Open the form for a task."""
        page = self._shown()
        if page is not None:
            self._open(task_sheet(self._seat, page.row.id, page.row.number, parent=self._page))

    def tell_next(self) -> None:
        """Note that the next on the list was told."""
        page, row = self._shown(), self._trouble.first_waiting()
        if page is not None and row is not None and may_work(self._seat, page.row.owner_id):
            self.act("tell", row)

    def act(self, act: str, row: Any) -> None:
        """An act on one row of the side."""
        if act in ("moved", "broken"):
            self._open(settle_sheet(self._seat, act, row, parent=self._page))
        elif act in ("tell", "not_told"):
            self._open(telling_sheet(self._seat, act, row, parent=self._page))
        elif act == "ask":
            self._open(follow_up_sheet(self._seat, row, parent=self._page))
        elif act == "link":
            self._link()
        else:
            self._do(act, row)

    def _link(self) -> None:
        page, found = self._shown(), self._trouble.found
        if page is not None and found is not None:
            own = (page.row.id, page.row.number)
            self._open(trouble_sheet(self._seat, own, found.nearby, parent=self._page))

    def _do(self, act: str, row: Any) -> None:
        page = self._shown()
        own = page.row.id if page is not None else 0
        acts: dict[str, Callable[[Session, Actor, datetime], object]] = {
            "kept": lambda s, who, at: keep(s, who, row.id, at=at).id,
            "open_again": lambda s, who, at: unsettle_promise(s, who, row.id, at=at).id,
            "done": lambda s, who, at: finish_task(s, who, row.id, at=at).id,
            "undone": lambda s, who, at: undo_task(s, who, row.id, at=at).id,
            "take_out": lambda s, who, at: unlink_trouble(s, who, row.id, at=at).id,
            "leave": lambda s, who, at: unlink_trouble(s, who, own, at=at).id,
        }
        self._seat.do(acts[act], then=lambda _: self._done(act, row), owner=self._page)

    def _done(self, act: str, row: Any) -> None:
        if act == "kept":
            keep_note(self._seat, row)
        elif act == "done":
            undo = partial(self._do, "undone", row)
            self._seat.messages.note(_tr("Done: {0}").format(row.words), undo=undo)


def keep_note(seat: Seat, row: PromiseRow) -> None:
    """Say that a promise was kept, and how to take that back."""

    def undo() -> None:
        seat.do(lambda s, who, at: unsettle_promise(s, who, row.id, at=at).id, then=lambda _: None, owner=seat)

    seat.messages.note(_tr("Kept: {0}").format(row.words), undo=undo)


def _tr(text: str) -> str:
    return QCoreApplication.translate("case_promise_acts", text)
