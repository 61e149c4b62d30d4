"""The sign-in stands there before `Qt`, `QStyle` and pictures are made; whatever came later is there right after."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.config import OfficePaths
from app.ui import first_paint as numbers
from app.ui.first_paint import FirstPaint, first_paint
from app.ui.inks import write
from app.ui.known import Known
from app.ui.sign_in import SignInPage
from app.ui.theme import Theme, theme
from app.ui.widgets.base import IconMark, text_label
from app.ui.widgets.buttons import KeyButton

KNOWN = [Known("ltran", "Linh Tran"), Known("drocha", "Denise Rocha & Sons <of a very long name> at the end of it")]
START = """
import os, sys
from app.__main__ import window
main = window()
from PySide6 import QtCore, QtWidgets
from PySide6.QtCore import QObject
from app.ui.first_paint import first_paint
from app.ui.program import Program
start = Program.start

def made():
    names = [name for at, name in ((QtCore, "Qt"), (QtWidgets, "QStyle")) if name in vars(at)]
    return " ".join(names + [name for name in ("PySide6.QtSvg", "app.ui.entry") if name in sys.modules])

def painted():
    print(f"painted: {made()}", flush=True)
    first_paint().then(lambda: finished())

def finished():
    print(f"finished: {made()}", flush=True)
    os._exit(0)

def watched(program):
    start(program)
    program.window.painted.connect(painted)

