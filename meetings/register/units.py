"""The dated tree of government, and the places that join a meeting.

Levels are data: their names, number and depth are what the imported file says
(districts ended on 1 July 2025; old papers keep the old name).
"""

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
