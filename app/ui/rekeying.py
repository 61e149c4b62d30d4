"""Changing the key from the window: the lock before it, and the sign-in after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ui.forms.rekey_form import RekeyWindow
    from app.ui.program import Program


def open_rekey(program: Program) -> RekeyWindow | None:
    """Show the window that changes the key of the office that is open, None where none is; imported only now."""
    from app.ui.forms.rekey_form import Asker, RekeyWindow

    entry = program.entry
    if entry.opened is None or entry.seat is None:
        return None
    seat = entry.seat
    asker = Asker(seat.me.id, seat.me.name, seat.reference.office, entry.clock, seat.zone)
    window = RekeyWindow(entry.jobs, entry.opened, asker, program.window)
    window.begun.connect(lambda: _begin(program, window))
    window.finished.connect(lambda sentence: program.show_front(news=sentence))
    window.show()
    return window


def _begin(program: Program, window: RekeyWindow) -> None:
    """Nobody may write while the files are made anew: the office's window is locked, the office goes to this work."""
    window.hide()  # the lock closes every window that is seen
    program.lock(hand_over=True)
    window.show()
    program.busy(program.tr("Changing the key…"))
    window.work_on()