Program.start = watched
main(["--data-dir", sys.argv[1]])
"""


@pytest.fixture
def awaited() -> Iterator[FirstPaint]:
    """The first painting, still to come."""
    first_paint().expect()
    yield first_paint()
    first_paint().come()


@pytest.fixture
def page(qapp: QApplication, qtbot, tmp_path: Path, awaited: FirstPaint) -> SignInPage:
    """The sign-in, made while the first painting is still to come."""
    theme().apply(qapp)
    made = SignInPage(OfficePaths(tmp_path), KNOWN)
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    made.start()
    return made


@pytest.mark.parametrize("config", ["", 'logins = ["ltran|Linh Tran", "drocha|Denise Rocha"]\ntext_scale = 1.25\n'])
def test_that_the_sign_in_is_painted_before_qt_s_great_classes_are_made(tmp_path, config):
    folder, settings = tmp_path / "office", tmp_path / "settings"
    for made in (folder, settings):
        made.mkdir()
    (folder / "office.keys").write_text("{}", encoding="utf-8")
    (settings / "config.toml").write_text(config, encoding="utf-8")
    env = {**os.environ, "LIAISON_CONFIG_DIR": str(settings)}
    words = [sys.executable, "-c", START, str(folder)]
    done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.splitlines() == ["painted: ", "finished: Qt PySide6.QtSvg"], done.stderr


def test_that_the_numbers_are_those_of_qt():
    assert Qt.AlignmentFlag.AlignVCenter.value == numbers.ALIGN_MIDDLE
    assert Qt.AlignmentFlag.AlignCenter.value == numbers.ALIGN_CENTER
    assert Qt.TextFlag.TextShowMnemonic.value == numbers.SHOW_MNEMONIC
    assert Qt.ItemDataRole.DisplayRole == numbers.DISPLAY_ROLE
    assert Qt.ItemDataRole.AccessibleTextRole == numbers.ACCESSIBLE_TEXT_ROLE


def test_that_nothing_is_kept_back_where_no_window_is_awaited():
    done: list[int] = []
    FirstPaint().then(lambda: done.append(1))
    assert done == [1]


def test_that_what_was_kept_back_is_done_once_and_in_order():
    paint = FirstPaint()
    done: list[int] = []
    paint.expect()
    paint.then(lambda: done.append(1))
    paint.then(lambda: done.append(2))
    assert done == [] and paint.is_awaited
    paint.come()
    paint.come()
    assert done == [1, 2] and not paint.is_awaited


def test_that_a_widget_that_is_gone_by_then_is_left_out(qtbot):
    class Wish(QObject):
        def come(self) -> None:
            done.append(1)

    paint = FirstPaint()
    done: list[int] = []
    wish = Wish()
    paint.expect()
    paint.then(wish.come)
    del wish
    paint.come()
    assert done == []


def test_that_what_is_typed_in_the_first_instant_is_kept_and_enter_opens(qtbot, page, awaited):
    qtbot.keyClicks(page.password, "four words")
    awaited.come()
    qtbot.keyClicks(page.password, " of mine")
    with qtbot.waitSignal(page.open_wanted) as asked:
        qtbot.keyClick(page.password, Qt.Key.Key_Return)
    assert asked.args == ["ltran", "four words of mine"]


def test_that_the_first_painting_has_names_for_screen_readers_and_hides_what_is_typed(page):
    assert page.password.accessibleName() == "Password"
    assert page.button.accessibleName() == "Open the office" and page.button.accessibleDescription() == "Enter"
    assert page.password.echoMode() is QLineEdit.EchoMode.Password
    assert page.password.inputMethodHints() & Qt.InputMethodHint.ImhSensitiveData


def test_that_pictures_and_the_key_of_the_eye_come_right_after(page, awaited):
    assert page.password.eye.icon().isNull()
    before = page.grab().toImage()
    places = [(each, each.geometry()) for each in page.findChildren(QLabel)]
    awaited.come()
    after = page.grab().toImage()
    assert not page.password.eye.icon().isNull()
    assert page.password.eye.shortcut().toString() == "Alt+S"
    assert page.password.eye.shortcutContext() is Qt.ShortcutContext.WidgetShortcut
    assert after != before and [each.geometry() for each, _ in places] == [place for _, place in places]


def test_that_the_city_hall_leaves_the_words_above_it_as_they_were(page, awaited):
    page.side.findChild(IconMark, "city_side_mark").hide()
    bare = page.side.grab().toImage()
    awaited.come()
    drawn = page.side.grab().toImage()
    top = drawn.height() // 3
    assert drawn != bare
    assert drawn.copy(0, 0, drawn.width(), top) == bare.copy(0, 0, drawn.width(), top)


@pytest.mark.parametrize("look", ["light", "dark", "contrast"])
def test_that_buttons_and_names_do_not_jump(qtbot, page, awaited, look):
    theme().choose(look)
    first = [page.button.grab().toImage(), page.names.grab().toImage()]
    awaited.come()
    settled = [page.button.grab().toImage(), page.names.grab().toImage()]
    theme().choose("light")
    assert first == settled


@pytest.mark.parametrize("flags", [numbers.ALIGN_MIDDLE, numbers.ALIGN_CENTER])
def test_that_words_stand_in_the_same_place_in_any_colour(qapp, awaited, flags):
    assert _written(flags) == _written(flags, first_paint=awaited)


def _written(flags: int, *, first_paint: FirstPaint | None = None) -> QImage:
    made = QImage(160, 33, QImage.Format.Format_RGB32)
    made.fill(QColor("white"))
    if first_paint is None:
        painter = QPainter(made)
        painter.setPen(QColor("#345678"))
        painter.drawText(made.rect(), flags, "Linh Tran & co.")
    else:
        painter = QPainter(made)
        write(painter, made.rect(), flags, "Linh Tran & co.", QColor("#345678"))
    painter.end()
    return made


def test_that_labels_never_read_their_words_as_rich_text(qtbot):
    label = text_label("<b>bold</b>", name="words")
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_that_a_button_that_has_the_focus_is_marked_by_the_ring_alone(qapp, qtbot):
    theme().apply(qapp)
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    edit, button = QLineEdit(page), KeyButton("&Open", page, name="button")
    for each in (edit, button):
        column.addWidget(each)
    page.show()
    page.activateWindow()
    edit.setFocus()
    qtbot.waitUntil(edit.hasFocus)
    bare = button.grab().toImage()
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert button.hasFocus() and button.grab().toImage() == bare


@pytest.mark.parametrize(("window", "look"), [("#1e1e1e", "dark"), ("#efefef", "light")])
def test_that_one_glance_at_the_system_s_colours_tells_dark_from_light(qapp, awaited, window, look):
    before = qapp.palette()
    qapp.setPalette(QPalette(QColor(window)))
    fresh = Theme()
    fresh.choose("system")
    qapp.setPalette(before)
    assert fresh.name == look


def test_that_the_system_is_asked_at_once_where_it_wanted_high_contrast(qapp, awaited, monkeypatch):
    monkeypatch.setattr(Theme, "_asked", lambda self: "contrast")
    fresh = Theme()
    fresh.asks_first = True
    fresh.choose("system")
    assert fresh.name == "contrast"
