"""One peer and what it is here for: what was agreed with it becomes layers, or slots.

    uplink(subject, terms)          ─▶ a layer for each stream a sender will send
    upward(source, peer)            ─▶ a slot for each m-line that a source has at the relay above
    downlink(subject, terms, peer)  ─▶ a slot behind each m-line of a watcher, and its SSRCs for the answer
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from media import sdp
from media.downlink import Downlink
from media.figures import Traffic
from media.gauge import Gauge
from media.ladder import Step
from media.peer import Peer
from media.rtp.layer import Kind, Layer
from media.rtp.slot import Slot, Terms
from media.uplink import Numbers, Uplink, Way
from media.upper_sdp import CODINGS, MID_NUMBER, RED, TIME_NUMBER
from media.upward import parts


@dataclass(eq=False, slots=True)
class Attendant:
    """One peer and what it is here for."""

    id: str
    meeting: str
    subject: str
    role: sdp.Role
    peer: Peer
    via: str = ""              # the relay below us that it stands for; "": a device itself
    holder: str = ""           # the session of its page; "": it has none, as equipment
    up: Uplink | None = None
    down: Downlink | None = None
    own_ssrc: int = field(default_factory=lambda: secrets.randbits(31) | 1)
    connected: bool = False
    came_back: bool = False                        # it was here before its line broke
    sizes: tuple[str, ...] | None = None           # of its picture, which its page was told are watched
    twice: bool = False                            # its page was told to say its voice twice
    most: Step = Step.FULL                         # what its person wants at most
    stands: dict[str, object] | None = None        # on the ladder, as its page was told
    traffic: Traffic = field(default_factory=Traffic)
    gauge: Gauge | None = None                     # of its line, where it cannot find out by itself
    rested: dict[int, int] = field(default_factory=dict)       # SSRCs told to rest: after how many packets
    upper: bool = False                            # one of ours at the relay above: that tells it, not we


def uplink(subject: str, terms: Sequence[sdp.Agreed | None], via: str = "") -> Uplink:
    """A way for each stream; of a picture's sizes the first offered is taken for the small one."""
    taken = [one for one in terms if one is not None]
    ways: list[Way] = []
    for one in taken:
        for rid in one.rids or ("",):
            [coding] = one.codings
            layer = Layer(one.kind, coding.name)
            ways.append(Way(layer, coding.payload_type, coding.repair_type, one.mid, rid))
    numbers = (
        next((number for one in taken if (number := getattr(one, f"{name}_number"))), 0)
        for name in ("mid", "rid", "repaired", "transport", "level", "time")
    )
    return Uplink(subject, ways, Numbers(*numbers), via)


def downlink(
    subject: str, terms: Sequence[sdp.Agreed | None], peer: Peer, via: str = ""
) -> tuple[Downlink, list[sdp.Agreed | None]]:
    """Slots behind the m-lines, and the terms with their SSRCs."""
    slots: list[Slot] = []
    told: list[sdp.Agreed | None] = []
    for one in terms:
        if one is None:
            told.append(None)
            continue
        ssrc, repair = (secrets.randbits(31) | 1, secrets.randbits(31) & ~1)
        first, *others = one.codings
        also = {coding.name: (coding.payload_type, coding.repair_type) for coding in others}
        said = Terms(
            one.mid, first.payload_type, first.repair_type, one.mid_number, one.time_number, first.name, also, one.red
        )
        slots.append(Slot(one.kind, said, ssrc, repair, secrets.randbits(15), peer))
        told.append(sdp.with_sources(one, ssrc, repair))
    return Downlink(subject, slots, via), told


def upward(source: Uplink, peer: Peer, twice: bool) -> Downlink:
    """As `upper_sdp.send` offers it; `twice`: a voice may be said twice."""
    slots = []
    for at, codec in enumerate(parts(source)):
        coding = CODINGS[codec]
        kind: Kind = "audio" if codec == "opus" else "video"
        again = RED if kind == "audio" and twice else 0
        terms = Terms(str(at), coding.payload_type, coding.repair_type, MID_NUMBER, TIME_NUMBER, codec, red=again)
        ssrc, repair = (secrets.randbits(31) | 1, secrets.randbits(31) & ~1)
        slots.append(Slot(kind, terms, ssrc, repair, secrets.randbits(15), peer))
    return Downlink(source.source, slots, only=source)
