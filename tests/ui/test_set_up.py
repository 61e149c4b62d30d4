"""Setting up: seven steps to an office that opens."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton, QTableWidgetItem
from sqlmodel import select

from app.config import OfficePaths
from app.models import Appointment, Role
from app.opening import open_office
from app.queries.office import calendar, departments, staff
from app.ui.entry import Entry
from app.ui.messages import Messages
from app.ui.set_up import SetUpPage
from app.vault import Cost
from tests.factories import AT
from tests.ui.find import child

PASSWORD = "four words of mine"


@pytest.fixture
def page(qtbot, tmp_path: Path):
    entry = Entry(Messages(), cost=Cost.cheap())
    made = SetUpPage(entry, OfficePaths(tmp_path / "office"))
    entry.refused.connect(made.refuse)
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    yield made
    entry.close()
    entry.deleteLater()


def fill_account(page: SetUpPage) -> None:
    page.account.name.setText("Margaret Mulcahy")
    page.account._propose("Margaret Mulcahy")
    for edit in (page.account.password, page.account.again):
        edit.setText(PASSWORD)


def test_that_a_step_without_its_answers_says_so_and_stays(page: SetUpPage) -> None:
    page.go_on()
    assert page.at == 0 and page.city.fields["city"].problem
    page.city.city.setText("Halbrook")
    page.go_on()
    page.go_on()
    assert page.at == 1
    assert page.account.fields["name"].problem and page.account.fields["login"].problem
    page.go_back()
    assert page.at == 0 and page.city.city.text() == "Halbrook"


def test_that_the_state_brings_zone_and_holidays(page: SetUpPage) -> None:
    page.city.city.setText("Reno")
    page.city.state.setCurrentText("Nevada")
    page.go_on()
    value = page.hours.form.value()
    assert value["zone"] == "America/Los_Angeles"
    assert "Nevada Day" in value["closures"].values()


def test_that_hours_which_end_before_they_begin_are_refused(page: SetUpPage) -> None:
    monday = page.hours.form._days[0]
    monday._edits[1].setTime(monday._edits[0].time().addSecs(-3600))
    assert "mon" in page.hours.problems()
    assert monday.problem.text()


def test_that_the_trial_names_the_days(page: SetUpPage) -> None:
    page.hours.take("MA", "America/New_York")
    trial = page.hours.form.try_it
    assert trial.due.text()
    assert "3 business days" in trial.why.text()


def test_that_the_last_step_makes_an_office_that_opens(qtbot, page: SetUpPage, tmp_path: Path) -> None:
    page.city.city.setText("Halbrook")
    page.go_on()
    fill_account(page)
    page.go_on()
    page.go_on()
    page.go_on()
    page.go_on()
    page.people.add_person("Linh Tran", "ltran")
    assert not page._paths.exists()
    page.go_on()
    qtbot.waitUntil(lambda: page.at == 6, timeout=20_000)
    panel = page.recovery.panel
    assert not page.next.isEnabled()
    panel.last.setText("XXXX")
    assert panel.proof.problem and not page.next.isEnabled()
    panel.save_to(tmp_path / "sheet.pdf")
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    panel.last.setText(panel._key[-4:].lower())
    with qtbot.waitSignal(page.finished) as done:
        page.go_on()
    assert done.args == ["mmulcahy", PASSWORD]
    opened = open_office(page._paths, "mmulcahy", PASSWORD, AT, cost=Cost.cheap())
    assert [row.login for row in opened.store.read(staff)] == ["ltran", "mmulcahy"]
    assert len(opened.store.read(departments)) == 15
    assert opened.store.read(calendar).closures
    opened.close()


def test_that_the_mayor_and_the_orders_of_appointment_are_taken_down(qtbot, page: SetUpPage) -> None:
    page.city.city.setText("Halbrook")
    fill_account(page)
    page.account.instrument.setText("Order 2026-1")
    page._go(5)
    page.people.add_person("Linh Tran", "ltran")
    page.people.table.setItem(0, 4, QTableWidgetItem("Order 2026-2"))
    child(page.people, QPushButton, "people_add_mayor").click()
    for at, text in ((0, "Thomas Grady"), (1, "tgrady")):
        page.people.table.setItem(1, at, QTableWidgetItem(text))
    page.go_on()
    qtbot.waitUntil(lambda: page.at == 6, timeout=20_000)
    opened = open_office(page._paths, "mmulcahy", PASSWORD, AT, cost=Cost.cheap())
    roles = {row.name: row.role for row in opened.store.read(staff)}
    orders = opened.store.read(lambda s: s.exec(select(Appointment.role, Appointment.instrument)).all())
    assert roles["Thomas Grady"] is Role.MAYOR and opened.vault.has("tgrady")
    assert set(orders) == {(Role.DIRECTOR, "Order 2026-1"), (Role.ASSOCIATE, "Order 2026-2")}
    opened.close()


def test_that_a_login_taken_twice_is_told_and_nothing_is_made(qtbot, page: SetUpPage) -> None:
    page.city.city.setText("Halbrook")
    fill_account(page)
    page._go(5)
    page.people.add_person("Another", "mmulcahy")
    page.go_on()
    qtbot.waitUntil(lambda: "Choose another" in page.told.text(), timeout=20_000)
    assert page.at == 5 and not page._paths.exists()
