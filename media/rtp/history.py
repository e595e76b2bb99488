"""What one slot sent last, kept to be sent again (RFC 4588).

The bytes are those of the sender and shared by all slots; of its own a slot keeps three small numbers a
packet, in arrays: 12 kB for a whole history, and nothing before the first packet.

    keep(number, …) … ─▶ find(number, now)   once in 50 ms, at most 250 in one second
"""

from array import array
from typing import NamedTuple

SIZE = 512                     # packets, a power of two
LAST = SIZE - 1
AGAIN_EVERY = 0.05             # seconds before the same packet goes out once more
AGAIN_LIMIT = 250              # packets sent again in one second


class Sent(NamedTuple):
    kind: int                  # marker and payload type of its repair
    timestamp: int
    behind: bytes              # what stood between the fixed head and the rest
    rest: bytes


class History:
    """The last packets by the number they went out with."""

    __slots__ = ("_again", "_behinds", "_kinds", "_left", "_numbers", "_rests", "_since", "_timestamps")

    def __init__(self) -> None:
        self._numbers, self._timestamps, self._kinds = array("H"), array("I"), array("B")
        self._behinds: list[bytes] = []
        self._rests: list[bytes] = []
        self._again: dict[int, float] = {}         # number: when it was last sent again
        self._left, self._since = AGAIN_LIMIT, 0.0

    def keep(self, number: int, kind: int, timestamp: int, behind: bytes, rest: bytes) -> None:
        """`kind` 0: it can not be sent again."""
        at = number & LAST
        if not self._rests:
            self._numbers, self._kinds = array("H", bytes(2 * SIZE)), array("B", bytes(SIZE))
            self._timestamps = array("I", bytes(self._timestamps.itemsize * SIZE))
            self._behinds, self._rests = [b""] * SIZE, [b""] * SIZE
        self._numbers[at] = number
        self._kinds[at] = kind
        self._timestamps[at] = timestamp
        self._behinds[at] = behind
        self._rests[at] = rest

    def find(self, number: int, now: float) -> Sent | None:
        """None: forgotten, or too soon, or too much."""
        at = number & LAST
        if not self._rests or self._numbers[at] != number or not self._kinds[at]:
            return None
        if now - self._again.get(number, 0.0) < AGAIN_EVERY:
            return None
        if now - self._since >= 1.0:
            self._left, self._since = AGAIN_LIMIT, now
            self._again = {one: when for one, when in self._again.items() if now - when < AGAIN_EVERY}
        if not self._left:
            return None
        self._left -= 1
        self._again[number] = now
        return Sent(self._kinds[at], self._timestamps[at], self._behinds[at], self._rests[at])
