"""PySide's own Python files, compiled once and kept beside our byte code, as Python keeps that of every other module.

The wheel carries them as text inside a library and compiles them anew at each start: a third of the time until a window
stands. What is kept is used only for the very same text and Python; without it all goes as PySide alone would have it.
"""

from __future__ import annotations

import builtins
import contextlib
import marshal
import os
import sys
from collections.abc import Iterator
from importlib.util import cache_from_source, source_hash
from pathlib import Path
from typing import Any

PREFIX = "shibokensupport/"
NAME = "pyside_support"


def import_pyside() -> None:
    """Import PySide6.QtCore; what it compiled is kept for the next start."""
    file = kept_file()
    if file is None or "PySide6.QtCore" in sys.modules:
        import PySide6.QtCore
    else:
        with kept(file):
            import PySide6.QtCore  # noqa: F401  # imported for its effect


def kept_file() -> Path | None:
    """Where the compiled files are kept: where our own are; None where nothing of ours lies in files."""
    if getattr(sys, "frozen", False):
        return None
    with contextlib.suppress(NotImplementedError):  # a Python that keeps no byte code
        return Path(cache_from_source(__file__)).with_name(f"{NAME}.{sys.implementation.cache_tag}.marshal")
    return None


@contextlib.contextmanager
def kept(file: Path) -> Iterator[None]:
    """While it lasts, PySide's files are compiled only if `file` does not hold them; it is written where it did not."""
    known = _read(file)
    fresh: dict[str, tuple[bytes, Any]] = {}
    compiled = builtins.compile

    def look_up(source: Any, filename: Any, mode: str, *rest: Any, **more: Any) -> Any:
        if not (isinstance(filename, str) and filename.startswith(PREFIX) and isinstance(source, bytes)):
            return compiled(source, filename, mode, *rest, **more)
        mark = source_hash(source)
        if known.get(filename, (b"",))[0] != mark:
            fresh[filename] = (mark, compiled(source, filename, mode, *rest, **more))
            return fresh[filename][1]
        return known[filename][1]

    builtins.compile = look_up
    try:
        yield
    finally:
        builtins.compile = compiled
    if fresh and not sys.dont_write_bytecode:
        _write(file, known | fresh)


def _read(file: Path) -> dict[str, tuple[bytes, Any]]:
    try:
        read = marshal.loads(file.read_bytes())
    except (OSError, ValueError, EOFError, TypeError):  # none yet, or cut short: compiled and written anew
        return {}
    is_ours = isinstance(read, dict) and all(isinstance(each, tuple) and len(each) == 2 for each in read.values())
    return read if is_ours else {}


def _write(file: Path, codes: dict[str, tuple[bytes, Any]]) -> None:
    """At once or not at all; a folder that may not be written only costs the next start its time."""
    passing = file.with_name(f"{file.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        file.parent.mkdir(exist_ok=True)
        passing.write_bytes(marshal.dumps(codes))
        passing.replace(file)
