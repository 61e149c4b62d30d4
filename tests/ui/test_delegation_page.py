"""The page on which the Mayor designates, absences are recorded and appointments renewed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QTableWidget
from sqlmodel import Session, SQLModel, select

from app.authority import Actor, actor
from app.models import Absence, Appointment, Attachment, Designation, Ended, Made, Role, Staff
from app.store import Store
from app.ui.forms.sheet import Sheet
from app.ui.main_window import MainWindow
from app.ui.pages.delegation import DelegationPage
from tests.acting import UNTIL, make_absence, make_designation
from tests.factories import AT, make_staff
from tests.ui.seat import put_away, put_up_window, seated, settle


@pytest.fixture
def store(store: Store) -> Store:
    store.write(lambda s: make_staff(s, name="Denise Rocha", login="drocha"))
    store.write(lambda s: make_staff(s, name="Patrick Feeney", login="pfeeney"))
    return store


def named(session: Session, name: str) -> Actor:
    """A staff member by name, as an actor at AT."""
    return actor(session, session.exec(select(Staff.id).where(Staff.name == name)).one() or 0, AT)


def denise_acts(session: Session) -> None:
    """Denise Rocha acts from AT to UNTIL, by the Mayor's act."""
    mayor = make_staff(session, Role.MAYOR, name="Eileen Keohane", login="ekeohane")
    make_designation(session, mayor, named(session, "Denise Rocha"))


def rows(store: Store, model: type[SQLModel]) -> list[Any]:
    """All rows of a table, as plain values."""
    return store.read(lambda s: [type("Row", (), row.model_dump()) for row in s.exec(select(model)).all()])


@contextmanager
def opened(
    store: Store, tmp_path: Path, qtbot, role: Role, *, first: Callable[[Session], Any] | None = None
) -> Iterator[MainWindow]:
    """The window of somebody of this role, at the Delegation page; `first` is done before it opens."""
    with seated(store, tmp_path, role) as seat:
        if first is not None:
            store.write(first)
        window = put_up_window(qtbot, seat)
        seat.drafts.load()
        window.show_page("delegation")
        settle(qtbot, seat)
        yield window
        seat.locking.emit()
        window.leave()
        put_away(qtbot, window)


def page_of(window: MainWindow) -> DelegationPage:
    page: DelegationPage = window.page("delegation")
    return page


def asked(qtbot, window: MainWindow) -> None:
    """Wait until the form has asked what it would do, and was answered."""
    form = page_of(window).form
    qtbot.waitUntil(lambda: not form._wait.isActive() and window.seat.jobs.idle)


def form_of(qtbot, window: MainWindow) -> Any:
    """The form of the sheet over the page, once it is there."""
    return sheet_of(qtbot, window).form


def cell(table: QTableWidget, row: int, column: int) -> str:
    """The words of a cell."""
    item = table.item(row, column)
    return item.text() if item is not None else ""


def sheet_of(qtbot, window: MainWindow) -> Sheet:
    """The sheet over the page, once it is there."""
    settle(qtbot, window.seat)
    sheet = page_of(window).sheet
    assert sheet is not None and sheet.isVisible()
    return sheet


def save(qtbot, window: MainWindow) -> None:
    sheet = sheet_of(qtbot, window)
    sheet.act_button.click()
    settle(qtbot, window.seat)


def type_in(qtbot, *keys: Any) -> None:
    """Keys to whatever has the focus: words, or single keys with what is held."""
    for key in keys:
        focus = QApplication.focusWidget()
        if isinstance(key, str):
            qtbot.keyClicks(focus, key)
        else:
            qtbot.keyClick(focus, key)


TAB, DOWN = Qt.Key.Key_Tab, Qt.Key.Key_Down


def test_that_the_mayor_designates_by_keyboard_alone(store: Store, tmp_path: Path, qtbot) -> None:
    store.write(make_absence)
    with opened(store, tmp_path, qtbot, Role.MAYOR) as window:
        window.show_page("delegation", {"do": "designate"})
        settle(qtbot, window.seat)
        window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.focusWidget() is page_of(window).form.who)
        type_in(qtbot, DOWN, TAB, DOWN, TAB, TAB)
        assert QApplication.focusWidget() is page_of(window).form.end
        type_in(qtbot, TAB, "Memorandum 2026-31", TAB, TAB, "Medical leave")
        asked(qtbot, window)
        assert page_of(window).form.button.isEnabled(), page_of(window).outlook.lines
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        settle(qtbot, window.seat)
        made = rows(store, Designation)
        assert [(each.made, each.instrument, each.reason) for each in made] == [
            (Made.BY_MAYOR, "Memorandum 2026-31", "Medical leave")
        ]
        assert (made[0].from_at, made[0].until_at) == (AT, UNTIL)
        assert window.current_key == "reports", "the letter is shown, to be printed"


