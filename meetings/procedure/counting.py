"""From votes to a finding, in whole numbers.

    votes ─▶ count ─▶ total, the threshold's whole ─▶ needed ─▶ carried or not
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from meetings.procedure.rules import CountsAs, Of

if TYPE_CHECKING:
    from meetings.procedure.ballots import Ballot, BallotOpened


class How(StrEnum):
    """By which way a vote reached the ballot."""

    DEVICE = "device"
    SPOKEN = "spoken"          # said aloud or shown by hand, entered by the secretary
    PAPER = "paper"


class Finding(StrEnum):
    CARRIED = "carried"
    NOT_CARRIED = "not_carried"
    NO_QUORUM = "no_quorum"


def count(ballot: "Ballot") -> dict[str, int]:
    """Votes for each option's code, in the order of the options."""
    counts = {option.code: 0 for option in ballot.opened.options}
    for vote in ballot.votes.values():
        counts[vote.option] += 1
    return counts


def meaning(opened: "BallotOpened", counts: Mapping[str, int], counts_as: CountsAs) -> int:
    """Votes that count as this."""
    return sum(counts[option.code] for option in opened.options if option.counts_as is counts_as)


def total(opened: "BallotOpened", counts: Mapping[str, int], seats: int, present: int) -> int:
    """What the threshold is a share of."""
    match opened.threshold.of:
        case Of.SEATS:
            return seats
        case Of.IN_OFFICE:
            return len(opened.entitled)
        case Of.PRESENT:
            return present
        case Of.CAST:
            return meaning(opened, counts, CountsAs.YES) + meaning(opened, counts, CountsAs.NO)


def finding(opened: "BallotOpened", counts: Mapping[str, int], needed: int) -> Finding:
    """Carried by `needed` votes that count as yes, or more."""
    return Finding.CARRIED if meaning(opened, counts, CountsAs.YES) >= needed else Finding.NOT_CARRIED
