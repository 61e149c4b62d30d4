"""A new key for the office's files: what was is all there, and what opened it before opens it no more."""

from __future__ import annotations

import errno
import os
import shutil
import threading
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select, text
from sqlmodel import Session

from app.authority import ACTING, Actor, Refusal, actor
from app.backups import swap as swapping
from app.backups import verify_backup
from app.backups.make import backup_lock
from app.backups.pool import place_of
from app.backups.swap import JOURNAL, REKEYED
from app.config import OfficePaths
from app.copying import opened_copy
from app.errors import Invalid, NotAllowed, Unavailable
from app.exchange.mail_log import StoredFile
from app.keyfile import RECOVERY, Entry, Keys, _wrapping_key, read_keys
from app.models import Attachment, Draft, Event, Role, Staff, table_of
from app.opening import (
    Member,
    Opened,
    add_member,
    check_place,
    give_password,
    open_office,
    open_with_recovery,
    remove_member,
    renew_recovery,
)
from app.queries.checks import check_office
from app.queries.office import staff_id_of
from app.rekey import FilesLost, NotReady, aside, change_key, outlook
from app.services.drafts import save_draft
from app.services.office import give_password as note_password
from app.store import Store, open_engine
from app.vault import KeyFileDamaged, Vault, WrongPassword, WrongRecoveryKey, derive
from tests.acting import make_absence, make_designation
from tests.backups import CHEAP, OTHERS, PASSWORD, Desk, after, at_call, enter, flip
from tests.factories import AT, director, make_case
from tests.unit.test_keyfile import pair_of

LEAVER = "the words of who leaves"


def change(desk: Desk, **given):
    return change_key(desk.opened, at=after(1), by=desk.opened.staff_id, **given)


def with_leaver(desk: Desk) -> int:
    member = Member("Lee Vance", "lvance", Role.COORDINATOR, password=LEAVER)
    return add_member(lambda act: desk.opened.store.write(act).result, desk.opened, member, AT, by=desk.opened.staff_id)


def leave(desk: Desk, staff_id: int) -> None:
    write = lambda act: desk.opened.store.write(act).result  # noqa: E731  # as the window gives it
    remove_member(write, desk.opened, staff_id, "lvance", AT, by=desk.opened.staff_id)


def addresses(opened: Opened) -> list[str]:
    return list(opened.store.read(lambda s: s.execute(select(table_of(Attachment).c.address)).scalars().all()))


def verbs(opened: Opened) -> list[str]:
    e = table_of(Event).c
    return list(opened.store.read(lambda s: s.execute(select(e.verb).order_by(e.id)).scalars().all()))


def as_version_1(path: Path, logins: dict[str, str], recovery: str = "") -> None:
    """Turn entries into those that the program made before there were key pairs."""
    keys = read_keys(path)
    vault = Vault(path, CHEAP)
    for login, password in logins.items():
        data_key, name = vault.open(login, password, at=AT), keys.name_of(login)
        keys.people[name] = old_entry(keys, name, password.encode(), data_key, CHEAP)
    if recovery:
        data_key = vault.open_with_recovery(recovery, at=AT)
        secret = recovery.replace("-", "")[:40].encode()
        keys = replace(keys, recovery=old_entry(keys, RECOVERY, secret, data_key, None))
    path.write_bytes(keys.to_bytes())


def old_entry(keys: Keys, name: str, secret: bytes, data_key: bytearray, cost) -> Entry:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = os.urandom(16), os.urandom(12)
    bound = b"liaison keys/1/%s/%s" % (name.encode(), keys.file.hex().encode())
    return Entry(salt, nonce, AESGCM(_wrapping_key(secret, salt, cost)).encrypt(nonce, data_key, bound), cost)


# -- what comes of it ------------------------------------------------------------------------------------------------


