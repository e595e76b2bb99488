"""What comes from a peer, to whom it concerns: a sender's packets to the router, a watcher's reports to its slots."""

from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from media.downlink import Downlink, Outgoing
from media.router import Router
from media.uplink import Uplink


class Forward(Protocol):
    def __call__(self, packet: bytes, now: float) -> None: ...


@dataclass(slots=True)
class FromSender:
    """What a sender's packets and reports come to."""

    router: Router
    up: Uplink
    out: Outgoing
    packet: Forward = field(init=False)        # the router's own: a call less for each packet

    def __post_init__(self) -> None:
        self.packet = partial(self.router.forward, self.up, out=self.out)

    def report(self, datagram: bytes, now: float) -> None:
        if self.up.hear(datagram, now):
            self.router.arrange()


@dataclass(slots=True)
class FromWatcher:
    """What a watcher's reports come to; packets it sends come to nothing."""

    down: Downlink
    out: Outgoing

    def packet(self, packet: bytes, now: float) -> None: ...

    def report(self, datagram: bytes, now: float) -> None:
        self.down.hear(datagram, now, self.out)
