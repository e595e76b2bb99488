"""What one way of a line does to a packet. Pure: time and size are handed in, chance comes from a seed.

    packet ─▶ outage? ─▶ queue (tail drop) ─▶ rate ─▶ loss ─▶ delay ─▶ arrives
                lost         tail             bytes    lost

A packet that is lost on its way has used the line all the same, as on a radio link, and counts in `bytes`; one that
found the queue full, or no line at all, does not. Shapes can change while packets are under way; order is kept.
"""

import math
import random
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Bursts:
    """Losses that come together (Gilbert, 1960; Elliott, 1963): chances per packet."""

    begins: float              # good becomes bad
    ends: float                # bad becomes good
    loss: float = 1.0          # while bad; while good the shape's own loss holds


@dataclass(frozen=True)
class Shape:
    rate: float = math.inf     # bit/s
    delay: float = 0.0         # s, this way
    loss: float = 0.0          # share of packets, 0 to 1
    queue: float = 0.4         # s of packets that may wait; more are dropped at the tail
    bursts: Bursts | None = None
    whole: bool = True         # False: an outage


@dataclass
class Carried:
    bytes: int = 0             # that used the line
    packets: int = 0
    lost: int = 0              # on the way, or to an outage
    tail: int = 0              # dropped because the queue was full
    waited: float = 0.0        # s, the longest wait in the queue


@dataclass
class Way:
    """One direction. `takes` must be asked in the order of time."""

    shape: Shape = field(default_factory=Shape)
    seed: int = 1
    carried: Carried = field(default_factory=Carried)
    _free: float = 0.0         # when the line has sent all it took
    _last: float = 0.0         # when the last packet arrives
    _bad: bool = False

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    def takes(self, size: int, now: float) -> float | None:
        """When a packet of so many bytes arrives, in seconds on the clock of `now`; None: never."""
        shape, carried = self.shape, self.carried
        unlucky = self._unlucky()                      # drawn for each packet, so that a seed means the same losses
        if not shape.whole:
            carried.lost += 1
            return None
        begins = max(now, self._free)
        if begins - now > shape.queue:
            carried.tail += 1
            return None
        self._free = begins + size * 8 / shape.rate
        carried.bytes += size
        carried.packets += 1
        carried.waited = max(carried.waited, begins - now)
        if unlucky:
            carried.lost += 1
            return None
        self._last = max(self._last, self._free + shape.delay)
        return self._last

    def _unlucky(self) -> bool:
        turn, fate = self._chance.random(), self._chance.random()
        loss, bursts = self.shape.loss, self.shape.bursts
        if bursts is not None:
            self._bad = turn >= bursts.ends if self._bad else turn < bursts.begins
            loss = bursts.loss if self._bad else loss
        return fate < loss


@dataclass
class Line:
    """Both ways, seen from the thin end: `up` leaves it, `down` comes to it."""

    up: Way
    down: Way

    def becomes(self, **changes: object) -> None:
        """Both ways from now on, e.g. `becomes(whole=False)`."""
        for way in (self.up, self.down):
            way.shape = replace(way.shape, **changes)  # type: ignore[arg-type]

    def forgets(self) -> None:
        """Count from zero."""
        self.up.carried, self.down.carried = Carried(), Carried()


def line(kbit: float = math.inf, delay: float = 0.0, loss: float = 0.0, seed: int = 1, **more: object) -> Line:
    """The same both ways: kbit/s, seconds each way, share lost each way."""
    shape = Shape(kbit * 1000, delay, loss, **more)    # type: ignore[arg-type]
    return Line(Way(shape, seed), Way(shape, seed + 1))
