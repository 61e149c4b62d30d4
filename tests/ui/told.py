"""What a screen reader could not tell of the controls that are seen."""

from __future__ import annotations

import re

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

NAME = QAccessible.Text.Name
EDITORS = (QComboBox, QLineEdit, QAbstractSpinBox, QPlainTextEdit, QTextEdit, QAbstractItemView, QTabBar)
"""What a reader tells by its content unless it has a name of its own."""
SAY_NOTHING = (QAccessible.Role.NoRole, QAccessible.Role.Client)


def faults(root: QWidget) -> list[str]:
    """What a screen reader could not tell of the parts of `root` that are seen, in words."""
    seen = [each for each in (root, *root.findChildren(QWidget)) if each.isVisible()]
    led_to = {label.buddy() for label in seen if isinstance(label, QLabel) and label.buddy() is not None}
    found = [fault for each in seen if is_reached(each) for fault in told_badly(each, led_to)]
    return found + [f"{_path(each)}: its mnemonic leads nowhere" for each in seen if leads_nowhere(each)]


def is_reached(widget: QWidget) -> bool:
    """Whether the keyboard comes there; parts of editors and a label to be selected speak for their parents."""
    part = isinstance(widget.parentWidget(), (QAbstractSpinBox, QComboBox)) or widget.focusProxy() is not None
    return bool(widget.focusPolicy().value & 1) and not part and not isinstance(widget, QLabel)


def told_badly(widget: QWidget, led_to: set[QWidget]) -> list[str]:
    told = QAccessible.queryAccessibleInterface(widget)
    found = [] if told.text(NAME) else ["has no name"]
    if isinstance(widget, EDITORS) and not widget.accessibleName() and widget not in led_to:
        found.append("is named by its content only")
    if told.role() in SAY_NOTHING and not isinstance(widget, QAbstractScrollArea):
        found.append("does not say what it is")
    if not widget.objectName():
        found.append("has no object name")
    return [f"{_path(widget)} {fault}" for fault in found]


def leads_nowhere(widget: QWidget) -> bool:
    """A label with a letter to be underlined, and nothing to bring the focus to."""
    is_mute = isinstance(widget, QLabel) and widget.buddy() is None
    return is_mute and re.search(r"(?<!&)&\w", widget.property("text")) is not None


def _path(widget: QWidget) -> str:
    names: list[str] = []
    at: QWidget | None = widget
    while at is not None and len(names) < 4:
        names.append(at.objectName() or type(at).__name__)
        at = at.parentWidget()
    return f"{type(widget).__name__} {' < '.join(names)}"


def dialog() -> QDialog:
    """The dialog that is open."""
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible())
