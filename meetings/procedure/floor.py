"""The floor: who speaks, who waits, how long is left.

    AskFloor        ─▶ FloorAsked
    WithdrawRequest ─▶ RequestWithdrawn
    GiveFloor       ─▶ FloorGiven        one holder at a time; the one before is taken back first
    WarnSpeaker     ─▶ SpeakerWarned     one minute left
    TakeFloorBack   ─▶ FloorTakenBack    by the chair, or by the holder who has finished
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from meetings.procedure import offices, screen
from meetings.procedure.order_paper import Participant
from meetings.procedure.phase import Phase, during
from meetings.procedure.rulings import Incomplete, NotEntitled, NotNow
from meetings.procedure.words import CommandId, PersonId, SourceId

if TYPE_CHECKING:
    from meetings.procedure.meeting import Entry, Event, Meeting


@dataclass(frozen=True, slots=True)
class AskFloor:
    id: CommandId
    by: PersonId
    at: datetime


@dataclass(frozen=True, slots=True)
class FloorAsked:
    member: PersonId


@dataclass(frozen=True, slots=True)
class WithdrawRequest:
    id: CommandId
    by: PersonId
    at: datetime
    member: PersonId           # oneself; the chair and the secretary for anybody


@dataclass(frozen=True, slots=True)
class RequestWithdrawn:
    member: PersonId


@dataclass(frozen=True, slots=True)
class GiveFloor:
    id: CommandId
    by: PersonId
    at: datetime
    member: PersonId           # any participant who is present
    seconds: int               # 30 to 7,200


@dataclass(frozen=True, slots=True)
class FloorGiven:
    member: PersonId
    seconds: int
    source: SourceId           # the venue whose microphone opens, or the person's own device


@dataclass(frozen=True, slots=True)
class WarnSpeaker:
    id: CommandId
    by: PersonId
    at: datetime


@dataclass(frozen=True, slots=True)
class SpeakerWarned:
    member: PersonId


@dataclass(frozen=True, slots=True)
class TakeFloorBack:
    id: CommandId
    by: PersonId
    at: datetime


@dataclass(frozen=True, slots=True)
class FloorTakenBack:
    member: PersonId


@dataclass(frozen=True, slots=True)
class SpeakRequest:
    member: PersonId
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Speech:
    """One turn at the floor; `until` None: still speaking."""

    member: PersonId
    source: SourceId
    since: datetime
    seconds: int               # given
    warned: bool
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Floor:
    """Who has it, who waits for it in order, who had it."""

    holder: Speech | None = None
    queue: tuple[SpeakRequest, ...] = ()
    speeches: tuple[Speech, ...] = ()    # ended ones, in order


def source_of(meeting: "Meeting", person: PersonId) -> SourceId:
    """Whose camera and microphone carry somebody: the hall's, for who sits in one; else the own device."""
    attendance = meeting.attendance.get(person)
    hall = attendance.where if attendance else None
    return SourceId(f"person:{person}" if hall is None else f"venue:{hall}")


def ask_floor(meeting: "Meeting", command: AskFloor) -> "list[Event]":
    """Wait in the queue. Asked again, or by who has the floor, it changes nothing."""
    during(meeting, Phase.IN_SESSION)
    _may_speak(meeting, offices.called(meeting, command.by))
    if _waits(meeting, command.by) or _holds(meeting, command.by):
        return []
    return [FloorAsked(command.by)]


def withdraw_request(meeting: "Meeting", command: WithdrawRequest) -> "list[Event]":
    during(meeting, Phase.IN_SESSION, Phase.SUSPENDED)
    offices.oneself_or_table(meeting, command.by, command.member)
    return [RequestWithdrawn(command.member)] if _waits(meeting, command.member) else []


def give_floor(meeting: "Meeting", command: GiveFloor) -> "list[Event]":
    """Let somebody speak, asked or not; who speaks now ends. To the same person: more time, as a new speech."""
    during(meeting, Phase.IN_SESSION)
    offices.only_chair(meeting, command.by)
    _may_speak(meeting, offices.member(meeting, command.member))
    if not 30 <= command.seconds <= 7_200:
        raise Incomplete("seconds-out-of-range")
    given = FloorGiven(command.member, command.seconds, source_of(meeting, command.member))
    goes_on = _holds(meeting, command.member)
    return [*(_taken_back(meeting) if goes_on else fall_silent(meeting)), given]


