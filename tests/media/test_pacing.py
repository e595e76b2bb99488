"""Padding goes out by itself, and stops by itself."""

import asyncio
from collections.abc import Sequence

import pytest

from media.downlink import Downlink
from media.pacing import Pacing
from media.padding import OPENING
from media.rtp import header
from media.rtp.slot import Slot, Terms


class Nowhere:
    name = b""
    key = None


class Out:
    """Keeps what goes out."""

    sent = dropped = 0

    def __init__(self) -> None:
        self.raws: list[bytes] = []
        self.enough = asyncio.Event()
        self.wanted = OPENING

    def send(self, lines: Sequence[object], heads: Sequence[bytes], rest: bytes) -> None:
        self.raws += [head + rest for head in heads]
        if len(self.raws) >= self.wanted:
            self.enough.set()

    def flush(self) -> None: ...


def watcher(repair: int = 101) -> Downlink:
    return Downlink("v", [Slot("video", Terms("0", 100, repair, 4, 2), 1000, 2000, 7, Nowhere())])


async def test_a_new_watcher_is_sent_a_few_packets_that_it_throws_away() -> None:
    out = Out()
    pacing = Pacing(out)

    pacing.add(watcher())
    async with asyncio.timeout(10):
        await out.enough.wait()
    while pacing.busy:
        await asyncio.sleep(0.01)

    heads = [header.read(raw) for raw in out.raws]
    assert len(heads) == OPENING
    assert [head and (head.ssrc, head.payload_type, head.sequence, head.end - head.body) for head in heads] == [
        (2000, 101, 1 + at, 0) for at in range(OPENING)
    ]


async def test_a_line_is_filled_as_long_as_its_ladder_says() -> None:
    out, down = Out(), watcher()
    out.wanted = OPENING + 20
    pacing, goal = Pacing(out), 500_000.0
    down.ladder.fill = lambda now: goal  # type: ignore[method-assign]

    pacing.add(down)
    async with asyncio.timeout(10):
        await out.enough.wait()
    goal = 0.0

    async with asyncio.timeout(10):
        while pacing.busy:
            await asyncio.sleep(0.01)


async def test_who_cannot_tell_padding_from_pictures_is_sent_none_and_who_left_neither() -> None:
    out = Out()
    pacing, gone = Pacing(out), watcher()

    pacing.add(watcher(repair=0))
    pacing.add(gone)
    pacing.remove(gone)
    async with asyncio.timeout(10):
        while pacing.busy:
            await asyncio.sleep(0.01)

    assert out.raws == []


async def test_a_fault_with_one_does_not_keep_the_next_from_being_sent_any(caplog: pytest.LogCaptureFixture) -> None:
    out, faulty = Out(), watcher()
    pacing = Pacing(out)

    def fill(now: float) -> float:
        raise LookupError

    faulty.ladder.fill = fill  # type: ignore[method-assign]
    pacing.add(faulty)
    async with asyncio.timeout(10):
        while pacing.busy:
            await asyncio.sleep(0.01)
    pacing.remove(faulty)

    pacing.add(watcher())
    async with asyncio.timeout(10):
        await out.enough.wait()
    assert "LookupError" in caplog.text
    pacing.close()
    assert not pacing.busy
