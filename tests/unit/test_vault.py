"""Who may open the office file."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.attempts import Attempts
from app.errors import Conflict, Invalid, NotFound, Unavailable
from app.vault import (
    Cost,
    Created,
    KeyFileDamaged,
    KeyFileMissing,
    KeyFileNewer,
    TooSoon,
    Vault,
    WrongPassword,
    WrongRecoveryKey,
    check_password,
    derive,
    forget,
    recovery_secret,
)

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
PASSWORD = "river stone amber nine"
OTHER = "harbour lamp velvet two"


@pytest.fixture
def office(tmp_path: Path) -> Created:
    return Vault.create(tmp_path / "office.keys", "Ana", PASSWORD, cost=Cost.cheap())


def test_that_the_password_gives_the_data_key(office: Created) -> None:
    assert office.vault.open("Ana", PASSWORD, at=AT) == office.data_key
    assert len(office.data_key) == 32


def test_that_login_and_accents_match_however_they_are_typed(tmp_path: Path) -> None:
    made = Vault.create(tmp_path / "office.keys", "José", "café au lait, warm", cost=Cost.cheap())
    assert made.vault.open("  JOSE\u0301 ", "cafe\u0301 au lait, warm", at=AT) == made.data_key


def test_that_key_file_and_attempts_are_private_and_tell_no_name(office: Created) -> None:
    with pytest.raises(WrongPassword):
        office.vault.open("Ana", "wrong password", at=AT)
    for name in ("office.keys", "office.attempts"):
        path = office.vault.path.with_name(name)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert b"ana" not in path.read_bytes().lower()
    assert bytes(office.data_key).hex().encode() not in office.vault.path.read_bytes()


def test_that_wrong_password_and_unknown_login_get_the_same_words(office: Created) -> None:
    with pytest.raises(WrongPassword) as wrong:
        office.vault.open("Ana", OTHER, at=AT)
    with pytest.raises(WrongPassword) as unknown:
        office.vault.open("Nobody", OTHER, at=AT)
    assert wrong.value.sentence == unknown.value.sentence


def test_that_an_unknown_login_costs_the_same_key_derivation(office: Created, monkeypatch: pytest.MonkeyPatch) -> None:
    import app.keyfile

    costs: list[Cost | None] = []
    real = app.keyfile._wrapping_key

    def counted(secret: bytes, salt: bytes, cost: Cost | None) -> bytes:
        costs.append(cost)
        return real(secret, salt, cost)

    monkeypatch.setattr(app.keyfile, "_wrapping_key", counted)
    later = Vault(office.vault.path, Cost(memory=16, rounds=2))
    for login in ("Ana", "Nobody"):
        with pytest.raises(WrongPassword):
            later.open(login, OTHER, at=AT)
    assert costs == [Cost.cheap(), Cost.cheap()]


@pytest.mark.parametrize(
    "change",
    [
        str.lower,
        lambda key: key.replace("-", " "),
        lambda key: key.replace("0", "o").replace("1", "l"),
        "  {}\n".format,
    ],
)
def test_that_the_recovery_key_is_read_however_it_is_typed(office: Created, change) -> None:
    assert office.vault.open_with_recovery(change(office.recovery_key), at=AT) == office.data_key
    assert len(office.recovery_key.replace("-", "")) == 44


def test_that_a_mistyped_recovery_key_is_found_before_it_counts_as_a_try(office: Created) -> None:
    key = office.recovery_key
    changed = ("2" if key[0] != "2" else "3") + key[1:]
    for typed in (changed, key[:-1], key + "A", "", key.replace(key[0], "U", 1), "ü" * 44):
        with pytest.raises(Invalid) as refused:
            office.vault.open_with_recovery(typed, at=AT)
        assert "recovery" in refused.value.problems
    assert not office.vault.path.with_suffix(".attempts").exists()


def test_that_a_renewed_recovery_key_replaces_the_old(office: Created) -> None:
    fresh = office.vault.renew_recovery(office.data_key)
    assert office.vault.open_with_recovery(fresh, at=AT) == office.data_key
    with pytest.raises(WrongRecoveryKey, match="newest recovery sheet"):
        office.vault.open_with_recovery(office.recovery_key, at=AT)
    assert office.vault.open("Ana", PASSWORD, at=AT) == office.data_key


def test_that_people_come_go_and_change_passwords(office: Created) -> None:
    vault, key = office.vault, office.data_key
    vault.add(key, "Ben", OTHER)
    assert vault.has("BEN") and vault.open("ben", OTHER, at=AT) == key
    vault.change_password("Ben", OTHER, "a third one, longer", at=AT)
    assert vault.open("Ben", "a third one, longer", at=AT) == key
    with pytest.raises(WrongPassword):
        vault.open("Ben", OTHER, at=AT)
    vault.set_password(key, "Ben", OTHER)
    assert vault.open("Ben", OTHER, at=AT) == key
    vault.rename(key, "Ben", "Benedict", password=OTHER)
    assert vault.open("Benedict", OTHER, at=AT) == key and not vault.has("Ben")
    vault.remove("Benedict")
    assert not vault.has("Benedict") and vault.has("Ana")


def test_that_the_last_person_stays_and_strangers_are_not_found(office: Created) -> None:
    with pytest.raises(Invalid, match="last person"):
        office.vault.remove("Ana")
    for act in (
        lambda: office.vault.remove("Ben"),
        lambda: office.vault.set_password(office.data_key, "Ben", OTHER),
        lambda: office.vault.rename(office.data_key, "Ben", "Bo", password=OTHER),
    ):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(Invalid, match="taken"):
        office.vault.add(office.data_key, "ANA", OTHER)


def test_that_a_failed_change_leaves_the_old_password(office: Created) -> None:
    with pytest.raises(WrongPassword):
        office.vault.change_password("Ana", OTHER, "a third one, longer", at=AT)
    with pytest.raises(Invalid):
        office.vault.change_password("Ana", PASSWORD, "short", at=AT)
    assert office.vault.open("Ana", PASSWORD, at=AT) == office.data_key


def test_that_another_offices_data_key_is_never_wrapped(office: Created) -> None:
    with pytest.raises(ValueError, match="does not belong"):
        office.vault.add(os.urandom(32), "Ben", OTHER)
    assert not office.vault.has("Ben")


def test_that_an_entry_moved_to_another_login_or_file_does_not_open(office: Created, tmp_path: Path) -> None:
    from dataclasses import replace

    from app.keyfile import read_keys

    keys = read_keys(office.vault.path)
    ana, ben = keys.name_of("Ana"), keys.name_of("Ben")
    for forged in (replace(keys, people={ben: keys.people[ana]}), replace(keys, file=os.urandom(16))):
        office.vault.path.write_bytes(forged.to_bytes())
        for login in ("Ana", "Ben"):
            with pytest.raises(WrongPassword):
                office.vault.open(login, PASSWORD, at=AT)


def test_that_an_office_is_never_overwritten(office: Created) -> None:
    before = office.vault.path.read_bytes()
    with pytest.raises(Conflict, match="already"):
        Vault.create(office.vault.path, "Eve", OTHER, cost=Cost.cheap())
    assert office.vault.path.read_bytes() == before


@pytest.mark.parametrize(
    ("login", "password", "name"),
    [
        ("Ana", "short", "password"),
        ("Ana", "x" * 2000, "password"),
        ("margaret.mulcahy", "Margaret.Mulcahy", "password"),
        ("Ana", "Password123", "password"),
        ("Ana", "aaaaaaaaaaaaaa", "password"),
        ("  ", PASSWORD, "login"),
    ],
)
def test_that_weak_passwords_and_empty_logins_are_refused(login: str, password: str, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_password(login, password)
    assert list(refused.value.problems) == [name] and refused.value.sentence.endswith(".")


def test_that_the_wait_grows_after_three_wrong_passwords_to_a_quarter_of_an_hour(tmp_path: Path) -> None:
    at, waits = AT, []
    for _ in range(14):
        waits.append(_wait(tmp_path, at))
        at += timedelta(seconds=waits[-1])
    assert waits == [0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


def _wait(folder: Path, at: datetime) -> int:
    """Try with a new object, as after a restart; give the seconds that had to be waited first."""
    try:
        Attempts(folder / "office.attempts").begin("a", at)
    except TooSoon as refused:
        Attempts(folder / "office.attempts").begin("a", at + timedelta(seconds=refused.seconds))
        return refused.seconds
    return 0


def test_that_the_right_password_must_wait_too_and_then_clears_the_count(office: Created) -> None:
    for _ in range(3):
        with pytest.raises(WrongPassword):
            office.vault.open("Ana", OTHER, at=AT)
    with pytest.raises(TooSoon, match="Wait 2 seconds, then try again") as refused:
        Vault(office.vault.path).open("Ana", PASSWORD, at=AT)
    assert refused.value.seconds == 2 and isinstance(refused.value, Unavailable)
    assert office.vault.open("Ana", PASSWORD, at=AT + timedelta(seconds=2)) == office.data_key
    for _ in range(2):
        with pytest.raises(WrongPassword):
            office.vault.open("Ana", OTHER, at=AT + timedelta(seconds=3))
    assert office.vault.open("Ana", PASSWORD, at=AT + timedelta(seconds=3)) == office.data_key


def test_that_a_clock_set_back_does_not_end_the_wait(tmp_path: Path) -> None:
    attempts = Attempts(tmp_path / "office.attempts")
    for _ in range(3):
        attempts.begin("a", AT)
    yesterday = AT - timedelta(days=1)
    with pytest.raises(TooSoon) as refused:
        attempts.begin("a", yesterday)
    assert refused.value.seconds == 2
    attempts.begin("a", yesterday + timedelta(seconds=2))  # nor does it keep anybody out for a day


def test_that_many_logins_together_wait_at_most_a_minute(tmp_path: Path) -> None:
    attempts = Attempts(tmp_path / "office.attempts")
    at = AT
    for number in range(40):
        attempts.begin(f"login {number}", at)
        at += timedelta(seconds=60)
    with pytest.raises(TooSoon) as refused:
        attempts.begin("another", at - timedelta(seconds=59))
    assert refused.value.seconds == 59


def test_that_wrong_passwords_are_forgotten_after_a_day(tmp_path: Path) -> None:
    attempts = Attempts(tmp_path / "office.attempts")
    for _ in range(3):
        attempts.begin("a", AT)
    attempts.begin("a", AT + timedelta(days=1))
    attempts.begin("a", AT + timedelta(days=1))
    assert b'"a": [2,' in attempts.path.read_bytes()


@given(st.binary(max_size=80))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_that_a_damaged_attempts_file_never_stops_the_program(tmp_path: Path, content: bytes) -> None:
    attempts = Attempts(tmp_path / "office.attempts")
    attempts.path.write_bytes(content)
    attempts.begin("a", AT)
    assert b'"a"' in attempts.path.read_bytes()


def test_that_missing_and_newer_key_files_get_a_sentence(office: Created) -> None:
    raw = office.vault.path.read_bytes()
    office.vault.path.write_bytes(raw.replace(b'"version": 2', b'"version": 3'))
    with pytest.raises(KeyFileNewer, match="newer version"):
        office.vault.open("Ana", PASSWORD, at=AT)
    office.vault.path.unlink()
    with pytest.raises(KeyFileMissing, match="newest backup"):
        office.vault.open("Ana", PASSWORD, at=AT)
    office.vault.path.mkdir()
    with pytest.raises(Unavailable, match="cannot be read"):
        office.vault.has("Ana")


@given(data=st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_that_a_changed_key_file_never_opens_and_always_gets_a_sentence(office: Created, data: st.DataObject) -> None:
    raw = office.vault.path.read_bytes()
    place = data.draw(st.integers(0, len(raw) - 1))
    sign = data.draw(st.binary(max_size=3))
    cut = data.draw(st.sampled_from([place, place + 1, place + 7, len(raw)]))
    changed = raw[:place] + sign + raw[cut:]
    try:
        office.vault.path.write_bytes(changed)
        if changed != raw:
            with pytest.raises((KeyFileDamaged, KeyFileNewer)) as refused:
                office.vault.open("Ana", PASSWORD, at=AT)
            assert refused.value.sentence.endswith(".")
    finally:
        office.vault.path.write_bytes(raw)


@pytest.mark.parametrize(
    "raw",
    [b"", b"null", b"[]", b"{}", b"\x00" * 100, b"[" * 100_000, b'{"people": 3}', b"\xff\xfe", b'{"version": "9"}'],
)
def test_that_any_other_content_is_called_damaged(office: Created, raw: bytes) -> None:
    office.vault.path.write_bytes(raw)
    with pytest.raises(KeyFileDamaged, match=r"Put back office\.keys from the newest backup"):
        office.vault.open("Ana", PASSWORD, at=AT)


def test_that_a_forged_cost_cannot_take_all_memory() -> None:
    for cost in ((1 << 30, 1, 1), (1024, 10**9, 1), (1024, 1, 10**6), (0, 0, 0), (-8, 1, -1)):
        with pytest.raises(ValueError, match="bounds"):
            Cost(*cost)


@pytest.mark.skipif(sys.platform == "win32", reason="sets a limit on file sizes, which Windows does not have")
def test_that_a_full_disk_leaves_the_old_key_file(office: Created) -> None:
    import resource
    import signal

    before = office.vault.path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(Unavailable, match="disk is full"):
            office.vault.add(office.data_key, "Ben", OTHER)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert office.vault.path.read_bytes() == before
    assert [path.name for path in office.vault.path.parent.glob("*office*")] == ["office.keys"]
    assert not list(office.vault.path.parent.glob(".*.new"))


def test_that_a_killed_program_never_harms_the_key_file_and_its_leavings_go(office: Created) -> None:
    words = (
        "import sys; from pathlib import Path; from app.vault import Cost, Vault\n"
        "vault = Vault(Path(sys.argv[1]), Cost.cheap()); print('writing', flush=True)\n"
        "while True: vault.set_password(bytes.fromhex(sys.argv[2]), 'Ana', sys.argv[3])"
    )
    order = [sys.executable, "-c", words, str(office.vault.path), office.data_key.hex(), PASSWORD]
    for _ in range(5):
        with subprocess.Popen(order, stdout=subprocess.PIPE) as other:
            assert other.stdout is not None and other.stdout.readline() == b"writing\n"
            before = office.vault.path.read_bytes()
            while office.vault.path.read_bytes() == before and other.poll() is None:
                pass
            other.kill()
        assert office.vault.open("Ana", PASSWORD, at=AT) == office.data_key
    folder = office.vault.path.parent
    (folder / ".office.keys.0011.new").write_bytes(b"")
    for leaving in folder.glob(".office.keys.*.new"):
        os.utime(leaving, (0, 0))
    office.vault.set_password(office.data_key, "Ana", OTHER)
    assert not list(folder.glob(".office.keys.*.new"))


def test_that_each_purpose_has_a_key_of_its_own(office: Created) -> None:
    keys = {
        derive(office.data_key, "database"),
        derive(office.data_key, "attachments"),
        derive(office.data_key, "index"),
    }
    assert len(keys) == 3 and all(len(key) == 32 for key in keys)
    assert derive(bytes(office.data_key), "index") in keys


def test_that_a_forgotten_key_is_overwritten(office: Created) -> None:
    forget(office.data_key)
    assert office.data_key == bytes(32)


@given(st.text(max_size=60))
def test_that_any_text_as_recovery_key_is_refused_in_a_sentence(typed: str) -> None:
    with pytest.raises(Invalid):
        recovery_secret(typed)


@given(login=st.text(max_size=20), password=st.text(max_size=30))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_that_any_login_and_password_either_fit_or_get_a_sentence(tmp_path: Path, login: str, password: str) -> None:
    path = tmp_path / "any.keys"
    path.unlink(missing_ok=True)
    path.with_suffix(".attempts").unlink(missing_ok=True)
    try:
        check_password(login, password)
    except Invalid:
        with pytest.raises(Invalid, match=r"\.$"):
            Vault.create(path, login, password, cost=Cost.cheap())
    else:
        made = Vault.create(path, login, password, cost=Cost.cheap())
        assert made.vault.open(login, password, at=AT) == made.data_key
