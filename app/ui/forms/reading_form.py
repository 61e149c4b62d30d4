"""The six marks of an answer, with the source, what there is to say, and what was learned (Q6)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import actor
from app.models import FULL, Criterion
from app.queries.substance import ReadingRow
from app.services.substance import mark_answer
from app.ui.form import Form
from app.ui.pages.case_bits import px
from app.ui.pages.substance_words import criterion_words, mark_words
from app.ui.seat import Seat
from app.ui.widgets.field import Field
from app.ui.widgets.mark_box import MarkBox


class ReadingForm(Form):
    """Keys 0, 1, 2 mark and go on to the next criterion; `saved` gives the id of the reading."""

    def __init__(self, seat: Seat, row: ReadingRow, *, parent: QWidget) -> None:
        super().__init__(seat.jobs, name="reading_form", drafts=seat.drafts, zone=seat.zone, parent=parent)
        self._seat, self.row = seat, row
        self._column = QVBoxLayout(self.body)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(6))
        self.boxes = [self._mark(each) for each in Criterion]
        self.source, self.words, self.learned = QLineEdit(self.body), self._plain(56), self._plain(56)
        self._place("source", self.source, self.tr("&Source"), hint=self.tr("By what it is correct: a law, a letter."))
        self._place("words", self.words, self.tr("What there is to sa&y"))
        self._place("learned", self.learned, self.tr("What was &learned"))
        self._column.addStretch(1)
        self.load({**row.marks, "source": row.source, "words": row.words, "learned": row.learned})
        self.track_draft("reading", str(row.id))
        self.setFocusProxy(self.boxes[0])

    def _mark(self, criterion: Criterion) -> MarkBox:
        box = MarkBox(criterion_words(criterion), mark_words(), self.body, name=criterion.value)
        field = Field(criterion_words(criterion), box, self.body, name=f"{criterion.value}_field")
        self._column.addWidget(field)
        self.add(criterion.value, box, field=field)
        place = list(Criterion).index(criterion)
        box.given.connect(partial(self._go, place, 1))
        box.left.connect(partial(self._go, place))
        return box

    def _plain(self, high: int) -> QPlainTextEdit:
        made = QPlainTextEdit(self.body)
        made.setTabChangesFocus(True)
        made.setFixedHeight(px(high))
        return made

    def _place(self, name: str, widget: QWidget, title: str, *, hint: str = "") -> None:
        field = Field(title, widget, self.body, hint=hint, name=f"{name}_field")
        self._column.addWidget(field)
        self.add(name, widget, field=field)

    def _go(self, place: int, step: int) -> None:
        """To the next criterion, or from the last one to the source."""
        order: list[QWidget] = [*self.boxes, self.source]
        order[min(len(order) - 1, max(0, place + step))].setFocus(Qt.FocusReason.TabFocusReason)

    def check(self) -> dict[str, str]:
        """Each mark is asked for, and the source of what is correct in full."""
        missing = self.tr("Give 0, 1 or 2: not, in part, in full.")
        problems = {box.objectName(): missing for box in self.boxes if box.value() < 0}
        correct = self.boxes[list(Criterion).index(Criterion.CORRECT)]
        if correct.value() == FULL and not self.source.text().strip():
            problems["source"] = self.tr("Name the source by which the answer is correct, or give 1.")
        return problems

    def act(self) -> Callable[[Session], Any]:
        """Keep the marks."""
        values, review_id, me, at = self.values(), self.row.id, self._seat.me.id, self._seat.now()
        marks = {each.value: values[each.value] for each in Criterion}
        fields = {name: values[name] for name in ("source", "words", "learned")}
        return lambda s: mark_answer(s, actor(s, me, at), review_id, marks=marks, fields=fields, at=at).id
