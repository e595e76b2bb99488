"""One stream going out to a watcher, fed by one layer after another.

The watcher's browser negotiated it once and never again: fixed SSRC, fixed payload
type. When the stage changes only the feeding layer does: numbers go on without a
hole, timestamps go on by the clock on the wall, a picture begins with one that
needs no other. What was sent is remembered for a while, so that a lost packet can
be sent again (RFC 4588) whatever was dropped or switched in between.

    show(layer) ─▶ forward(packet) … ─▶ head and rest, ready to be sealed
    again(number) ─▶ the same payload on the repair stream

The rest is the sender's own bytes, shared by all slots, never copied or changed.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from media.rtp import header, rtcp, vp8
from media.rtp.sequence import Renumbering

if TYPE_CHECKING:
    from media.rtp.layer import Kind, Layer

HISTORY = 512                  # packets of video kept to be sent again
AGAIN_EVERY = 0.05             # seconds before the same packet goes out once more
AGAIN_LIMIT = 250              # packets sent again in one second


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed with the watcher about one m-line."""

    mid: str
    payload_type: int
    repair_type: int           # payload type of repairs; 0: none
    mid_number: int            # header extensions; 0: not agreed
    time_number: int


class Line(Protocol):
    """A watcher's way out: where to, and its seal."""

    @property
    def address(self) -> tuple[str, int] | None: ...

    def seal(self, place: memoryview, size: int) -> int:
        """Encrypt the first `size` bytes where they stand; how many they are then."""
        ...


class Incoming(NamedTuple):
    """One packet as the slots need it."""

    marker: int
    sequence: int
    timestamp: int
    payload: bytes
    descriptor: vp8.Descriptor | None
    rest: bytes                # the payload behind the descriptor
    stamp: int                 # abs-send-time of now


class Sent(NamedTuple):
    sequence: int
    marker: int
    timestamp: int
    descriptor: bytes
    rest: bytes


