"""Today by keyboard: a letter for each group, and the answers that wait to be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt

from app.models import Role
from app.queries.substance import ReadingRow
from app.ui.pages.today import TodayPage
from app.ui.widgets.buttons import KeyButton
from tests.factories import make_case, make_store
from tests.ui.seat import seated, settle


def reading(id_: int) -> ReadingRow:
    """One that waits to be read by who is signed in."""
    names = dict.fromkeys(ReadingRow._fields) | {"id": id_, "number": f"2026-0000{id_}", "subject": "Storm drain"}
    return ReadingRow(**{**names, "category": "Drains", "month": date(2026, 10, 1), "mine": True})  # type: ignore[arg-type]  # the rest is not shown


def test_that_a_letter_goes_to_the_next_act_of_its_group(qtbot, tmp_path: Path, monkeypatch) -> None:
    waits = [reading(each) for each in range(1, 6)]
    monkeypatch.setattr("app.ui.pages.today_office.to_read", lambda session, who: waits)
    store = make_store(tmp_path)
    with seated(store, tmp_path, Role.ASSOCIATE) as seat:
        store.write(lambda s: make_case(s, "Storm drain", owner_id=seat.me.id).id)
        page = TodayPage(seat)
        qtbot.addWidget(page)
        page.resize(1200, 800)
        page.show()
        settle(qtbot, seat)
        wanted = list[object]()
        seat.page_wanted.connect(lambda key, what: wanted.append((key, what)))
        acts = [page.findChild(KeyButton, f"{name}_act") for name in ("reading_1", "reading_2", "reading_3")]
        acts.append(page.findChild(KeyButton, "more_readings_act"))
        for expected in (*acts, acts[0]):
            qtbot.keyClick(page, Qt.Key.Key_A)
            assert expected is not None and page.focusWidget() is expected
        qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Space)
        qtbot.keyClick(page, Qt.Key.Key_D)
        assert page.focusWidget() is page.due.view
        assert wanted == [("substance", {"review_id": 1})]
        assert page.empty.isHidden(), "an answer to read is something to do"
    store.close()
