"""liaison staff: joining, changing and leaving by the command line, and what each role is refused there."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from app import cli
from app.config import OfficePaths
from app.models import Appointment, Role
from app.opening import Member, make_office, open_office
from app.vault import Cost, Vault, WrongPassword
from app.workdays import OfficeCalendar

PASSWORD = "four words of mine"
LOGINS = {role: f"a.{role.value}" for role in Role}
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One of each role; nothing in it is ever changed, for all is refused."""
    return found(tmp_path_factory.mktemp("office") / "office")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """An office of one test's own."""
    return found(tmp_path / "office")


def found(folder: Path) -> Path:
    members = [Member(role.value.title(), LOGINS[role], role, password=PASSWORD) for role in Role]
    first = next(each for each in members if each.role is Role.DIRECTOR)
    make_office(
        OfficePaths(folder),
        office={"city": "Halbrook"},
        calendar=OfficeCalendar().to_json(),
        first=first,
        others=[each for each in members if each is not first],
        at=datetime.now(UTC),
        cost=Cost.cheap(),
    )
    return folder


@pytest.fixture
def as_role(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run words in a folder as a role; gives exit code, output and what was told."""

    def run(folder: Path, role: Role, *words: str) -> tuple[int, str, str]:
        monkeypatch.setenv("LIAISON_DATA_DIR", str(folder))
        monkeypatch.setenv("LIAISON_LOGIN", LOGINS[role])
        monkeypatch.setenv("LIAISON_PASSWORD", PASSWORD)
        code = cli.main(words)
        return (code, *capsys.readouterr())

    return run


def test_that_who_works_here_is_listed_with_their_roles(office: Path, as_role: Run) -> None:
    code, said, _ = as_role(office, Role.INTERN, "staff", "list", "--json")
    assert code == 0 and {row["login"] for row in json.loads(said)} == set(LOGINS.values())


def test_that_everybody_may_read_what_each_role_may(office: Path, as_role: Run) -> None:
    code, said, _ = as_role(office, Role.INTERN, "staff", "rights")
    assert code == 0
    (line,) = [each for each in said.splitlines() if each.startswith("hand out cases")]
    assert line.split()[3:] == ["no", "yes", "no", "no", "no", "no", "yes"]
    code, said, _ = as_role(office, Role.INTERN, "staff", "rights", "--json")
    assert json.loads(said)["roles"]["mayor"] and "manage_staff" in json.loads(said)["may_be_kept_back"]


def test_that_somebody_is_added_changed_and_leaves(own: Path, as_role: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIAISON_NEW_PASSWORD", "words to begin with")
    code, said, _ = as_role(own, Role.DIRECTOR, "staff", "add", "sortiz", "--name", "Sam Ortiz", "--role", "associate")
    assert code == 0 and "Mayor's order is missing" in said
    code, said, _ = as_role(
        own, Role.DIRECTOR, "staff", "change", "sortiz", "--role", "clerk", "--name", "Sam O. Ortiz"
    )
    assert code == 0 and "Sam O. Ortiz: changed name, role." in said
    code, said, told = as_role(own, Role.DIRECTOR, "staff", "leave", "sortiz", "--queue", "--keep-key", "--json")
    assert (code, told) == (0, "") and json.loads(said) == {"cases": 0, "queued": 0, "slips": 0, "tasks": 0, "after": 0}
    assert not Vault(OfficePaths(own).keys).has("sortiz")


def test_that_a_first_password_is_made_where_none_is_given(own: Path, as_role: Run) -> None:
    code, said, _ = as_role(own, Role.DIRECTOR, "staff", "add", "new", "--name", "New", "--role", "intern", "--json")
    first = json.loads(said)["password"]
    assert code == 0 and len(first) == 14
    open_office(OfficePaths(own), "new", first, datetime.now(UTC)).close()


def test_that_ones_own_password_is_changed(own: Path, as_role: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIAISON_NEW_PASSWORD", "other words of mine")
    code, said, _ = as_role(own, Role.CLERK, "staff", "password")
    assert code == 0 and "changed" in said
    with pytest.raises(WrongPassword):
        open_office(OfficePaths(own), LOGINS[Role.CLERK], PASSWORD, datetime.now(UTC))


def test_that_work_is_handed_over(own: Path, as_role: Run) -> None:
    intern = LOGINS[Role.INTERN]
    as_role(own, Role.INTERN, "case", "open", "Hole in the road", "--anonymous")
    code, said, _ = as_role(own, Role.DIRECTOR, "staff", "handover", intern, "--to", LOGINS[Role.ASSOCIATE])
    assert code == 0 and "1 case handed over" in said
    code, said, _ = as_role(own, Role.ASSOCIATE, "case", "list", "--json")
    assert [row["owner"] for row in json.loads(said)["cases"]] == ["Associate"]


def test_that_leaving_changes_the_key_and_all_others_come_in(own: Path, as_role: Run) -> None:
    for role in Role:
        as_role(own, role, "staff", "list")  # once signed in, the next key can be sealed to them
    before = OfficePaths(own).database.read_bytes()
    code, _, told = as_role(own, Role.DIRECTOR, "staff", "leave", LOGINS[Role.INTERN], "--queue")
    assert code == 0, told
    assert OfficePaths(own).database.read_bytes()[:64] != before[:64]
    for role in (Role.DIRECTOR, Role.CLERK):
        assert as_role(own, role, "staff", "list")[0] == 0
    assert as_role(own, Role.INTERN, "staff", "list")[0] == 1


def test_that_nobody_removes_themselves(own: Path, as_role: Run) -> None:
    code, _, told = as_role(own, Role.DIRECTOR, "staff", "leave", LOGINS[Role.DIRECTOR], "--queue")
    assert code == 1 and "cannot remove yourself" in told


def test_that_a_login_nobody_has_is_told(own: Path, as_role: Run) -> None:
    code, _, told = as_role(own, Role.DIRECTOR, "staff", "leave", "nobody", "--queue")
    assert code == 1 and "See `liaison staff list`" in told


def test_that_an_office_begins_with_its_order_and_its_mayor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LIAISON_PASSWORD", PASSWORD)
    place = ["--city", "Halbrook", "--state", "MA", "--data-dir", str(tmp_path / "new"), "--login", "mmulcahy"]
    who = ["--name", "Margaret Mulcahy", "--instrument", "Order 2026-1", "--mayor", "Thomas Grady", "--json"]
    assert cli.main(["init", *place, *who]) == 0
    mayor = json.loads(capsys.readouterr().out)["mayor"]
    opened = open_office(OfficePaths(tmp_path / "new"), mayor["login"], mayor["password"], datetime.now(UTC))
    orders = opened.store.read(lambda s: [each.instrument for each in s.exec(select(Appointment))])
    assert orders == ["Order 2026-1"]
    opened.close()


# -- what is refused


FORBIDDEN: dict[str, tuple[tuple[str, ...], set[Role], str]] = {
    "add staff": (
        ("staff", "add", "x.y", "--name", "X", "--role", "clerk"),
        set(Role) - {Role.DIRECTOR},
        "may not add or remove staff",
    ),
    "change staff": (
        ("staff", "change", LOGINS[Role.CLERK], "--role", "director"),
        set(Role) - {Role.DIRECTOR},
        "may not add or remove staff",
    ),
    "leave": (
        ("staff", "leave", LOGINS[Role.CLERK], "--queue", "--keep-key"),
        set(Role) - {Role.DIRECTOR},
        "may not add or remove staff",
    ),
    "hand over": (
        ("staff", "handover", LOGINS[Role.CLERK], "--queue"),
        set(Role) - {Role.DIRECTOR},
        "may not hand out cases",
    ),
    "log": (("log", "Hole", "--anonymous"), {Role.MAYOR}, "may not log contacts"),
    "open a case": (("case", "open", "Hole", "--anonymous"), {Role.MAYOR, Role.CLERK}, "may not open cases"),
    "print": (("report", "monthly", "--out", "{here}/never.pdf"), {Role.INTERN}, "may not print reports"),
    "check": (("check",), set(Role) - {Role.DIRECTOR}, "may not change the office's settings"),
    "export": (("case", "list", "--json"), {Role.INTERN}, "may not export lists"),
    "bring in": (
        ("import", "cases", "{here}/old.csv"),
        {Role.MAYOR, Role.CLERK, Role.INTERN},
        "may not bring in tables",
    ),
}


@pytest.mark.parametrize("role", Role, ids=str)
def test_that_the_command_line_refuses_each_role_what_is_not_theirs(
    office: Path, as_role: Run, role: Role, tmp_path: Path
) -> None:
    (tmp_path / "old.csv").write_text("Subject,Opened\nHole in the road,2025-03-04\n", encoding="utf-8")
    for words, roles, sentence in FORBIDDEN.values():
        if role in roles:
            code, said, told = as_role(office, role, *(word.format(here=tmp_path) for word in words))
            assert code == 1, (words, said)
            assert f"Your role ({role.value}) {sentence}." in told and "Director" in told
    assert [each.name for each in tmp_path.iterdir()] == ["old.csv"]
