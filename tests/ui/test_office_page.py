"""The Office page: what is changed is saved, and what may not be changed is not offered."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from sqlmodel import select

from app.authority import ACTING, RIGHTS, WORDS, Right, actor
from app.config import OfficePaths
from app.models import Appointment, Case, Role
from app.opening import Member, make_office, open_office
from app.queries.office import categories, departments, office, staff
from app.services.drafts import save_draft
from app.ui.pages.office import OfficePage
from app.ui.pages.office_recovery import RecoveryTab
from app.ui.theme import theme
from app.ui.watch import Everything
from app.vault import Cost, WrongRecoveryKey
from app.workdays import OfficeCalendar
from tests.factories import AT, make_case, make_staff, make_store
from tests.ui.find import child
from tests.ui.seat import seated, settle

USER = Qt.ItemDataRole.UserRole


def words_of(widget: QWidget) -> str:
    """All that is written on it now."""
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


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


def test_that_who_leaves_is_asked_about_and_their_work_handed_over(qtbot, page: OfficePage) -> None:
    seat, store = page._seat, page._seat.jobs._store
    assert store is not None
    store.write(lambda s: make_case(s, owner_id=2))
    other = store.write(lambda s: make_staff(s, Role.COORDINATOR, name="Carla Santos")).result
    seat.jobs.changed.emit(Everything())
    settle(qtbot, seat)
    tab = page.tab(2)
    tab.list.setCurrentRow(next(row for row in range(3) if "Linh Tran" in tab.list.item(row).text()))
    tab.go.click()
    form = tab.sheet.form
    settle(qtbot, seat)
    assert "1 open case" in form.counts.text() and "appointment ends" in form.counts.text()
    form.to.setCurrentIndex(form.to.findData(other.id))
    assert len(ask(page, staff)) == 3
    form.save()
    settle(qtbot, seat)
    assert {row.name for row in ask(page, staff)} == {"Margaret Mulcahy", "Carla Santos"}
    assert ask(page, lambda s: s.get(Case, 1).owner_id) == other.id


def test_that_a_successor_who_cannot_take_cases_is_told_beside_the_field(qtbot, page: OfficePage) -> None:
    tab = page.tab(2)
    tab.list.setCurrentRow(1)
    own = tab.list.currentItem().data(USER).id == page._seat.me.id
    tab.list.setCurrentRow(0 if own else 1)
    tab.go.click()
    form = tab.sheet.form
    settle(qtbot, page._seat)
    form.to.addItem("Somebody", 99)
    form.to.setCurrentIndex(form.to.count() - 1)
    form.save()
    settle(qtbot, page._seat)
    assert "on the staff list" in (form.to_field.problem or "")
    assert len(ask(page, staff)) == 2
    tab.sheet.reject()


def test_that_oneself_is_refused_with_the_sentence(qtbot, page: OfficePage) -> None:
    tab = page.tab(2)
    row = next(row for row in range(2) if "Mulcahy" in tab.list.item(row).text())
    tab.list.setCurrentRow(row)
    tab.go.click()
    tab.sheet.form.save()
    settle(qtbot, page._seat)
    assert len(ask(page, staff)) == 2 and "cannot remove yourself" in words_of(tab.sheet)
    tab.sheet.reject()


def test_that_the_order_is_asked_for_roles_that_the_mayor_fills(qtbot, page: OfficePage) -> None:
    tab = page.tab(2)
    tab.begin()
    field = child(tab.form, QWidget, "staff_form_instrument_field")
    for role, asked in ((Role.INTERN, False), (Role.ASSOCIATE, True), (Role.MAYOR, False)):
        tab.form.role.setCurrentIndex(tab.form.role.findData(role))
        assert field.isHidden() is not asked
    tab.form.set_values({"name": "Ana Silva", "login": "asilva", "role": Role.ASSOCIATE, "instrument": "Order 7"})
    tab.form.save()
    settle(qtbot, page._seat)
    orders = ask(page, lambda s: s.exec(select(Appointment.instrument)).all())
    assert "Order 7" in orders


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
    tab = page.tab(6)
    table = tab.table
    assert (table.rowCount(), table.columnCount()) == (len(Right), len(Role) + 1)
    for across in range(table.columnCount()):
        held = ACTING if across == len(Role) else RIGHTS[list(Role)[across]]
        for down, right in enumerate(Right):
            item = table.item(down, across)
            assert item.text().startswith("Yes") is (right in held) and not item.icon().isNull()
            assert WORDS[right] in item.data(Qt.ItemDataRole.AccessibleTextRole)
    assert tab.you.text() == "Your role is Director."


@pytest.mark.parametrize("page", [Role.INTERN], indirect=True)
def test_that_everybody_reads_rights_and_changes_their_own_password(page: OfficePage) -> None:
    assert page.tab(6).you.text() == "Your role is Intern or volunteer."
    assert page.tab(5).widget().password.button.isEnabled()
    tab = page.tab(2)
    assert tab.list.count() == 3 and not tab.go.isEnabled() and not tab.new.isEnabled()


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
        settle(qtbot, seat)
        with qtbot.waitSignal(seat.rekey_wanted, timeout=10_000):
            tab.sheet.form.save()
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


def test_that_somebody_new_begins_with_empty_fields_wherever_the_keyboard_was(qtbot, page: OfficePage) -> None:
    tab = page.tab(2)
    page.tabs.tabBar().setFocus()
    tab.begin()
    settle(qtbot, page._seat)
    assert tab.form.values()["name"] == tab.form.values()["login"] == ""
    assert tab.list.currentRow() == -1 and tab.form.record_id is None


def test_that_help_opens_at_the_page_of_the_tab(page: OfficePage) -> None:
    topics = [(page.tab(at), page.help_topic)[1] for at in (0, 2, 6)]
    assert topics == ["office", "staff-and-rights", "staff-and-rights"]


def test_that_slips_handed_over_can_be_resumed_at_once(qtbot, page: OfficePage) -> None:
    seat, store = page._seat, page._seat.jobs._store
    assert store is not None

    def typing(session) -> None:
        who = actor(session, 2, AT)
        save_draft(session, who, kind="slip", key="new-1", payload={"line": "Hole"}, parked=False, at=AT)

    store.write(typing)
    tab = page.tab(2)
    tab.list.setCurrentRow(next(row for row in range(2) if "Linh Tran" in tab.list.item(row).text()))
    tab.go.click()
    settle(qtbot, seat)
    assert "1 call or mail not logged" in tab.sheet.form.counts.text()
    tab.sheet.form.save()
    settle(qtbot, seat)
    assert [(row.key, row.parked) for row in seat.drafts.rows("slip")] == [("new-1-of-2", True)]
    assert seat.drafts.restore("slip", "new-1-of-2") == {"line": "Hole"}
