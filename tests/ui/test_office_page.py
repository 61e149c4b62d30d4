"""The Office page: what is changed is saved, and what may not be changed is not offered."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit

from app.config import OfficePaths
from app.models import Role
from app.opening import Member, make_office, open_office
from app.queries.office import categories, departments, office, staff
from app.ui.pages.office import OfficePage
from app.ui.pages.office_recovery import RecoveryTab
from app.ui.theme import theme
from app.vault import Cost, WrongRecoveryKey
from app.workdays import OfficeCalendar
from tests.factories import AT, make_staff, make_store
from tests.ui.seat import seated, settle


@pytest.fixture(params=[Role.DIRECTOR])
def page(qtbot, tmp_path: Path, request):
    store = make_store(tmp_path)
    store.write(make_staff)
    with seated(store, tmp_path, request.param) as seat:
        made = OfficePage(seat)
        qtbot.addWidget(made)
        made.resize(1200, 800)
        made.show()
        yield made
        settle(qtbot, seat)
    store.close()


def ask(page: OfficePage, question):
    store = page._seat.jobs._store
    assert store is not None
    return store.read(question)


def test_that_the_letterhead_is_saved(qtbot, page: OfficePage) -> None:
    form = page.tab(0).widget()
    form.set_values({"address": "12 Canal Street", "phone": "617-555-0100"})
    form.save()
    settle(qtbot, page._seat)
    assert ask(page, office)["address"] == "12 Canal Street"
    assert ask(page, office)["city"] == "Halbrook"


def test_that_a_new_member_is_added_and_listed(qtbot, page: OfficePage) -> None:
    tab = page.tab(2)
    tab.begin()
    assert len(tab.form.values()["password"]) >= 10
    tab.form.set_values({"name": "Sam Ortiz", "login": "sortiz", "role": Role.INTERN})
    tab.form.save()
    settle(qtbot, page._seat)
    assert "sortiz" in [row.login for row in ask(page, staff)]
    assert tab.list.count() == 3


def test_that_letting_go_is_asked_once_more(qtbot, page: OfficePage) -> None:
    tab = page.tab(2)
    tab.list.setCurrentRow(0)
    tab.go.click()
    assert not tab.sure.isHidden() and len(ask(page, staff)) == 2
    tab.sure.click()
    settle(qtbot, page._seat)
    assert [row.login for row in ask(page, staff)] == ["mmulcahy"]


def test_that_departments_and_categories_are_changed(qtbot, page: OfficePage) -> None:
    tab = page.tab(3)
    tab.form.set_values({"head": "Ana Silva"})
    tab.form.save()
    settle(qtbot, page._seat)
    assert ask(page, departments)[0].head == "Ana Silva"
    tab = page.tab(4)
    tab.begin()
    tab.form.set_values({"name": "Trees", "resolution_days": 30})
    tab.form.save()
    settle(qtbot, page._seat)
    assert {"Streets", "Water", "Trees"} == {row.name for row in ask(page, categories)}


def test_that_the_seat_remembers_theme_and_size(page: OfficePage) -> None:
    before = theme().choice, theme().text_percent
    tab = page.tab(5).widget()
    tab.theme_box.setCurrentIndex(tab.theme_box.findData("contrast"))
    tab._wear()
    assert theme().choice == "contrast"
    theme().choose(before[0], text_percent=before[1])


def test_that_rights_are_told_in_words(page: OfficePage) -> None:
    table = page.tab(6).table
    assert table.rowCount() == 11 and table.columnCount() == 6
    assert "yes" in table.item(0, 0).text()


@pytest.mark.parametrize("page", [Role.CLERK], indirect=True)
def test_that_a_clerk_sees_but_cannot_save(page: OfficePage) -> None:
    form = page.tab(0).widget()
    assert not form.button.isEnabled()
    assert form.findChild(QLineEdit, "letterhead_form_city").text() == "Halbrook"


def test_that_a_member_gets_a_key_and_loses_it(qtbot, tmp_path: Path) -> None:
    paths = OfficePaths(tmp_path / "made")
    first = Member("Margaret Mulcahy", "mmulcahy", Role.DIRECTOR, password="four words of mine")
    make_office(
        paths, office={"city": "Halbrook"}, calendar=OfficeCalendar().to_json(), first=first, at=AT, cost=Cost.cheap()
    )
    opened = open_office(paths, "mmulcahy", "four words of mine", AT, cost=Cost.cheap())
    with seated(opened.store, tmp_path, Role.DIRECTOR) as seat:
        seat.opened = opened
        page = OfficePage(seat)
        qtbot.addWidget(page)
        page.show()
        settle(qtbot, seat)
        tab = page.tab(2)
        tab.begin()
        tab.form.set_values({"name": "Sam Ortiz", "login": "sortiz", "role": Role.INTERN})
        tab.form.save()
        settle(qtbot, seat)
        assert opened.vault.has("sortiz") and [row.login for row in ask(page, staff)] == ["mmulcahy", "sortiz"]
        tab.list.setCurrentRow(1)
        tab.go.click()
        tab.sure.click()
        settle(qtbot, seat)
        assert not opened.vault.has("sortiz") and [row.login for row in ask(page, staff)] == ["mmulcahy"]
    opened.close()


def test_that_a_new_recovery_key_takes_the_place_of_the_old(qtbot, tmp_path: Path) -> None:
    paths = OfficePaths(tmp_path / "made")
    first = Member("Linh Tran", "ltran", Role.DIRECTOR, password="four words of mine")
    made = make_office(
        paths, office={"city": "Halbrook"}, calendar=OfficeCalendar().to_json(), first=first, at=AT, cost=Cost.cheap()
    )
    old = made.recovery_key
    opened = open_office(paths, "ltran", "four words of mine", AT, cost=Cost.cheap())
    with seated(opened.store, tmp_path, Role.DIRECTOR) as seat:
        seat.opened = opened
        tab = RecoveryTab(seat)
        qtbot.addWidget(tab)
        tab.make.click()
        settle(qtbot, seat)
        assert tab.panel._key and tab.panel._key != old
        with pytest.raises(WrongRecoveryKey):
            opened.vault.open_with_recovery(old, at=AT)
    opened.close()
