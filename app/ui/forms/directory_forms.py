"""The directory: a department, a contact there, an official with their staff (Q2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QSpinBox, QWidget
from sqlmodel import Session

from app.models import Level
from app.queries.departments import ContactLine, DepartmentLine, OfficialRow
from app.services.departments import save_contact, save_official
from app.services.office import save_department
from app.ui.forms.choices import choice_box
from app.ui.forms.mandate_form import MandateForm
from app.ui.forms.sheet import Sheet
from app.ui.referral_words import level_words
from app.ui.seat import Seat
from app.ui.theme import theme


class _DirectoryForm(MandateForm):
    """What the three have in common: days for an answer, and whether it is still in use."""

    def days(self, name: str, label: str, value: int) -> None:
        """A field of office days."""
        box = QSpinBox(self.body)
        box.setRange(0, 250)  # nought is refused with a sentence
        box.setValue(value)
        self.field(name, label, box)

    def in_use(self, words: str) -> None:
        """Whether it is offered any more."""
        box = QCheckBox(words, self.body)
        box.setObjectName(f"{self.objectName()}_active")
        box.setAccessibleName(words.replace("&", ""))
        box.setChecked(True)
        self.column.addWidget(box)
        self.add("active", box)


class DepartmentForm(_DirectoryForm):
    """A department; `saved` gives its id."""

    def __init__(self, seat: Seat, row: DepartmentLine | None, *, parent: QWidget) -> None:
        super().__init__(seat, "department_sheet_form", parent)
        self._id = row.id if row else None
        name = self.line("name", self.tr("&Name"))
        self.line("head", self.tr("&Head"))
        self.line("liaison", self.tr("&Liaison to us"))
        self.line("phone", self.tr("&Phone"), longest=60)
        self.line("email", self.tr("&E-mail"), longest=200)
        self.days("answer_days", self.tr("&Target for answers, office days"), 5)
        self.in_use(self.tr("In &use"))
        if row is not None:
            names = ("name", "head", "liaison", "phone", "email", "answer_days", "active")
            self.load({each: getattr(row, each) for each in names})
        self.setFocusProxy(name)

    def act(self) -> Callable[[Session], Any]:
        """Keep it."""
        fields, number = self.values(), self._id
        return self.as_me(lambda s, who, at: save_department(s, who, fields=fields, at=at, department_id=number).id)


class ContactForm(_DirectoryForm):
    """Somebody at a department."""

    def __init__(self, seat: Seat, department_id: int, row: ContactLine | None, *, parent: QWidget) -> None:
        super().__init__(seat, "contact_line_form", parent)
        self._department, self._id = department_id, row.id if row else None
        name = self.line("name", self.tr("&Name"))
        self.line("title", self.tr("&Title"))
        self.line("phone", self.tr("&Phone"), longest=60)
        self.line("email", self.tr("&E-mail"), longest=200)
        self.in_use(self.tr("Still &there"))
        names = ("name", "title", "phone", "email", "active")
        self._base = {each: getattr(row, each) for each in names} if row is not None else None
        if self._base is not None:
            self.load(self._base)
        self.setFocusProxy(name)

    def act(self) -> Callable[[Session], Any]:
        """Keep them."""
        department = self._department
        given: dict[str, Any] = {"fields": self.values(), "contact_id": self._id, "base": self._base}
        return self.as_me(lambda s, who, at: save_contact(s, who, department, at=at, **given).id)


class OfficialForm(_DirectoryForm):
    """An official; `saved` gives the id."""

    def __init__(self, seat: Seat, row: OfficialRow | None, *, parent: QWidget) -> None:
        super().__init__(seat, "official_form", parent)
        self._id = row.id if row else None
        self._base: dict[str, Any] | None = None
        name = self.line("name", self.tr("&Name"))
        self.line("title", self.tr("&Title"))
        hint = self.tr("Such as City Council, State Senate, Social Security Administration")
        self.line("body", self.tr("&Body"), hint=hint, longest=160)
        levels = [(each, level_words(each)) for each in Level]
        self.field("level", self.tr("Le&vel of government"), choice_box(levels, self.body, name="official_level"))
        self.line("district", self.tr("&District or ward"))
        self.line("phone", self.tr("&Phone"), longest=60)
        self.line("email", self.tr("&E-mail"), longest=200)
        self.line("address", self.tr("&Address"), longest=300)
        until = self.line("term_until", self.tr("Term &until"), hint=self.tr("Like 2027-12-31; empty if not known."))
        until.setMaxLength(10)
        staff = QPlainTextEdit(self.body)
        staff.setTabChangesFocus(True)
        staff.setFixedHeight(theme().px(72))
        self.field("staff", self.tr("&Staff, one a line"), staff)
        self.days("answer_days", self.tr("&Office days we count on for an answer"), 20)
        self.in_use(self.tr("In o&ffice"))
        self._begin(row)
        self.setFocusProxy(name)

    def _begin(self, row: OfficialRow | None) -> None:
        if row is None:
            return
        names = ("name", "title", "body", "level", "district", "phone", "email", "address", "answer_days", "active")
        values: dict[str, Any] = {each: getattr(row, each) for each in names}
        self._base = {**values, "term_until": row.term_until, "staff": list(row.staff)}
        until = row.term_until.isoformat() if row.term_until else ""
        self.load({**values, "term_until": until, "staff": "\n".join(row.staff)})

    def check(self) -> dict[str, str]:
        """The end of the term has to be a day."""
        typed = str(self.values()["term_until"]).strip()
        return {} if not typed or _day(typed) else {"term_until": self.tr("Write the day like 2027-12-31.")}

    def act(self) -> Callable[[Session], Any]:
        """Keep them."""
        fields, number, base = self.values(), self._id, self._base
        fields["term_until"] = _day(str(fields["term_until"]).strip())
        fields["staff"] = [each.strip() for each in str(fields["staff"]).splitlines() if each.strip()]
        return self.as_me(
            lambda s, who, at: save_official(s, who, fields=fields, at=at, official_id=number, base=base).id
        )


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def department_sheet(seat: Seat, row: DepartmentLine | None, *, parent: QWidget) -> Sheet:
    """The form of a department over its window."""
    form = DepartmentForm(seat, row, parent=parent)
    title = form.tr("Edit {0}").format(row.name) if row else form.tr("New department")
    return Sheet(form, title=title, act=form.tr("Save"), parent=parent, key="Ctrl+Enter")


def contact_sheet(seat: Seat, department_id: int, row: ContactLine | None, *, parent: QWidget) -> Sheet:
    """The form of a contact over its window."""
    form = ContactForm(seat, department_id, row, parent=parent)
    title = form.tr("Edit {0}").format(row.name) if row else form.tr("New contact")
    return Sheet(form, title=title, act=form.tr("Save"), parent=parent, key="Ctrl+Enter")


def official_sheet(seat: Seat, row: OfficialRow | None, *, parent: QWidget) -> Sheet:
    """The form of an official over its window."""
    form = OfficialForm(seat, row, parent=parent)
    title = form.tr("Edit {0}").format(row.name) if row else form.tr("New official")
    return Sheet(form, title=title, act=form.tr("Save"), parent=parent, width=560, key="Ctrl+Enter")
