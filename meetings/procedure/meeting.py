"""The meeting as it stands, and all that can happen in it.

    command ─▶ decide(meeting, command) ─▶ events ─▶ entries of the record
    entry   ─▶ apply(meeting, entry)    ─▶ the meeting after it

Nothing else changes a meeting. Both are pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from meetings.procedure import agenda, ballots, floor, roll, screen, sitting, stage
from meetings.procedure.ballots import Ballot
from meetings.procedure.floor import Floor
from meetings.procedure.order_paper import OrderPaper, Participant
from meetings.procedure.screen import Screen
from meetings.procedure.words import BallotId, CommandId, PersonId, SourceId

CommandOfTheSitting = (
    sitting.Convene | sitting.CallToOrder | sitting.Suspend | sitting.Resume | sitting.Close
    | sitting.HandOverChair | sitting.TakeNote
    | roll.DeclarePresence | roll.EndPresence | roll.ExcuseAbsence | roll.CorrectAttendance | roll.TakeRoll
)
CommandOfBusiness = (
    agenda.OpenItem | agenda.ShowPage
    | floor.AskFloor | floor.WithdrawRequest | floor.GiveFloor | floor.WarnSpeaker | floor.TakeFloorBack
    | ballots.OpenBallot | ballots.CastVote | ballots.EnterVote | ballots.CloseBallot
    | ballots.ConfirmFinding | ballots.VoidBallot
    | stage.DirectStage | screen.ShareScreen | screen.WithdrawScreen
)
Command = CommandOfTheSitting | CommandOfBusiness

EventOfTheSitting = (
    sitting.Convened | sitting.CalledToOrder | sitting.Suspended | sitting.Resumed | sitting.Closed
    | sitting.ChairHandedOver | sitting.NoteTaken
    | roll.PresenceDeclared | roll.PresenceEnded | roll.AbsenceExcused | roll.AttendanceCorrected | roll.RollTaken
)
EventOfBusiness = (
    agenda.ItemOpened | agenda.PageShown
    | floor.FloorAsked | floor.RequestWithdrawn | floor.FloorGiven | floor.SpeakerWarned | floor.FloorTakenBack
    | ballots.BallotOpened | ballots.VoteCast | ballots.BallotClosed
    | ballots.FindingConfirmed | ballots.BallotVoided
    | stage.StageDirected | screen.ScreenShared | screen.ScreenWithdrawn
)
Event = EventOfTheSitting | EventOfBusiness


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as it stands in the record of one meeting."""

    seq: int                   # from 1, without a gap
    at: datetime               # aware, UTC, whole milliseconds
    by: PersonId
    cause: CommandId
    event: Event


@dataclass(frozen=True, slots=True)
class Meeting:
    """The meeting as it stands after entry `seq`; `Meeting()` is one that was only planned."""

    seq: int = 0
    phase: sitting.Phase = sitting.Phase.PLANNED
    paper: OrderPaper | None = None
    people: Mapping[PersonId, Participant] = field(default_factory=dict)   # the paper's participants, found at once
    chair: PersonId | None = None        # who presides now
    called_at: datetime | None = None
    closed_at: datetime | None = None
    attendance: Mapping[PersonId, roll.Attendance] = field(default_factory=dict)
    roll_taken: roll.RollTaken | None = None
    items: tuple[agenda.ItemRun, ...] = ()
    page: agenda.ShownPage | None = None
    floor: Floor = field(default_factory=Floor)
    ballots: Mapping[BallotId, Ballot] = field(default_factory=dict)   # in the order opened
    directed: SourceId | None = None     # the chair's choice for the stage
    screen: Screen | None = None         # what somebody shows on it


def decide(meeting: Meeting, command: Command) -> list[Event]:
    """What the rules make of a request. Raises `OutOfOrder`; changes nothing.

    An empty list: it is as asked already, and nothing needs recording.
    """
    match command:
        case sitting.Convene():
            return sitting.convene(meeting, command)
        case sitting.CallToOrder():
            return sitting.call_to_order(meeting, command)
        case sitting.Suspend():
            return sitting.suspend(meeting, command)
        case sitting.Resume():
            return sitting.resume(meeting, command)
        case sitting.Close():
            return sitting.close(meeting, command)
        case sitting.HandOverChair():
            return sitting.hand_over_chair(meeting, command)
        case sitting.TakeNote():
            return sitting.take_note(meeting, command)
        case roll.DeclarePresence():
            return roll.declare_presence(meeting, command)
        case roll.EndPresence():
            return roll.end_presence(meeting, command)
        case roll.ExcuseAbsence():
            return roll.excuse_absence(meeting, command)
        case roll.CorrectAttendance():
            return roll.correct_attendance(meeting, command)
        case roll.TakeRoll():
            return roll.take_roll(meeting, command)
        case _:
            return _of_business(meeting, command)


