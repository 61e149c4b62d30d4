"""History on the command line: read, held against papers and backups, and what is refused stands in it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from app.config import OfficePaths
from app.demo import make_demo
from tests.e2e.conftest import Run
from tests.factories import AT


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small made-up office."""
    folder = tmp_path_factory.mktemp("made") / "office"
    make_demo(OfficePaths(folder), cases=40, seed=3, at=AT)
    return folder


def lines(run: Run, *words: str) -> list[dict[str, object]]:
    code, out, told = run("history", "--json", *words)
    assert code == 0, told
    found: list[dict[str, object]] = json.loads(out)["lines"]
    return found


def a_case(run: Run) -> str:
    return str(json.loads(run("case", "list", "--json", "--limit", "1")[1])["cases"][0]["number"])


def test_that_history_is_listed_with_who_what_and_on_what(run: Run) -> None:
    code, out, told = run("history", "--limit", "5")
    assert code == 0 and len(out.splitlines()) == 6 and "5 shown" in told
    assert out.split()[:6] == ["Line", "When", "Who", "What", "On", "Changed"]


def test_that_lines_are_found_by_login_verb_kind_case_and_days(run: Run) -> None:
    number = a_case(run)
    run("case", "note", number, "Crew goes out on Friday.")
    (noted,) = lines(run, "--case", number, "--verb", "noted", "--who", "me", "--since", "2026-11-22", "--limit", "1")
    assert noted["by"] == "Margaret Mulcahy" and number in str(noted["about"])
    assert {"name": "words", "old": "", "new": "Crew goes out on Friday."} in noted["fields"]  # type: ignore[operator]  # JSON
    assert {each["kind"] for each in lines(run, "--kind", "sign_ins")} == {"sign_ins"}
    assert lines(run, "--until", "2001-01-01") == []
    assert run("history", "--verb", "nonsense")[0] == 1


def test_that_a_list_taken_out_as_json_stands_in_history(run: Run) -> None:
    run("case", "list", "--json", "--text", "drain")
    run("person", "list", "--json")
    cases, people = [
        next(each for each in lines(run, "--kind", "exports") if each["subject"] == subject)
        for subject in ("case_record", "person")
    ]
    told = {each["name"]: each["new"] for each in cases["fields"]}  # type: ignore[attr-defined]  # JSON
    assert told["kind"] == "json" and "drain" in told["asked"]
    assert people["by"] == "Margaret Mulcahy"


@pytest.mark.parametrize("words", [("search", "drain"), ("designation", "list")], ids=" ".join)
def test_that_every_list_taken_out_as_json_is_told(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words, "--json")[0] == 0
    assert lines(run, "--kind", "exports", "--limit", "1")[0]["subject"] == words[0]


def test_that_a_printed_case_is_told_by_who_looked(run: Run, tmp_path: Path) -> None:
    number = a_case(run)
    assert "Nobody viewed" in run("history", "looked", number)[1]
    assert run("report", "case-file", number, "--out", str(tmp_path / "case.pdf"))[0] == 0
    told = run("history", "looked", number)[1]
    assert "printed" in told and "Margaret Mulcahy" in told


def test_that_an_intern_is_refused_and_the_refusal_stands_in_history(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIAISON_LOGIN", "sortiz")
    for words in (["history"], ["case", "list", "--json"], ["search", "drain", "--json"], ["check"]):
        code, out, told = run(*words)
        assert code == 1 and out == "" and "Your role (intern) may not" in told
    monkeypatch.setenv("LIAISON_LOGIN", "mmulcahy")
    rights = [each["fields"][0]["new"] for each in lines(run, "--kind", "refusals")]  # type: ignore[index]  # JSON
    assert rights[:3] == ["manage_office", "export", "read_history"]


def test_that_the_foot_of_a_paper_proves_history(run: Run, tmp_path: Path) -> None:
    paper = tmp_path / "october.pdf"
    assert run("report", "monthly", "--month", "2026-10", "--out", str(paper))[0] == 0
    pdf = PdfDocument(paper)
    text = " ".join(pdf[n].get_textpage().get_text_bounded() for n in range(len(pdf)))
    pdf.close()
    found = re.search(r"History to line ([\d,]+), hash ((?:[0-9a-f]{4} ?){4})", text)
    assert found is not None
    head = f"{found[1]}:{found[2]}"
    code, out, _ = run("check", "--history", "--head", head)
    assert code == 0 and "History is whole." in out and "held against the paper" in out
    code, out, _ = run("check", "--history", "--head", f"{found[1]}:deadbeefdeadbeef")
    assert code == 1 and "The paper knows line" in out
    assert run("check", "--head", "nonsense")[0] == 2


def test_that_the_end_of_history_is_held_against_the_backups(run: Run) -> None:
    assert run("backup")[0] == 0
    code, out, _ = run("check", "--history")
    assert code == 0 and "held against 1 backup" in out


def test_that_there_must_be_a_clock_to_set_right(run: Run) -> None:
    code, _, told = run("check", "--clock")
    assert code == 1 and "nothing to set right" in told
