"""What every page of the desk shows: the meetings by date, and the chosen one as it stands.

The desk is a table of four tabs in the order of work: whom to call, the agenda with its
papers, whether all is ready, the minutes. All four share this frame.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from litestar.exceptions import NotFoundException
from litestar.response import Template

from meetings.calendar import datebook, deadlines, timetable
from meetings.calendar.datebook import Leaf
from meetings.calendar.deadlines import Deadline
from meetings.procedure.meeting import Meeting
from meetings.procedure.sitting import Phase
from meetings.procedure.words import ItemId, MeetingId, PersonId
from meetings.register import preparing
from meetings.register.people import Body, Person
from meetings.register.prepared import Answer, Document, Invitee, PreparedItem, PreparedMeeting, Version
from meetings.register.preparing import Work
from meetings.register.units import VenuePlace
from web import reach
from web.house import House
from web.show import show
from web.viewer import Viewer

MONTHS = ("", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")
Paper = tuple[Document, Version]


@dataclass(frozen=True, slots=True)
class Desk:
    """One meeting on the desk: what was prepared, and what of it was sent."""

    meeting: PreparedMeeting
    body: Body | None
    items: list[PreparedItem]
    times: list[datetime]      # when each item should begin
    ends_at: datetime          # when the last one should have ended
    papers: Mapping[ItemId, list[Paper]]
    lacking: list[PreparedItem]
    deadline: Deadline
    invitees: list[Invitee]
    people: Mapping[PersonId, Person]
    venues: list[VenuePlace]
    held: Meeting              # as the record has it
    changed: bool              # prepared otherwise than was sent
    now: datetime

    @property
    def phase(self) -> Phase:
        return self.held.phase

    @property
    def open(self) -> bool:
        """Whether the agenda and those called can still be changed."""
        return self.still(Work.CHANGE)

    @property
    def sent(self) -> bool:
        """Whether invitations and papers are with those called."""
        return self.phase is not Phase.PLANNED

    def still(self, work: str) -> bool:
        return preparing.still(Work(work), self.phase)

    @property
    def seated(self) -> list[Invitee]:
        return [invitee for invitee in self.invitees if invitee.seat is not None]

    def answered(self, answer: Answer) -> int:
        return sum(invitee.answer == answer for invitee in self.invitees)

    @property
    def lacks(self) -> list[str]:
        """What stands in the way of convening, one word each."""
        return preparing.lacks(self.items, self.invitees)


def zone(viewer: Viewer) -> ZoneInfo:
    return ZoneInfo(viewer.timezone)


async def book(house: House, viewer: Viewer) -> list[Leaf]:
    """The meetings of this desk, by date."""
    bodies = [body.id for body in await reach.prepared(house, viewer)]
    meetings = await house.register.sittings.of_desk(viewer.person_id, bodies)
    return datebook.leaves(meetings, house.now(), zone(viewer))


async def lay(house: House, viewer: Viewer, id: str) -> Desk:
    """One meeting laid out on the desk.

    Raises:
        NotFoundException: there is none of that id.
    """
    meeting_id, register = MeetingId(id), house.register
    meeting = await register.sittings.get(meeting_id)
    if meeting is None:
        raise NotFoundException
    items = await register.sittings.items(meeting_id)
    papers: dict[ItemId, list[Paper]] = {}
    for document, version in await register.dossier.latest(meeting_id):
        papers.setdefault(document.item, []).append((document, version))
    invitees = await register.sittings.invitees(meeting_id)
    held = await house.clerk.meeting(meeting_id)
    return Desk(
        meeting=meeting,
        body=await register.people.body(meeting.body),
        items=items,
        times=timetable.planned(meeting.starts_at, items),
        ends_at=timetable.ends(meeting.starts_at, items),
        papers=papers,
        lacking=deadlines.lacking(items, set(papers)),
        deadline=deadlines.for_papers(meeting.starts_at, house.now(), zone(viewer)),
        invitees=invitees,
        people={person.id: person for person in await register.people.all()},
        venues=await register.sittings.venues(meeting_id),
        held=held,
        changed=held.phase is Phase.CONVENED and held.paper != await register.sittings.order_paper(meeting_id),
        now=house.now(),
    )


async def page(
    house: House, viewer: Viewer, desk: Desk, template: str, tab: str, status: int = 200, **context: object
) -> Template:
    """One tab of the chosen meeting, in its frame."""
    return show(
        viewer, f"desk/{template}", status, desk=desk, meeting=desk.meeting, tab=tab, months=MONTHS,
        book=await book(house, viewer), now_year=house.now().astimezone(zone(viewer)).year, **context,
    )
