"""The fields of a slip below the words: channel, language and help, when, who took it, and its marks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QLocale, QTime, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.models import Channel, Direction, LanguageHelp
from app.ui.forms.choices import choice_box, label_box
from app.ui.forms.promised_by import PromisedBy
from app.ui.forms.when import parse_when
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import named
from app.ui.widgets.buttons import KeyHint
from app.ui.widgets.field import Field
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.room import spaced

CALL_CHANNELS = (
    Channel.PHONE,
    Channel.WALK_IN,
    Channel.LETTER,
    Channel.TEXT,
    Channel.SOCIAL_MEDIA,
    Channel.WEB,
    Channel.MEETING,
    Channel.EMAIL,
)
MOST_MINUTES = 1440
SHORT = 9
"""Letters a box shows at least; with large text the slip must still fit a small screen."""


class SlipFields(QWidget):
    """Six fields in three columns and a line of marks; `changed` whenever any of them is."""

    changed = Signal()

    def __init__(self, seat: Seat, began: datetime, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "slip_fields", self.tr("Details of the contact"))
        self._seat, self._began = seat, began
        self.minutes_typed = False
        self._make()
        self._arrange()
        self._connect()

    def _make(self) -> None:
        self.channel = label_box("channel", CALL_CHANNELS, self, name="slip_channel")
        languages = self._seat.reference.office.get("languages") or ["English"]
        self.language = choice_box([(each, each) for each in languages], self, name="slip_language", editable=True)
        self.help = label_box("language_help", list(LanguageHelp), self, name="slip_help")
        self.happened = named(QLineEdit(self._time_words(self._began), self), "slip_happened")
        self.happened.setPlaceholderText(self.tr("10:23, yesterday 3pm, Nov 12 4:05 pm"))
        staff = [(row.id, row.name) for row in self._seat.reference.staff]
        self.taken_by = choice_box(staff, self, name="slip_taken_by")
        self.taken_by.setCurrentIndex(max(0, self.taken_by.findData(self._seat.me.id)))
        ways = [(Direction.IN, self.tr("They called us")), (Direction.OUT, self.tr("We called them"))]
        self.direction = choice_box(ways, self, name="slip_direction")
        self.minutes = named(QSpinBox(self), "slip_minutes", self.tr("Minutes"))
        self.minutes.setRange(0, MOST_MINUTES)
        self.minutes.setSuffix(self.tr(" min"))
        spaced(self.minutes)
        self.minutes.setMaximumWidth(theme().px(100))
        self.answered = named(QCheckBox(self.tr("&Answered at once"), self), "slip_answered")
        self.for_mayor = named(QCheckBox(self.tr("Also meant for the &Mayor"), self), "slip_for_mayor")
        self.promised = PromisedBy(self._seat, "slip_promised", self.tr("Promised &by"), self)
        for box in (self.channel, self.language, self.help, self.taken_by, self.direction):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(SHORT)
        self.happened_field = Field(self.tr("Ha&ppened"), self.happened, self, name="happened_field")

    def _arrange(self) -> None:
        for box in self.findChildren(QComboBox):  # large text would make the slip wider than the screen
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(8)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        rows = (
            (
                Field(self.tr("&Channel"), self.channel, self, name="channel_field"),
                Field(self.tr("&Language"), self.language, self, name="language_field"),
                Field(self.tr("&Help given"), self.help, self, name="help_field"),
            ),
            (
                self.happened_field,
                Field(self.tr("&Taken by"), self.taken_by, self, name="taken_by_field"),
                Field(self.tr("&Direction"), self.direction, self, name="direction_field"),
            ),
        )
        for down, fields in enumerate(rows):
            for across, field in enumerate(fields):
                grid.addWidget(field, down, across)
                grid.setColumnStretch(across, 1)
        marks = FlowLayout(gap=12)
        hint = KeyHint("Ctrl+M", self)
        for mark in (self.answered, self.for_mayor, hint, self.minutes, self.promised.part):
            marks.addWidget(mark)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(grid)
        column.addLayout(marks)

    def _connect(self) -> None:
        for box in (self.channel, self.help, self.taken_by, self.direction):
            box.activated.connect(self.changed)
        self.language.editTextChanged.connect(self.changed)
        for line in (self.happened, self.promised):
            line.textEdited.connect(self.changed)
        self.happened.editingFinished.connect(self.check)
        for mark in (self.answered, self.for_mayor):
            mark.toggled.connect(self.changed)
        self.minutes.valueChanged.connect(self._minutes_typed)

    def _minutes_typed(self) -> None:
        self.minutes_typed = True
        self.changed.emit()

    def count_minutes(self, minutes: int) -> None:
        """Follow the clock of the call until somebody types another length."""
        if not self.minutes_typed:
            self.minutes.blockSignals(True)
            self.minutes.setValue(min(minutes, MOST_MINUTES))
            self.minutes.blockSignals(False)

    def speak(self, language: str) -> None:
        """The language of who was recognised, where English still stands."""
        if language and self.language.currentText() in ("", "English"):
            self.language.setCurrentText(language)

    def check(self) -> bool:
        """Whether the time can be read; the sentence stands below it where it cannot."""
        good = self.happened_at() is not None
        sentence = self.tr("Type a time like 10:23, yesterday 3pm or Nov 12 4:05 pm.")
        self.happened_field.set_problem(None if good else sentence)
        return good

    def happened_at(self) -> datetime | None:
        """When it happened, in UTC; None when it cannot be read."""
        if self.happened.text().strip() == self._time_words(self._began):
            return self._began
        found = parse_when(self.happened.text(), self._seat.local(self._seat.now()))
        return found.astimezone(UTC) if found else None

    def _time_words(self, at: datetime) -> str:
        local = self._seat.local(at)
        return self.tr("Today, {0}").format(QLocale().toString(QTime(local.hour, local.minute), "h:mm AP"))

    # -- values ---------------------------------------------------------------------------------------------

    def contact_fields(self) -> dict[str, Any]:
        """The values as ContactFields takes them."""
        return {
            "channel": self.channel.currentData(),
            "direction": self.direction.currentData(),
            "happened_at": self.happened_at(),
            "minutes": self.minutes.value() or None,
            "language": self.language.currentText().strip(),
            "language_help": self.help.currentData(),
            "answered_at_once": self.answered.isChecked(),
            "for_mayor": self.for_mayor.isChecked(),
        }

    def values(self) -> dict[str, Any]:
        """Plain values, for a draft."""
        boxes = {"channel": self.channel, "help": self.help, "taken_by": self.taken_by, "direction": self.direction}
        return {
            **{name: str(getattr(b.currentData(), "value", b.currentData())) for name, b in boxes.items()},
            "language": self.language.currentText(),
            "happened": self.happened.text(),
            "promised": self.promised.text(),
            "minutes": self.minutes.value() if self.minutes_typed else None,
            "answered": self.answered.isChecked(),
            "for_mayor": self.for_mayor.isChecked(),
        }

    def set_values(self, values: Mapping[str, Any]) -> None:
        """What `values` gave."""
        boxes = {"channel": self.channel, "help": self.help, "taken_by": self.taken_by, "direction": self.direction}
        for name, box in boxes.items():
            _choose(box, values.get(name))
        self.language.setCurrentText(str(values.get("language", "")))
        self.happened.setText(str(values.get("happened") or self.happened.text()))
        self.promised.setText(str(values.get("promised") or ""))
        self.answered.setChecked(bool(values.get("answered")))
        self.for_mayor.setChecked(bool(values.get("for_mayor")))
        if values.get("minutes") is not None:
            self.minutes.setValue(int(values["minutes"]))


def _choose(box: QComboBox, value: object) -> None:
    for place in range(box.count()):
        data = box.itemData(place)
        if str(getattr(data, "value", data)) == str(value):
            box.setCurrentIndex(place)
