"""Restoring: into a new folder, checked there, then in place of the present office, whatever is cut off."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.attempts import TooSoon
from app.authority import Actor, actor
from app.backups import (
    AttachmentsLost,
    BackupDamaged,
    Source,
    chosen_folder,
    finish_swap,
    folder_of,
    known_folder,
    make_backup,
    place_warning,
    remember_folder,
    restore,
    restore_here,
    restoring,
    swap_in,
    unlock_backup,
    verify_backup,
)
from app.backups import check as checking
from app.backups import make as making
from app.backups import swap as swapping
from app.backups.heads import known_heads
from app.backups.manifest import ATTACHMENTS, DATABASE, KEYS
from app.backups.pool import place_of, pool_of, read_list
from app.backups.swap import JOURNAL
from app.config import OfficePaths
from app.errors import Conflict, Invalid, NotAllowed, Unavailable
from app.models import Event, Role, table_of
from app.opening import Member, add_member, check_place
from app.queries.chain import compare_heads
from app.services.designations import revoke
from app.services.office import change_setting
from app.store import Store, open_engine
from app.upgrade import HEAD, upgrade, version_of
from app.vault import WrongPassword, WrongRecoveryKey
from tests.acting import UNTIL, make_absence, make_designation
from tests.backups import (
    OTHERS,
    PASSWORD,
    ZONE,
    Desk,
    after,
    at_call,
    cut,
    enter,
    flip,
    make_small_office,
    open_another,
)
from tests.factories import AT, director, make_case
from tests.factories import make_office as make_rows
from tests.older import take_back

CASES = text("SELECT count(*) FROM case_record")


class Killed(BaseException):
    """As a SIGKILL: nothing is tidied up."""


def stop() -> None:
    raise InterruptedError(errno.EINTR, "stopped")


def cases(store: Store) -> int:
    return int(store.read(lambda s: s.execute(CASES).scalar_one()))


def history(store: Store) -> list[tuple[str, dict]]:
    e = table_of(Event).c
    return store.read(lambda s: [tuple(row) for row in s.execute(select(e.verb, e.detail).order_by(e.id))])


def test_that_a_restored_office_opens_and_tells_it_in_history(desk: Desk, tmp_path: Path) -> None:
    made = desk.back_up()
    desk.opened.store.write(make_case)
    with desk.unlock(made) as unlocked:
        restored = restore(unlocked, tmp_path / "as-it-was", at=after(1))
    assert restored.made_at == AT and not restored.upgraded
    there = enter(restored.paths, after(1))
    assert cases(there.store) == 1 and cases(desk.opened.store) == 2
    verb, detail = history(there.store)[-2]
    assert verb == "restored" and detail == {"backup": made.name, "made_at": AT.isoformat()}
    (kept,) = read_list(made.folder / ATTACHMENTS)
    assert b"".join(there.blobs.open(kept.address)).startswith(b"a photo")
    there.close()
    assert not any(path.name.endswith(".restoring") for path in tmp_path.iterdir())


def test_that_a_copy_of_the_office_keeps_its_backups_to_itself(desk: Desk, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    value = chosen_folder(desk.paths, stick)
    desk.opened.store.write(lambda s: change_setting(s, director(s), "backups", value, at=AT))
    made = desk.back_up(folder=stick)
    with desk.unlock(made) as unlocked:
        beside = restore(unlocked, tmp_path / "drill", at=AT)
        here = restore_here(unlocked, desk.paths, at=AT)
    for found, folder in ((beside, beside.paths.backups), (here, stick)):
        there = enter(found.paths)
        assert there.store.read(partial(folder_of, paths=found.paths)) == folder
        there.close()


def test_that_the_recovery_key_restores(desk: Desk, tmp_path: Path) -> None:
    made = desk.back_up()
    with desk.unlock(made, recovery=desk.recovery) as unlocked:
        restore(unlocked, tmp_path / "new", at=AT)
    assert (tmp_path / "new" / "office.liaison").exists()


def test_that_only_a_director_of_that_backup_restores(desk: Desk, tmp_path: Path) -> None:
    made = desk.back_up()
    with desk.unlock(made, login="sortiz", password=OTHERS) as unlocked, pytest.raises(NotAllowed):
        restore(unlocked, tmp_path / "new", at=AT)
    assert not (tmp_path / "new").exists()
    with pytest.raises(WrongPassword):
        desk.unlock(made, login="mmulcahy", password="not these words")
    other = make_small_office(tmp_path / "other")[1]
    with pytest.raises(WrongRecoveryKey):
        desk.unlock(made, recovery=other)


def test_that_wrong_tries_are_counted_with_those_of_the_office(desk: Desk) -> None:
    made = desk.back_up()
    for _ in range(3):
        with pytest.raises(WrongPassword):
            desk.unlock(made, login="mmulcahy", password="not these words")
    with pytest.raises(TooSoon):
        desk.unlock(made)
    assert not (made.folder / "office.attempts").exists()


@pytest.mark.parametrize("harm", [flip, cut, Path.unlink], ids=["flipped", "cut", "gone"])
@pytest.mark.parametrize("name", [DATABASE, KEYS, ATTACHMENTS])
def test_that_a_damaged_backup_is_never_restored(desk: Desk, tmp_path: Path, name: str, harm) -> None:
    made = desk.back_up()
    harm(made.folder / name)
    with pytest.raises(Unavailable), desk.unlock(made) as unlocked:
        restore(unlocked, tmp_path / "new", at=AT)
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob(".new*"))


@pytest.mark.parametrize("harm", [flip, cut, Path.unlink], ids=["flipped", "cut", "gone"])
def test_that_a_backup_with_a_damaged_attachment_is_not_restored(desk: Desk, tmp_path: Path, harm) -> None:
    made = desk.back_up()
    (kept,) = read_list(made.folder / ATTACHMENTS)
    harm(place_of(pool_of(desk.folder), kept.address))
    with pytest.raises(AttachmentsLost, match="without them"), desk.unlock(made) as unlocked:
        restore(unlocked, tmp_path / "new", at=AT)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("harm", [flip, cut, Path.unlink], ids=["flipped", "cut", "gone"])
def test_that_one_lost_attachment_keeps_nobody_from_the_rest(desk: Desk, harm) -> None:
    whole = desk.attach(b"another photo" * 100)
    made = desk.back_up()
    (lost,) = {kept.address for kept in read_list(made.folder / ATTACHMENTS)} - {whole}
    harm(place_of(pool_of(desk.folder), lost))
    with contextlib.suppress(BackupDamaged):
        verify_backup(made.folder, desk.source.secrets, at=AT)  # which marks it
    desk.opened.close()
    with desk.unlock(made) as unlocked:
        found = restore_here(unlocked, desk.paths, at=AT, without_lost=True)
    assert found.lost == 1
    assert "1 attachments could not be restored" in swap_in(desk.paths, found, at=AT).sentence
    there = enter(desk.paths)
    assert there.blobs.has(whole) and not there.blobs.has(lost) and cases(there.store) == 2
    there.close()


def test_that_a_newer_backup_is_refused_with_a_sentence(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = desk.back_up()
    monkeypatch.setattr(checking, "HEAD", "0000")
    with pytest.raises(Unavailable, match="newer Liaison"), desk.unlock(made) as unlocked:
        restore(unlocked, tmp_path / "new", at=AT)
    assert not (tmp_path / "new").exists()


def test_that_an_older_backup_is_brought_to_this_version(desk: Desk, tmp_path: Path) -> None:
    secrets, older = desk.source.secrets, OfficePaths(tmp_path / "older")
    older.make()
    shutil.copy(desk.paths.keys, older.keys)
    engine = open_engine(older.database, secrets.database)
    upgrade(engine, secrets.database, backups=older.backups, at=AT)
    Store(engine).write(make_rows)
    Store(engine).write(take_back)
    made = make_backup(Source(older, engine, secrets), older.backups, at=AT, zone=ZONE)
    engine.dispose()
    assert made.is_verified and made.manifest is not None and made.manifest.schema == "0001"
    with desk.unlock(made) as unlocked:
        restored = restore(unlocked, tmp_path / "new", at=AT)
    assert restored.upgraded
    there = enter(restored.paths)
    assert version_of(there.store.engine) == HEAD and "restored" in [line[0] for line in history(there.store)]
    there.close()


def test_that_a_folder_in_use_is_refused(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "letter.txt").write_text("mine")
    with desk.unlock(desk.back_up()) as unlocked:
        with pytest.raises(Conflict, match="not empty"):
            restore(unlocked, tmp_path / "used", at=AT)
        (tmp_path / "empty").mkdir()
        assert restore(unlocked, tmp_path / "empty", at=AT).paths.database.exists()


@pytest.mark.parametrize("place", ["settle", "copy_stored", "upgrade", "write_all"])
def test_that_a_full_disk_leaves_nothing_half_restored(
    desk: Desk, tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    made = desk.back_up()
    monkeypatch.setattr(restoring, place, full)
    with pytest.raises(Unavailable, match="full"), desk.unlock(made) as unlocked:
        restore(unlocked, tmp_path / "new", at=AT)
    assert not (tmp_path / "new").exists() and not list(tmp_path.glob(".new*"))


def test_that_a_disk_without_room_is_refused_first(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)
    made = desk.back_up()
    monkeypatch.setattr("app.backups.restoring.shutil.disk_usage", lambda _: usage._replace(free=1 << 20))
    with pytest.raises(Unavailable, match="1 MB left"), desk.unlock(made) as unlocked:
        restore(unlocked, tmp_path / "new", at=AT)


@pytest.mark.parametrize("word", [1, 2, 3, 5])
def test_that_a_stopped_restore_leaves_nothing(desk: Desk, tmp_path: Path, word: int) -> None:
    with desk.unlock(desk.back_up()) as unlocked, pytest.raises(Unavailable):
        restore(unlocked, tmp_path / "new", at=AT, progress=at_call(word, stop))
    assert not (tmp_path / "new").exists() and not list(tmp_path.glob(".new*"))


# -- in place of the present office ----------------------------------------------------------------------------


def staged(desk: Desk):
    made = desk.back_up()
    desk.opened.store.write(make_case)
    with desk.unlock(made) as unlocked:
        found = restore_here(unlocked, desk.paths, at=after(1))
    desk.opened.close()
    return found


def test_that_the_swap_keeps_the_office_of_before(desk: Desk) -> None:
    done = swap_in(desk.paths, staged(desk), at=after(1))
    assert "November 18, 2026" in done.sentence and str(done.before) in done.sentence
    now = enter(desk.paths, after(1))
    assert cases(now.store) == 1
    now.close()
    before = enter(OfficePaths(done.before), after(1))
    assert cases(before.store) == 2
    before.close()
    assert {path.name for path in desk.paths.data_dir.glob("*restore*")} == {done.before.name}
    assert not list(desk.paths.data_dir.glob(".restored-*"))
    assert list(desk.folder.glob("liaison-*")), "the backups stay"


def test_that_an_open_office_is_not_swapped(desk: Desk) -> None:
    found = staged(desk)
    there = enter(desk.paths)
    with pytest.raises(Unavailable, match="another window or program"):
        swap_in(desk.paths, found, at=after(1))
    assert cases(there.store) == 2
    there.close()


def test_that_another_offices_backup_is_not_swapped_in(desk: Desk, tmp_path: Path) -> None:
    other = open_another(tmp_path / "elsewhere")
    with other.unlock(other.back_up()) as unlocked:
        with pytest.raises(Conflict, match="another office"):
            restore_here(unlocked, desk.paths, at=AT)
        found = restore(unlocked, desk.paths.data_dir / ".restored-by-hand", at=AT)
    other.opened.close()
    with pytest.raises(Conflict, match="another office"):
        swap_in(desk.paths, found, at=AT)


def test_that_a_new_computer_gets_its_office_from_a_backup(desk: Desk, tmp_path: Path) -> None:
    made, paths = desk.back_up(), OfficePaths(tmp_path / "new-computer")
    with unlock_backup(made.folder, at=AT, login="mmulcahy", password=PASSWORD, attempts=paths.attempts) as unlocked:
        done = swap_in(paths, restore_here(unlocked, paths, at=AT), at=AT)
    assert not done.before.exists() and "kept" not in done.sentence
    there = enter(paths)
    assert cases(there.store) == 1
    there.close()


@pytest.mark.parametrize("lost", ["office.liaison", "office.keys", "attachments"])
def test_that_what_was_lost_or_damaged_is_no_hindrance(desk: Desk, lost: str) -> None:
    found = staged(desk)
    path = desk.paths.data_dir / lost
    shutil.rmtree(path) if path.is_dir() else path.write_bytes(b"damaged")
    swap_in(desk.paths, found, at=after(1))
    now = enter(desk.paths, after(1))
    assert cases(now.store) == 1
    now.close()


@pytest.mark.parametrize("move", range(8))
def test_that_a_crash_between_two_renamings_is_made_good_at_the_next_start(
    desk: Desk, move: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = staged(desk)
    (desk.paths.data_dir / "office.liaison-wal").write_bytes(b"of before")
    renamed, real = 0, Path.rename

    def rename(path: Path, to: Path) -> Path:
        nonlocal renamed
        renamed += 1
        if renamed > move:
            raise Killed
        return real(path, to)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", rename)
        if move < 7:
            with pytest.raises(Killed):
                swap_in(desk.paths, found, at=after(1))
        else:
            swap_in(desk.paths, found, at=after(1))
    told = check_place(desk.paths)
    assert ("cut off has been completed" in told) == (move < 7)
    assert check_place(desk.paths) == "" and not (desk.paths.data_dir / JOURNAL).exists()
    now = enter(desk.paths, after(1))
    assert cases(now.store) == 1
    now.close()
    (before,) = desk.paths.data_dir.glob("before-restore-*")
    assert {"office.liaison", "office.liaison-wal", "office.keys", "attachments"} <= {p.name for p in before.iterdir()}


def test_that_a_journal_that_cannot_be_read_is_told(desk: Desk) -> None:
    desk.opened.close()
    (desk.paths.data_dir / JOURNAL).write_bytes(b"{")
    with pytest.raises(Unavailable, match="cut off"):
        finish_swap(desk.paths)


@pytest.mark.parametrize("kind", ["restore", "rekey"])
@pytest.mark.parametrize("named", [{"new": "../papers"}, {"old": "../papers"}, {"new": "attachments"}, {"old": "/"}])
def test_that_a_journal_of_somebody_else_moves_and_removes_nothing(
    desk: Desk, named: dict[str, str], kind: str
) -> None:
    desk.opened.close()
    papers = desk.paths.data_dir.parent / "papers"
    papers.mkdir()
    (papers / "will.txt").write_text("mine")
    begins = (".rekeyed-1", ".rekeyed-1-before") if kind == "rekey" else (".restored-1", "before-restore-1")
    plan = {"new": begins[0], "old": begins[1], "made_at": AT.isoformat(), "lost": "0", "kind": kind} | named
    (desk.paths.data_dir / JOURNAL).write_text(json.dumps(plan))
    with pytest.raises(Unavailable, match="cut off"):
        check_place(desk.paths)
    assert (papers / "will.txt").exists() and desk.paths.database.exists()
    assert any(desk.paths.attachments.iterdir())


def test_that_what_a_killed_restore_left_is_cleared_at_the_next(desk: Desk) -> None:
    left = desk.paths.data_dir / ".restored-20261101-000000"
    half = desk.paths.data_dir / "..restored-20261101-000000.restoring"
    left.mkdir()
    half.mkdir()
    with desk.unlock(desk.back_up()) as unlocked:
        restore_here(unlocked, desk.paths, at=AT)
    assert not left.exists() and not half.exists()


def test_that_what_is_not_there_any_more_is_not_put_in_place(desk: Desk) -> None:
    found = staged(desk)
    shutil.rmtree(found.paths.attachments)  # as by another program that restores
    with pytest.raises(Unavailable, match="Restore the backup again"):
        swap_in(desk.paths, found, at=after(1))
    assert not (desk.paths.data_dir / JOURNAL).exists() and desk.paths.keys.exists()


def test_that_nothing_is_restored_in_place_while_a_backup_is_made(desk: Desk) -> None:
    found = staged(desk)
    with (
        unlock_backup(
            next(desk.folder.glob("liaison-*")),
            at=AT,
            login="mmulcahy",
            password=PASSWORD,
            attempts=desk.paths.attempts,
        ) as unlocked,
        making.backup_lock(desk.paths),
    ):
        with pytest.raises(Unavailable, match="being made or restored"):
            restore_here(unlocked, desk.paths, at=AT)
        with pytest.raises(Unavailable, match="being made or restored"):
            swap_in(desk.paths, found, at=after(1))
    assert found.paths.database.exists()


def test_that_a_disk_in_trouble_is_told_and_ended_later(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    found = staged(desk)

    def refuse(*_: object) -> None:
        raise OSError(errno.EACCES, "held by a scanner")

    with monkeypatch.context() as patch:
        patch.setattr(swapping, "_set_aside", refuse)
        with pytest.raises(Unavailable, match="start Liaison again"):
            swap_in(desk.paths, found, at=after(1))
    assert "completed" in finish_swap(desk.paths)


# -- where backups go --------------------------------------------------------------------------------------------


def test_that_the_chosen_folder_is_remembered_for_the_worst_day(desk: Desk, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    assert known_folder(desk.paths) == desk.paths.backups
    value = chosen_folder(desk.paths, stick)
    desk.opened.store.write(lambda s: change_setting(s, director(s), "backups", value, at=AT))
    folder = desk.opened.store.read(lambda s: folder_of(s, desk.paths))
    remember_folder(desk.paths, folder)
    assert folder == known_folder(desk.paths) == stick
    assert chosen_folder(desk.paths, desk.paths.backups) == {"folder": ""}
    (desk.paths.data_dir / "backups.json").write_bytes(b"\xff{")
    assert known_folder(desk.paths) == desk.paths.backups


def test_that_folders_that_cannot_serve_are_refused(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "link").symlink_to(desk.paths.data_dir)
    own = desk.paths.data_dir, desk.paths.attachments / "x", desk.paths.log, desk.paths.copies, tmp_path / "link"
    for folder in (Path("near"), tmp_path / "none", *own, tmp_path / "link" / "copies"):
        with pytest.raises(Invalid) as caught:
            chosen_folder(desk.paths, folder)
        assert caught.value.problems["folder"].endswith(".")
    monkeypatch.setattr(os, "open", lambda *_, **__: (_ for _ in ()).throw(PermissionError(errno.EACCES, "no")))
    with pytest.raises(Invalid, match="cannot be written"):
        chosen_folder(desk.paths, tmp_path)


def test_that_the_same_disk_is_warned_about_and_a_network_folder_is_not(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "same disk" in place_warning(desk.paths, desk.paths.backups / "not-there-yet")
    monkeypatch.setattr("app.backups.place.is_network_path", lambda _: True)
    assert place_warning(desk.paths, desk.paths.backups) == ""


def test_that_a_password_of_before_opens_a_backup_of_before(desk: Desk, tmp_path: Path) -> None:
    made = desk.back_up()
    desk.opened.vault.set_password(desk.opened.data_key, "mmulcahy", "newer words of mine")
    with desk.unlock(made, login="mmulcahy", password=PASSWORD) as unlocked:
        assert restore(unlocked, tmp_path / "new", at=AT).paths.keys.exists()


def test_that_a_backup_brings_back_no_designation_that_was_revoked(desk: Desk, tmp_path: Path) -> None:
    linh = Member("Linh Tran", "ltran", Role.ASSOCIATE, password="words of an associate")
    write = lambda act: desk.opened.store.write(act).result  # noqa: E731  # as the window gives it
    number = add_member(write, desk.opened, linh, AT, by=desk.opened.staff_id)
    mayor = Actor(1, "Mayor", Role.MAYOR)
    deed = write(lambda s: make_designation(s, mayor, actor(s, number, AT), absence=make_absence(s, mayor)).id)
    made, given = desk.back_up(), {"login": "ltran", "password": "words of an associate"}
    with desk.unlock(made, **given) as unlocked:
        assert restore_here(unlocked, desk.paths, at=AT).made_at == AT
    write(lambda s: revoke(s, mayor, deed, at=AT))
    with desk.unlock(made, **given) as unlocked, pytest.raises(NotAllowed, match="change the office's settings"):
        restore_here(unlocked, desk.paths, at=AT)
    desk.opened.close()
    desk.paths.database.write_bytes(b"damaged" * 1000)
    with desk.unlock(made, **given) as unlocked:
        assert restore_here(unlocked, desk.paths, at=after(1)).made_at == AT
    with desk.unlock(made, **given) as unlocked, pytest.raises(NotAllowed):
        restore(unlocked, tmp_path / "apart", at=UNTIL)


def test_that_heads_noted_before_and_after_a_restored_backup_are_explained(desk: Desk) -> None:
    made = desk.back_up()
    desk.opened.store.write(make_case)
    desk.back_up(after(1))
    found = desk.unlock(made)
    staged_there = restore_here(found, desk.paths, at=after(2))
    desk.opened.close()
    swap_in(desk.paths, staged_there, at=after(2))
    now = enter(desk.paths, after(3))
    heads = known_heads(desk.paths, desk.folder)
    assert len(heads) == 2 and now.store.read(lambda s: list(compare_heads(s, heads))) == []
    now.close()
