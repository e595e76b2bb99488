"""The sitting: convened, in session, suspended, closed.

    Convene      ─▶ Convened         the paper goes out; again when it is changed
    CallToOrder  ─▶ CalledToOrder    names and units are frozen as of now
    Suspend      ─▶ Suspended        a recess
    Resume       ─▶ Resumed
    Close        ─▶ Closed           nothing can follow but corrections with a reason
    HandOverChair ─▶ ChairHandedOver
    TakeNote     ─▶ NoteTaken        the secretary's own words, kept with the record
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from meetings.procedure.order_paper import OrderPaper
from meetings.procedure.words import CommandId, PersonId, Text


class Phase(StrEnum):
    """Where the meeting stands."""

    PLANNED = "planned"
    CONVENED = "convened"
    IN_SESSION = "in_session"
    SUSPENDED = "suspended"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Convene:
    id: CommandId
    by: PersonId
    at: datetime
    paper: OrderPaper          # read off the register by the server, never taken from the message


@dataclass(frozen=True, slots=True)
class Convened:
    paper: OrderPaper


@dataclass(frozen=True, slots=True)
class CallToOrder:
    id: CommandId
    by: PersonId
    at: datetime
    paper: OrderPaper          # likewise


@dataclass(frozen=True, slots=True)
class CalledToOrder:
    paper: OrderPaper


@dataclass(frozen=True, slots=True)
class Suspend:
    id: CommandId
    by: PersonId
    at: datetime


@dataclass(frozen=True, slots=True)
class Suspended:
    pass


@dataclass(frozen=True, slots=True)
class Resume:
    id: CommandId
    by: PersonId
    at: datetime


@dataclass(frozen=True, slots=True)
class Resumed:
    pass


@dataclass(frozen=True, slots=True)
class Close:
    id: CommandId
    by: PersonId
    at: datetime


@dataclass(frozen=True, slots=True)
class Closed:
    pass


@dataclass(frozen=True, slots=True)
class HandOverChair:
    """By the chair, by the secretary, or by a deputy chair who takes it (`to` is then the same person)."""

    id: CommandId
    by: PersonId
    at: datetime
    to: PersonId
    reason: Text               # may be ""


@dataclass(frozen=True, slots=True)
class ChairHandedOver:
    to: PersonId
    reason: Text


@dataclass(frozen=True, slots=True)
class TakeNote:
    id: CommandId
    by: PersonId
    at: datetime
    note: Text                 # 1 to 2,000 characters


@dataclass(frozen=True, slots=True)
class NoteTaken:
    note: Text
