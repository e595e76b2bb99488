"""A line for UDP in user space: a port on this machine in front of a relay's, for browsers that share the machine.

    browser ─▶ this port ═ line ═▶ a socket of its own for each browser ─▶ relay

The relay sees each browser at an address of its own. A browser is led here by writing the port into the answer it
gets (`led`). Each datagram counts with its IP and UDP header.
"""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from tests.lines.arrivals import Arrivals
from tests.lines.line import Line

HEADER = 28                    # bytes: IPv4 and UDP
WAITING = 1 << 20              # bytes of a socket's buffer: nothing is lost but by the line


class End(asyncio.DatagramProtocol):
    """One socket; what it hears is told with the sender's address."""

    def __init__(self, heard: Callable[[bytes, tuple[str, int]], None]) -> None:
        self.heard = heard

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        for buffer in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, buffer, WAITING)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.heard(data, addr)

    def error_received(self, exc: Exception) -> None:
        """A relay that is away answers with ICMP; a line does not care."""


class Carrier:
    """Carries for any number of browsers over the one line."""

    def __init__(self, line: Line, target: tuple[str, int]) -> None:
        self.line, self.target = line, target
        self._loop = asyncio.get_running_loop()
        self._arrivals = Arrivals()
        self._far: dict[tuple[str, int], asyncio.Task[asyncio.DatagramTransport]] = {}

    async def open(self) -> int:
        self._near, _ = await self._loop.create_datagram_endpoint(
            lambda: End(self._up), local_addr=(self.target[0], 0))
        return int(self._near.get_extra_info("sockname")[1])

    async def close(self) -> None:
        self._arrivals.close()
        self._near.close()
        for far in self._far.values():
            (await far).close()

    def _up(self, packet: bytes, browser: tuple[str, int]) -> None:
        if browser not in self._far:
            self._far[browser] = asyncio.ensure_future(self._open_far(browser))
        far = self._far[browser]
        at = self.line.up.takes(len(packet) + HEADER, self._loop.time())
        if at is not None:
            far.add_done_callback(lambda _: self._arrivals.due(at, far.result().sendto, packet))

    async def _open_far(self, browser: tuple[str, int]) -> asyncio.DatagramTransport:
        def down(packet: bytes, _: tuple[str, int]) -> None:
            at = self.line.down.takes(len(packet) + HEADER, self._loop.time())
            if at is not None:
                self._arrivals.due(at, lambda data: self._near.sendto(data, browser), packet)

        transport, _ = await self._loop.create_datagram_endpoint(lambda: End(down), remote_addr=self.target)
        return transport


@asynccontextmanager
async def udp_line(line: Line, port: int, host: str = "127.0.0.1") -> AsyncIterator[int]:
    """A port that leads over the line to that UDP port of the same host."""
    carrier = Carrier(line, (host, port))
    try:
        yield await carrier.open()
    finally:
        await carrier.close()


def led(answer: str, port: int) -> str:
    """The answer with this port in all its candidates and as the port of its media.

    >>> led("m=audio 4000 UDP\\na=candidate:1 1 udp 99 10.0.0.1 4000 typ host", 7)
    'm=audio 7 UDP\\na=candidate:1 1 udp 99 10.0.0.1 7 typ host'
    >>> led("m=video 0 UDP", 7)
    'm=video 0 UDP'
    """
    answer = re.sub(r"(?m)^(a=candidate:(?:\S+ ){5})\d+", rf"\g<1>{port}", answer)
    return re.sub(r"(?m)^(m=\w+ )(?!0 |9 )\d+", rf"\g<1>{port}", answer)
