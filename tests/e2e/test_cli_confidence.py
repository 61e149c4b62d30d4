"""Confidence on the command line: who may see what, and that neither lists, JSON nor refusals tell of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import update

from app.config import OfficePaths
from app.demo import PASSWORD, make_demo
from app.models import Person, table_of
from app.opening import open_office
from tests.e2e.conftest import Run
from tests.factories import AT


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small made-up office."""
    folder = tmp_path_factory.mktemp("confidence") / "office"
    make_demo(OfficePaths(folder), cases=30, seed=3, at=AT)
    return folder


def test_that_a_case_is_confided_to_a_colleague_and_opened_again(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    number = run("case", "open", "Zebra crossing", "--anonymous")[1].strip()
    code, said, _ = run("case", "confide", number, "--to", "drocha")
    assert code == 0 and said.startswith("Confidential: only the owner, the Director and those named see it. Named: ")
    monkeypatch.setenv("LIAISON_LOGIN", "ltran")
    assert run("case", "show", number)[::2] == (1, "This case is not in the office file.\n")
    assert "Zebra" not in run("case", "list", "--limit", "0")[1] + run("search", "zebra")[1]
    assert run("case", "confide", number, "--to", "ltran")[0] == 1
    monkeypatch.setenv("LIAISON_LOGIN", "drocha")
    assert "Zebra crossing" in run("case", "show", number)[1]
    assert "say who may see it" in run("case", "confide", number, "--to", "ltran")[2]
    monkeypatch.setenv("LIAISON_LOGIN", "mmulcahy")
    answer = json.loads(run("case", "confide", number, "--not", "drocha", "--json")[1])
    assert answer == {"confidential": True, "named": [], "cases_hidden": 0}
    assert run("case", "confide", number, "--open")[1] == "No longer confidential: everybody in the office sees it.\n"
    monkeypatch.setenv("LIAISON_LOGIN", "ltran")
    assert "Zebra crossing" in run("case", "show", number)[1]


def test_that_a_person_takes_their_cases_along(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    person = run("person", "add", "Xaviera Quillfeather", "--phone", "617 555 0199")[1].strip()
    number = run("case", "open", "Zebra at home", "--person", person)[1].strip()
    code, said, told = run("person", "confide", person, "--to", "drocha")
    assert code == 0 and "Margaret Mulcahy" in said and told == "1 case of theirs became confidential too.\n"
    shown = json.loads(run("person", "show", person, "--json")[1])
    assert shown["confidential"] is True
    monkeypatch.setenv("LIAISON_LOGIN", "ltran")
    for words in (("person", "show", person), ("case", "show", number), ("person", "confide", person)):
        code, said, told = run(*words)
        assert code == 1 and not said and "Quillfeather" not in told
    found = run("person", "list", "quillf")[1] + run("search", "5550199")[1] + run("search", "quillfeather")[1]
    assert "Xaviera" not in found and "Zebra" not in found


def test_that_each_look_is_told(run: Run) -> None:
    number = run("case", "open", "Zebra looked at", "--anonymous", "--confidential")[1].strip()
    run("case", "show", number)
    run("case", "show", number)
    looked = json.loads(run("history", "looked", number, "--json")[1])
    assert [each["verb"] for each in looked] == ["viewed", "viewed"]


def test_that_a_confidential_address_is_in_no_file(made: Path, run: Run) -> None:
    number = run("person", "add", "Ana Reis", "--address", "913 Nightjar Lane")[1].strip()
    case = run("case", "open", "Owl", "--person", number, "--address", "913 Nightjar Lane")[1].strip()
    assert "Nightjar" in run("case", "show", case, "--json")[1]
    opened = open_office(OfficePaths(made), "mmulcahy", PASSWORD, AT)
    opened.store.write(lambda s: s.execute(update(table_of(Person)).values(address_confidential=True)))
    opened.close()
    assert "Nightjar" not in run("case", "show", case, "--json")[1] + run("person", "show", number, "--json")[1]
    assert "913 Nightjar Lane" in run("case", "show", case)[1]
    assert "never print it or give it out" in run("person", "show", number)[1]
    people = json.loads(run("person", "list", "--limit", "0", "--json")[1])["people"]
    assert people and not any(each["address"] for each in people)
