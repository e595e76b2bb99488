"""`/`: everybody's own first page."""

from litestar import get
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from meetings.procedure.phase import UNDER_WAY, Phase
from meetings.register.people import Role
from meetings.register.prepared import PreparedMeeting
from web import reach
from web.house import House
from web.show import show
from web.viewer import Viewer


@get("/", opt={"who": "anybody"})
async def start(house: NamedDependency[House], viewer: NamedDependency[Viewer]) -> Redirect | Template:
    """Lead on to where this viewer's work is."""
    where = await landing(house, viewer)
    if where:
        return Redirect(where, status_code=303)
    return show(viewer, "start/no_meeting.html")


async def landing(house: House, viewer: Viewer) -> str:
    """Where somebody starts; "" for a hall that no meeting has called."""
    if viewer.venue is not None:
        found = _nearest(await house.register.sittings.of_venue(viewer.venue.id))
        return f"/meetings/{found.id}/venue" if found else ""
    if viewer.person is None:
        return "/sign-in"
    if viewer.holds(Role.CHAIR):
        bodies = [body.id for body in await reach.prepared(house, viewer)]
        meetings = await house.register.sittings.of_desk(viewer.person.id, bodies)
        now = [one for one in meetings if one.phase in UNDER_WAY]
        return f"/meetings/{now[0].id}/console" if now else "/meetings"
    if viewer.holds(Role.SECRETARY):
        return "/desk"
    if viewer.holds(Role.ADMIN):
        return "/people"
    return "/meetings"


def _nearest(meetings: list[PreparedMeeting]) -> PreparedMeeting | None:
    """The one under way, else the next one convened."""
    known = [one for one in meetings if one.phase in (*UNDER_WAY, Phase.CONVENED)]
    return min(known, key=lambda one: (one.phase not in UNDER_WAY, one.starts_at), default=None)


ROUTES = (start,)
