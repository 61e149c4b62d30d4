"""The head of a case: number, pills, subject, the acts with their keys, and its place in the list."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.authority import Right
from app.models import Priority, Status
from app.queries.case_page import CasePage
from app.ui.pages.case_bits import may_work
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.heads import ElidedLabel
from app.ui.widgets.pills import Pill

DECISIONS = ("approve", "send_back")
SUBJECT = 280
"""Room for the subject (px at 100 %) where it stands beside the acts."""
ACTS = (*DECISIONS, "assign", "refer", "promise", "task", "wait", "close", "edit", "print")


class CaseHead(QWidget):
    """`buttons` holds the acts by name."""

    write_wanted = Signal(str)
    """N asks for a note, Y for a reply."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "case_head", self.tr("Head of the case"))
        self._seat = seat
        self._closed = False
        self._is_down: bool | None = None
        self.buttons: dict[str, KeyButton] = {}
        self.number = text_label("", self, ink="ink_2", name="case_number")
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.status = Pill("new", self, name="case_status")
        self.confidential = Pill("confidential", self, name="case_confidential")
        self.urgent = Pill("urgent", self, name="case_urgent")
        self.complaint = Pill("complaint", self, name="case_complaint")
        self.approval = Pill("approval", self, word=self.tr("Waits for approval"), name="case_approval")
        self.promise = Pill("answered", self, name="case_promise")
        self.subject = ElidedLabel("", self, type="subject", name="case_subject")
        self.place = text_label("", self, type="table", ink="ink_2", name="case_place")
        self._make()
        self._arrange()
        for key, kind in (("N", "note"), ("Y", "reply")):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(lambda k=kind: self.write_wanted.emit(k))

    def _make(self) -> None:
        for name, words, icon, key in (
            ("approve", self.tr("Approve"), "check", "V"),
            ("send_back", self.tr("Send back…"), "undo-2", "B"),
            ("assign", self.tr("Assign"), "user-check", "A"),
            ("refer", self.tr("Refer"), "arrow-left-right", "R"),
            ("promise", self.tr("Promise"), "handshake", "P"),
            ("task", self.tr("Task"), "list-checks", "T"),
            ("wait", self.tr("Wait"), "circle-pause", "W"),
            ("close", self.tr("Close"), "circle-check", "X"),
            ("edit", self.tr("Edit"), "pencil", "E"),
            ("print", self.tr("Print"), "printer", "Ctrl+P"),
        ):
            self.buttons[name] = KeyButton(words, self, icon=icon, key=key, bind=True, name=f"{name}_case")
        for name, says, icon, key in (
            ("back", self.tr("Back to the list"), "arrow-left", ""),
            ("previous", self.tr("Previous case"), "arrow-up", "K"),
            ("next", self.tr("Next case"), "arrow-down", "J"),
        ):
            made = KeyButton("", self, icon=icon, key=key, bind=bool(key), kind="quiet", name=f"{name}_case")
            made.setAccessibleName(says)
            made.setToolTip(says)
            self.buttons[name] = made

    def _arrange(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(8)
        for widget in (self.buttons["back"], self.number, self.status, *self._marks()):
            first.addWidget(widget)
        first.addStretch(1)
        for each in (self.place, self.buttons["previous"], self.buttons["next"]):
            first.addWidget(each)
        self._acts = acts = QHBoxLayout()
        self._decisions = decisions = QHBoxLayout()
        for row in (acts, decisions):
            row.setSpacing(8)
        self._wrapped = FlowLayout(gap=4)
        self._second = second = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        second.setSpacing(8)
        second.addWidget(self.subject, 1)
        second.addLayout(decisions)
        second.addLayout(acts)
        second.addLayout(self._wrapped)
        self._column = column = QVBoxLayout(self)
        column.setSpacing(0)
        column.addLayout(first)
        column.addLayout(second)
        for part in (*self._marks(), *(self.buttons[name] for name in DECISIONS)):
            part.hide()  # what few cases wear takes no room before it is known
        theme().changed.connect(self._fold)
        self._fold()

    def _fold(self) -> None:
        """With large text, or little room, the subject has a line of its own, and the acts as many as they need."""
        margin = 8 if theme().is_compact else 24
        self.place.setVisible(not theme().is_compact)  # the pills need its room
        self._column.setContentsMargins(margin, 4, margin, 10)
        acts = sum(self.buttons[name].sizeHint().width() + 8 for name in ACTS if not self.buttons[name].isHidden())
        down = theme().is_compact or self.width() < acts + theme().px(SUBJECT) + 2 * margin
        if down == self._is_down:
            return
        self._is_down = down
        for name in ACTS:
            row = self._decisions if name in DECISIONS else self._acts
            (self._wrapped if down else row).addWidget(self.buttons[name])
        way = QBoxLayout.Direction.TopToBottom if down else QBoxLayout.Direction.LeftToRight
        self._second.setDirection(way)

    def minimumSizeHint(self) -> QSize:
        """It can always fold: the acts beside each other ask for no room."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def show_page(self, page: CasePage) -> None:
        """Show number, status and subject, and the acts that can be done now."""
        row = page.row
        self._closed = row.status is Status.CLOSED
        self.number.setText(row.number)
        self.number.setAccessibleName(self.tr("Number {0}").format(row.number))
        self.status.set_status(row.status.value)
        self.status.show()
        self.confidential.setVisible(row.confidential)
        self.urgent.setVisible(row.priority is Priority.URGENT)
        self.complaint.setVisible(row.complaint)
        self.approval.setVisible(page.approval is not None)
        self.subject.setText(row.subject)
        self._show_acts(page)

    def show_promise(self, date: str, *, late: bool) -> None:
        """The date promised next as a pill; "" for none."""
        self.promise.set_status("overdue" if late else "answered", self.tr("Promise: {0}").format(date))
        self.promise.setVisible(bool(date))

    def _marks(self) -> list[Pill]:
        return [self.confidential, self.urgent, self.complaint, self.approval, self.promise]

    def _show_acts(self, page: CasePage) -> None:
        """X closes, or asks for it, or opens again, or takes one's own request back."""
        works, closes = may_work(self._seat, page.row.owner_id), self._seat.may(Right.CLOSE_CASE)
        waits = page.approval is not None and not closes
        words, icon = (self.tr("Close"), "circle-check") if closes else (self.tr("Ask to close"), "clipboard-check")
        if self._closed:
            words, icon = self.tr("Reopen"), "rotate-ccw"
        elif waits:
            words, icon = self.tr("Take back"), "undo-2"
        close = self.buttons["close"]
        close.set_text(words)
        close.set_icon(icon)
        close.setVisible(works)
        decides = any(not row.own for row in page.reviews) and self._seat.may(Right.REVIEW_CASE)
        for name in DECISIONS:
            self.buttons[name].setVisible(decides)
        self.buttons["assign"].setVisible(works and self._seat.may(Right.HAND_OVER))
        for name in ("edit", "task"):
            self.buttons[name].setVisible(works)
        for name in ("refer", "promise", "wait"):
            self.buttons[name].setVisible(works and not self._closed)
        self.buttons["print"].setVisible(self._seat.may(Right.PRINT))
        self._fold()

    def show_nothing(self) -> None:
        """The case is not there."""
        self.number.setText("")
        self.subject.setText("")
        for pill in (self.status, *self._marks()):
            pill.hide()
        for name in ACTS:
            self.buttons[name].hide()

    def show_place(self, row: int | None, count: int) -> None:
        """Its place in the list it came from, if it is in it."""
        words = self.tr("{0} of {1}").format(f"{row + 1:,}", f"{count:,}") if row is not None else ""
        self.place.setText(words)
        self.place.setAccessibleName(words)
        for name in ("previous", "next"):
            self.buttons[name].setVisible(row is not None)
        if row is not None:
            self.buttons["previous"].setEnabled(row > 0)
            self.buttons["next"].setEnabled(row < count - 1)
