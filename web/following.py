"""What follows the record without being part of it: the phase in lists, the stage at the relay.

    Followed   the clerk's record: after an append the copy of the phase is set, before anybody is answered,
               so a list never shows another phase than the page that led there
    Director   an announced change of the floor becomes a stage for the relay; the only place where
               meetings and media meet

Both are repeated at the start, so a crash between the two leaves nothing behind.
"""

import asyncio
import contextlib
import logging
from collections.abc import Mapping, Sequence

from media.link import RelayLink
from meetings.clerk import Clerk
from meetings.ports import Receipt, Record
from meetings.procedure import sitting
from meetings.procedure.meeting import Entry, Meeting
from meetings.procedure.sitting import Phase
from meetings.procedure.stage import Stage, on_stage
from meetings.procedure.words import CommandId, MeetingId
from meetings.record.sittings import Sittings

log = logging.getLogger("dinh.web")

PHASE_OF: Mapping[type[object], Phase] = {
    sitting.CalledToOrder: Phase.IN_SESSION,
    sitting.Suspended: Phase.SUSPENDED,
    sitting.Resumed: Phase.IN_SESSION,
    sitting.Closed: Phase.CLOSED,
}


class Followed:
    """A record whose phases are copied to the register."""

    def __init__(self, record: Record, sittings: Sittings) -> None:
        self._record, self._sittings = record, sittings

    async def load(self, meeting: MeetingId) -> tuple[Meeting, Mapping[CommandId, Receipt]]:
        return await self._record.load(meeting)

    async def append(self, meeting: MeetingId, entries: Sequence[Entry], receipts: Sequence[Receipt]) -> None:
        await self._record.append(meeting, entries, receipts)
        for entry in reversed(entries):
            if isinstance(entry.event, sitting.Convened):
                await self._convened(meeting)
                break
            if (phase := PHASE_OF.get(type(entry.event))) is not None:
                await self._sittings.set_phase(meeting, phase)
                break

    async def since(self, meeting: MeetingId, seq: int, limit: int = 10_000) -> Sequence[Entry]:
        return await self._record.since(meeting, seq, limit)

    async def _convened(self, meeting: MeetingId) -> None:
        """Convening again later in the day (a changed paper) leaves the phase where it is."""
        prepared = await self._sittings.get(meeting)
        if prepared is not None and prepared.phase is Phase.PLANNED:
            await self._sittings.set_phase(meeting, Phase.CONVENED)


class Director:
    """Tells the relay who is on the stage, the newest word for each meeting."""

    def __init__(self, relay: RelayLink) -> None:
        self._relay = relay
        self._wanted: dict[MeetingId, Stage] = {}
        self._some = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def announced(self, meeting: MeetingId, before: Meeting, after: Meeting, entries: Sequence[Entry]) -> None:
        """The gallery's listener."""
        if (stage := on_stage(after)) != on_stage(before):
            self.direct(meeting, stage)

    def direct(self, meeting: MeetingId, stage: Stage) -> None:
        self._wanted[meeting] = stage
        self._some.set()

    def start(self) -> None:
        self._task = asyncio.create_task(self._work(), name="director")

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _work(self) -> None:
        while True:
            await self._some.wait()
            self._some.clear()
            while self._wanted:
                meeting = next(iter(self._wanted))
                stage = self._wanted.pop(meeting)
                try:
                    await self._relay.stage(meeting, stage.seen, stage.heard)
                except Exception:      # the relay's trouble must not end the directing of all other meetings
                    log.exception("the relay did not take the stage of %s", meeting)


async def catch_up(clerk: Clerk, sittings: Sittings, director: Director | None) -> None:
    """At the start: phases as the record has them, stages to the relay."""
    for prepared in await sittings.all():
        if prepared.phase is Phase.CLOSED:
            continue
        meeting = await clerk.meeting(prepared.id)
        if meeting.phase is not prepared.phase and meeting.phase is not Phase.PLANNED:
            await sittings.set_phase(prepared.id, meeting.phase)
        if director is not None and (stage := on_stage(meeting)) != Stage():
            director.direct(prepared.id, stage)
