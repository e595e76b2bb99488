"""In which hall the viewer is expected, read off the register."""

from meetings.calendar import seating
from meetings.procedure.words import MeetingId, VenueId
from meetings.register.prepared import Invitee
from web.house import House
from web.viewer import Viewer


async def expected_hall(
    house: House, viewer: Viewer, meeting: MeetingId, invitee: Invitee | None
) -> tuple[VenueId | None, str]:
    """The hall and its name; (None, "") when elsewhere."""
    venues = await house.register.sittings.venues(meeting)
    names = {venue.id: venue.name for venue in venues}
    if viewer.venue is not None:
        return viewer.venue.id, viewer.venue.name
    if viewer.person is None:
        return None, ""
    parents, halls = await house.register.units.parents(), {venue.unit: venue.id for venue in venues}
    hall = seating.expected(invitee, viewer.person.unit, parents, halls)
    return (hall, names[hall]) if hall in names else (None, "")
