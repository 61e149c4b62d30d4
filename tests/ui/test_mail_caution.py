"""Numbers that should not be kept, warned of in the e-mail slip too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QMainWindow

from app.ui.forms.caution import Caution
from app.ui.forms.slip_desk import SlipDesk
from tests.factories import make_store
from tests.ui.find import child
from tests.ui.seat import seated, settle


def test_that_a_number_in_a_mail_that_should_not_be_kept_is_warned_of(qtbot: Any, tmp_path: Path) -> None:
    store = make_store(tmp_path)
    with seated(store, tmp_path) as seat:
        window = QMainWindow()
        qtbot.addWidget(window)
        window.show()
        slip = SlipDesk(seat, window).open({"kind": "email"})
        slip.fields.words.setPlainText("My number is 219-09-9999")
        caution = child(slip, Caution, "mail_words_caution")
        qtbot.waitUntil(caution.isVisible)
        assert "Social Security" in caution.words.text() and "219" not in caution.words.text()
        slip.fields.words.clear()
        qtbot.waitUntil(caution.isHidden)
        slip.close()
        settle(qtbot, seat)
    store.close()
