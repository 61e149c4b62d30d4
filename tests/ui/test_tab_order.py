"""Tab in the window: every control is reached, as the page is read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.models import Promise
from app.ui.main_window import MainWindow
from tests.factories import AT, director, make_case
from tests.ui.seat import settle

TAB = Qt.FocusPolicy.TabFocus


def _around(qtbot, window: MainWindow, *, back: bool = False) -> list[str]:
    """The names of what Tab comes to until it is where it began."""
    seen: list[QWidget] = []
    while (at := QApplication.focusWidget()) is not None and at not in seen:
        seen.append(at)
        qtbot.keyClick(at, Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab)
    assert len(seen) < 200 and window.isAncestorOf(seen[0])
    return [each.objectName() for each in seen]


def test_that_tab_reaches_every_control_of_a_case_in_the_window(qtbot, store, window: MainWindow) -> None:
    def fill(session):
        case = make_case(session)
        made = Promise(case_id=case.id or 0, words="A crew comes", due_at=AT, told_at=AT, made_at=AT, by_id=1)
        session.add(made)
        return case.id, director(session)

    case_id, _ = store.write(fill).result
    window.seat.record_wanted.emit("case", case_id)
    settle(qtbot, window.seat)
    with qtbot.waitActive(window):
        window.activateWindow()
    page = window.page("cases").case
    page.timeline.area.setFocus()
    stops = [each for each in page.findChildren(QWidget) if each.isVisible() and each.focusPolicy() & TAB]
    wanted = {each.objectName() for each in stops if each.isEnabled() and each.focusProxy() is None}
    forward = _around(qtbot, window)
    assert wanted <= set(forward) and {"promise_1_kept", "refer_case", "search_line"} <= wanted | set(forward)
    assert forward.index("composer_text") < forward.index("promise_1_kept") < forward.index("refer_case")
    assert set(_around(qtbot, window, back=True)) == set(forward)
