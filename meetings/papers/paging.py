"""A document's pages, one after the other, made by processes that may die.

    pages(path, kind) ─▶ paging_worker ─▶ Paged, Paged, ...      each as soon as it is drawn

A worker lives half a minute at most. It stops by itself after a while and the next
one goes on from there, so a long document is only many short lives; one that
hangs is killed and the document refused. What a worker says is bounded here.
"""

import asyncio
import contextlib
import json
import os
import signal
import struct
import sys
import time
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path

from meetings.papers.kinds import Kind
from meetings.papers.paged import PAGES, Paged
from meetings.papers.refusals import CODES, Refused

LIFE = 30.0                    # seconds a worker may live
PATIENCE = 1_800.0              # seconds for one document in all
HEAD = 1 << 20                 # bytes of a message's head
BODY = 4 << 20                 # bytes of one picture
WORKER = ("-m", "meetings.papers.paging_worker")
ROOT = Path(__file__).resolve().parents[2]
OUT_OF_MEMORY = {signal.SIGABRT, signal.SIGTRAP, signal.SIGILL}     # how PDFium ends when it is given no more
OUT_OF_TIME = {signal.SIGXCPU, signal.SIGKILL}


async def pages(path: Path, kind: Kind, first: int = 1, *, life: float = LIFE) -> AsyncGenerator[Paged, None]:
    """The pages of a PDF or a picture from `first` on, each as soon as it is ready.

    Raises:
        Refused: it can't be shown page by page; `code` says why.
    """
    began = time.monotonic()
    following: int | None = first
    last = None
    while following is not None:
        if time.monotonic() - began > PATIENCE:
            raise Refused("too-slow")
        async with _Worker(path, kind, following, life) as worker:
            wanted = following
            async for head in worker.messages():
                if "end" in head:
                    following = _next(head, wanted, last)
                    break
                last = await worker.page(head, wanted)
                wanted += 1
                yield last


class _Worker:
    """One process, killed when it is done or when its time is over."""

    def __init__(self, path: Path, kind: Kind, first: int, life: float) -> None:
        self._arguments = (str(path.absolute()), kind.value, str(first))
        self._life = life
        self._process: asyncio.subprocess.Process | None = None
        self._deadline = 0.0

    async def __aenter__(self) -> "_Worker":
        self._deadline = asyncio.get_running_loop().time() + self._life
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-s", "-B", *WORKER, *self._arguments,
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            limit=BODY, cwd="/", env={"PYTHONPATH": str(ROOT), "PATH": os.defpath, "LANG": "C.UTF-8"},
            start_new_session=True,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await asyncio.shield(self._process.wait())

    async def messages(self) -> AsyncIterator[dict[str, object]]:
        """Each message's head, until the worker says `end`. Raises `Refused`."""
        while True:
            length = struct.unpack(">I", await self._take(4))[0]
            if length > HEAD:
                raise Refused("damaged")
            head = _head(await self._take(length))
            if "refused" in head:
                raise Refused(str(head["refused"]) if head["refused"] in CODES else "damaged")
            yield head

    async def page(self, head: dict[str, object], wanted: int) -> Paged:
        """The page that this head announces. Raises `Refused` when it is not the one wanted."""
        number, of, width, height = (_whole(head.get(field)) for field in ("page", "of", "width", "height"))
        if number != wanted or not number <= of <= PAGES:
            raise Refused("damaged")
        image = await self._take(_whole(head.get("image")))
        preview = await self._take(_whole(head.get("preview")))
        return Paged(number, of, str(head.get("text", "")), width, height, image, preview)

    async def _take(self, size: int) -> bytes:
        assert self._process is not None
        assert self._process.stdout is not None
        if size > BODY:
            raise Refused("damaged")
        try:
            async with asyncio.timeout_at(self._deadline):
                return await self._process.stdout.readexactly(size)
        except TimeoutError:
            raise Refused("too-slow") from None
        except asyncio.IncompleteReadError:
            raise Refused(await self._cause_of_death()) from None

    async def _cause_of_death(self) -> str:
        assert self._process is not None
        code = await self._process.wait()
        if -code in OUT_OF_TIME:
            return "too-slow"
        return "too-heavy" if -code in OUT_OF_MEMORY else "damaged"


def _head(words: bytes) -> dict[str, object]:
    try:
        head = json.loads(words)
    except (ValueError, RecursionError):
        raise Refused("damaged") from None
    if not isinstance(head, dict):
        raise Refused("damaged")
    return head


def _next(head: dict[str, object], wanted: int, last: Paged | None) -> int | None:
    """Where the next worker goes on; None at the document's end. Raises `Refused` when pages are missing."""
    if head.get("next") == wanted:
        return wanted
    complete = last.number == last.of if last else wanted > 1
    if head.get("next") is not None or not complete:
        raise Refused("damaged")
    return None


def _whole(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise Refused("damaged")
    return value
