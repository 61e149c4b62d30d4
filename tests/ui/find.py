"""Finds a part of a window by its name; a test that looks for what is not there fails in a sentence."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QWidget

W = TypeVar("W", bound=QWidget)


def child(parent: QWidget, kind: type[W], name: str) -> W:
    """The part of this kind and object name."""
    found = parent.findChild(kind, name)
    assert found is not None, f"There is no {name} in {parent.objectName()}."
    return found
