"""`/meetings/{meeting}/equipment`: passes for codecs and OBS, made, listed and revoked.

    a hall            for itself
    desk, technician  for every hall of the meeting

A pass is shown once, on the page that answers its making, with the address to put beside it.
"""

from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from meetings.procedure.order_paper import Office
from meetings.procedure.words import MeetingId
from meetings.record.passes import MOST, Direction, TooMany
from meetings.register.preparing import Work, still
from meetings.register.units import VenuePlace
from web import doors
from web.house import House
from web.show import show
from web.typed import Typed, fields
from web.viewer import Viewer

DOORS: dict[Direction, str] = {"send": "whip", "watch": "whep"}


@get("/meetings/{meeting:str}/equipment", opt={"who": "invited"})
async def equipment(
    meeting: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Template:
    """The passes there are, and a form for a new one."""
    return await _page(house, viewer, meeting, await _halls(house, viewer, meeting))


@post("/meetings/{meeting:str}/equipment", opt={"who": "invited"}, status_code=200)
async def make(
    request: Request[Any, Any, Any], meeting: FromPath[str], house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
) -> Template:
    """A new pass, shown once."""
    halls = await _halls(house, viewer, meeting)
    typed = Typed(await fields(request), viewer)
    hall = typed.choice("hall", [str(one.id) for one in halls])
    chosen = typed.choice("direction", list(DOORS))
    if await _over(house, meeting):
        typed.errors["hall"] = viewer.say("The meeting is over.")
    if typed.errors:
        return await _page(house, viewer, meeting, halls, errors=typed.errors, status=422)
    direction: Direction = "send" if chosen == "send" else "watch"
    try:
        made, secret = await house.register.passes.make(
            MeetingId(meeting), f"venue:{hall}", direction, viewer.subject or "", house.now())
    except TooMany:
        told = viewer.say("This hall has %(most)s passes; revoke one first.", most=MOST)
        return await _page(house, viewer, meeting, halls, errors={"hall": told}, status=422)
    about = f"{meeting} {direction}"
    await house.register.audit.note(house.now(), viewer.subject or "", "pass-made", made.subject, about)
    where = f"{doors.own_origin(request)}/{DOORS[direction]}/{meeting}"
    page = await _page(house, viewer, meeting, halls, made=made, secret=secret, where=where)
    page.headers["Cache-Control"] = "no-store"
    return page


@post("/meetings/{meeting:str}/equipment/{key:str}/revoke", opt={"who": "invited"}, status_code=303)
async def revoke(
    meeting: FromPath[str], key: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Redirect:
    """It opens nothing any more, and what was opened with it is shut."""
    subjects = {f"venue:{hall.id}" for hall in await _halls(house, viewer, meeting)}
    good = {one.id: one for one in await house.register.passes.of(MeetingId(meeting), house.now())}
    if key not in good or good[key].subject not in subjects:
        raise NotFoundException
    revoked = await house.register.passes.revoke(key, MeetingId(meeting), house.now())
    if revoked is not None:
        await house.equipment.let_go(revoked)
        await house.register.audit.note(house.now(), viewer.subject or "", "pass-revoked", revoked.subject, meeting)
    return Redirect(f"/meetings/{meeting}/equipment", status_code=303)


async def _halls(house: House, viewer: Viewer, meeting: str) -> list[VenuePlace]:
    """For which halls the viewer makes passes; for none is the same as no such page."""
    standing = await doors.standing(house, viewer, meeting)
    if standing is None:
        raise NotFoundException
    halls = await house.register.sittings.venues(standing.meeting.id)
    if viewer.venue is not None:
        return [hall for hall in halls if hall.id == viewer.venue.id]
    technician = standing.invitee is not None and standing.invitee.office is Office.TECHNICIAN
    if not (standing.desk or technician):
        raise NotFoundException
    return list(halls)


async def _over(house: House, meeting: str) -> bool:
    found = await house.register.sittings.get(MeetingId(meeting))
    return found is None or not still(Work.EQUIPMENT, found.phase)


async def _page(
    house: House, viewer: Viewer, meeting: str, halls: list[VenuePlace], *, status: int = 200, **more: object
) -> Template:
    names = {f"venue:{hall.id}": hall.name for hall in halls}
    good = await house.register.passes.of(MeetingId(meeting), house.now())
    passes = [one for one in good if one.subject in names]
    told = {"made": None, "secret": "", "where": "", "errors": {}, **more}
    found = await house.register.sittings.get(MeetingId(meeting))
    return show(viewer, "equipment/passes.html", status, meeting=found, halls=halls, names=names, passes=passes,
                over=await _over(house, meeting), **told)


ROUTES = (equipment, make, revoke)
