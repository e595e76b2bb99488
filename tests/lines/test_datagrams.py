"""Datagrams to a relay over a simulated line, and back to whom they are for."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.lines.datagrams import HEADER, End, udp_line
from tests.lines.line import line

Heard = list[tuple[bytes, tuple[str, int]]]


class Socket:
    """A UDP socket that remembers what it heard; `answers`: it says everything back."""

    def __init__(self, answers: bool = False) -> None:
        self.heard: Heard = []
        self._answers = answers

    async def open(self) -> int:
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(
            lambda: End(self._hear), local_addr=("127.0.0.1", 0))
        return int(self._transport.get_extra_info("sockname")[1])

    def _hear(self, data: bytes, sender: tuple[str, int]) -> None:
        self.heard.append((data, sender))
        if self._answers:
            self._transport.sendto(data, sender)

    def says(self, data: bytes, port: int) -> None:
        self._transport.sendto(data, ("127.0.0.1", port))

    async def has(self, many: int) -> list[bytes]:
        async with asyncio.timeout(10):
            while len(self.heard) < many:
                await asyncio.sleep(0.005)
        return [data for data, _ in self.heard]

    def close(self) -> None:
        self._transport.close()


@pytest.fixture
async def relay() -> AsyncIterator[tuple[Socket, int]]:
    one = Socket(answers=True)
    yield one, await one.open()
    one.close()


async def test_two_browsers_share_a_line_and_each_hears_its_own_answers(relay: tuple[Socket, int]) -> None:
    far, port = relay
    shared = line(kbit=1000, delay=0.02)
    ada, bo = Socket(), Socket()
    await ada.open()
    await bo.open()
    async with udp_line(shared, port) as near:
        for n in range(5):
            ada.says(b"ada %d" % n, near)
            bo.says(b"bo %d" % n, near)

        assert await ada.has(5) == [b"ada %d" % n for n in range(5)]
        assert await bo.has(5) == [b"bo %d" % n for n in range(5)]
    assert len({sender for _, sender in far.heard}) == 2
    assert shared.up.carried.bytes == sum(len(data) + HEADER for data, _ in far.heard)
    ada.close()
    bo.close()


async def test_an_outage_holds_everything_back_until_the_line_is_whole(relay: tuple[Socket, int]) -> None:
    far, port = relay
    cut = line()
    ada = Socket()
    await ada.open()
    async with udp_line(cut, port) as near:
        cut.becomes(whole=False)
        ada.says(b"unheard", near)
        async with asyncio.timeout(10):
            while not cut.up.carried.lost:
                await asyncio.sleep(0.005)
        cut.becomes(whole=True)
        ada.says(b"heard", near)

        assert await ada.has(1) == [b"heard"]
    assert [data for data, _ in far.heard] == [b"heard"]
    ada.close()
