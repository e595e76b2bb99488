"""Putting a question to the vote; in Popolo's terms a *vote event* (popoloproject.com/specs/vote-event.html).

    OpenBallot     ─▶ BallotOpened       the question, its options, its majority and who is entitled are now fixed
    CastVote       ─▶ VoteCast           by a member's own hand: one vote each; a later one is refused
    EnterVote      ─▶ VoteCast           spoken or shown, entered by the secretary by name and marked as such
    CloseBallot    ─▶ BallotClosed       carries the count and the finding proposed, so the record needs no recount
    ConfirmFinding ─▶ FindingConfirmed   by the chair; only now does it stand
    VoidBallot     ─▶ BallotVoided       opened by mistake: kept, with the reason, and of no effect

Who voted and then left has voted: that vote counts, and its voter counts among those present at the
ballot. The quorum is another matter: it is looked at again on the roll as it stands at the closing.

Voiding: while the finding does not stand yet, by the chair or the secretary; once confirmed, by the
chair alone, with a reason, and as long as the meeting is not closed, so that the question can be put
again before the same members. After the close a finding stands; only the body can go back on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from meetings.procedure import agenda, counting, offices, roll
from meetings.procedure.counting import Finding as Finding
from meetings.procedure.counting import How as How
from meetings.procedure.counting import count as count
from meetings.procedure.phase import Phase, during
from meetings.procedure.rules import Option, Threshold, needed
from meetings.procedure.rulings import Incomplete, NoQuorum, NotEntitled, NotKnown, NotNow
from meetings.procedure.words import BallotId, CommandId, ItemId, PersonId, Text, said

if TYPE_CHECKING:
    from meetings.procedure.meeting import Entry, Event, Meeting


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
    entitled: frozenset[PersonId] = frozenset()    # the same as `opened.entitled`, found at once
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


def open_ballot(meeting: "Meeting", command: OpenBallot) -> "list[Event]":
    """Put the question. One ballot at a time, and only before enough members."""
    during(meeting, Phase.IN_SESSION)
    offices.only_chair(meeting, command.by)
    question = said(command.question, 1_000, "question-missing")
    if command.ballot in meeting.ballots:
        raise NotNow("ballot-known-already")
    if any(ballot.open for ballot in meeting.ballots.values()):
        raise NotNow("ballot-open")
    assert meeting.paper is not None
    rules = meeting.paper.rules
    if not rules.options:
        raise NotKnown("body-takes-no-votes")
    if command.majority not in rules.majorities:
        raise NotKnown("no-such-majority")
    if not roll.quorum(meeting).met:
        raise NoQuorum("no-quorum")
    seated = sorted((p.seat, p.person) for p in meeting.people.values() if p.seat is not None)
    return [BallotOpened(
        command.ballot, len(meeting.ballots) + 1, agenda.current(meeting), question, rules.options,
        command.majority, rules.majorities[command.majority], tuple(person for _, person in seated),
    )]


def cast_vote(meeting: "Meeting", command: CastVote) -> "list[Event]":
    """One vote, by a member's own hand; nobody votes for another (Law 77/2015/QH13 art. 91(1))."""
    ballot = _open(meeting, command.ballot)
    offices.called(meeting, command.by)
    return [_vote(meeting, ballot, command.by, command.option, How.DEVICE)]


def enter_vote(meeting: "Meeting", command: EnterVote) -> "list[Event]":
    """A vote spoken or on paper, entered by name at the table. It is the member's one vote like any other."""
    ballot = _open(meeting, command.ballot)
    offices.only_table(meeting, command.by)
    offices.member(meeting, command.member)
    if command.how is How.DEVICE:
        raise Incomplete("way-of-voting-missing")
    return [_vote(meeting, ballot, command.member, command.option, command.how)]


def _vote(meeting: "Meeting", ballot: Ballot, member: PersonId, option: str, how: How) -> VoteCast:
    if member not in ballot.entitled:
        raise NotEntitled("no-vote")
    if member in ballot.votes:
        raise NotNow("already-voted")
    if not roll.is_present(meeting, member):
        raise NotNow("not-present")
    if all(option != each.code for each in ballot.opened.options):
        raise NotKnown("no-such-option")
    return VoteCast(ballot.opened.ballot, member, option, how)


