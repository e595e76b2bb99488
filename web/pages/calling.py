"""Reads off the register who and which halls a meeting of a body can call."""

from meetings.procedure.words import VenueId
from meetings.register import calling
from meetings.register.calling import Candidate
from meetings.register.people import Body
from meetings.register.units import Unit
from web.house import House


async def everybody(house: House, body: Body) -> list[Candidate]:
    """All who could be called: those of the body's unit and below, its members wherever they are, and those above."""
    units = {unit.code: unit for unit in await house.register.units.all()}
    near = _below(body.unit, units) | {unit.code for unit in await house.register.units.ancestors(body.unit)}
    posts_here = await house.register.people.posts_in(body.id)
    seated = {post.person for post in posts_here}
    people = [p for p in await house.register.people.all() if p.unit in near or p.id in seated]
    posts = list(posts_here)
    for person in people:
        if person.id not in seated:
            posts.extend(await house.register.people.posts(person.id))
    return calling.candidates(body, people, posts)


async def halls_below(house: House, unit: str) -> list[VenueId]:
    """The venues of a unit and of all below it."""
    units = {one.code: one for one in await house.register.units.all()}
    below = _below(unit, units)
    return [venue.id for venue in await house.register.units.venues() if venue.unit in below]


def _below(top: str, units: dict[str, Unit]) -> set[str]:
    found = {top}
    while more := {unit.code for unit in units.values() if unit.parent in found} - found:
        found |= more
    return found
