"""The key file as it stands on the disk, of either version: whole, or refused with a sentence."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import AppError, Invalid
from app.keyfile import RECOVERY, Entry, KeyFileDamaged, Pair, read_keys
from app.keypairs import new_pair, open_sealed, seal_to, succession, vouch
from app.vault import Cost, Created, KeyFileNewer, Vault
from tests.unit.test_vault import AT, OTHER, PASSWORD

VERSION_1 = Path(__file__).parents[1] / "data" / "version-1.keys"
SHEET_1 = "C333-S1MS-A1SK-3C9Y-JW3G-TR1W-6ZN0-ZCRM-PVTT-BZP1-4AQB"
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.binary(max_size=60).map(bytes.hex),
    st.sampled_from([16, 12, 32, 48, 80, 112]).map(lambda many: "00" * many),
    st.lists(st.integers(0, 9), max_size=5),
    st.dictionaries(st.text(max_size=4), st.integers(), max_size=2),
)


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Created:
    """A key file whose data key was changed twice since Ben signed in."""
    made = Vault.create(tmp_path_factory.mktemp("keys") / "office.keys", "Ana", PASSWORD, cost=Cost.cheap())
    made.vault.add(made.data_key, "Ben", OTHER)
    key = made.data_key
    for _ in range(2):
        new = bytearray(os.urandom(32))
        made.vault.path.write_bytes(made.vault.succeed(key, new, logins=["Ana", "Ben"], new_sheet=False).content)
        key = new
    return made._replace(data_key=key)


def pair_of(entry: Entry) -> Pair:
    """The pair of an entry of version 2."""
    assert entry.pair is not None
    return entry.pair


def written(path: Path, body: dict[str, Any]) -> None:
    """Write a body with the right sum, as somebody would who can write the file but knows no password."""
    body = {name: value for name, value in body.items() if name != "sum"}
    total = hashlib.sha256(json.dumps(body).encode()).hexdigest()
    path.write_bytes(json.dumps(body | {"sum": total}, indent=1).encode() + b"\n")


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a body, inner ones too."""
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from leaves(each, (*path, key))


def put(body: Any, path: tuple[Any, ...], value: Any) -> None:
    for step in path[:-1]:
        body = body[step]
    body[path[-1]] = value


def test_that_it_is_read_as_it_was_written(twice: Created) -> None:
    keys = read_keys(twice.vault.path)
    assert keys.epoch == 2 and keys.version == 2 and keys.to_bytes() == twice.vault.path.read_bytes()
    assert [len(pair_of(entry).seals) for entry in (*keys.people.values(), keys.recovery)] == [2, 2, 2]
    for login, password in (("Ana", PASSWORD), ("Ben", OTHER)):
        assert twice.vault.open(login, password, at=AT) == twice.data_key
    assert twice.vault.open_with_recovery(twice.recovery_key, at=AT) == twice.data_key


@given(data=st.data())
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_that_any_value_put_into_it_is_refused_with_a_sentence(twice: Created, tmp_path: Path, data) -> None:
    """With the sum made right again: never a traceback, and never another key than the office's own."""
    body = json.loads(twice.vault.path.read_bytes())
    put(body, data.draw(st.sampled_from([path for path in leaves(body) if path[0] != "sum"])), data.draw(VALUES))
    vault = Vault(tmp_path / "office.keys", Cost.cheap(), attempts=tmp_path / "none" / "attempts")
    written(vault.path, body)
    for act in (
        lambda: vault.open("Ana", PASSWORD, at=AT),
        lambda: vault.open_with_recovery(twice.recovery_key, at=AT),
        lambda: (vault.unready(twice.data_key, ["Ana"]), None)[1],
        lambda: (vault.sheet_follows(twice.data_key), None)[1],
    ):
        (tmp_path / "none").mkdir(exist_ok=True)
        (tmp_path / "none" / "attempts").unlink(missing_ok=True)
        found, sentence = outcome(act)
        assert found in (twice.data_key, None) and (not sentence or sentence.endswith("."))


def outcome(act: Callable[[], object]) -> tuple[object, str]:
    """What an act gave, or the sentence with which it was refused."""
    try:
        return act(), ""
    except AppError as error:
        return None, error.sentence


def test_that_seals_left_out_exchanged_or_doubled_are_refused(twice: Created, tmp_path: Path) -> None:
    body = json.loads(twice.vault.path.read_bytes())
    name = read_keys(twice.vault.path).name_of("Ana")
    first, second = body["people"][name][7]
    path = tmp_path / "office.keys"
    vault = Vault(path, Cost.cheap())
    for seals in ([], [first], [second], [first, second, second]):
        put(body, ("people", name, 7), seals)
        written(path, body)
        with pytest.raises(KeyFileDamaged):
            vault.open("Ana", PASSWORD, at=AT)
    put(body, ("people", name, 7), [second, first])
    written(path, body)
    with pytest.raises(KeyFileDamaged, match="not of this office"):
        vault.open("Ana", PASSWORD, at=AT)


