"""The words of the command line, one module a subject; each says what it takes and what it runs."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.commands.desk import Desk


def _nothing_more(_: ArgumentParser) -> None:
    """A command without words of its own."""


@dataclass(frozen=True)
class Command:
    """One command: `words` ("case list"), what it is for, an example, its own options and what it does.

    `run` gets the Desk (options in `desk.args`), and gives nothing or an exit code. It raises AppError to refuse.
    A module of commands imports at its top only what is quick: errors, argparse and this. All else inside `run`.
    `figures` gives the command `--json`; `signs_in` gives it `--login`.
    """

    words: str
    help: str
    example: str
    run: Callable[[Desk], int | None]
    options: Callable[[ArgumentParser], None] = _nothing_more
    figures: bool = False
    signs_in: bool = True
