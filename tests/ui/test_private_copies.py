"""Which kept files are shown by another program, and which are only saved."""

from __future__ import annotations

import pytest

from app.ui.private_copies import may_run


@pytest.mark.parametrize(
    "name",
    [
        "a.exe",
        "a.EXE. ",
        "page.html",
        "page.Svg",
        "note.wsf",
        "a.pdf.vbe",
        "list.xlsm",
        "go.desktop",
        "a.url",
        "disk.iso",
    ],
)
def test_that_what_could_run_or_fetch_is_only_saved(name: str) -> None:
    assert may_run(name)


@pytest.mark.parametrize("name", ["letter.pdf", "photo.jpg", "a.exe.pdf", "table.xlsx", "mail.eml", "note.txt", "plan"])
def test_that_papers_and_pictures_are_shown(name: str) -> None:
    assert not may_run(name)
