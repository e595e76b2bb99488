"""One stream going out to a watcher, fed by one layer after another.

The watcher's browser negotiated it once and never again: fixed SSRC, a fixed payload
type for each coding. When the stage changes, or the line, only the feeding layer does: numbers go on
without a hole, timestamps go on by the clock on the wall, a picture begins with one
that needs no other. What was sent is remembered for a while, so that a lost packet can
be sent again (RFC 4588) whatever was dropped or switched in between.

    show(layer) ─▶ forward(packet) … ─▶ head and rest, ready to be sealed
    change(layer) ─▶ the same source in another size, from its next whole picture on
    level = 0, 1, 2 ─▶ fewer frames: temporal layers above it are left out without a hole
    again(number) ─▶ the same payload on the repair stream
    padding()     ─▶ bytes that are thrown away there, to see what the line takes

The rest is the sender's own bytes, shared by all slots, never copied or changed.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from media.rtp import header, red, rtcp, vp8
from media.rtp.history import History
from media.rtp.sequence import Renumbering, ahead

if TYPE_CHECKING:
    from media.rtp.layer import Kind, Layer

HEAD = header.FIXED.pack
ALL = 3                        # the highest temporal layer there is
PADDING = bytes(254) + b"\xff"         # the last byte says how many they are (RFC 3550 section 5.1)


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed with the watcher about one m-line."""

    mid: str
    payload_type: int
    repair_type: int           # payload type of repairs; 0: none
    mid_number: int            # header extensions; 0: not agreed
    time_number: int
    codec: str = ""            # of that payload type
    also: Mapping[str, tuple[int, int]] = field(default_factory=dict)   # codec: its payload type, its repairs'
    red: int = 0               # payload type of a voice said twice; 0: not agreed


class Line(Protocol):
    """A watcher's way out: where to, and the key of its seal."""

    name: bytes                # where to, as the kernel wants it; empty: not open
    key: Any                   # opaque here


@dataclass(slots=True, eq=False)       # its fields are read for every watcher: a tuple's take three times as long
class Incoming:
    """One packet as the slots need it."""

    layer: "Layer"
    marker: int
    sequence: int
    timestamp: int
    payload: bytes
    descriptor: vp8.Descriptor | None
    rest: bytes                # the payload behind the descriptor
    stamp: int                 # abs-send-time of now
    behind: dict[int, bytes] = field(default_factory=dict)     # extensions and descriptor, shared by slots alike


