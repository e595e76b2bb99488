"""One socket that looks on: what it has, what waits for it, when it was last heard.

    push ─▶ written at once            the socket is ready and nothing waits: no task is woken
         ─▶ queued, a task drains it   the socket is slow for a moment
         ─▶ let go with 1013           more waits than `FRAMES` or `BYTES`: it comes back and asks since=seq
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from web.sockets import Frame

FRAMES = 64
BYTES = 4_000_000               # frames are shared: what waits for many sockets is in memory once
OUR_FAULT, RESTARTING, SLOW = 1011, 1012, 1013     # SLOW: "try again later"
SIGNED_OUT, NOT_AT_THE_DESK = 4401, 4403
CLOSING = 2.0                  # seconds that a goodbye may take

Send = Callable[[Any], Awaitable[None]]
Judge = Callable[[], Awaitable[bool]]      # whether it may still see what it sees


class Raw(Protocol):
    """A socket that can be written past its queue; `web.sockets.Socket` is one."""

    @property
    def ready(self) -> bool: ...
    def write(self, frame: Frame) -> None: ...
    def let_go(self, code: int, reason: str = "") -> None: ...


class Onlooker:
    """One connected page."""

    __slots__ = (
        "_closing", "_held", "_pump", "_queue", "_raw", "_send", "_size", "gone", "heard", "judge", "session",
        "subject",
    )

    def __init__(
        self, subject: str, session: str | None, judge: Judge, send: Send, raw: Raw | None, now: float
    ) -> None:
        self.subject = subject
        self.session = session
        self.judge = judge
        self.heard = now           # monotonic seconds
        self.gone = False          # let go: takes nothing more
        self._send = send
        self._raw = raw
        self._queue: deque[Frame] = deque()
        self._size = 0
        self._held = True          # until what it missed is on its way
        self._pump: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None

    def push(self, frame: Frame) -> None:
        """Send, without waiting for anybody."""
        if self.gone:
            return
        raw = self._raw
        if raw is not None and not self._queue and self._pump is None and not self._held and raw.ready:
            raw.write(frame)
            return
        self._queue.append(frame)
        self._size += len(frame.data)
        if len(self._queue) > FRAMES or self._size > BYTES:
            self.let_go(SLOW, "too slow")
        elif not self._held:
            self._drain()

    def begin(self, first: Frame) -> None:
        """What it missed goes first, then whatever happened in the meantime."""
        if self.gone:
            return
        self._held = False
        self._queue.appendleft(first)
        self._size += len(first.data)
        self._drain()

    def let_go(self, code: int, reason: str = "") -> None:
        """Close it; what waits is forgotten."""
        if self.gone:
            return
        self.gone = True
        self._queue.clear()
        self._size = 0
        if self._pump is not None:
            self._pump.cancel()
            self._pump = None
        if self._raw is not None:
            self._raw.let_go(code, reason)
        else:
            self._closing = asyncio.create_task(self._goodbye(code, reason))

    def _drain(self) -> None:
        if self._pump is not None:
            return
        raw = self._raw
        while raw is not None and self._queue and raw.ready:
            raw.write(self._take())
        if self._queue:
            self._pump = asyncio.create_task(self._drain_slowly())

    async def _drain_slowly(self) -> None:
        try:
            while self._queue:
                await self._send({"type": "websocket.send", "text": self._take().text})
        except Exception:          # the line is gone; whoever reads from it finds out and takes it from the hall
            self._queue.clear()
        self._pump = None

    def _take(self) -> Frame:
        frame = self._queue.popleft()
        self._size -= len(frame.data)
        return frame

    async def _goodbye(self, code: int, reason: str) -> None:
        try:
            async with asyncio.timeout(CLOSING):
                await self._send({"type": "websocket.close", "code": code, "reason": reason})
        except Exception:          # it was gone already
            return
