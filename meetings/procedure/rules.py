"""Rule sets: the law as data.

A rule set belongs to a body, is dated and cites its source; a person can change
it, and a meeting freezes the one it was convened under. Thresholds are exact:
`numerator/denominator` of a total, compared in integers, never in floats.

    more than half of all seats   2 * yes >  1 * total     strict
    at least two thirds           3 * yes >= 2 * total     not strict

`counts_as` is one of Popolo's options (popoloproject.com/specs/vote-event.html).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Of(StrEnum):
    """The total a threshold is a share of."""

    SEATS = "seats"            # all seats of the body, filled or not
    IN_OFFICE = "in_office"    # members whose mandate runs
    PRESENT = "present"
    CAST = "cast"              # votes that count as yes or no


class CountsAs(StrEnum):
    """Popolo's vote options."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"
    NOT_VOTING = "not voting"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share of a total, exact."""

    numerator: int
    denominator: int
    of: Of
    strict: bool               # True: more than; False: at least


@dataclass(frozen=True, slots=True)
class Option:
    """One choice on the ballot; labels by language tag, "vi" and "en" at least."""

    code: str
    counts_as: CountsAs
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """By which rules a body meets and decides."""

    id: str
    names: Mapping[str, str]   # by language tag
    source: str                # the law, article and paragraph
    valid_from: str            # ISO date, or ""
    assumed: bool              # True: to be confirmed by the body, and said so on every finding
    options: tuple[Option, ...]        # empty: this body takes no votes
    quorum: Threshold | None           # None: no quorum is needed
    majorities: Mapping[str, Threshold]  # by kind of question: "ordinary", "removal", ...
