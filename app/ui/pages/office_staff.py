"""The Office page's staff: who signs in, with joining, changing and leaving."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from sqlmodel import Session

from app.authority import Right
from app.founding import first_password
from app.models import APPOINTED, Role
from app.opening import Member, add_member
from app.services.office import add_staff, change_staff
from app.ui.forms.leave_form import leave_sheet
from app.ui.gates import enable_for
from app.ui.labels import word
from app.ui.pages.office_forms import OfficeForm
from app.ui.pages.office_tabs import RecordsTab
from app.ui.seat import Seat
from app.ui.set_up_steps import role_box
from app.ui.widgets.buttons import KeyButton


class StaffForm(OfficeForm):
    """One staff member; a new one gets a first password to hand over."""

    right = Right.MANAGE_STAFF
    _had_role: Role | None = None

    def build(self) -> None:
        self.line("name", self.tr("&Name, as it should stand on paper"))
        self.line("login", self.tr("Signs in &as"))
        self.role = role_box(self, "staff_role", self.tr("Role"))
        self.field("role", self.tr("&Role"), self.role)
        hint = self.tr("The number of the Mayor’s order or letter. It may follow on the Delegation page.")
        self.line("instrument", self.tr("Appointed b&y"), hint=hint)
        self.role.currentIndexChanged.connect(self._show_instrument)
        self.line("email", self.tr("&E-mail"))
        self.line("languages", self.tr("&Languages"))
        self.line("password", self.tr("First &password"), hint=self.tr("Hand it over; they change it under My seat."))

    def begin(self, values: Mapping[str, Any], *, record_id: int | None, version: int | None) -> None:
        """Show somebody, or somebody new."""
        self.record_id = record_id
        self._had_role = values.get("role") if record_id is not None else None
        blank = dict.fromkeys(("name", "login", "email", "languages", "password", "instrument"), "")
        first = {"password": first_password()} if record_id is None else {}
        self.load({**blank, **first, **values}, version=version)
        for name in ("login", "password"):
            editor = self.findChild(QLineEdit, f"staff_form_{name}")
            assert editor is not None
            editor.setReadOnly(name == "login" and record_id is not None)
            frame = editor.parentWidget()
            if frame is not None and name == "password":
                frame.setVisible(record_id is None)
        self._show_instrument()

    def _show_instrument(self) -> None:
        """Asked where this makes an appointment: in a role that the Mayor fills and that they do not have yet."""
        editor = self.findChild(QLineEdit, "staff_form_instrument")
        frame = editor.parentWidget() if editor is not None else None
        chosen = self.role.currentData()
        if frame is not None and chosen is not None:
            makes = Role(chosen) in APPOINTED and Role(chosen) != self._had_role
            frame.setVisible(makes and self.seat.may(Right.APPOINT))

    def act(self) -> Callable[[Session], Any]:
        values = self.values()
        record_id, version = self.record_id, self.version
        values.pop("password")
        more: dict[str, Any] = {"instrument": values.pop("instrument").strip()}
        if record_id is not None:
            return self.as_me(
                lambda s, who, at: (
                    change_staff(s, who, record_id, version=version or 1, changes=values, at=at, **more).id
                )
            )
        return self.as_me(lambda s, who, at: add_staff(s, who, fields=values, at=at, **more).id)

    def save(self) -> None:
        """A new member gets a key, which takes its time: off both the UI's and the writer's thread."""
        opened = self.seat.opened
        if opened is None or self.record_id is not None:
            super().save()
            return
        self.show_problems(self.check())
        if self.has_problems or self.is_busy:
            return
        member, at, me = Member(**self.values()), self.seat.now(), self.seat.me.id
        self._set_busy(True)
        self.jobs.run(
            lambda work: add_member(work.write, opened, member, at, by=me),
            then=self._saved,
            failed=self.show_error,
            ended=self._ended,
            owner=self,
        )

    def check(self) -> dict[str, str]:
        values = self.values()
        short = self.record_id is None and len(values["password"]) < 10
        return {"password": self.tr("Use at least 10 characters.")} if short else {}


class StaffTab(RecordsTab):
    """The staff with their roles; who leaves is asked about on a sheet."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(
            seat,
            StaffForm(seat, "staff_form"),
            lambda: seat.reference.staff,
            name="staff_tab",
            label=self.tr("Staff"),
            new=self.tr("A&dd a person"),
        )
        self.go = KeyButton(self.tr("Leaves the &office…"), self, icon="log-out", kind="quiet", name="staff_leaves")
        enable_for(seat, self.go, Right.MANAGE_STAFF)
        self.go.clicked.connect(self.ask_leave)
        self.left.addWidget(self.go)

    def words(self, record: Any) -> str:
        """Name and role."""
        return f"{record.name}  ·  {word('role', record.role)}"

    def ask_leave(self) -> None:
        """The sheet for who is chosen; oneself cannot be let go."""
        item = self.list.currentItem()
        if item is None:
            return
        self.sheet = leave_sheet(self.seat, item.data(Qt.ItemDataRole.UserRole), parent=self)
        self.sheet.form.saved.connect(self._gone)
        self.sheet.open()

    def _gone(self, _: object) -> None:
        self.form.record_id = None