def fill(window: MainWindow, **values: Any) -> None:
    """Fill the form for Patrick Feeney and the only absence."""
    form = page_of(window).form
    form.who.setCurrentIndex(form.who.findText("Patrick Feeney", Qt.MatchFlag.MatchStartsWith))
    form.absence.setCurrentIndex(0)
    form.absence.activated.emit(0)
    form.set_values({"instrument": "Memo 34", "instrument_on": date(2026, 11, 18), "reason": "Leave"} | values)


def test_that_a_broken_rule_is_told_at_once_beside_its_field_and_can_be_mended(
    store: Store, tmp_path: Path, qtbot
) -> None:
    store.write(make_absence)
    with opened(store, tmp_path, qtbot, Role.MAYOR) as window:
        form, outlook = page_of(window).form, page_of(window).outlook
        fill(window, until_at=UNTIL + timedelta(days=4))
        asked(qtbot, window)
        assert not form.button.isEnabled() and form.to_mend.text() == "One thing to mend first"
        sentence = "It would end 4 days after the absence. The absence ends Fri, Nov 27."
        assert form.framed_of("until_at").problem == sentence and sentence in outlook.lines
        assert "Patrick Feeney is an Associate, appointed until January 31, 2027." in outlook.lines
        assert form.use_day["until_at"].isVisible() and not form.use_day["from_at"].isVisible()
        form.use_day["until_at"].click()
        asked(qtbot, window)
        assert form.values()["until_at"] == UNTIL and form.button.isEnabled()
        assert rows(store, Designation) == []


def test_that_a_form_without_a_name_is_not_judged(store: Store, tmp_path: Path, qtbot) -> None:
    with opened(store, tmp_path, qtbot, Role.MAYOR, first=denise_acts) as window:
        form = page_of(window).form
        asked(qtbot, window)
        assert (
            form.outlook is not None
            and form.outlook.broken == ()
            and form.to_mend.text().startswith("Still to say: who")
        )
        assert not any(form.framed_of(name).problem for name in ("from_at", "until_at", "absence_id"))
        form.set_values({"staff_id": form.who.itemData(0)})
        asked(qtbot, window)
        assert form.framed_of("from_at").problem or form.framed_of("until_at").problem


def test_that_what_is_missing_is_said_and_the_button_stays_grey(store: Store, tmp_path: Path, qtbot) -> None:
    with opened(store, tmp_path, qtbot, Role.MAYOR) as window:
        form = page_of(window).form
        asked(qtbot, window)
        assert form.to_mend.text() == "Still to say: who, for the absence, instrument, reason"
        assert not form.button.isEnabled()
        form.save()
        settle(qtbot, window.seat)
        assert rows(store, Designation) == []
        assert form.framed_of("absence_id")._below.text() == "Record an absence of the Director, or a vacancy, first."


def test_that_a_clerk_records_it_from_the_memo_with_its_scan(store: Store, tmp_path: Path, qtbot) -> None:
    store.write(make_absence)
    scan = tmp_path / "memo.pdf"
    scan.write_bytes(b"%PDF-1.4 a memo")
    with opened(store, tmp_path, qtbot, Role.CLERK) as window:
        form = page_of(window).form
        assert form.head.title.text() == "Record a designation" and form.button.text() == "Record it"
        fill(window, memo=str(scan), kept_back=["manage_staff"], show_letter=False)
        asked(qtbot, window)
        form.button.click()
        settle(qtbot, window.seat)
        made = rows(store, Designation)
        assert [(each.made, each.kept_back) for each in made] == [(Made.RECORDED, ["manage_staff"])]
        kept = rows(store, Attachment)
        assert [(each.designation_id, each.name) for each in kept] == [(made[0].id, "memo.pdf")]
        settle(qtbot, window.seat)
        history, card = page_of(window).history, page_of(window).card
        assert history.memo.isVisible() and history.chosen.id == made[0].id
        assert card.isVisible() and card.title.text() == "Patrick Feeney acts for Margaret Mulcahy"
        assert card.kept.text() == "Kept back by the Mayor: add or remove staff."
        assert form.values()["instrument"] == "", "the form is blank again"