def _of_business(meeting: Meeting, command: CommandOfBusiness) -> list[Event]:
    match command:
        case agenda.OpenItem():
            return agenda.open_item(meeting, command)
        case agenda.ShowPage():
            return agenda.show_page(meeting, command)
        case floor.AskFloor():
            return floor.ask_floor(meeting, command)
        case floor.WithdrawRequest():
            return floor.withdraw_request(meeting, command)
        case floor.GiveFloor():
            return floor.give_floor(meeting, command)
        case floor.WarnSpeaker():
            return floor.warn_speaker(meeting, command)
        case floor.TakeFloorBack():
            return floor.take_floor_back(meeting, command)
        case ballots.OpenBallot():
            return ballots.open_ballot(meeting, command)
        case ballots.CastVote():
            return ballots.cast_vote(meeting, command)
        case ballots.EnterVote():
            return ballots.enter_vote(meeting, command)
        case ballots.CloseBallot():
            return ballots.close_ballot(meeting, command)
        case ballots.ConfirmFinding():
            return ballots.confirm_finding(meeting, command)
        case ballots.VoidBallot():
            return ballots.void_ballot(meeting, command)
        case stage.DirectStage():
            return stage.direct_stage(meeting, command)
        case screen.ShareScreen():
            return screen.share_screen(meeting, command)
        case screen.WithdrawScreen():
            return screen.withdraw_screen(meeting, command)


def apply(meeting: Meeting, entry: Entry) -> Meeting:
    """The meeting after the entry. Asks nothing: what is in the record has happened."""
    return replace(_after(meeting, entry), seq=entry.seq)


def _after(meeting: Meeting, entry: Entry) -> Meeting:
    match entry.event:
        case sitting.Convened() as event:
            return sitting.convened(meeting, entry, event)
        case sitting.CalledToOrder() as event:
            return sitting.called_to_order(meeting, entry, event)
        case sitting.Suspended() as event:
            return sitting.suspended(meeting, entry, event)
        case sitting.Resumed() as event:
            return sitting.resumed(meeting, entry, event)
        case sitting.Closed() as event:
            return sitting.closed(meeting, entry, event)
        case sitting.ChairHandedOver() as event:
            return sitting.chair_handed_over(meeting, entry, event)
        case sitting.NoteTaken() as event:
            return sitting.note_taken(meeting, entry, event)
        case roll.PresenceDeclared() as event:
            return roll.presence_declared(meeting, entry, event)
        case roll.PresenceEnded() as event:
            return roll.presence_ended(meeting, entry, event)
        case roll.AbsenceExcused() as event:
            return roll.absence_excused(meeting, entry, event)
        case roll.AttendanceCorrected() as event:
            return roll.attendance_corrected(meeting, entry, event)
        case roll.RollTaken() as event:
            return roll.roll_taken(meeting, entry, event)
        case event:
            return _after_business(meeting, entry, event)


def _after_business(meeting: Meeting, entry: Entry, happened: EventOfBusiness) -> Meeting:
    match happened:
        case agenda.ItemOpened() as event:
            return agenda.item_opened(meeting, entry, event)
        case agenda.PageShown() as event:
            return agenda.page_shown(meeting, entry, event)
        case floor.FloorAsked() as event:
            return floor.floor_asked(meeting, entry, event)
        case floor.RequestWithdrawn() as event:
            return floor.request_withdrawn(meeting, entry, event)
        case floor.FloorGiven() as event:
            return floor.floor_given(meeting, entry, event)
        case floor.SpeakerWarned() as event:
            return floor.speaker_warned(meeting, entry, event)
        case floor.FloorTakenBack() as event:
            return floor.floor_taken_back(meeting, entry, event)
        case ballots.BallotOpened() as event:
            return ballots.ballot_opened(meeting, entry, event)
        case ballots.VoteCast() as event:
            return ballots.vote_cast(meeting, entry, event)
        case ballots.BallotClosed() as event:
            return ballots.ballot_closed(meeting, entry, event)
        case ballots.FindingConfirmed() as event:
            return ballots.finding_confirmed(meeting, entry, event)
        case ballots.BallotVoided() as event:
            return ballots.ballot_voided(meeting, entry, event)
        case stage.StageDirected() as event:
            return stage.stage_directed(meeting, entry, event)
        case screen.ScreenShared() as event:
            return screen.screen_shared(meeting, entry, event)
        case screen.ScreenWithdrawn() as event:
            return screen.screen_withdrawn(meeting, entry, event)
