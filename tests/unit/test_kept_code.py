"""PySide's own files are compiled once; whatever is wrong with what was kept, the start goes on without it."""

import builtins
import marshal
import os
import subprocess
import sys
from importlib.util import source_hash
from pathlib import Path

import pytest

from app.ui.kept_code import kept, kept_file

NAME = "shibokensupport/loader.py"
SOURCE = b"answer = 6 * 7\n"


@pytest.fixture(autouse=True)
def _writes_byte_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "support.marshal"


def answer(file: Path, source: bytes = SOURCE, name: str = NAME) -> int:
    found: dict[str, int] = {}
    with kept(file):
        exec(compile(source, name, "exec"), found)
    return found["answer"]


def keep(file: Path, source: bytes, code: str) -> None:
    """As if `source` had been compiled to something that tells that it was kept."""
    file.parent.mkdir()
    file.write_bytes(marshal.dumps({NAME: (source_hash(source), compile(code, NAME, "exec"))}))


def test_that_what_was_compiled_is_kept_and_used_again(file):
    assert answer(file) == 42 and file.exists()
    names = marshal.loads(file.read_bytes())
    assert list(names) == [NAME] and names[NAME][0] == source_hash(SOURCE)
    assert answer(file) == 42


def test_that_kept_code_is_used_for_the_very_same_text(file):
    keep(file, SOURCE, "answer = 1")
    assert answer(file) == 1


def test_that_another_text_is_compiled_and_takes_the_place_of_the_old(file):
    keep(file, b"an older one", "answer = 1")
    assert answer(file) == 42
    assert marshal.loads(file.read_bytes())[NAME][0] == source_hash(SOURCE)


def test_that_files_of_others_are_compiled_as_ever(file):
    assert answer(file, name="somewhere/else.py") == 42 and not file.exists()


@pytest.mark.parametrize("damage", [b"", b"nonsense", marshal.dumps([1, 2]), marshal.dumps({NAME: 5})])
def test_that_a_damaged_file_is_written_anew(file, damage):
    file.parent.mkdir()
    file.write_bytes(damage)
    assert answer(file) == 42
    assert NAME in marshal.loads(file.read_bytes())


def test_that_nothing_is_written_where_python_may_not_write_byte_code(file, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert answer(file) == 42 and not file.parent.exists()


def test_that_a_folder_that_cannot_be_written_hinders_nothing(tmp_path):
    (tmp_path / "cache").write_text("a file where a folder should be")
    assert answer(tmp_path / "cache" / "support.marshal") == 42


def test_that_compile_is_python_s_own_again_afterwards(file):
    before = builtins.compile
    with pytest.raises(SyntaxError), kept(file):
        compile(b"answer =", NAME, "exec")
    assert builtins.compile is before and not file.exists()


def test_that_a_packed_program_keeps_nothing(monkeypatch):
    assert kept_file() is not None
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert kept_file() is None


def test_that_pyside_works_the_same_from_kept_code(tmp_path):
    """The second of two starts finds all that the first compiled, and PySide still knows its signatures."""
    words = """
from app.ui.kept_code import import_pyside
import_pyside()
from PySide6.QtCore import QPoint
try:
    QPoint("here")
except TypeError as error:
    print(error)
"""
    env = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path), "PYTHONDONTWRITEBYTECODE": ""}
    said = [
        subprocess.run([sys.executable, "-c", words], env=env, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert said[0] == said[1] and "Supported signatures" in said[0] and "xpos: int" in said[0]
    assert len(list(tmp_path.rglob("pyside_support.*.marshal"))) == 1
