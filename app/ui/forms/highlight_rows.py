"""What was done for a directive, line by line: a case chosen of those closed, or words alone; nobody is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.queries.directive_accounts import Candidate
from app.ui.forms.choices import choice_box
from app.ui.pages.case_bits import icon_button, px
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.heads import ElidedLabel

LONGEST = 1000


class HighlightLine(QWidget):
    """One highlight: the number of its case above, the words below."""

    changed = Signal()

    def __init__(self, case_id: int | None, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "highlight_line", title)
        self.case_id, self.title = case_id, title
        self.words = named(QPlainTextEdit(self), "highlight_words", self.tr("What was done: {0}").format(title))
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(px(62))
        self.words.textChanged.connect(self.changed)
        self.remove = icon_button("x", self.tr("Take out {0}").format(title), self, name="highlight_remove")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.addWidget(ElidedLabel(title, self, type="table", ink="ink_2", name="highlight_title"), 0, 0)
        grid.addWidget(self.remove, 0, 1)
        grid.addWidget(self.words, 1, 0, 1, 2)
        grid.setColumnStretch(0, 1)

    def value(self) -> dict[str, Any]:
        """Case and words."""
        return {"case_id": self.case_id, "words": self.words.toPlainText().strip(), "title": self.title}


class HighlightRows(QWidget):
    """The highlights in their order; as a field its value is a list of {"case_id", "words", "title"}."""

    value_changed = Signal()

    def __init__(self, candidates: Sequence[Candidate], parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "highlights", self.tr("What was done"))
        self._known = {each.id: each for each in candidates}
        self.lines: list[HighlightLine] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self.box = choice_box(self._choices(), self, name="highlight_case")
        self.box.setAccessibleName(self.tr("A case closed in the month"))
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(18)
        self.add = KeyButton(self.tr("&Add"), self, icon="plus", name="highlight_add")
        self.add.setAutoDefault(False)
        self.add.clicked.connect(self._begin)
        self.below = text_label("", self, type="caption", ink="ink_2", name="highlight_outcome")
        self.below.setWordWrap(True)
        self.box.currentIndexChanged.connect(self._tell)
        row = QHBoxLayout()
        row.addWidget(self.box, 1)
        row.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self._rows, row):
            column.addLayout(part)
        column.addWidget(self.below)
        self.setFocusProxy(self.box)
        self._tell()

    def _choices(self) -> list[tuple[int | None, str]]:
        alone = [(None, self.tr("Words without a case"))]
        return [*((each.id, self._title(each)) for each in self._known.values()), *alone]

    def _title(self, case: Candidate) -> str:
        return f"{case.number}  {case.subject}"

    def value(self) -> list[dict[str, Any]]:
        """Each line that is there."""
        return [line.value() for line in self.lines]

    def set_value(self, value: Sequence[Mapping[str, Any]]) -> None:
        """Show these."""
        for line in list(self.lines):
            self._drop(line)
        for each in value:
            self._line(each.get("case_id"), str(each.get("title", ""))).words.setPlainText(str(each["words"]))
        self.value_changed.emit()

    def _tell(self) -> None:
        """What is on file of the case chosen: where the words may begin."""
        case = self._known.get(self.box.currentData() or 0)
        words = " · ".join(part for part in (case.category, case.outcome_words) if part) if case else ""
        self.below.setText(words)
        self.below.setVisible(bool(words))

    def _begin(self) -> None:
        case_id = self.box.currentData()
        there = next((line for line in self.lines if case_id is not None and line.case_id == case_id), None)
        line = there or self._line(case_id, self.box.currentText())
        line.words.setFocus(Qt.FocusReason.OtherFocusReason)
        self.value_changed.emit()

    def _line(self, case_id: int | None, title: str) -> HighlightLine:
        line = HighlightLine(case_id, title or self.tr("Words without a case"), self)
        line.changed.connect(self.value_changed)
        line.remove.clicked.connect(lambda: self._taken_out(line))
        self.lines.append(line)
        self._rows.addWidget(line)
        return line

    def _taken_out(self, line: HighlightLine) -> None:
        self._drop(line)
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)
        self.value_changed.emit()

    def _drop(self, line: HighlightLine) -> None:
        self.lines.remove(line)
        self._rows.removeWidget(line)
        line.hide()
        line.deleteLater()
