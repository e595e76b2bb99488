"""Equipment leaves with its pass: when that is revoked, is at its end, or the meeting is over.

    clerk ─▶ gallery ─▶ announced    a closed meeting's passes open nothing any more
    timetable ─▶ sweep               each hour those at their end
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from media.link import RelayAway
from meetings.procedure.meeting import Entry, Meeting
from meetings.procedure.sitting import Phase
from meetings.procedure.words import MeetingId
from meetings.record.passes import Pass, Passes


class Connections(Protocol):
    """Who holds the connections, and ends one."""

    async def leave(self, peer_id: str, subject: str | None = None) -> None: ...


class Equipment:
    """One for the house; `gallery.also(equipment.announced)`."""

    def __init__(self, passes: Passes, relay: Connections | None, now: Callable[[], datetime]) -> None:
        self._passes, self._relay, self._now = passes, relay, now
        self._leaving: set[asyncio.Task[None]] = set()

    def announced(self, name: MeetingId, before: Meeting, after: Meeting, entries: Sequence[Entry]) -> None:
        """Something was written: is the meeting over?"""
        if after.phase is Phase.CLOSED and before.phase is not Phase.CLOSED:
            task = asyncio.create_task(self._over(name))
            self._leaving.add(task)
            task.add_done_callback(self._leaving.discard)

    async def _over(self, meeting: MeetingId) -> None:
        for one in await self._passes.revoke_all(meeting, self._now()):
            await self.let_go(one)

    async def let_go(self, one: Pass) -> None:
        """End the connection made with a pass; a relay that is away has forgotten it already."""
        if one.peer and self._relay is not None:
            with contextlib.suppress(RelayAway):
                await self._relay.leave(one.peer, one.subject)

    async def sweep(self) -> None:
        """What runs on after its pass has ended is let go; passes long spent are forgotten."""
        now = self._now()
        for one in await self._passes.ended(now):
            await self.let_go(one)
            await self._passes.release(one.id, one.peer)
        await self._passes.sweep(now)
