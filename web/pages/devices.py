"""Where I am signed in, and ending it there."""

from litestar import get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from web import sessions
from web.house import House
from web.show import show
from web.viewer import Viewer


@get("/devices", opt={"who": "person"})
async def devices(house: NamedDependency[House], viewer: NamedDependency[Viewer]) -> Template:
    mine = await house.register.signin.sessions_of(viewer.person_id, "person", house.now())
    return show(viewer, "devices/list.html", sessions=mine)


@post("/devices/{session:str}/end", opt={"who": "person"}, status_code=303)
async def end(
    session: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Redirect:
    """Sign a device of one's own out."""
    if not await sessions.end(house, session[:64], viewer.person_id):
        raise NotFoundException
    await house.register.audit.note(house.now(), viewer.subject or "", "device-signed-out", session[:64])
    if session == viewer.session_id:
        return Redirect("/sign-in", status_code=303, cookies=[sessions.signed_out(house)])
    return Redirect("/devices", status_code=303)


ROUTES = (devices, end)
