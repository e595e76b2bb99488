"""The meeting as it stands, and all that can happen in it.

    command ─▶ decide(meeting, command) ─▶ events ─▶ entries of the record
    entry   ─▶ apply(meeting, entry)    ─▶ the meeting after it

Nothing else changes a meeting. Both are pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from meetings.procedure import agenda, ballots, floor, roll, sitting, stage
from meetings.procedure.ballots import Ballot
from meetings.procedure.floor import Floor
from meetings.procedure.order_paper import OrderPaper
from meetings.procedure.words import BallotId, CommandId, PersonId, SourceId

Command = (
    sitting.Convene | sitting.CallToOrder | sitting.Suspend | sitting.Resume | sitting.Close
    | sitting.HandOverChair | sitting.TakeNote
    | roll.DeclarePresence | roll.EndPresence | roll.ExcuseAbsence | roll.CorrectAttendance | roll.TakeRoll
    | agenda.OpenItem | agenda.ShowPage
    | floor.AskFloor | floor.WithdrawRequest | floor.GiveFloor | floor.WarnSpeaker | floor.TakeFloorBack
    | ballots.OpenBallot | ballots.CastVote | ballots.EnterVote | ballots.CloseBallot
    | ballots.ConfirmFinding | ballots.VoidBallot
    | stage.DirectStage
)

Event = (
    sitting.Convened | sitting.CalledToOrder | sitting.Suspended | sitting.Resumed | sitting.Closed
    | sitting.ChairHandedOver | sitting.NoteTaken
    | roll.PresenceDeclared | roll.PresenceEnded | roll.AbsenceExcused | roll.AttendanceCorrected | roll.RollTaken
    | agenda.ItemOpened | agenda.PageShown
    | floor.FloorAsked | floor.RequestWithdrawn | floor.FloorGiven | floor.SpeakerWarned | floor.FloorTakenBack
    | ballots.BallotOpened | ballots.VoteCast | ballots.BallotClosed
    | ballots.FindingConfirmed | ballots.BallotVoided
    | stage.StageDirected
)


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
    chair: PersonId | None = None        # who presides now
    called_at: datetime | None = None
    closed_at: datetime | None = None
    attendance: Mapping[PersonId, roll.Attendance] = field(default_factory=dict)
    roll_taken: roll.RollTaken | None = None
    items: tuple[agenda.ItemRun, ...] = ()
    page: agenda.ShownPage | None = None
    floor: Floor = Floor()
    ballots: Mapping[BallotId, Ballot] = field(default_factory=dict)   # in the order opened
    directed: SourceId | None = None     # the chair's choice for the stage
