"""What a page shows when there is nothing on it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.widgets.base import IconMark, text_label
from app.ui.widgets.buttons import KeyButton


class EmptyState(QWidget):
    """An icon, one sentence, a hint what to do, and at most one act (`acted`)."""

    acted = Signal()

    def __init__(
        self,
        icon: str,
        sentence: str,
        parent: QWidget | None = None,
        *,
        hint: str = "",
        act: str = "",
        key: str = "",
        name: str = "emptyState",
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._mark = IconMark(icon, self, role="ink_3", size=40, name="emptyIcon")
        self._sentence = text_label(sentence, self, name="emptySentence")
        self._sentence.setProperty("weight", "600")
        self._hint = text_label(hint, self, type="table", ink="ink_2", name="emptyHint")
        self._button = KeyButton(act, self, key=key, name="emptyAct")
        self._button.clicked.connect(self.acted)
        self._arrange()
        self.tell(sentence, hint=hint, act=act)

    def tell(self, sentence: str, *, hint: str = "", act: str = "") -> None:
        """Say another sentence, hint and act; empty ones are left out."""
        self._sentence.setText(sentence)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._button.set_text(act)
        self._button.setVisible(bool(act))
        self.setAccessibleName(f"{sentence} {hint}".strip())

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(2)
        column.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self._sentence, self._hint):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
