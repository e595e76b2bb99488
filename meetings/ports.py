"""What the clerk needs from outside, in the clerk's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from meetings.procedure.meeting import Entry, Meeting
from meetings.procedure.words import CommandId, MeetingId, PersonId


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that a request is durable: the same for one person's same command id, however often it is sent."""

    by: PersonId
    command: CommandId
    seq: int                   # of the last entry it led to; of the state it found when it led to none
    at: datetime               # when it was taken into the record


Cause = tuple[PersonId, CommandId]         # who asked, under which id: no two people's requests are one


class Record(Protocol):
    """Where the entries of meetings stand. Whoever implements it answers to one contract suite."""

    async def load(self, meeting: MeetingId) -> tuple[Meeting, Mapping[Cause, Receipt]]:
        """The meeting as it stands and the receipts given so far."""
        ...

    async def append(self, meeting: MeetingId, entries: Sequence[Entry], receipts: Sequence[Receipt]) -> None:
        """Add entries (and the receipts they answer) durably, all or none.

        Raises:
            Forked: `(meeting, seq)` is already taken: there is a second writer.
        """
        ...

    async def since(self, meeting: MeetingId, seq: int, limit: int = 10_000) -> Sequence[Entry]:
        """Entries after `seq`, in order."""
        ...


class Forked(Exception):
    """Somebody else wrote to this meeting's record."""


class Gallery(Protocol):
    """Who is told after it is written."""

    async def announce(self, meeting: MeetingId, before: Meeting, after: Meeting, entries: Sequence[Entry]) -> None: ...
