"""The order paper: who was called, to what business, by which rules.

It is prepared as ordinary rows (the register) and handed to the rules as one
frozen value when the meeting is convened and again when it is called to order:
from then on the names and units in it stand as they were that day.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from meetings.procedure.rules import RuleSet
from meetings.procedure.words import ItemId, MeetingId, PersonId, Text, VenueId


class Office(StrEnum):
    """What a person is in this meeting."""

    CHAIR = "chair"
    DEPUTY_CHAIR = "deputy_chair"
    SECRETARY = "secretary"
    TECHNICIAN = "technician"
    MEMBER = "member"
    GUEST = "guest"            # may attend and be given the floor; no vote
    OBSERVER = "observer"      # sees and hears only


@dataclass(frozen=True, slots=True)
class Participant:
    """A person called to the meeting. With a `seat` a member who votes, whatever the office."""

    person: PersonId
    name: Text
    title: Text
    unit: Text
    office: Office
    seat: int | None           # number of the seat, from 1; None: no vote


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered item of the agenda."""

    id: ItemId
    number: int                # from 1, in order
    title: Text
    presenter: Text            # "" when nobody is named
    minutes: int               # planned, 0 to 1440


@dataclass(frozen=True, slots=True)
class Venue:
    """A place that joins by sound and picture."""

    id: VenueId
    name: Text
    main: bool                 # the hall the chair sits in


@dataclass(frozen=True, slots=True)
class OrderPaper:
    """All that was prepared."""

    meeting: MeetingId
    title: Text
    body: Text
    starts_at: datetime        # aware, UTC
    seats: int                 # seats of the body in all, filled or vacant
    rules: RuleSet
    participants: tuple[Participant, ...]
    items: tuple[Item, ...]
    venues: tuple[Venue, ...]
