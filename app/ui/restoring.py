"""Restoring from the window: the restore window, the lock before the swap, and the sign-in after it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.backups import Restored, Swapped, swap_in
from app.errors import AppError
from app.ui.forms.restore_form import RestoreWindow

if TYPE_CHECKING:
    from app.ui.program import Program


def open_restore(program: Program, wanted: Path | None) -> RestoreWindow:
    """Show the window that restores; `wanted` is the folder of the backup that was chosen already."""
    entry, login = program.entry, getattr(program.page, "chosen_login", "")
    if entry.opened is not None:
        login = entry.opened.login
    window = RestoreWindow(
        program.paths,
        entry.jobs,
        clock=entry.clock,
        login=login,
        wanted=wanted,
        cost=program.cost,
        parent=program.window,
    )
    window.staged.connect(lambda restored: _put_in_place(program, window, restored))
    window.restored.connect(lambda restored: _open(program, window, restored))
    window.show()
    return window


def _put_in_place(program: Program, window: RestoreWindow, restored: Restored) -> None:
    """Lock first: nobody may have the file open while another takes its place."""
    paths, entry = program.paths, program.entry
    at = entry.clock()
    window.close()
    if entry.opened is not None:
        program.lock()
    program.busy(program.tr("Putting the backup in place…"))

    def done(swapped: Swapped) -> None:
        program.show_front(news=swapped.sentence)

    def failed(error: AppError) -> None:
        program.show_front(news=error.sentence)

    entry.jobs.run(lambda _: swap_in(paths, restored, at=at), then=done, failed=failed, owner=program)


def _open(program: Program, window: RestoreWindow, restored: Restored) -> None:
    """An office in a folder of its own: go there."""
    window.close()
    if program.entry.opened is not None:
        program.lock()
    news = program.tr("The backup was restored here. Sign in as on the day it was made.")
    program.choose_folder(restored.paths.data_dir, news=news)
