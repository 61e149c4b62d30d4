"""Opens the window."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.config import OfficePaths, data_dir, resource_path
from app.files import private_umask
from app.ui.first_paint import first_paint
from app.ui.program import Program
from app.ui.theme import theme

STYLE = ("-style", "fusion")
"""The style that the sheet is written for, in Qt's own words: named here no class `QStyle` has to be made for it."""
GIVE_WAY = 0.001
"""Seconds that a reader thread may keep Python from the window; the usual 5 ms show when a list is painted."""


def main(words: Sequence[str] | None = None) -> int:
    """Show the window and run until it is closed; gives the exit code. `words` may name the folder (--data-dir)."""
    private_umask()
    first_paint().expect()
    app = make_app()
    program = make_program(list(sys.argv[1:] if words is None else words))
    program.start()
    return app.exec()


def make_app() -> QApplication:
    """The Qt application, named and translated."""
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication([*sys.argv[:1], *STYLE])
    sys.setswitchinterval(GIVE_WAY)
    app.setApplicationName("Liaison")
    app.setDesktopFileName("liaison")
    _translate(app)
    first_paint().then(install_focus_ring)
    return app


def install_focus_ring() -> None:
    """The one ring around whatever has the focus."""
    from app.ui.widgets.focus import FocusRing  # not needed before the first window stands

    app = QApplication.instance()
    if isinstance(app, QApplication):
        FocusRing.install(app)


def make_program(words: Sequence[str]) -> Program:
    """The program on the folder that was asked for, dressed as this seat likes it."""
    given = given_folder(words)
    program = Program(OfficePaths(data_dir(given)))
    program.warm.connect(keep_what_is_loaded)
    chosen = program.settings
    theme().asks_first = chosen.high_contrast
    theme().choose(chosen.theme, text_percent=round(chosen.text_scale * 100))
    app = QApplication.instance()
    if isinstance(app, QApplication):
        theme().apply(app)
    if given is None and chosen.last_folder and not program.paths.exists():
        program.paths = OfficePaths(Path(chosen.last_folder))
    return program


def keep_what_is_loaded() -> None:
    """Never search for cycles among what was loaded at the start: one such walk stops the window.

    The jobs search from here on, in the UI thread; Python by itself would do it in any thread."""
    gc.freeze()


def given_folder(words: Sequence[str]) -> Path | None:
    """The folder behind --data-dir, or None."""
    match list(words):
        case ["--data-dir", folder]:
            return Path(folder)
        case [word] if word.startswith("--data-dir="):
            return Path(word.partition("=")[2])
    return None


def _translate(app: QApplication) -> None:
    """Our own texts and Qt's in the language of the system, where there is a translation."""
    for name, folder in (
        ("liaison", str(resource_path("translations"))),
        ("qtbase", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
    ):
        translator = QTranslator(app)
        if translator.load(QLocale(), name, "_", folder):
            app.installTranslator(translator)
