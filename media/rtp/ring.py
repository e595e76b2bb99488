"""What came of a picture since the last one that needs no other, for whoever begins to look just then.

    keep(packet) … ─▶ since(now)   all of it in order, to be sent now; nothing when it is too much, or has a hole

Who comes while others have just come sees the picture at once, and its sender is not asked for a whole one for
each of them. It is kept small: a newcomer begins with the small size, and what is sent at once must not stand
in the way of the voice (12 kB are 0.4 s of a line of 256 kbit/s).
"""

from collections.abc import Iterator
from dataclasses import replace

from media.rtp import header
from media.rtp.slot import Incoming

PACKETS, BYTES = 40, 12_000


class Ring:
    """Of one layer."""

    __slots__ = ("_bytes", "_kept")

    def __init__(self) -> None:
        self._kept: list[Incoming] = []
        self._bytes = 0

    @property
    def ready(self) -> bool:
        """Is there anything to begin with?"""
        return bool(self._kept)

    def keep(self, packet: Incoming) -> None:
        """The next one. What comes out of its turn, or is one too many, makes it useless until a picture begins."""
        told, kept = packet.descriptor, self._kept
        if told is not None and told.key:
            self._kept, self._bytes = [packet], len(packet.payload)
            return
        if not kept:
            return
        self._bytes += len(packet.payload)
        follows = packet.sequence == (kept[-1].sequence + 1) & 0xFFFF
        if not follows or len(kept) >= PACKETS or self._bytes > BYTES:
            self._kept = []
            return
        kept.append(packet)

    def since(self, now: float) -> Iterator[Incoming]:
        """Everything, as sent now."""
        stamp = header.send_time(now)
        for packet in self._kept:
            yield replace(packet, stamp=stamp, behind={})
