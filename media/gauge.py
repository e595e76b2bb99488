"""How much a line carries towards us, where the sender cannot find out by itself.

A browser that sends is told when each of its packets came (transport-cc) and draws its own
conclusions. A relay that sends to another, or equipment that does not know how, is told the
conclusion instead (REMB): drawn here, from the moments its packets left and came.

    packet ─▶ noted ─▶ the ear behind it        due(now) ─▶ bits to be told, 0: nothing
"""

from media.peer import Ear, Estimator
from media.rtp import header

WIRE = 28 + 16                 # bytes: IP and UDP, the seal
EVERY, FALL = 1.0, 0.97        # seconds between two reports; a fall below that share is told at once


class Gauge:
    """An ear before another. `number`: that of abs-send-time among the header extensions; 0: not agreed."""

    def __init__(self, number: int, ear: Ear) -> None:
        self._number, self._ear = number, ear
        self._estimator = Estimator()
        self._told, self._told_at = 0, 0.0
        self.heard_at = 0.0                        # by the clock of `now`

    @property
    def bits(self) -> int:
        """Per second; 0: not known yet."""
        return self._estimator.bits

    def packet(self, packet: bytes, now: float) -> None:
        self.heard_at = now
        head = header.read(packet)
        left = header.element(packet, head, self._number) if head is not None and self._number else None
        if head is not None and left is not None and len(left) == 3:
            self._estimator.note(now, int.from_bytes(left, "big"), len(packet) + WIRE, head.ssrc)
        self._ear.packet(packet, now)

    def report(self, datagram: bytes, now: float) -> None:
        self.heard_at = now
        self._ear.report(datagram, now)

    def due(self, now: float) -> int:
        """What is to be told now; 0: nothing."""
        bits = self._estimator.bits
        if bits < FALL * self._told or (bits and now - self._told_at >= EVERY):
            self._told, self._told_at = bits, now
            return bits
        return 0