def test_that_what_was_typed_is_kept_as_a_draft(store: Store, tmp_path: Path, qtbot) -> None:
    store.write(make_absence)
    with opened(store, tmp_path, qtbot, Role.MAYOR) as window:
        page, me = page_of(window), window.seat.me
        fill(window, instrument="Memo 99")
        asked(qtbot, window)
        page.form.draft_button.click()
        settle(qtbot, window.seat)
        assert any("Patrick Feeney, a draft of yours" in line for line in page.strip.lines())
        assert rows(store, Designation) == []
        kept = [draft.payload["instrument"] for draft in window.seat.drafts.rows("designation")]
        assert kept == ["Memo 99"] and me.role is Role.MAYOR
        page.form.clear_button.click()
        settle(qtbot, window.seat)
        assert window.seat.drafts.rows("designation") == []


def test_that_an_associate_reads_the_register_and_records_their_own_absence_only(
    store: Store, tmp_path: Path, qtbot
) -> None:
    store.write(make_absence)
    with opened(store, tmp_path, qtbot, Role.ASSOCIATE) as window:
        page = page_of(window)
        assert not page.form.isVisible() and not page.outlook.isVisible()
        assert not page.appointments.renew.isVisible() and not page.absences.change.isVisible()
        page.away.click()
        form = form_of(qtbot, window)
        assert [form.who.itemText(n) for n in range(form.who.count())] == ["Linh Tran, Associate"]
        form.deputy.setCurrentIndex(form.deputy.findText("Denise Rocha"))
        save(qtbot, window)
        mine = [each for each in rows(store, Absence) if each.staff_id == window.seat.me.id]
        assert len(mine) == 1 and mine[0].deputy_id is not None
        assert "Linh Tran" in [cell(page.absences.table, n, 0) for n in range(2)]


def test_that_a_refused_absence_says_why_and_keeps_what_was_typed(store: Store, tmp_path: Path, qtbot) -> None:
    with opened(store, tmp_path, qtbot, Role.CLERK) as window:
        page_of(window).do("absence")
        form = form_of(qtbot, window)
        assert form.focusWidget() is form.who  # not the button: Enter would record what nobody has read
        form.set_values({"words": "Hip", "until_at": AT - timedelta(days=9)})
        save(qtbot, window)
        assert form.has_problems and form._problems == {"until_at": "The end must come after the beginning."}
        assert form.values()["words"] == "Hip" and rows(store, Absence) == []


def test_that_a_vacancy_has_nobody_and_no_deputy(store: Store, tmp_path: Path, qtbot) -> None:
    with opened(store, tmp_path, qtbot, Role.CLERK, first=end_of_director) as window:
        page_of(window).do("absence")
        form = form_of(qtbot, window)
        form.who.setCurrentIndex(form.who.count() - 1)
        form.open.setChecked(True)
        assert not form.deputy_field.isVisible() and not form.end.isEnabled()
        form.set_values({"from_at": AT + timedelta(hours=1)})
        save(qtbot, window)
        assert [(each.staff_id, each.kind.value, each.until_at) for each in rows(store, Absence)] == [
            (None, "vacancy", None)
        ]


def end_of_director(session: Session) -> None:
    """The Director's appointment has ended."""
    held = session.exec(select(Appointment).where(Appointment.role == Role.DIRECTOR)).one()
    held.ended_at = AT
    session.add(held)


def test_that_the_mayor_revokes_and_the_clerk_must_name_the_memo(store: Store, tmp_path: Path, qtbot) -> None:
    with opened(store, tmp_path, qtbot, Role.CLERK, first=denise_acts) as window:
        card = page_of(window).card
        card.revoke.click()
        save(qtbot, window)
        form = form_of(qtbot, window)
        assert form._problems == {"words": "Give the number of the Mayor's memo that revokes it."}
        form.words_line.setText("Memo 2026-35")
        save(qtbot, window)
        ended = rows(store, Designation)[0]
        assert (ended.ended_why, ended.ended_words) == (Ended.REVOKED, "Memo 2026-35")
        assert not card.isVisible() and page_of(window).nobody.isVisible()
        assert cell(page_of(window).history.table, 0, 4).startswith("revoked, Nov 18")


