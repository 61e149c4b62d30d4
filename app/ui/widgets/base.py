"""Small words every widget is made with: names, properties, labels, hairlines."""

from typing import TypeVar

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from app.ui.first_paint import first_paint
from app.ui.icons import pixmap
from app.ui.theme import theme

W = TypeVar("W", bound=QWidget)


def mark(widget: QWidget, **properties: object) -> None:
    """Set dynamic properties the style sheet knows (kind, tone, ink, type, problem …) and polish the widget anew."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def named(widget: W, object_name: str, accessible_name: str = "") -> W:
    """Give a widget its object name, and the name screen readers say; returns the widget."""
    widget.setObjectName(object_name)
    if accessible_name:
        widget.setAccessibleName(accessible_name)
    return widget


def text_label(
    text: str, parent: QWidget | None = None, *, type: str = "body", ink: str = "ink", name: str = ""
) -> QLabel:
    """A plain text of the type scale in an ink of the tokens; never read as rich text."""
    made = QLabel(text, parent)
    made.setProperty("textFormat", "PlainText")
    made.setProperty("type", type)
    made.setProperty("ink", ink)
    return named(made, name or "text", text)


def hairline(parent: QWidget | None = None, *, strong: bool = False) -> QFrame:
    """A line of one px between rows, or a strong one between areas."""
    made = QFrame(parent)
    made.setProperty("kind", "divider" if strong else "hairline")
    made.setFixedHeight(1)
    return named(made, "hairline")


def at_top(widget: QWidget) -> QVBoxLayout:
    """A widget at the top of a row that is higher."""
    column = QVBoxLayout()
    column.addWidget(widget)
    column.addStretch(1)
    return column


class IconMark(QWidget):
    """An icon that goes with a word beside it; it follows the theme and says nothing itself."""

    def __init__(
        self, icon: str, parent: QWidget | None = None, *, role: str = "ink_2", size: int = 16, name: str = "icon"
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._icon, self._role, self._size = icon, role, size
        theme().changed.connect(self._fit)
        self._fit()

    def set_icon(self, icon: str, role: str | None = None) -> None:
        """Show another icon, in another colour if a role is given."""
        self._icon = icon
        self._role = role or self._role
        self.update()

    def _fit(self) -> None:
        side = theme().px(self._size)
        self.setFixedSize(side, side)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if first_paint().is_awaited:
            first_paint().then(self.update)  # the words must not wait for the picture beside them
            return
        painter = QPainter(self)
        painter.drawPixmap(0, 0, pixmap(self._icon, self._role, self._size, ratio=self.devicePixelRatioF()))
        painter.end()
