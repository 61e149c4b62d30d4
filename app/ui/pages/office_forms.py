"""The forms of the Office page: letterhead, hours, department, category, staff member, password."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from sqlmodel import Session

from app.authority import Right, actor
from app.queries.goals import Goals, TargetRow, target_rows
from app.services.office import change_setting, save_category, save_department
from app.ui.form import Form
from app.ui.forms.target_form import target_sheet
from app.ui.gates import enable_for
from app.ui.password import PasswordEdit
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.field import Field
from app.ui.widgets.room import at_most, spaced


class OfficeForm(Form):
    """A form with a column of fields and a Save button, off for those who may not save."""

    right: Right | None = Right.MANAGE_OFFICE
    """Who may save; None for everybody."""

    def __init__(self, seat: Seat, name: str, parent: QWidget | None = None) -> None:
        super().__init__(seat.jobs, name=name, zone=seat.zone, parent=parent)
        self.seat = seat
        self.record_id: int | None = None
        self.column = QVBoxLayout(self.body)
        self.column.setContentsMargins(4, 4, 4, 4)
        self.column.setSpacing(12)
        self.build()
        self.button = KeyButton(self.tr("&Save"), self, key="Ctrl+S", kind="primary", bind=True, name=f"{name}_save")
        if self.right is not None:
            enable_for(seat, self.button, self.right)
        self.set_save_button(self.button)
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addStretch(1)
        self.saved.connect(self._tell)

    def build(self) -> None:
        """Lay out the fields."""
        raise NotImplementedError

    def begin(self, values: Mapping[str, Any], *, record_id: int | None, version: int | None) -> None:
        """Show a record, or a blank one."""
        blank = {key: "" for key, value in self.values().items() if isinstance(value, str)}
        self.record_id = record_id
        self.load({**blank, **values}, version=version)

    def field(self, name: str, label: str, editor: QWidget, *, hint: str = "") -> None:
        """A field with its label, bound under `name`."""
        editor.setObjectName(f"{self.objectName()}_{name}")
        frame = Field(label, editor, self.body, hint=hint, name=f"{self.objectName()}_{name}_field")
        at_most(frame, 520)
        if isinstance(editor, QSpinBox):
            spaced(editor)
        self.column.addWidget(frame)
        self.add(name, editor, field=frame)

    def line(self, name: str, label: str, *, hint: str = "") -> None:
        """A field of one line."""
        self.field(name, label, QLineEdit(self), hint=hint)

    def as_me(self, act: Callable[..., Any]) -> Callable[[Session], Any]:
        """The act as who is signed in, now."""
        me, at = self.seat.me.id, self.seat.now()
        return lambda s: act(s, actor(s, me, at), at)

    def _tell(self, _: object) -> None:
        self.seat.messages.note(self.tr("Saved"), key=self.objectName())


class LetterheadForm(OfficeForm):
    """Name, address, phone, city, paper."""

    def build(self) -> None:
        self.line("city", self.tr("&City or town"))
        self.line("office", self.tr("Name of the &office"))
        self.line("address", self.tr("&Address"))
        self.line("phone", self.tr("&Phone"))
        paper = QComboBox(self)
        paper.addItem(self.tr("US Letter"), "letter")
        paper.addItem(self.tr("A4"), "a4")
        self.field("paper", self.tr("Paper si&ze"), paper)
        self.load(self.seat.reference.office)

    def check(self) -> dict[str, str]:
        return {} if self.values()["city"].strip() else {"city": self.tr("Give the name of the city.")}

    def act(self) -> Callable[[Session], Any]:
        value = {**self.seat.reference.office, **self.values()}
        return self.as_me(lambda s, who, at: change_setting(s, who, "office", value, at=at))


class DepartmentForm(OfficeForm):
    """One department of the directory."""

    right = Right.KEEP_TAXONOMY

    def build(self) -> None:
        self.line("name", self.tr("&Name"))
        self.line("head", self.tr("&Head"))
        self.line("liaison", self.tr("&Liaison to us"))
        self.line("phone", self.tr("&Phone"))
        self.line("email", self.tr("&E-mail"))
        days = QSpinBox(self)
        days.setRange(0, 250)  # nought is refused with a sentence
        days.setValue(5)
        self.field("answer_days", self.tr("&Target for answers, office days"), days)
        self.add("active", _box(self, "department_active", self.tr("In &use")))

    def act(self) -> Callable[[Session], Any]:
        fields, record_id = self.values(), self.record_id
        return self.as_me(lambda s, who, at: save_department(s, who, fields=fields, at=at, department_id=record_id).id)


class CategoryForm(OfficeForm):
    """One category with its targets and keywords."""

    right = Right.KEEP_TAXONOMY

    def build(self) -> None:
        self.line("name", self.tr("&Name"))
        self.line("grouping", self.tr("&Group"))
        self.departments = QComboBox(self)
        self.field("department_id", self.tr("&Department"), self.departments)
        for name, label, most in (
            ("acknowledge_hours", self.tr("&Acknowledge, business hours"), 400),
            ("first_response_days", self.tr("&First answer, business days"), 250),
            ("resolution_days", self.tr("D&one, business days"), 750),
        ):
            spin = QSpinBox(self)
            spin.setRange(0, most)  # nought is refused with a sentence
            self.field(name, label, spin)
        by_priority = self.tr("Targets by priority or day…")
        self.targets = KeyButton(by_priority, self.body, kind="link", name="category_targets")
        self.targets.clicked.connect(self.open_targets)
        enable_for(self.seat, self.targets, Right.KEEP_TAXONOMY)
        row = QHBoxLayout()
        row.addWidget(self.targets)
        row.addStretch(1)
        self.column.addLayout(row)
        words = QPlainTextEdit(self)
        words.setFixedHeight(theme().px(110))
        words.setTabChangesFocus(True)
        self.field(
            "keywords", self.tr("&Keywords, one a line"), words, hint=self.tr("The slip knows the category by them.")
        )
        self.add("active", _box(self, "category_active", self.tr("In &use")))
        self.fill_departments()
        self.seat.reference_changed.connect(self.fill_departments)

    def open_targets(self) -> None:
        """Set a target for one priority, or from a later day on."""
        if self.record_id is not None:
            self.seat.ask(lambda s, _: (Goals.of(s), target_rows(s)), then=self._open_targets, owner=self, key="goals")

    def _open_targets(self, found: tuple[Goals, list[TargetRow]]) -> None:
        if self.record_id is not None:
            self.sheet = target_sheet(self.seat, self.record_id, *found, parent=self)
            self.sheet.open()

    def fill_departments(self) -> None:
        """The departments there are now."""
        chosen = self.departments.currentData()
        self.departments.clear()
        self.departments.addItem(self.tr("None"), None)
        for row in self.seat.reference.departments:
            self.departments.addItem(row.name, row.id)
        self.departments.setCurrentIndex(max(0, self.departments.findData(chosen)))

    def act(self) -> Callable[[Session], Any]:
        fields, record_id = self.values(), self.record_id
        return self.as_me(lambda s, who, at: save_category(s, who, fields=fields, at=at, category_id=record_id).id)


class PasswordForm(OfficeForm):
    """One's own password: everybody has one."""

    right = None

    def build(self) -> None:
        for name, label in (
            ("old", self.tr("Password &now")),
            ("password", self.tr("&New password")),
            ("again", self.tr("New password, a&gain")),
        ):
            self.field(name, label, PasswordEdit(self))

    def check(self) -> dict[str, str]:
        values = self.values()
        if values["password"] != values["again"]:
            return {"again": self.tr("The two passwords differ. Type the same one twice.")}
        return {} if values["old"] else {"old": self.tr("Type the password you have now.")}

    def save(self) -> None:
        """Argon2 takes its time: off both the UI's and the writer's thread."""
        self.show_problems(self.check())
        opened, values = self.seat.opened, self.values()
        if self.has_problems or opened is None:
            return
        check_password_of = values["password"]
        at = self.seat.now()
        self.button.setEnabled(False)
        self.jobs.run(
            lambda _: opened.vault.change_password(opened.login, values["old"], check_password_of, at=at),
            then=self._changed,
            failed=self.show_error,
            ended=lambda: self.button.setEnabled(True),
            owner=self,
        )

    def _changed(self, _: object) -> None:
        self.load({"old": "", "password": "", "again": ""})
        self.seat.messages.note(self.tr("Your password is changed"))


def _box(parent: OfficeForm, name: str, words: str) -> QCheckBox:
    box = QCheckBox(words, parent)
    box.setObjectName(name)
    box.setAccessibleName(words.replace("&", ""))
    box.setChecked(True)
    parent.column.addWidget(box)
    return box