def test_that_the_return_ends_the_designation_in_the_same_act(store: Store, tmp_path: Path, qtbot) -> None:
    with opened(store, tmp_path, qtbot, Role.CLERK, first=denise_acts) as window:
        page_of(window).card.back.click()
        words = form_of(qtbot, window).findChildren(type(window.status._who), "return_acting")
        assert "The designation ends in the same moment" in words[0].text()
        window.seat.clock = lambda: AT + timedelta(hours=4)
        save(qtbot, window)
        assert rows(store, Designation)[0].ended_why is Ended.EARLY_RETURN
        assert rows(store, Absence)[0].ended_at == AT + timedelta(hours=4)


def test_that_one_order_renews_all_appointments(store: Store, tmp_path: Path, qtbot) -> None:
    with opened(store, tmp_path, qtbot, Role.CLERK) as window:
        window.seat.clock = lambda: datetime(2027, 1, 20, 15, tzinfo=AT.tzinfo)
        page_of(window).do("renew")
        form = form_of(qtbot, window)
        assert form.term.currentText() == "February 1, 2027 – February 6, 2028"
        form.order.setText("Order 2027-003")
        save(qtbot, window)
        renewed = [each for each in rows(store, Appointment) if each.instrument == "Order 2027-003"]
        assert len(renewed) == 3 and window.note.words == "3 appointments renewed"
        page_of(window).later.click()
        settle(qtbot, window.seat)
        assert page_of(window).said.text().startswith("year of appointments, February 1, 2027")
        assert page_of(window).appointments.table.rowCount() == 3


def test_that_the_order_of_an_appointment_is_named_later(store: Store, tmp_path: Path, qtbot) -> None:
    with opened(store, tmp_path, qtbot, Role.DIRECTOR) as window:
        page = page_of(window)
        assert page.appointments.head._count.text() == "3 without an order"
        page.appointments.order.click()
        form_of(qtbot, window).order.setText("Order 2026-004")
        save(qtbot, window)
        assert cell(page.appointments.table, 0, 1) == "Order 2026-004"
        assert page.appointments.head._count.text() == "2 without an order"


def test_that_the_year_is_told_in_words_and_walked_by_arrows(store: Store, tmp_path: Path, qtbot) -> None:
    with opened(store, tmp_path, qtbot, Role.CLERK, first=denise_acts) as window:
        strip = page_of(window).strip
        lines = strip.lines()
        assert lines[1] == "Director away: Margaret Mulcahy, Nov 18–27, 2026, leave."
        assert lines[2] == "Acting director: Denise Rocha acts, Nov 18–27, 2026, Memorandum 2026-31, in force."
        assert strip.accessibleDescription() == " ".join(lines)
        strip.setFocus()
        for _ in range(3):
            qtbot.keyClick(strip, Qt.Key.Key_Right)
        assert strip.at == 2
        qtbot.keyClick(strip, Qt.Key.Key_Space)
        assert strip.popover is not None and strip.popover.isVisible()
        strip.popover.close()


def test_that_the_form_goes_when_the_right_to_it_goes(store: Store, tmp_path: Path, qtbot) -> None:
    """The Director may record a designation until somebody acts for them."""
    with opened(store, tmp_path, qtbot, Role.DIRECTOR) as window:
        page = page_of(window)
        assert page.form.isVisible() and page.appointments.renew.isVisible()
        store.write(denise_acts)
        window.mandate.ask()
        settle(qtbot, window.seat)
        assert not page.form.isVisible() and not page.appointments.renew.isVisible()
        assert page.card.isVisible() and page.card.back.text() == "I am back…" and not page.card.revoke.isVisible()


def test_that_the_countdown_runs(store: Store, tmp_path: Path, qtbot) -> None:
    with opened(store, tmp_path, qtbot, Role.CLERK, first=denise_acts) as window:
        card = page_of(window).card
        assert (card.left.text(), card.rest.text()) == ("9 days", "and 13 hours left")
        window.seat.clock = lambda: UNTIL - timedelta(minutes=61)
        card._tell_time()
        assert (card.left.text(), card.rest.text()) == ("1 hour", "and 1 minute left")
        assert card.bar.value() == 100


def test_that_the_director_is_offered_no_power_that_an_associate_has(store: Store, tmp_path: Path, qtbot) -> None:
    with opened(store, tmp_path, qtbot, Role.DIRECTOR) as window:
        offered = page_of(window).form.kept.boxes
        assert "manage_staff" in offered and "assign_case" in offered
        assert not {"log_contact", "work_case", "designate", "appoint"} & set(offered)
