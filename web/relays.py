"""The relays of halls that are connected now: let in, replaced, put out, and who is led to them.

    a relay dials in ─▶ serve      it is the tree's until its socket closes
    revoked          ─▶ revoke     its socket is closed at once
    a page of a hall ─▶ near       the relay that its sound and picture go through

A relay says only what `media.tree` asks of it, and only of meetings that one of its halls is called to.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime
from typing import Protocol

from meetings.procedure.words import MeetingId
from meetings.record.relays import VenueRelay, VenueRelays
from meetings.record.sittings import Sittings
from meetings.register.preparing import Work, still

REVOKED, NO_TREE = 4401, 1013
CODES = {"revoked": REVOKED, "replaced": 4409}


class Line(Protocol):
    """The socket of a relay, opened by it."""

    async def send(self, text: str) -> None: ...
    def __aiter__(self) -> AsyncIterator[str]: ...
    def let_go(self, code: int, reason: str) -> None: ...


class Director(Protocol):
    """Who directs the relays: `media.tree`."""

    async def attach(
        self, name: str, socket: Line, allowed: Callable[[str], Awaitable[bool]], /
    ) -> str | None: ...       # why it ended, of `CODES`; nothing else: the relay went
    async def detach(self, name: str, /) -> None: ...
    def attached(self) -> Mapping[str, datetime]: ...


class Relays:
    """One for the house. `key` verifies our grants; it stands in every relay's token."""

    def __init__(
        self, kept: VenueRelays, sittings: Sittings, tree: Director | None, key: str, now: Callable[[], datetime]
    ) -> None:
        self._kept, self._sittings, self._tree, self._now = kept, sittings, tree, now
        self.key = key
        self._lines: dict[str, list[Line]] = {}

    async def serve(self, relay: VenueRelay, line: Line) -> None:
        """Until its socket closes. A second connection of the same relay takes the place of the first."""
        if self._tree is None:
            line.let_go(NO_TREE, "no relay beside the server")
            return
        self._lines.setdefault(relay.id, []).append(line)
        try:
            if not await self._kept.seen(relay.id, self._now()):       # revoked while it came in
                line.let_go(REVOKED, "revoked")
                return
            why = await self._tree.attach(relay.id, line, self._allowed(relay))
            if why in CODES:
                line.let_go(CODES[why], why)
        finally:
            self._lines[relay.id].remove(line)
            if not self._lines[relay.id]:
                del self._lines[relay.id]
            await self._kept.seen(relay.id, self._now())

    async def revoke(self, id: str) -> bool:
        """It is let in no more and put out at once; whether there was one to revoke."""
        done = await self._kept.revoke(id, self._now())
        for line in self._lines.get(id, ()):       # also one that the tree has not heard of yet
            line.let_go(REVOKED, "revoked")
        if self._tree is not None:
            await self._tree.detach(id)
        return done

    async def near(self, hall: str | None) -> str:
        """The name of the relay that stands in that hall and is connected; "" when there is none."""
        there = self.attached()
        if hall is None or not there:
            return ""
        return next((name for name in await self._kept.serving(hall) if name in there), "")

    def attached(self) -> Mapping[str, datetime]:
        """Those connected now, since when."""
        return {} if self._tree is None else self._tree.attached()

    async def sweep(self) -> None:
        """When those connected were seen is written down, should the power go; those long revoked are forgotten."""
        for name in self.attached():
            await self._kept.seen(name, self._now())
        await self._kept.sweep(self._now())

    def _allowed(self, relay: VenueRelay) -> Callable[[str], Awaitable[bool]]:
        async def allowed(meeting: str) -> bool:
            found = await self._sittings.get(MeetingId(meeting))
            if found is None or not still(Work.EQUIPMENT, found.phase):
                return False
            return any(hall.id in relay.halls for hall in await self._sittings.venues(found.id))

        return allowed
