"""Recommendations to departments: the register at the left, one of them at the right with what is done with it (Q7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.authority import Right
from app.errors import AppError
from app.models import ANSWERS, TAKEN_UP, RecommendationStatus
from app.queries.recommendation_effect import effect
from app.queries.recommendations import RecommendationRow, recommendations
from app.services.recommendations import send_recommendation
from app.ui.columns import RIGHT, Column
from app.ui.form import Form
from app.ui.forms.recommendation_forms import (
    AnswerForm,
    EffectForm,
    RecommendationForm,
    WithdrawForm,
    sheet_of,
    status_words,
)
from app.ui.forms.sheet import Sheet
from app.ui.lazy_table import State
from app.ui.lazy_view import LazyView
from app.ui.pages.case_bits import px, scrolled
from app.ui.pages.recommendation_view import RecommendationView
from app.ui.pages.today_parts import divider
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.whole_table import WholeTable
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.cells import CELL_ROLE, FIGURES_ROLE, LinesCell
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.list_head import ListHead
from app.ui.widgets.rows import install_rows

BESIDE, LIST = 1000, 440
TABLES = ("recommendation", "department", "category", "case_record")
_FIGURES: Mapping[int, Callable[[Any], Any]] = {FIGURES_ROLE: lambda _: True}
DRAFT, SENT = RecommendationStatus.DRAFT, RecommendationStatus.SENT


class RecommendationTable(WholeTable[RecommendationRow]):
    """The register, the newest first."""

    def __init__(self, seat: Seat, parent: QWidget) -> None:
        every = recommendations
        super().__init__(seat, self._columns(), every=every, tables=TABLES, main="recommendation", parent=parent)

    def _columns(self) -> list[Column[RecommendationRow]]:
        return [
            Column(
                "number", self.tr("Number"), lambda r: r.number, width=90, align=RIGHT, roles=_FIGURES, sortable=False
            ),
            Column(
                "title",
                self.tr("Recommendation"),
                lambda r: r.title,
                fluid=True,
                roles={CELL_ROLE: lambda r: LinesCell(r.title, self._second(r))},
                accessible=lambda r: f"{r.title}, {self._second(r)}",
                tip=lambda r: f"{r.title}\n{self._second(r)}",
                sortable=False,
            ),
            Column(
                "status", self.tr("Stands"), lambda r: status_words(r.status), width=120, gives_way=1, sortable=False
            ),
        ]

    def _stands(self, row: RecommendationRow) -> str:
        return status_words(row.status)

    def _second(self, row: RecommendationRow) -> str:
        return " · ".join(each for each in (row.department, row.category) if each)


class RecommendationsPage(QWidget):
    """N drafts a new one; the acts that fit the current one stand above it."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "recommendations_page", self.tr("Recommendations"))
        self._seat = seat
        self.sheet: Sheet | None = None
        self.row: RecommendationRow | None = None
        self._wanted: int | None = None
        self.model = RecommendationTable(seat, self)
        self.view = LazyView(self.model, name="recommendation_table", label=self.tr("Recommendations"), parent=self)
        install_rows(self.view, lines=2)
        self.one = RecommendationView(seat, self)
        self._make_acts()
        self._arrange()
        self._connect()
        self.setFocusProxy(self.view)
        self.model.ask()

    # -- building -------------------------------------------------------------------------------------------

    def _make_acts(self) -> None:
        self.new_button = KeyButton(self.tr("New…"), self, icon="plus", key="N", bind=True, name="recommend_new")
        self.change_button = KeyButton(
            self.tr("Change…"), self, icon="pencil", key="E", bind=True, name="recommend_change"
        )
        self.send_button = KeyButton(
            self.tr("Send"), self, icon="send", kind="primary", key="S", bind=True, name="recommend_send"
        )
        self.answer_button = KeyButton(
            self.tr("Answer…"), self, icon="reply", key="A", bind=True, name="recommend_answer"
        )
        self.effect_button = KeyButton(
            self.tr("Date of effect…"), self, icon="calendar", key="D", bind=True, name="recommend_effect"
        )
        self.letter_button = KeyButton(
            self.tr("Letter"), self, icon="file-text", key="Ctrl+P", bind=True, name="recommend_letter"
        )
        self.withdraw_button = KeyButton(
            self.tr("Withdraw…"), self, icon="ban", key="W", bind=True, name="recommend_withdraw"
        )
        self.acts = [self.change_button, self.send_button, self.answer_button, self.effect_button]
        self.acts += [self.letter_button, self.withdraw_button]
        self.empty = EmptyState(
            "clipboard-list",
            self.tr("Nothing was recommended yet"),
            self,
            hint=self.tr("What answers to read have taught can be put before a department here."),
            name="recommendation_empty",
        )

    def _arrange(self) -> None:
        self._bar = named(QWidget(self), "recommendation_acts")
        row = FlowLayout(self._bar, gap=8)
        for each in self.acts:
            row.addWidget(each)
        inside = named(QWidget(self), "recommendation_inside")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        inset = QHBoxLayout()
        inset.setContentsMargins(24, 12, 24, 0)
        inset.addWidget(self._bar)
        column.addLayout(inset)
        column.addWidget(self.one, 1)
        self.area = scrolled(inside, self, name="recommendation_area", says=self.tr("Recommendation"), ground="page")
        self._list = named(QStackedWidget(self), "recommendation_stack")
        self._list.addWidget(self.view)
        self._list.addWidget(self.empty)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.setSpacing(0)
        self._between = divider(self)
        for widget, stretch in ((self._list, 0), (self._between, 0), (self.area, 1)):
            self._both.addWidget(widget, stretch)
        title = text_label(self.tr("Recommendations"), self, type="page", name="recommendations_title")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(ListHead([title], [self.new_button], self, name="recommendations_head"))
        outer.addLayout(self._both, 1)

    def _connect(self) -> None:
        self.new_button.clicked.connect(lambda: self.draft())
        self.change_button.clicked.connect(self._change)
        self.send_button.clicked.connect(self.send)
        self.answer_button.clicked.connect(self._answer)
        self.effect_button.clicked.connect(self._date)
        self.letter_button.clicked.connect(self._letter)
        self.withdraw_button.clicked.connect(self._withdraw)
        self.one.cases_wanted.connect(self._open_cases)
        self.view.current_id_changed.connect(lambda _: self._show())
        self.model.dataChanged.connect(lambda *_: self._show())
        self.model.counted.connect(self._counted)
        self.model.state_changed.connect(self._show_state)
        self._seat.me_changed.connect(self._offer)
        theme().changed.connect(self._fold)
        theme().changed.connect(self.view.head.scale)
        self.view.head.scale()
        self._fold()
        self._show()

    def _fold(self) -> None:
        below = theme().is_compact or self.width() < px(BESIDE)
        way = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        self._both.setDirection(way)
        self._between.setFixedSize(*((16_777_215, 1) if below else (1, 16_777_215)))
        self._list.setFixedWidth(px(LIST)) if not below else self._list.setMaximumWidth(16_777_215)
        self._list.setMinimumWidth(0 if below else px(LIST))
        self._list.setMaximumHeight(px(220) if below else 16_777_215)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    # -- showing --------------------------------------------------------------------------------------------

    def show_wanted(self, what: Mapping[str, Any] | None) -> None:
        """As of now; {"recommendation_id": 3} goes there, {"new": {…}} drafts one from what was learned."""
        self.model.ask()
        if what and what.get("recommendation_id"):
            self._go_to(int(what["recommendation_id"]))
        if what and what.get("new") is not None and self._seat.may(Right.REVIEW_SUBSTANCE):
            self.draft(what["new"])
        else:
            self.view.setFocus()

    def _go_to(self, number: int) -> None:
        """Now where the list has it: one that comes again the same tells nobody; else once it is there."""
        place = self.model.row_of(number)
        self._wanted = number if place is None else None
        if place is not None:
            self.view.go_to(place)

    def _counted(self, many: int) -> None:
        place = self.model.row_of(self._wanted) if self._wanted is not None else None
        if many:
            self.view.go_to(max(0, self.view.currentIndex().row()) if place is None else place)
        self._wanted = None
        self._show()

    def _show_state(self, state: State) -> None:
        self._list.setCurrentWidget(self.empty if state is State.EMPTY else self.view)

    def _show(self) -> None:
        row = self.model.row_at(self.view.currentIndex().row())
        if row == self.row and row is not None:
            return
        self.row = row
        self._offer()
        self.one.show_row(row)
        if row is not None and row.effective_on is not None:
            found, at = row.id, self._seat.now()
            self._seat.ask(
                lambda s, who: effect(s, who, found, at=at),
                then=self.one.show_effect,
                failed=lambda error: self.one.say(error.sentence),
                owner=self,
                key="effect",
            )

    def _offer(self) -> None:
        """The acts that fit where it stands, for those who may do them."""
        row, sends = self.row, self._seat.may(Right.RECOMMEND)
        own = row is not None and self._seat.may(Right.REVIEW_SUBSTANCE) and row.by_id == self._seat.me.id
        draft, status = row is not None and row.status is DRAFT, row.status if row is not None else None
        self.new_button.setVisible(self._seat.may(Right.REVIEW_SUBSTANCE))
        self.change_button.setVisible(draft and (sends or own))
        self.send_button.setVisible(draft and sends)
        self.answer_button.setVisible(sends and status in ANSWERS | {SENT})
        self.effect_button.setVisible(sends and status in TAKEN_UP)
        self.letter_button.setVisible(row is not None and self._seat.may(Right.PRINT))
        self.withdraw_button.setVisible((sends and status in (DRAFT, SENT)) or (draft and own))

    # -- acts -----------------------------------------------------------------------------------------------

    def draft(self, new: Mapping[str, Any] | None = None) -> None:
        """A new one, perhaps from what was learned."""
        form = RecommendationForm(self._seat, None, new, parent=self)
        self._ask(form, self.tr("Recommend to a department"), self.tr("Keep the draft"))

    def _change(self) -> None:
        if self.row is not None:
            form = RecommendationForm(self._seat, self.row, parent=self)
            self._ask(form, self.tr("Change {0}").format(self.row.number), self.tr("Keep the draft"))

    def _answer(self) -> None:
        if self.row is not None:
            form = AnswerForm(self._seat, self.row, parent=self)
            self._ask(form, self.tr("Answer to {0}").format(self.row.number), self.tr("Keep the answer"))

    def _date(self) -> None:
        if self.row is not None:
            form = EffectForm(self._seat, self.row, parent=self)
            self._ask(form, self.tr("Effect of {0}").format(self.row.number), self.tr("Keep the date"))

    def _withdraw(self) -> None:
        if self.row is not None:
            form = WithdrawForm(self._seat, self.row, parent=self)
            self._ask(form, self.tr("Withdraw {0}").format(self.row.number), self.tr("Withdraw"))

    def _ask(self, form: Form, title: str, act: str) -> None:
        self.sheet = sheet_of(form, title, act, parent=self)
        form.saved.connect(self._saved)
        self.sheet.open()
        form.setFocus(Qt.FocusReason.OtherFocusReason)

    def _saved(self, found: object) -> None:
        self._wanted = found if isinstance(found, int) else None
        self.row = None
        self.model.ask()

    def send(self) -> None:
        """It goes to the department; its letter is at hand to be printed."""
        if self.row is None:
            return
        found, number = self.row.id, self.row.number
        told = self.tr("{0} is sent. Print its letter.").format(number)
        self._seat.do(
            lambda s, who, at: send_recommendation(s, who, found, at=at).id,
            then=lambda one: self._sent(told, one),
            failed=self._refused,
            owner=self,
        )

    def _sent(self, told: str, found: int | None) -> None:
        self._seat.messages.note(told)
        self._saved(found)

    def _refused(self, error: AppError) -> None:
        self._seat.messages.problem(error.sentence)
        self._saved(None)

    def _letter(self) -> None:
        if self.row is not None:
            what = {"key": "recommendation-letter", "recommendation": str(self.row.id)}
            self._seat.page_wanted.emit("reports", what)

    def _open_cases(self) -> None:
        if self.row is not None:
            title = self.tr("Cases of {0}").format(self.row.number)
            self._seat.page_wanted.emit("cases", {"filter": {"ids": list(self.row.case_ids)}, "title": title})
