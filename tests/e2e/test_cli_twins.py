"""Nobody comes in twice by the command line without a word."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.config import OfficePaths
from app.demo import make_demo
from tests.e2e.conftest import Run
from tests.factories import AT


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "office"
    make_demo(OfficePaths(folder), cases=20, seed=3, at=AT)
    return folder


def test_that_a_sure_twin_is_added_only_where_that_is_said(run: Run) -> None:
    add = ("person", "add", "Zebulon Quixworth", "--phone", "617-555-0142")
    number = int(run(*add)[1])
    code, out, told = run(*add)
    assert (code, out) == (1, "")
    assert f"Zebulon Quixworth (id {number}): same phone, same name" in told and "--new" in told
    code, out, _ = run(*add, "--new", "--json")
    made = json.loads(out)
    assert code == 0 and made["id"] != number and number in [each["id"] for each in made["likely"]]


def test_that_somebody_of_a_like_name_is_added_and_told(run: Run) -> None:
    number = int(run("person", "add", "Persephone Vandergriff")[1])
    code, out, told = run("person", "add", "Persephone Vandergrif", "--email", "p@x.example")
    assert code == 0 and int(out) != number
    assert f"It may be Persephone Vandergriff (id {number}): similar name." in told
    assert run("person", "add", "Nobody Elsewhere")[2] == ""


def mail_from(folder: Path, sender: str, name: str, date: str = "Tue, 17 Nov 2026 16:05:00 -0500") -> str:
    path = folder / f"{name}.eml"
    path.write_text(f"From: {sender}\nSubject: Light\nMessage-ID: <{name}@x>\nDate: {date}\n\nIt is out.\n")
    return str(path)


def test_that_a_mail_tells_whom_it_made_and_who_that_may_be(run: Run, tmp_path: Path) -> None:
    number = int(run("person", "add", "Ottoline Brackenbury", "--email", "home@x.example")[1])
    code, out, _ = run("mail", "log", mail_from(tmp_path, "Ottoline Brackenbury <work@x.example>", "one"))
    assert code == 0 and ") is new." in out and f"It may be Ottoline Brackenbury (id {number})." in out
    (told,) = json.loads(run("mail", "log", mail_from(tmp_path, "Wilhelmina Oakes <w@x.example>", "two"), "--json")[1])
    assert told["new_person"]["name"] == "Wilhelmina Oakes" and told["likely"] == []
    assert "new" not in run("mail", "log", mail_from(tmp_path, "Wilhelmina Oakes <w@x.example>", "three"))[1]


def test_that_a_case_opened_from_an_old_mail_is_received_now(run: Run, tmp_path: Path) -> None:
    old = mail_from(tmp_path, "Old Letter <old@x.example>", "old", "Tue, 7 May 2013 16:05:00 -0400")
    code, out, _ = run("mail", "log", old, "--new-case")
    assert code == 0 and "The mail is of 2013-05-07: the case counts as received now." in out
    number = out.split("on case ")[1].split(".")[0]
    shown = run("case", "show", number)[1]
    assert not number.startswith("2013") and "2013-05-07 16:05" in shown
    assert "counts as received" not in run("mail", "log", old, "--again")[1]


def test_that_a_mail_that_is_not_there_or_tells_nothing_is_told_in_words(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("mail", "read", str(tmp_path / "nope.eml"))
    assert code == 1 and out.startswith("nope.eml is not there.") and "None" not in out
    bare = tmp_path / "bare.eml"
    bare.write_text("Message-ID: <bare@x>\nContent-Type: text/plain\n\nWords\n")
    code, out, _ = run("mail", "read", str(bare))
    assert code == 0 and "From     not told" in out and "Date     not told" in out
