"""Somebody is away, or the Director's place is vacant: recorded, corrected, ended by the return."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget
from sqlmodel import Session

from app.authority import Right
from app.models import AbsenceKind, Role
from app.queries.register_rows import AbsenceRow, DesignationRow, State
from app.services.absences import change_absence, end_absence, record_absence
from app.ui.case_words import Clock
from app.ui.forms.choices import choice_box
from app.ui.forms.mandate_form import MandateForm, MomentEdit, closing_of, opening_of
from app.ui.forms.sheet import Sheet
from app.ui.mandate_words import absent_words, days_words, kind_words
from app.ui.seat import Seat

VACANCY = -1
DEPUTIES = frozenset({Role.ASSOCIATE, Role.COORDINATOR})


class AbsenceForm(MandateForm):
    """Who, why, from when to when, and who stands in; `row` is one that is corrected."""

    def __init__(self, seat: Seat, *, row: AbsenceRow | None = None, parent: QWidget | None = None) -> None:
        super().__init__(seat, "absence_form", parent)
        self._row = row
        self.who = self._whose()
        self.kind = choice_box(
            [(each, kind_words(each).capitalize()) for each in AbsenceKind if each is not AbsenceKind.VACANCY],
            self.body,
            name="absence_kind",
        )
        self.begin, self.end = MomentEdit(self.body), MomentEdit(self.body)
        self.open = QCheckBox(self.tr("&No end is known yet"), self.body)
        self.deputy = self._deputies()
        self.field("staff_id", self.tr("&Who is away"), self.who)
        self.field("kind", self.tr("Wh&y"), self.kind)
        self.field("from_at", self.tr("&From"), self.begin)
        self.field("until_at", self.tr("&Until"), self.end)
        self.column.addWidget(self.open)
        self.open.setObjectName("absence_open")
        self.add("open", self.open)
        self.deputy_field = self.field("deputy_id", self.tr("&Deputy"), self.deputy)
        self.line(
            "words",
            self.tr("&In a few words"),
            hint=self.tr("Read by who is away and who records absences."),
            longest=200,
        )
        self._begin()
        for signal in (self.who.currentIndexChanged, self.open.toggled):
            signal.connect(self._follow)
        self._follow()
        self.setFocusProxy(self.who if row is None else self.kind)

    def _whose(self) -> QComboBox:
        """Oneself alone, where the right to record others is missing; one's own name first."""
        seat, others = self.seat, self.seat.may(Right.RECORD_ABSENCE)
        staff = [each for each in seat.reference.staff if each.left_at is None and (others or each.id == seat.me.id)]
        staff.sort(key=lambda each: (each.role is not Role.DIRECTOR if others else 0, each.name))
        found = [(each.id, f"{each.name}, {each.role.value.capitalize()}") for each in staff]
        if others:
            found.append((VACANCY, self.tr("Nobody: the Director’s place is vacant")))
        return choice_box(found, self.body, name="absence_who")

    def _deputies(self) -> QComboBox:
        staff = [each for each in self.seat.reference.staff if each.left_at is None and each.role in DEPUTIES]
        found: list[tuple[int | None, str]] = [(None, self.tr("Nobody named"))]
        return choice_box([*found, *((each.id, each.name) for each in staff)], self.body, name="absence_deputy")

    def _begin(self) -> None:
        row, seat = self._row, self.seat
        today = seat.today()
        values: dict[str, Any] = {
            "from_at": opening_of(seat, today + timedelta(days=1)).astimezone(UTC),
            "until_at": closing_of(seat, today + timedelta(days=1)).astimezone(UTC),
        }
        if row is not None:
            self.who.setEnabled(False)
            values |= {"staff_id": VACANCY if row.staff_id is None else row.staff_id, "kind": row.kind}
            values |= {"from_at": row.from_at, "deputy_id": row.deputy_id, "words": row.words}
            values |= {"open": row.until_at is None, "until_at": row.until_at or row.from_at}
        self.load(values)
        if row is None:
            self.track_draft("absence", "new")

    def _follow(self) -> None:
        """What a vacancy, the Director's absence or an open end asks otherwise."""
        chosen = self.who.currentData()
        role = next((each.role for each in self.seat.reference.staff if each.id == chosen), None)
        self.kind.setEnabled(chosen != VACANCY)
        self.end.setEnabled(not self.open.isChecked())
        self.deputy_field.setVisible(chosen != VACANCY)
        hint = self.tr("What falls due for them shows up with the deputy as well.")
        if role is Role.DIRECTOR:
            hint = self.tr("A deputy has no powers: the Mayor designates who acts.")
        self.deputy_field.set_hint(hint)

    def act(self) -> Callable[[Session], Any]:
        """Record it, or correct the one that is open."""
        values, row = self.values(), self._row
        is_open, vacant = values.pop("open"), values["staff_id"] == VACANCY
        values["until_at"] = None if is_open else values["until_at"]
        if vacant:
            values |= {"staff_id": None, "kind": AbsenceKind.VACANCY, "deputy_id": None}
        if row is None:
            return self.as_me(lambda s, who, at: record_absence(s, who, fields=values, at=at).id)
        changes = {name: value for name, value in values.items() if name != "staff_id"}
        return self.as_me(lambda s, who, at: change_absence(s, who, row.id, changes=changes, at=at).id)


class ReturnForm(MandateForm):
    """Somebody is back, or an absence to come is called off; whoever acts because of it acts no more."""

    def __init__(
        self, seat: Seat, row: AbsenceRow, acting: DesignationRow | None, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(seat, "return_form", parent)
        self._row = row
        clock = Clock(seat.now(), seat.zone)
        days = days_words(row.from_at, row.until_at, clock, year=True)
        self.say(self.tr("{0}: {1}, {2}.").format(absent_words(row), days, kind_words(row.kind)), "return_absence")
        if acting is not None:
            words = self.tr("{0} is Acting Director because of it. The designation ends in the same moment.")
            self.say(words.format(acting.name), "return_acting")
        self.words_line = self.line("words", self.tr("&Remark, if any"), longest=400)
        self.setFocusProxy(self.words_line)

    def act(self) -> Callable[[Session], Any]:
        """End the absence now."""
        words, number = self.words_line.text().strip(), self._row.id
        return self.as_me(lambda s, who, at: end_absence(s, who, number, at=at, words=words).id)


def absence_sheet(seat: Seat, *, row: AbsenceRow | None = None, parent: QWidget) -> Sheet:
    """The sheet to record an absence, or to correct `row`."""
    form = AbsenceForm(seat, row=row, parent=parent)
    title = form.tr("Record an absence") if row is None else form.tr("Change an absence")
    return Sheet(form, title=title, act=form.tr("Record") if row is None else form.tr("Save"), parent=parent)


def return_sheet(seat: Seat, row: AbsenceRow, acting: DesignationRow | None, *, parent: QWidget) -> Sheet:
    """The sheet that ends an absence."""
    form = ReturnForm(seat, row, acting, parent=parent)
    if row.state is State.TO_COME:
        return Sheet(form, title=form.tr("Call off an absence"), act=form.tr("Call it off"), parent=parent)
    mine = row.staff_id == seat.me.id
    title = form.tr("I am back") if mine else form.tr("{0} is back").format(row.name)
    if row.staff_id is None:
        title = form.tr("The Director’s place is filled")
    return Sheet(form, title=title, act=form.tr("End it now"), parent=parent)
