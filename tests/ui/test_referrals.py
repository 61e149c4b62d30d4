"""Referrals in the window: refer by R, chase by C, keep the answer by D; the Departments page."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication, QShortcut
from PySide6.QtWidgets import QLabel, QToolButton, QWidget
from sqlmodel import Session

from app.models import Level, Role, Status
from app.queries.case_page import case_page
from app.queries.departments import contacts_at, officials
from app.queries.referrals import referral, referrals_of, releases_of
from app.services.departments import save_contact, save_official
from app.services.recommendations import draft_recommendation
from app.services.referrals import chase, refer
from app.store import Store
from app.ui.forms.directory_forms import DepartmentForm
from app.ui.forms.refer_form import ReferForm
from app.ui.forms.referral_forms import AnswerForm, ChaseForm, ReleaseForm
from app.ui.pages.case import CasePage
from app.ui.pages.department_view import DepartmentView
from app.ui.pages.departments import DepartmentsPage
from app.ui.pages.direct import DirectPage
from app.ui.pages.direct_departments import ChaseDots
from app.ui.pages.referral_lines import ReferralLines
from app.ui.seat import Seat
from app.ui.widgets.field import Field
from tests.factories import AT, director, make_case
from tests.ui.find import child
from tests.ui.seat import put_up, put_up_case, seated, settle

DAY = timedelta(days=1)


@pytest.fixture
def store(store: Store) -> Store:
    store.write(lambda s: make_case(s, "Storm drain backs up", fields={"category_id": 2}, at=AT - 30 * DAY))
    official = {"name": "Ana Reis", "body": "Senate", "level": Level.STATE}
    store.write(lambda s: save_official(s, director(s), fields=official, at=AT))
    return store


@pytest.fixture
def page(seat: Seat, qtbot) -> CasePage:
    return put_up_case(qtbot, seat)


def sent(s: Session, days_ago: int = 20, department_id: int = 2) -> int:
    at = AT - days_ago * DAY
    fields = {"words": "Please look.", "reference": "W-12"}
    return refer(s, director(s), 1, fields=fields, department_id=department_id, at=at).id or 0


def again(page: CasePage, seat: Seat, qtbot) -> None:
    page.show_case(1)
    settle(qtbot, seat)


def save(page: CasePage, seat: Seat, qtbot) -> None:
    assert page.sheet is not None
    page.sheet.form.save()
    settle(qtbot, seat)


def test_that_r_refers_to_the_department_of_the_category(page: CasePage, store: Store, seat: Seat, qtbot) -> None:
    page.head.buttons["refer"].click()
    settle(qtbot, seat)
    form = page.sheet.form if page.sheet else None
    assert isinstance(form, ReferForm) and form.to.currentText() == "Water"
    assert "5 business days" in form.due.text() and "Storm drain backs up" in form.words.toPlainText()
    save(page, seat, qtbot)
    found = store.read(lambda s: referrals_of(s, director(s), 1))
    assert [(row.to, row.number) for row in found] == [("Water", 1)]
    assert store.read(lambda s: case_page(s, director(s), 1, at=AT)).row.status is Status.WAITING_DEPARTMENT
    settle(qtbot, seat)
    assert page.timeline.chips["referral"].text() == "Referrals 1"
    assert page.side.referrals.isVisible()


def test_that_words_typed_stay_when_another_department_is_chosen(page: CasePage, seat: Seat, qtbot) -> None:
    page.head.buttons["refer"].click()
    settle(qtbot, seat)
    form = page.sheet.form if page.sheet else None
    assert isinstance(form, ReferForm)
    form.to.setCurrentIndex(0)
    settle(qtbot, seat)
    assert form.words.toPlainText().startswith("To Public Works")
    form.words.setPlainText("Mine")
    form.to.setCurrentIndex(1)
    settle(qtbot, seat)
    assert form.words.toPlainText() == "Mine"
    form.window().close()


def test_that_a_state_body_asks_for_a_release_or_a_reason(page: CasePage, store: Store, seat: Seat, qtbot) -> None:
    page.head.buttons["refer"].click()
    settle(qtbot, seat)
    form = page.sheet.form if page.sheet else None
    assert isinstance(form, ReferForm)
    assert not form.release_field.isVisibleTo(form)
    form.to.setCurrentIndex(form.to.findData("o1"))
    settle(qtbot, seat)
    assert form.release_field.isVisibleTo(form)
    save(page, seat, qtbot)
    assert "privacy release in force" in (form.release_field.problem or "")
    form.copy.click()
    assert QGuiApplication.clipboard().text() == form.words.toPlainText()
    form.record_release.click()
    release = form.findChild(ReleaseForm)
    assert release is not None
    release.set_values({"signer": "Manuel Tavares", "scope": "Benefits", "expires_on": "2026-01-31"})
    release.save()
    settle(qtbot, seat)
    assert "has expired already" in (child(release, Field, "release_form_expires_on_field").problem or "")
    release.window().close()
    form.no_release.setText("The resident wrote to both")
    save(page, seat, qtbot)
    assert [row.reason for row in store.read(lambda s: releases_of(s, director(s), 1))] == [
        "The resident wrote to both"
    ]


def test_that_a_release_recorded_in_the_form_is_the_one_referred_with(page, store: Store, seat: Seat, qtbot) -> None:
    page.head.buttons["refer"].click()
    settle(qtbot, seat)
    form = page.sheet.form
    form.to.setCurrentIndex(form.to.findData("o1"))
    form.record_release.click()
    release = form.findChild(ReleaseForm)
    release.set_values({"signer": "Manuel Tavares", "scope": "Benefits", "expires_on": "Jun 30, 2027"})
    release.save()
    settle(qtbot, seat)
    assert form.release.currentText().startswith("Manuel Tavares") and form.to.findData("o1") == form.to.count() - 1
    save(page, seat, qtbot)
    assert store.read(lambda s: [row.expires_on for row in releases_of(s, director(s), 1)]) == [date(2027, 6, 30)]


def test_that_c_offers_the_text_of_the_next_chase(page: CasePage, store: Store, seat: Seat, qtbot) -> None:
    number = store.write(sent).result
    again(page, seat, qtbot)
    page.referring.act_on_first("chase")
    settle(qtbot, seat)
    form = page.sheet.form if page.sheet else None
    assert isinstance(form, ChaseForm)
    assert "Chase 1 of 3 is next" in form.told.text() and "target is 5 office days" in form.told.text()
    assert "has not reached us" in form.words.toPlainText()
    form.copy.click()
    assert QGuiApplication.clipboard().text() == form.words.toPlainText()
    save(page, seat, qtbot)
    assert store.read(lambda s: referral(s, director(s), number)).chases == 1


def _chased(number: int, at: datetime, session: Session) -> None:
    chase(session, director(session), number, fields={"words": "Again"}, at=at)


def test_that_after_the_third_chase_the_brief_is_next(page: CasePage, store: Store, seat: Seat, qtbot) -> None:
    number = store.write(sent).result
    for days in (9, 6, 3):
        at = AT - days * DAY
        store.write(partial(_chased, number, at))
    again(page, seat, qtbot)
    brief = page.side.findChild(QToolButton, "referral_1_brief")
    assert brief is not None
    asked: list[Any] = []
    seat.page_wanted.connect(lambda key, what: asked.append((key, what)))
    brief.click()
    assert asked == [("reports", {"key": "chase-brief", "case": "2026-00001", "number": "1"})]


def test_that_d_keeps_the_answer_and_opens_the_case(page: CasePage, store: Store, seat: Seat, qtbot) -> None:
    store.write(sent)
    again(page, seat, qtbot)
    page.referring.act_on_first("answer")
    form = page.sheet.form if page.sheet else None
    assert isinstance(form, AnswerForm)
    form.words.setPlainText("On Thursday's route.")
    form.adequate.setCurrentIndex(1)
    save(page, seat, qtbot)
    assert "missing" in (form.reason.accessibleDescription() or "")
    form.reason.setText("No hour")
    save(page, seat, qtbot)
    assert page.page is not None and page.page.row.status is Status.OPEN
    settle(qtbot, seat)
    told = [label.text() for label in page.timeline.findChildren(QLabel, "entry_what")]
    assert "noted an inadequate answer of Water to referral 1" in told


def test_that_a_release_is_kept_and_told(page: CasePage, store: Store, seat: Seat, qtbot) -> None:
    page.referring.add_release()
    form = page.sheet.form if page.sheet else None
    assert isinstance(form, ReleaseForm)
    form.set_values({"signer": "Manuel Tavares", "scope": "Benefits", "expires_on": "next year"})
    save(page, seat, qtbot)
    form.set_values({"expires_on": "2027-06-30"})
    save(page, seat, qtbot)
    settle(qtbot, seat)
    words = [label.text() for label in page.side.findChildren(QLabel, "release_words")]
    assert words and "Manuel Tavares" in words[0] and "In force until" in words[0]


def test_that_who_may_not_work_on_a_case_is_offered_nothing(store: Store, tmp_path: Path, qtbot) -> None:
    store.write(sent)
    with seated(store, tmp_path, Role.CLERK) as seat:
        page = CasePage(seat)
        qtbot.addWidget(page)
        page.show()
        again(page, seat, qtbot)
        assert not page.head.buttons["refer"].isVisible()
        assert page.side.findChild(QToolButton, "referral_1_chase") is None
        page.referring.act_on_first("chase")
        assert page.sheet is None


def test_that_the_keys_of_referrals_are_the_pages_own(page: CasePage) -> None:
    keys = {each.key().toString() for each in page.findChildren(QShortcut)}
    assert {"C", "D"} <= keys and page.head.buttons["refer"].key == "R"
    assert isinstance(page, QWidget)


# -- the page Departments


@pytest.fixture
def directory(seat: Seat, qtbot) -> DepartmentsPage:
    return put_up(qtbot, seat, DepartmentsPage(seat))


def told(page: DepartmentsPage) -> list[list[str]]:
    """The cells of the list of departments."""
    model = page.departments.list.model
    columns = range(model.columnCount())
    return [[str(model.index(row, c).data() or "") for c in columns] for row in range(model.count)]


def test_that_the_list_tells_what_departments_owe(directory: DepartmentsPage, store: Store, seat: Seat, qtbot) -> None:
    store.write(sent)
    directory.departments.list.show_filter(directory.departments.list.wanted)
    settle(qtbot, seat)
    told(directory)
    settle(qtbot, seat)
    rows = told(directory)
    assert [row[0] for row in rows] == ["Public Works", "Water"]
    assert rows[1][3:5] == ["1", "1 overdue"] and rows[1][7] == "5.0 d"


def test_that_the_page_of_a_department_tells_its_people_and_referrals(
    directory: DepartmentsPage, store: Store, seat: Seat, qtbot
) -> None:
    store.write(sent)
    store.write(lambda s: save_contact(s, director(s), 2, fields={"name": "Jo Park"}, at=AT).id)
    directory.show_wanted({"department_id": 2})
    settle(qtbot, seat)
    view = directory.departments.record
    assert view.title.text() == "Water"
    lines = view.findChild(ReferralLines, "open_referrals")
    assert lines is not None and lines.model().rowCount() == 1
    assert any("Jo Park" in label.text() for label in view.findChildren(QLabel, "contact_words"))
    asked: list[Any] = []
    seat.page_wanted.connect(lambda key, what: asked.append((key, what)))
    assert isinstance(view, DepartmentView)
    view.print_page()
    assert asked == [("reports", {"key": "department", "department": "2"})]


def test_that_departments_contacts_and_officials_are_kept(
    directory: DepartmentsPage, store: Store, seat: Seat, qtbot
) -> None:
    directory.departments.new_record()
    sheet = directory.departments.sheet
    assert sheet is not None
    sheet.form.save()
    settle(qtbot, seat)
    assert isinstance(sheet.form, DepartmentForm) and sheet.form.isVisible()  # it needs a name
    sheet.form.set_values({"name": "Public Zoo", "answer_days": 4})
    sheet.form.save()
    settle(qtbot, seat)
    view = directory.departments.record
    assert isinstance(view, DepartmentView) and view.title.text() == "Public Zoo"
    view.add_contact()
    contact = directory.departments.sheet
    assert contact is not None
    contact.form.set_values({"name": "Zoe Keeper"})
    contact.form.save()
    settle(qtbot, seat)
    assert [row.name for row in store.read(lambda s: contacts_at(s, 3))] == ["Zoe Keeper"]
    directory.show_wanted({"officials": True})
    directory.officials.new_wanted.emit()
    assert directory.sheet is not None
    directory.sheet.form.set_values({"name": "Ruth Abrams", "body": "Senate", "staff": "Al\nBo", "term_until": "x"})
    directory.sheet.form.save()
    settle(qtbot, seat)
    directory.sheet.form.set_values({"term_until": "2027-12-31"})
    directory.sheet.form.save()
    settle(qtbot, seat)
    assert {row.name: row.staff for row in store.read(officials)}["Ruth Abrams"] == ("Al", "Bo")


def test_that_a_referral_is_found_by_the_number_they_gave(
    directory: DepartmentsPage, store: Store, seat: Seat, qtbot
) -> None:
    store.write(sent)
    directory.show_wanted({"referrals": {"text": "W-1"}})
    settle(qtbot, seat)
    assert directory.referrals.model.count == 1
    opened: list[Any] = []
    seat.record_wanted.connect(lambda kind, number: opened.append((kind, number)))
    directory.open_referral(1)
    settle(qtbot, seat)
    assert opened == [("case", 1)]
    directory.show_wanted({"referrals": {"text": "Q"}})
    settle(qtbot, seat)
    assert directory.referrals.model.count == 0


# -- the column of the page Direct


def test_that_direct_shows_what_departments_owe_with_the_ladder(store: Store, seat: Seat, qtbot) -> None:
    number = store.write(sent).result
    store.write(lambda s: chase(s, director(s), number, fields={"words": "Again"}, at=AT - DAY).id)
    page = put_up(qtbot, seat, DirectPage(seat))
    panel = page.departments
    assert [(row.name, row.late, row.chases) for row in panel.rows] == [("Water", 1, 1)]
    dots = panel.findChild(ChaseDots, "chase_dots")
    assert dots is not None and dots.accessibleName() == "1 of 3 chases sent"
    act = panel.findChild(QToolButton, "late_act_2")
    assert act is not None and act.text() == "Chase 2…"
    act.click()
    settle(qtbot, seat)
    assert panel.sheet is not None
    panel.sheet.form.save()
    settle(qtbot, seat)
    assert [row.chases for row in panel.rows] == [2]
    asked: list[Any] = []
    seat.page_wanted.connect(lambda key, what: asked.append((key, what)))
    panel.act(panel.rows[0]._replace(chases=3))
    panel.opened.emit(2)
    assert asked[0] == ("reports", {"key": "chase-brief", "case": "2026-00001", "number": "1"})
    assert asked[1] == ("departments", {"department_id": 2})


def test_that_direct_says_when_nothing_is_owed(seat: Seat, qtbot) -> None:
    page = DirectPage(seat)
    qtbot.addWidget(page)
    page.show()
    settle(qtbot, seat)
    below = page.departments.findChild(QLabel, "late_below")
    assert below is not None and below.text() == "No answer of a department is overdue."


def test_that_the_page_of_a_department_tells_its_recommendations(
    directory: DepartmentsPage, store: Store, seat: Seat, qtbot
) -> None:
    fields = {"department_id": 2, "title": "Clear basins before the rains", "words": "Twice a year."}
    store.write(lambda s: draft_recommendation(s, director(s), fields=fields, case_ids=[1], at=AT).id)
    directory.show_wanted({"department_id": 2})
    settle(qtbot, seat)
    label = directory.departments.record.findChild(QLabel, "advised_1")
    assert label is not None and label.text().endswith("Clear basins before the rains, draft")
