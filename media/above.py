"""What the relay above sends us: its slots, which are sources here.

    uplink()     ─▶ two pictures, each in whatever coding the stage comes in, and three voices
    FromAbove        its packets to the router, its voices taken apart (`media.spoken`)

A lost picture is asked for again (NACK) before anybody here misses it.
"""

from dataclasses import dataclass, field

from media import sdp
from media.downlink import Outgoing
from media.router import Router
from media.rtp import header
from media.rtp.layer import Layer
from media.spoken import Spoken
from media.uplink import Numbers, Uplink, Way
from media.upper_sdp import CODINGS, MID_NUMBER, OPUS, PICTURES, RED


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
    spoken: Spoken = field(init=False)

    def __post_init__(self) -> None:
        self.spoken = Spoken(self.router, self.up, self.out, OPUS, RED)

    def packet(self, packet: bytes, now: float) -> None:
        kind = packet[1] & 0x7F if len(packet) > 1 else 0
        if kind in (OPUS, RED):
            self.spoken.packet(packet, now)
            return
        codec = CODECS.get(kind)
        head = header.read(packet) if codec is not None else None
        if codec is not None and head is not None and (found := self.up.find(packet, head)) is not None:
            self._code(found[0], codec)
        self.router.forward(self.up, packet, now, self.out)

    def report(self, datagram: bytes, now: float) -> None:
        if self.up.hear(datagram, now):
            self.router.arrange()

    def _code(self, layer: Layer, codec: str) -> None:
        """The same slot of the parent's comes in another coding when its source does."""
        if layer.codec != codec:
            layer.codec = codec
            layer.restart()
            self.router.arrange()
