"""The sitting: convened, in session, suspended, closed.

    Convene      ─▶ Convened         the paper goes out; again when it is changed
    CallToOrder  ─▶ CalledToOrder    names and units are frozen as of now
    Suspend      ─▶ Suspended        a recess
    Resume       ─▶ Resumed
    Close        ─▶ Closed           nothing can follow but corrections with a reason
    HandOverChair ─▶ ChairHandedOver
    TakeNote     ─▶ NoteTaken        the secretary's own words, kept with the record
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from meetings.procedure import agenda, floor, offices, roll, screen
from meetings.procedure.order_paper import Office, OrderPaper, Participant
from meetings.procedure.phase import TRANSITIONS as TRANSITIONS
from meetings.procedure.phase import Phase as Phase
from meetings.procedure.phase import Step as Step
from meetings.procedure.phase import diagram as diagram
from meetings.procedure.phase import during, step
from meetings.procedure.rulings import Incomplete, NotEntitled, NotNow
from meetings.procedure.words import CommandId, PersonId, Text, said

if TYPE_CHECKING:
    from meetings.procedure.meeting import Entry, Event, Meeting


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


PRESIDING_OFFICES = (Office.CHAIR, Office.DEPUTY_CHAIR)


def convene(meeting: "Meeting", command: Convene) -> "list[Event]":
    """The paper goes out; again, with what has changed, until the call to order."""
    step(meeting.phase, Step.CONVENE)
    chair = _whole(command.paper)
    secretaries = {p.person for p in command.paper.participants if p.office is Office.SECRETARY}
    if command.by not in {chair, *secretaries}:
        raise NotEntitled("only-chair-or-secretary")
    return [Convened(command.paper)]


def call_to_order(meeting: "Meeting", command: CallToOrder) -> "list[Event]":
    """By the chair who presides; a deputy chair takes the chair first."""
    step(meeting.phase, Step.CALL_TO_ORDER)
    _whole(command.paper)
    if command.by != _presiding(meeting, command.paper):
        raise NotEntitled("only-the-chair")
    return [CalledToOrder(command.paper)]


def _whole(paper: OrderPaper) -> PersonId:
    """The chair of a paper that can be convened.

    Raises:
        Incomplete: not exactly one chair, a person called or a seat given twice, or more seats taken than there are.
    """
    chair = offices.chair_of(paper)
    persons = {p.person for p in paper.participants}
    taken = [p.seat for p in paper.participants if p.seat is not None]
    if len(persons) != len(paper.participants):
        raise Incomplete("person-called-twice")
    if len(set(taken)) != len(taken):
        raise Incomplete("seat-taken-twice")
    if len(taken) > paper.seats:
        raise Incomplete("more-members-than-seats")
    return chair


def suspend(meeting: "Meeting", command: Suspend) -> "list[Event]":
    """A recess; who speaks ends. Never in the middle of a ballot."""
    step(meeting.phase, Step.SUSPEND)
    offices.only_chair(meeting, command.by)
    if any(ballot.open for ballot in meeting.ballots.values()):
        raise NotNow("ballot-open")
    return [*floor.fall_silent(meeting), *screen.of_the_table(meeting), Suspended()]


def resume(meeting: "Meeting", command: Resume) -> "list[Event]":
    step(meeting.phase, Step.RESUME)
    offices.only_chair(meeting, command.by)
    return [Resumed()]


def close(meeting: "Meeting", command: Close) -> "list[Event]":
    """The end; refused while a ballot is open or a finding waits for the chair."""
    step(meeting.phase, Step.CLOSE)
    offices.only_chair(meeting, command.by)
    for ballot in meeting.ballots.values():
        if ballot.open:
            raise NotNow("ballot-open")
        if ballot.voided is None and ballot.finding is None:
            raise NotNow("finding-unconfirmed")
    return [*floor.fall_silent(meeting), *screen.of_the_table(meeting), Closed()]


def hand_over_chair(meeting: "Meeting", command: HandOverChair) -> "list[Event]":
    """Who presides from now on; in a sitting, somebody who is here.

    The chair may hand over to any member with a seat; the secretary only to the chair or a deputy
    chair; these two may also take the chair themselves, for a tablet that died cannot hand over.
    """
    during(meeting, Phase.CONVENED, Phase.IN_SESSION, Phase.SUSPENDED)
    offices.called(meeting, command.by)
    to = offices.member(meeting, command.to)
    reason = said(command.reason, 500, "")
    by_office = to.office in PRESIDING_OFFICES
    takes = by_office and command.by == command.to
    if not takes and not offices.at_the_table(meeting, command.by):
        raise NotEntitled("only-chair-or-secretary")
    if not by_office and (command.by != meeting.chair or not _can_preside(to)):
        raise NotEntitled("cannot-preside")
    if meeting.phase is not Phase.CONVENED and not roll.is_present(meeting, command.to):
        raise NotNow("not-present")
    if command.to == meeting.chair:
        return []
    return [*screen.at_the_table(meeting, meeting.chair), ChairHandedOver(command.to, reason)]


def take_note(meeting: "Meeting", command: TakeNote) -> "list[Event]":
    during(meeting, Phase.CONVENED, Phase.IN_SESSION, Phase.SUSPENDED)
    offices.only_table(meeting, command.by)
    return [NoteTaken(said(command.note, 2_000, "note-missing"))]


def convened(meeting: "Meeting", entry: "Entry", event: Convened) -> "Meeting":
    return _called(meeting, entry, event.paper, Phase.CONVENED)


def called_to_order(meeting: "Meeting", entry: "Entry", event: CalledToOrder) -> "Meeting":
    return replace(_called(meeting, entry, event.paper, Phase.IN_SESSION), called_at=entry.at)


def _called(meeting: "Meeting", entry: "Entry", paper: OrderPaper, phase: Phase) -> "Meeting":
    people = {p.person: p for p in paper.participants}
    chair = _presiding(meeting, paper)
    return roll.called_anew(replace(meeting, phase=phase, paper=paper, people=people, chair=chair), entry.at)


def _presiding(meeting: "Meeting", paper: OrderPaper) -> PersonId:
    """Who presides under this paper: whom the chair was handed to, if still called; else whom the paper names."""
    handed = meeting.paper is not None and meeting.chair != offices.chair_of(meeting.paper)
    if handed and any(p.person == meeting.chair and _can_preside(p) for p in paper.participants):
        assert meeting.chair is not None
        return meeting.chair
    return offices.chair_of(paper)


def _can_preside(participant: Participant) -> bool:
    return participant.seat is not None or participant.office in PRESIDING_OFFICES


def suspended(meeting: "Meeting", entry: "Entry", event: Suspended) -> "Meeting":
    return replace(meeting, phase=Phase.SUSPENDED)


def resumed(meeting: "Meeting", entry: "Entry", event: Resumed) -> "Meeting":
    return replace(meeting, phase=Phase.IN_SESSION)


def closed(meeting: "Meeting", entry: "Entry", event: Closed) -> "Meeting":
    """Nobody waits any longer; who was here stays in the roll as present at the close."""
    meeting = agenda.item_ended(meeting, entry.at)
    return replace(
        meeting, phase=Phase.CLOSED, closed_at=entry.at, floor=replace(meeting.floor, queue=()), directed=None
    )


def chair_handed_over(meeting: "Meeting", entry: "Entry", event: ChairHandedOver) -> "Meeting":
    return replace(meeting, chair=event.to)


def note_taken(meeting: "Meeting", entry: "Entry", event: NoteTaken) -> "Meeting":
    """Words for the minutes; they change nothing."""
    return meeting
