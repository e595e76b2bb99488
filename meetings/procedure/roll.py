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

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from meetings.procedure import floor, offices, presence, screen
from meetings.procedure.phase import Phase, during
from meetings.procedure.presence import Attendance as Attendance
from meetings.procedure.presence import Correction as Correction
from meetings.procedure.presence import Interval as Interval
from meetings.procedure.rules import Of, needed
from meetings.procedure.rulings import Incomplete, NotKnown, NotNow
from meetings.procedure.words import CommandId, PersonId, Text, VenueId, said

if TYPE_CHECKING:
    from meetings.procedure.meeting import Entry, Event, Meeting


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


ANY_TIME = (Phase.CONVENED, Phase.IN_SESSION, Phase.SUSPENDED)


def quorum(meeting: "Meeting") -> Quorum:
    """How many of the seats are here, and how many the rule set needs."""
    if meeting.paper is None:
        return Quorum(0, 0, 0)
    seated = [p.person for p in meeting.people.values() if p.seat is not None]
    here = sum(is_present(meeting, person) for person in seated)
    rule = meeting.paper.rules.quorum
    of = len(seated) if rule is not None and rule.of is Of.IN_OFFICE else meeting.paper.seats
    return Quorum(here, 0 if rule is None else needed(rule, of), of)


def is_present(meeting: "Meeting", person: PersonId) -> bool:
    return person in meeting.attendance and meeting.attendance[person].present


def where_is(meeting: "Meeting", person: PersonId) -> VenueId | None:
    """The hall somebody sits in; None when elsewhere or away."""
    return meeting.attendance[person].where if person in meeting.attendance else None


def declare_presence(meeting: "Meeting", command: DeclarePresence) -> "list[Event]":
    """Somebody is here, or has gone to another hall. Said again, it changes nothing."""
    during(meeting, *ANY_TIME)
    offices.oneself_or_table(meeting, command.by, command.member)
    if command.where is not None and command.where not in halls(meeting):
        raise NotKnown("no-such-venue")
    if is_present(meeting, command.member) and where_is(meeting, command.member) == command.where:
        return []
    return [*screen.moved(meeting, command.member, command.where), PresenceDeclared(command.member, command.where)]


def halls(meeting: "Meeting") -> frozenset[VenueId]:
    return frozenset(venue.id for venue in meeting.paper.venues) if meeting.paper else frozenset()


def end_presence(meeting: "Meeting", command: EndPresence) -> "list[Event]":
    """Somebody leaves; who held the floor or waited for it does so no longer.

    Raises:
        NotNow: it is the chair who presides: the chair is handed over first.
    """
    during(meeting, *ANY_TIME)
    offices.oneself_or_table(meeting, command.by, command.member)
    reason = said(command.reason, 500, "")
    if command.member == meeting.chair and meeting.phase is Phase.IN_SESSION:
        raise NotNow("hand-over-the-chair-first")
    if not is_present(meeting, command.member):
        return []
    return [*floor.leave(meeting, command.member), PresenceEnded(command.member, reason)]


def excuse_absence(meeting: "Meeting", command: ExcuseAbsence) -> "list[Event]":
    """A reason for being away (Law 77/2015/QH13 art. 93). Refused for somebody who is here."""
    during(meeting, *ANY_TIME)
    offices.oneself_or_table(meeting, command.by, command.member)
    reason = said(command.reason, 500, "reason-missing")
    if is_present(meeting, command.member):
        raise NotNow("is-present")
    return [AbsenceExcused(command.member, reason)]


def correct_attendance(meeting: "Meeting", command: CorrectAttendance) -> "list[Event]":
    """What was entered wrongly, put right from a moment on; also after the close.

    A vote proves presence: who voted cannot be found absent at that time, unless the ballot is voided.
    """
    during(meeting, Phase.IN_SESSION, Phase.SUSPENDED, Phase.CLOSED)
    offices.only_table(meeting, command.by)
    offices.member(meeting, command.member)
    reason = said(command.reason, 500, "reason-missing")
    end = meeting.closed_at or command.at
    since = _from_the_call(command.since, meeting.called_at)
    if meeting.called_at is None or not meeting.called_at <= since <= min(end, command.at):
        raise Incomplete("time-outside-the-sitting")
    attendance = meeting.attendance.get(command.member, Attendance(command.member))
    if presence.as_corrected(attendance, command.present, since):
        raise NotNow("nothing-to-correct")
    left: list[Event] = []
    if not command.present:
        if command.member == meeting.chair and meeting.phase is Phase.IN_SESSION:
            raise NotNow("hand-over-the-chair-first")
        if _voted_since(meeting, command.member, since):
            raise NotNow("voted-while-present")
        left = floor.leave(meeting, command.member)
    return [*left, AttendanceCorrected(command.member, command.present, since, reason)]


def _from_the_call(since: datetime, called_at: datetime | None) -> datetime:
    """People say the minute: the one in which the sitting was opened means from its opening."""
    if called_at is None or not called_at.replace(second=0, microsecond=0) <= since < called_at:
        return since
    return called_at


def _voted_since(meeting: "Meeting", member: PersonId, since: datetime) -> bool:
    standing = (ballot for ballot in meeting.ballots.values() if ballot.voided is None)
    return any(member in ballot.votes and ballot.votes[member].at >= since for ballot in standing)


def take_roll(meeting: "Meeting", command: TakeRoll) -> "list[Event]":
    """Put on record how many are here. It may be taken again, after a recess or when somebody doubts it."""
    during(meeting, Phase.IN_SESSION)
    offices.only_table(meeting, command.by)
    found = quorum(meeting)
    return [RollTaken(found.present, found.needed, found.of, found.met)]


def presence_declared(meeting: "Meeting", entry: "Entry", event: PresenceDeclared) -> "Meeting":
    return _kept(meeting, presence.begin(_of(meeting, event.member), entry.at, event.where))


def presence_ended(meeting: "Meeting", entry: "Entry", event: PresenceEnded) -> "Meeting":
    return _kept(meeting, presence.end(_of(meeting, event.member), entry.at))


def absence_excused(meeting: "Meeting", entry: "Entry", event: AbsenceExcused) -> "Meeting":
    return _kept(meeting, replace(_of(meeting, event.member), excuse=event.reason))


def attendance_corrected(meeting: "Meeting", entry: "Entry", event: AttendanceCorrected) -> "Meeting":
    correction = Correction(entry.at, entry.by, event.present, event.since, event.reason)
    return _kept(meeting, presence.correct(_of(meeting, event.member), correction))


def roll_taken(meeting: "Meeting", entry: "Entry", event: RollTaken) -> "Meeting":
    return replace(meeting, roll_taken=event)


def called_anew(meeting: "Meeting", at: datetime) -> "Meeting":
    """After a new paper: who is no longer called is not here, and nobody sits in a hall that no longer joins."""
    known = halls(meeting)
    attendance = {}
    for person, one in meeting.attendance.items():
        if person not in meeting.people:
            one = presence.end(one, at)
        elif one.where is not None and one.where not in known:
            one = presence.begin(one, at, None)
        attendance[person] = one
    return replace(meeting, attendance=attendance)


def _of(meeting: "Meeting", person: PersonId) -> Attendance:
    return meeting.attendance.get(person, Attendance(person))


def _kept(meeting: "Meeting", attendance: Attendance) -> "Meeting":
    return replace(meeting, attendance={**meeting.attendance, attendance.person: attendance})
