"""One watcher: its slots, and what it says of its line.

A browser tells what its line carries (REMB), what did not arrive (RR, NACK) and when it
needs a picture that needs no other (PLI, FIR).

    hear(datagram) ─▶ repairs at once; the estimate and the losses, for the ladder
    weigh(now)     ─▶ once a second: its step from now on
    pad(now)       ─▶ while the ladder fills the line: packets of padding, each at its moment

The first estimate comes with the first packets of a picture, and only if they come at an even pace. So a watcher is
sent a few packets of padding as soon as it is there: what they show is where its ladder begins.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from media.estimate import Estimate
from media.filling import Seen
from media.ladder import Ladder, Step
from media.padding import Padding
from media.redundancy import Redundancy
from media.rtp import header, rtcp
from media.rtp.layer import OVERHEAD, Kind
from media.rtp.slot import ALL, Line, Slot
from media.uplink import Uplink

ENOUGH = 24                    # packets that a share can be told of
REPAIRS = 0.25                 # of what the line carries may be sent again
STALE = 5.0                    # seconds after which a report says nothing any more
WINDOW = 0.5                   # seconds at least that a rate is told of


class Outgoing(Protocol):
    """The way out: the next and last station of a packet."""

    def send(self, lines: Sequence[Line], heads: Sequence[bytes], rest: bytes) -> None: ...


@dataclass(eq=False, slots=True)
class Downlink:
    """One watcher's slots."""

    subject: str
    slots: list[Slot]
    via: str = ""                                  # the relay below us that watches; "": a device itself
    only: Uplink | None = None                     # the one source it sends up to the relay above us; None: a watcher
    wants: tuple[str, ...] = ()                    # … and the m-lines of its picture that are wanted there
    step: Step = Step.FULL
    carries: int = 0                               # bit/s, the browser's own last estimate; 0: not told yet
    loss: float = 0.0                              # share of the last report, the worst slot's
    round_trip: float | None = None                # seconds, by the last report that told
    ladder: Ladder = field(default_factory=lambda: Ladder(0.0))
    level: int = ALL                               # of a full picture, while it is tried
    urgent: bool = False                           # its line is to be looked at without delay
    _estimate: Estimate = field(default_factory=Estimate)
    _heard_at: float = 0.0                         # when it reported anything last
    _told: dict[int, tuple[int, int]] = field(default_factory=dict)       # SSRC: lost in all, the highest number
    _before: dict[int, tuple[int, int]] = field(default_factory=dict)
    _lately: tuple[float, float] = (0.0, 0.0)      # the share lost, and when that was reported
    _left: float = 0.0                             # bytes that may be sent again now
    _left_at: float = 0.0
    _more: int = 0                                 # bytes of repairs and padding in all …
    _heads: int = 0                                # … of which are no payload
    _sent: tuple[int, int, float] = (0, 0, 0.0)    # bytes in all, those the browser's estimate counts, and when
    _rate: float = 0.0                             # of all, bit/s
    _redundancy: Redundancy = field(default_factory=Redundancy)
    _padding: Padding = field(default_factory=Padding)

    def of(self, kind: Kind) -> list[Slot]:
        return [slot for slot in self.slots if slot.kind == kind]

    @property
    def fills(self) -> bool:
        """Can it be sent padding? Between relays it is not: what they estimate counts every packet as it is."""
        return not self.via and self.only is None and self._filler is not None

    @property
    def _filler(self) -> Slot | None:
        """Its repair stream takes padding; without the time of sending a browser makes nothing of it."""
        return next((slot for slot in self.slots if slot.repairs and slot.terms.time_number), None)

    def hear(self, datagram: bytes, now: float, out: Outgoing) -> None:
        """What the watcher reports: losses, what its line carries, what to send again."""
        self._heard_at, slots = now, {slot.ssrc: slot for slot in self.slots}
        slots |= {slot.repair_ssrc: slot for slot in self.slots if slot.repairs}
        for report in rtcp.read(datagram):
            match report:
                case rtcp.Missing(ssrc, numbers) if ssrc in slots:
                    self._again(slots[ssrc], numbers, now, out)
                case rtcp.Picture(ssrc) if ssrc in slots:
                    layer = slots[ssrc].layer
                    if layer is not None:
                        layer.want_picture()
                case rtcp.Estimate(bits):
                    self.carries, news = bits, self._estimate.hear(bits, now)
                    self.urgent |= news == "first" or (news != "" and self.ladder.fill(now) > self.carries)
                case rtcp.Loss(ssrc, fraction, lost, highest, last=last, delay=delay) if ssrc in slots:
                    self.loss = fraction / 256
                    self._told[ssrc] = ((lost ^ 0x800000) - 0x800000, highest)     # 24 bits with a sign
                    self._before.setdefault(ssrc, self._told[ssrc])
                    if last:
                        self._turned(last, delay, now)

    def _turned(self, last: int, delay: int, now: float) -> None:
        """A report of ours went there and its echo came back (RFC 3550 section 6.4.1)."""
        took = (int(now * 65536) - last - delay) & 0xFFFFFFFF
        if took < 60 << 16:                        # a minute, or somebody's nonsense
            self.round_trip = took / 65536

    def weigh(self, now: float, costs: Mapping[Step, float], pictured: bool = True) -> None:
        """Look at the last second and say what is sent in the next."""
        self.urgent = False
        rate = self._measure(now)
        if 0 < self._heard_at < now - STALE:
            self.ladder.rest()
            return                                 # it is gone, or its line is cut: nothing is tried on it meanwhile
        settled = all(slot.settled for slot in self.slots if slot.kind == "video" and slot.layer is not None)
        carries = self._estimate.carries(now)
        seen = Seen(
            carries, self._lost(now), rate, settled, self.round_trip or 0.0, self._estimate.trend(now), pictured,
        )
        self.step = self.ladder.look(now, seen, costs)
        depth = self._redundancy.look(now, *self._lately, self.ladder.queued(seen), self.ladder.thin)
        for slot in self.of("audio"):
            slot.say_again(depth)
        self.level = self.ladder.level(now)

    @property
    def _all(self) -> int:
        """Bytes sent over the line."""
        return sum(slot.octets + slot.packets * OVERHEAD for slot in self.slots) + self._more

    def _measure(self, now: float) -> float:
        """How much was sent a second, of late."""
        passed = now - self._sent[2]
        if passed >= WINDOW:
            counted = sum(slot.octets for slot in self.of("video")) + self._more - self._heads
            if self._sent[2]:
                everything, told = (self._all - self._sent[0]) * 8 / passed, (counted - self._sent[1]) * 8 / passed
                self._rate = everything
                self._estimate.note(everything - told if self.fills else 0.0)
            self._sent = self._all, counted, now
        return self._rate

    def _lost(self, now: float) -> float:
        """The share lost of all that the newest reports tell of; one packet of a few says nothing."""
        pairs = [(told, self._before[ssrc]) for ssrc, told in self._told.items()]
        lost, expected = (sum(told[at] - before[at] for told, before in pairs) for at in (0, 1))
        if expected >= ENOUGH or expected < 0:
            self._before = dict(self._told)
            self._lately = min(max(lost / expected, 0.0), 1.0), now
        return self._lately[0] if now - self._lately[1] < STALE else 0.0

    def _again(self, slot: Slot, numbers: Sequence[int], now: float, out: Outgoing) -> None:
        stamp, share = header.send_time(now), self.carries * REPAIRS / 8
        self._left = min(self._left + (now - self._left_at) * share, share)
        self._left_at = now
        for number in numbers:
            if self.carries and self._left <= 0:
                return                             # a line that is too thin is not flooded with what it lost
            sent = slot.again(number, now, stamp)
            if sent is not None:
                self._left -= len(sent[0]) + len(sent[1]) + OVERHEAD
                self._more += len(sent[0]) + len(sent[1]) + OVERHEAD
                self._heads += OVERHEAD
                out.send((slot.line,), sent[:1], sent[1])

    def pad(self, now: float, out: Outgoing) -> bool:
        """Send what padding is due; whether there will be more in a moment."""
        goal = self.ladder.fill(now)
        slot = self._filler
        if slot is None:
            return False
        for _ in range(self._padding.due(now, goal, self._all)):
            packet = slot.padding(header.send_time(now))
            self._more += len(packet) + OVERHEAD
            self._heads += OVERHEAD
            out.send((slot.line,), (packet,), b"")
        return goal > 0 or self._padding.opening
