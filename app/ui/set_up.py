"""Setting up an office: seven steps, kept in memory only until the last makes the file."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app import presets
from app.config import OfficePaths
from app.errors import AppError, Invalid
from app.opening import Made
from app.ui.entry import Entry
from app.ui.recovery_step import RecoveryKeyPanel
from app.ui.set_up_people import PeopleStep
from app.ui.set_up_steps import AccountStep, CityStep, HoursStep, ListStep, Step
from app.ui.theme import theme
from app.ui.widgets.base import IconMark, hairline, mark, named, text_label
from app.ui.widgets.buttons import KeyButton

ROOMY, SIDE, SIDE_TIGHT = 1400, 336, 256


class RecoveryStep(Step):
    """The last step: the office is made, and its key is shown this once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("recovery_step", parent)
        self.title = self.tr("Recovery key")
        self.below = self.tr("The only way in when all passwords are forgotten. It is shown this once.")
        self.panel = RecoveryKeyPanel(self)
        self.column.addWidget(self.panel, 1)

    def problems(self) -> dict[str, str]:
        return {} if self.panel.is_proved else {"": self.tr("Type the last group of the key first.")}

    def begin(self) -> None:
        self.panel.save.setFocus()


class StepsSide(QFrame):
    """The navy side: what is done, what is now, what comes."""

    def __init__(self, titles: list[str], foot: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "steps_side", self.tr("Steps"))
        self.setProperty("ground", "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 40, 24, 32)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(IconMark("app-mark", self, role="rail_ink", size=34, name="steps_mark"))
        head.addWidget(text_label(self.tr("Liaison"), self, type="subject", ink="rail_ink", name="steps_title"), 1)
        column.addLayout(head)
        column.addSpacing(28)
        self._labels: list[QLabel] = []
        self._marks: list[QLabel] = []
        for at, title in enumerate(titles):
            row = QHBoxLayout()
            row.setSpacing(14)
            number = text_label(str(at + 1), self, ink="rail_ink_2", name=f"step_number_{at}")
            number.setFixedSize(theme().px(20), theme().px(20))  # the mark of a step done is taller than figures
            label = text_label(title, self, ink="rail_ink_2", name=f"step_{at}")
            self._marks.append(number)
            self._labels.append(label)
            row.addWidget(number)
            row.addWidget(label, 1)
            column.addLayout(row)
            column.addSpacing(8 if theme().is_compact else 20)
        column.addStretch(1)
        said = text_label(foot, self, type="table", ink="rail_ink_2", name="steps_foot")
        said.setWordWrap(True)
        column.addWidget(said)

    def show_step(self, now: int) -> None:
        """Mark the steps done and the one now."""
        for at, (number, label) in enumerate(zip(self._marks, self._labels, strict=True)):
            number.setText("✓" if at < now else str(at + 1))
            mark(number, ink="rail_ink" if at <= now else "rail_ink_2", weight="600" if at == now else "400")
            mark(label, ink="rail_ink" if at <= now else "rail_ink_2", weight="600" if at == now else "400")


class SetUpPage(QWidget):
    """`finished` gives the login and password of the first account; `left` when it was given up."""

    left = Signal()
    finished = Signal(str, str)

    def __init__(self, entry: Entry, paths: OfficePaths, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "set_up_page", self.tr("Set up an office"))
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._entry, self._paths = entry, paths
        self._made: Made | None = None
        entry.made.connect(self._was_made)
        self.city, self.account = CityStep(self), AccountStep(self)
        self.hours = HoursStep(datetime.now(UTC).date(), self)
        self.departments, self.categories = self._departments(), self._categories()
        self.people, self.recovery = PeopleStep(self), RecoveryStep(self)
        self.steps: list[Step] = [
            self.city,
            self.account,
            self.hours,
            self.departments,
            self.categories,
            self.people,
            self.recovery,
        ]
        self.side = StepsSide(
            [step.title for step in self.steps],
            self.tr("Nothing leaves this computer. You can change every answer later under Office."),
            self,
        )
        self._arrange()
        self.recovery.panel.proved.connect(self.next.setEnabled)
        self._go(0)

    def _departments(self) -> ListStep:
        heads = [("name", self.tr("Department")), ("does", self.tr("What it answers"))]
        step = ListStep("departments_step", heads, presets.departments(), self)
        step.title, step.below = self.tr("Departments"), self.tr("Who in City Hall answers what.")
        return step

    def _categories(self) -> ListStep:
        heads = [
            ("name", self.tr("Category")),
            ("department", self.tr("Department")),
            ("first_response_days", self.tr("First answer")),
            ("resolution_days", self.tr("Done")),
        ]
        step = ListStep("categories_step", heads, presets.categories(), self)
        step.title, step.below = (
            self.tr("Categories and targets"),
            self.tr("How soon is soon enough, in business days. Our guesses: make them yours."),
        )
        return step

    def _arrange(self) -> None:
        self.number = text_label("", self, type="table", ink="ink_3", name="set_up_number")
        self.title = text_label("", self, type="display", name="set_up_title")
        self.below = text_label("", self, ink="ink_2", name="set_up_below")
        self.below.setWordWrap(True)
        self.stack = named(QStackedWidget(self), "set_up_steps")
        for step in self.steps:
            area = named(QScrollArea(self), f"{step.objectName()}_scroll")
            area.setWidgetResizable(True)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            holder = named(QWidget(area), f"{step.objectName()}_holder")
            holder.setProperty("ground", "page")
            holder.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            inside = QVBoxLayout(holder)
            inside.setContentsMargins(4, 0, 8, 8)
            inside.addWidget(step)
            area.setWidget(holder)
            self.stack.addWidget(area)
        self._column = column = QVBoxLayout()
        column.setSpacing(2)
        for widget in (self.number, self.title, self.below):
            column.addWidget(widget)
        column.addSpacing(20)
        column.addWidget(self.stack, 1)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addLayout(column, 1)
        right.addWidget(hairline(self, strong=True))
        right.addLayout(self._foot())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.side)
        row.addLayout(right, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A small window, or large text, leaves less room beside the step."""
        super().resizeEvent(event)
        tight = self.width() < ROOMY or theme().is_compact
        margin = 24 if tight else 56
        self._column.setContentsMargins(margin, 20 if tight else 36, margin, 0)
        self._foot_row.setContentsMargins(margin, 12 if tight else 18, margin, 12 if tight else 18)
        self._foot_row.setStretch(1, 0 if theme().is_compact else 1)
        self.side.setFixedWidth(min(theme().px(SIDE_TIGHT if tight else SIDE), 420))

    def _foot(self) -> QHBoxLayout:
        self._foot_row = foot = QHBoxLayout()
        foot.setSpacing(12)
        self.back = KeyButton(self.tr("&Back"), self, name="set_up_back")
        self.back.clicked.connect(self.go_back)
        self.told = text_label("", self, type="table", ink="ink_2", name="set_up_told")
        self.told.setWordWrap(True)
        self.next = KeyButton("", self, key="Enter", kind="primary", name="set_up_next")
        self.next.clicked.connect(self.go_on)
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.told, 2)
        foot.addWidget(self.next)
        return foot

    # -- going through --------------------------------------------------------------------------------------

    @property
    def at(self) -> int:
        """Which step is shown, from 0."""
        return self.stack.currentIndex()

    def start(self) -> None:
        """Begin to type."""
        self.steps[self.at].begin()

    def _go(self, at: int) -> None:
        step = self.steps[at]
        self.stack.setCurrentIndex(at)
        self.side.show_step(at)
        self.number.setText(self.tr("Step {0} of {1}").format(at + 1, len(self.steps)))
        self.title.setText(step.title)
        self.below.setText(step.below)
        last = at == len(self.steps) - 1
        before = at == len(self.steps) - 2
        words = (
            self.tr("&Open the office") if last else self.tr("&Make the office") if before else self.steps[at + 1].title
        )
        self.next.set_text(words)
        self.next.setEnabled(not last or self.recovery.panel.is_proved)
        self.back.setEnabled(not last)
        self._say("" if last else self.tr("Kept while this window is open. The file is made at the end."))
        step.begin()

    def _say(self, words: str, *, problem: bool = False) -> None:
        mark(self.told, ink="overdue" if problem else "ink_2")
        self.told.setText(words)
        self.told.setAccessibleName(words)

    def go_back(self) -> None:
        """One step back; before the first, leave."""
        if self.at == 0:
            self.left.emit()
        elif self._made is None:
            self._go(self.at - 1)

    def go_on(self) -> None:
        """The next step, when this one has its answers."""
        if not self.next.isEnabled() or not self.steps[self.at].check():
            return
        if self.at == 0:
            self.hours.take(self.city.preset, str(self.city.zone.currentData()))
        if self.at == len(self.steps) - 1:
            self._finish()
        elif self.at == len(self.steps) - 2:
            self._make()
        else:
            self._go(self.at + 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_on()
        elif event.key() == Qt.Key.Key_Escape and self._made is None:
            self.go_back()
        else:
            super().keyPressEvent(event)

    # -- making ---------------------------------------------------------------------------------------------

    def answers(self) -> dict[str, Any]:
        """What make_office is given."""
        kept = self.departments.value()
        names = {str(row["name"]) for row in kept}
        kinds = [row if row["department"] in names else row | {"department": ""} for row in self.categories.value()]
        return {
            "office": self.city.value(),
            "calendar": self.hours.form.value(),
            "departments": kept,
            "categories": kinds,
            "first": self.account.member(),
            "others": self.people.value(),
        }

    def _make(self) -> None:
        self.next.setEnabled(False)
        self._say(self.tr("Making the office…"))
        self._entry.make(self._paths, self.answers())

    def _was_made(self, made: Made) -> None:
        self._made = made
        office = self.city.value()
        zone = ZoneInfo(str(self.city.zone.currentData()))
        self.recovery.panel.show_key(
            made.recovery_key,
            office=office,
            person=self.account.member().name,
            at=datetime.now(UTC).astimezone(zone),
        )
        self._go(len(self.steps) - 1)

    def refuse(self, error: AppError) -> None:
        """It could not be made: say why, at the step where it can be mended."""
        self.next.setEnabled(True)
        known = error.problems if isinstance(error, Invalid) else {}
        for at, step in enumerate(self.steps):
            if any(name in step.fields for name in known):
                self._go(at)
                for name, sentence in known.items():
                    if name in step.fields:
                        step.fields[name].set_problem(sentence)
                break
        self._say(error.sentence, problem=True)

    def _finish(self) -> None:
        self.recovery.panel.forget()
        member = self.account.member()
        self.finished.emit(member.login, member.password)
