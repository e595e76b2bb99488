"""A voice that comes said twice, taken apart again (RFC 2198).

On its way to a relay a lost voice is not asked for again: it stands in the packets behind it,
and goes on from here under its own number, once. It counts as lost all the same in what the other
side is told of the line, so that it goes on saying it twice.

    FromSpeaker   a sender: packets to the router, its voice through here
"""

from collections import deque
from dataclasses import dataclass, field

from media.downlink import Outgoing
from media.router import Router
from media.rtp import header, red
from media.rtp.sequence import ahead
from media.uplink import Uplink

KEPT = 64                      # numbers of a voice that are remembered as come


@dataclass(slots=True)
class Spoken:
    """The voices of one association. `plain` and `twice` are their payload types; `twice` 0: not agreed."""

    router: Router
    up: Uplink
    out: Outgoing
    plain: int
    twice: int
    _came: dict[int, deque[int]] = field(default_factory=dict)    # by SSRC

    def packet(self, packet: bytes, now: float) -> None:
        head = header.read(packet)
        if head is None:
            return
        self.up.note(packet, head, now)
        found = self.up.find(packet, head._replace(payload_type=self.plain))
        if found is None or not found[0].accept(head, now):
            return
        if head.body == head.end:
            for slot in found[0].slots:
                slot.leave_out(head.sequence)
            return
        found[0].loudness.told = self.up.level(packet, head)
        said = [(head.timestamp, packet[head.body : head.end])]
        if head.payload_type == self.twice:
            said = red.split(said[0][1], head.timestamp, self.plain)
        came = self._came.setdefault(head.ssrc, deque(maxlen=KEPT))
        for back, (timestamp, payload) in zip(range(len(said) - 1, -1, -1), said, strict=True):
            sequence = (head.sequence - back) & 0xFFFF
            if sequence in came or (back and came and ahead(sequence, came[0]) < 0):
                continue
            came.append(sequence)
            one = head._replace(sequence=sequence, timestamp=timestamp, marker=0 if back else head.marker)
            self.router.hand_on(found[0], one, payload, now, self.out)


@dataclass(slots=True)
class FromSpeaker:
    """What the packets and reports of a sender come to whose voice may come said twice."""

    spoken: Spoken

    def packet(self, packet: bytes, now: float) -> None:
        spoken = self.spoken
        if len(packet) > 1 and packet[1] & 0x7F in (spoken.plain, spoken.twice):
            spoken.packet(packet, now)
        else:
            spoken.router.forward(spoken.up, packet, now, spoken.out)

    def report(self, datagram: bytes, now: float) -> None:
        if self.spoken.up.hear(datagram, now):
            self.spoken.router.arrange()
