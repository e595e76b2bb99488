"""My meetings: the next one first, with the one thing to do about it.

    under way, or about to begin   join, with one tap
    not answered yet               will attend, or cannot with a reason
    answered                       read the papers
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.response import Template

from meetings.calendar import timetable
from meetings.procedure.phase import UNDER_WAY, Phase
from meetings.procedure.words import VenueId
from meetings.register.prepared import Answer, Invitee, PreparedMeeting
from web.expected import expected_hall
from web.house import House
from web.show import show
from web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Mine:
    """A meeting as one who is called sees it in the list."""

    meeting: PreparedMeeting
    invitee: Invitee | None    # None: a hall looks at it
    hall: VenueId | None       # where the viewer is expected
    hall_name: str             # "" when elsewhere
    minutes_left: int          # until it begins; 0 or less once it should have
    near: bool                 # one can join now
    papers: int
    pages: int

    @property
    def on(self) -> bool:
        return self.meeting.phase in UNDER_WAY

    @property
    def unanswered(self) -> bool:
        return self.invitee is not None and self.invitee.answer is Answer.NONE

    @property
    def closed(self) -> bool:
        return self.meeting.phase is Phase.CLOSED


class MyMeetings(Controller):
    """`/meetings`."""

    path = "/meetings"

    @get("/", opt={"who": "signed_in"})
    async def mine(self, house: NamedDependency[House], viewer: NamedDependency[Viewer]) -> Template:
        """All meetings the viewer is called to."""
        now = house.now()
        all_mine = [await _mine(house, viewer, meeting, now) for meeting in await _called(house, viewer)]
        coming = sorted((m for m in all_mine if not m.closed), key=lambda m: (not m.on, m.meeting.starts_at))
        held = sorted((m for m in all_mine if m.closed), key=lambda m: m.meeting.starts_at, reverse=True)
        return show(viewer, "meetings/mine.html", next=coming[0] if coming else None, later=coming[1:], held=held)


async def _called(house: House, viewer: Viewer) -> Sequence[PreparedMeeting]:
    if viewer.venue is not None:
        return await house.register.sittings.of_venue(viewer.venue.id)
    return await house.register.sittings.of_person(viewer.person_id)


async def _mine(house: House, viewer: Viewer, meeting: PreparedMeeting, now: datetime) -> Mine:
    invitee = await house.register.sittings.invitee(meeting.id, viewer.person.id) if viewer.person else None
    hall, name = await expected_hall(house, viewer, meeting.id, invitee)
    papers = [version for _, version in await house.register.dossier.readable(meeting.id)]
    left = int((meeting.starts_at - now).total_seconds() // 60)
    near = timetable.can_join(meeting.phase, meeting.starts_at, now)
    return Mine(meeting, invitee, hall, name, left, near, len(papers), sum(version.pages for version in papers))


ROUTES = [MyMeetings]
