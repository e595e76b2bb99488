"""People and halls by unit, for those who look after them: new sign-in links, devices signed in as a hall, leaving.

Who looks after whom stands in one table (`meetings.register.authority`). Who is out of reach is as
good as absent.
"""

from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template
from markupsafe import Markup

from meetings.papers import qr
from meetings.record.people import LastAdministrator
from meetings.record.signin import DeviceSession
from meetings.register.authority import Action, anywhere
from meetings.register.people import Person
from meetings.register.units import Unit, VenuePlace
from web import forms, links, sessions
from web.house import House
from web.reach import reach
from web.show import show
from web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Group:
    """One unit with its people, its hall and the devices that are signed in as it."""

    unit: Unit
    people: list[Person]
    venue: VenuePlace | None
    devices: list[DeviceSession]


@get("/people", opt={"who": "people"})
async def people(house: NamedDependency[House], viewer: NamedDependency[Viewer]) -> Template:
    return await _list(house, viewer)


@post("/people/{person:str}/link", opt={"who": "people"}, status_code=200)
async def new_link(
    person: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Template:
    """A new link, shown once: only its hash is kept."""
    found = await _person(house, viewer, person)
    link = await links.for_person(house, found)
    await house.register.audit.note(house.now(), viewer.subject or "", "link-made", f"person:{found.id}")
    return _link(viewer, found.name, found.title, link)


@post("/people/halls/{venue:str}/link", opt={"who": "people"}, status_code=200)
async def new_hall_link(
    venue: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Template:
    found = await _hall(house, viewer, venue)
    link = await links.for_venue(house, found)
    await house.register.audit.note(house.now(), viewer.subject or "", "link-made", f"venue:{found.id}")
    return _link(viewer, found.name, "", link)


@post("/people/halls/{venue:str}/devices/{session:str}/end", opt={"who": "people"}, status_code=303)
async def end_hall_device(
    venue: FromPath[str], session: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Redirect:
    """Sign out a device that came in as a hall: left behind, lost, or somebody else's."""
    found = await _hall(house, viewer, venue)
    if not await sessions.end(house, session[:64], found.id):
        raise NotFoundException
    await house.register.audit.note(
        house.now(), viewer.subject or "", "device-signed-out", f"venue:{found.id}", session[:64])
    return Redirect("/people", status_code=303)


@post("/people/{person:str}/active", opt={"who": "admin"}, status_code=303)
async def set_active(
    request: Request[Any, Any, Any], person: FromPath[str], house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
) -> Redirect | Template:
    """Somebody left, or is back. What they did stays in the record."""
    found = await _person(house, viewer, person)
    if not (await reach(house, viewer)).changes(found):
        raise NotFoundException
    active = (await forms.form(request)).text("active") == "yes"
    if found.id == viewer.person_id and not active:
        return await _list(house, viewer, viewer.say("You cannot close your own account."), 422)
    try:
        await house.register.people.set_active(found.id, active)
    except LastAdministrator:
        return await _list(house, viewer, viewer.say("The last administrator cannot be let go."), 422)
    if not active:
        await sessions.end_all(house, found.id)
        await house.register.signin.void_tokens("person", found.id)
    await house.register.audit.note(
        house.now(), viewer.subject or "", "account-opened" if active else "account-closed", f"person:{found.id}"
    )
    return Redirect("/people", status_code=303)


async def _person(house: House, viewer: Viewer, id: str) -> Person:
    found = await house.register.people.get(id[:64])
    if found is None or not (await reach(house, viewer)).renews(found):
        raise NotFoundException
    return found


async def _hall(house: House, viewer: Viewer, id: str) -> VenuePlace:
    found = await house.register.units.venue(id[:64])
    if found is None or not (await reach(house, viewer)).hall(found.unit):
        raise NotFoundException
    return found


async def _list(house: House, viewer: Viewer, problem: str = "", status: int = 200) -> Template:
    near = await reach(house, viewer)
    mine = [one for one in await house.register.people.all() if near.renews(one)]
    halls = {hall.unit: hall for hall in await house.register.units.venues() if near.hall(hall.unit)}
    inside = await house.register.signin.halls_inside(house.now())
    groups = [
        Group(unit, [one for one in mine if one.unit == unit.code], hall, inside.get(hall.id, []) if hall else [])
        for unit in await house.register.units.all() for hall in (halls.get(unit.code),)
    ]
    known = {group.unit.code for group in groups}
    others = [one for one in mine if one.unit not in known]
    return show(
        viewer, "people/list.html", status, groups=[one for one in groups if one.people or one.venue],
        others=others, problem=problem, changes={one.id for one in mine if near.changes(one)},
        brings=anywhere(viewer.posts, Action.IMPORT_SHEETS),
    )


def _link(viewer: Viewer, name: str, title: str, link: str) -> Template:
    code = Markup(qr.svg(link))  # noqa: S704 - drawn by us
    page = show(viewer, "people/link.html", name=name, title=title, link=link, code=code)
    page.headers["Cache-Control"] = "no-store"
    return page


ROUTES = (people, new_link, new_hall_link, end_hall_device, set_active)
