"""The step of the set-up that lists who works here."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QHeaderView, QLabel, QTableWidget, QTableWidgetItem, QWidget

from app.errors import Invalid
from app.founding import first_password
from app.models import Role, StaffFields
from app.opening import Member
from app.ui.set_up_steps import Step, role_box
from app.ui.theme import theme
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton
from app.vault import check_password


class PeopleStep(Step):
    """Those who work here, the Mayor too, each with a first password to hand over."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("people_step", parent)
        self.title = self.tr("People of the office")
        self.below = self.tr("Each gets a first password. Note or print this list now; they change it under Office.")
        heads = [self.tr("Name"), self.tr("Signs in as"), self.tr("Role"), self.tr("First password")]
        heads.append(self.tr("Mayor’s order no."))
        self.table = named(QTableWidget(0, len(heads), self), "people_table", self.tr("People of the office"))
        self.table.setHorizontalHeaderLabels(heads)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.problem: QLabel = text_label("", self, type="table", ink="overdue", name="people_problem")
        self.problem.setWordWrap(True)
        add = KeyButton(self.tr("&Add a person"), self, icon="user-plus", name="people_add")
        add.clicked.connect(lambda: self.add_person())
        mayor = KeyButton(self.tr("Add the &Mayor"), self, icon="landmark", name="people_add_mayor")
        mayor.setToolTip(self.tr("So that the Mayor designates an acting director here, without a memo to record"))
        mayor.clicked.connect(lambda: self.add_person(role=Role.MAYOR))
        remove = KeyButton(self.tr("&Remove"), self, kind="quiet", name="people_remove")
        remove.clicked.connect(lambda: self.table.removeRow(self.table.currentRow()))
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.problem)
        buttons = QHBoxLayout()
        for button in (add, mayor, remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.column.addLayout(buttons)

    def add_person(self, name: str = "", login: str = "", role: Role = Role.ASSOCIATE) -> None:
        """One more line, with a first password."""
        row = self.table.rowCount()
        self.table.insertRow(row)
        for at, text in ((0, name), (1, login), (3, first_password()), (4, "")):
            self.table.setItem(row, at, QTableWidgetItem(text))
        box = role_box(self, f"people_role_{row}", self.tr("Role"))
        box.setCurrentIndex(box.findData(role))
        self.table.setCellWidget(row, 2, box)
        self.table.setRowHeight(row, theme().control_height() + 4)
        self.table.setCurrentCell(row, 0)
        self.table.setFocus()

    def value(self) -> list[Member]:
        """Everybody on the list; empty lines are left out."""
        found = []
        for row in range(self.table.rowCount()):
            name, login, password, order = (self._text(row, at) for at in (0, 1, 3, 4))
            box = self.table.cellWidget(row, 2)
            if (name or login) and isinstance(box, QComboBox):
                found.append(Member(name, login, Role(box.currentData()), password=password, instrument=order))
        return found

    def problems(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for member in self.value():
            try:
                StaffFields.checked(member.fields())
                check_password(member.login, member.password)
            except Invalid as error:
                found["list"] = f"{member.name or member.login}: {error.sentence}"
        self.problem.setText(found.get("list", ""))
        return found

    def _text(self, row: int, at: int) -> str:
        item = self.table.item(row, at)
        return item.text().strip() if item is not None else ""
