"""Direct: handing out by key, by suggestion and by dragging, taking it back, and looking at what waits for a review."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDropEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from sqlmodel import col, select

from app.authority import Actor
from app.models import Absence, AbsenceKind, Case, Channel, Decision, Outcome, Review, Role, Status, Told
from app.services.cases import assign_cases
from app.services.reviews import approve, ask_closing
from app.store import Store
from app.ui.forms.hand_out_form import HandOutForm
from app.ui.forms.send_back_form import SendBackForm
from app.ui.forms.sheet import Sheet
from app.ui.main_window import MainWindow
from app.ui.pages.direct import DirectPage
from app.ui.pages.direct_queue import CASES
from app.ui.pages.direct_reviews import ReviewPanel
from app.ui.pages.report_preview import ReportPreview
from app.ui.seat import Seat
from tests.factories import AT, director, make_case, make_person, make_staff
from tests.ui.seat import put_up, seated, settle
from tests.ui.told import faults

DAY = timedelta(days=1)
TOLD = Told(told=True, told_at=AT, told_how=Channel.PHONE)
PRESSES: list[int] = []


@pytest.fixture
def store(store: Store) -> Store:
    for name, languages in (("Linh Tran", "English, Vietnamese"), ("Patrick Feeney", "English")):
        login = name.split()[1].lower()
        store.write(partial(make_staff, name=name, login=login, languages=languages))
    return store


LINH, PATRICK = 2, 3


def done(store: Store, act: Callable[..., Any]) -> Any:
    return store.write(act).result


def add(store: Store, many: int = 1, **given: Any) -> list[int]:
    return [
        int(done(store, partial(make_case, subject=f"Case {n}", at=AT - n * timedelta(minutes=1), **given)).id)
        for n in range(many, 0, -1)
    ]


def shown(qtbot, seat: Seat) -> DirectPage:
    page = put_up(qtbot, seat, DirectPage(seat), (1200, 800), active=True)
    page.view.setFocus()
    return page


def sheet_of(part: DirectPage | ReviewPanel) -> Sheet:
    assert part.sheet is not None
    return part.sheet


def press(page: DirectPage, key: Any, **given: Any) -> None:
    PRESSES.append(int(key))
    QTest.keyClick(page.view, key, **given)


def owners(store: Store) -> list[int | None]:
    return store.read(lambda s: [case.owner_id for case in s.exec(select(Case).order_by(col(Case.id))).all()])


def test_that_thirty_new_cases_take_at_most_45_keys(qtbot, store: Store, seat: Seat) -> None:
    """Issue 4, point 5: each press hands the current case over and goes on to the next at once."""
    add(store, 30)
    page = shown(qtbot, seat)
    PRESSES.clear()
    for number in range(30):
        press(page, Qt.Key.Key_1 if number % 3 else Qt.Key.Key_S)
    settle(qtbot, seat)
    qtbot.waitUntil(lambda: page.model.count == 0)
    assert None not in owners(store) and owners(store).count(LINH) >= 20
    assert len(PRESSES) <= 45


def test_that_all_suggestions_take_two_keys(qtbot, store: Store, seat: Seat) -> None:
    add(store, 30)
    page = shown(qtbot, seat)
    press(page, Qt.Key.Key_T)
    settle(qtbot, seat)
    form = sheet_of(page).form
    assert isinstance(form, HandOutForm) and form.plan.text() == "30 cases: Linh Tran 15, Patrick Feeney 15"
    QTest.keyClick(sheet_of(page), Qt.Key.Key_Return)
    settle(qtbot, seat)
    assert owners(store).count(LINH) == owners(store).count(PATRICK) == 15
    assert page.said.text() == "30 cases handed out"


def test_that_a_key_hands_the_current_case_over_and_goes_on(qtbot, store: Store, seat: Seat) -> None:
    first, second, third = add(store, 3)
    page = shown(qtbot, seat)
    assert page.view.current_id() == first
    press(page, Qt.Key.Key_2)
    assert page.view.current_id() == second
    settle(qtbot, seat)
    assert owners(store) == [PATRICK, None, None]
    assert list(page.model.ids) == [second, third] and page.view.current_id() == second
    assert page.said.text() == "2026-00001 handed to P. Feeney"


def test_that_marked_cases_go_together(qtbot, store: Store, seat: Seat) -> None:
    add(store, 3)
    page = shown(qtbot, seat)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_1):
        press(page, key)
    settle(qtbot, seat)
    assert owners(store) == [LINH, None, LINH]
    assert page.said.text() == "2 cases handed to L. Tran"


def test_that_shift_and_arrows_select(qtbot, store: Store, seat: Seat) -> None:
    add(store, 3)
    page = shown(qtbot, seat)
    press(page, Qt.Key.Key_Down, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert page.queue.marked.text() == "2 selected, press"
    press(page, Qt.Key.Key_1)
    settle(qtbot, seat)
    assert owners(store) == [LINH, LINH, None]


def test_that_the_suggestion_says_why_and_s_takes_it(qtbot, store: Store, seat: Seat) -> None:
    asker = done(store, lambda s: make_person(s, "Đặng Văn Minh", language="Vietnamese").id)
    add(store, person_id=asker)
    add(store, owner_id=LINH)
    page = shown(qtbot, seat)
    said = page.model.index(0, 2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Suggested: Linh Tran, speaks Vietnamese"
    press(page, Qt.Key.Key_S)
    settle(qtbot, seat)
    assert owners(store) == [LINH, LINH]


def test_that_ctrl_z_takes_one_hand_out_after_another_back(qtbot, store: Store, seat: Seat) -> None:
    add(store, 2)
    page = shown(qtbot, seat)
    for key in (Qt.Key.Key_1, Qt.Key.Key_2):
        press(page, key)
    settle(qtbot, seat)
    for back in ([LINH, None], [None, None]):
        QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        settle(qtbot, seat)
        assert owners(store) == back
    assert page.model.count == 2 and page.said.text() == "Taken back: 2026-00001 handed to L. Tran"
    assert page.undo_button.isHidden()


def test_that_a_case_taken_by_another_seat_is_told_and_nothing_lost(qtbot, store: Store, seat: Seat) -> None:
    first, second = add(store, 2)
    page = shown(qtbot, seat)
    told: list[Any] = []
    seat.messages.attach(told.append)
    seat.jobs.changed.disconnect(page.model._changed)  # the other seat is quicker than the news of it
    done(store, lambda s: assign_cases(s, director(s), [first], owner_id=PATRICK, at=AT))
    page.view.select_ids([first, second])
    press(page, Qt.Key.Key_1)
    settle(qtbot, seat)
    assert owners(store) == [PATRICK, None]
    assert "2026-00001 was handed to Patrick Feeney meanwhile" in told[-1].text
    assert list(page.model.ids) == [second]


def test_that_another_seats_case_appears(qtbot, store: Store, seat: Seat) -> None:
    page = shown(qtbot, seat)
    assert not page.queue.empty.isHidden()
    seat.jobs.write(lambda s: make_case(s, "From the counter"), owner=page)
    settle(qtbot, seat)
    assert page.model.count == 1 and page.queue.empty.isHidden()
    assert page.count.text() == "1 open, 0 overdue, 1 to hand out"


def test_that_the_head_counts_what_is_overdue_in_the_queue_too(qtbot, store: Store, seat: Seat) -> None:
    late = add(store)[0]
    store.write(lambda s: setattr(s.get_one(Case, late), "due_at", AT - DAY))
    page = shown(qtbot, seat)
    assert page.count.text() == "1 open, 1 overdue, 1 to hand out"


def test_that_who_is_away_has_no_key_and_says_until_when(qtbot, store: Store, seat: Seat) -> None:
    fields: dict[str, Any] = {"kind": AbsenceKind.VACATION, "staff_id": LINH, "made_at": AT, "by_id": 1}
    done(store, lambda s: s.add(Absence(**fields, from_at=AT - DAY, until_at=AT + 9 * DAY)))
    add(store)
    page = shown(qtbot, seat)
    row = page.people.rows[LINH]
    assert "Away until Fri Nov 27. No case can be handed to them." in row.accessibleName()
    assert not row.isEnabled() and "key" not in row.accessibleName()
    assert "key 2" in page.people.rows[PATRICK].accessibleName()
    press(page, Qt.Key.Key_1)
    settle(qtbot, seat)
    assert owners(store) == [None]


def test_that_a_person_is_pressed_and_dropped_on(qtbot, store: Store, seat: Seat) -> None:
    _, second = add(store, 2)
    page = shown(qtbot, seat)
    page.people.rows[LINH].click()
    settle(qtbot, seat)
    data = page.model.mimeData([page.model.index(0, 0)])
    assert bytes(data.data(CASES).data()).decode() == str(second)
    drop(page, PATRICK, data)
    settle(qtbot, seat)
    assert owners(store) == [LINH, PATRICK]


def drop(page: DirectPage, staff_id: int, data: QMimeData) -> None:
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.people.rows[staff_id].dropEvent(QDropEvent(QPoint(5, 5), Qt.DropAction.MoveAction, data, button, none))


def test_that_load_words_say_what_the_bar_shows(qtbot, store: Store, seat: Seat) -> None:
    add(store, 2, owner_id=LINH)
    done(store, lambda s: make_case(s, owner_id=LINH, fields={"category_id": 1}, at=AT - 60 * DAY))
    page = shown(qtbot, seat)
    assert page.people.rows[LINH].accessibleName() == "Linh Tran, Vietnamese, 3 open, 1 overdue, key 1"


def test_that_enter_opens_the_case(qtbot, store: Store, seat: Seat) -> None:
    (case_id,) = add(store)
    page = shown(qtbot, seat)
    with qtbot.waitSignal(seat.record_wanted) as asked:
        press(page, Qt.Key.Key_Return)
    assert asked.args == ["case", case_id]


# -- many ---------------------------------------------------------------------------------------------------


def many(qtbot, seat: Seat, page: DirectPage, **chosen: Any) -> HandOutForm:
    page.hand_out_many()
    form = sheet_of(page).form
    assert isinstance(form, HandOutForm)
    form.set_values(chosen)
    form._ask()
    settle(qtbot, seat)
    return form


def test_that_all_of_somebody_go_to_another_by_category(qtbot, store: Store, seat: Seat) -> None:
    add(store, 2, owner_id=LINH, fields={"category_id": 1})
    add(store, owner_id=LINH, fields={"category_id": 2})
    page = shown(qtbot, seat)
    form = many(qtbot, seat, page, owner_id=LINH, category_id=1, to=PATRICK)
    assert form.plan.text() == "2 cases: Patrick Feeney 2"
    form.save()
    settle(qtbot, seat)
    assert owners(store) == [PATRICK, PATRICK, LINH]
    page.undo()
    settle(qtbot, seat)
    assert owners(store) == [LINH, LINH, LINH]


def test_that_cases_return_to_the_queue(qtbot, store: Store, seat: Seat) -> None:
    add(store, 2, owner_id=LINH)
    page = shown(qtbot, seat)
    many(qtbot, seat, page, owner_id=LINH, to="queue").save()
    settle(qtbot, seat)
    assert owners(store) == [None, None] and page.model.count == 2


def test_that_a_hand_out_of_nothing_is_refused_with_a_sentence(qtbot, store: Store, seat: Seat) -> None:
    page = shown(qtbot, seat)
    assert many(qtbot, seat, page).check() == {"owner_id": "No open case is found for this. Choose others."}
    assert "already" in many(qtbot, seat, page, owner_id=LINH, to=LINH).check()["to"]


def test_that_every_control_of_the_sheets_is_told(qtbot, store: Store, seat: Seat, asked: int) -> None:
    page = shown(qtbot, seat)
    page.hand_out_many()
    settle(qtbot, seat)
    assert faults(sheet_of(page)) == []
    sheet_of(page).reject()
    page.reviews.send_back()
    assert faults(sheet_of(page.reviews)) == [] and faults(page) == []


# -- to review ----------------------------------------------------------------------------------------------


@pytest.fixture
def asked(store: Store) -> int:
    """A closing of an intern's that waits for approval; the id of its review."""
    owen: Actor = done(store, lambda s: make_staff(s, Role.INTERN, name="Owen Sullivan"))
    (case_id,) = add(store, owner_id=owen.id)
    return int(
        done(
            store, lambda s: ask_closing(s, owen, case_id, outcome=Outcome.RESOLVED, told=TOLD, words="Filled.", at=AT)
        ).id
    )


