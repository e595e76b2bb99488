"""Thousands of WebSocket clients in one process, as light as they can be made.

Each is a bare asyncio protocol: it shakes hands, notes when a frame with a given mark is there whole, and
can send one masked frame. What it costs is the same whichever server it talks to.
"""

import asyncio
import base64
import os
import time
from collections.abc import Callable, Sequence


class Client(asyncio.Protocol):
    """One socket. `marks` is what it waits for; `came` is told the time the mark arrived at."""

    def __init__(self, request: bytes) -> None:
        self.request = request
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.buffer = bytearray()
        self.mark = b""
        self.came: Callable[[float, bytes], None] | None = None
        self.closed = 0            # the code it was closed with

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        if not self.opened.done():
            self.buffer += data
            head, ended, rest = bytes(self.buffer).partition(b"\r\n\r\n")
            if ended:
                if b" 101 " in head.split(b"\r\n")[0]:
                    self.opened.set_result(None)
                else:
                    self.opened.set_exception(ConnectionError(head.split(b"\r\n")[0].decode()))
                self.buffer[:] = rest
            if not rest:
                return
            data = b""
        self.buffer += data
        while (frame := self._frame()) is not None:
            code, payload = frame
            if code == 0x88:
                self.closed = int.from_bytes(payload[:2], "big")
            elif code == 0x89:
                self.transport.write(bytes((0x8A, 0x80 | len(payload))) + bytes(4) + payload)
            elif self.mark and self.mark in payload:
                self.mark = b""
                assert self.came is not None
                self.came(time.perf_counter(), payload)

    def _frame(self) -> tuple[int, bytes] | None:
        """The next whole frame, taken out of the buffer."""
        buffer, head = self.buffer, 2
        if len(buffer) < 2:
            return None
        size = buffer[1] & 0x7F
        if size == 126:
            size, head = int.from_bytes(buffer[2:4], "big"), 4
        elif size == 127:
            size, head = int.from_bytes(buffer[2:10], "big"), 10
        if len(buffer) < head + size:
            return None
        frame = buffer[0], bytes(buffer[head : head + size])
        del buffer[: head + size]
        return frame

    def connection_lost(self, error: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(error or ConnectionError("closed"))

    def send(self, text: bytes) -> None:
        if self.transport.is_closing():
            raise ConnectionError(f"the server has closed this socket ({self.closed})")
        self.transport.write(masked(text))

    def await_mark(self, mark: bytes, came: Callable[[float, bytes], None]) -> None:
        """Tell the time of the first whole frame with this in it."""
        self.mark, self.came = mark, came


def masked(text: bytes) -> bytes:
    """A text frame of less than 64 kB under a mask of zeros, which is a mask too."""
    size = len(text)
    head = bytes((0x81, 0x80 | size)) if size < 126 else b"\x81\xfe" + size.to_bytes(2, "big")
    return head + bytes(4) + text


def handshake(port: int, path: str, cookie: str = "") -> bytes:
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Upgrade: websocket", "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", f"Origin: http://127.0.0.1:{port}",
    ]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def open_all(port: int, paths: Sequence[tuple[str, str]], at_once: int = 100) -> list[Client]:
    """One client for each (path, cookie), all shaken hands."""
    loop, turn = asyncio.get_running_loop(), asyncio.Semaphore(at_once)

    async def one(path: str, cookie: str) -> Client:
        async with turn:
            _, client = await loop.create_connection(
                lambda: Client(handshake(port, path, cookie)), "127.0.0.1", port
            )
            await asyncio.wait_for(client.opened, 60)
            return client

    return await asyncio.gather(*(one(path, cookie) for path, cookie in paths))