def test_that_all_is_there_under_the_new_key_and_everybody_signs_in_as_ever(desk: Desk) -> None:
    address = desk.attach(b"another file" * 300_000)
    before = addresses(desk.opened)
    old_key = bytes(desk.opened.data_key)
    made = change(desk)
    assert made.epoch == 1 and made.people == 2 and made.attachments == 2 and not made.recovery_key and not made.lost
    assert "2 people sign in as ever" in made.sentence and not desk.opened.is_open
    for login, password in (("mmulcahy", PASSWORD), ("sortiz", OTHERS)):
        there = open_office(desk.paths, login, password, after(2), cost=CHEAP)
        assert bytes(there.data_key) != old_key and "changed key" in verbs(there)
        assert not set(addresses(there)) & {address, *before}
        contents = {b"".join(there.blobs.open(each))[:12] for each in addresses(there)}
        assert contents == {b"another file", b"a photo of t"}
        there.close()
    assert not list(desk.paths.data_dir.glob(".rekeyed-*")) and not (desk.paths.data_dir / JOURNAL).exists()
    assert {path.name for path in desk.paths.attachments.rglob("*") if path.is_file()} == set(addresses_of(desk))


def addresses_of(desk: Desk) -> list[str]:
    there = enter(desk.paths, after(3))
    try:
        return addresses(there)
    finally:
        there.close()


def test_that_search_triggers_history_and_marks_are_as_they_were(desk: Desk) -> None:
    shape = desk.opened.store.read(aside._shape)
    change(desk)
    there = enter(desk.paths, after(2))
    words, rows, counts = there.store.read(aside._shape)
    assert (words, rows) == shape[:2] and counts["event"] == shape[2]["event"] + 2
    assert there.store.read(lambda s: s.execute(text("PRAGMA cipher_integrity_check")).all()) == []
    assert there.store.read(lambda s: s.execute(text("PRAGMA journal_mode")).scalar_one()) == "wal"
    look = there.blobs.verify
    assert there.store.read(lambda s: check_office(s, director(s), deep=True, look=look)) == []
    found = there.store.read(lambda s: s.execute(text("SELECT count(*) FROM case_words")).scalar_one())
    there.store.write(make_case)
    assert there.store.read(lambda s: s.execute(text("SELECT count(*) FROM case_words")).scalar_one()) == found + 1
    there.close()


def test_that_files_named_in_drafts_are_found_under_their_new_address(desk: Desk) -> None:
    blob = desk.opened.blobs.put(_stream(b"kept in a draft"))
    payload = {"files": [list(StoredFile("a.txt", "", 15, blob.address))], "words": "say no more"}
    desk.opened.store.write(
        lambda s: save_draft(s, director(s), kind="slip", key="1", payload=payload, parked=True, at=AT)
    )
    assert change(desk).attachments == 2
    there = enter(desk.paths, after(2))
    kept = there.store.read(lambda s: s.execute(select(table_of(Draft).c.payload)).scalar_one())
    ((name, _, _, address),) = kept["files"]
    assert name == "a.txt" and address != blob.address and b"".join(there.blobs.open(address)) == b"kept in a draft"
    there.close()


def _stream(content: bytes):
    from io import BytesIO

    return BytesIO(content)


def test_that_the_key_is_changed_again_and_again(desk: Desk) -> None:
    for turn in range(3):  # the intern does not sign in between, nor is the sheet used
        desk.opened = enter(desk.paths, after(turn)) if turn else desk.opened
        assert change_key(desk.opened, at=after(turn, hours=1), by=desk.opened.staff_id).epoch == turn + 1
    keys = read_keys(desk.paths.keys)
    assert len(pair_of(keys.people[keys.name_of("sortiz")]).seals) == 3
    there = open_office(desk.paths, "sortiz", OTHERS, after(4), cost=CHEAP)
    there.close()
    keys = read_keys(desk.paths.keys)
    pair = pair_of(keys.people[keys.name_of("sortiz")])
    assert pair.seals == () and pair.epoch == keys.epoch == 3  # box and seals are one box again
    there = open_with_recovery(
        desk.paths, desk.recovery, login="sortiz", password="new words of the intern", at=after(5), cost=CHEAP
    )
    there.close()
    assert pair_of(read_keys(desk.paths.keys).recovery).seals == ()


def test_that_the_sheet_stays_valid_or_is_made_anew_as_asked(desk: Desk) -> None:
    made = change(desk, new_sheet=True)
    vault = Vault(desk.paths.keys, CHEAP)
    with pytest.raises(WrongRecoveryKey):
        vault.open_with_recovery(desk.recovery, at=after(2))
    assert vault.fits(vault.open_with_recovery(made.recovery_key, at=after(2)))
    assert "print the new one" in made.sentence


# -- who had the old key ---------------------------------------------------------------------------------------------


