"""How a form reads, fills and watches each kind of widget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any, Protocol, cast

from PySide6.QtCore import QDate, QDateTime, QTime
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDateEdit,
    QDateTimeEdit,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)


class ValueWidget(Protocol):
    """What a widget of our own offers to be a field of a form."""

    value_changed: Any

    def value(self) -> Any:
        """What it holds."""

    def set_value(self, value: Any) -> None:
        """Hold this."""


@dataclass(frozen=True)
class Adapter:
    """Get, set and the signal that tells of a change."""

    get: Callable[[], Any]
    set: Callable[[Any], object]
    changed: Any


def adapter_for(widget: QWidget, zone: tzinfo = UTC) -> Adapter:
    """The adapter of a widget; `zone` is the office's, in which times are shown while values are in UTC.

    Raises TypeError for a widget that is neither known nor has value, set_value and value_changed.
    """
    if hasattr(widget, "set_value"):
        own = cast(ValueWidget, widget)
        return Adapter(own.value, own.set_value, own.value_changed)
    if isinstance(widget, QLineEdit):
        return Adapter(widget.text, lambda value: widget.setText(value or ""), widget.textChanged)
    if isinstance(widget, QPlainTextEdit):
        return Adapter(widget.toPlainText, lambda value: widget.setPlainText(value or ""), widget.textChanged)
    if isinstance(widget, QComboBox):
        return _combo(widget)
    if isinstance(widget, QAbstractButton):
        return Adapter(widget.isChecked, lambda value: widget.setChecked(bool(value)), widget.toggled)
    if isinstance(widget, QSpinBox):
        return Adapter(widget.value, widget.setValue, widget.valueChanged)
    if isinstance(widget, QDateEdit):
        return _date(widget)
    if isinstance(widget, QDateTimeEdit):
        return _moment(widget, zone)
    raise TypeError(f"no adapter for {type(widget).__name__}")


def _combo(widget: QComboBox) -> Adapter:
    """The data of the chosen entry, or its text where the box can be typed in."""

    def get() -> Any:
        data = widget.currentData()
        return widget.currentText() if data is None and widget.isEditable() else data

    def put(value: Any) -> None:
        place = next((n for n in range(widget.count()) if widget.itemData(n) == value), -1)
        widget.setCurrentIndex(place)
        if place < 0 and widget.isEditable():
            widget.setEditText(value or "")

    return Adapter(get, put, widget.currentTextChanged)


def _date(widget: QDateEdit) -> Adapter:
    def get() -> date:
        day = widget.date()
        return date(day.year(), day.month(), day.day())

    def put(value: date) -> None:
        widget.setDate(QDate(value.year, value.month, value.day))

    return Adapter(get, put, widget.dateChanged)


def _moment(widget: QDateTimeEdit, zone: tzinfo) -> Adapter:
    def get() -> datetime:
        day, hour = widget.date(), widget.time()
        local = datetime(day.year(), day.month(), day.day(), hour.hour(), hour.minute(), hour.second(), tzinfo=zone)
        return local.astimezone(UTC)

    def put(value: datetime) -> None:
        local = value.astimezone(zone)
        day, hour = QDate(local.year, local.month, local.day), QTime(local.hour, local.minute, local.second)
        widget.setDateTime(QDateTime(day, hour))

    return Adapter(get, put, widget.dateTimeChanged)
