"""The window program before and around an open office. Only what the sign-in window shows is imported at once."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QCoreApplication, QObject, QSettings, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.config import DEMO_END, OfficePaths, Settings, demo_dir, read_settings, write_settings
from app.errors import AppError, Unavailable
from app.ui.first_paint import first_paint
from app.ui.known import Known
from app.ui.program_window import ProgramWindow
from app.ui.sign_in import SignInPage
from app.ui.theme import theme

MOST_NAMES = 8
WARM_ANYWAY = 500
"""Milliseconds until the rest is imported though the window is nowhere to be seen."""


class Program(QObject):
    """Shows sign-in, set-up or the desk, and goes from one to the other."""

    warm = Signal()
    """Everything is imported."""
    _warmed = Signal()

    def __init__(self, paths: OfficePaths, *, settings: Settings | None = None, cost: Any = None) -> None:
        super().__init__()
        self.setObjectName("program")
        self.paths, self.cost = paths, cost
        self.settings = settings or self._read_settings()
        self.window = ProgramWindow()
        self.window.closing.connect(self.quit)
        self.page: Any = None
        self.entry: Any = None
        self._waiting: list[Callable[[], None]] = []
        self._idle: Any = None
        self._lock_key: Any = None
        self._is_warming = False
        self._login, self._news = "", ""
        self._warmed.connect(self._warm)
        self._restore_place()

    def start(self) -> None:
        """Show the first page; once it stands there, import the rest in a thread, which would hold up its painting."""
        self.show_front()
        self.window.painted.connect(self._stands)
        self.window.show()
        QTimer.singleShot(WARM_ANYWAY, self._stands)

    def _read_settings(self) -> Settings:
        try:
            return read_settings()
        except AppError:
            return Settings()  # a damaged file of looks must not keep anybody out; it is written anew at sign-in

    def _stands(self) -> None:
        QTimer.singleShot(0, self._finish)  # what was typed meanwhile comes first

    def _finish(self) -> None:
        first_paint().come()
        self._note_contrast()
        self._start_warming()

    def _start_warming(self) -> None:
        if self.entry is None and not self._is_warming:
            self._is_warming = True
            threading.Thread(target=self._import, name="warm-up", daemon=True).start()

    def _import(self) -> None:
        import app.ui.entry  # noqa: F401  # imported for its effect: it is there when it is needed

        with contextlib.suppress(RuntimeError):  # the window was closed meanwhile
            self._warmed.emit()

    def _warm(self) -> None:
        """Everything is imported: make the way in, and do what was asked for meanwhile."""
        if self.entry is None:
            self._make_entry()
            self.warm.emit()
        waiting, self._waiting = self._waiting, []
        for act in waiting:
            act()

    def _make_entry(self) -> None:
        from app.ui.entry import Entry
        from app.ui.messages import Messages

        messages = Messages(log_folder=self.paths.log)
        self.entry = Entry(messages, self, cost=self.cost)
        self.entry.entered.connect(self._entered)
        self.entry.refused.connect(self._refused)
        self.entry.told.connect(self._told)
        self.entry.turned_away.connect(lambda error: self.lock(news=error.sentence))
        if self.paths.exists():
            self._set_up_log()

    def _set_up_log(self) -> None:
        from app.config import set_up_log
        from app.ui.hooks import install_hooks

        with contextlib.suppress(Unavailable):  # a folder that cannot be written is told when it is opened
            set_up_log(self.paths.data_dir)
            if not hasattr(self, "_hooks"):
                self._hooks = install_hooks(self.entry.jobs.messages, log_folder=self.paths.log)

    def when_warm(self, act: Callable[[], None]) -> None:
        """Do it now, or once everything is imported."""
        if self.entry is not None:
            act()
        else:
            self._waiting.append(act)
            self._start_warming()

    # -- before the office is open --------------------------------------------------------------------------

    def show_front(self, *, news: str = "") -> None:
        """Sign-in where there is an office, with what is new about it; else the ways to begin."""
        self._news = news
        self.window.frame.set_training(self.is_demo)
        if (self.paths.data_dir / "restore.json").exists():
            self._end_restore()
        if self.paths.exists():
            self._show_sign_in()
        else:
            self._show_welcome()

    @property
    def is_demo(self) -> bool:
        """Whether this is the folder of the made-up office."""
        folder = self.paths.data_dir
        return folder.name.endswith(DEMO_END) and folder == demo_dir()  # the second asks the system, at length

    def _show_sign_in(self) -> None:
        known, hint = [Known.read(kept) for kept in self.settings.logins], ""
        if self.is_demo:
            from app.demo import PASSWORD
            from app.ui.entry import demo_names

            known = demo_names()
            hint = self.tr("Nobody here is real. Everybody’s password is {0}").format(PASSWORD)
        page = SignInPage(self.paths, known, hint=self._news or hint)
        self._news = ""
        page.restore_wanted.connect(self.show_restore)
        page.open_wanted.connect(self._open)
        page.recovery_wanted.connect(self._recover)
        page.folder_wanted.connect(self.choose_folder)
        self._show(page)
        if self._login:
            page.choose(self._login)
        page.start()

    def _show_welcome(self) -> None:
        from app.ui.welcome import WelcomePage

        page = WelcomePage(self.paths.data_dir)
        page.demo.setVisible(find_spec("app.demo") is not None)
        page.set_up_wanted.connect(self.show_set_up)
        page.demo_wanted.connect(self._open_demo)
        page.restore_wanted.connect(self.show_restore)
        page.folder_wanted.connect(self.choose_folder)
        self._show(page)
        page.start()

    def _show(self, page: QWidget) -> None:
        self.page = page
        self.window.frame.show_page(page)

    def choose_folder(self, folder: Path, *, news: str = "") -> None:
        """Go to the office of another folder, and remember it."""
        self.paths = OfficePaths(folder)
        self._remember(last_folder=str(folder))
        self.show_front(news=news)

    def show_restore(self, wanted: Path | None = None) -> None:
        """The window that restores a backup; when it is in place, the sign-in says so."""

        def show() -> None:
            from app.ui.restoring import open_restore

            open_restore(self, wanted)

        self.when_warm(show)

    def _end_restore(self) -> None:
        """A restore was cut off between two renamings: end it, and say so at the sign-in."""
        from app.backups.swap import finish_swap

        try:
            self._news = finish_swap(self.paths)
        except AppError as error:
            self._news = error.sentence

    def show_set_up(self) -> None:
        """The steps that make a new office."""
        self.when_warm(self._show_set_up)

    def _show_set_up(self) -> None:
        from app.ui.set_up import SetUpPage

        page = SetUpPage(self.entry, self.paths)
        page.left.connect(self.show_front)
        page.finished.connect(self._open)
        self._show(page)
        page.start()

    def _open(self, login: str, password: str) -> None:
        self._login = login
        self.busy(self.tr("Unlocking…"))
        self.when_warm(lambda: self.entry.unlock(self.paths, login, password))

    def _recover(self, given: dict[str, str]) -> None:
        self._login = given["login"]
        self.busy(self.tr("Unlocking…"))
        self.when_warm(lambda: self.entry.recover(self.paths, given))

    def _open_demo(self) -> None:
        self.busy(self.tr("Making the training city…"))
        self.paths = OfficePaths(demo_dir())
        self.when_warm(lambda: self.entry.make_demo(self.paths))

    def busy(self, words: str) -> None:
        """Say on the page before the office what is being done."""
        if hasattr(self.page, "busy"):
            self.page.busy(words)

    def _told(self, text: str, done: int, total: int) -> None:
        from app.ui.welcome import WelcomePage

        if isinstance(self.page, WelcomePage):
            self.page.busy(text or self.tr("Making the training city…"), done, total)

    def _refused(self, error: AppError) -> None:
        if hasattr(self.page, "refuse"):
            self.page.refuse(error)

    # -- while it is open -----------------------------------------------------------------------------------

    def _entered(self, window: Any) -> None:
        from app.ui.idle import IdleWatch
        from app.ui.lock_key import LockKey
        from app.ui.rekeying import open_rekey

        self._set_up_log()
        window.lock_wanted.connect(self.lock)
        window.seat.restore_wanted.connect(self.show_restore)
        window.seat.rekey_wanted.connect(lambda: open_rekey(self))
        self._show(window)
        training = self.is_demo or bool(window.seat.reference.office.get("training"))
        self.window.frame.set_training(training)
        window.start()
        self._idle = IdleWatch(self.settings.idle_minutes, self)
        self._idle.idle.connect(self.lock)
        self._idle.start()
        if self._lock_key is None:
            self._lock_key = LockKey(self.window, self)
            self._lock_key.wanted.connect(lambda: self.lock() if self.entry.opened else None)
        if not training:
            self._remember_name(Known(self.entry.opened.login, window.seat.me.name))
        QTimer.singleShot(0, theme().load_all_fonts)

    def lock(self, *, news: str = "", hand_over: bool = False) -> None:
        """Back to the sign-in, with why; only with `hand_over` the office stays open, for work that closes it."""
        if self._idle is not None:
            self._idle.stop()
            self._idle.deleteLater()
            self._idle = None
        self._login = self.entry.opened.login if self.entry.opened else self._login
        self.settings = self._read_settings()
        for widget in QCoreApplication.instance().topLevelWidgets():  # type: ignore[union-attr]  # a QApplication
            if widget is not self.window and widget.isVisible():
                widget.close()
        self.entry.lock(hand_over=hand_over)
        self.show_front(news=news)

    def quit(self) -> None:
        """The window closes: keep the place, lock, end the threads."""
        self._keep_place()
        if self._idle is not None:
            self._idle.stop()
        if self.entry is not None:
            self.entry.close()

    # -- what this seat remembers ---------------------------------------------------------------------------

    def _remember_name(self, known: Known) -> None:
        others = [kept for kept in self.settings.logins if Known.read(kept).login != known.login]
        self._remember(logins=(known.kept(), *others)[:MOST_NAMES])

    def _note_contrast(self) -> None:
        wanted = (theme().choice, theme().name) == ("system", "contrast")
        if wanted != self.settings.high_contrast:
            self._remember(high_contrast=wanted)

    def _remember(self, **changes: Any) -> None:
        self.settings = replace(self._read_settings(), **changes)
        with contextlib.suppress(Unavailable):  # it is a convenience; the office opens all the same
            write_settings(self.settings)

    def _places(self) -> QSettings:
        return QSettings(str(self.paths.data_dir / "window.ini"), QSettings.Format.IniFormat)

    def _restore_place(self) -> None:
        kept = self._places().value("geometry") if self.paths.exists() else None
        if isinstance(kept, QByteArray):
            self.window.restoreGeometry(kept)

    def _keep_place(self) -> None:
        if self.paths.exists():
            self._places().setValue("geometry", self.window.saveGeometry())