def test_that_who_left_opens_nothing_with_an_old_key_file_and_their_password(desk: Desk, tmp_path: Path) -> None:
    leaver = with_leaver(desk)
    shutil.copy(desk.paths.keys, tmp_path / "kept.keys")
    kept = Vault(tmp_path / "kept.keys", CHEAP)
    leave(desk, leaver)
    change(desk)
    old_key = kept.open("lvance", LEAVER, at=after(2))
    assert len(old_key) == 32 and not Vault(desk.paths.keys).fits(old_key)
    with pytest.raises(Unavailable):
        open_engine(desk.paths.database, derive(old_key, "database"))
    (address,) = addresses_of(desk)
    from app.blobs import BlobDamaged, Blobs

    with pytest.raises(BlobDamaged):
        list(Blobs(desk.paths.attachments, derive(old_key, "attachments")).open(address))
    with pytest.raises(WrongPassword):
        open_office(desk.paths, "lvance", LEAVER, after(2), cost=CHEAP)


def test_that_the_old_key_file_in_place_of_the_new_one_is_refused(desk: Desk, tmp_path: Path) -> None:
    leaver = with_leaver(desk)
    shutil.copy(desk.paths.keys, tmp_path / "kept.keys")
    leave(desk, leaver)
    change(desk)
    shutil.copy(tmp_path / "kept.keys", desk.paths.keys)
    with pytest.raises(Unavailable):
        open_office(desk.paths, "lvance", LEAVER, after(2), cost=CHEAP)


def test_that_old_private_keys_unseal_nothing_of_the_new_key_file(desk: Desk, tmp_path: Path) -> None:
    from app.keypairs import open_sealed

    leaver = with_leaver(desk)
    old = read_keys(desk.paths.keys)
    leave(desk, leaver)
    old_key = bytes(desk.opened.data_key)
    change(desk)
    now, name = read_keys(desk.paths.keys), old.name_of("lvance")
    assert name not in now.people
    wrapping = _wrapping_key(LEAVER.encode(), old.people[name].salt, CHEAP)
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    entry = old.people[name]
    box = AESGCM(wrapping).decrypt(entry.nonce, entry.sealed, old._bound_to(name, entry.pair))
    assert box[32:] == old_key  # all that somebody who left can know
    for other, entry in [*now.people.items(), (RECOVERY, now.recovery)]:
        (sealed,) = pair_of(entry).seals
        for bound in (now._bound_seal(other, 1), now._bound_seal(name, 1)):
            with pytest.raises(InvalidTag):
                open_sealed(box[:32], sealed, old=old_key, bound=bound)
        for key in (old_key, derive(old_key, "database"), wrapping, box[:32]):
            with pytest.raises(InvalidTag):
                AESGCM(key).decrypt(entry.nonce, entry.sealed, now._bound_to(other, entry.pair))


def test_that_a_key_put_back_for_somebody_who_left_gets_no_new_key(desk: Desk) -> None:
    leaver = with_leaver(desk)
    kept = read_keys(desk.paths.keys)
    leave(desk, leaver)
    name, now = kept.name_of("lvance"), read_keys(desk.paths.keys)
    now.people[name] = kept.people[name]
    desk.paths.keys.write_bytes(now.to_bytes())
    assert change(desk).people == 2
    assert name not in read_keys(desk.paths.keys).people


@pytest.mark.parametrize("whose", ["sortiz", RECOVERY])
def test_that_a_public_key_planted_in_the_file_gets_no_new_key(desk: Desk, whose: str) -> None:
    from app.keypairs import new_pair

    keys = read_keys(desk.paths.keys)
    name = keys.name_of(whose) if whose != RECOVERY else RECOVERY
    entry = keys.people.get(name, keys.recovery)
    planted = replace(entry, pair=replace(pair_of(entry), public=new_pair()[1]))
    if whose == RECOVERY:
        desk.paths.keys.write_bytes(replace(keys, recovery=planted).to_bytes())
        assert not outlook(desk.opened, at=after(1), by=desk.opened.staff_id).sheet_stays
        assert change(desk).recovery_key
        return
    keys.people[name] = planted
    desk.paths.keys.write_bytes(keys.to_bytes())
    with pytest.raises(NotReady, match="sortiz"):
        change(desk)
    assert change(desk, drop_unready=True).dropped == ("sortiz",)
    assert name not in read_keys(desk.paths.keys).people