def test_that_an_older_program_would_be_told_of_a_newer_one(twice: Created, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.keyfile.VERSION", 1)
    monkeypatch.setattr("app.keyfile.Entry.from_row", lambda row: (_ for _ in ()).throw(ValueError("8 for 4")))
    with pytest.raises(KeyFileNewer, match="newer version of Liaison"):
        read_keys(twice.vault.path)


def test_that_nothing_secret_stands_in_clear(twice: Created) -> None:
    raw = twice.vault.path.read_bytes()
    keys = read_keys(twice.vault.path)
    assert bytes(twice.data_key).hex().encode() not in raw
    publics = {pair_of(entry).public for entry in (*keys.people.values(), keys.recovery)}
    assert len(publics) == 3
    body = json.loads(raw)
    assert {len(bytes.fromhex(row[2])) for row in [*body["people"].values(), body["recovery"]]} == {80}


def test_that_a_data_key_of_another_office_changes_nothing(twice: Created) -> None:
    with pytest.raises(ValueError, match="does not belong"):
        twice.vault.succeed(os.urandom(32), os.urandom(32), logins=["Ana"], new_sheet=False)
    assert twice.vault.unready(os.urandom(32), ["Ana", "Ben", "Nobody"]) == ["Ana", "Ben"]


def test_that_only_those_named_are_handed_the_new_key(twice: Created, tmp_path: Path) -> None:
    content = twice.vault.succeed(twice.data_key, os.urandom(32), logins=["Ana"], new_sheet=True).content
    path = tmp_path / "office.keys"
    path.write_bytes(content)
    keys = read_keys(path)
    assert list(keys.people) == [keys.name_of("Ana")] and pair_of(keys.recovery).seals == ()
    assert not Vault(path).has("Ben")


def test_that_a_key_file_written_before_there_were_pairs_is_read_as_ever(tmp_path: Path) -> None:
    """`version-1.keys` was written by the program as it was then; its data key is 0, 1, 2 … 31."""
    path = tmp_path / "office.keys"
    path.write_bytes(VERSION_1.read_bytes())
    vault, data_key = Vault(path, Cost.cheap()), bytes(range(32))
    assert vault.open("Ana", PASSWORD, at=AT) == data_key and path.read_bytes() == VERSION_1.read_bytes()
    vault.settle()
    assert vault.open_with_recovery(SHEET_1, at=AT) == data_key
    vault.settle()
    keys = read_keys(path)
    assert keys.version == 2 and keys.epoch == 0 and keys.recovery.pair
    assert vault.unready(data_key, ["Ana", "Ben"]) == ["Ben"] and vault.sheet_follows(data_key)
    assert vault.open("Ana", PASSWORD, at=AT) == vault.open("Ben", OTHER, at=AT) == data_key
    assert vault.open_with_recovery(SHEET_1, at=AT) == data_key


# -- the pieces ------------------------------------------------------------------------------------------------------


def test_that_a_sealed_key_opens_only_with_its_private_key_its_bond_and_the_key_before() -> None:
    (private, public), (strange, _) = new_pair(), new_pair()
    old, new = os.urandom(32), os.urandom(32)
    sealed = seal_to(public, new, old=old, bound=b"one")
    assert open_sealed(private, sealed, old=old, bound=b"one") == new
    wrong = (
        (strange, sealed, old, b"one"),
        (private, sealed, os.urandom(32), b"one"),
        (private, sealed, old, b"two"),
        (private, bytes(112), old, b"one"),
        (private, sealed[:-1] + bytes([sealed[-1] ^ 1]), old, b"one"),
    )
    for key, box, before, bound in wrong:
        with pytest.raises(InvalidTag):
            open_sealed(key, box, old=before, bound=bound)


def test_that_marks_depend_on_all_they_speak_of() -> None:
    old, new, public = os.urandom(32), os.urandom(32), new_pair()[1]
    marks = {
        vouch(old, public, bound=b"a"),
        vouch(new, public, bound=b"a"),
        vouch(old, public, bound=b"b"),
        vouch(old, new_pair()[1], bound=b"a"),
        succession(old, new, bound=b"a"),
        succession(new, old, bound=b"a"),
        succession(old, new, bound=b"b"),
        succession(old, public, bound=b"a"),
    }
    assert len(marks) == 8 and {len(mark) for mark in marks} == {32}


def test_that_a_new_password_makes_a_new_pair(tmp_path: Path) -> None:
    made = Vault.create(tmp_path / "office.keys", "Ana", PASSWORD, cost=Cost.cheap())
    before = read_keys(made.vault.path)
    made.vault.set_password(made.data_key, "Ana", OTHER)
    made.vault.renew_recovery(made.data_key)
    after = read_keys(made.vault.path)
    name = before.name_of("Ana")
    assert pair_of(before.people[name]).public != pair_of(after.people[name]).public
    assert pair_of(before.recovery).public != pair_of(after.recovery).public
    assert made.vault.unready(made.data_key, ["Ana"]) == [] and made.vault.sheet_follows(made.data_key)
    assert after.is_vouched(RECOVERY, after.recovery, made.data_key)
    assert not after.is_vouched(RECOVERY, after.people[name], made.data_key), "a mark is one person's"


def test_that_two_changes_of_the_file_at_once_lose_neither(tmp_path: Path) -> None:
    import threading

    made = Vault.create(tmp_path / "office.keys", "Ana", PASSWORD, cost=Cost.cheap())
    logins = [f"person{number}" for number in range(8)]
    threads = [
        threading.Thread(target=Vault(made.vault.path, Cost.cheap()).add, args=(made.data_key, login, OTHER))
        for login in logins
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(made.vault.has(login) for login in logins)


def test_that_the_last_one_is_not_removed_whatever_the_version(twice: Created, tmp_path: Path) -> None:
    path = tmp_path / "office.keys"
    path.write_bytes(twice.vault.path.read_bytes())
    vault = Vault(path, Cost.cheap())
    vault.remove("Ben")
    with pytest.raises(Invalid, match="last person"):
        vault.remove("Ana")
