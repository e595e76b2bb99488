"""What a watcher's browser believes its line to carry (REMB), as the ladder needs it.

A browser counts the payload of pictures alone: no voice, no heads, no seals. What is told here is for the whole line:
its figure, and what else went over the line meanwhile. A voice that is silent for a moment comes back, so the room
that it took is held for it.

    hear(bits, now) … note(other) ─▶ carries(now), trend(now)

Pure. Figures: bit/s, seconds.
"""

from typing import Literal

STALE = 5.0                    # seconds after which a report says nothing any more
FALLEN, GROWN = 0.93, 1.003    # times an earlier figure
STILL = 0.6                    # seconds without growth
FADES = 0.95                   # a second: what else the line carried


class Estimate:
    """The figure and where it goes."""

    __slots__ = ("_at", "_fell", "_grew_at", "_other", "_peak", "bits")

    def __init__(self) -> None:
        self.bits = 0                  # as the browser told it last; 0: never
        self._at = self._grew_at = float("-inf")
        self._peak = 0.0               # since it last fell
        self._fell, self._other = False, 0.0

    def hear(self, bits: int, now: float) -> Literal["", "first", "fell", "stands"]:
        """The browser tells; "first" after a while without, "fell" when it is less than before."""
        first = now - self._at >= STALE
        if bits > GROWN * self.bits or first:
            self._grew_at = now
        fell = not first and bits < FALLEN * self._peak
        self._peak = bits if fell or first else max(self._peak, bits)
        self._fell |= fell
        self.bits, self._at = bits, now
        return "first" if first else "fell" if fell else "stands" if now - self._grew_at > STILL else ""

    def note(self, other: float) -> None:
        """A second has passed, and this much went over the line that the browser does not count."""
        self._other = max(other, FADES * self._other)

    def carries(self, now: float) -> float:
        """What the whole line carries; 0: it is not known."""
        return self.bits + self._other if self.bits and now - self._at < STALE else 0.0

    def trend(self, now: float) -> int:
        """-1: it fell since this was last asked; 1: it grows; 0: neither."""
        fell, self._fell = self._fell, False
        return -1 if fell else 1 if now - self._grew_at < STILL else 0
