"""What stands below the preview when it is asked for: issues, a comparison, the queue. Esc closes it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.ui.widgets.base import hairline, named
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.heads import ElidedLabel

MARGIN = 16


class ReportDrawer(QWidget):
    """One part at a time, with its title above it."""

    opened = Signal()
    """It was away, and stands there now."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "report_drawer", self.tr("Below the report"))
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = ElidedLabel("", self, type="section", name="report_drawer_title")
        self.close_button = KeyButton(self.tr("Close"), self, key="Esc", kind="quiet", name="report_drawer_close")
        self.close_button.clicked.connect(self.put_away)
        self.stack = named(QStackedWidget(self), "report_drawer_stack")
        head = QHBoxLayout()
        head.setContentsMargins(MARGIN, 6, MARGIN, 0)
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(4)
        column.addWidget(hairline(self, strong=True))
        column.addLayout(head)
        column.addWidget(self.stack, 1)
        esc = QShortcut(QKeySequence("Esc"), self)
        esc.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        esc.activated.connect(self.put_away)
        self.hide()

    def open(self, part: QWidget, title: str, *, focus: bool = True) -> None:
        """Show a part under this title, in place of the one shown."""
        if self.stack.indexOf(part) < 0:
            self.stack.addWidget(part)
        self.stack.setCurrentWidget(part)
        self.title.setText(title)
        self.setAccessibleName(title)
        if self.isHidden():
            self.show()
            self.opened.emit()
        if focus:
            part.setFocus(Qt.FocusReason.OtherFocusReason)

    def shows(self, part: QWidget) -> bool:
        """Whether this part is seen now."""
        return not self.isHidden() and self.stack.currentWidget() is part

    def put_away(self) -> None:
        """Nothing stands below the report."""
        self.hide()
        self.closed.emit()
