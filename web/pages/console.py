"""`/meetings/{meeting}/console`: the chair's desk."""

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from web.house import House
from web.scene import not_convened, scene
from web.viewer import Viewer


@get("/meetings/{meeting:str}/console", opt={"who": "desk"})
async def console(
    meeting: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Template:
    """Who presides has the buttons; deputies and secretaries look on, and may take the chair by its own form."""
    found = await scene(house, viewer, meeting, "console")
    if found is None:
        return await not_convened(house, viewer, meeting)
    return found.show("console/console.html", presides=found.own is not None and found.own.presides)


ROUTES = (console,)
