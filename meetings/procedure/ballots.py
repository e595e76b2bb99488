"""Putting a question to the vote.

    OpenBallot     ─▶ BallotOpened       the question, its options, its majority and who is entitled are now fixed
    CastVote       ─▶ VoteCast           by a member's own hand: one vote each; a later one is refused
    EnterVote      ─▶ VoteCast           spoken or shown, entered by the secretary by name and marked as such
    CloseBallot    ─▶ BallotClosed       carries the count and the finding proposed, so the record needs no recount
    ConfirmFinding ─▶ FindingConfirmed   by the chair; only now does it stand
    VoidBallot     ─▶ BallotVoided       opened by mistake: kept, with the reason, and of no effect

Terms follow Popolo: a ballot is a *vote event* (popoloproject.com/specs/vote-event.html).
No deputy may vote for another (Law 77/2015/QH13 art. 91(1)).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from meetings.procedure.rules import Option, Threshold
from meetings.procedure.words import BallotId, CommandId, ItemId, PersonId, Text


class How(StrEnum):
    """By which way a vote reached the ballot."""

    DEVICE = "device"
    SPOKEN = "spoken"          # said aloud or shown by hand, entered by the secretary
    PAPER = "paper"


class Finding(StrEnum):
    CARRIED = "carried"
    NOT_CARRIED = "not_carried"
    NO_QUORUM = "no_quorum"


@dataclass(frozen=True, slots=True)
class OpenBallot:
    id: CommandId
    by: PersonId
    at: datetime
    ballot: BallotId
    question: Text             # 1 to 1,000 characters
    majority: str              # a key of the rule set's majorities


@dataclass(frozen=True, slots=True)
class BallotOpened:
    ballot: BallotId
    number: int                # from 1, in the order opened
    item: ItemId | None
    question: Text
    options: tuple[Option, ...]
    majority: str
    threshold: Threshold
    entitled: tuple[PersonId, ...]       # by seat


@dataclass(frozen=True, slots=True)
class CastVote:
    id: CommandId
    by: PersonId
    at: datetime
    ballot: BallotId
    option: str                # an option's code


@dataclass(frozen=True, slots=True)
class EnterVote:
    id: CommandId
    by: PersonId
    at: datetime
    ballot: BallotId
    member: PersonId
    option: str
    how: How                   # SPOKEN or PAPER


@dataclass(frozen=True, slots=True)
class VoteCast:
    ballot: BallotId
    member: PersonId
    option: str
    how: How


@dataclass(frozen=True, slots=True)
class CloseBallot:
    id: CommandId
    by: PersonId
    at: datetime
    ballot: BallotId
    without_line: frozenset[PersonId]    # whose line is down, stamped by the server


@dataclass(frozen=True, slots=True)
class BallotClosed:
    ballot: BallotId
    present: tuple[PersonId, ...]
    without_line: tuple[PersonId, ...]   # entitled, present and without a line at closing
    counts: tuple[tuple[str, int], ...]  # (option code, votes), in the order of the options
    total: int                 # what the threshold is a share of
    needed: int                # the least number of votes for it that carries
    proposed: Finding


@dataclass(frozen=True, slots=True)
class ConfirmFinding:
    id: CommandId
    by: PersonId
    at: datetime
    ballot: BallotId


@dataclass(frozen=True, slots=True)
class FindingConfirmed:
    ballot: BallotId
    finding: Finding


@dataclass(frozen=True, slots=True)
class VoidBallot:
    id: CommandId
    by: PersonId
    at: datetime
    ballot: BallotId
    reason: Text               # 1 to 500 characters


@dataclass(frozen=True, slots=True)
class BallotVoided:
    ballot: BallotId
    reason: Text


@dataclass(frozen=True, slots=True)
class Vote:
    """One member's choice, with the time it was taken into the record."""

    member: PersonId
    option: str
    how: How
    at: datetime
    entered_by: PersonId       # the member, or the secretary


@dataclass(frozen=True, slots=True)
class Ballot:
    """One question put to the vote, as it stands."""

    opened: BallotOpened
    opened_at: datetime
    votes: Mapping[PersonId, Vote] = field(default_factory=dict)   # in the order taken
    closed: BallotClosed | None = None
    closed_at: datetime | None = None
    finding: Finding | None = None       # confirmed
    confirmed_at: datetime | None = None
    voided: Text | None = None           # the reason
    voided_at: datetime | None = None

    @property
    def open(self) -> bool:
        return self.closed is None and self.voided is None
