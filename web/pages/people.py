"""People by unit, for those who look after them: new sign-in links, and leaving.

    an administrator   everybody of the unit of the office and below
    a secretary        the same of the unit of their body, and its members wherever they sit;
                       not administrators: a link is a key, and theirs opens more

Who is out of reach is as good as absent.
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
from meetings.register.people import Person, Post, Role
from meetings.register.units import Unit, VenuePlace
from web import forms, links, sessions
from web.house import House
from web.show import show
from web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Group:
    """One unit with its people and its hall."""

    unit: Unit
    people: list[Person]
    venue: VenuePlace | None


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a viewer looks after."""

    units: frozenset[str]
    members: frozenset[str]    # of the bodies, wherever they sit
    beyond: frozenset[str]     # administrators, out of a secretary's reach

    def person(self, person: Person) -> bool:
        return person.id not in self.beyond and (person.unit in self.units or person.id in self.members)


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
    found = await house.register.units.venue(venue[:64])
    if found is None or found.unit not in (await reach(house, viewer)).units:
        raise NotFoundException
    link = await links.for_venue(house, found)
    await house.register.audit.note(house.now(), viewer.subject or "", "link-made", f"venue:{found.id}")
    return _link(viewer, found.name, "", link)


@post("/people/{person:str}/active", opt={"who": "admin"}, status_code=303)
async def set_active(
    request: Request[Any, Any, Any], person: FromPath[str], house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
) -> Redirect | Template:
    """Somebody left, or is back. What they did stays in the record."""
    found = await _person(house, viewer, person)
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


async def reach(house: House, viewer: Viewer) -> Reach:
    """Whom this viewer looks after, read off their posts."""
    units = await house.register.units.all()
    tops: set[str] = set()
    members: set[str] = set()
    for post_held in viewer.posts:
        if post_held.role is Role.ADMIN:
            tops.update([post_held.unit] if post_held.unit else [unit.code for unit in units])
        elif post_held.role is Role.SECRETARY and post_held.body is not None:
            body = await house.register.people.body(post_held.body)
            tops.add(body.unit if body else post_held.unit)
            members.update(one.person for one in await house.register.people.posts_in(post_held.body))
    found = set(tops)
    while more := {unit.code for unit in units if unit.parent in found} - found:
        found |= more
    if viewer.holds(Role.ADMIN):
        if any(one.role is Role.ADMIN and not one.unit for one in viewer.posts):
            found.add("")                # people of no unit, such as the first administrator
        return Reach(frozenset(found), frozenset(members), frozenset())
    return Reach(frozenset(found), frozenset(members), frozenset(await _administrators(house)))


async def _administrators(house: House) -> set[str]:
    posts: list[Post] = []
    for person in await house.register.people.all():
        posts.extend(await house.register.people.posts(person.id))
    return {one.person for one in posts if one.role is Role.ADMIN}


async def _person(house: House, viewer: Viewer, id: str) -> Person:
    found = await house.register.people.get(id[:64])
    if found is None or not (await reach(house, viewer)).person(found):
        raise NotFoundException
    return found


async def _list(house: House, viewer: Viewer, problem: str = "", status: int = 200) -> Template:
    near = await reach(house, viewer)
    mine = [one for one in await house.register.people.all() if near.person(one)]
    halls = {hall.unit: hall for hall in await house.register.units.venues() if hall.unit in near.units}
    groups = [
        Group(unit, [one for one in mine if one.unit == unit.code], halls.get(unit.code))
        for unit in await house.register.units.all()
    ]
    known = {group.unit.code for group in groups}
    others = [one for one in mine if one.unit not in known]
    return show(
        viewer, "people/list.html", status, groups=[one for one in groups if one.people or one.venue],
        others=others, problem=problem, administers=viewer.holds(Role.ADMIN),
    )


def _link(viewer: Viewer, name: str, title: str, link: str) -> Template:
    page = show(viewer, "people/link.html", name=name, title=title, link=link, code=Markup(qr.svg(link)))  # noqa: S704
    page.headers["Cache-Control"] = "no-store"
    return page


ROUTES = (people, new_link, new_hall_link, set_active)
