"""The floor: who speaks, who waits, how long is left.

    AskFloor        ─▶ FloorAsked
    WithdrawRequest ─▶ RequestWithdrawn
    GiveFloor       ─▶ FloorGiven        one holder at a time; the one before is taken back first
    WarnSpeaker     ─▶ SpeakerWarned     one minute left
    TakeFloorBack   ─▶ FloorTakenBack    by the chair, or by the holder who has finished
"""

from dataclasses import dataclass
from datetime import datetime

from meetings.procedure.words import CommandId, PersonId, SourceId


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
