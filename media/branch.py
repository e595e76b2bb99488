"""One relay of the tree: the link to it, and whom it has by whose leave.

A relay at a venue is not trusted beyond that: it may speak of the peers that were let in there, and ask
at the root for those. What it says is bounded, and read no faster than `RATE`.
"""

import asyncio
import contextlib
import json
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from media import grants
from media.channel import Socket, until_one_ends
from media.grants import BadGrant, Grant
from media.link import RelayAway, RelayLink, Up
from media.sdp import BadOffer

PEER = re.compile(r"[A-Za-z0-9_-]{1,20}\Z", re.ASCII)          # a peer's name at its relay
TOGETHER = 8                   # people more for whom a meeting stays at the relay at which it is
RATE, BURST = 200.0, 2_000     # messages a second from a relay that has dialled in; at once
WHAT = 2_000                   # characters of what a page is told
SHUNNED, LONGEST = timedelta(minutes=1), timedelta(minutes=16)
PATIENCE = 2.0                 # seconds for figures: a board does not wait for a hall that is cut off

Allowed = Callable[[str], Awaitable[bool]]


async def always(meeting: str) -> bool:
    """A relay of this machine carries every meeting."""
    return True


@dataclass(eq=False)
class Branch:
    """One relay; the root has no name."""

    name: str
    link: RelayLink
    since: datetime                                # that it has been there, or away
    allowed: Allowed = always
    peers: dict[str, Grant] = field(default_factory=dict)
    why: str = ""                                  # its socket was closed by us
    cut: bool = False                              # it can be asked, but nothing comes to it from the root
    _shunned: datetime | None = None               # until then nobody is led there
    _times: int = 0
    _early: deque[str] = field(default_factory=lambda: deque(maxlen=256))      # gone before we knew that they came
    _ending: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, socket: Socket, now: Callable[[], datetime]) -> str:
        """Until the socket is closed, or `end` says why."""
        self.link.paced = Pace(RATE, BURST).wait
        try:
            await until_one_ends(f"the link to relay {self.name}", self.link.serve(socket), self._ending.wait())
        finally:
            self.since = now()
        return self.why

    def end(self, why: str) -> None:
        self.why = why
        self._ending.set()

    def away_for(self, now: datetime) -> float:
        """Seconds."""
        return 0.0 if self.link.connected else (now - self.since).total_seconds()

    def shun(self, now: datetime) -> None:
        """Lead nobody there for a while; each time for longer."""
        self._shunned = now + min(SHUNNED * 2**self._times, LONGEST)
        self._times += 1

    def leads(self, now: datetime) -> bool:
        """Whether people can be led there."""
        return self.link.connected and (self._shunned is None or now >= self._shunned)

    async def let_go(self, peer: str) -> None:
        """A peer is to leave; a relay that is away is none the worse for it."""
        with contextlib.suppress(RelayAway):
            await self.link.leave(peer)

    def outside(self, peer: str) -> str:
        """How a peer of this relay is called by pages."""
        return f"{self.name}.{peer}" if self.name else peer

    def meetings(self) -> set[str]:
        return {grant.meeting for grant in self.peers.values()}

    def holds(self, meeting: str, subject: str | None = None) -> bool:
        return any(grant.meeting == meeting and subject in (None, grant.subject) for grant in self.peers.values())

    def of(self, meeting: str, subject: str, role: str) -> list[str]:
        """The peers here of that subject in that role."""
        return [peer for peer in self.peers if self.is_of(peer, meeting, subject, role)]

    def senders(self, meeting: str, subject: str) -> list[str]:
        """The devices here that send for it; who stands in for one elsewhere is none."""
        return [peer for peer in self.of(meeting, subject, "send") if not self.peers[peer].via]

    def is_of(self, peer: str, meeting: str, subject: str, role: str) -> bool:
        grant = self.peers.get(peer)
        return grant is not None and (grant.meeting, grant.subject, grant.role) == (meeting, subject, role)

    def took_in(self, peer: str, grant: Grant) -> bool:
        """A peer has joined; whether it is the first of its meeting here.

        Raises:
            RelayAway: that is no peer's name.
        """
        if not PEER.match(peer):
            raise RelayAway
        first = not self.holds(grant.meeting)
        if peer not in self._early:
            self.peers[peer] = grant
        return first

    def lost(self, peer: str) -> Grant | None:
        """A peer is gone; what it was here for."""
        grant = self.peers.pop(peer, None)
        if grant is None:
            self._early.append(peer)
        return grant

    async def recount(self, held: Mapping[str, str], key: Ed25519PublicKey, now: float, late: float) -> None:
        """It has these peers by these grants, and no others. Those we know ourselves need no proof."""
        found: dict[str, Grant] = {}
        for at, (peer, text) in enumerate(held.items()):
            if at % 25 == 0:
                await asyncio.sleep(0)             # a signature takes a tenth of a millisecond
            grant = self.peers.get(peer)
            try:
                grant = grant or grants.read(key, text, self.name, now, late)
            except BadGrant:
                continue
            if PEER.match(peer) and peer not in self._early:
                found[peer] = grant
        self.peers = found
        barred = {meeting for meeting in self.meetings() if not await self.allowed(meeting)}
        self.peers = {peer: grant for peer, grant in found.items() if grant.meeting not in barred}

    def may_say(
        self, grant: Grant | None, meeting: str, subject: str, what: Mapping[str, object] | None = None
    ) -> bool:
        """Whether that is a peer of this relay's, and what is told of it can be told to its page."""
        if not self.name:
            return grant is None or not grant.via
        return (grant is not None and (grant.meeting, grant.subject) == (meeting, subject)
                and len(json.dumps(what)) <= WHAT)

    def may_ask(self, asked: Up) -> bool:
        """To watch where it has somebody, under its own name; to send for whom it has, as they do."""
        if asked.role == "watch":
            return asked.subject == f"relay:{self.name}" and self.holds(asked.meeting)
        return bool(self.of(asked.meeting, asked.subject, "send"))

    def needs(self, grant: Grant) -> bool:
        """Whether a peer of its own at the root still has somebody to be there for."""
        return self.may_ask(Up(grant.meeting, grant.subject, grant.role, "", None))

    async def figures(self, meeting: str) -> dict[str, Any]:
        """What it says of its lines; nothing when it does not answer soon."""
        if not self.link.connected:
            return {}
        try:
            async with asyncio.timeout(PATIENCE):
                return await self.link.stats(meeting)
        except (TimeoutError, RelayAway, BadOffer):
            return {}

    def place(self, meeting: str) -> dict[str, Any]:
        """How it stands, as far as we know ourselves."""
        here = [grant.subject for grant in self.peers.values() if grant.meeting == meeting]
        return {"name": self.name, "attached": self.link.connected, "since": self.since, "subjects": set(here),
                "peers": len(here)}


def roomiest(there: Sequence[Branch], meeting: str, subject: str) -> Branch | None:
    """Where somebody has most room: with the other lines of their place, else with the fewest people.

    A meeting stays at one relay while it is small: each further one takes a copy of its pictures.
    """
    same = [branch for branch in there if branch.holds(meeting, subject)]
    return min(
        same or there, default=None,
        key=lambda branch: len(branch.peers) + (0 if branch.holds(meeting) else TOGETHER),
    )


class Pace:
    """No more than so many a second, but so many at once; waits, refuses nothing."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate, self._burst = rate, burst
        self._left, self._at = float(burst), time.monotonic()

    async def wait(self) -> None:
        now = time.monotonic()
        self._left = min(self._left + (now - self._at) * self._rate, self._burst) - 1
        self._at = now
        if self._left < 0:
            await asyncio.sleep(-self._left / self._rate)
