"""Backups: whole, checked, kept by dates, and told in sentences when something is wrong."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app import copying
from app.authority import actor
from app.backups import BackupDamaged, list_backups, look_at, secrets_of, verify_backup
from app.backups import check as checking
from app.backups import make as making
from app.backups.manifest import ATTACHMENTS, DATABASE, KEYS, MANIFEST, Part, mark, read_manifest
from app.backups.pool import place_of, pool_of, prune_pool, read_list
from app.blobs import Blobs
from app.copying import opened_copy
from app.errors import Unavailable
from app.services.drafts import save_draft
from app.vault import derive
from tests.backups import ZONE, Desk, after, at_call, cut, enter, flip, make_small_office
from tests.factories import AT, make_case


class Stopped(Exception):
    """As the window stops it."""


def stop() -> None:
    raise Stopped


def half_made(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.endswith(".part")]


def test_that_a_backup_is_whole_private_and_verified(desk: Desk) -> None:
    made = desk.back_up()
    assert made.is_verified and made.manifest is not None
    assert made.manifest.counts == {
        "cases": 1,
        "contacts": 0,
        "people": 0,
        "history": 6,
        "attachments": 1,
        "missing": 0,
    }
    assert {path.name for path in made.folder.iterdir()} == {DATABASE, KEYS, ATTACHMENTS, MANIFEST}
    if os.name == "posix":
        assert stat.S_IMODE(made.folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(path.stat().st_mode) for path in made.folder.iterdir()} == {0o600}
    assert half_made(desk.folder) == []
    assert [each.name for each in list_backups(desk.folder)] == [made.name]


def test_that_the_copy_opens_with_the_key_and_holds_what_the_office_holds(desk: Desk) -> None:
    made = desk.back_up()
    key = derive(desk.opened.data_key, "database")
    with opened_copy(made.folder / DATABASE, key) as session:
        assert session.execute(text("SELECT count(*) FROM case_record")).scalar() == 1
    with pytest.raises(Unavailable), opened_copy(made.folder / DATABASE, bytes(32)):
        pytest.fail("another key opened it")
    assert b"SQLite format" not in (made.folder / DATABASE).read_bytes()[:64]


def test_that_attachments_are_copied_once_for_all_backups(desk: Desk) -> None:
    address = desk.attach(os.urandom(3 << 20))
    desk.back_up()
    kept = place_of(pool_of(desk.folder), address)
    before = kept.stat()
    desk.back_up(after(1))
    assert kept.stat().st_ino == before.st_ino and kept.stat().st_mtime_ns == before.st_mtime_ns
    assert kept.stat().st_ino != place_of(desk.paths.attachments, address).stat().st_ino
    Blobs(pool_of(desk.folder), derive(desk.opened.data_key, "attachments")).verify(address)


def test_that_the_files_of_a_draft_are_backed_up_with_it(desk: Desk) -> None:
    kept = desk.opened.blobs.put(BytesIO(b"not yet logged"))
    payload = {"subject": "a" * 64, "files": [["plan.pdf", "application/pdf", kept.size, kept.address]]}
    given: dict[str, Any] = {"kind": "mail_slip", "key": "k", "payload": payload, "parked": True, "at": AT}
    desk.opened.store.write(lambda s: save_draft(s, actor(s, desk.opened.staff_id, AT), **given))
    made = desk.back_up()
    assert made.is_verified and made.manifest is not None and made.manifest.counts["missing"] == 0
    assert place_of(pool_of(desk.folder), kept.address).is_file()


def test_that_a_writer_with_an_open_transaction_does_not_stop_it(desk: Desk) -> None:
    with desk.opened.store.engine.execution_options(writes=True).connect() as other:
        other.execute(text("UPDATE case_record SET subject = 'not committed'"))
        made = desk.back_up()
        other.rollback()
    assert made.is_verified
    with opened_copy(made.folder / DATABASE, desk.source.secrets.database) as session:
        assert session.execute(text("SELECT subject FROM case_record")).scalar() != "not committed"


def test_that_what_is_written_meanwhile_neither_waits_nor_starts_it_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "STEP", 4)
    words: list[str] = []

    def write(done: int, _total: int, what: str) -> None:
        if done:
            words.append(what)
        if done and what == "Copying the office file":
            desk.opened.store.write(make_case)

    made = desk.back_up(progress=write)
    copied = words.count("Copying the office file")
    assert made.is_verified and made.manifest is not None and made.manifest.counts["cases"] == 1
    assert copied > 5
    assert desk.opened.store.read(lambda s: s.execute(text("SELECT count(*) FROM case_record")).scalar()) == copied + 1


@pytest.mark.parametrize("word", range(1, 16, 2))
def test_that_a_stopped_backup_leaves_nothing_half_made(desk: Desk, word: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "STEP", 16)
    with pytest.raises(Stopped):
        desk.back_up(progress=at_call(word, stop))
    assert half_made(desk.folder) == []
    assert not any(each.is_verified for each in list_backups(desk.folder))
    assert desk.back_up(after(hours=1)).is_verified


def test_that_the_first_and_then_a_weekly_one_reads_everything(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    real = vars(making)["read_attachment"]

    def reading(blobs: Blobs, address: str) -> None:
        read.append(address)
        real(blobs, address)

    monkeypatch.setattr(making, "read_attachment", reading)
    desk.back_up()
    for day, times in ((40, 2), (41, 2), (46, 2), (48, 3)):
        desk.back_up(after(day))
        assert len(read) == times, f"after {day} days"


def test_that_an_attachment_the_office_lost_is_counted_and_the_rest_is_verified(desk: Desk) -> None:
    lost = desk.attach(b"lost" * 100)
    place_of(desk.paths.attachments, lost).unlink()
    made = desk.back_up()
    assert made.is_verified and made.manifest is not None
    assert (made.manifest.counts["attachments"], made.manifest.counts["missing"]) == (1, 1)


def test_that_a_damaged_attachment_of_the_office_is_taken_from_the_backup_before(desk: Desk) -> None:
    address = desk.attach(b"good" * 1000)
    desk.back_up()
    flip(place_of(desk.paths.attachments, address))
    made = desk.back_up(after(1))
    assert made.is_verified and made.manifest is not None and made.manifest.counts["missing"] == 0


def test_that_a_damaged_attachment_of_the_backups_is_copied_anew(desk: Desk) -> None:
    address = desk.attach(b"good" * 1000)
    desk.back_up()
    flip(place_of(pool_of(desk.folder), address))
    assert desk.back_up(after(1)).is_verified
    assert verify_backup(list_backups(desk.folder)[-1].folder, desk.source.secrets, at=after(1)).is_verified


def test_that_an_old_attachment_that_rotted_in_the_backups_is_copied_anew(desk: Desk) -> None:
    address = desk.attach(b"good" * 1000)
    desk.back_up()
    flip(place_of(pool_of(desk.folder), address))
    made = desk.back_up(after(40))
    assert made.is_verified and made.missing == 0
    assert verify_backup(made.folder, desk.source.secrets, at=after(40)).is_verified


@pytest.mark.parametrize("harm", [flip, cut, Path.unlink], ids=["flipped", "cut", "gone"])
@pytest.mark.parametrize("name", [DATABASE, KEYS, ATTACHMENTS, MANIFEST])
def test_that_a_damaged_backup_is_never_called_verified(desk: Desk, name: str, harm) -> None:
    made = desk.back_up()
    harm(made.folder / name) if harm is not flip else flip(made.folder / name, -20)
    with pytest.raises(Unavailable):
        verify_backup(made.folder, desk.source.secrets, at=after(1))
    (seen,) = list_backups(desk.folder)
    assert not seen.is_verified and seen.problem.endswith(".")


@pytest.mark.parametrize("at", [20, 5000, -5000])
def test_that_a_flipped_bit_anywhere_in_the_file_is_found(desk: Desk, at: int) -> None:
    made = desk.back_up()
    flip(made.folder / DATABASE, at)
    with pytest.raises(BackupDamaged, match="damaged"):
        verify_backup(made.folder, desk.source.secrets, at=after(1))
    assert look_at(made.folder).is_damaged


def test_that_a_file_with_right_sums_but_broken_pages_is_found(desk: Desk) -> None:
    """A sum proves only that it is as it was written; each page is read as well."""
    made = desk.back_up()
    flip(made.folder / DATABASE, -5000)
    size, sha = checking.hash_of(made.folder / DATABASE, lambda _: None)
    parts = dict(read_manifest(made.folder).parts) | {DATABASE: Part(size, sha)}
    mark(made.folder, parts=parts)
    with pytest.raises(BackupDamaged):
        verify_backup(made.folder, desk.source.secrets, at=after(1))


@pytest.mark.parametrize("table", ["case_record", "note"])
def test_that_a_damaged_office_is_told_and_not_its_backup(desk: Desk, table: str) -> None:
    root = text(f"SELECT rootpage FROM sqlite_master WHERE name = '{table}'")
    page = desk.opened.store.read(lambda s: s.execute(root).scalar_one())
    source = desk.source
    desk.opened.store.close()
    flip(desk.paths.database, (page - 1) * 4096 + 100)
    with pytest.raises(Unavailable, match=r"office file is damaged.*Restore from a backup"):
        making.make_backup(source, desk.folder, at=AT, zone=ZONE)
    assert list_backups(desk.folder) == [] and half_made(desk.folder) == []
    desk.opened.store.write(lambda s: s.execute(text("UPDATE setting SET value = value")))


def test_that_a_damaged_attachment_is_found_when_all_is_read(desk: Desk) -> None:
    made = desk.back_up()
    (address,) = (kept.address for kept in read_list(made.folder / ATTACHMENTS))
    flip(place_of(pool_of(desk.folder), address))
    with pytest.raises(BackupDamaged, match="attachment"):
        verify_backup(made.folder, desk.source.secrets, at=after(1))
    assert not look_at(made.folder).is_verified


def test_that_a_stopped_check_marks_nothing(desk: Desk) -> None:
    made = desk.back_up()
    with pytest.raises(Stopped):
        verify_backup(made.folder, desk.source.secrets, at=after(1), progress=at_call(2, stop))
    assert look_at(made.folder).is_verified


def test_that_a_backup_of_a_newer_version_is_refused_and_not_called_damaged(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = desk.back_up()
    monkeypatch.setattr(checking, "HEAD", "0000")
    with pytest.raises(Unavailable, match="newer Liaison"):
        verify_backup(made.folder, desk.source.secrets, at=after(1))
    assert not look_at(made.folder).is_damaged


def test_that_another_offices_backup_is_refused(desk: Desk, tmp_path: Path) -> None:
    made = desk.back_up()
    other = Desk(enter(make_small_office(tmp_path / "other")[0]), "")
    with pytest.raises(Unavailable, match="another office"):
        verify_backup(made.folder, other.source.secrets, at=after(1))
    assert look_at(made.folder).is_verified
    there = other.back_up(folder=desk.folder)
    assert there.is_verified and len(list_backups(desk.folder)) == 2
    assert [each.name for each in list_backups(desk.folder, other.source.secrets.office)] == [there.name]
    other.opened.close()


def test_that_a_key_file_of_another_office_is_found(desk: Desk, tmp_path: Path) -> None:
    made = desk.back_up()
    paths, _ = make_small_office(tmp_path / "other")
    shutil.copy(paths.keys, made.folder / KEYS)
    with pytest.raises(BackupDamaged):
        verify_backup(made.folder, desk.source.secrets, at=after(1))


# -- when something is wrong with the disk ---------------------------------------------------------------------


def test_that_a_full_disk_is_refused_before_it_is_full(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(desk.folder)
    monkeypatch.setattr("app.backups.make.shutil.disk_usage", lambda _: usage._replace(free=60 << 20))
    with pytest.raises(Unavailable, match="60 MB left"):
        desk.back_up()
    assert list(desk.folder.iterdir()) == []


@pytest.mark.parametrize(
    "place",
    [
        "make.copy_office",
        "make.replace_file",
        "make.copy_stored",
        "make.write_manifest",
        "pool.settle",
        "make.sync_folder",
    ],
)
def test_that_a_disk_full_at_any_write_is_told_and_leaves_nothing(
    desk: Desk, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(f"app.backups.{place}", full)
    with pytest.raises(Unavailable, match="full"):
        desk.back_up()
    assert half_made(desk.folder) == []
    monkeypatch.undo()
    assert desk.back_up(after(1)).is_verified


def test_that_a_disk_full_while_settling_the_copy_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("app.copying.os.fsync", full)
    with pytest.raises(Unavailable, match="full"):
        desk.back_up()
    assert half_made(desk.folder) == []


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root on Linux can make a small disk")
def test_that_a_disk_that_really_is_full_is_told(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.system(f"mount -t tmpfs -o size=300k tmpfs {disk} 2>/dev/null"):
        pytest.skip("no small disk can be made here")
    try:
        monkeypatch.setattr(making, "ROOM", -(1 << 40))
        with pytest.raises(Unavailable, match="is full"):
            desk.back_up(folder=disk)
        assert half_made(disk) == []
    finally:
        os.system(f"umount {disk}")


def test_that_a_folder_that_vanished_is_not_made_anew(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="is not there"):
        desk.back_up(folder=tmp_path / "stick" / "backups")
    assert not (tmp_path / "stick").exists()


def test_that_a_folder_that_vanishes_meanwhile_is_told(desk: Desk, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with pytest.raises(Unavailable):
        desk.back_up(folder=stick, progress=at_call(1, lambda: shutil.rmtree(stick)))


def test_that_a_folder_that_may_only_be_read_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "mkdir", refuse)
    monkeypatch.setattr("app.backups.make.os.access", lambda *_: False)
    with pytest.raises(Unavailable, match="may write"):
        desk.back_up()


def test_that_two_backups_are_not_made_at_once(desk: Desk) -> None:
    with making.backup_lock(desk.paths), pytest.raises(Unavailable, match="being made or restored"):
        desk.back_up()
    assert desk.back_up().is_verified


def test_that_what_a_killed_program_left_is_cleared_and_strange_files_stay(desk: Desk) -> None:
    made = desk.back_up()
    office = read_manifest(made.folder).office[:8]
    left = desk.folder / f".liaison-20261117-010203-{office}.part"
    others = desk.folder / ".liaison-20261117-010203-00000000.part"
    for folder in (left, others):
        folder.mkdir()
        (folder / DATABASE).write_bytes(b"half")
    (desk.folder / "family photo.jpg").write_bytes(b"mine")
    (desk.folder / "before-upgrade-0001-20261101-000000.liaison").write_bytes(b"older")
    desk.back_up(after(1))
    assert not left.exists() and others.exists()
    assert (desk.folder / "family photo.jpg").exists()
    assert list(desk.folder.glob("before-upgrade-*"))


def test_that_two_in_one_second_get_two_names(desk: Desk) -> None:
    assert desk.back_up().name != desk.back_up().name


# -- what stays --------------------------------------------------------------------------------------------------


def test_that_old_ones_go_with_the_attachments_nobody_names(desk: Desk) -> None:
    first = desk.back_up(after(-3))
    second = desk.back_up(after(-2.9))
    stray = place_of(pool_of(desk.folder), "ab" * 32)
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"stray")
    os.utime(stray, (1, 1))
    third = desk.back_up()
    names = {each.name for each in list_backups(desk.folder)}
    assert names == {second.name, third.name} and first.name not in names
    assert not stray.exists()
    assert verify_backup(second.folder, desk.source.secrets, at=AT).is_verified


def test_that_damaged_ones_stay_whatever_their_age(desk: Desk) -> None:
    old = desk.back_up(after(-700))
    desk.back_up(after(-699.9))
    cut(old.folder / DATABASE)
    desk.back_up()
    assert old.folder.exists()


def test_that_a_new_one_that_does_not_stand_its_check_is_removed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise BackupDamaged("It is damaged.")

    good = desk.back_up()
    monkeypatch.setattr(making, "verify_backup", fail)
    with pytest.raises(BackupDamaged):
        desk.back_up(after(1))
    assert [each.name for each in list_backups(desk.folder)] == [good.name]


def test_that_the_pool_is_left_alone_while_a_list_cannot_be_read(desk: Desk) -> None:
    made = desk.back_up()
    stray = place_of(pool_of(desk.folder), "cd" * 32)
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"may be named by the list that cannot be read")
    os.utime(stray, (1, 1))
    (made.folder / ATTACHMENTS).unlink()
    desk.back_up(after(1))
    assert stray.exists()


def test_that_only_addresses_are_removed_from_the_pool(desk: Desk) -> None:
    strange = pool_of(desk.folder) / "ab" / "letter.txt"
    strange.parent.mkdir(parents=True)
    strange.write_text("mine")
    os.utime(strange, (1, 1))
    assert prune_pool(desk.folder, set()) == 0 and strange.exists()


def test_that_a_clock_set_back_stops_nothing(desk: Desk) -> None:
    ahead = desk.back_up(after(400))
    now = desk.back_up(AT)
    assert now.is_verified and ahead.folder.exists()
    assert now.manifest is not None and now.manifest.hashed_all_at == AT
    assert making.prune(desk.folder, desk.source.secrets.office, now=AT + timedelta(hours=1), zone=ZONE) == 0


def test_that_secrets_of_a_forgotten_key_are_of_no_office(desk: Desk) -> None:
    good = secrets_of(desk.opened.data_key, desk.paths.keys)
    assert secrets_of(bytes(32), desk.paths.keys).proof != good.proof
