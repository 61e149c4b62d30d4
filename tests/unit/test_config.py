"""Folders, settings of a seat, its log, the lock of its window."""

from __future__ import annotations

import logging
import os
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import config, shares
from app.config import OfficePaths, Settings, read_settings, write_settings
from app.errors import Invalid, Unavailable
from app.files import make_private, private_umask


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_that_the_folder_is_the_one_given_then_the_one_named_then_the_usual(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LIAISON_DATA_DIR", raising=False)
    usual = config.data_dir()
    assert usual.is_absolute() and usual.name == "Liaison"
    monkeypatch.setenv("LIAISON_DATA_DIR", str(tmp_path / "named"))
    assert config.data_dir() == tmp_path / "named"
    assert config.data_dir(tmp_path / "given") == tmp_path / "given"


def test_that_the_made_up_office_has_a_folder_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LIAISON_DATA_DIR", str(tmp_path / "office"))
    assert config.demo_dir() == tmp_path / "office-demo" != config.data_dir()


def test_that_the_folders_of_an_office_are_private(tmp_path: Path) -> None:
    paths = OfficePaths(tmp_path / "deep" / "office")
    assert not paths.exists()
    paths.make()
    for folder in (paths.data_dir, paths.attachments, paths.backups, paths.log):
        assert mode(folder) == 0o700
    paths.keys.write_bytes(b"")
    make_private(paths.keys)
    assert paths.exists() and mode(paths.keys) == 0o600
    assert {paths.database.name, paths.attempts.name} == {"office.liaison", "office.attempts"}


def test_that_the_umask_makes_new_files_private(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        private_umask()
        (tmp_path / "new").write_bytes(b"")
    finally:
        os.umask(before)
    assert mode(tmp_path / "new") == 0o600


def test_that_a_seat_without_a_file_has_the_usual_settings(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "config.toml") == Settings()
    assert Settings().idle_minutes == 10


def test_that_the_settings_file_is_private_and_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIAISON_CONFIG_DIR", str(tmp_path / "seat"))
    write_settings(Settings(theme="dark"))
    write_settings(Settings(theme="light", logins=("ana", "Ngô")))
    assert read_settings() == Settings(theme="light", logins=("ana", "Ngô"))
    assert mode(config.settings_path()) == 0o600 and mode(tmp_path / "seat") == 0o700


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(
    settings_made=st.builds(
        Settings,
        logins=st.lists(words, max_size=3).map(tuple),
        theme=st.sampled_from(["system", "light", "dark"]),
        text_scale=st.floats(0.5, 3),
        last_folder=words,
        idle_minutes=st.integers(1, 240),
        database_url=words,
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_that_any_settings_come_back_as_they_were_written(tmp_path: Path, settings_made: Settings) -> None:
    write_settings(settings_made, tmp_path / "config.toml")
    assert read_settings(tmp_path / "config.toml") == settings_made


@pytest.mark.parametrize(
    "content",
    [
        "theme = ",
        "theme = 3",
        "theme = 'pink'",
        "idle_minutes = true",
        "idle_minutes = 0",
        "text_scale = nan",
        "logins = [1]",
        "logins = 'ana'",
        "text_scale = '1'",
        "\ud800",
    ],
)
def test_that_a_settings_file_nobody_understands_gets_a_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    with pytest.raises(Unavailable, match="delete") as refused:
        read_settings(path)
    assert str(path) in refused.value.sentence


def test_that_whole_numbers_and_newer_words_are_understood(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("text_scale = 2\nof_a_newer_version = 'yes'\n", encoding="utf-8")
    assert read_settings(tmp_path / "config.toml") == Settings(text_scale=2)


def test_that_settings_out_of_bounds_are_refused_all_together() -> None:
    with pytest.raises(Invalid) as refused:
        Settings(theme="pink", text_scale=9, idle_minutes=0)
    assert set(refused.value.problems) == {"theme", "text_scale", "idle_minutes"}


def test_that_resources_are_found_in_the_checkout_and_in_a_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert config.resource_path().is_dir()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert config.resource_path("fonts", "a.ttf") == tmp_path / "resources" / "fonts" / "a.ttf"


def test_that_network_shares_are_told_by_the_deepest_mount(tmp_path: Path) -> None:
    table = tmp_path / "mounts"
    table.write_text(
        "/dev/sda1 / ext4 rw 0 0\nserver:/x /srv nfs4 rw 0 0\n/dev/sdb /srv/local ext4 rw 0 0\n"
        "//s/f /mnt/city\\040hall cifs rw 0 0\nme@s: /mnt/far fuse.sshfs rw 0 0\n/dev/sdc /mnt/over nfs rw 0 0\n"
        "tmpfs /mnt/over tmpfs rw 0 0\nbroken\n",
        encoding="utf-8",
    )
    kinds = {
        place: shares._kind_of_mount(Path(place), shares._linux_mounts(table))
        for place in ("/home/a", "/srv/office", "/srv/local/a", "/mnt/city hall/a", "/mnt/far", "/mnt/over/a", "/srvx")
    }
    assert list(kinds.values()) == ["ext4", "nfs4", "ext4", "cifs", "fuse.sshfs", "tmpfs", "ext4"]
    assert shares._linux_mounts(tmp_path / "absent") == []


def test_that_the_list_of_mac_mounts_is_read() -> None:
    listed = "/dev/disk1 on / (apfs, local)\n//ana@srv/f on /Volumes/City Hall (smbfs, nodev)\nnonsense\n"
    assert shares._parsed_mounts(listed) == [(Path("/"), "apfs"), (Path("/Volumes/City Hall"), "smbfs")]


def test_that_windows_share_names_are_network_paths_and_a_local_folder_is_not(tmp_path: Path) -> None:
    assert config.is_network_path(Path(r"\\server\share\office"))
    assert config.is_network_path(Path(r"\\?\UNC\server\share"))
    assert not config.is_network_path(Path(r"\\?\C:\office"))
    assert not config.is_network_path(tmp_path)


def test_that_the_log_is_private_rolls_over_and_moves(tmp_path: Path) -> None:
    first = config.set_up_log(tmp_path / "a")
    logging.getLogger("app.services").info("case 7 closed")
    assert "case 7 closed" in first.read_text(encoding="utf-8") and mode(first) == 0o600
    for number in range(12_000):
        logging.getLogger("app.services").info("case %d %s", number, "closed " * 12)
    assert {path.name for path in first.parent.iterdir()} >= {"liaison.log", "liaison.log.1"}
    assert all(mode(path) == 0o600 for path in first.parent.iterdir())
    second = config.set_up_log(tmp_path / "b")
    logging.getLogger("app").info("case 8 closed")
    assert "case 8" in second.read_text(encoding="utf-8") and "case 8 closed" not in first.read_text(encoding="utf-8")


def test_that_a_folder_that_cannot_be_made_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for act in (
        lambda: OfficePaths(tmp_path / "file").make(),
        lambda: config.set_up_log(tmp_path / "file"),
        lambda: write_settings(Settings(), tmp_path / "file" / "config.toml"),
    ):
        with pytest.raises(Unavailable, match="could not be made"):
            act()
