"""What waits for the Director's look: closings to approve, cases opened again, complaints."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import Actor, Right
from app.errors import AppError
from app.queries.direct import ReviewRow, to_review
from app.queries.substance import readings
from app.services.reviews import approve
from app.ui.case_words import Clock
from app.ui.columns import RIGHT, Column
from app.ui.forms.send_back_form import send_back_sheet
from app.ui.forms.sheet import Sheet
from app.ui.gates import show_for
from app.ui.lazy_view import LazyView
from app.ui.pages.case_bits import link_button
from app.ui.pages.direct_side import part_head
from app.ui.pages.direct_words import reading_row, review_words
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.whole_table import WholeTable
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.cells import CELL_ROLE, FIGURES_ROLE, LinesCell, PillCell
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.list_or_empty import ListOrEmpty
from app.ui.widgets.rows import install_rows

TABLES = ("review", "substance_review", "case_record", "staff")


class ReviewTable(WholeTable[ReviewRow]):
    """The reviews that are not decided, the longest waiting first."""

    def __init__(self, seat: Seat, parent: QWidget) -> None:
        self._seat = seat
        super().__init__(seat, self._columns(), every=_waiting, tables=TABLES, main="review", parent=parent)

    def _columns(self) -> list[Column[ReviewRow]]:
        return [
            Column(
                "number",
                self.tr("Number"),
                lambda r: r.number,
                width=116,
                align=RIGHT,
                roles={FIGURES_ROLE: lambda _: True},
            ),
            Column(
                "kind",
                self.tr("Why"),
                lambda r: r.kind.value,
                width=130,
                roles={CELL_ROLE: lambda r: PillCell(r.kind.value)},
                gives_way=2,
            ),
            Column(
                "subject",
                self.tr("Subject"),
                lambda r: r.subject,
                fluid=True,
                roles={CELL_ROLE: lambda r: LinesCell(r.subject, self._words(r))},
                accessible=lambda r: f"{r.subject}, {self._words(r)}",
                tip=lambda r: f"{r.subject}\n{self._words(r)}",
            ),
            Column("owner", self.tr("Owner"), lambda r: r.owner or self.tr("Nobody"), width=150, gives_way=1),
        ]

    def _words(self, row: ReviewRow) -> str:
        if row.id < 0:
            return row.words
        told = review_words(row, Clock(self._seat.now(), self._seat.zone))
        return self.tr("your own, somebody else has to look at it; {0}").format(told) if row.own else told


def _waiting(session: Session, who: Actor) -> list[ReviewRow]:
    """Below them the answers that are one's own to read, or nobody's, with their ids below 0."""
    found = to_review(session, who)
    if not who.may(Right.REVIEW_SUBSTANCE):
        return found
    waits = (row for row in readings(session, who, waiting=True) if row.mine or row.reviewer_id is None)
    return [*found, *(reading_row(row) for row in waits)]


class ReviewPanel(QWidget):
    """The list with its two acts; `opened` gives the case, `told` what was done."""

    opened = Signal(int)
    told = Signal(str)

    def __init__(self, seat: Seat, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "review_panel", self.tr("To review"))
        self._seat = seat
        self.sheet: Sheet | None = None
        self._pending: set[int] = set()
        self.model = ReviewTable(seat, self)
        self.view = LazyView(self.model, name="review_table", label=self.tr("To review"), parent=self)
        install_rows(self.view, lines=2)
        self.view.horizontalHeader().hide()
        self.count = text_label("", self, type="table", ink="ink_3", name="review_count")
        self.approve_button = KeyButton(self.tr("Approve"), self, icon="check", key="P", bind=True, name="approve")
        self.back_button = KeyButton(self.tr("Send back…"), self, icon="undo-2", key="B", bind=True, name="send_back")
        self.empty = EmptyState(
            "clipboard-check",
            self.tr("Nothing waits for your look"),
            self,
            hint=self.tr("Closings of interns, cases opened again, complaints and answers to read come here."),
            name="review_empty",
        )
        self.answers = link_button(self.tr("All answers to read"), self, name="answers_to_read")
        show_for(seat, self.answers, Right.REVIEW_SUBSTANCE)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        acts = (self.answers, self.approve_button, self.back_button)
        head = part_head(self.tr("To review"), self.count, acts, self, name="review")
        self._stack = ListOrEmpty(self.model, self.view, self.empty, self, name="review_stack")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.approve_button.clicked.connect(self.approve)
        self.back_button.clicked.connect(self.send_back)
        self.answers.clicked.connect(lambda: self._seat.page_wanted.emit("substance", None))
        self.view.activated_id.connect(self._open)
        self.view.current_id_changed.connect(lambda _: self._show_acts())
        self.model.counted.connect(self._counted)
        self.model.dataChanged.connect(lambda *_: self._show_acts())
        theme().changed.connect(self.view.head.scale)
        self.view.head.scale()
        self._counted(0)

    def ask(self) -> None:
        """As of now."""
        if self._seat.may(Right.REVIEW_CASE):
            self.model.ask()

    def _counted(self, many: int) -> None:
        self.count.setText(f"{many:,}" if many else "")
        if many and not self.view.selected_count():
            self.view.go_to(max(0, self.view.currentIndex().row()))
        self._show_acts()

    def current(self) -> ReviewRow | None:
        """The review one is on."""
        return self.model.row_at(self.view.currentIndex().row())

    def _show_acts(self) -> None:
        row = self.current()
        decides = row is not None and row.id > 0 and not row.own and row.id not in self._pending
        for button in (self.approve_button, self.back_button):
            button.setEnabled(decides)
            button.setToolTip(self.tr("Nobody decides on their own case.") if row is not None and row.own else "")

    def _open(self, review_id: int) -> None:
        place = self.model.row_of(review_id)
        row = self.model.row_at(place) if place is not None else None
        if row is not None and row.id < 0:
            self._seat.page_wanted.emit("substance", {"review_id": -row.id})
        elif row is not None:
            self.opened.emit(row.case_id)

    # -- acts -----------------------------------------------------------------------------------------------

    def approve(self) -> None:
        """Approve the current one, and go on to the next."""
        row = self.current()
        if row is None or row.own or row.id < 0 or row.id in self._pending:
            return
        self._pending.add(row.id)
        number, review_id = row.number, row.id
        self._seat.do(
            lambda s, who, at: approve(s, who, review_id, at=at).id,
            then=lambda _: self._done(review_id, self.tr("{0} approved").format(number)),
            failed=lambda error: self._failed(review_id, error),
            owner=self,
        )
        self.view.go_to(self.view.currentIndex().row() + 1)

    def send_back(self) -> None:
        """Send the current one back, with a note."""
        row = self.current()
        if row is None or row.own or row.id < 0 or row.id in self._pending:
            return
        number, review_id = row.number, row.id
        self.sheet = send_back_sheet(self._seat, review_id, number, parent=self)
        self.sheet.form.saved.connect(lambda _: self._done(review_id, self.tr("{0} sent back").format(number)))
        self.sheet.open()
        self.sheet.form.setFocus()

    def _done(self, review_id: int, words: str) -> None:
        self._pending.discard(review_id)
        self.told.emit(words)

    def _failed(self, review_id: int, error: AppError) -> None:
        self._pending.discard(review_id)
        self._seat.messages.problem(error.sentence)
        self.ask()
