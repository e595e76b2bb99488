"""What of an entry somebody may see, and when.

    desk     the chair who presides, deputy chairs, secretaries
    hall     everybody else in the meeting, technicians too, and the halls' screens

While a ballot is open nobody sees what anybody chose: the desk sees only that a vote has come,
so that it can ask who is missing. The hall never sees single votes; it hears the count when the
ballot is closed. A ballot voided before its closing keeps what was chosen to itself for good.
Notes are the desk's own. Why somebody is away or left may be their health: while the meeting lasts the
hall hears that they are, the desk alone why; after the close the reasons stand in the minutes, as the
official form has them. An entry that may not be seen is None, and its number alone is handed on.
"""

from dataclasses import replace
from enum import StrEnum

from meetings.procedure.ballots import VoteCast
from meetings.procedure.meeting import Entry, Meeting
from meetings.procedure.order_paper import Office
from meetings.procedure.phase import Phase
from meetings.procedure.roll import AbsenceExcused, AttendanceCorrected, PresenceEnded
from meetings.procedure.sitting import NoteTaken
from meetings.procedure.words import PersonId, Text

DESK_OFFICES = frozenset({Office.CHAIR, Office.DEPUTY_CHAIR, Office.SECRETARY})


class Audience(StrEnum):
    """Two kinds of view on the record."""

    DESK = "desk"
    HALL = "hall"


def audience_of(meeting: Meeting, person: PersonId | None) -> Audience:
    """Of which kind somebody is; None: a venue's screen."""
    if person is None or person not in meeting.people:
        return Audience.HALL
    at_the_desk = person == meeting.chair or meeting.people[person].office in DESK_OFFICES
    return Audience.DESK if at_the_desk else Audience.HALL


def reads_minutes(meeting: Meeting, *, at_desk: bool) -> bool:
    """Until the close the minutes are a draft, and the desk's own; then they are everybody's in the meeting."""
    return at_desk or meeting.phase is Phase.CLOSED


def seen(entry: Entry, audience: Audience, after: Meeting) -> Entry | None:
    """The entry as this audience may see it, the meeting standing as `after` it or later."""
    match entry.event:
        case NoteTaken():
            return entry if audience is Audience.DESK else None
        case VoteCast() as vote:
            if audience is Audience.HALL:
                return None
            counted = vote.ballot in after.ballots and after.ballots[vote.ballot].closed is not None
            return entry if counted else replace(entry, event=replace(vote, option=""))
        case PresenceEnded() | AbsenceExcused() | AttendanceCorrected() as away:
            told = audience is Audience.DESK or after.phase is Phase.CLOSED
            return entry if told else replace(entry, event=replace(away, reason=Text("")))
        case _:
            return entry
