"""Presence as intervals: who was here from when until when, and in which hall.

    begin     opens an interval; in another hall than before, it is a move
    end       closes it
    correct   from a moment on, what was entered is replaced by what was so

An interval never overlaps the next, and only the last may be open.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from meetings.procedure.words import PersonId, Text, VenueId


@dataclass(frozen=True, slots=True)
class Interval:
    """From when until when somebody was present; `until` None: still here."""

    since: datetime
    until: datetime | None
    where: VenueId | None


@dataclass(frozen=True, slots=True)
class Correction:
    """What was corrected, by whom, when and why."""

    at: datetime
    by: PersonId
    present: bool
    since: datetime
    reason: Text


@dataclass(frozen=True, slots=True)
class Attendance:
    """One participant's presence in this meeting."""

    person: PersonId
    intervals: tuple[Interval, ...] = ()
    excuse: Text | None = None
    corrections: tuple[Correction, ...] = ()

    @property
    def present(self) -> bool:
        return bool(self.intervals) and self.intervals[-1].until is None

    @property
    def where(self) -> VenueId | None:
        """The hall this person sits in; None when elsewhere or away."""
        return self.intervals[-1].where if self.present else None


def begin(attendance: Attendance, at: datetime, where: VenueId | None) -> Attendance:
    """Here from `at` on, in the hall `where`."""
    before = end(attendance, at).intervals
    since = max(at, _end_of(before, at))
    return replace(attendance, intervals=_joined((*before, Interval(since, None, where))))


def end(attendance: Attendance, at: datetime) -> Attendance:
    """Not here from `at` on. An interval without length leaves no trace."""
    if not attendance.present:
        return attendance
    *before, last = attendance.intervals
    ended = (replace(last, until=at),) if at > last.since else ()
    return replace(attendance, intervals=(*before, *ended))


def correct(attendance: Attendance, correction: Correction) -> Attendance:
    """From `correction.since` on, and until something else is declared, present or not."""
    since = correction.since
    kept = tuple(
        replace(i, until=since) if i.until is None or i.until > since else i
        for i in attendance.intervals
        if i.since < since
    )
    hall = attendance.intervals[-1].where if attendance.intervals else None
    now = (Interval(since, None, hall),) if correction.present else ()
    return replace(
        attendance,
        intervals=_joined((*kept, *now)),
        corrections=(*attendance.corrections, correction),
    )


def as_corrected(attendance: Attendance, present: bool, since: datetime) -> bool:
    """Whether the intervals already say so from `since` on, so that there is nothing to correct."""
    after = [i for i in attendance.intervals if i.until is None or i.until > since]
    if not present:
        return not after
    here = bool(after) and after[0].since <= since and after[-1].until is None
    return here and all(a.until == b.since for a, b in pairwise(after))


def _end_of(intervals: tuple[Interval, ...], at: datetime) -> datetime:
    return (intervals[-1].until or at) if intervals else at


def _joined(intervals: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """The last interval joined to the one before, when nothing lies between and the hall is the same."""
    if len(intervals) < 2:
        return intervals
    *before, a, b = intervals
    if a.until == b.since and a.where == b.where:
        return (*before, replace(a, until=b.until))
    return intervals
