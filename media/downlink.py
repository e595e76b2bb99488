"""One watcher: its slots, and what it says of its line.

A browser tells what its line carries (REMB), what did not arrive (RR, NACK) and when it
needs a picture that needs no other (PLI, FIR).

    hear(datagram) ─▶ repairs at once; `carries` and the losses for who decides what is sent
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from media.ladder import Step
from media.rtp import header, rtcp
from media.rtp.layer import Kind
from media.rtp.slot import Line, Slot


class Outgoing(Protocol):
    """The way out: the next and last station of a packet."""

    def send(self, lines: Sequence[Line], heads: Sequence[bytes], rest: bytes) -> None: ...


@dataclass(eq=False, slots=True)
class Downlink:
    """One watcher's slots."""

    subject: str
    slots: list[Slot]
    step: Step = Step.FULL
    carries: int = 0                               # bit/s, the browser's own estimate; 0: not told yet
    loss: float = 0.0                              # share of the last report, the worst slot's
    round_trip: float | None = None                # seconds, by the last report that told
    round_trip: float | None = None                # seconds, by the last report that told

    def of(self, kind: Kind) -> list[Slot]:
        return [slot for slot in self.slots if slot.kind == kind]

    def hear(self, datagram: bytes, now: float, out: Outgoing) -> None:
        """What the watcher reports: losses, what its line carries, what to send again."""
        slots = {slot.ssrc: slot for slot in self.slots}
        for report in rtcp.read(datagram):
            match report:
                case rtcp.Missing(ssrc, numbers) if ssrc in slots:
                    self._again(slots[ssrc], numbers, now, out)
                case rtcp.Picture(ssrc) if ssrc in slots:
                    layer = slots[ssrc].layer
                    if layer is not None:
                        layer.want_picture()
                case rtcp.Estimate(bits):
                    self.carries = bits
                case rtcp.Loss(ssrc, fraction, last=last, delay=delay) if ssrc in slots:
                    self.loss = fraction / 256
                    if last:
                        self._turned(last, delay, now)

    def _turned(self, last: int, delay: int, now: float) -> None:
        """A report of ours went there and its echo came back (RFC 3550 section 6.4.1)."""
        took = (int(now * 65536) - last - delay) & 0xFFFFFFFF
        if took < 60 << 16:                        # a minute, or somebody's nonsense
            self.round_trip = took / 65536

    def _turned(self, last: int, delay: int, now: float) -> None:
        """A report of ours went there and its echo came back (RFC 3550 section 6.4.1)."""
        took = (int(now * 65536) - last - delay) & 0xFFFFFFFF
        if took < 60 << 16:                        # a minute, or somebody's nonsense
            self.round_trip = took / 65536

    def _again(self, slot: Slot, numbers: Sequence[int], now: float, out: Outgoing) -> None:
        stamp = header.send_time(now)
        for number in numbers:
            sent = slot.again(number, now, stamp)
            if sent is not None:
                out.send((slot.line,), sent[:1], sent[1])
