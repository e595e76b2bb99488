"""A ballot as the hall sees it: the question, and after it is closed the count.

While it is open nothing is told of who has voted or how: the hall's pages are made
from this value, and it has no place for a name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from meetings.procedure.ballots import Ballot, Finding
from meetings.procedure.meeting import Meeting
from meetings.procedure.rules import CountsAs, Threshold
from meetings.procedure.words import BallotId

Stand = Literal["open", "closed", "confirmed", "voided"]
SHAPES: Mapping[CountsAs, str] = {
    CountsAs.YES: "for", CountsAs.NO: "against", CountsAs.ABSTAIN: "none", CountsAs.NOT_VOTING: "none",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One option; `shape` is "for", "against" or "none"; `count` 0 until the ballot is closed."""

    code: str
    labels: Mapping[str, str]
    shape: str
    count: int


@dataclass(frozen=True, slots=True)
class Result:
    """One ballot."""

    ballot: BallotId
    number: int
    question: str
    stand: Stand
    choices: tuple[Choice, ...]
    threshold: Threshold
    entitled: int
    present: int               # at closing
    total: int                 # what the threshold is a share of; 0 until closed
    needed: int
    finding: Finding | None    # proposed, or confirmed
    opened_at: datetime
    closed_at: datetime | None
    confirmed_at: datetime | None
    reason: str                # why it was voided
    assumed: bool              # the rule set is still to be confirmed by the body

    @property
    def yes(self) -> int:
        return sum(choice.count for choice in self.choices if choice.shape == "for")

    @property
    def cast(self) -> int:
        return sum(choice.count for choice in self.choices)

    @property
    def silent(self) -> int:
        """Entitled and not counted: absent, or present without a vote."""
        return max(0, self.entitled - self.cast)

    @property
    def absent(self) -> int:
        return max(0, self.entitled - self.present)


def stand(ballot: Ballot) -> Stand:
    if ballot.voided is not None:
        return "voided"
    if ballot.finding is not None:
        return "confirmed"
    return "open" if ballot.closed is None else "closed"


def result(ballot: Ballot, assumed: bool) -> Result:
    opened, closed = ballot.opened, ballot.closed
    counts = dict(closed.counts) if closed else {}
    return Result(
        ballot=opened.ballot,
        number=opened.number,
        question=opened.question,
        stand=stand(ballot),
        choices=tuple(
            Choice(option.code, option.labels, SHAPES[option.counts_as], counts.get(option.code, 0))
            for option in opened.options
        ),
        threshold=opened.threshold,
        entitled=len(opened.entitled),
        present=len(closed.present) if closed else 0,
        total=closed.total if closed else 0,
        needed=closed.needed if closed else 0,
        finding=ballot.finding or (closed.proposed if closed else None),
        opened_at=ballot.opened_at,
        closed_at=ballot.closed_at,
        confirmed_at=ballot.confirmed_at,
        reason=ballot.voided or "",
        assumed=assumed,
    )


def latest(meeting: Meeting) -> Ballot | None:
    """The ballot that the screens show: the open one, or the last one of the item now before the meeting."""
    last = next(reversed([*meeting.ballots.values()]), None)
    if last is None or last.open:
        return last
    run = meeting.items[-1] if meeting.items else None
    return last if run is None or (run.until is None and last.opened_at >= run.since) else None


def shown(meeting: Meeting) -> Result | None:
    ballot = latest(meeting)
    return None if ballot is None else result(ballot, bool(meeting.paper and meeting.paper.rules.assumed))
