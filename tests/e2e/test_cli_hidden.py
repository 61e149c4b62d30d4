"""What is hidden is, on the command line, as if it were not there: the same words, the same exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.config import OfficePaths
from app.demo import make_demo
from tests.e2e.conftest import Run
from tests.factories import AT

ABSENT, NOBODY = "2026-99998", "999998"
COMMANDS = """
    case show N|case note N Words|case reply N Words --channel phone|case close N --outcome resolved --told-by phone
    case reopen N --reason Words|case assign N --to me|assign N --to me|assign N --to me --dry-run|case confide N
    case confide N --open|case attach N FILE|case save-file N photo.jpg|review approve N|review send-back N --note Words
    review take-back N|review complaint N|history --case N|history looked N|report case-file N --out OUT|search N
    case list --text N|case wait N --on resident --reason Words|case resume N|log Words --case N --anonymous
    person show P|person confide P|person confide P --open|case open Words --person P|log Words --person P
    history --person P|refer N --to Water
"""
ASKED = [each.strip() for line in COMMANDS.strip().splitlines() for each in line.split("|")]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "office"
    make_demo(OfficePaths(folder), cases=20, seed=3, at=AT)
    return folder


def hide(run: Run) -> tuple[str, str]:
    """A case and who asks, whom the Director keeps to herself."""
    person = run("person", "add", "Xaviera Quillfeather")[1].strip()
    assert run("person", "confide", person)[0] == 0
    number = run("case", "open", "Zebra", "--person", person)[1].strip()
    assert run("case", "show", number)[0] == 0
    return number, person


def said(run: Run, words: str, file: Path, number: str, person: str) -> tuple[int, str, str]:
    """The answer with the number and the id taken out."""
    given = {"N": number, "P": person, "FILE": str(file), "OUT": str(file.with_suffix(".pdf"))}
    code, out, told = run(*(given.get(word, word) for word in words.split()))
    bare = [text.replace(number, "N").replace(f"id {person}", "P") for text in (out, told)]
    return code, bare[0], bare[1]


def test_that_what_is_hidden_is_as_what_is_not_there(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, hidden = tmp_path / "photo.jpg", hide(run)
    file.write_bytes(b"picture")
    monkeypatch.setenv("LIAISON_LOGIN", "drocha")
    for words in ASKED:
        of_hidden, of_absent = (said(run, words, file, *pair) for pair in (hidden, (ABSENT, NOBODY)))
        assert of_hidden == of_absent and of_hidden[0] != 2, words
        assert "Quillfeather" not in str(of_hidden) and not file.with_suffix(".pdf").exists(), words
