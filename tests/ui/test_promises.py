"""Promises, tasks, follow-ups and the same trouble in the window, by the keyboard (Q5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QToolButton
from sqlmodel import Session

from app.models import Channel, Outcome, PromiseState, Status, Told
from app.queries.promises import promises_of
from app.queries.tasks import follow_ups_of, tasks_of
from app.queries.troubles import cases_under, nearby, tellings_of
from app.services.cases import close_case, find_case
from app.services.follow_ups import plan_follow_up
from app.services.promises import promise
from app.services.tasks import add_task
from app.services.troubles import link_trouble
from app.store import Store
from app.ui.forms.promise_forms import MoveForm, PromiseForm, WhyForm
from app.ui.forms.task_forms import FollowUpForm, TaskForm, TellForm
from app.ui.forms.trouble_form import TroubleForm
from app.ui.forms.when import parse_day_to_come, parse_hour
from app.ui.pages.case import CasePage
from app.ui.pages.today import TodayPage
from app.ui.pages.today_promises import PromiseLine
from app.ui.seat import Seat
from tests.factories import AT, director, make_case, make_contact, make_person
from tests.ui.find import child
from tests.ui.seat import put_up, settle

DAY = timedelta(days=1)
TOLD = Told(told=True, told_at=AT, told_how=Channel.PHONE)


@pytest.fixture
def store(store: Store) -> Store:
    about: dict[str, Any] = {"fields": {"category_id": 2}, "address": "48 Elm Street", "at": AT - DAY, "owner_id": 1}
    store.write(lambda s: make_case(s, "Storm drain backs up", **about))
    return store


@pytest.fixture
def page(seat: Seat, qtbot) -> CasePage:
    made = CasePage(seat)
    qtbot.addWidget(made)
    made.resize(1256, 812)
    made.show()
    again(made, seat, qtbot)
    return made


def again(page: CasePage, seat: Seat, qtbot) -> None:
    page.show_case(1)
    settle(qtbot, seat)
    settle(qtbot, seat)


def save(page: CasePage, seat: Seat, qtbot) -> None:
    assert page.sheet is not None
    page.sheet.form.save()
    settle(qtbot, seat)
    settle(qtbot, seat)


def press(page: CasePage, name: str, seat: Seat, qtbot) -> None:
    button = page.findChild(QToolButton, name)
    assert button is not None, name
    button.click()
    settle(qtbot, seat)
    settle(qtbot, seat)


def form(page: CasePage) -> Any:
    assert page.sheet is not None
    return page.sheet.form


def promised(s: Session, due: Any = AT + DAY) -> int:
    return promise(s, director(s), 1, fields={"words": "A crew comes", "due_at": due}, at=AT - DAY).id or 0


def rows(store: Store) -> Any:
    return store.read(lambda s: promises_of(s, director(s), 1, at=AT))


def test_that_p_notes_a_promise_for_the_next_day_the_office_is_open(page: CasePage, store: Store, seat, qtbot) -> None:
    page.head.buttons["promise"].click()
    assert isinstance(form(page), PromiseForm)
    assert form(page).day.value() == seat.today() + DAY
    form(page).words.setText("A crew opens the basin")
    form(page).hour.setText("3 PM")
    save(page, seat, qtbot)
    (row,) = rows(store)
    assert row.words == "A crew opens the basin" and row.due_at.astimezone(seat.zone).hour == 15
    assert page.head.promise.isVisible() and "3:00 PM" in page.head.promise.word


def test_that_an_hour_that_is_none_is_said_beside_its_field(page: CasePage, store: Store, seat, qtbot) -> None:
    page.promising.promise()
    form(page).words.setText("A crew")
    form(page).hour.setText("soon")
    save(page, seat, qtbot)
    assert form(page).has_problems and rows(store) == []


def test_that_kept_is_one_press_and_can_be_taken_back(page: CasePage, store: Store, seat, qtbot) -> None:
    number = store.write(promised).result
    again(page, seat, qtbot)
    press(page, f"promise_{number}_kept", seat, qtbot)
    assert rows(store)[0].state is PromiseState.KEPT and not page.head.promise.isVisible()
    press(page, f"promise_{number}_open_again", seat, qtbot)
    assert rows(store)[0].state is PromiseState.OPEN


def test_that_a_promise_moves_only_with_the_telling(page: CasePage, store: Store, seat, qtbot) -> None:
    number = store.write(promised).result
    again(page, seat, qtbot)
    press(page, f"promise_{number}_moved", seat, qtbot)
    assert isinstance(form(page), MoveForm)
    save(page, seat, qtbot)
    assert "Untold" in form(page).notice.words.text() or form(page).has_problems
    form(page).how.setCurrentIndex(0)
    save(page, seat, qtbot)
    assert [row.state for row in rows(store)] == [PromiseState.MOVED, PromiseState.OPEN]


def test_that_a_broken_promise_asks_why(page: CasePage, store: Store, seat, qtbot) -> None:
    number = store.write(promised).result
    again(page, seat, qtbot)
    press(page, f"promise_{number}_broken", seat, qtbot)
    assert isinstance(form(page), WhyForm)
    form(page).words.setText("The truck broke down")
    save(page, seat, qtbot)
    assert rows(store)[0].settled_words == "The truck broke down"
    told = [label.text() for label in page.timeline.findChildren(QLabel, "entry_what")]
    assert any(words.startswith("did not keep the promise for") for words in told)


def test_that_what_was_noted_by_mistake_counts_nowhere(page: CasePage, store: Store, seat, qtbot) -> None:
    number = store.write(promised).result
    again(page, seat, qtbot)
    press(page, f"promise_{number}_broken", seat, qtbot)
    form(page).words.setText("Another case")
    form(page).mistake.setChecked(True)
    save(page, seat, qtbot)
    assert rows(store)[0].state is PromiseState.WITHDRAWN


def test_that_t_notes_a_task_and_done_is_one_press(page: CasePage, store: Store, seat, qtbot) -> None:
    page.head.buttons["task"].click()
    assert isinstance(form(page), TaskForm)
    form(page).words.setText("Call the school")
    save(page, seat, qtbot)
    (task,) = store.read(lambda s: tasks_of(s, director(s), 1))
    press(page, f"task_{task.id}_done", seat, qtbot)
    assert store.read(lambda s: tasks_of(s, director(s), 1))[0].done_at is not None


def test_that_a_follow_up_asks_for_a_number_or_that_none_was_given(page: CasePage, store: Store, seat, qtbot) -> None:
    def planned(s: Session) -> int:
        close_case(s, director(s), 1, outcome=Outcome.RESOLVED, told=TOLD, at=AT)
        return plan_follow_up(s, director(s), 1, due_on=(AT + DAY).date(), at=AT).id or 0

    number = store.write(planned).result
    again(page, seat, qtbot)
    press(page, f"follow_up_{number}_ask", seat, qtbot)
    assert isinstance(form(page), FollowUpForm)
    save(page, seat, qtbot)
    assert form(page).has_problems
    form(page).fixed.setCurrentIndex(0)
    form(page).number.setCurrentIndex(form(page).number.findData(0))
    save(page, seat, qtbot)
    (row,) = store.read(lambda s: follow_ups_of(s, director(s), 1))
    assert row.reached and row.satisfaction is None


def test_that_a_closing_plans_to_ask_later(page: CasePage, store: Store, seat, qtbot) -> None:
    page.close_or_reopen()
    form(page).outcome.setCurrentIndex(0)
    form(page).told.setCurrentIndex(0)
    form(page).told_how.setCurrentIndex(0)
    form(page).ask_later.setCurrentIndex(form(page).ask_later.findData(14))
    save(page, seat, qtbot)
    (row,) = store.read(lambda s: follow_ups_of(s, director(s), 1))
    assert row.due_on == AT.date() + 14 * DAY


def neighbours(s: Session) -> None:
    caller, neighbour = make_person(s, "Agnes Donovan"), make_person(s, "Marie-Ange Pierre")
    about: dict[str, Any] = {"address": "46 Elm Street", "at": AT}
    make_case(s, "Cellar under water", fields={"category_id": 2}, person_id=neighbour.id, **about)
    make_contact(s, "The basin again", person_id=caller.id, category_id=2, **about)


def test_that_what_is_nearby_is_linked_as_one_trouble(page: CasePage, store: Store, seat, qtbot) -> None:
    store.write(neighbours)
    again(page, seat, qtbot)
    assert "1 open case, 1 person who called" in page.side.trouble.words.text()
    page.side.trouble.link.click()
    assert isinstance(form(page), TroubleForm)
    save(page, seat, qtbot)
    assert [case.id for case in store.read(lambda s: cases_under(s, director(s), 1))] == [2]
    near = store.read(lambda s: nearby(s, director(s), 1, at=AT))
    assert near.cases == () and near.callers == () and page.side.trouble.box.isHidden()


def test_that_the_list_of_those_to_be_told_is_worked_off_by_a_key(page: CasePage, store: Store, seat, qtbot) -> None:
    store.write(neighbours)
    store.write(lambda s: link_trouble(s, director(s), 1, case_ids=[2], at=AT).id)
    store.write(lambda s: close_case(s, director(s), 1, outcome=Outcome.RESOLVED, told=TOLD, at=AT).id)
    again(page, seat, qtbot)
    page.promising.tell_next()
    assert isinstance(form(page), TellForm)
    save(page, seat, qtbot)
    assert store.read(lambda s: find_case(s, director(s), 2).status) is Status.CLOSED
    assert store.read(lambda s: tellings_of(s, director(s), 1))[0].told_at is not None
    assert page.side.trouble.first_waiting() is None


def test_that_days_to_come_are_read_as_people_type_them() -> None:
    today = AT.date()  # a Wednesday
    wanted = {"Thu": 1, "by thursday": 1, "tomorrow": 1, "wed": 7, "Nov 30": 12, "11/20": 2, "2026-12-01": 13}
    for typed, days in wanted.items():
        assert parse_day_to_come(typed, today) == today + days * DAY, typed
    assert parse_day_to_come("jan 4", today).year == 2027  # type: ignore[union-attr]  # it is a day
    assert parse_day_to_come("soon", today) is None and parse_day_to_come("thu crew", today) is None
    assert parse_hour("3 pm").hour == 15 and parse_hour("later") is None  # type: ignore[union-attr]  # it is an hour


# -- Today


@pytest.fixture
def today(seat: Seat, store: Store, qtbot) -> TodayPage:
    store.write(lambda s: promised(s, AT + DAY / 24 * 4))
    store.write(lambda s: add_task(s, director(s), fields={"words": "Call the school"}, case_id=1, at=AT).id)
    made = put_up(qtbot, seat, TodayPage(seat))
    settle(qtbot, seat)
    return made


def test_that_today_shows_promises_first_and_kept_is_one_press(today: TodayPage, store: Store, seat, qtbot) -> None:
    (line,) = today.later.findChildren(PromiseLine)
    assert "4 h 0 min left" in line.accessibleName() and today.later.head.isVisible()
    child(line, QAbstractButton, "promise_1_kept").click()
    settle(qtbot, seat)
    settle(qtbot, seat)
    assert rows(store)[0].state is PromiseState.KEPT
    qtbot.waitUntil(lambda: not today.later.findChildren(PromiseLine) or not today.later.head.isVisible())


def test_that_today_says_how_many_more_there_are_and_shows_all(today: TodayPage, store: Store, seat, qtbot) -> None:
    def seen(kind: Any, name: str = "") -> list[Any]:
        found = [each for each in today.later.findChildren(kind) if each.isVisible()]
        return [each for each in found if not name or each.objectName() == name]

    store.write(lambda s: [promised(s, AT + DAY / 24 * (5 + n)) for n in range(9)])
    today.refresh()
    qtbot.waitUntil(lambda: [each.text() for each in seen(QLabel, "promises_more_words")] == ["and 2 more"])
    qtbot.waitUntil(lambda: len(seen(PromiseLine)) == 8)
    seen(QAbstractButton, "promises_more_act")[0].click()
    qtbot.waitUntil(lambda: len(seen(PromiseLine)) == 10 and not seen(QLabel, "promises_more_words"))
    qtbot.waitUntil(lambda: seen(PromiseLine)[8].isAncestorOf(today.window().focusWidget()))


def test_that_a_promise_is_moved_from_today(today: TodayPage, store: Store, seat, qtbot) -> None:
    (line,) = today.later.findChildren(PromiseLine)
    line.acted.emit("moved")
    assert today.later.sheet is not None
    move = today.later.sheet.form
    assert isinstance(move, MoveForm)
    move.how.setCurrentIndex(0)
    move.told.setText("some day")
    move.save()
    assert move.has_problems
    move.told.setText("now")
    move.save()
    settle(qtbot, seat)
    assert [row.state for row in rows(store)] == [PromiseState.MOVED, PromiseState.OPEN]


def test_that_a_task_is_done_from_today(today: TodayPage, store: Store, seat, qtbot) -> None:
    today.later.act("done", store.read(lambda s: tasks_of(s, director(s), 1))[0])
    settle(qtbot, seat)
    assert store.read(lambda s: tasks_of(s, director(s), 1))[0].done_at is not None


def test_that_no_button_of_a_sheet_is_squeezed_when_one_more_appears(page: CasePage, qtbot) -> None:
    page.promising.promise()
    form(page).words.setText("A crew opens the basin")
    sheet = page.sheet
    assert sheet is not None
    buttons = (sheet.discard_button, sheet.cancel_button, sheet.act_button)
    qtbot.waitUntil(lambda: all(each.isVisible() and each.width() >= each.sizeHint().width() for each in buttons))
    assert sheet.width() >= sum(each.width() for each in buttons)


def test_that_days_offered_are_days_on_which_the_office_is_open(seat: Seat, page: CasePage) -> None:
    assert seat.office_day(AT.date()) == AT.date()
    assert seat.office_day(AT.date() + 3 * DAY) == AT.date() + 5 * DAY, "Saturday"