def _may_speak(meeting: "Meeting", participant: Participant) -> None:
    if not offices.may_speak(participant):
        raise NotEntitled("observers-do-not-speak")
    attendance = meeting.attendance.get(participant.person)
    if attendance is None or not attendance.present:
        raise NotNow("not-present")


def warn_speaker(meeting: "Meeting", command: WarnSpeaker) -> "list[Event]":
    """One minute left; by the chair, or by the secretary who keeps the time. Once a speech."""
    during(meeting, Phase.IN_SESSION)
    offices.only_table(meeting, command.by)
    holder = _holder(meeting)
    return [] if holder.warned else [SpeakerWarned(holder.member)]


def take_floor_back(meeting: "Meeting", command: TakeFloorBack) -> "list[Event]":
    """End the speech: by the chair, or by the holder who has finished."""
    during(meeting, Phase.IN_SESSION)
    holder = _holder(meeting)
    if command.by != holder.member:
        offices.only_chair(meeting, command.by)
    return fall_silent(meeting)


def fall_silent(meeting: "Meeting") -> "list[Event]":
    """What ends the speech now being held, if there is one, and what is shown with it."""
    return [*screen.with_the_floor(meeting), *_taken_back(meeting)]


def _taken_back(meeting: "Meeting") -> "list[Event]":
    holder = meeting.floor.holder
    return [] if holder is None else [FloorTakenBack(holder.member)]


def leave(meeting: "Meeting", person: PersonId) -> "list[Event]":
    """What ends a person's part in the debate."""
    waiting: list[Event] = [RequestWithdrawn(person)] if _waits(meeting, person) else []
    silent = fall_silent(meeting) if _holds(meeting, person) else []
    return [*waiting, *silent, *screen.at_the_table(meeting, person)]


def _holder(meeting: "Meeting") -> Speech:
    if meeting.floor.holder is None:
        raise NotNow("nobody-has-the-floor")
    return meeting.floor.holder


def _holds(meeting: "Meeting", person: PersonId) -> bool:
    return meeting.floor.holder is not None and meeting.floor.holder.member == person


def _waits(meeting: "Meeting", person: PersonId) -> bool:
    return any(request.member == person for request in meeting.floor.queue)


def floor_asked(meeting: "Meeting", entry: "Entry", event: FloorAsked) -> "Meeting":
    queue = (*meeting.floor.queue, SpeakRequest(event.member, entry.at))
    return replace(meeting, floor=replace(meeting.floor, queue=queue))


def request_withdrawn(meeting: "Meeting", entry: "Entry", event: RequestWithdrawn) -> "Meeting":
    return replace(meeting, floor=replace(meeting.floor, queue=_without(meeting, event.member)))


def floor_given(meeting: "Meeting", entry: "Entry", event: FloorGiven) -> "Meeting":
    speech = Speech(event.member, event.source, entry.at, event.seconds, warned=False, until=None)
    return replace(meeting, floor=replace(meeting.floor, holder=speech, queue=_without(meeting, event.member)))


def _without(meeting: "Meeting", person: PersonId) -> tuple[SpeakRequest, ...]:
    return tuple(request for request in meeting.floor.queue if request.member != person)


def speaker_warned(meeting: "Meeting", entry: "Entry", event: SpeakerWarned) -> "Meeting":
    holder = meeting.floor.holder
    warned = replace(holder, warned=True) if holder else None
    return replace(meeting, floor=replace(meeting.floor, holder=warned))


def floor_taken_back(meeting: "Meeting", entry: "Entry", event: FloorTakenBack) -> "Meeting":
    holder = meeting.floor.holder
    ended = (replace(holder, until=entry.at),) if holder else ()
    return replace(meeting, floor=replace(meeting.floor, holder=None, speeches=(*meeting.floor.speeches, *ended)))
