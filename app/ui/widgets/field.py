"""A field: label above, editor, and the problem with it below."""

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from app.ui.widgets.base import IconMark, at_top, mark, text_label
from app.ui.widgets.spoken import announce

UNLIMITED = 16_777_215
"""The height that Qt gives to what may be as high as it likes."""


class Field(QWidget):
    """An editor with its label (`&` marks the mnemonic) and, below, a hint or the sentence saying what is wrong."""

    def __init__(
        self, label: str, editor: QWidget, parent: QWidget | None = None, *, hint: str = "", name: str = "field"
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.editor = editor
        self.problem: str | None = None
        self.label = text_label(label, self, type="table", ink="ink_2", name=f"{name}Label")
        self.label.setBuddy(editor)
        plain = label.replace("&", "")
        self.label.setAccessibleName(plain)
        if not editor.accessibleName():
            editor.setAccessibleName(plain)
        self._hint = hint
        self._mark = IconMark("circle-alert", self, role="status.overdue.text", size=14, name=f"{name}ProblemIcon")
        self._below = text_label(hint, self, type="table", ink="ink_3", name=f"{name}Problem")
        self._below.setWordWrap(True)
        self._below.setProperty("alignment", "AlignTop")
        self._arrange()
        self.set_problem(None)

    def set_problem(self, sentence: str | None) -> None:
        """Say what is wrong and mark the editor's edge, or None when all is well; what was typed stays."""
        news = sentence is not None and sentence != self.problem
        self.problem = sentence
        self._wear(sentence is not None)
        self._below.setText(sentence or self._hint)
        self._below.setAccessibleName(sentence or self._hint)
        self._below.setVisible(bool(sentence or self._hint))
        self._mark.setVisible(sentence is not None)
        self.editor.setAccessibleDescription(sentence or self._hint)
        if news and sentence:
            announce(self.editor, sentence)

    def set_hint(self, hint: str) -> None:
        """Say another hint below, where no problem stands."""
        self._hint = hint
        self.set_problem(self.problem)

    def _wear(self, wrong: bool) -> None:
        """Dress editor and words; polishing costs, so only where something changes."""
        if bool(self.editor.property("problem")) != wrong:
            mark(self.editor, problem=wrong)
            mark(self._below, ink="overdue" if wrong else "ink_3")

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.label)
        greedy = self.editor.sizePolicy().verticalPolicy() in (QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        column.addWidget(self.editor, 1 if greedy else 0)
        below = QHBoxLayout()
        below.setSpacing(6)
        below.addLayout(at_top(self._mark))
        below.addWidget(self._below, 1)
        column.addLayout(below)
        self.label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        limited = self.editor.maximumHeight() < UNLIMITED
        if limited or self.editor.sizePolicy().verticalPolicy() == QSizePolicy.Policy.Fixed:
            column.addItem(QSpacerItem(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred))
