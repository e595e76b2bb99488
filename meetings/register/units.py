"""The dated tree of government, and the places that join a meeting.

Levels are data: their names, number and depth are what the imported file says
(districts ended on 1 July 2025; old papers keep the old name). The tree is walked as
`parents`: of each unit's code, the code above it. A circle in it ends the walk.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from meetings.procedure.words import VenueId


@dataclass(frozen=True, slots=True)
class Unit:
    """A node in the tree of government, as of its dates."""

    code: str                  # "SL-VH-01"
    parent: str | None
    level: str                 # "province", "district", "commune", "agency", or any other word
    name: str                  # in the country's language
    name_en: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class VenuePlace:
    """A hall that can join by sound and picture, and what its line carries."""

    id: VenueId                # the unit's code: a unit has one venue in this version
    unit: str
    name: str
    down_kbit: int             # kbit/s
    up_kbit: int


def above(unit: str, parents: Mapping[str, str | None]) -> list[str]:
    """The codes above a unit, the nearest first.

    >>> above("commune", {"commune": "district", "district": "province", "province": None})
    ['district', 'province']
    """
    found: list[str] = []
    at = parents.get(unit)
    while at is not None and at not in found:
        found.append(at)
        at = parents.get(at)
    return found


def below(unit: str, parents: Mapping[str, str | None]) -> set[str]:
    """The codes of a unit and of all below it.

    >>> sorted(below("district", {"commune": "district", "district": "province", "province": None}))
    ['commune', 'district']
    """
    found = {unit}
    while more := {code for code, parent in parents.items() if parent in found} - found:
        found |= more
    return found
