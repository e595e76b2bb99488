"""Files by hash: whole or not at all, and never more than there is room for."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from meetings.papers.refusals import NoRoom, NotOnShelf, TooLarge
from meetings.papers.shelf import Shelf
from tests.papers.strangers import stream


def everything_in(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path / "shelf", largest=1_000_000, quota=2_000_000, reserve=0)


async def test_a_file_stands_under_the_hash_of_its_bytes(shelf):
    content = os.urandom(300_000)

    key, size = await shelf.put(stream(content))

    assert (key, size) == (hashlib.sha256(content).hexdigest(), 300_000)
    assert shelf.path(key) == shelf.folder / key[:2] / key
    assert await shelf.read(key) == content
    with shelf.open(key) as file:
        assert file.read(10) == content[:10]


async def test_the_same_bytes_are_kept_once(shelf):
    await shelf.put_bytes(b"x" * 1_000)
    await shelf.put_bytes(b"x" * 1_000)

    assert len(everything_in(shelf.folder)) == 1
    assert shelf.used == 1_000


async def test_a_file_that_is_too_large_leaves_nothing(shelf):
    with pytest.raises(TooLarge, match="1,000,000"):
        await shelf.put(stream(bytes(1_000_001)))

    assert everything_in(shelf.folder) == []


async def test_the_quota_is_counted_over_all_files_and_restarts(shelf):
    await shelf.put_bytes(os.urandom(900_000))
    await shelf.put_bytes(os.urandom(900_000))
    again = Shelf(shelf.folder, largest=1_000_000, quota=2_000_000, reserve=0)

    with pytest.raises(NoRoom):
        await again.put_bytes(os.urandom(300_000))
    assert again.used == 1_800_000
    assert len(everything_in(again.folder)) == 2


async def test_some_room_is_left_for_the_record(tmp_path):
    shelf = Shelf(tmp_path, reserve=1 << 60)

    with pytest.raises(NoRoom, match="disk"):
        await shelf.put_bytes(b"one byte too many")
    assert everything_in(tmp_path) == []


@pytest.mark.parametrize("step", ["write", "fsync"])
async def test_a_disk_that_is_full_is_no_room_and_leaves_nothing(shelf, monkeypatch, step):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, step, full)
        with pytest.raises(NoRoom):
            await shelf.put_bytes(b"half")
    assert everything_in(shelf.folder) == []
    await shelf.put_bytes(b"and afterwards it goes on")


async def test_an_upload_that_breaks_off_leaves_nothing(shelf):
    async def broken():
        yield b"first half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await shelf.put(broken())
    assert everything_in(shelf.folder) == []
    assert shelf.used == 0


async def test_what_an_earlier_run_left_half_is_swept(tmp_path):
    (tmp_path / ".incoming").mkdir()
    (tmp_path / ".incoming" / "half").write_bytes(b"x")

    Shelf(tmp_path)
    assert everything_in(tmp_path) == []


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 63, "G" * 64, "a" * 64, "/" + "a" * 63])
def test_a_name_that_is_no_hash_or_unknown_is_not_on_the_shelf(shelf, name):
    with pytest.raises(NotOnShelf):
        shelf.path(name)


async def test_a_dropped_file_frees_its_room(shelf):
    key, _ = await shelf.put_bytes(b"x" * 500)

    await shelf.drop(key)
    await shelf.drop(key)
    assert shelf.used == 0
    with pytest.raises(NotOnShelf):
        shelf.path(key)
