"""Small parts of the page of a case."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QStyleOptionToolButton, QToolButton, QWidget

from app.authority import Right
from app.models import Role
from app.ui.icons import icon
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import named


def may_work(seat: Seat, owner_id: int | None) -> bool:
    """Whether to offer work on a case of this owner: an intern works on the own ones only. The acts ask again."""
    return seat.may(Right.WORK_CASE) and (seat.me.role is not Role.INTERN or owner_id == seat.me.id)


class LinkButton(QToolButton):
    """No wider than its words, so that it stands in line with others; shortened where there is no room."""

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        words = self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, self.text()).width()
        return QSize(words + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), px(72)), hint.height())

    def initStyleOption(self, option: QStyleOptionToolButton) -> None:
        super().initStyleOption(option)
        room, end = self.width(), Qt.TextElideMode.ElideRight
        option.text = self.fontMetrics().elidedText(self.text(), end, room, Qt.TextFlag.TextShowMnemonic.value)


def link_button(text: str, parent: QWidget, *, name: str, ink: str = "link", says: str = "") -> QToolButton:
    """Words that open something, by mouse and keyboard."""
    made = LinkButton(parent)
    made.setText(text.replace("&", "&&"))
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.setProperty("ink", ink)
    made.setProperty("kind", "link")
    return named(made, name, says or text)


def icon_button(icon_name: str, says: str, parent: QWidget, *, name: str) -> QToolButton:
    """A small button of one icon, with its words as tool tip."""
    made = QToolButton(parent)
    made.setIcon(icon(icon_name, "ink_2", 14))
    made.setToolTip(says)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return named(made, name, says)


def scrolled(inside: QWidget, parent: QWidget, *, name: str, says: str, ground: str) -> QScrollArea:
    """A part that scrolls up and down only."""
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    inside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    inside.setProperty("ground", ground)
    area.setWidget(inside)
    return named(area, name, says)


def emptied(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while layout.count():
        item = layout.takeAt(0)
        if item is None:
            return
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            emptied(inner)


def px(measure: float) -> int:
    """A measure at the size of text now."""
    return theme().px(measure)
