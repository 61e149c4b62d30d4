"""The steps that make a new office, each a page with its answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app import presets
from app.errors import Invalid
from app.models import Role, StaffFields
from app.opening import Member
from app.ui.labels import choices
from app.ui.office_hours import HoursForm
from app.ui.password import PasswordEdit
from app.ui.theme import theme
from app.ui.widgets.base import named, text_label
from app.ui.widgets.field import Field
from app.ui.widgets.room import at_most
from app.vault import check_password

NAMES, MOST_NAMES = 290, 340


def role_box(parent: QWidget, name: str, label: str) -> QComboBox:
    """A choice of roles, the Director first: the first account is theirs."""
    made = named(QComboBox(parent), name, label)
    for value, shown in sorted(choices("role"), key=lambda each: each[0] == Role.MAYOR.value):
        made.addItem(shown.word, Role(value))
    return made


class Step(QWidget):
    """One step: its title, what it is for, and its answers; `problems` shows what is wrong beside the fields."""

    changed = Signal()
    title, below = "", ""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(14)
        self.fields: dict[str, Field] = {}

    def add_field(self, key: str, label: str, editor: QWidget, *, hint: str = "") -> Field:
        """A field of ordinary width."""
        field = Field(label, editor, self, hint=hint, name=f"{self.objectName()}_{key}_field")
        at_most(field, 440)
        editor.setObjectName(f"{self.objectName()}_{key}")
        self.fields[key] = field
        self.column.addWidget(field)
        return field

    def problems(self) -> dict[str, str]:
        """What is wrong; empty when the step is done."""
        return {}

    def check(self) -> bool:
        """Show what is wrong; whether the next step may come."""
        found = self.problems()
        for key, field in self.fields.items():
            field.set_problem(found.get(key))
        for key in found:
            if key in self.fields:
                self.fields[key].editor.setFocus()
                break
        return not found

    def begin(self) -> None:
        """Put the focus on the first field."""
        for field in self.fields.values():
            field.editor.setFocus()
            return
        self.setFocus()
        self.focusNextChild()


class CityStep(Step):
    """City, state, time zone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("city_step", parent)
        self.title = self.tr("Your city")
        self.below = self.tr("What stands at the head of letters, and where the clocks run.")
        self.city, self.office = QLineEdit(self), QLineEdit(self.tr("Office of Constituent Services"), self)
        self.state, self.zone = QComboBox(self), QComboBox(self)
        for row in presets.states():
            self.state.addItem(row["name"], row)
        for zone in presets.zones():
            self.zone.addItem(zone.replace("_", " "), zone)
        self.add_field("city", self.tr("&City or town"), self.city)
        self.add_field("state", self.tr("&State"), self.state, hint=self.tr("Brings its list of holidays."))
        self.add_field("zone", self.tr("&Time zone"), self.zone)
        self.add_field("office", self.tr("Name of the &office"), self.office)
        self.column.addStretch(1)
        self.state.currentIndexChanged.connect(self._state_chosen)
        self.state.setCurrentText("Massachusetts")

    @property
    def preset(self) -> str:
        """The key of the state's holidays."""
        row: dict[str, Any] = self.state.currentData()
        return str(row["preset"])

    def value(self) -> dict[str, Any]:
        """The office's setting."""
        state = self.state.currentData()["key"]
        return {"city": self.city.text().strip(), "state": state, "office": self.office.text().strip()}

    def problems(self) -> dict[str, str]:
        return {} if self.city.text().strip() else {"city": self.tr("Give the name of the city.")}

    def _state_chosen(self) -> None:
        self.zone.setCurrentIndex(max(0, self.zone.findData(self.state.currentData()["time_zone"])))
        self.changed.emit()


