"""Promises, tasks, follow-ups and tellings on Today: what hurts first, each with the keys to settle it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLayout, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import Actor
from app.queries.promises import MANY, PromiseRow, promises_due, tomorrow_of
from app.queries.tasks import FollowUpRow, TaskRow, follow_ups_due, tasks_due
from app.queries.troubles import MANY as MANY_TELLINGS
from app.queries.troubles import TellingRow, tellings_waiting
from app.services.promises import keep
from app.services.tasks import finish_task, undo_task
from app.ui.case_words import Clock
from app.ui.forms.promise_forms import settle_sheet
from app.ui.forms.sheet import Sheet
from app.ui.forms.task_forms import follow_up_sheet, telling_sheet
from app.ui.pages.case_bits import emptied, link_button, may_work
from app.ui.pages.case_promise_acts import keep_note
from app.ui.pages.today_parts import Section, WordRow
from app.ui.promise_words import follow_up_words, left_words, near_words, task_words
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import IconMark, hairline, mark, named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.heads import ElidedLabel, SectionHead

TABLES = ("promise", "task", "follow_up", "telling", "case_record", "absence")
MOST = 8
LIMITS = {"tellings": MANY_TELLINGS}
"""How many a question answers at most, where that is not as many as of promises."""

FROM_LEFT = "\u200e"
"""Before a line that may end in a name of another direction: it still begins at the left (UAX 9)."""


class Later(NamedTuple):
    """What was said for later and is due."""

    promises: list[PromiseRow]
    tasks: list[TaskRow]
    follow_ups: list[FollowUpRow]
    tellings: list[TellingRow]


def _tr(text: str) -> str:
    return QCoreApplication.translate("today_promises", text)


class PromiseLine(QWidget):
    """One promise: the day, what was promised on which case to whom, the time left, Kept and Moved…"""

    acted = Signal(str)

    def __init__(self, row: PromiseRow, clock: Clock, parent: QWidget, *, works: bool) -> None:
        super().__init__(parent)
        day, hour = near_words(row.due_at, clock)
        left = left_words(row, clock)
        named(self, f"promise_{row.id}", f"{day} {hour}, {row.words}, {row.number}, {row.asker}, {left}")
        ink = "overdue" if row.late else "ink"
        line = QHBoxLayout()
        line.setContentsMargins(0, 6, 0, 6)
        line.setSpacing(12)
        role = "status.overdue.text" if row.late else "ink_2"
        line.addWidget(IconMark("handshake", self, role=role, size=18, name="promise_icon"))
        when = self._two(day, hour, ink)
        when.setFixedWidth(theme().px(104))
        line.addWidget(when)
        line.addLayout(self._what(row), 1)
        told = text_label(left, self, type="table", ink="overdue" if row.late else "ink_2", name="promise_left")
        acts: QLayout = FlowLayout(gap=12) if theme().is_compact else line
        acts.addWidget(told)
        for name, words in (("kept", _tr("Kept")), ("moved", _tr("Moved…")), ("broken", _tr("Not kept…"))):
            button = KeyButton(words, self, name=f"promise_{row.id}_{name}")
            button.setAccessibleName(f"{words.rstrip('…')}: {row.words}")
            button.clicked.connect(lambda _=False, act=name: self.acted.emit(act))
            button.setVisible(works and (name != "broken" or row.late))
            acts.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(hairline(self))
        column.addLayout(line)
        if acts is not line:  # large text: what can be done stands below the words
            column.addLayout(acts)
            column.addSpacing(6)
        mark(self)

    def _two(self, first: str, second: str, ink: str) -> QWidget:
        part = QWidget(self)
        part.setObjectName("promise_when")
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(text_label(first, part, type="table", ink=ink, name="promise_day"))
        if second:
            column.addWidget(text_label(second, part, type="caption", ink="ink_2", name="promise_hour"))
        return part

    def _what(self, row: PromiseRow) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(ElidedLabel(row.words, self, type="body", name="promise_words"))
        below = QHBoxLayout()
        below.setSpacing(6)
        says = _tr("Open {0}").format(row.number)
        link = link_button(row.number, self, name=f"promise_{row.id}_case", says=says)
        link.clicked.connect(lambda: self.acted.emit("open"))
        below.addWidget(link)
        below.addWidget(
            ElidedLabel(row.asker or row.subject, self, type="caption", ink="ink_2", name="promise_asker"), 1
        )
        column.addLayout(below)
        return column


def _focus(row: QWidget) -> None:
    """To the first act of a row, for who asked for it by the keyboard; the link to its case else."""
    row.show()
    acts = [each for each in row.findChildren(QAbstractButton) if not each.isHidden()]
    act = next((each for each in acts if each.objectName().endswith(("_kept", "_act"))), next(iter(acts), None))
    if act is not None:
        act.setFocus(Qt.FocusReason.OtherFocusReason)


class PromiseBand(QWidget):
    """The part of Today for all that was said for later; `told` says whether there is any."""

    told = Signal(bool)

    def __init__(self, seat: Seat, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "today_later", _tr("Promises, tasks and who is to be told"))
        self._seat = seat
        self.sheet: Sheet | None = None
        self.is_empty = True
        self._found: Later | None = None
        self._whole: set[str] = set()
        self._opened = ""
        self.head = SectionHead(_tr("Promises"), self, key="P", name="promises_head")
        self.head.set_count(_tr("dates a resident was told, today and tomorrow"))
        self.promises = named(QWidget(self), "promise_lines")
        self._lines = QVBoxLayout(self.promises)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        self.tellings = Section(_tr("To be told"), self, name="today_tellings", key="O")
        self.tasks = Section(_tr("Tasks"), self, name="today_tasks", key="T")
        self.follow_ups = Section(_tr("Is it fixed?"), self, name="today_follow_ups", key="F")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 16, 0, 0)
        self._column.setSpacing(10)
        self._column.addWidget(self.head)
        self._column.addWidget(self.promises)
        for part in (self.tellings, self.tasks, self.follow_ups):
            self._column.addWidget(part)
        self.hide()

    def refresh(self) -> None:
        """Ask for all of it as of now."""
        at, today = self._seat.now(), self._seat.today()

        def question(s: Session, who: Actor) -> Later:
            return Later(
                promises_due(s, who, until=tomorrow_of(s, at), at=at),
                tasks_due(s, who, until_on=today + timedelta(days=1), at=at),
                follow_ups_due(s, who, until_on=today, at=at),
                tellings_waiting(s, who, at=at),
            )

        self._seat.ask(question, then=self._came, owner=self, key="later")

    def _came(self, found: Later) -> None:
        self._found = found
        emptied(self._lines)
        for line in self._rows("promises", found.promises, self._promise):
            self._lines.addWidget(line)
        self.head.setVisible(bool(found.promises))
        self.tellings.set_rows(self._rows("tellings", found.tellings, self._telling))
        self.tasks.set_rows(self._rows("tasks", found.tasks, self._task))
        self.follow_ups.set_rows(self._rows("follow_ups", found.follow_ups, self._follow_up))
        self.is_empty = not any(found)
        self.setVisible(not self.is_empty)
        self.told.emit(not self.is_empty)

    def _rows(self, group: str, found: Sequence[Any], make: Callable[[Any, Clock], QWidget]) -> list[QWidget]:
        """The first of a group, or all once that was asked for; what is left out is told last, with its act."""
        clock = Clock(self._seat.now(), self._seat.zone)
        shown = found if group in self._whole else found[:MOST]
        rows = [make(row, clock) for row in shown]
        more = len(found) - len(shown)
        if more:
            form = _tr("and {0} more") if len(found) < LIMITS.get(group, MANY) else _tr("and at least {0} more")
            rest = WordRow(form.format(more), "", self, act=_tr("Show all"), name=f"{group}_more")
            rest.acted.connect(lambda: self.show_all(group))
            rows.append(rest)
        elif len(found) >= LIMITS.get(group, MANY):
            rows.append(WordRow(_tr("The rest follows when these are settled."), "", self, name=f"{group}_rest"))
        if group == self._opened and len(rows) > MOST:
            QTimer.singleShot(0, rows[MOST], lambda row=rows[MOST]: _focus(row))
        return rows

    def show_all(self, group: str) -> None:
        """The whole list of promises, tellings, tasks or follow_ups, from its first row on that was left out."""
        self._whole.add(group)
        if self._found is not None:
            self._opened = group
            self._came(self._found)
            self._opened = ""

    def _promise(self, row: PromiseRow, clock: Clock) -> PromiseLine:
        line = PromiseLine(row, clock, self, works=may_work(self._seat, row.owner_id))
        line.acted.connect(lambda act: self.act(act, row))
        return line

    def _row(self, name: str, words: tuple[str, str], act: str, do: Callable[[], None]) -> WordRow:
        row = WordRow(*words, self, act=act if self._works else "", name=name)
        row.acted.connect(do)
        return row

    @property
    def _works(self) -> bool:
        return may_work(self._seat, self._seat.me.id)

    def _telling(self, row: TellingRow, _: Clock) -> WordRow:
        words = row.name or _tr("Nobody by name"), f"{row.number}, {row.subject}"
        return self._row(f"telling_{row.id}", words, _tr("Told…"), lambda: self.act("tell", row))

    def _task(self, row: TaskRow, clock: Clock) -> WordRow:
        below = task_words(row, clock.today)
        words = row.words, f"{below} · {row.number}" if row.number else below
        return self._row(f"task_{row.id}", words, _tr("Done"), lambda: self.act("done", row))

    def _follow_up(self, row: FollowUpRow, clock: Clock) -> WordRow:
        words = f"{FROM_LEFT}{row.number}, {row.asker or row.subject}", follow_up_words(row, clock.today)
        return self._row(f"follow_up_{row.id}", words, _tr("Record…"), lambda: self.act("ask", row))

    def act(self, act: str, row: Any) -> None:
        """Kept, moved, broken, open; tell; done; ask."""
        if act == "open":
            self._seat.record_wanted.emit("case", row.case_id)
        elif act == "kept":
            self._do(lambda s, who, at: keep(s, who, row.id, at=at).id, lambda: keep_note(self._seat, row))
        elif act == "done":
            self._do(lambda s, who, at: finish_task(s, who, row.id, at=at).id, lambda: self._done_note(row))
        else:
            make: dict[str, Callable[[Any], Sheet]] = {"tell": self._tell, "ask": self._ask}
            sheet = make[act](row) if act in make else settle_sheet(self._seat, act, row, parent=self)
            self.sheet = sheet
            sheet.open()
            sheet.form.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self, row: FollowUpRow) -> Sheet:
        return follow_up_sheet(self._seat, row, parent=self)

    def _tell(self, row: TellingRow) -> Sheet:
        return telling_sheet(self._seat, "tell", row, parent=self)

    def _do(self, act: Callable[[Session, Actor, Any], object], then: Callable[[], None]) -> None:
        self._seat.do(act, then=lambda _: then(), owner=self)

    def _done_note(self, row: TaskRow) -> None:
        def undo() -> None:
            self._do(lambda s, who, at: undo_task(s, who, row.id, at=at).id, lambda: None)

        self._seat.messages.note(_tr("Done: {0}").format(row.words), undo=undo)
