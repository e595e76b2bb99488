"""The roll: who has a seat, who is here, and whether that is enough.

Presence is declared, by the member (*I am here*) or by the chair or secretary calling the
roll, and ended only by a person. The state of a line never changes it. It is kept
as intervals, never as a boolean, so the minutes can say who came and left when.

    DeclarePresence   ─▶ PresenceDeclared
    EndPresence       ─▶ PresenceEnded
    ExcuseAbsence     ─▶ AbsenceExcused       a reason given, beforehand or at the roll
    CorrectAttendance ─▶ AttendanceCorrected  what was entered wrongly, with the reason
    TakeRoll          ─▶ RollTaken            present / needed / of, as found at that moment
"""

from dataclasses import dataclass
from datetime import datetime

from meetings.procedure.words import CommandId, PersonId, Text, VenueId


@dataclass(frozen=True, slots=True)
class DeclarePresence:
    id: CommandId
    by: PersonId
    at: datetime
    member: PersonId           # any participant; only seats count for the quorum
    where: VenueId | None      # the hall of a venue; None: elsewhere, with own sound and picture


@dataclass(frozen=True, slots=True)
class PresenceDeclared:
    member: PersonId
    where: VenueId | None


@dataclass(frozen=True, slots=True)
class EndPresence:
    id: CommandId
    by: PersonId
    at: datetime
    member: PersonId
    reason: Text               # may be ""


@dataclass(frozen=True, slots=True)
class PresenceEnded:
    member: PersonId
    reason: Text


@dataclass(frozen=True, slots=True)
class ExcuseAbsence:
    id: CommandId
    by: PersonId
    at: datetime
    member: PersonId
    reason: Text               # 1 to 500 characters


@dataclass(frozen=True, slots=True)
class AbsenceExcused:
    member: PersonId
    reason: Text


@dataclass(frozen=True, slots=True)
class CorrectAttendance:
    id: CommandId
    by: PersonId
    at: datetime
    member: PersonId
    present: bool              # what it should have been
    since: datetime            # from when on; not after `at`, not before the call to order
    reason: Text               # 1 to 500 characters


@dataclass(frozen=True, slots=True)
class AttendanceCorrected:
    member: PersonId
    present: bool
    since: datetime
    reason: Text


@dataclass(frozen=True, slots=True)
class TakeRoll:
    id: CommandId
    by: PersonId
    at: datetime


@dataclass(frozen=True, slots=True)
class RollTaken:
    present: int
    needed: int                # 0: the rule set needs no quorum
    of: int
    quorate: bool


@dataclass(frozen=True, slots=True)
class Quorum:
    """Present / needed / of, by the rule set."""

    present: int
    needed: int
    of: int

    @property
    def met(self) -> bool:
        return self.present >= self.needed


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
