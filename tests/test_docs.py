"""What README and guide promise is there: commands, pages, pictures, and the keys that the window binds."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from app.cli import commands, parser
from app.commands import Command
from app.reports.monthly_words import DEFINITIONS

ROOT = Path(__file__).resolve().parent.parent
HELP = ROOT / "resources" / "help"
TEXTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(HELP.glob("*.md"))]
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _examples() -> list[str]:
    """The lines of README as they are typed, with numbers for those that a command before printed."""
    lines = [re.sub(r"^[A-Z]+=\$\((.*)\)$", r"\1", line) for line in _read(ROOT / "README.md").splitlines()]
    filled = [line.replace("$PERSON", "178").replace("$CASE", "2026-00143") for line in lines]
    return [line for line in filled if line.startswith("liaison ")]


def _flat(text: str) -> str:
    return " ".join(text.replace("**", "").split())


@pytest.mark.parametrize("line", _examples())
def test_that_every_example_of_the_readme_is_understood(line: str) -> None:
    args = parser(commands()).parse_args(shlex.split(line)[1:])
    assert line.startswith(f"liaison {args.command.words}")


@pytest.mark.parametrize("command", commands(), ids=lambda command: command.words)
def test_that_every_example_of_a_command_is_understood(command: Command) -> None:
    args = parser(commands()).parse_args(shlex.split(command.example)[1:])
    assert args.command.words == command.words


def test_that_the_guide_names_every_command_and_no_other() -> None:
    named = set(re.findall(r"^\| `liaison ([^`]+)`", _read(HELP / "16-command-line.md"), re.M))
    assert named == {command.words for command in commands()}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_that_every_linked_page_exists(path: Path) -> None:
    pages = [to for picture, to in LINK.findall(_read(path)) if not picture and "://" not in to]
    assert [to for to in pages if not (path.parent / to.partition("#")[0]).is_file()] == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_that_every_picture_shown_exists(path: Path) -> None:
    pictures = [to for picture, to in LINK.findall(_read(path)) if picture]
    assert [to for to in pictures if not (path.parent / to).is_file()] == []


def test_that_the_guide_has_a_page_for_every_page_of_the_window() -> None:
    from app.ui.pages import pages

    topics = {path.stem.lstrip("0123456789-_") for path in HELP.glob("*.md")}
    assert {spec.key for spec in pages()} <= topics


def test_that_every_page_of_the_guide_begins_with_its_title() -> None:
    titles = [_read(path).splitlines()[0] for path in HELP.glob("*.md")]
    assert all(title.startswith("# ") for title in titles)
    assert len(set(titles)) == len(titles)


def test_that_pages_of_the_guide_hold_no_links_since_its_window_opens_none() -> None:
    assert [path.name for path in HELP.glob("*.md") if LINK.search(_read(path))] == []


@pytest.mark.parametrize(("name", "words"), DEFINITIONS)
def test_that_the_guide_defines_each_figure_as_the_report_prints_it(name: str, words: str) -> None:
    assert f"{name}. {words}" in _flat(_read(HELP / "11-figures.md"))


def test_that_the_guide_tells_every_key_that_the_window_binds() -> None:
    bound = re.compile(r'"((?:Ctrl|Alt|Shift)\+[A-Za-z0-9+]+)"|\bkey="([A-Z])"|QKeySequence\("([^"]+)"\)')
    told = set(re.findall(r"`([^`]+)`", _read(HELP / "14-keys-by-screen.md")))
    sources = (_read(path) for path in sorted((ROOT / "app" / "ui").rglob("*.py")))
    keys = {next(filter(None, found)) for source in sources for found in bound.findall(source)}
    assert {key.replace("Return", "Enter") for key in keys} - told == set()