class AccountStep(Step):
    """The first account: the Director's, which lets the others in."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("account_step", parent)
        self.title = self.tr("The first account")
        self.below = self.tr("The Director’s. It can change everything later and let others in.")
        self.name, self.login, self.instrument = QLineEdit(self), QLineEdit(self), QLineEdit(self)
        self.password, self.again = PasswordEdit(self), PasswordEdit(self)
        self.add_field("name", self.tr("Your &name, as it should stand on paper"), self.name)
        self.add_field("login", self.tr("A short name for &signing in"), self.login, hint=self.tr("Such as ltran."))
        order = self.tr("The number of the Mayor’s order or letter. It may follow later.")
        self.add_field("instrument", self.tr("Appointed as &Director by"), self.instrument, hint=order)
        hint = self.tr("At least 10 characters, such as four words. Nobody can reset it without the recovery key.")
        self.add_field("password", self.tr("&Password"), self.password, hint=hint)
        self.add_field("again", self.tr("Password, &again"), self.again)
        self.column.addStretch(1)
        self.name.textEdited.connect(self._propose)
        self.login.textEdited.connect(lambda _: self.login.setModified(True))

    def _propose(self, name: str) -> None:
        """First letter and last name, until somebody types another."""
        if not self.login.isModified() or not self.login.text():
            words = [w for w in name.lower().split() if w.isalpha()]
            self.login.setText(words[0][0] + words[-1] if len(words) > 1 else "".join(words))
            self.login.setModified(False)

    def problems(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for check in (self._check_staff, self._check_password):
            try:
                check()
            except Invalid as error:
                found |= error.problems
        if not found and self.password.text() != self.again.text():
            found["again"] = self.tr("The two passwords differ. Type the same one twice.")
        return found

    def _check_staff(self) -> None:
        StaffFields.checked(self.member().fields())

    def _check_password(self) -> None:
        check_password(self.login.text(), self.password.text())

    def member(self) -> Member:
        """The first person."""
        name, login, order = (each.text().strip() for each in (self.name, self.login, self.instrument))
        return Member(name, login, Role.DIRECTOR, password=self.password.text(), instrument=order)


class HoursStep(Step):
    """Hours and holidays."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__("hours_step", parent)
        self.title = self.tr("Hours and holidays")
        self.below = self.tr("Our clock runs only while City Hall is open. The resident’s clock never stops.")
        self.form = HoursForm(today, self)
        self.column.addWidget(self.form, 1)
        self._preset = ""

    def take(self, preset: str, zone: str) -> None:
        """Begin with the holidays of a state, once."""
        self.form.set_zone(zone)
        if preset != self._preset:
            self._preset = preset
            self.form.closures.take(preset)

    def problems(self) -> dict[str, str]:
        return self.form.problems()


class ListStep(Step):
    """Departments or categories: check what this city has, change what is written."""

    def __init__(self, name: str, heads: list[tuple[str, str]], rows: list[dict[str, Any]], parent: QWidget) -> None:
        super().__init__(name, parent)
        self._keys, self._rows = [key for key, _ in heads], rows
        self.tree = named(QTreeWidget(self), f"{name}_list", self.tr("List"))
        self.tree.setProperty("kind", "box")
        self.tree.setHeaderLabels([word for _, word in heads])
        self.tree.setRootIsDecorated(False)
        for row in rows:
            item = QTreeWidgetItem(self.tree, [str(row.get(key, "")) for key in self._keys])
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(0, Qt.CheckState.Checked)
            for at, key in enumerate(self._keys):
                item.setToolTip(at, str(row.get(key, "")))
        self._share_width()
        self.problem = text_label("", self, type="table", ink="overdue", name=f"{name}_problem")
        hint = self.tr("Space checks a line, F2 changes it. You can add others later under Office.")
        below = text_label(hint, self, type="table", ink="ink_3", name=f"{name}_hint")
        below.setWordWrap(True)
        self.column.addWidget(below)
        self.column.addWidget(self.tree, 1)
        self.column.addWidget(self.problem)

    def _share_width(self) -> None:
        """Numbers take what they need, the first column its measure, other words the rest."""
        header = self.tree.header()
        header.setStretchLastSection(False)
        for at, key in enumerate(self._keys):
            is_number = bool(self._rows) and isinstance(self._rows[0].get(key), int)
            mode = QHeaderView.ResizeMode.ResizeToContents if is_number else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(at, QHeaderView.ResizeMode.Interactive if at == 0 else mode)
        header.resizeSection(0, min(theme().px(NAMES), MOST_NAMES))

    def value(self) -> list[dict[str, Any]]:
        """The rows that are checked, as they were changed."""
        found = []
        for at, row in enumerate(self._rows):
            item = self.tree.topLevelItem(at)
            if item is not None and item.checkState(0) == Qt.CheckState.Checked:
                typed = {key: item.text(place).strip() for place, key in enumerate(self._keys)}
                numbers = {
                    key: int(text) for key, text in typed.items() if isinstance(row.get(key), int) and text.isdigit()
                }
                found.append(row | typed | numbers)
        return found

    def problems(self) -> dict[str, str]:
        found = {}
        for row in self.value():
            if not row["name"]:
                found["list"] = self.tr("A line has no name. Give it one, or take its check away.")
            if any(
                isinstance(was.get(key), int) and not isinstance(row[key], int)
                for was in self._rows[:1]
                for key in self._keys
            ):
                found["list"] = self.tr("Targets are whole numbers. Correct “{0}”.").format(row["name"])
        self.problem.setText(found.get("list", ""))
        return found