class Slot:
    """A fixed place at a watcher."""

    __slots__ = (
        "_again", "_again_at", "_again_left", "_again_since", "_first", "_history", "_level", "_level_now", "_picture",
        "_picture_now", "_row", "_step", "_tail", "_time", "_wall", "clock", "kind", "layer", "line", "octets",
        "packets", "repair_ssrc", "ssrc", "terms", "timestamp", "waiting",
    )

    def __init__(self, kind: "Kind", terms: Terms, ssrc: int, repair_ssrc: int, first: int, line: Line) -> None:
        self.kind, self.terms, self.line = kind, terms, line
        self.ssrc, self.repair_ssrc = ssrc, repair_ssrc
        self.clock = 48000 if kind == "audio" else 90000
        self.layer: Layer | None = None
        self.waiting = False           # for a picture that needs no other
        self._first = False            # the next packet is the first of its layer
        self.packets = self.octets = 0
        self.timestamp = 0             # of the last packet sent
        self._step, self._wall = 0, 0.0
        self._row = Renumbering(first)
        self._picture = self._level = self._picture_now = self._level_now = 0
        self._history: list[Sent | None] = [None] * (HISTORY if kind == "video" and terms.repair_type else 0)
        self._again, self._again_at = 0, [0.0] * len(self._history)
        self._again_left, self._again_since = AGAIN_LIMIT, 0.0
        self._tail = header.mid_element(terms.mid_number, terms.mid)
        self._time = (terms.time_number << 4 | 2) << 24 if terms.time_number else 0

    def show(self, layer: "Layer | None") -> None:
        """From now on this layer, or nothing."""
        if self.layer is not layer:
            if self.layer is not None:
                self.layer.slots.remove(self)
            if layer is not None:
                layer.slots.append(self)
        self.layer = layer
        self.waiting = layer is not None and self.kind == "video"
        self._first = True

    def forward(self, packet: Incoming, now: float) -> tuple[bytes, bytes] | None:
        """Head and rest to be sent, or None when this one is not for the watcher."""
        told = packet.descriptor
        if self._first:
            if self.waiting and not (told is not None and told.key):
                return None
            self._begin(packet, now)
        sequence = self._row.number(packet.sequence)
        if sequence is None:
            return None
        timestamp = (packet.timestamp + self._step) & 0xFFFFFFFF
        descriptor = b""
        if told is not None:
            descriptor = packet.payload[: told.size]
            if told.picture_id is not None:
                self._picture_now = (told.picture_id + self._picture) & (0x7FFF if told.wide else 0x7F)
            if told.level_zero is not None:
                self._level_now = (told.level_zero + self._level) & 0xFF
            if self._picture or self._level:
                descriptor = vp8.write(packet.payload, told, self._picture_now, self._level_now)
        if self._history:
            place = sequence % HISTORY
            self._history[place] = Sent(sequence, packet.marker, timestamp, descriptor, packet.rest)
            self._again_at[place] = 0.0
        self.timestamp, self._wall = timestamp, now
        self.packets += 1
        self.octets += len(descriptor) + len(packet.rest)
        kind = packet.marker | self.terms.payload_type
        return self._head(kind, sequence, timestamp, self.ssrc, packet.stamp) + descriptor, packet.rest

    def _begin(self, packet: Incoming, now: float) -> None:
        """The first packet of another source: everything goes on from where it was."""
        self._row.begin(packet.sequence)
        self._first = self.waiting = False
        if not self.packets:
            return
        passed = max(int((now - self._wall) * self.clock), 1)
        self._step = (self.timestamp + passed - packet.timestamp) & 0xFFFFFFFF
        if packet.descriptor is not None:
            self._picture = (self._picture_now + 1 - (packet.descriptor.picture_id or 0)) & 0x7FFF
            self._level = (self._level_now + 1 - (packet.descriptor.level_zero or 0)) & 0xFF

    def leave_out(self, sequence: int) -> None:
        """A packet of padding: the next one takes its number."""
        if not self._first:
            self._row.leave_out(sequence)

    def again(self, sequence: int, now: float, stamp: int) -> tuple[bytes, bytes] | None:
        """What was sent under this number, on the repair stream; None: forgotten, or too soon."""
        if not self._history:
            return None
        place = sequence % HISTORY
        sent = self._history[place]
        if sent is None or sent.sequence != sequence or now - self._again_at[place] < AGAIN_EVERY:
            return None
        if now - self._again_since >= 1.0:
            self._again_left, self._again_since = AGAIN_LIMIT, now
        if not self._again_left:
            return None
        self._again_left -= 1
        self._again_at[place] = now
        self._again = (self._again + 1) & 0xFFFF
        kind = sent.marker | self.terms.repair_type
        head = self._head(kind, self._again, sent.timestamp, self.repair_ssrc, stamp)
        return head + sequence.to_bytes(2, "big") + sent.descriptor, sent.rest

    def _head(self, kind: int, sequence: int, timestamp: int, ssrc: int, stamp: int) -> bytes:
        if not self._time and not self._tail:
            return header.FIXED.pack(0x80, kind, sequence, timestamp, ssrc)
        first = self._time | stamp if self._time else 0
        words = 1 + len(self._tail) // 4
        return header.WITH_EXTENSION.pack(0x90, kind, sequence, timestamp, ssrc, 0xBEDE, words, first) + self._tail

    def clock_report(self, offset: float, now: float) -> bytes | None:
        """How this stream's timestamps stand to our clock, so that lips fit the voice.

        `offset`: seconds the source's own clock is behind ours, one figure for all its streams.
        """
        layer = self.layer
        if layer is None or layer.told is None or self._first or not self.packets:
            return None
        at = layer.told.ntp / 4294967296 + offset         # our time of the source's report
        rtp = layer.told.rtp + self._step + round((now - at) * self.clock)
        return rtcp.tell(self.ssrc, int(now * 4294967296), rtp & 0xFFFFFFFF, self.packets, self.octets)
