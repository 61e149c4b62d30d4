"""The shape of the house: who may import whom, read from the sources themselves."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "app"

# What each part stands on, file work and keys included; they know no model and no office.
_BASE = {"errors", "files"}
_DOORS = {"config", "office_lock", "shares", "store", "upgrade", "vault", "keyfile", "keypairs", "passwords"}
_DOORS |= {"attempts", "blobs"}
_RULES = {"errors", "keys", "models", "workdays", "authority", "queries", "services"}
_WORK = _RULES | _DOORS | {"changes", "files", "exchange", "reports", "opening", "founding", "presets", "demo"}
_WORK |= {"backups", "rekey", "issuing"}
# A part (a module or package of app) → the parts that it may import. A part missing here fails the test: give it a row.
MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "changes": set(),
    "files": {"errors"},
    "keys": {"errors"},
    "models": {"errors", "keys"},
    "workdays": {"errors"},
    "keypairs": set(),
    "keyfile": _BASE | {"keypairs"},
    "attempts": _BASE,
    "blobs": _BASE,
    "shares": {"errors"},
    "config": _BASE | {"shares", "log_file"},
    "log_file": set(),
    "office_lock": _BASE,
    "store": _BASE | {"changes"},
    "migrations": {"errors", "keys", "models", "workdays"},
    "copying": {"errors"},
    "upgrade": _BASE | {"copying", "store", "migrations"},
    "passwords": _BASE | {"keyfile"},
    "vault": _BASE | {"keyfile", "passwords", "attempts", "office_lock"},
    "authority": {"models", "keys", "errors"},
    "queries": {"models", "keys", "errors", "authority", "workdays"},
    "services": {"authority", "changes", "models", "queries", "workdays", "keys", "vault", "blobs", "errors"},
    "exchange": {"services", "queries", "models", "keys", "authority", "errors", "files"},
    "reports": {"authority", "queries", "models", "workdays", "keys", "errors", "config", "presets", "files"}
    | {"exchange"},
    "presets": {"config"},
    "founding": _RULES | _DOORS | {"presets"},
    "backups": _RULES | _DOORS | _BASE | {"copying"},
    "opening": _RULES | _DOORS | {"files", "founding", "backups"},
    "rekey": _RULES | _DOORS | {"files", "copying", "backups", "opening"},
    "issuing": _RULES | {"blobs", "files", "reports"},
    "demo": _RULES | _DOORS | {"presets", "founding"},
    "commands": _WORK,
    "cli": _WORK | {"commands"},
    "ui": _WORK,
    "main": _WORK | {"ui"},
    "__main__": {"main", "cli", "ui"},
}
# Libraries that only some parts may know.
ONLY_IN = {
    "PySide6": {"ui", "main"},
    "shiboken6": {"ui", "main"},
    "reportlab": {"reports"},
    "sqlcipher3": {"store", "copying", "vault"},
}
SOURCES = sorted(APP.rglob("*.py"))
STEPS = APP / "migrations" / "versions"  # a step is a record of what was done: it may be as long as that was
HANDMADE = [path for path in SOURCES if STEPS not in path.parents]


def part_of(path: Path) -> str:
    """The part of app that a file belongs to: app/ui/pages/today.py is of `ui`; app/__init__.py of none ("")."""
    inner = path.relative_to(APP)
    name = inner.parts[0] if len(inner.parts) > 1 else inner.stem
    return "" if name == "__init__" else name


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of all that a file imports, inside functions and for types alike."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), filename=str(path))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            start = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{start}.{alias.name}") for alias in node.names)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_that_a_module_imports_only_what_its_part_may(path: Path) -> None:
    part = part_of(path)
    assert not part or part in MAY_IMPORT, f"{named(path)}: give {part} a row in the import table"
    allowed = MAY_IMPORT.get(part, set()) | {part}
    found = [(line, name) for line, name in imported(path) if name.split(".")[0] == "app" and "." in name]
    wrong = [f"{named(path)}:{line} imports {name}" for line, name in found if name.split(".")[1] not in allowed]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_that_a_library_is_known_only_where_it_belongs(path: Path) -> None:
    part = part_of(path)
    tops = [(line, name.split(".")[0]) for line, name in imported(path)]
    wrong = [f"{named(path)}:{line} imports {top}" for line, top in tops if part not in ONLY_IN.get(top, {part})]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", HANDMADE, ids=named)
def test_that_a_module_stays_small_and_says_what_it_is_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 350, f"{named(path)} is too long: divide it by subject"
    assert not text.strip() or ast.get_docstring(ast.parse(text)), f"{named(path)} does not say what it is for"


@pytest.mark.parametrize("path", HANDMADE, ids=named)
def test_that_no_function_is_over_fifty_lines(path: Path) -> None:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = [f"{named(path)}:{each.lineno} {each.name}" for each in functions if lines_of(each) > 50]
    assert not long, "\n".join(long)


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


WITHOUT_QT = """
import sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "shiboken6"):
            raise ImportError(name + " is not to be had here")

sys.meta_path.insert(0, NoQt())
import app.errors, app.__main__
"""


def run_without_qt(more: str) -> subprocess.CompletedProcess[str]:
    order = [sys.executable, "-c", WITHOUT_QT + more]
    return subprocess.run(order, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONUTF8": "1"})


def test_that_the_command_line_runs_where_qt_cannot_be_imported() -> None:
    more = "import app.cli\nassert not [name for name in sys.modules if name.startswith('PySide6')]\nprint('ran')"
    done = run_without_qt(more if (APP / "cli.py").exists() or (APP / "cli").is_dir() else "print('ran')")
    assert done.stdout == "ran\n", done.stderr


def test_that_the_guard_of_that_test_really_keeps_qt_out() -> None:
    done = run_without_qt("import PySide6.QtCore")
    assert done.returncode == 1
    assert "is not to be had here" in done.stderr
