"""The issues of a report: those on their way out and those that are out, with what can be done with each (K9)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import Actor, Right
from app.models import IssueState
from app.queries.issues import IssueRow, issues
from app.ui.case_words import day_words
from app.ui.columns import Column
from app.ui.lazy_view import LazyView
from app.ui.pages.case_bits import px
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.whole_table import WholeTable
from app.ui.widgets.base import named
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.cells import CELL_ROLE, LinesCell
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.list_or_empty import ListOrEmpty
from app.ui.widgets.rows import install_rows

DRAFT, REVIEW, ISSUED = IssueState.DRAFT, IssueState.REVIEW, IssueState.ISSUED


class ReportIssues(QWidget):
    """A table and its acts; `wanted` tells which was pressed."""

    wanted = Signal(str, object)
    """What is to be done ("show", "issue" …), and the IssueRow it is about."""
    counted = Signal(int)

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "report_issues", self.tr("Issues of this report"))
        self._seat, self._key = seat, ""
        self.model: WholeTable[IssueRow] = WholeTable(
            seat, self._columns(), every=self._every, tables=("report_issue",), main="report_issue", parent=self
        )
        self.view = LazyView(self.model, name="report_issue_table", label=self.tr("Issues of this report"), parent=self)
        install_rows(self.view, lines=2)
        self.acts = {name: self._button(*made) for name, made in self._acts().items()}
        self._arrange()
        self._connect()

    def show_key(self, key: str) -> None:
        """List the issues of another report."""
        self._key = key
        self.model.ask()
        self._offer()

    @property
    def row(self) -> IssueRow | None:
        """The one that the acts are about."""
        current = self.view.current_id()
        place = self.model.row_of(current) if current is not None else None
        return self.model.row_at(place) if place is not None else None

    # -- building -------------------------------------------------------------------------------------------

    def _every(self, session: Session, who: Actor) -> Sequence[IssueRow]:
        return issues(session, who, key=self._key) if self._key else []

    def _columns(self) -> list[Column[IssueRow]]:
        return [
            Column(
                "title",
                self.tr("Issue"),
                self._first,
                fluid=True,
                roles={CELL_ROLE: lambda r: LinesCell(self._first(r), self._second(r))},
                accessible=lambda r: f"{self._first(r)}, {self._second(r)}",
                tip=lambda r: f"{self._first(r)}\n{self._second(r)}",
                sortable=False,
            ),
            Column("state", self.tr("State"), lambda r: state_words(r.state), width=140, gives_way=1, sortable=False),
        ]

    def _first(self, row: IssueRow) -> str:
        return self.tr("{0}, {1}").format(row.number, row.title) if row.number else row.title

    def _second(self, row: IssueRow) -> str:
        """Who and when, what it corrects, and what corrects it."""
        if row.state is ISSUED and row.issued_at is not None:
            parts = [self.tr("issued {0} by {1}").format(self._day(row.issued_at), row.signature)]
            parts += [self.tr("for the public")] if row.public else []
        else:
            parts = [state_words(row.state), self.tr("drafted {0} by {1}").format(self._day(row.made_at), row.by)]
            parts += [row.words] if row.words else []
        parts += [self.tr("corrected by {0}").format(row.corrected_by)] if row.corrected_by else []
        parts += [self.tr("corrects {0}: {1}").format(row.corrects, row.why)] if row.corrects else []
        return " · ".join(" ".join(each.split()) for each in parts)

    def _day(self, at: datetime) -> str:
        return day_words(self._seat.local(at).date(), self._seat.today())

    def _acts(self) -> dict[str, tuple[str, str, str]]:
        return {
            "show": (self.tr("Show"), "eye", "standard"),
            "ask": (self.tr("Lay before the Director"), "send", "standard"),
            "return": (self.tr("Give back…"), "undo-2", "standard"),
            "issue": (self.tr("Issue…"), "stamp", "primary"),
            "drop": (self.tr("Drop"), "trash-2", "standard"),
            "compare": (self.tr("Compare"), "arrow-left-right", "standard"),
            "again": (self.tr("Bring out again…"), "folder-open", "standard"),
            "correct": (self.tr("Correct…"), "pencil", "standard"),
        }

    def _button(self, words: str, icon: str, kind: str) -> KeyButton:
        return KeyButton(words, self, icon=icon, kind=kind)

    def _arrange(self) -> None:
        self.empty = EmptyState(
            "stamp",
            self.tr("No issue of this report yet"),
            self,
            hint=self.tr("“Draft as issue…” begins one: it gets a number and is kept as it goes out."),
            name="report_issues_empty",
        )
        self.stack = ListOrEmpty(self.model, self.view, self.empty, self, name="report_issues_stack")
        self.acts["compare"].setToolTip(self.tr("Each figure of it beside that of the report shown"))
        bar = named(QWidget(self), "report_issue_acts")
        row = FlowLayout(bar, gap=8)
        for name, button in self.acts.items():
            button.setObjectName(f"issue_{name}")
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 0)
        column.setSpacing(6)
        column.addWidget(bar)
        column.addWidget(self.stack, 1)
        self.stack.setMinimumHeight(px(96))
        self.setFocusProxy(self.view)

    def _connect(self) -> None:
        for name, button in self.acts.items():
            button.clicked.connect(partial(self._tell, name))
        self.view.activated_id.connect(lambda _: self._tell("show"))
        self.view.current_id_changed.connect(lambda _: self._offer())
        self.model.dataChanged.connect(lambda *_: self._offer())
        self.model.counted.connect(self._counted)
        self._seat.me_changed.connect(self._offer)
        theme().changed.connect(self.view.head.scale)
        self.view.head.scale()
        self._offer()

    def _counted(self, count: int) -> None:
        if count and self.view.current_id() is None:
            self.view.selectRow(0)
        self.counted.emit(count)
        self._offer()

    # -- acts -----------------------------------------------------------------------------------------------

    def _offer(self) -> None:
        """Those that fit the row and the rights; the acts ask again."""
        row = self.row
        for name, button in self.acts.items():
            button.setVisible(row is not None and name in fitting(self._seat, row))

    def _tell(self, act: str, *_: object) -> None:
        if self.row is not None and act in fitting(self._seat, self.row):
            self.wanted.emit(act, self.row)


def fitting(seat: Seat, row: IssueRow) -> set[str]:
    """What who is signed in may do with an issue as it stands. Files of the office's own version hold all counts, so
    they are for those who may count confidential cases (G6)."""
    if row.state is ISSUED:
        may_read = row.public or seat.may(Right.COUNT_CONFIDENTIAL)
        return {"correct"} | ({"show", "again", "compare"} if may_read else set())
    mine = row.by_id == seat.me.id or seat.may(Right.ISSUE)
    found = {"show"} | ({"drop"} if mine else set())
    if row.state is DRAFT and not seat.may(Right.ISSUE):
        found |= {"ask"}
    if seat.may(Right.ISSUE):
        found |= {"issue"} | ({"return"} if row.state is REVIEW else set())
    return found


def state_words(state: IssueState) -> str:
    """Where it stands."""
    words = {
        DRAFT: QCoreApplication.translate("report_issues", "draft"),
        REVIEW: QCoreApplication.translate("report_issues", "before the Director"),
        ISSUED: QCoreApplication.translate("report_issues", "issued"),
        IssueState.DISCARDED: QCoreApplication.translate("report_issues", "dropped"),
    }
    return words[state]
