"""One sender: its voice, its picture in one or two sizes, and how their streams are told apart.

A browser that sends a picture in several sizes names none of their SSRCs beforehand. The
first packets of each carry names instead, the m-line's (mid) and the size's (rid, or
repaired-rid on a stream of repairs: RFC 8852, RFC 8843 section 9.2); they are looked at
once for each SSRC, and after that the SSRC alone decides.

    find(packet, head) ─▶ the layer, and whether this is a repair of it
    wanted(now)        ─▶ the sizes somebody watches; the others may rest at their source
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from media.rtp import header, rtcp
from media.rtp.arrivals import Arrivals
from media.rtp.layer import Kind, Layer

STREAMS = 32                   # SSRCs remembered
LINGER = 5.0                   # seconds a layer nobody watches goes on: stages change often


class Way(NamedTuple):
    """How one layer comes: what its packets, and the repairs of them, are known by."""

    layer: Layer
    payload_type: int
    repair_type: int = 0       # 0: none
    mid: str = ""
    rid: str = ""              # "": its m-line carries nothing else

    @property
    def name(self) -> str:
        """What the sender calls it."""
        return self.rid or self.mid


class Numbers(NamedTuple):
    """Header extensions by number; 0: not agreed."""

    mid: int = 0
    rid: int = 0
    repaired: int = 0
    transport: int = 0
    level: int = 0
    time: int = 0


@dataclass(eq=False, slots=True)
class Uplink:
    """One sender's streams. The ways to a picture stand in the order of the offer, smallest first."""

    source: str
    ways: Sequence[Way]
    numbers: Numbers
    via: str = ""              # the relay below us that it comes through; "": from the sender itself
    arrivals: Arrivals = field(default_factory=Arrivals)
    clock_offset: float | None = None              # our clock minus the sender's own, seconds
    _streams: dict[int, tuple[Layer, bool]] = field(default_factory=dict)
    _watched: dict[int, float] = field(default_factory=dict)      # by place in `ways`: when last

    @property
    def layers(self) -> list[Layer]:
        """One may come in several codings, each a way of its own."""
        return list(dict.fromkeys(way.layer for way in self.ways))

    def of(self, kind: Kind) -> list[Layer]:
        """In the order of the offer."""
        return [layer for layer in self.layers if layer.kind == kind]

    @property
    def voice(self) -> Layer | None:
        return next((layer for layer in self.layers if layer.kind == "audio"), None)

    @property
    def pictures(self) -> list[Layer]:
        """The sizes of the picture, smallest first: by what they show, else by what the offer says."""
        sizes = self.of("video")
        return sorted(sizes, key=lambda layer: layer.area) if all(layer.area for layer in sizes) else sizes

    def note(self, packet: bytes, head: header.Header, now: float) -> None:
        """When it came, for a sender who wants to know."""
        number = header.element(packet, head, self.numbers.transport) if self.numbers.transport else None
        if number is not None and len(number) == 2:
            self.arrivals.note(number[0] << 8 | number[1], now)

    def level(self, packet: bytes, head: header.Header) -> int | None:
        """How loud its sender says a voice is (RFC 6464: 0 to 127, 127 is silence); None: it does not say."""
        said = header.element(packet, head, self.numbers.level) if self.numbers.level else None
        return said[0] if said else None

    def find(self, packet: bytes, head: header.Header) -> tuple[Layer, bool] | None:
        """Whose packet this is, and whether it is a repair; None when nobody can say."""
        return self._streams.get(head.ssrc << 7 | head.payload_type) or self._learn(packet, head)

    def _learn(self, packet: bytes, head: header.Header) -> tuple[Layer, bool] | None:
        kind, numbers = head.payload_type, self.numbers
        found = [way for way in self.ways if kind in (way.payload_type, way.repair_type)]
        if len(found) > 1 and (mid := _name(packet, head, numbers.mid)):
            found = [way for way in found if way.mid == mid]
        if len(found) > 1:
            rid = _name(packet, head, numbers.rid) or _name(packet, head, numbers.repaired)
            found = [way for way in found if way.rid == rid]
        if len(found) != 1:
            return None
        if len(self._streams) >= STREAMS:
            del self._streams[next(iter(self._streams))]
        stream = self._streams[head.ssrc << 7 | kind] = (found[0].layer, kind != found[0].payload_type)
        return stream

    def wanted(self, now: float) -> tuple[str, ...]:
        """Names of the picture's layers that are watched, or were a moment ago."""
        for at, way in enumerate(self.ways):
            if way.layer.slots or way.layer.wished:
                self._watched[at] = now
        return tuple(
            way.name for at, way in enumerate(self.ways)
            if way.layer.kind == "video" and now - self._watched.get(at, -LINGER) < LINGER
        )

    def flowing(self, names: Sequence[str]) -> bool:
        """Do these layers come?"""
        return all(way.layer.flows for way in self.ways if way.name in names and way.layer.kind == "video")

    def hear(self, datagram: bytes, now: float) -> bool:
        """A sender's own reports: its clock; whether a stream rests from now on that came until then.

        That is believed of relays alone: whoever says it and goes on, again and again, has all slots looked at anew.
        """
        rests, relayed = False, bool(self.via) or not self.source
        for report in rtcp.read(datagram):
            if isinstance(report, rtcp.Left) and relayed:
                for layer in self.layers:
                    if layer.ssrc == report.ssrc and layer.flows:
                        layer.flows, rests = False, True
            if isinstance(report, rtcp.Told):
                for layer in self.layers:
                    if layer.ssrc == report.ssrc:
                        layer.hear_clock(report, now)
                        if self.clock_offset is None:
                            self.clock_offset = now - report.ntp / 4294967296
        return rests


def _name(packet: bytes, head: header.Header, number: int) -> str:
    found = header.element(packet, head, number) if number else None
    return found.decode("ascii", "replace") if found else ""
