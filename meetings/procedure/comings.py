"""Who came and who left, within the sitting: intervals of presence told as arrivals and departures.

Before the call to order nobody has arrived; a move from hall to hall is neither; who stays to the
close does not depart.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.procedure.meeting import Entry
from meetings.procedure.presence import Attendance, Interval
from meetings.procedure.roll import PresenceEnded
from meetings.procedure.words import PersonId, Text, VenueId


@dataclass(frozen=True, slots=True)
class Attended:
    """Somebody who was here, whole or part of the time; an interval without `until` lasted to the end."""

    person: PersonId
    where: VenueId | None      # the last hall; None: elsewhere, with own sound and picture
    intervals: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class Movement:
    """Somebody came after the roll (or the call to order, if none was taken), or left before the close."""

    person: PersonId
    at: datetime
    reason: Text               # why they left; may be ""


def attended(attendance: Attendance, called_at: datetime) -> Attended | None:
    """The intervals within the sitting."""
    within = tuple(
        Interval(max(i.since, called_at), i.until, i.where)
        for i in attendance.intervals
        if i.until is None or i.until > called_at
    )
    return Attended(attendance.person, within[-1].where, within) if within else None


def _stays(attended: Attended) -> list[tuple[datetime, datetime | None]]:
    """The intervals with moves from hall to hall joined: from when until when somebody was here."""
    stays: list[tuple[datetime, datetime | None]] = []
    for interval in attended.intervals:
        if stays and stays[-1][1] == interval.since:
            stays[-1] = (stays[-1][0], interval.until)
        else:
            stays.append((interval.since, interval.until))
    return stays


def arrivals(attended: Attended, settled: datetime) -> list[Movement]:
    return [Movement(attended.person, since, Text("")) for since, _ in _stays(attended) if since > settled]


def departures(attended: Attended, reasons: Mapping[tuple[PersonId, datetime], Text]) -> list[Movement]:
    ends = [until for _, until in _stays(attended) if until is not None]
    return [Movement(attended.person, end, reasons.get((attended.person, end), Text(""))) for end in ends]


def reasons(entries: Sequence[Entry]) -> dict[tuple[PersonId, datetime], Text]:
    return {(e.event.member, e.at): e.event.reason for e in entries if isinstance(e.event, PresenceEnded)}


def by_time(movements: Iterable[list[Movement]]) -> tuple[Movement, ...]:
    return tuple(sorted((m for some in movements for m in some), key=lambda m: m.at))
