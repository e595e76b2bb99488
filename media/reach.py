"""One association with the relay above: asked for, sought, kept, and begun anew.

    up() over the control channel ─▶ checks to all its places ─▶ keys ─▶ a peer of ours there
       ▲                                                                    │
       └──── nothing heard for 10 s, or it said goodbye ◀───────────────────┘

What stood is kept until there is an answer about the next: a line often comes back before the
question does. Each association has a socket of its own, for the relay above knows its peers
apart by their addresses.
"""

import asyncio
import contextlib
import logging
import time
from dataclasses import dataclass
from typing import Protocol

from media import upper_sdp
from media.attendant import Attendant
from media.egress import Plain
from media.gauge import Gauge
from media.mux import Flush, Mux
from media.parent import Above, Away, Full, Gone, Taken
from media.peer import Certificate, Peer, fingerprint
from media.sdp import BadOffer, Role
from media.upper_sdp import Answer, BadAnswer, Here

log = logging.getLogger(__name__)

LOST = 10.0                    # seconds without a word until it is asked for anew
LOOK = 0.25                    # seconds between two looks whether it is lost
SEEK, CONSENT, DOUBT = 0.25, 2.0, 0.5      # seconds between checks: until it is found; then; when it is silent
SILENT = 2.5                   # … for so long
PAUSE: tuple[float, ...] = (0.5, 1.0, 2.0)     # between two questions while nobody hears them
REFUSED = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)     # … while they are refused, or come to nothing
STEADY = 5.0                   # seconds an association must have stood to be asked for anew without a pause


@dataclass(frozen=True, slots=True)
class Ground:
    """What all associations of a relay stand on."""

    above: Above
    own: Certificate
    host: str                  # where their sockets are bound
    here: Flush                # out to those who watch here: let go after each burst that comes


class Purpose(Protocol):
    """What an association is for."""

    role: Role

    def offer(self, here: Here) -> str: ...

    def begin(self, peer: Peer, out: Plain, answer: Answer) -> tuple[Attendant, Gauge]:
        """It stands: who attends there for us, and who hears what comes."""

    def end(self) -> None:
        """It stands no more."""

    def taken(self) -> None:
        """Somebody else does there what we did, and we are not to come back."""


class Reach:
    """`keep()` it in a task, `turn()` it by the clock, `close()` it at the end."""

    def __init__(self, ground: Ground, meeting: str, subject: str, purpose: Purpose, again: str | None = None) -> None:
        self._ground, self._meeting, self._subject, self._purpose = ground, meeting, subject, purpose
        self.again = again                         # the name of our peer there, as far as we know
        self.attendant: Attendant | None = None
        self._gauge: Gauge | None = None
        self._peer: Peer | None = None
        self._mux: Mux | None = None
        self._asked_at = 0.0
        self._since = time.monotonic()
        self._woken = asyncio.Event()

    @property
    def heard_at(self) -> float:
        """When anything came from there last; at first, when it was begun."""
        checked = self._peer.ice.checked_at if self.attendant is not None and self._peer is not None else 0.0
        return max(self._since, checked, self._gauge.heard_at if self._gauge is not None else 0.0)

    def turn(self, now: float) -> None:
        """Check whether it is there, as often as that matters."""
        peer, mux = self._peer, self._mux
        if peer is None or mux is None or not peer.ice.candidates:
            return
        quiet = now - self.heard_at > SILENT
        every = SEEK if peer.ice.address is None else DOUBT if quiet else CONSENT
        if now - self._asked_at >= every:
            self._asked_at = now
            mux.ask(peer.ice)

    async def keep(self) -> None:
        """For as long as it is wanted."""
        tries, came_at = 0, 0.0
        while True:
            if self.attendant is not None and time.monotonic() - self.heard_at < LOST:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LOOK):
                        await self._woken.wait()
                self._woken.clear()
                continue
            if came_at and time.monotonic() - came_at < STEADY:        # ended at once: a handshake is no loop
                await asyncio.sleep(PAUSE[min(tries, len(PAUSE) - 1)])
                tries += 1
            elif came_at:
                tries = 0
            came_at = 0.0
            try:
                await self._come()
                came_at = time.monotonic()
                continue
            except Taken:
                self._purpose.taken()
                return
            except Away:
                pauses = PAUSE
            except (Full, Gone, BadOffer, BadAnswer, OSError) as refused:      # the last: there is no socket to be had
                log.info("nothing came of %s in %s above: %r", self._subject, self._meeting, refused)
                pauses = REFUSED
            await asyncio.sleep(pauses[min(tries, len(pauses) - 1)])
            tries += 1

    async def _come(self) -> None:
        """Up, once. Raises what `Above.up` raises, `BadAnswer`, and `Gone` when no keys were agreed."""
        mux = Mux(self._ground.host, 0)
        out = Plain(mux.socket)
        mux.open(self._ground.here)
        peer = Peer(mux, self._ground.own, "", None, self._goodbye, begins=True)
        try:
            offer = self._purpose.offer(Here(peer.ice.ufrag, peer.ice.password, fingerprint(self._ground.own)))
            self.again, said = await self._ground.above.up(
                self._meeting, self._subject, self._purpose.role, offer, self.again
            )
            await self._let_go()                   # it was put aside there
            self._peer, self._mux = peer, mux
            answer = upper_sdp.read(said, offer.count("\nm="))
            peer.seek(answer.ufrag, answer.password, answer.fingerprint, answer.candidates)
            if not await peer.open():
                raise Gone
            self.attendant, self._gauge = self._purpose.begin(peer, out, answer)
            self._since = time.monotonic()
        finally:
            if self.attendant is None or self._peer is not peer:
                self._peer, self._mux = (None, None) if self._peer is peer else (self._peer, self._mux)
                await peer.close()
                mux.close()

    def _goodbye(self, peer: Peer) -> None:
        """It was ended there."""
        if peer is self._peer:
            self.stand_down()
            self._woken.set()

    def stand_down(self) -> None:
        """From now on nothing comes from there, or goes there."""
        if self.attendant is not None:
            self._since = self.heard_at
            self.attendant = self._gauge = None
            self._purpose.end()

    async def _let_go(self) -> None:
        peer, mux = self._peer, self._mux
        self.stand_down()
        self._peer = self._mux = None
        if peer is not None and mux is not None:
            await peer.close()
            mux.close()

    async def close(self) -> None:
        """Not needed any more: said there, too."""
        await self._let_go()
        if self.again:
            with contextlib.suppress(Away, TimeoutError):
                async with asyncio.timeout(LOST):
                    await self._ground.above.down(self.again)