class Slot:
    """A fixed place at a watcher."""

    __slots__ = (
        "_again", "_alike", "_first", "_first_byte", "_history", "_level_now", "_level_offset", "_levels",
        "_pictures", "_repair", "_row", "_spoken", "_step", "_tail", "_time", "_type", "_types", "_wall", "clock",
        "depth", "kind", "layer", "level", "line", "next", "octets", "packets", "repair_ssrc", "ssrc", "terms",
        "timestamp",
    )

    def __init__(self, kind: "Kind", terms: Terms, ssrc: int, repair_ssrc: int, first: int, line: Line) -> None:
        self.kind, self.terms, self.line = kind, terms, line
        self.ssrc, self.repair_ssrc = ssrc, repair_ssrc
        self.clock = 48000 if kind == "audio" else 90000
        self.layer: Layer | None = None
        self.next: Layer | None = None     # takes over with its next whole picture
        self.depth = 0                     # how many earlier payloads of a voice go along
        self._spoken: tuple[tuple[int, bytes], ...] = ()
        self.level = ALL                   # the highest temporal layer that is wanted
        self._levels = ALL                 # … that can be decoded at the watcher now
        self._first = False                # the next packet is the first of its layer
        self.packets = self.octets = 0
        self.timestamp = 0                 # of the last packet sent
        self._step, self._wall = 0, 0.0
        self._row, self._pictures = Renumbering(first), Renumbering(0, 15)
        self._level_now = self._level_offset = 0
        self._types = {terms.codec: (terms.payload_type, terms.repair_type), **terms.also}
        self._type, self._repair = terms.payload_type, terms.repair_type
        repaired = kind == "video" and any(repair for _, repair in self._types.values())
        self._history, self._again = History() if repaired else None, 0
        self._tail = header.mid_element(terms.mid_number, terms.mid)
        self._time = (terms.time_number << 4 | 2) << 24 if terms.time_number else 0
        self._first_byte = 0x90 if self._time or self._tail else 0x80
        alike = bytes((terms.time_number,)) + self._tail           # who says the same has the same extensions
        self._alike = int.from_bytes(alike, "big") << 24

    def show(self, layer: "Layer | None") -> None:
        """From now on this layer, or nothing; what was shown is over at once."""
        for former in (self.layer, self.next):
            if former is not None and former is not layer and self in former.slots:
                former.slots.remove(self)
        if layer is not None and self not in layer.slots:
            layer.slots.append(self)
        self.layer, self.next, self._first = layer, None, True

    def change(self, layer: "Layer") -> None:
        """The same source in another size: what is shown goes on until that begins."""
        if self.layer is None or self._first:
            if self.layer is not layer:
                self.show(layer)
            return
        if layer is (self.next or self.layer):
            return
        if self.next is not None:
            self.next.slots.remove(self)
        self.next = layer if layer is not self.layer else None
        if self.next is not None:
            layer.slots.append(self)

    def restart(self, layer: "Layer") -> None:
        """What is shown begins anew, under other numbers."""
        self._first |= layer is self.layer

    def takes(self, layer: "Layer") -> bool:
        """Did the watcher agree to this coding?"""
        return layer.codec in self._types

    @property
    def settled(self) -> bool:
        """Does it show what is wanted?"""
        return self.next is None and not self._first

    def waits_for(self, layer: "Layer") -> bool:
        """For a picture of this layer that needs no other."""
        return self.kind == "video" and (layer is self.next or (self._first and layer is self.layer))

    def forward(self, packet: Incoming, now: float) -> tuple[bytes, bytes] | None:
        """Head and rest to be sent, or None when this one is not for the watcher."""
        told = packet.descriptor
        if self._first or packet.layer is not self.layer:
            if self.kind == "video" and not (told is not None and told.key):
                return None
            self._begin(packet, now)
        if told is not None and (told.layer > self._levels or self._levels != self.level) and not self._reaches(told):
            self._row.leave_out(packet.sequence)
            if told.picture_id is not None:
                self._pictures.leave_out(told.picture_id)
            return None
        sequence = self._row.number(packet.sequence)
        if sequence is None:
            return None
        numbers = 0
        if told is not None:
            picture = self._pictures.number(told.picture_id) if told.picture_id is not None else 0
            if picture is None:
                return None
            if told.level_zero is not None:
                self._level_now = (told.level_zero + self._level_offset) & 0xFF
            numbers = picture << 8 | self._level_now
        behind = packet.behind.get(self._alike | numbers)
        if behind is None:
            behind = packet.behind[self._alike | numbers] = self._behind(packet, numbers)
        marker, timestamp = packet.marker, (packet.timestamp + self._step) & 0xFFFFFFFF
        if self.depth:
            return self._twice(packet, sequence, timestamp, behind, now)
        if self._history is not None:
            self._history.keep(sequence, marker | self._repair if self._repair else 0, timestamp, behind, packet.rest)
        self.timestamp, self._wall = timestamp, now
        self.packets += 1
        self.octets += len(packet.payload)
        return HEAD(self._first_byte, marker | self._type, sequence, timestamp, self.ssrc) + behind, packet.rest

    def _twice(
        self, packet: Incoming, sequence: int, timestamp: int, behind: bytes, now: float
    ) -> tuple[bytes, bytes]:
        """A voice, and before it what it said last."""
        behind += red.before(self._spoken, timestamp, self._type)
        self._spoken = (*self._spoken, (timestamp, packet.rest))[-self.depth :]
        self.timestamp, self._wall = timestamp, now
        self.packets += 1
        self.octets += len(behind) + len(packet.rest)
        kind = packet.marker | self.terms.red
        return HEAD(self._first_byte, kind, sequence, timestamp, self.ssrc) + behind, packet.rest

    def say_again(self, depth: int) -> None:
        """From the next packet on that many earlier payloads go along, if the watcher agreed to it."""
        if self.terms.red and depth != self.depth:
            self.depth, self._spoken = depth, ()

    def _reaches(self, told: vp8.Descriptor) -> bool:
        """Is a frame of this temporal layer for the watcher? Steps are taken between frames only, and
        upwards one by one, where a frame needs nothing that was left out."""
        if told.begins:
            if told.key or self._levels > self.level:
                self._levels = self.level
            if told.layer == self._levels + 1 <= self.level and told.sync:
                self._levels = told.layer
        return told.layer <= self._levels

    def _behind(self, packet: Incoming, numbers: int) -> bytes:
        """What follows the fixed head: extensions, and the descriptor with our own numbers."""
        told = packet.descriptor
        descriptor = vp8.write(packet.payload, told, numbers >> 8, numbers & 0xFF) if told is not None else b""
        return self._extensions(packet.stamp) + descriptor

    def _begin(self, packet: Incoming, now: float) -> None:
        """The first packet of another layer: everything goes on from where it was."""
        former = self.layer if packet.layer is not self.layer else None
        if former is not None:
            former.slots.remove(self)
            self.layer, self.next = packet.layer, None
        self._type, self._repair = self._types.get(packet.layer.codec, (self._type, self._repair))
        self._row.begin(packet.sequence)
        self._spoken = ()                                  # nobody hears what was said before
        told = packet.descriptor
        if told is not None and told.picture_id is not None:
            if not self.packets:
                self._pictures.next = told.picture_id
            self._pictures.begin(told.picture_id, 15 if told.wide else 7)
        self._first = False
        if not self.packets:
            return
        self._step = self._go_on(packet, former, now)
        if told is not None:
            self._level_offset = (self._level_now + 1 - (told.level_zero or 0)) & 0xFF

    def _go_on(self, packet: Incoming, former: "Layer | None", now: float) -> int:
        """What is added to its timestamps: by the sender's own clock between two sizes, else by ours."""
        passed = max(int((now - self._wall) * self.clock), 1)
        step = (self.timestamp + passed - packet.timestamp) & 0xFFFFFFFF
        if former is None or former.told is None or packet.layer.told is None:
            return step
        old, new = former.told, packet.layer.told
        apart = (old.ntp - new.ntp) * self.clock >> 32
        exact = (self._step + old.rtp - new.rtp - apart) & 0xFFFFFFFF
        onwards = ahead(packet.timestamp + exact & 0xFFFFFFFF, self.timestamp, 32)
        return exact if 0 < onwards < passed + self.clock else step

    def leave_out(self, sequence: int) -> None:
        """A packet of padding: the next one takes its number."""
        if not self._first:
            self._row.leave_out(sequence)

    def again(self, sequence: int, now: float, stamp: int) -> tuple[bytes, bytes] | None:
        """What was sent under this number, on the repair stream; None: forgotten, or too soon."""
        sent = self._history.find(sequence, now) if self._history is not None else None
        if sent is None:
            return None
        self._again = (self._again + 1) & 0xFFFF
        head = HEAD(self._first_byte, sent.kind, self._again, sent.timestamp, self.repair_ssrc)
        extensions = self._extensions(stamp)
        return head + extensions + sequence.to_bytes(2, "big") + sent.behind[len(extensions) :], sent.rest

    @property
    def repairs(self) -> bool:
        """Has it a repair stream?"""
        return self._history is not None and self._repair > 0

    def padding(self, stamp: int) -> bytes:
        """A packet of nothing on the repair stream, as long as it can be."""
        self._again = (self._again + 1) & 0xFFFF
        head = HEAD(self._first_byte | 0x20, self._repair, self._again, self.timestamp, self.repair_ssrc)
        return head + self._extensions(stamp) + PADDING

    def _extensions(self, stamp: int) -> bytes:
        if self._first_byte == 0x80:
            return b""
        first = self._time | stamp if self._time else 0
        return struct.pack("!HHL", 0xBEDE, 1 + len(self._tail) // 4, first) + self._tail

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
