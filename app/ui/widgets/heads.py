"""Heads, initials in a circle and words that shorten themselves."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.ui.known import initials
from app.ui.theme import theme
from app.ui.widgets.base import mark, named, text_label
from app.ui.widgets.buttons import KeyButton, KeyHint


class Avatar(QWidget):
    """A person's initials in a circle; one colour for everybody."""

    def __init__(self, person: str, parent: QWidget | None = None, *, size: int = 22, name: str = "avatar") -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._size = size
        self.set_person(person)
        theme().changed.connect(self._fit)
        self._fit()

    def set_person(self, person: str) -> None:
        """Show another person."""
        self._letters = initials(person)
        self.setAccessibleName(person)
        self.update()

    def _fit(self) -> None:
        side = theme().px(self._size)
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("accent_soft"))
        painter.drawEllipse(self.rect())
        font = theme().font("caption", weight=600)
        font.setPointSizeF(theme().points(self._size * 0.36))
        painter.setFont(font)
        painter.setPen(theme().color("on_accent" if theme().name == "contrast" else "accent_ink"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._letters)
        painter.end()


class ElidedLabel(QLabel):
    """A label that shortens its words at the end and shows them whole in its tool tip."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        type: str = "body",
        ink: str = "ink",
        name: str = "elidedLabel",
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setProperty("type", type)
        self.setProperty("ink", ink)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)
        self._tell()

    def is_elided(self) -> bool:
        """Whether the words do not fit."""
        return self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()

    def _tell(self) -> None:
        self.setToolTip(self.text() if self.is_elided() else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().windowText().color())
        rect = self.contentsRect()
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, self.alignment() | Qt.TextFlag.TextSingleLine, words)
        painter.end()


class SectionHead(QWidget):
    """The head of a section: its title, the key that goes there, a count, a hint, and a quiet act (`acted`)."""

    acted = Signal()

    def __init__(
        self,
        text: str,
        parent: QWidget | None = None,
        *,
        count: str = "",
        hint: str = "",
        act: str = "",
        key: str = "",
        name: str = "sectionHead",
    ) -> None:
        super().__init__(parent)
        named(self, name, text)
        self.title = text_label(text, self, type="section", name=f"{name}Title")
        self._count = text_label(count, self, type="table", ink="ink_3", name=f"{name}Count")
        self._hint = text_label(hint, self, type="table", ink="ink_3", name=f"{name}Hint")
        self._button = KeyButton(act, self, kind="link", name=f"{name}Act")
        self._button.clicked.connect(self.acted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        keys = [KeyHint(key, self, name=f"{name}Key")] if key else []
        for widget in (self.title, *keys, self._count, self._hint):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._button)
        self._hint.setVisible(bool(hint))
        self._button.setVisible(bool(act))
        self.set_count(count)

    def set_title(self, text: str) -> None:
        """Write another title."""
        self.title.setText(text)
        mark(self.title)
        self.setAccessibleName(text)

    def show_act(self, *, shown: bool) -> None:
        """Offer the act, or not."""
        self._button.setVisible(shown)

    def set_count(self, count: str) -> None:
        """Show a count beside the title, or none."""
        self._count.setText(count)
        self._count.setAccessibleName(count)
        self._count.setVisible(bool(count))
