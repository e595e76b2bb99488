"""The clerk: one writer for each meeting.

    tray ─▶ load ─▶ decide ─▶ append ─▶ answer ─▶ announce

Requests wait in the meeting's tray. The writer takes all that wait, decides them one after
the other on the state each leaves behind, and appends what happened in one durable write
(group commit). While that runs the next group gathers; so one disk write serves one vote on
a quiet evening and a thousand at the ballot. Only then is anybody answered and anything
announced, rulings too: a ruling may rest on an entry of the same group.

    OutOfOrder      raised to the one who asked; nothing is recorded
    NotRecorded     the write failed: the state is read anew from the record, all who wait are told
    Busy            the tray is full, or the house is closing

After the last two the same request may be sent again under the same id. It never counts twice:
a person's command id that has a receipt gets that receipt again, while it is in flight, after a
restart, and when a write was reported as failed but had reached the disk.

Why one writer: optimistic retry collapsed at 100 votes at once ("database is locked").
Why the write runs in a task of the meeting's: a member who closes the lid in mid-vote cancels
their own waiting, not everybody's write.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from meetings.ports import Cause, Gallery, Receipt, Record
from meetings.procedure.meeting import Command, Entry, Meeting, apply, decide
from meetings.procedure.rulings import OutOfOrder
from meetings.procedure.words import MeetingId

TRAY = 20_000                  # requests that may wait for one meeting
GROUP = 1_000                  # requests in one write: bounds how long deciding holds up everybody else
KEPT = 200                     # meetings held in memory

Asked = tuple[Command, "asyncio.Future[Receipt]"]

log = logging.getLogger(__name__)


class NotRecorded(Exception):
    """It could not be written and did not happen."""


class Busy(Exception):
    """Too much waits already."""


@dataclass(slots=True)
class Tray:
    """What waits for one meeting, and the meeting as it stands in the record."""

    meeting: Meeting | None = None       # None: to be read from the record
    receipts: dict[Cause, Receipt] = field(default_factory=dict)
    latest: datetime | None = None       # of the last receipt: time never runs backwards in a record
    waiting: list[Asked] = field(default_factory=list)
    in_flight: dict[Cause, asyncio.Future[Receipt]] = field(default_factory=dict)
    loading: asyncio.Lock = field(default_factory=asyncio.Lock)
    writer: asyncio.Task[None] | None = None

    @property
    def idle(self) -> bool:
        return not self.in_flight and not self.loading.locked() and (self.writer is None or self.writer.done())


@dataclass(slots=True)
class Group:
    """One write: what is decided but not yet in the record."""

    before: Meeting
    after: Meeting
    entries: list[Entry] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    answers: list[tuple[asyncio.Future[Receipt], Receipt | Exception]] = field(default_factory=list)


class Clerk:
    """Takes requests, writes what happened, tells those who listen."""

    def __init__(self, record: Record, gallery: Gallery, now: Callable[[], datetime]) -> None:
        self._record = record
        self._gallery = gallery
        self._now = now
        self._trays: dict[MeetingId, Tray] = {}
        self._closing = False

    async def handle(self, meeting: MeetingId, command: Command) -> Receipt:
        """Have a request decided and recorded; the receipt says that it is durable.

        Raises:
            OutOfOrder: the rules refuse it.
            NotRecorded: it could not be written.
            Busy: it was not taken.
        """
        tray, cause = self._tray(meeting), cause_of(command)
        answer = tray.in_flight.get(cause)
        if answer is None:
            if (known := tray.receipts.get(cause)) is not None:
                return known
            if self._closing or len(tray.in_flight) >= TRAY:
                raise Busy("closing" if self._closing else "the tray is full")
            answer = asyncio.get_running_loop().create_future()
            answer.add_done_callback(_seen)
            tray.in_flight[cause] = answer
            tray.waiting.append((command, answer))
            if tray.writer is None or tray.writer.done():
                tray.writer = asyncio.create_task(self._write_all(meeting, tray), name=f"clerk of {meeting}")
        return await asyncio.shield(answer)

    async def meeting(self, meeting: MeetingId) -> Meeting:
        """The meeting as it stands in the record."""
        return await self._loaded(meeting, self._tray(meeting))

    async def since(self, meeting: MeetingId, seq: int) -> Sequence[Entry]:
        """All entries after `seq`, in order."""
        found: list[Entry] = []
        while more := await self._record.since(meeting, found[-1].seq if found else seq):
            found.extend(more)
        return found

    async def close(self) -> None:
        """Take nothing more and finish what was taken."""
        self._closing = True
        writers = [tray.writer for tray in self._trays.values() if tray.writer is not None]
        await asyncio.gather(*writers, return_exceptions=True)

    def _tray(self, meeting: MeetingId) -> Tray:
        tray = self._trays.pop(meeting, None) or Tray()
        self._trays[meeting] = tray                    # the last is the one used last
        if len(self._trays) > KEPT:
            for other in [name for name, kept in self._trays.items() if kept.idle and kept is not tray][:1]:
                del self._trays[other]
        return tray

    async def _loaded(self, meeting: MeetingId, tray: Tray) -> Meeting:
        if tray.meeting is None:
            async with tray.loading:
                if tray.meeting is None:
                    loaded, receipts = await self._record.load(meeting)
                    tray.receipts = dict(receipts)
                    tray.latest = max((receipt.at for receipt in receipts.values()), default=None)
                    tray.meeting = loaded
        return tray.meeting

    async def _write_all(self, meeting: MeetingId, tray: Tray) -> None:
        while tray.waiting:
            taken, tray.waiting = tray.waiting[:GROUP], tray.waiting[GROUP:]
            try:
                group = self._decided(taken, await self._loaded(meeting, tray), tray)
                if group.receipts:
                    await self._record.append(meeting, group.entries, group.receipts)
            except Exception as failure:               # whatever it was: nobody may be left waiting
                log.exception("meeting %s: %d requests could not be recorded", meeting, len(taken))
                await self._confess(meeting, tray, taken, failure)
                continue
            tray.meeting = group.after
            tray.receipts.update(((receipt.by, receipt.command), receipt) for receipt in group.receipts)
            for command, _ in taken:
                tray.in_flight.pop(cause_of(command), None)
            for answer, said in group.answers:
                _tell(answer, said)
            if group.entries:
                await self._announce(meeting, group)

    def _decided(self, taken: Sequence[Asked], state: Meeting, tray: Tray) -> Group:
        """What the rules make of all that was taken, each on the state that the one before left."""
        group = Group(state, state)
        at = max(self._now(), tray.latest) if tray.latest else self._now()
        tray.latest = at
        for command, answer in taken:
            if (known := tray.receipts.get(cause_of(command))) is not None:
                group.answers.append((answer, known))
                continue
            try:
                after, entries = _happened(group.after, command, at)
            except OutOfOrder as ruling:
                group.answers.append((answer, ruling))
                continue
            except Exception as fault:                 # a fault in a rule is ours and costs this request only
                log.exception("the rules failed on %s", type(command).__name__)
                group.answers.append((answer, fault))
                continue
            receipt = Receipt(command.by, command.id, after.seq, at)
            group.after = after
            group.entries.extend(entries)
            group.receipts.append(receipt)
            group.answers.append((answer, receipt))
        return group

    async def _confess(self, meeting: MeetingId, tray: Tray, taken: Sequence[Asked], failure: Exception) -> None:
        """Read the record anew; who is in it gets the receipt, all others learn that nothing was written."""
        tray.meeting, tray.receipts = None, {}
        try:
            await self._loaded(meeting, tray)
        except Exception:                              # whoever waits must be told all the same
            log.exception("meeting %s cannot be read", meeting)
        for command, answer in taken:
            tray.in_flight.pop(cause_of(command), None)
            untold = NotRecorded(str(failure))
            untold.__cause__ = failure
            _tell(answer, tray.receipts.get(cause_of(command)) or untold)

    async def _announce(self, meeting: MeetingId, group: Group) -> None:
        try:
            await self._gallery.announce(meeting, group.before, group.after, group.entries)
        except Exception:                              # it is recorded; who was not told will ask since=seq
            log.exception("meeting %s: not announced", meeting)


def cause_of(command: Command) -> Cause:
    """Whose request it is, and which: an id alone is anybody's to guess."""
    return command.by, command.id


def _happened(state: Meeting, command: Command, at: datetime) -> tuple[Meeting, list[Entry]]:
    entries = []
    for event in decide(state, command):
        entry = Entry(state.seq + 1, at, command.by, command.id, event)
        state = apply(state, entry)
        entries.append(entry)
    return state, entries


def _tell(answer: asyncio.Future[Receipt], said: Receipt | Exception) -> None:
    if answer.done():
        return
    if isinstance(said, Receipt):
        answer.set_result(said)
    else:
        answer.set_exception(said)


def _seen(answer: asyncio.Future[Receipt]) -> None:
    """Nobody may be left who listens; that is no fault to log."""
    if not answer.cancelled():
        answer.exception()
