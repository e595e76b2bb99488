"""Who may do what in a meeting.

    the chair           who presides now, by the paper or because the chair was handed over
    the table           the chair and the secretary: the roll, notes, spoken votes, the page shown
    oneself             to be here, to ask for the floor, to vote: nobody else's hand

Everything else is refused. Whether somebody may see the meeting at all is decided before, at the door.
"""

from typing import TYPE_CHECKING

from meetings.procedure.order_paper import Office, OrderPaper, Participant
from meetings.procedure.rulings import Incomplete, NotEntitled, NotKnown
from meetings.procedure.words import PersonId

if TYPE_CHECKING:
    from meetings.procedure.meeting import Meeting


def called(meeting: "Meeting", by: PersonId) -> Participant:
    """Who asks. Raises `NotEntitled` for somebody whom the paper does not call."""
    if by not in meeting.people:
        raise NotEntitled("not-called")
    return meeting.people[by]


def member(meeting: "Meeting", person: PersonId) -> Participant:
    """Whom it is about. Raises `NotKnown`."""
    if person not in meeting.people:
        raise NotKnown("no-such-member")
    return meeting.people[person]


def may_speak(participant: Participant) -> bool:
    """Observers follow and are silent; everybody else called may have the floor."""
    return participant.office is not Office.OBSERVER


def is_secretary(meeting: "Meeting", person: PersonId) -> bool:
    return person in meeting.people and meeting.people[person].office is Office.SECRETARY


def at_the_table(meeting: "Meeting", person: PersonId) -> bool:
    """Whether this is the chair who presides or a secretary."""
    return person == meeting.chair or is_secretary(meeting, person)


def only_chair(meeting: "Meeting", by: PersonId) -> None:
    """Raises `NotEntitled` for anybody but the chair who presides now."""
    if by != meeting.chair:
        raise NotEntitled("only-the-chair")


def only_table(meeting: "Meeting", by: PersonId) -> None:
    """Raises `NotEntitled` for anybody but the chair who presides and the secretaries."""
    if not at_the_table(meeting, by):
        raise NotEntitled("only-chair-or-secretary")


def oneself_or_table(meeting: "Meeting", by: PersonId, person: PersonId) -> Participant:
    """Whom it is about; people answer for themselves, the table for everybody.

    Raises:
        NotEntitled: somebody asks for another.
        NotKnown: no such participant.
    """
    if by != person and not at_the_table(meeting, by):
        raise NotEntitled("not-for-others")
    return called(meeting, by) if by == person else member(meeting, person)


def chair_of(paper: OrderPaper) -> PersonId:
    """Whom the paper names as chair. Raises `Incomplete` unless it is exactly one."""
    chairs = [p.person for p in paper.participants if p.office is Office.CHAIR]
    if len(chairs) != 1:
        raise Incomplete("chair-missing" if not chairs else "two-chairs")
    return chairs[0]
