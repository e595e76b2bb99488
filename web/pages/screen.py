"""A screen or a window that is shown: its picture to the relay, its stills to the pages that get no picture.

    POST   /meetings/{meeting}/media/screen          an offer, answered as in `web.pages.media`
    DELETE /meetings/{meeting}/media/screen/{peer}   goodbye
    POST   /meetings/{meeting}/screen/still          a picture of it, JPEG or WebP, as it is now
    GET    /meetings/{meeting}/screen/still          the last one

Whose screen it is comes from the session, whether it is shown from the record: ShareScreen goes before.
"""

from typing import Any

from litestar import Request, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

from media.link import RelayAway
from media.sdp import MAX_BYTES
from meetings.procedure.words import MeetingId, SourceId
from web import stills
from web.house import House
from web.pages.media import Place, bring_in, nearest, refuse
from web.viewer import Viewer


async def _shows(house: House, viewer: Viewer, meeting: str) -> SourceId | None:
    """The viewer's own screen, if it is the one that is shown."""
    own = SourceId(f"screen:{viewer.subject}")
    shown = (await house.clerk.meeting(MeetingId(meeting))).screen
    return own if shown is not None and shown.source == own else None


@post("/meetings/{meeting:str}/media/screen", opt={"who": "invited"}, request_max_body_size=MAX_BYTES)
async def show(
    request: Request[Any, Any, Any], meeting: FromPath[str], house: NamedDependency[House],
    viewer: NamedDependency[Viewer], again: FromQuery[str | None] = None, direct: FromQuery[bool] = False,
) -> Response[Any]:
    """Give the picture of it, and its sound."""
    own = await _shows(house, viewer, meeting)
    if own is None:
        return refuse(viewer, "not-shown")
    near = "" if direct else await nearest(house, viewer, meeting)
    place = Place(meeting, own, "send", f"/meetings/{meeting}/media/screen", near)
    return await bring_in(request, house, viewer, place, again)


@delete("/meetings/{meeting:str}/media/screen/{peer:str}", opt={"who": "invited"}, status_code=204)
async def goodbye(
    meeting: FromPath[str], peer: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> None:
    """Leave. A relay that is away has forgotten us already."""
    if house.relay is not None and len(peer) <= 64:
        try:
            await house.relay.leave(peer, f"screen:{viewer.subject}")
        except RelayAway:
            return


@post("/meetings/{meeting:str}/screen/still", opt={"who": "invited"}, request_max_body_size=stills.BYTES)
async def take(
    request: Request[Any, Any, Any], meeting: FromPath[str], house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
) -> Response[Any]:
    """A still for those whose line carries no picture."""
    own = await _shows(house, viewer, meeting)
    if own is None:
        await house.refusals.note(viewer.subject or "", "still-of-no-screen", meeting)
        return refuse(viewer, "not-shown")
    try:
        house.stills.put(MeetingId(meeting), own, await request.body(), house.now())
    except stills.Unfit:
        await house.refusals.note(viewer.subject or "", "unfit-still", meeting)
        return refuse(viewer, "unfit-still")
    except stills.TooSoon:
        return refuse(viewer, "still-too-soon")
    house.gallery.changed(MeetingId(meeting), at_hand=True)
    return Response(None, status_code=204)


@get("/meetings/{meeting:str}/screen/still", opt={"who": "invited"})
async def still(
    request: Request[Any, Any, Any], meeting: FromPath[str], house: NamedDependency[House],
) -> Response[bytes]:
    """The last one; asked for anew each time, and sent only when the browser has another."""
    shown = (await house.clerk.meeting(MeetingId(meeting))).screen
    found = house.stills.of(MeetingId(meeting), shown.source if shown else None)
    if found is None:
        raise NotFoundException
    headers = {"ETag": f'"{found.tag}"', "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(b"", status_code=304, headers=headers, media_type=found.media_type)
    return Response(found.data, headers=headers, media_type=found.media_type)


ROUTES = (show, goodbye, take, still)
