"""Targets by priority and day, from the form of a category."""

from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QSpinBox

from app.models import Priority
from app.queries.goals import Goal, Goals
from app.store import Store
from app.ui.forms.target_form import TargetForm
from app.ui.pages.office_forms import CategoryForm
from app.ui.seat import Seat
from app.ui.widgets.field import Field
from tests.ui.find import child
from tests.ui.seat import settle


def shown(form: CategoryForm) -> TargetForm:
    assert isinstance(form.sheet.form, TargetForm)
    return form.sheet.form


def test_that_a_target_is_set_for_one_priority_from_a_later_day(seat: Seat, store: Store, qtbot) -> None:
    form = CategoryForm(seat, "category_form")
    qtbot.addWidget(form)
    form.begin(seat.reference.categories[0]._asdict(), record_id=1, version=None)
    form.show()
    form.targets.click()
    settle(qtbot, seat)
    sheet = shown(form)
    assert [sheet.spins[name].value() for name in Goal._fields] == [8, 2, 10]
    sheet.priority.setCurrentIndex(sheet.priority.findData(Priority.URGENT))
    sheet.begins.setDate(QDate(2027, 1, 4))
    sheet.spins["resolution_days"].setValue(3)
    sheet.save()
    settle(qtbot, seat)
    goals = store.read(Goals.of)
    assert goals.on(1, Priority.URGENT, date(2027, 1, 4)) == Goal(8, 2, 3)
    assert goals.on(1, Priority.URGENT, date(2027, 1, 3)) == goals.on(1, Priority.HIGH, date(2027, 1, 4))
    form.targets.click()
    settle(qtbot, seat)
    assert "Urgent from Mon Jan 4, 2027: 8 h, 2 d, 3 d" in shown(form).told.text()
    assert shown(form).begins.minimumDate() == QDate(2026, 11, 18)


def test_that_a_target_of_nought_is_refused_beside_its_field(seat: Seat, store: Store, qtbot) -> None:
    form = CategoryForm(seat, "category_form")
    qtbot.addWidget(form)
    form.begin(seat.reference.categories[0]._asdict(), record_id=1, version=None)
    form.show()
    spin = child(form, QSpinBox, "category_form_resolution_days")
    spin.selectAll()
    qtbot.keyClicks(spin, "0")
    form.save()
    settle(qtbot, seat)
    assert "nought" in (child(form, Field, "category_form_resolution_days_field").problem or "") and spin.value() == 0
    form.targets.click()
    settle(qtbot, seat)
    sheet = shown(form)
    sheet.spins["acknowledge_hours"].setValue(0)
    sheet.save()
    settle(qtbot, seat)
    assert "nought" in (child(sheet, Field, "target_acknowledge_hours_field").problem or "")
    assert store.read(Goals.of).on(1, Priority.NORMAL, date(2026, 11, 18)) == Goal(8, 2, 10)
