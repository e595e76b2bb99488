"""`/meetings/{meeting}/venue` and `/stage`: a hall's own machine, and its big screen."""

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from web.house import House
from web.scene import not_convened, scene
from web.viewer import Viewer


@get("/meetings/{meeting:str}/venue", opt={"who": "invited"})
async def venue(
    meeting: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Template:
    """Camera, microphone and loudspeaker of a hall. People may look at it; only the hall's machine can send."""
    found = await scene(house, viewer, meeting, "venue")
    if found is None:
        return await not_convened(house, viewer, meeting)
    is_venue = viewer.venue is not None
    name = viewer.venue.name if viewer.venue else found.hall.head.title
    return found.show("venue/venue.html", is_venue=is_venue, venue_name=name)


@get("/meetings/{meeting:str}/stage", opt={"who": "invited"})
async def stage(
    meeting: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Template:
    """The screen of a hall: item, speaker or page or result, clock. Its sound comes from the hall's own page."""
    found = await scene(house, viewer, meeting, "stage")
    if found is None:
        return await not_convened(house, viewer, meeting)
    return found.show("stage/stage.html")


ROUTES = (venue, stage)
