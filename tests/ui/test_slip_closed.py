"""A slip that is put away while it is being logged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow
from sqlalchemy import text

from app.ui.forms.slip_desk import SlipDesk
from tests.factories import make_person, make_store
from tests.ui.seat import seated, settle


def test_that_esc_right_after_enter_leaves_no_parked_twin(qtbot: Any, tmp_path: Path) -> None:
    store = make_store(tmp_path)
    store.write(lambda s: make_person(s, "Manuel Tavares", phone="617-555-0142"))
    with seated(store, tmp_path) as seat:
        window = QMainWindow()
        qtbot.addWidget(window)
        desk = SlipDesk(seat, window)
        settle(qtbot, seat)
        slip = desk.open({"line": "617-555-0142 no answer yet"})
        settle(qtbot, seat)
        qtbot.keyClick(slip.words.line, Qt.Key.Key_Return)
        slip.close()
        settle(qtbot, seat)
        qtbot.waitUntil(lambda: not desk.slips)
        settle(qtbot, seat)
        count = text("SELECT (SELECT count(*) FROM contact), (SELECT count(*) FROM draft)")
        assert store.read(lambda s: tuple(s.execute(count).one())) == (1, 0)
    store.close()