def _open(meeting: "Meeting", ballot: BallotId) -> Ballot:
    """The ballot, if votes can still be given."""
    during(meeting, Phase.IN_SESSION)
    found = _known(meeting, ballot)
    if not found.open:
        raise NotNow("ballot-closed" if found.voided is None else "ballot-voided")
    return found


def _known(meeting: "Meeting", ballot: BallotId) -> Ballot:
    if ballot not in meeting.ballots:
        raise NotKnown("no-such-ballot")
    return meeting.ballots[ballot]


def close_ballot(meeting: "Meeting", command: CloseBallot) -> "list[Event]":
    """End the voting, count, and propose a finding in exact integers."""
    ballot = _open(meeting, command.ballot)
    offices.only_chair(meeting, command.by)
    assert meeting.paper is not None
    opened, counts = ballot.opened, count(ballot)
    here = tuple(m for m in opened.entitled if m in ballot.votes or roll.is_present(meeting, m))
    without_line = tuple(m for m in here if m in command.without_line and roll.is_present(meeting, m))
    total = counting.total(opened, counts, meeting.paper.seats, len(here))
    least = needed(opened.threshold, total)
    proposed = counting.finding(opened, counts, least) if roll.quorum(meeting).met else Finding.NO_QUORUM
    return [BallotClosed(command.ballot, here, without_line, tuple(counts.items()), total, least, proposed)]


def who_is_missing(meeting: "Meeting", ballot: Ballot) -> tuple[PersonId, ...]:
    """Entitled and present, but not voted, by seat."""
    return tuple(m for m in ballot.opened.entitled if m not in ballot.votes and roll.is_present(meeting, m))


def confirm_finding(meeting: "Meeting", command: ConfirmFinding) -> "list[Event]":
    """The chair declares the finding; from now on it stands."""
    during(meeting, Phase.IN_SESSION, Phase.SUSPENDED)
    offices.only_chair(meeting, command.by)
    ballot = _known(meeting, command.ballot)
    if ballot.closed is None or ballot.voided is not None:
        raise NotNow("ballot-open" if ballot.open else "ballot-voided")
    if ballot.finding is not None:
        raise NotNow("finding-confirmed-already")
    return [FindingConfirmed(command.ballot, ballot.closed.proposed)]


def void_ballot(meeting: "Meeting", command: VoidBallot) -> "list[Event]":
    """Take a ballot back, with the reason; see the head for who and until when."""
    during(meeting, Phase.IN_SESSION, Phase.SUSPENDED)
    ballot = _known(meeting, command.ballot)
    (offices.only_table if ballot.finding is None else offices.only_chair)(meeting, command.by)
    reason = said(command.reason, 500, "reason-missing")
    if ballot.voided is not None:
        raise NotNow("ballot-voided")
    return [BallotVoided(command.ballot, reason)]


def ballot_opened(meeting: "Meeting", entry: "Entry", event: BallotOpened) -> "Meeting":
    return _kept(meeting, Ballot(event, entry.at, frozenset(event.entitled)))


def vote_cast(meeting: "Meeting", entry: "Entry", event: VoteCast) -> "Meeting":
    ballot = meeting.ballots[event.ballot]
    vote = Vote(event.member, event.option, event.how, entry.at, entry.by)
    return _kept(meeting, replace(ballot, votes={**ballot.votes, event.member: vote}))


def ballot_closed(meeting: "Meeting", entry: "Entry", event: BallotClosed) -> "Meeting":
    return _kept(meeting, replace(meeting.ballots[event.ballot], closed=event, closed_at=entry.at))


def finding_confirmed(meeting: "Meeting", entry: "Entry", event: FindingConfirmed) -> "Meeting":
    return _kept(meeting, replace(meeting.ballots[event.ballot], finding=event.finding, confirmed_at=entry.at))


def ballot_voided(meeting: "Meeting", entry: "Entry", event: BallotVoided) -> "Meeting":
    return _kept(meeting, replace(meeting.ballots[event.ballot], voided=event.reason, voided_at=entry.at))


def _kept(meeting: "Meeting", ballot: Ballot) -> "Meeting":
    return replace(meeting, ballots={**meeting.ballots, ballot.opened.ballot: ballot})
