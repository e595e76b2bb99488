"""Sign-in links: made here and nowhere else, so that they always point to our own configured address.

In a demonstration every person has a host name of their own (`chutoa.localhost`), for
browsers keep cookies by host: several people then fit in one browser side by side.
"""

from datetime import datetime, timedelta

from meetings.register.people import Person
from meetings.register.units import VenuePlace
from web.house import House
from web.settings import Settings


async def for_person(
    house: House, person: Person, expires: datetime | None = None, reusable: bool = False, meeting: str = ""
) -> str:
    """A new link that signs this person in once; unused ones before it (for that meeting) open nothing any more."""
    until = expires or house.now() + timedelta(days=house.settings.link_days)
    token = await house.register.signin.new_token("person", person.id, until, reusable, house.now(), meeting)
    return f"{origin(house.settings, person.login)}/enter/{token}"


async def for_venue(
    house: House, venue: VenuePlace, expires: datetime | None = None, reusable: bool = False, meeting: str = ""
) -> str:
    """The same for the device of a hall."""
    until = expires or house.now() + timedelta(days=house.settings.link_days)
    token = await house.register.signin.new_token("venue", venue.id, until, reusable, house.now(), meeting)
    return f"{origin(house.settings, str(venue.id).lower())}/enter/{token}"


def origin(settings: Settings, name: str) -> str:
    """Where a link for `name` (a login, a hall's code) points.

    >>> origin(Settings(demo=True), "thuky.tinh"), origin(Settings(origin="https://hop.example"), "chutoa")
    ('http://thuky-tinh.localhost:8000', 'https://hop.example')
    """
    if settings.demo:
        host = "".join(letter if letter.isalnum() else "-" for letter in name)
        return f"http://{host}.localhost:{settings.port}"
    return settings.public_origin
