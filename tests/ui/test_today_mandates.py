"""Today tells of appointments that end, of who is away, and of the cases of those one stands in for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from sqlmodel import Session

from app.authority import actor
from app.changes import Changes
from app.models import Role
from app.services.absences import end_absence, record_absence
from app.services.appointments import renew_all
from app.ui.forms.assign_form import AssignForm
from app.ui.pages.cases import CasesPage
from app.ui.pages.delegation import DelegationPage
from app.ui.pages.today import TodayPage
from app.ui.seat import Seat
from app.ui.widgets.buttons import KeyButton
from tests.factories import AT, director, make_case, make_staff
from tests.ui.seat import put_up, settle
from tests.unit.test_appointments import FIRST, on

DAY = timedelta(days=1)


@pytest.fixture
def role(request: pytest.FixtureRequest) -> Role:
    """An associate, or the role that the test names."""
    return Role(getattr(request, "param", Role.ASSOCIATE))


def write(seat: Seat, act: Callable[[Session], Any]) -> Any:
    store: Any = seat.jobs._store
    return store.write(act).result


def shown(qtbot: Any, seat: Seat, at: datetime = AT) -> TodayPage:
    seat.clock = lambda: at
    return put_up(qtbot, seat, TodayPage(seat), (1280, 800))


def away(session: Session, deputy_id: int) -> int:
    patrick = make_staff(session, name="Patrick Feeney", login="pfeeney")
    make_case(session, "Theirs", owner_id=patrick.id, fields={"category_id": 1}, at=AT - 60 * DAY)
    fields = {"staff_id": patrick.id, "from_at": AT - DAY, "until_at": AT + 9 * DAY, "deputy_id": deputy_id}
    return record_absence(session, director(session), fields=fields, at=AT).id or 0


def test_that_the_deputy_sees_whose_work_waits_and_opens_it(qtbot: Any, seat: Seat) -> None:
    absence_id = write(seat, lambda s: away(s, seat.me.id))
    page = shown(qtbot, seat)
    (group,) = page.stand_ins.groups.values()
    assert group.head.title.text() == "For Patrick Feeney, who is away until Fri, Nov 27, 10:24 AM"
    assert group.cases.model.count == 1 and not page.stand_ins.isHidden()
    assert any("P. Feeney is away" in row.accessibleName() for row in page.month._rows)
    with qtbot.waitSignal(seat.page_wanted) as asked:
        group.head.acted.emit()
    assert asked.args[1]["filter"]["owner_ids"] == [3]
    write(seat, lambda s: end_absence(s, director(s), absence_id, at=AT + DAY))
    seat.clock = lambda: AT + DAY
    page.refresh()
    settle(qtbot, seat)
    assert page.stand_ins.isHidden() and page.stand_ins.groups == {}


def test_that_one_is_told_of_the_own_end_60_days_ahead_and_pressed_14_days_ahead(qtbot: Any, seat: Seat) -> None:
    page = shown(qtbot, seat, on(FIRST) - 60 * DAY)
    assert page.mandates.isHidden()
    assert any("Jan 31 Your appointment ends 59 days left" in row.accessibleName() for row in page.month._rows)
    seat.clock = lambda: on(FIRST) - 14 * DAY
    page.refresh()
    settle(qtbot, seat)
    words = "Your appointment ends Sunday, January 31, 2027, in 13 days. The Mayor’s order renews it."
    assert page.mandates.accessibleName() == words
    assert page.mandates._button.isHidden()


@pytest.mark.parametrize("role", [Role.DIRECTOR], indirect=True)
def test_that_who_records_appointments_is_led_to_renew_them_all(qtbot: Any, seat: Seat) -> None:
    write(seat, make_staff)
    page = shown(qtbot, seat, on(FIRST) - 10 * DAY)
    assert page.mandates.accessibleName() == "2 appointments end Sunday, January 31, 2027."
    assert any("2 appointments have no order number yet" in row.accessibleName() for row in page.month._rows)
    with qtbot.waitSignal(seat.page_wanted) as asked:
        page.mandates.acted.emit()
    assert asked.args == ["delegation", {"do": "renew"}]
    at = on(FIRST) - 9 * DAY
    write(seat, lambda s: renew_all(s, actor(s, 1, at), instrument="Order 2027-004", at=at))
    seat.clock = lambda: at
    page.refresh()
    settle(qtbot, seat)
    assert page.mandates.isHidden()


@pytest.mark.parametrize("role", [Role.DIRECTOR], indirect=True)
def test_that_the_day_of_the_appointments_is_named_and_what_lapsed_after_it(qtbot: Any, seat: Seat) -> None:
    write(seat, make_staff)
    page = shown(qtbot, seat, on(FIRST, 9))
    assert page.mandates.accessibleName() == (
        "Today the Mayor makes the appointments. 2 are still to be recorded: Linh Tran, Margaret Mulcahy."
    )
    seat.clock = lambda: on(FIRST, 9) + DAY
    page.refresh()
    settle(qtbot, seat)
    assert page.mandates.accessibleName().startswith("No appointment in force: Linh Tran, Margaret Mulcahy.")


def test_that_one_who_is_recorded_as_away_is_led_to_the_return(qtbot: Any, seat: Seat) -> None:
    fields = {"staff_id": seat.me.id, "from_at": AT, "until_at": None}
    made = write(seat, lambda s: record_absence(s, actor(s, seat.me.id, AT), fields=fields, at=AT).id)
    page = shown(qtbot, seat)
    row = next(row for row in page.month._rows if "You are recorded as away" in row.accessibleName())
    with qtbot.waitSignal(seat.page_wanted) as asked:
        row.findChildren(KeyButton)[0].click()
    assert asked.args == ["delegation", {"do": "return", "absence_id": made}]


def test_that_the_deputy_finds_a_view_of_both_desks(qtbot: Any, seat: Seat) -> None:
    write(seat, lambda s: away(s, seat.me.id))
    write(seat, lambda s: make_case(s, "Mine", owner_id=seat.me.id).id)
    page = CasesPage(seat)
    qtbot.addWidget(page)
    page.show()
    settle(qtbot, seat)
    assert page.list.views.choose("stand_in")
    settle(qtbot, seat)
    assert page.list.model.count == 2
    assert page.list.views.tabs.tabText(page.list.views.tabs.currentIndex()) == "Mine and stood in for  2"


@pytest.mark.parametrize("role", [Role.DIRECTOR], indirect=True)
def test_that_who_hands_out_sees_behind_the_name_who_is_away(qtbot: Any, seat: Seat) -> None:
    linh = write(seat, make_staff)
    write(seat, lambda s: away(s, linh.id))
    seat._changed(Changes({"staff": ()}))
    settle(qtbot, seat)
    window = QWidget()
    qtbot.addWidget(window)
    form = AssignForm(seat, [1], parent=window)
    settle(qtbot, seat)
    lines = [form.picker.list.item(row).text() for row in range(form.picker.list.count())]
    assert "Patrick Feeney  ·  Associate  ·  away until Fri, Nov 27, 10:24 AM, L. Tran stands in" in lines
    assert form.picker.value() == linh.id, "who was chosen stays chosen"


@pytest.mark.parametrize("role", [Role.DIRECTOR], indirect=True)
def test_that_the_links_of_today_lead_to_what_they_name(qtbot: Any, seat: Seat) -> None:
    fields = {"staff_id": 1, "from_at": AT, "until_at": None}
    made = write(seat, lambda s: record_absence(s, director(s), fields=fields, at=AT).id)
    page = DelegationPage(seat)
    qtbot.addWidget(page)
    page.show()
    for what, name in (
        ({"do": "return", "absence_id": made}, "return_form"),
        ({"do": "instrument", "appointment_id": 1}, "instrument_form"),
        ({"do": "renew"}, "renew_form"),
    ):
        page.show_wanted(what)
        settle(qtbot, seat)
        assert page.sheet is not None and page.sheet.form.objectName() == name
        page.sheet.close()


@pytest.mark.parametrize("role", [Role.DIRECTOR], indirect=True)
def test_that_a_deputy_who_is_away_too_is_told(qtbot: Any, seat: Seat) -> None:
    linh = write(seat, make_staff)
    write(seat, lambda s: away(s, linh.id))
    fields = {"staff_id": linh.id, "from_at": AT, "until_at": None}
    write(seat, lambda s: record_absence(s, director(s), fields=fields, at=AT).id)
    page = shown(qtbot, seat)
    assert any("L. Tran stands in, but is away too" in row.accessibleName() for row in page.month._rows)
