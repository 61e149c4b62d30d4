"""Liaison: no words open the window, `tour` plays the guided tour, any others are for the command line."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence

NO_SCREEN = (
    "There is no screen to open the window on. `make run` in the folder of the program plays a tour without one, "
    "and `liaison --help` names what the command line does."
)


def main(words: Sequence[str] | None = None) -> int:
    """Start what the words ask for; gives the exit code. `words`: those of the command line when not given.

    Only what is asked for is imported: the command line runs where Qt cannot.
    """
    given = list(sys.argv[1:] if words is None else words)
    if opens_window(given):
        if not has_screen(sys.platform, os.environ):
            print(NO_SCREEN, file=sys.stderr)
            return 1
        return window()(given)
    if given[0] == "tour":
        from app.ui.tour import main as tour

        return tour(given[1:])
    from app.cli import main as command_line

    return command_line(given)


def window() -> Callable[[Sequence[str]], int]:
    """The window's own start, imported while the search for cycles rests: it would walk all that is being loaded again
    and again, a third of the time until the window stands. `app.main` lets it run again."""
    gc.disable()
    from app.ui.kept_code import import_pyside

    import_pyside()
    from app.main import main as start

    return start


def has_screen(system: str, told: Mapping[str, str]) -> bool:
    """Whether a window can open, as far as the environment tells; without a screen Qt ends the program by force."""
    return system != "linux" or any(told.get(each) for each in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def opens_window(words: Sequence[str]) -> bool:
    """Whether nothing is asked of the command line: no words, or only which data folder to open."""
    match list(words):
        case [] | ["--data-dir", _]:
            return True
        case [word]:
            return word.startswith("--data-dir=")
    return False


if __name__ == "__main__":
    sys.exit(main())
