"""A report put into a folder in one format or many: told to history first, then all of its files there, or none."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from app.errors import Unavailable
from app.files import remove_tree, why
from app.reports.base import Cancelled
from app.reports.formats import WRITERS, Prepared, save

PASSING, LEFT_AFTER = ".liaison-", 3600
"""How a passing folder is called, and the seconds after which it is taken for one that a crash left."""


class PutOut(NamedTuple):
    """The files as they lie in the folder now, the formats asked for, and how many of them took the place of others."""

    paths: tuple[Path, ...]
    formats: tuple[str, ...]
    replaced: int = 0


def put_out(
    prepared: Prepared,
    targets: Sequence[Path],
    *,
    tell: Callable[[dict[str, Any]], object],
    cancelled: Callable[[], bool] = lambda: False,
    step: Callable[[int, int], object] = lambda *_: None,
) -> PutOut:
    """Write a report to `targets`, all in one folder, each in the format of its ending.

    They are made beside each other in a passing folder there, told by `tell` (which is given what history keeps of
    it), and only then moved to their places. `step` hears (done, all). Raises Cancelled, Unavailable, Invalid for an
    ending that is no format, and what `tell` raises; in each case no file of it is there.
    """
    folder = targets[0].parent
    passing = _passing(folder, targets[0].name)
    try:
        made: list[Path] = []
        for done, target in enumerate(targets):
            step(done, len(targets))
            made += save(prepared, passing / target.name, cancelled=cancelled).paths
            if cancelled():
                raise Cancelled
        formats = tuple(target.suffix.lower().lstrip(".") for target in targets)
        tell({**prepared.collected.detail, "formats": list(formats)})
        return _moved(made, folder, formats)
    finally:
        remove_tree(passing)


def every_format(prepared: Prepared, folder: Path) -> list[Path]:
    """Where each format of it goes in a folder, under the report's own name."""
    return [folder / f"{prepared.stem}.{ending}" for ending in WRITERS]


def _passing(folder: Path, name: str) -> Path:
    _clear_left(folder)
    try:
        return Path(tempfile.mkdtemp(dir=folder, prefix=PASSING))
    except OSError as error:
        raise Unavailable(f"{name} could not be saved in {folder}. {why(error)}") from error


def _clear_left(folder: Path) -> None:
    """Remove what a killed program left half-made here: nobody would look for a report in it."""
    for left in folder.glob(f"{PASSING}*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > LEFT_AFTER:
                remove_tree(left)


def _moved(made: Sequence[Path], folder: Path, formats: tuple[str, ...]) -> PutOut:
    there: list[Path] = []
    older = {path.name for path in made if (folder / path.name).exists()}
    for path in made:
        place = folder / path.name
        try:
            os.replace(path, place)
        except OSError as error:
            for each in there:
                if each.name not in older:
                    each.unlink(missing_ok=True)
            raise Unavailable(f"{place.name} could not be saved in {folder}. {why(error)}") from error
        there.append(place)
    return PutOut(tuple(there), formats, len(older))