def test_that_a_data_key_sealed_by_a_stranger_is_refused_with_a_sentence(desk: Desk) -> None:
    """Base mode lets anybody seal to a public key: what does not follow from the key of before is not taken."""
    from app.keyfile import proof_of
    from app.keypairs import seal_to

    keys, strange = read_keys(desk.paths.keys), os.urandom(32)
    name = keys.name_of("mmulcahy")
    entry = keys.people[name]
    sealed = seal_to(pair_of(entry).public, strange, old=os.urandom(32), bound=keys._bound_seal(name, 1))
    pair = replace(pair_of(entry), seals=(sealed,))
    forged = Keys(keys.file, keys.salt, proof_of(strange), replace(entry, cost=None, pair=pair), {}, epoch=1)
    forged.people[name] = replace(entry, pair=pair)
    desk.paths.keys.write_bytes(forged.to_bytes())
    with pytest.raises(KeyFileDamaged, match="not of this office"):
        Vault(desk.paths.keys, CHEAP).open("mmulcahy", PASSWORD, at=after(1))


# -- entries of the first kind ---------------------------------------------------------------------------------------


def test_that_an_entry_of_the_first_kind_becomes_one_of_the_second_at_the_next_sign_in(desk: Desk) -> None:
    desk.opened.close()
    as_version_1(desk.paths.keys, {"mmulcahy": PASSWORD, "sortiz": OTHERS}, desk.recovery)
    assert b'"version": 1' in desk.paths.keys.read_bytes() and b"epoch" not in desk.paths.keys.read_bytes()
    desk.opened = enter(desk.paths, after(1))
    keys = read_keys(desk.paths.keys)
    assert keys.people[keys.name_of("mmulcahy")].pair and not keys.people[keys.name_of("sortiz")].pair
    assert b'"version": 2' in desk.paths.keys.read_bytes()
    ahead = outlook(desk.opened, at=after(1), by=desk.opened.staff_id)
    assert ahead.ready == 1 and ahead.unready == ("sortiz",) and not ahead.sheet_stays and ahead.size > 0
    with pytest.raises(NotReady, match="sign in once"):
        change(desk)
    there = open_office(desk.paths, "sortiz", OTHERS, after(1), cost=CHEAP)
    there.close()
    made = change(desk)
    assert made.people == 2 and made.recovery_key  # a sheet of the first kind cannot follow
    assert Vault(desk.paths.keys).fits(Vault(desk.paths.keys).open_with_recovery(made.recovery_key, at=after(2)))


def test_that_those_left_out_sign_in_with_a_new_password(desk: Desk) -> None:
    desk.opened.close()
    as_version_1(desk.paths.keys, {"sortiz": OTHERS})
    desk.opened = enter(desk.paths, after(1))
    made = change(desk, drop_unready=True)
    assert made.dropped == ("sortiz",) and "new password is needed by: sortiz" in made.sentence
    with pytest.raises(WrongPassword):
        open_office(desk.paths, "sortiz", OTHERS, after(2), cost=CHEAP)
    there = enter(desk.paths, after(3))
    there.vault.add(there.data_key, "sortiz", "words given by the director")
    there.close()
    open_office(desk.paths, "sortiz", "words given by the director", after(4), cost=CHEAP).close()


