"""Making and opening an office: all or nothing, with a sentence for whatever is wrong."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
from sqlalchemy import select, text
from sqlmodel import Session

from app import founding, opening
from app.config import OfficePaths
from app.errors import Conflict, Invalid, NotAllowed, Unavailable
from app.keyfile import folded
from app.models import Event, Role, table_of
from app.models.staff import login_key
from app.office_lock import OfficeLock
from app.opening import (
    Member,
    NoOffice,
    Opened,
    Write,
    add_member,
    check_place,
    make_office,
    note_exit,
    open_office,
    open_with_recovery,
    remove_member,
    renew_recovery,
)
from app.store import Store
from app.vault import Cost, KeyFileMissing, Sealed, Vault, WrongPassword, WrongRecoveryKey, derive_held
from app.workdays import OfficeCalendar
from tests.acting import UNTIL, make_designation
from tests.factories import AT, director, make_staff

PASSWORD = "four words of mine"
CHEAP = Cost.cheap()


def made(tmp_path: Path, **given):
    paths = OfficePaths(tmp_path / "office")
    key = make_office(
        paths,
        office={"city": "Halbrook"},
        calendar=OfficeCalendar().to_json(),
        first=Member("Margaret Mulcahy", "mmulcahy", Role.DIRECTOR, password=PASSWORD),
        at=AT,
        cost=CHEAP,
        **given,
    ).recovery_key
    return paths, key


def enter(paths: OfficePaths, login: str = "mmulcahy", password: str = PASSWORD, at=AT, **given):
    return open_office(paths, login, password, at, cost=CHEAP, **given)


def lines(store: Store) -> list[tuple[str, dict]]:
    e = table_of(Event).c
    return store.read(lambda s: [tuple(row) for row in s.execute(select(e.verb, e.detail).order_by(e.id))])


def test_that_a_new_office_opens_with_its_first_password(tmp_path: Path) -> None:
    paths, _ = made(tmp_path)
    opened = enter(paths)
    assert opened.staff_id == 1
    assert lines(opened.store)[-1][0] == "signed in"
    opened.close()
    assert not any(opened.data_key)
    assert not (paths.data_dir / founding.HALF_MADE).exists()


def test_that_others_open_with_theirs_and_those_without_a_password_do_not(tmp_path: Path) -> None:
    others = [
        Member("Linh Tran", "ltran", Role.ASSOCIATE, password="another four words"),
        Member("Sam Ortiz", "sortiz", Role.INTERN),
    ]
    paths, _ = made(tmp_path, others=others)
    opened = enter(paths, "LTran ", "another four words")
    assert opened.staff_id == 2
    opened.close()
    with pytest.raises(WrongPassword):
        enter(paths, "sortiz", "")


@pytest.mark.parametrize("wrong", [{"login": "x", "name": "N"}, {"login": "ltran", "name": ""}])
def test_that_nothing_half_made_remains(tmp_path: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        made(tmp_path, others=[Member(wrong["name"], wrong["login"], Role.CLERK)])
    assert not (tmp_path / "office").exists()


def test_that_an_office_is_never_made_over_another(tmp_path: Path) -> None:
    paths, _ = made(tmp_path)
    before = paths.keys.read_bytes()
    with pytest.raises(Conflict):
        made(tmp_path)
    assert paths.keys.read_bytes() == before


def test_that_two_who_set_up_at_once_make_one_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real: Any = vars(founding)["upgrade"]

    def slow(*given: Any, **named: Any) -> Any:
        with monkeypatch.context() as patch:
            patch.setattr(founding, "upgrade", real)
            with pytest.raises(Unavailable, match="another window or program"):
                made(tmp_path)
        return real(*given, **named)

    monkeypatch.setattr(founding, "upgrade", slow)
    paths, _ = made(tmp_path)
    enter(paths).close()


def test_that_a_set_up_that_was_killed_between_its_two_files_is_ended(tmp_path: Path) -> None:
    paths, _ = made(tmp_path)
    half = paths.data_dir / founding.HALF_MADE
    half.mkdir()
    paths.keys.rename(half / paths.keys.name)
    assert "Renew the recovery key" in check_place(paths)
    assert not half.exists() and check_place(paths) == ""
    enter(paths).close()


def test_that_two_people_cannot_have_one_login(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        made(tmp_path, others=[Member("Another", "MMulcahy", Role.CLERK)])
    assert "login.0" in caught.value.problems


def test_that_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise Unavailable("The disk is full.")

    monkeypatch.setattr(founding, "upgrade", full)
    with pytest.raises(Unavailable):
        made(tmp_path)
    assert not (tmp_path / "office").exists()


def test_that_refused_tries_are_told_at_the_next_sign_in(tmp_path: Path) -> None:
    paths, _ = made(tmp_path)
    for _ in range(2):
        with pytest.raises(WrongPassword):
            enter(paths, password="not these words")
    with pytest.raises(WrongPassword):
        enter(paths, login="nobody")
    opened = enter(paths, at=AT + timedelta(minutes=5))
    refused, signed_in = lines(opened.store)[-2:]
    assert refused[0] == "refused sign-in" and refused[1]["tries"] == 2
    assert signed_in == ("signed in", {"refused_for_other_names_within_a_day": 1})
    opened.close()
    again = enter(paths, at=AT + timedelta(minutes=6))
    assert [verb for verb, _ in lines(again.store)].count("refused sign-in") == 1
    again.close()


def test_that_a_folder_without_an_office_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoOffice, match="no office"):
        enter(OfficePaths(tmp_path / "empty"))


def test_that_a_lost_half_is_told(tmp_path: Path) -> None:
    paths, _ = made(tmp_path)
    kept = paths.keys.read_bytes()
    paths.keys.unlink()
    with pytest.raises(KeyFileMissing):
        enter(paths)
    paths.keys.write_bytes(kept)
    paths.database.unlink()
    with pytest.raises(Unavailable, match="missing"):
        enter(paths)
    assert not paths.database.exists()


@pytest.mark.parametrize("size", [0, 100, 4096 * 3])
def test_that_a_truncated_file_is_damaged_and_left_as_it_is(tmp_path: Path, size: int) -> None:
    paths, _ = made(tmp_path)
    content = paths.database.read_bytes()[:size]
    paths.database.write_bytes(content)
    with pytest.raises(Unavailable, match="damaged"):
        enter(paths)
    assert paths.database.read_bytes() == content


def test_that_a_newer_file_is_refused(tmp_path: Path) -> None:
    paths, _ = made(tmp_path)
    opened = enter(paths)
    opened.store.write(lambda s: s.connection().execute(text("UPDATE alembic_version SET version_num = '9999'")))
    opened.close()
    with pytest.raises(Unavailable, match="newer Liaison"):
        enter(paths)


def test_that_a_network_share_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(founding, "is_network_path", lambda _: True)
    with pytest.raises(Unavailable, match="network share"):
        made(tmp_path)
    assert not (tmp_path / "office").exists()


def test_that_a_second_window_opens_the_same_office_and_sees_what_the_first_does(tmp_path: Path) -> None:
    paths, _ = made(tmp_path)
    first, second = enter(paths), enter(paths)
    before = second.store.version()
    first.store.write(lambda s: note_exit(s, first.staff_id, AT))
    assert second.store.version() != before and lines(second.store)[-1][0] == "signed out"
    first.close()
    second.close()


def test_that_plain_copies_of_a_killed_program_go_when_nobody_else_is_in(tmp_path: Path) -> None:
    paths, _ = made(tmp_path)
    left = paths.copies / "x" / "letter.txt"
    left.parent.mkdir(parents=True)
    left.write_text("Dear Ms. Nguyễn", encoding="utf-8")
    left.chmod(0o400)
    with OfficeLock(paths.data_dir):
        enter(paths).close()
    assert left.exists()
    enter(paths).close()
    assert not left.exists()


def test_that_nobody_opens_a_file_that_is_being_restored(tmp_path: Path) -> None:
    paths, _ = made(tmp_path)
    with OfficeLock(paths.data_dir).alone(), pytest.raises(Unavailable, match="upgrading or restoring"):
        enter(paths)
    enter(paths).close()


def test_that_a_restore_cut_off_while_the_password_is_checked_leaves_no_empty_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths, _ = made(tmp_path)
    real = Vault.open

    def slow(vault: Vault, *given: Any, **named: Any) -> bytearray:
        (paths.data_dir / "restore.json").write_bytes(b"{}")
        paths.database.rename(paths.data_dir / "set-aside")
        return real(vault, *given, **named)

    monkeypatch.setattr(Vault, "open", slow)
    with pytest.raises(Unavailable, match="cut off just now"):
        enter(paths)
    assert not paths.database.exists()


def test_that_no_file_is_upgraded_under_another_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths, _ = made(tmp_path)
    monkeypatch.setattr(opening, "is_current", lambda _: False)
    with OfficeLock(paths.data_dir), pytest.raises(Unavailable, match="Close it there"):
        enter(paths)


def test_that_the_recovery_key_gives_a_new_password(tmp_path: Path) -> None:
    paths, key = made(tmp_path)
    opened = open_with_recovery(paths, key.lower(), login="mmulcahy", password="a new long one", at=AT, cost=CHEAP)
    assert lines(opened.store)[-1][0] == "recovered"
    newer = renew_recovery(opened, AT)
    opened.close()
    enter(paths, password="a new long one").close()
    with pytest.raises(WrongPassword):
        enter(paths)
    with pytest.raises(WrongRecoveryKey):
        open_with_recovery(paths, key, login="mmulcahy", password="a new long one", at=AT, cost=CHEAP)
    assert newer != key


def test_that_recovery_is_only_for_the_staff(tmp_path: Path) -> None:
    paths, key = made(tmp_path)
    with pytest.raises(Invalid) as caught:
        open_with_recovery(paths, key, login="stranger", password="a new long one", at=AT, cost=CHEAP)
    assert "login" in caught.value.problems


def test_that_a_member_is_added_to_list_and_vault_together(tmp_path: Path) -> None:
    paths, _ = made(tmp_path)
    opened = enter(paths)
    member = Member("Linh Tran", "ltran", Role.ASSOCIATE, password="first words here")
    staff_id = add_member(writing(opened), opened, member, AT, by=1)
    weak = Member("Sam Ortiz", "sortiz", Role.INTERN, password="short")
    with pytest.raises(Invalid):
        add_member(writing(opened), opened, weak, AT, by=1)
    names = opened.store.read(lambda s: [row.login for row in opening_staff(s)])
    assert names == ["ltran", "mmulcahy"]
    enter(paths, "ltran", "first words here").close()
    remove_member(writing(opened), opened, staff_id, "ltran", AT, by=1)
    opened.close()
    with pytest.raises(WrongPassword):
        enter(paths, "ltran", "first words here", at=AT + timedelta(days=1))


@pytest.mark.parametrize("twin", ["roß", "RO\u017f\u017f", "ROSS"])
def test_that_a_login_that_folds_to_anothers_is_taken(tmp_path: Path, twin: str) -> None:
    paths, _ = made(tmp_path, others=[Member("Jess Ross", "ross", Role.CLERK, password="another four words")])
    opened, keys = enter(paths), paths.keys.read_bytes()
    with pytest.raises(Invalid, match="signs in with this name already"):
        add_member(writing(opened), opened, Member("Zed", twin, Role.INTERN, password="words of a twin"), AT, by=1)
    assert paths.keys.read_bytes() == keys
    opened.close()


def test_that_a_login_is_folded_as_the_key_file_folds_it() -> None:
    assert all(login_key(each) == folded(each) for each in (" Roß", "İnci", "Kelvin", "A\u030angström"))


def opening_staff(session):
    from app.queries.office import staff

    return staff(session)


def test_that_somebody_let_go_cannot_come_in_with_an_old_key_file(tmp_path: Path) -> None:
    paths, _ = made(tmp_path, others=[Member("Linh Tran", "ltran", Role.ASSOCIATE, password="another four words")])
    old = paths.keys.read_bytes()
    opened = enter(paths)
    remove_member(writing(opened), opened, 2, "ltran", AT, by=1)
    opened.close()
    paths.keys.write_bytes(old)
    with pytest.raises((Invalid, NotAllowed)):
        enter(paths, "ltran", "another four words", at=AT + timedelta(days=1))
    assert opening.NoOffice is NoOffice


def test_that_a_key_left_by_an_act_that_was_not_committed_is_no_hindrance(tmp_path: Path) -> None:
    paths, _ = made(tmp_path)
    opened = enter(paths)
    member = Member("Linh Tran", "ltran", Role.ASSOCIATE, password="first words here")

    with pytest.raises(Unavailable):
        add_member(cut_off(opened), opened, member, AT, by=1)
    again = replace(member, password="second words here")
    add_member(writing(opened), opened, again, AT, by=1)
    opened.close()
    enter(paths, "ltran", "second words here").close()


def test_that_a_key_stays_while_the_list_keeps_its_owner(tmp_path: Path) -> None:
    paths, _ = made(tmp_path, others=[Member("Linh Tran", "ltran", Role.ASSOCIATE, password="another four words")])
    opened = enter(paths)
    with pytest.raises(Unavailable):
        remove_member(cut_off(opened), opened, 2, "ltran", AT, by=1)
    opened.close()
    enter(paths, "ltran", "another four words").close()


def test_that_a_key_that_could_not_be_taken_goes_at_the_next_sign_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths, _ = made(tmp_path, others=[Member("Linh Tran", "ltran", Role.ASSOCIATE, password="another four words")])
    opened = enter(paths)

    def refuse(*_: object) -> None:
        raise Unavailable("The disk is full.")

    with monkeypatch.context() as full:
        full.setattr("app.vault.replace_file", refuse)
        with pytest.raises(Unavailable):
            remove_member(writing(opened), opened, 2, "ltran", AT, by=1)
    assert opened.vault.has("ltran")
    opened.close()
    opened = enter(paths)
    assert not opened.vault.has("ltran") and opened.vault.has("mmulcahy")
    opened.close()


def test_that_nobody_waits_for_the_file_while_a_password_is_sealed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths, _ = made(tmp_path)
    opened = enter(paths)
    seal, at_work = Vault.seal, []

    def sealed(vault: Vault, data_key: bytes | bytearray, login: str, password: str) -> Sealed:
        at_work.append(opened.store.write(lambda s: director(s).id).result)
        return seal(vault, data_key, login, password)

    monkeypatch.setattr(Vault, "seal", sealed)
    member = Member("Linh Tran", "ltran", Role.ASSOCIATE, password="first words here")
    assert add_member(writing(opened), opened, member, AT, by=1) == 2 and at_work == [1]
    opened.close()


def test_that_the_lock_overwrites_every_key_and_nothing_opens_any_more(tmp_path: Path) -> None:
    paths, _ = made(tmp_path)
    opened = enter(paths)
    address = opened.blobs.put(io.BytesIO(b"a picture")).address
    held = [opened.data_key, *opened.held]
    assert len(held) == 3 and all(any(key) for key in held)
    opened.close()
    assert all(key == bytes(32) for key in held)
    with pytest.raises(Unavailable, match="locked"):
        opened.store.read(opening_staff)
    with pytest.raises(Unavailable, match="locked"):
        opened.blobs.put(io.BytesIO(b"another"))
    with pytest.raises(Unavailable, match="locked"):
        list(opened.blobs.open(address))


def test_that_a_refused_sign_in_leaves_no_key_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths, _ = made(tmp_path)
    held: list[bytearray] = []

    def derived(data_key: bytes | bytearray, purpose: Literal["database", "attachments", "index"]) -> bytearray:
        held.append(derive_held(data_key, purpose))
        return held[-1]

    def refuse(*_: object) -> None:
        raise Unavailable("The disk is full.")

    monkeypatch.setattr(opening, "derive_held", derived)
    monkeypatch.setattr(opening, "_note_entry", refuse)
    with pytest.raises(Unavailable):
        enter(paths)
    assert len(held) == 2 and not any(map(any, held))


def writing(opened: Opened) -> Write:
    """The way to do an act on an open office."""
    return lambda act: opened.store.write(act).result


def cut_off(opened: Opened) -> Write:
    """An act that is done, and then not committed."""

    def write(act: Callable[[Session], object]) -> object:
        def half(session: Session) -> object:
            act(session)
            raise Unavailable("The disk is full.")

        return opened.store.write(half).result

    return write


def test_that_signing_in_tells_which_designations_began_and_ended_meanwhile(tmp_path: Path) -> None:
    paths, _ = made(tmp_path)

    def designated(s: Session) -> None:
        mayor, rocha = make_staff(s, Role.MAYOR, name="Eileen Keohane"), make_staff(s, name="Denise Rocha")
        make_designation(s, mayor, rocha, from_at=AT + timedelta(days=1))

    opened = enter(paths)
    opened.store.write(designated)
    opened.close()
    opened = enter(paths, at=UNTIL + timedelta(days=3))
    e = table_of(Event).c
    told = opened.store.read(lambda s: s.execute(select(e.verb).order_by(e.id.desc()).limit(3)).scalars().all())
    opened.close()
    assert list(told) == ["signed in", "designation ended", "designation began"]
