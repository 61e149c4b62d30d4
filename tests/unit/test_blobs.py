"""The encrypted folder of attachments."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import sys
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.blobs import PIECE, BlobDamaged, BlobMissing, Blobs, Cancelled
from app.errors import Invalid, Unavailable

KEY = bytes(range(32))
HEADER = 56
LATER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "attachments", KEY)


def stored(blobs: Blobs) -> list[Path]:
    return [path for path in blobs.folder.rglob("*") if path.is_file()]


def read(blobs: Blobs, address: str) -> bytes:
    return b"".join(blobs.open(address))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_that_content_comes_back_whole_at_every_length(blobs: Blobs, size: int) -> None:
    content = os.urandom(size)
    blob = blobs.put(io.BytesIO(content))
    assert read(blobs, blob.address) == content
    assert (blob.size, blob.sha256) == (size, hashlib.sha256(content).hexdigest())
    blobs.verify(blob.address)


def test_that_neither_name_nor_content_tells_anything_and_files_are_private(blobs: Blobs) -> None:
    content = b"Margaret Mulcahy, 12 Elm Street " * 100
    blob = blobs.put(io.BytesIO(content))
    (path,) = stored(blobs)
    assert b"Mulcahy" not in path.read_bytes()
    assert blob.sha256 not in str(path) and path.name == blob.address
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == stat.S_IMODE(blobs.folder.stat().st_mode) == 0o700
    assert Blobs(blobs.folder, os.urandom(32)).put(io.BytesIO(content)).address != blob.address


def test_that_equal_content_is_kept_once_and_heals_a_damaged_copy(blobs: Blobs, tmp_path: Path) -> None:
    first = blobs.put(io.BytesIO(b"a letter"))
    (path,) = stored(blobs)
    path.write_bytes(b"damaged")
    named = tmp_path / "letter.txt"
    named.write_bytes(b"a letter")
    assert blobs.put(named) == first
    assert stored(blobs) == [path] and read(blobs, first.address) == b"a letter"


@contextmanager
def damage(path: Path, content: bytes) -> Iterator[None]:
    good = path.read_bytes()
    path.write_bytes(content)
    try:
        yield
    finally:
        path.write_bytes(good)


def test_that_cut_exchanged_repeated_and_added_pieces_are_found(blobs: Blobs) -> None:
    blob = blobs.put(io.BytesIO(os.urandom(3 * PIECE)))
    (path,) = stored(blobs)
    raw, size = path.read_bytes(), PIECE + 16
    head, one, two, three = raw[:HEADER], *(raw[HEADER + i * size : HEADER + (i + 1) * size] for i in range(3))
    forged = [
        head,
        head + one,
        head + one + two,
        head + two + one + three,
        head + one + two + two + three,
        raw + three,
        raw + b"x",
        raw[:-1],
        raw[: HEADER - 1],
        b"",
    ]
    for content in forged:
        with damage(path, content), pytest.raises(BlobDamaged, match="damaged"):
            blobs.verify(blob.address)
    blobs.verify(blob.address)


def test_that_two_whole_files_exchanged_are_found_before_any_content(blobs: Blobs) -> None:
    one, two = blobs.put(io.BytesIO(b"one")), blobs.put(io.BytesIO(b"two"))
    first, second = (blobs.folder / blob.address[:2] / blob.address for blob in (one, two))
    with damage(first, second.read_bytes()), pytest.raises(BlobDamaged):
        next(blobs.open(one.address))
    assert read(blobs, one.address) == b"one"


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_that_a_changed_file_never_passes_and_always_gets_a_sentence(blobs: Blobs, data: st.DataObject) -> None:
    blob = blobs.put(io.BytesIO(b"the words of a letter" * 3))
    (path,) = stored(blobs)
    raw = path.read_bytes()
    place = data.draw(st.integers(0, len(raw)))
    changed = raw[:place] + data.draw(st.binary(max_size=3)) + raw[data.draw(st.integers(place, len(raw))) :]
    if changed != raw:
        with damage(path, changed), pytest.raises(BlobDamaged) as refused:
            read(blobs, blob.address)
        assert refused.value.sentence.endswith(".")


def test_that_another_key_opens_nothing(blobs: Blobs) -> None:
    blob = blobs.put(io.BytesIO(b"words"))
    with pytest.raises(BlobDamaged):
        read(Blobs(blobs.folder, os.urandom(32)), blob.address)


@pytest.mark.parametrize("address", ["", "../office.keys", "0" * 64, "Z" * 64, "0" * 63 + "\n"])
def test_that_a_missing_or_senseless_address_gets_a_sentence(blobs: Blobs, address: str) -> None:
    assert not blobs.has(address)
    with pytest.raises(BlobMissing, match="missing"):
        blobs.verify(address)


def test_that_a_copy_is_private_and_a_damaged_one_leaves_nothing(blobs: Blobs, tmp_path: Path) -> None:
    blob = blobs.put(io.BytesIO(b"x" * (2 * PIECE)))
    folder = tmp_path / "out"
    folder.mkdir()
    blobs.copy_to(blob.address, folder / "letter.txt")
    assert (folder / "letter.txt").read_bytes() == b"x" * (2 * PIECE)
    assert stat.S_IMODE((folder / "letter.txt").stat().st_mode) == 0o600
    (path,) = stored(blobs)
    with damage(path, path.read_bytes()[:-1]), pytest.raises(BlobDamaged):
        blobs.copy_to(blob.address, folder / "second.txt")
    with pytest.raises(Unavailable, match="could not be written"):
        blobs.copy_to(blob.address, folder / "nowhere" / "letter.txt")
    assert [path.name for path in folder.iterdir()] == ["letter.txt"]


def test_that_a_file_over_the_limit_is_refused_and_leaves_nothing(blobs: Blobs) -> None:
    assert blobs.put(io.BytesIO(b"x" * PIECE), limit=PIECE).size == PIECE
    with pytest.raises(Invalid, match="larger than 1 MB") as refused:
        blobs.put(io.BytesIO(b"y" * (PIECE + 1)), limit=PIECE)
    assert list(refused.value.problems) == ["file"] and len(stored(blobs)) == 1


def test_that_what_cannot_be_read_is_refused_with_a_sentence(blobs: Blobs, tmp_path: Path) -> None:
    class Broken(io.RawIOBase):
        def read(self, length: int = -1) -> bytes:
            raise OSError("the stick was pulled out")

    for source in (tmp_path / "absent.pdf", tmp_path, Path(), Path("/"), Broken()):
        with pytest.raises(Invalid) as refused:
            blobs.put(source)  # type: ignore[arg-type]  # a raw stream is enough for reading
        assert list(refused.value.problems) == ["file"] and refused.value.sentence.endswith(".")
    assert stored(blobs) == []


def test_that_progress_is_told_and_a_cancelled_file_leaves_nothing(blobs: Blobs) -> None:
    done: list[int] = []
    with pytest.raises(Cancelled, match="Stopped"):
        blobs.put(io.BytesIO(b"x" * (4 * PIECE)), progress=done.append, cancelled=lambda: len(done) == 2)
    assert done == [PIECE, 2 * PIECE] and stored(blobs) == []


def test_that_a_stream_which_gives_little_at_a_time_is_read_whole(blobs: Blobs) -> None:
    content = os.urandom(PIECE + 5)
    reading, writing = os.pipe()
    from threading import Thread

    def feed() -> None:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(content)

    feeder = Thread(target=feed)
    feeder.start()
    with os.fdopen(reading, "rb", buffering=0) as stream:
        blob = blobs.put(stream)
    feeder.join()
    assert read(blobs, blob.address) == content


def test_that_memory_stays_small_for_any_size(blobs: Blobs, tmp_path: Path) -> None:
    source = tmp_path / "large.bin"
    with source.open("wb") as file:
        for _ in range(30):
            file.write(os.urandom(PIECE))
    tracemalloc.start()
    try:
        blob = blobs.put(source)
        blobs.verify(blob.address)
        blobs.copy_to(blob.address, tmp_path / "copy.bin")
        highest = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert highest < 8 * PIECE
    assert (tmp_path / "copy.bin").stat().st_size == 30 * PIECE


@pytest.mark.skipif(sys.platform == "win32", reason="sets a limit on file sizes, which Windows does not have")
def test_that_a_full_disk_gets_a_sentence_and_nothing_stays_behind(blobs: Blobs, tmp_path: Path) -> None:
    import resource
    import signal

    kept = blobs.put(io.BytesIO(b"kept" * PIECE))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 * PIECE + 100, hard))
    try:
        with pytest.raises(Unavailable, match="disk is full"):
            blobs.put(io.BytesIO(os.urandom(3 * PIECE)))
        with pytest.raises(Unavailable, match="disk is full"):
            blobs.copy_to(kept.address, tmp_path / "copy")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert [path.name for path in stored(blobs)] == [kept.address]
    assert not (tmp_path / "copy").exists() and not list(tmp_path.glob(".*.new"))


def test_that_a_folder_that_cannot_be_made_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Unavailable, match="could not be made"):
        Blobs(tmp_path / "file" / "attachments", KEY).put(io.BytesIO(b"words"))


def test_that_unused_files_go_but_used_and_new_ones_stay(blobs: Blobs) -> None:
    used, unused = blobs.put(io.BytesIO(b"used")), blobs.put(io.BytesIO(b"unused"))
    leaving = blobs.folder / ".0011223344556677.new"
    leaving.write_bytes(b"half a file")
    assert blobs.remove_unused({used.address}, before=datetime.now(UTC) - timedelta(days=1)) == 0
    assert blobs.remove_unused({used.address}, before=LATER) == 2
    assert blobs.has(used.address) and not blobs.has(unused.address) and not leaving.exists()