def test_that_a_key_file_that_cannot_be_written_keeps_nobody_out(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.opened.close()
    as_version_1(desk.paths.keys, {"mmulcahy": PASSWORD})
    before = desk.paths.keys.read_bytes()

    def full(*_: object) -> None:
        raise Unavailable("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr("app.vault.replace_file", full)
        desk.opened = enter(desk.paths, after(1))
    assert desk.paths.keys.read_bytes() == before
    with pytest.raises(NotReady, match="mmulcahy"):
        change(desk, drop_unready=True)  # nobody shuts themselves out


def test_that_a_backups_key_file_stays_as_it_was_made(desk: Desk) -> None:
    as_version_1(desk.paths.keys, {"mmulcahy": PASSWORD})
    made = desk.back_up()
    before = (made.folder / "office.keys").read_bytes()
    desk.unlock(made).close()
    assert (made.folder / "office.keys").read_bytes() == before


def test_that_a_renewed_entry_never_undoes_a_leaving(desk: Desk) -> None:
    with_leaver(desk)
    as_version_1(desk.paths.keys, {"lvance": LEAVER})
    late = Vault(desk.paths.keys, CHEAP)
    late.open("lvance", LEAVER, at=AT)
    desk.opened.vault.remove("lvance")
    late.settle()
    assert not desk.opened.vault.has("lvance")


# -- who may, and what keeps it from being done ----------------------------------------------------------------------


def test_that_only_who_may_manage_staff_changes_the_key(desk: Desk) -> None:
    there = open_office(desk.paths, "sortiz", OTHERS, AT, cost=CHEAP)
    desk.opened.close()
    for act in (change_key, outlook):
        with pytest.raises(NotAllowed, match="staff"):
            act(there, at=after(1), by=there.staff_id)
    assert there.is_open
    there.close()


def test_that_who_has_the_office_open_is_told_by_name(desk: Desk) -> None:
    before = desk.paths.keys.read_bytes()
    there = open_office(desk.paths, "sortiz", OTHERS, after(1), cost=CHEAP)
    with pytest.raises(Unavailable, match="Not signed out: Sam Ortiz"):
        change(desk)
    there.close()
    assert desk.opened.is_open and desk.paths.keys.read_bytes() == before
    assert change(desk).epoch == 1


def test_that_nobody_signs_in_with_the_key_of_before_while_it_changes(desk: Desk) -> None:
    stale = Vault(desk.paths.keys, CHEAP).open("sortiz", OTHERS, at=AT)
    change(desk)
    from app.opening import _enter, _unheard

    with pytest.raises(Unavailable, match="changed just now"):
        _enter(desk.paths, Vault(desk.paths.keys, CHEAP), stale, "sortiz", after(2), progress=_unheard)


def test_that_a_disk_without_room_is_told_first(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(desk.paths.data_dir)
    monkeypatch.setattr("app.rekey.aside.shutil.disk_usage", lambda _: usage._replace(free=1 << 20))
    with pytest.raises(Unavailable, match="1 MB left"):
        change(desk)
    is_as_it_was(desk)


def is_as_it_was(desk: Desk) -> None:
    """Wholly the old office: open still, and to be opened again."""
    assert desk.opened.is_open and not list(desk.paths.data_dir.glob(".rekeyed-*"))
    assert not (desk.paths.data_dir / JOURNAL).exists()
    desk.opened.store.write(make_case)
    there = enter(desk.paths, after(2))
    assert read_keys(desk.paths.keys).epoch == 0 and "changed key" not in verbs(there)
    for address in addresses(there):
        there.blobs.verify(address)
    there.close()


@pytest.mark.parametrize("place", ["copy_office", "replace_file", "open_engine", "derive"])
def test_that_a_full_disk_leaves_the_office_as_it_was(desk: Desk, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(aside, place, full)
        with pytest.raises(Unavailable, match="full"):
            change(desk)
    is_as_it_was(desk)


def test_that_a_disk_full_at_the_very_last_leaves_the_office_as_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise Unavailable("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(swapping, "replace_file", full)
        with pytest.raises(Unavailable, match="full"):
            change(desk)
    assert check_place(desk.paths) == "" and not list(desk.paths.data_dir.glob(".rekeyed-*"))
    desk.opened = enter(desk.paths, after(2))
    is_as_it_was(desk)


@pytest.mark.parametrize("word", [1, 2, 3, 4, 5])
def test_that_it_can_be_stopped_until_it_is_put_in_place(desk: Desk, word: int) -> None:
    def stop() -> None:
        raise InterruptedError(errno.EINTR, "stopped")

    with pytest.raises((Unavailable, InterruptedError)):
        change(desk, progress=at_call(word, stop))
    is_as_it_was(desk)


def test_that_stopping_is_told(desk: Desk) -> None:
    with pytest.raises(Unavailable, match="nothing was changed"):
        change(desk, cancelled=lambda: True)
    is_as_it_was(desk)


def test_that_what_is_written_meanwhile_is_refused_and_not_lost(desk: Desk) -> None:
    refused: list[str] = []

    def write(*_: object) -> None:
        desk.opened.store.engine.dispose()
        try:
            with desk.opened.store.engine.connect() as connection:
                connection.exec_driver_sql("ROLLBACK")
                connection.exec_driver_sql("PRAGMA busy_timeout = 1")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
        except Exception as error:
            refused.append(str(error))

    change(desk, progress=at_call(1, write))
    assert "locked" in refused[0]


@pytest.mark.parametrize("harm", [flip, Path.unlink], ids=["damaged", "gone"])
def test_that_attachments_that_cannot_be_read_are_told_and_left_out_only_if_asked(desk: Desk, harm) -> None:
    whole = desk.attach(b"whole" * 1000)
    (lost,) = set(addresses(desk.opened)) - {whole}
    harm(place_of(desk.paths.attachments, lost))
    with pytest.raises(FilesLost, match="1 of 2 attachments"):
        change(desk)
    made = change(desk, without_lost=True)
    assert made.lost == 1 and made.attachments == 1 and "1 attachments could not be read" in made.sentence


def test_that_a_damaged_copy_is_never_put_in_place(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    real = aside._check

    def harmed(store: Store, to: OfficePaths, key: bytes, wish) -> None:
        flip(to.database, -5000)
        real(store, to, key, wish)

    monkeypatch.setattr(aside, "_check", harmed)
    with pytest.raises(Unavailable, match="Nothing was changed"):
        change(desk)
    monkeypatch.undo()
    is_as_it_was(desk)


def test_that_a_copy_that_lacks_a_row_is_never_put_in_place(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    real = aside._readdress

    def forgetful(session: Session, moved) -> None:
        real(session, moved)
        session.execute(text("DELETE FROM draft"))

    desk.opened.store.write(lambda s: save_draft(s, director(s), kind="a", key="1", payload={}, parked=False, at=AT))
    monkeypatch.setattr(aside, "_readdress", forgetful)
    with pytest.raises(Unavailable, match="does not hold all"):
        change(desk)
    monkeypatch.undo()
    is_as_it_was(desk)


def test_that_a_backup_that_is_ending_is_waited_for(desk: Desk) -> None:
    held = ExitStack()
    held.enter_context(backup_lock(desk.paths))
    ending = threading.Timer(0.2, held.close)
    ending.start()
    assert change(desk).epoch == 1
    ending.join()


# -- killed between ---------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """As a SIGKILL: nothing is tidied up."""


@pytest.mark.parametrize("move", range(8))
def test_that_a_crash_between_two_renamings_is_made_good_at_the_next_start(
    desk: Desk, move: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    renamed, real = 0, Path.rename

    def rename(path: Path, to: Path) -> Path:
        nonlocal renamed
        renamed += 1
        if renamed > move:
            raise Killed
        return real(path, to)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", rename)
        if move < 6:
            with pytest.raises(Killed):
                change(desk)
        else:
            change(desk)
    told = check_place(desk.paths)
    assert ("change of the file's key that was cut off has been completed" in told) == (move < 6)
    there = enter(desk.paths, after(2))
    assert "changed key" in verbs(there)
    for address in addresses(there):
        there.blobs.verify(address)
    there.close()
    assert not list(desk.paths.data_dir.glob(".rekeyed-*")) and check_place(desk.paths) == ""


def test_that_what_a_killed_change_left_goes_at_the_next_sign_in(desk: Desk) -> None:
    left = desk.paths.data_dir / f"{REKEYED}20261101-000000"
    left.mkdir()
    (left / "office.liaison").write_bytes(b"half")
    enter(desk.paths, after(1)).close()
    assert left.exists(), "another window may be making it"
    desk.opened.close()
    enter(desk.paths, after(1)).close()
    assert not left.exists()


# -- backups of before ------------------------------------------------------------------------------------------------


def test_that_a_backup_of_before_opens_with_its_own_passwords_and_is_not_called_damaged(
    desk: Desk, tmp_path: Path
) -> None:
    from app.backups import list_backups, restore, restore_here, swap_in

    leaver = with_leaver(desk)
    made = desk.back_up()
    leave(desk, leaver)
    change(desk)
    desk.opened = enter(desk.paths, after(2))
    with pytest.raises(Unavailable, match="before the key was changed"):
        verify_backup(made.folder, desk.source.secrets, at=after(2))
    newer = desk.back_up(after(2))
    assert [each.is_damaged for each in list_backups(desk.folder)] == [False, False] and newer.is_verified
    with desk.unlock(made) as unlocked:
        restore(unlocked, tmp_path / "as-it-was", at=after(3))
    there = enter(OfficePaths(tmp_path / "as-it-was"), after(3))
    assert b"".join(there.blobs.open(addresses(there)[0])).startswith(b"a photo")
    there.close()
    desk.opened.close()
    with desk.unlock(made) as unlocked:
        swap_in(desk.paths, restore_here(unlocked, desk.paths, at=after(4)), at=after(4))
    there = enter(desk.paths, after(4))
    assert "changed key" not in verbs(there) and read_keys(desk.paths.keys).epoch == 0
    there.close()


def test_that_the_copy_under_the_new_key_is_not_the_old_one(desk: Desk) -> None:
    old = derive(desk.opened.data_key, "database")
    change(desk)
    with pytest.raises(Unavailable), opened_copy(desk.paths.database, old) as session:
        session.execute(select(table_of(Staff).c.id))


# -- a first password -------------------------------------------------------------------------------------------------


def write_of(desk: Desk):
    return lambda act: desk.opened.store.write(act).result


def test_that_only_who_has_no_password_is_given_one(desk: Desk) -> None:
    me = desk.opened.staff_id
    intern = desk.opened.store.read(lambda s: staff_id_of(s, "sortiz")) or 0
    with pytest.raises(Invalid, match="has a password"):
        give_password(write_of(desk), desk.opened, intern, "words given by me", AT, by=me)
    desk.opened.vault.remove("sortiz")
    with pytest.raises(Invalid, match="at least 10"):
        give_password(write_of(desk), desk.opened, intern, "short", AT, by=me)
    assert give_password(write_of(desk), desk.opened, intern, "words given by me", AT, by=me) == "sortiz"
    assert "gave password" in verbs(desk.opened)
    there = open_office(desk.paths, "sortiz", "words given by me", after(1), cost=CHEAP)
    with pytest.raises(NotAllowed):
        give_password(lambda act: there.store.write(act).result, there, me, "words given by me", AT, by=intern)
    there.close()


def test_that_who_acts_gives_no_password_to_the_director_or_the_mayor(desk: Desk) -> None:
    def asked(session: Session) -> None:
        who = replace(director(session), designation_id=7, held=ACTING)
        note_password(session, who, who.id, at=AT)

    with pytest.raises(NotAllowed, match="recovery key"):
        desk.opened.store.write(asked)


def test_that_who_acts_gets_no_recovery_key(desk: Desk) -> None:
    member = Member("Linh Tran", "ltran", Role.ASSOCIATE, password=LEAVER)
    linh = add_member(write_of(desk), desk.opened, member, AT, by=desk.opened.staff_id)
    mayor = Actor(1, "Mayor", Role.MAYOR)
    desk.opened.store.write(lambda s: make_designation(s, mayor, actor(s, linh, AT), absence=make_absence(s, mayor)))
    before = desk.paths.keys.read_bytes()
    there = open_office(desk.paths, "ltran", LEAVER, after(1), cost=CHEAP)
    desk.opened.close()
    with pytest.raises(Refusal, match="makes no new recovery key"):
        renew_recovery(there, after(1))
    with pytest.raises(Refusal, match="makes no new recovery key"):
        change_key(there, at=after(1), by=linh, new_sheet=True)
    assert desk.paths.keys.read_bytes() == before and there.is_open
    assert change_key(there, at=after(1), by=linh).recovery_key == ""


def test_that_who_acts_shuts_out_nobody_who_makes_mandates(desk: Desk) -> None:
    member = Member("Linh Tran", "ltran", Role.ASSOCIATE, password=LEAVER)
    linh = add_member(write_of(desk), desk.opened, member, AT, by=desk.opened.staff_id)
    mayor = Actor(1, "Mayor", Role.MAYOR)
    desk.opened.store.write(lambda s: make_designation(s, mayor, actor(s, linh, AT), absence=make_absence(s, mayor)))
    desk.opened.close()
    as_version_1(desk.paths.keys, {"mmulcahy": PASSWORD})
    there = open_office(desk.paths, "ltran", LEAVER, after(1), cost=CHEAP)
    with pytest.raises(NotReady):
        change_key(there, at=after(1), by=linh)
    with pytest.raises(Refusal, match="may not shut out the Mayor, the Director"):
        change_key(there, at=after(1), by=linh, drop_unready=True)
    assert there.is_open
    there.close()