def decision(store: Store, review: int) -> Decision | None:
    return store.read(lambda s: s.get_one(Review, review).decision)


def test_that_p_approves_what_waits(qtbot, store: Store, seat: Seat, asked: int) -> None:
    page = shown(qtbot, seat)
    words = page.reviews.model.index(0, 2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert words.endswith("asked Wed Nov 18 by Owen Sullivan: Resolved, told by phone, “Filled.”")
    page._handed("2026-00009 handed to L. Tran", set(), ())
    assert not page.undo_button.isHidden()
    QTest.keyClick(page.reviews.view, Qt.Key.Key_P)
    settle(qtbot, seat)
    assert decision(store, asked) is Decision.APPROVED
    assert store.read(lambda s: s.get_one(Case, 1).status) is Status.CLOSED
    assert page.said.text() == "2026-00001 approved" and not page.reviews.empty.isHidden()
    assert page.undo_button.isHidden()  # it would take back the hand-out before, not the decision


def test_that_b_sends_back_with_a_note(qtbot, store: Store, seat: Seat, asked: int) -> None:
    page = shown(qtbot, seat)
    QTest.keyClick(page.reviews.view, Qt.Key.Key_B)
    form = sheet_of(page.reviews).form
    assert isinstance(form, SendBackForm)
    form.save()
    settle(qtbot, seat)
    assert decision(store, asked) is None  # nothing was written
    form.words.setPlainText("Tell her the date too.")
    form.save()
    settle(qtbot, seat)
    assert decision(store, asked) is Decision.SENT_BACK
    assert store.read(lambda s: s.get_one(Case, 1).status) is Status.OPEN


def test_that_an_own_case_is_marked_and_not_decided_on(qtbot, store: Store, seat: Seat) -> None:
    add(store, owner_id=1, fields={"complaint": True})
    page = shown(qtbot, seat)
    assert "your own, somebody else has to look" in page.reviews.model.index(0, 2).data(
        Qt.ItemDataRole.AccessibleTextRole
    )
    assert not page.reviews.approve_button.isEnabled() and not page.reviews.back_button.isEnabled()
    page.reviews.approve()
    settle(qtbot, seat)
    assert decision(store, 1) is None


def test_that_the_second_reviewer_is_told_of_the_first(qtbot, store: Store, seat: Seat, asked: int) -> None:
    page = shown(qtbot, seat)
    told: list[Any] = []
    seat.messages.attach(told.append)
    seat.jobs.changed.disconnect(page.reviews.model._changed)
    done(store, lambda s: approve(s, director(s), asked, at=AT))
    page.reviews.approve()
    settle(qtbot, seat)
    assert "Margaret Mulcahy approved it" in told[-1].text


# -- who sees it --------------------------------------------------------------------------------------------


def test_that_the_rail_shows_direct_to_who_directs_only(qtbot, store: Store, tmp_path: Path) -> None:
    for role, there in ((Role.DIRECTOR, True), (Role.ASSOCIATE, False), (Role.COORDINATOR, False)):
        with seated(store, tmp_path, role) as seat:
            window = MainWindow(seat)
            qtbot.addWidget(window)
            window.show_page("direct")
            settle(qtbot, seat)
            assert (window.current_key == "direct") is there
            window.close()


def test_that_ctrl_0_still_fits_a_report_to_its_width(qtbot, seat: Seat) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    shown_direct: list[bool] = []
    QShortcut(QKeySequence("Ctrl+0"), window).activated.connect(lambda: shown_direct.append(True))
    preview, line = ReportPreview(seat.jobs, window), QLineEdit(window)
    line.move(0, 60)
    with qtbot.waitActive(window):
        window.show()
    for widget in (preview, line):
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert shown_direct == [True], "from the line only"
