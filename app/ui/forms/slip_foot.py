"""The foot of a slip: what becomes of it, each with its key, and what is wrong if something is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.spoken import announce


class SlipFoot(QWidget):
    """Log only, log and open a case, add to a case (`add_wanted` gives its id), park."""

    add_wanted = Signal(int)

    def __init__(self, *, may_open: bool, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "slip_foot", self.tr("What becomes of it"))
        self.log = KeyButton(self.tr("Log only"), self, key="Enter", kind="primary", name="slip_log")
        self.open_case = KeyButton(self.tr("Log and open a case"), self, key="Ctrl+Enter", name="slip_open_case")
        self.open_case.setVisible(may_open)
        self.add = KeyButton("", self, icon="link", key="Ctrl+1", name="slip_add")
        self.park = KeyButton(self.tr("Park"), self, icon="circle-pause", key="Esc", kind="quiet", name="slip_park")
        self._problem = text_label("", self, type="table", ink="overdue", name="slip_problem")
        self._problem.setWordWrap(True)
        self._problem.hide()
        self._target: int | None = None
        self.add.clicked.connect(self._add)
        row = QHBoxLayout()
        row.setSpacing(8)
        flow = FlowLayout(gap=8)  # large text takes two rows
        for button in (self.log, self.open_case, self.add):
            flow.addWidget(button)
        row.addLayout(flow, 1)
        row.addWidget(self.park, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 10, 20, 12)
        column.setSpacing(6)
        column.addWidget(self._problem)
        column.addLayout(row)
        self.offer(None, False)

    def _add(self) -> None:
        if self._target is not None:
            self.add_wanted.emit(self._target)

    def offer(self, target: tuple[int, str] | None, is_home: bool) -> None:
        """Offer to add the contact to this case; `is_home` when that is what Enter does."""
        self._target = target[0] if target else None
        number = target[1] if target else ""
        self.log.set_text(self.tr("Add to {0}").format(number) if is_home else self.tr("Log only"))
        self.add.set_text(self.tr("Add to {0}").format(number))
        self.add.setVisible(target is not None and not is_home)

    def tell(self, sentence: str) -> None:
        """Say what is wrong above the buttons; "" when all is well."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        if sentence:
            announce(self, sentence)

    def set_busy(self, busy: bool) -> None:
        """Nothing can be pressed twice."""
        for button in (self.log, self.open_case, self.add):
            button.setEnabled(not busy)
