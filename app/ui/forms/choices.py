"""Boxes to choose from, filled from what the office knows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtWidgets import QComboBox, QWidget

from app.ui import labels
from app.ui.icons import icon


def choice_box(
    choices: Iterable[tuple[Any, str]], parent: QWidget, *, name: str, first: int = 0, editable: bool = False
) -> QComboBox:
    """A box of (value, words); `first` is the place chosen at the start, -1 for none."""
    box = QComboBox(parent)
    box.setObjectName(name)
    box.setEditable(editable)
    for value, words in choices:
        box.addItem(words, value)
    box.setCurrentIndex(first)
    return box


def label_box(kind: str, values: Iterable[Any], parent: QWidget, *, name: str, first: int = 0) -> QComboBox:
    """A box of the office's own values with their icons."""
    box = QComboBox(parent)
    box.setObjectName(name)
    for value in values:
        label = labels.label(kind, value)
        box.addItem(icon(label.icon, "ink_2"), label.word, value)
    box.setCurrentIndex(first)
    return box
