"""What the relay above sends us: its slots, which are sources here.

    uplink()     ─▶ two pictures, each in whatever coding the stage comes in, and three voices
    FromAbove        its packets to the router: a voice that was said twice is taken apart again

A lost picture is asked for again (NACK) before anybody here misses it; a lost voice stands in the
packets behind it, and goes on under its own number (RFC 2198). It counts as lost all the same
in what the parent is told of the line, so that the parent goes on saying it twice.
"""

from collections import deque
from dataclasses import dataclass, field

from media import sdp
from media.downlink import Outgoing
from media.router import Router
from media.rtp import header, red
from media.rtp.layer import Layer
from media.rtp.sequence import ahead
from media.uplink import Numbers, Uplink, Way
from media.upper_sdp import CODINGS, MID_NUMBER, OPUS, PICTURES, RED

KEPT = 64                      # numbers of a voice that are remembered as come


def uplink() -> Uplink:
    """As `upper_sdp.watch` offers it."""
    ways: list[Way] = []
    for at in range(PICTURES):
        layer = Layer("video", "vp8")
        layer.chosen = True
        for codec in ("vp8", "h264"):
            ways.append(Way(layer, CODINGS[codec].payload_type, CODINGS[codec].repair_type, str(at)))
    for at in range(sdp.VOICES):
        ways.append(Way(Layer("audio", "opus"), OPUS, mid=str(PICTURES + at)))
    return Uplink("", ways, Numbers(mid=MID_NUMBER))


CODECS = {CODINGS[codec].payload_type: codec for codec in ("vp8", "h264")}


@dataclass(slots=True)
class FromAbove:
    """What the packets and reports of the relay above come to."""

    router: Router
    up: Uplink
    out: Outgoing
    _came: dict[int, deque[int]] = field(default_factory=dict)    # by SSRC: numbers of a voice

    def packet(self, packet: bytes, now: float) -> None:
        kind = packet[1] & 0x7F
        if kind in (OPUS, RED):
            self._voice(packet, now)
            return
        codec = CODECS.get(kind)
        head = header.read(packet) if codec is not None else None
        if codec is not None and head is not None and (found := self.up.find(packet, head)) is not None:
            self._code(found[0], codec)
        self.router.forward(self.up, packet, now, self.out)

    def report(self, datagram: bytes, now: float) -> None:
        self.up.hear(datagram, now)

    def _code(self, layer: Layer, codec: str) -> None:
        """The same slot of the parent's comes in another coding when its source does."""
        if layer.codec != codec:
            layer.codec = codec
            layer.restart()
            self.router.arrange()

    def _voice(self, packet: bytes, now: float) -> None:
        head = header.read(packet)
        if head is None:
            return
        found = self.up.find(packet, head._replace(payload_type=OPUS))
        if found is None or not found[0].accept(head, now):
            return
        said = [(head.timestamp, packet[head.body : head.end])]
        if head.payload_type == RED:
            said = red.split(said[0][1], head.timestamp, OPUS)
        came = self._came.setdefault(head.ssrc, deque(maxlen=KEPT))
        for back, (timestamp, payload) in zip(range(len(said) - 1, -1, -1), said, strict=True):
            sequence = (head.sequence - back) & 0xFFFF
            if sequence in came or (back and came and ahead(sequence, came[0]) < 0):
                continue
            came.append(sequence)
            one = head._replace(sequence=sequence, timestamp=timestamp, marker=0 if back else head.marker)
            self.router.hand_on(found[0], one, payload, now, self.out)
