"""For the Mayor, on Today: who may work the messages off does so by keyboard; nobody else has the group."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from sqlmodel import Session, select

from app.models import Disposition, MayorMessage, Role
from app.store import Store
from app.ui.forms.mayor_form import MayorForm
from app.ui.pages.today import TodayPage
from app.ui.seat import Seat
from app.ui.widgets.buttons import KeyButton
from tests.factories import make_contact, make_store
from tests.ui.seat import put_up, seated, settle


def fill(store: Store) -> int:
    def act(s: Session) -> int:
        return make_contact(s, "Wants to speak with the Mayor", fields={"for_mayor": True}).contact_id

    return store.write(act).result


@pytest.mark.parametrize("role", [Role.MAYOR, Role.DIRECTOR], ids=str)
def test_that_a_message_is_worked_off_by_keyboard(qtbot, tmp_path: Path, role: Role) -> None:
    store = make_store(tmp_path)
    contact_id = fill(store)
    with seated(store, tmp_path, role) as seat:
        page = shown(qtbot, seat)
        qtbot.keyClick(page, Qt.Key.Key_Y)
        act = page.findChild(KeyButton, f"mayor_{contact_id}_act")
        assert act is not None and page.focusWidget() is act
        qtbot.keyClick(act, Qt.Key.Key_Space)
        sheet = page.office.mayor.sheet
        assert sheet is not None and isinstance(sheet.form, MayorForm)
        form = sheet.form
        assert sheet.focusWidget() is form.disposition
        form.disposition.setCurrentIndex(form.disposition.findData(Disposition.ANSWERED))
        sheet.act_button.click()
        assert sheet.isVisible(), "an answer without words is asked for them"
        form.words.setPlainText("Thursday at ten")
        with qtbot.waitSignal(sheet.accepted):
            sheet.act_button.click()
        settle(qtbot, seat)
        page.refresh()
        settle(qtbot, seat)
        assert page.office.mayor.isHidden()
    kept = store.read(lambda s: [(each.disposition, each.words) for each in s.exec(select(MayorMessage))])
    assert kept == [(Disposition.ANSWERED, "Thursday at ten")]
    store.close()


def test_that_an_associate_has_no_such_group(qtbot, tmp_path: Path) -> None:
    store = make_store(tmp_path)
    fill(store)
    with seated(store, tmp_path, Role.ASSOCIATE) as seat:
        assert shown(qtbot, seat).office.mayor.isHidden()
    store.close()


def shown(qtbot, seat: Seat) -> TodayPage:
    page = put_up(qtbot, seat, TodayPage(seat), (1200, 800))
    settle(qtbot, seat)
    return page
