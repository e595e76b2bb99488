"""The shelf: every file under the hash of its bytes, written whole or not at all.

    put(stream) ─▶ .incoming/<random> ─▶ fsync ─▶ rename to ab/<sha256> ─▶ fsync of the folder

A file is named by what is in it, so the same bytes are kept once, a name that
people gave never becomes a path, and what stands on the shelf never changes.
Room is bounded twice: by the shelf's own quota, and by a reserve left free on
the disk, because the record of a running meeting is written there too.
"""

import asyncio
import contextlib
import errno
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import BinaryIO

from meetings.papers.refusals import NoRoom, NotOnShelf, TooLarge

MEGABYTE = 1 << 20
LARGEST = 64 * MEGABYTE
QUOTA = 50_000 * MEGABYTE
RESERVE = 256 * MEGABYTE
KEY = re.compile(r"[0-9a-f]{64}")
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Shelf:
    """Files by hash in one folder. One process writes to it."""

    def __init__(self, folder: Path, *, largest: int = LARGEST, quota: int = QUOTA, reserve: int = RESERVE) -> None:
        """`largest` bytes a file, `quota` bytes in all, `reserve` bytes left free on the disk."""
        self.folder = folder
        self.largest = largest
        self.quota = quota
        self.reserve = reserve
        self._incoming = folder / ".incoming"
        shutil.rmtree(self._incoming, ignore_errors=True)      # what an earlier run left half
        self._incoming.mkdir(parents=True, mode=0o700)
        self.used = sum(file.stat().st_size for file in folder.glob("??/*"))

    async def put(self, stream: AsyncIterator[bytes], largest: int | None = None) -> tuple[str, int]:
        """Keep what the stream brings; its hash and its size in bytes.

        Raises:
            TooLarge: the stream is longer than `largest` (or the shelf's own bound).
            NoRoom: quota or disk are used up. In both cases nothing is kept.
        """
        bound = min(largest or self.largest, self.largest)
        parcel = _Parcel(self._incoming / secrets.token_hex(16))
        try:
            with _disk_full_is_no_room():
                await asyncio.to_thread(parcel.open)
                async for piece in stream:
                    if parcel.size + len(piece) > bound:
                        raise TooLarge(bound)
                    self._need(parcel.size + len(piece))
                    await asyncio.to_thread(parcel.write, piece)
                place = self._place(parcel.key)
                if await asyncio.to_thread(parcel.settle, place):
                    self.used += parcel.size
        finally:
            await asyncio.shield(asyncio.to_thread(parcel.discard))
        return parcel.key, parcel.size

    async def put_bytes(self, content: bytes) -> tuple[str, int]:
        """`put` for what is in memory already."""

        async def once() -> AsyncIterator[bytes]:
            yield content

        return await self.put(once())

    def path(self, key: str) -> Path:
        """Where the file stands.

        Raises:
            NotOnShelf: nothing of that name is here (or the name is no hash).
        """
        place = self._place(key)
        if not place.is_file():
            raise NotOnShelf(key)
        return place

    def open(self, key: str) -> BinaryIO:
        """The file, for reading. Raises `NotOnShelf`."""
        return self.path(key).open("rb")

    async def read(self, key: str) -> bytes:
        """All bytes of a small file, such as a page. Raises `NotOnShelf`."""
        return await asyncio.to_thread(self.path(key).read_bytes)

    async def drop(self, key: str) -> None:
        """Take a file off the shelf; nothing happens when it is not there."""
        with contextlib.suppress(NotOnShelf):
            place = self.path(key)
            size = place.stat().st_size
            await asyncio.to_thread(place.unlink)
            self.used -= size

    def _place(self, key: str) -> Path:
        if not KEY.fullmatch(key):
            raise NotOnShelf(key)
        return self.folder / key[:2] / key

    def _need(self, size: int) -> None:
        if self.used + size > self.quota:
            raise NoRoom("The shelf is full.")
        if shutil.disk_usage(self.folder).free < self.reserve:
            raise NoRoom("The disk is nearly full.")


class _Parcel:
    """One file on its way to the shelf. Its methods block: call them in a thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self._digest = hashlib.sha256()
        self._file: int | None = None

    @property
    def key(self) -> str:
        return self._digest.hexdigest()

    def open(self) -> None:
        self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)

    def write(self, piece: bytes) -> None:
        assert self._file is not None
        rest = memoryview(piece)
        while rest:
            rest = rest[os.write(self._file, rest):]
        self._digest.update(piece)
        self.size += len(piece)

    def settle(self, place: Path) -> bool:
        """Durably under its name; False when the same bytes stood there already."""
        assert self._file is not None
        if place.exists():
            return False
        os.fsync(self._file)
        if not place.parent.exists():
            place.parent.mkdir(mode=0o700, exist_ok=True)
            _sync_folder(place.parent.parent)
        self.path.replace(place)
        _sync_folder(place.parent)
        return True

    def discard(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
        self.path.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _disk_full_is_no_room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise NoRoom("The disk is full.") from error
        raise
