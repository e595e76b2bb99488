"""Packets under way: each is handed over when it is due, in the order in which they were sent."""

import asyncio
import heapq
import math
from collections.abc import Callable
from itertools import count

Deliver = Callable[[bytes], object]


class Arrivals:
    """One timer for all packets of all lines that a carrier has."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._under_way: list[tuple[float, int, Deliver, bytes]] = []
        self._number = count()                         # the order of those due at the same moment
        self._timer: asyncio.Handle | None = None
        self._rings = math.inf                         # when; not every loop's timers can be asked

    def due(self, at: float, deliver: Deliver, packet: bytes) -> None:
        heapq.heappush(self._under_way, (at, next(self._number), deliver, packet))
        if at < self._rings:
            self._set()

    def close(self) -> None:
        """What is still under way never arrives."""
        self._under_way.clear()
        self._set()

    def _set(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._rings = self._under_way[0][0] if self._under_way else math.inf
        self._timer = self._loop.call_at(self._rings, self._arrive) if self._under_way else None

    def _arrive(self) -> None:
        now = self._loop.time() + 0.0005               # half a millisecond early costs less than another timer
        while self._under_way and self._under_way[0][0] <= now:
            _, _, deliver, packet = heapq.heappop(self._under_way)
            deliver(packet)
        self._set()
