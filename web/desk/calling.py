"""Reads off the register who and which halls a meeting of a body can call."""

from meetings.procedure.words import VenueId
from meetings.register import calling
from meetings.register.calling import Candidate
from meetings.register.people import Body
from meetings.register.units import below
from web.house import House


async def everybody(house: House, body: Body) -> list[Candidate]:
    """All who could be called."""
    people = house.register.people
    return calling.candidates(body, await people.all(), await people.held(), await house.register.units.parents())


async def halls_below(house: House, unit: str) -> list[VenueId]:
    """The venues of a unit and of all below it."""
    near = below(unit, await house.register.units.parents())
    return [venue.id for venue in await house.register.units.venues() if venue.unit in near]
