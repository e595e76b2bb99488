"""The relays of one house: the root beside the web server, and those that stand below it.

    pages ─▶ Tree ─┬─▶ root                  all who have no relay of their own
                   └─▶ a relay at a venue    its hall; it has dialled in

Every peer is let in by a grant signed here (`media.grants`). A peer at a relay with a name is known
outside as NAME.ID, at the root by its ID alone.
"""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from media.grants import Grant, sign, until
from media.link import Joined, Present, RelayLink, Renewed
from media.sdp import Role
from media.weighing import Tell


class Socket(Protocol):
    """A WebSocket on which a relay has come to us: texts out, texts in until it closes."""

    async def send(self, text: str, /) -> None: ...
    def __aiter__(self) -> AsyncIterator[str]: ...


class Tree:
    """What the pages know of relays; used like a `RelayLink`."""

    def __init__(self, root: RelayLink, key: Ed25519PrivateKey, now: Callable[[], datetime]) -> None:
        self._root, self._key, self._now = root, key, now
        self.on_told: Tell | None = None
        root.on_told = self._told

    async def start(self) -> None:
        """Begin to reach for the root; does not wait for it."""
        await self._root.start()

    async def close(self) -> None:
        await self._root.close()

    @property
    def connected(self) -> bool:
        """Whether the root is there."""
        return self._root.connected

    def attached(self) -> Mapping[str, datetime]:
        """The relays that have dialled in, and since when."""
        return {}

    async def attach(self, name: str, socket: Socket, allowed: Callable[[str], Awaitable[bool]]) -> None:
        """Serve a relay that has dialled in until its socket closes. `allowed`: may it carry this meeting?"""
        raise NotImplementedError

    async def detach(self, name: str) -> None:
        """A relay is no longer ours: it and all that came through it leave."""

    async def join(
        self, meeting: str, subject: str, role: Role, offer_sdp: str, again: str | None = None, near: str = "",
        holder: str = "",
    ) -> Joined:
        """Bring a peer in, at the relay `near` it when that one is there. Raises as `RelayLink.join`."""
        grant = Grant(meeting, subject, role, "", "", until(self._now().timestamp()), secrets.token_hex(16))
        return await self._root.join(meeting, subject, role, offer_sdp, again, sign(self._key, grant), holder)

    async def renew(self, peer_id: str, subject: str, fragment: str, restart: bool) -> Renewed:
        """As `RelayLink.renew`."""
        return await self._root.renew(peer_id, subject, fragment, restart)

    async def pin(self, peer_id: str, subject: str, most: str) -> None:
        """As `RelayLink.pin`."""
        await self._root.pin(peer_id, subject, most)

    async def leave(self, peer_id: str, subject: str | None = None) -> None:
        """As `RelayLink.leave`."""
        await self._root.leave(peer_id, subject)

    async def stage(self, meeting: str, seen: Sequence[str], heard: Sequence[str]) -> None:
        """As `RelayLink.stage`."""
        await self._root.stage(meeting, seen, heard)

    async def everybody(self) -> list[Present]:
        """As `RelayLink.everybody`."""
        return await self._root.everybody()

    async def stats(self, meeting: str) -> dict[str, Any]:
        """As `RelayLink.stats`; of each line also through which relay."""
        stats = await self._root.stats(meeting)
        return {**stats, "lines": {subject: {**line, "relay": ""} for subject, line in stats["lines"].items()},
                "relays": {}}

    def _told(self, meeting: str, subject: str, peer: str, what: dict[str, object]) -> None:
        if self.on_told is not None:
            self.on_told(meeting, subject, peer, what)
