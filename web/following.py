"""What follows the record without being part of it: the phase that lists show.

After an append the register's copy of the phase is set, before anybody is answered, so a
list never shows another phase than the page that led there. It is done again at the start,
so a crash between the two leaves nothing behind.
"""

from collections.abc import Mapping, Sequence

from meetings.clerk import Clerk
from meetings.ports import Cause, Receipt, Record
from meetings.procedure import sitting
from meetings.procedure.meeting import Entry, Meeting
from meetings.procedure.sitting import Phase
from meetings.procedure.words import MeetingId
from meetings.record.sittings import Sittings

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

    async def load(self, meeting: MeetingId) -> tuple[Meeting, Mapping[Cause, Receipt]]:
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


async def catch_up(clerk: Clerk, sittings: Sittings) -> dict[MeetingId, Meeting]:
    """At the start: phases as the record has them. Returns the meetings that are not closed."""
    found: dict[MeetingId, Meeting] = {}
    for prepared in await sittings.all():
        if prepared.phase is Phase.CLOSED:
            continue
        found[prepared.id] = meeting = await clerk.meeting(prepared.id)
        if meeting.phase is not prepared.phase and meeting.phase is not Phase.PLANNED:
            await sittings.set_phase(prepared.id, meeting.phase)
    return found
