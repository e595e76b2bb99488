"""How far somebody looks after people and halls: the table of powers, asked with the house as it stands.

    near = await reach(house, viewer)
    near.renews(person)      may hand out a sign-in link
    near.changes(person)     may close and open the account
    near.hall(unit)          may hand out a link for the hall of that unit
    near.relay(unit)         may make a relay for it, and revoke one

    prepared, prepares       whose meetings the viewer prepares

What the powers are and how far they go stands in `meetings.register.authority` and nowhere else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from meetings.procedure.words import PersonId
from meetings.register.authority import Action, Places, anywhere, may, may_about, may_renew
from meetings.register.people import Body, Person, Post
from web.house import House
from web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Reach:
    """What a viewer may do to whom."""

    posts: Sequence[Post]
    places: Places
    held: Mapping[PersonId, Sequence[Post]]    # everybody's offices today

    def renews(self, person: Person) -> bool:
        return may_renew(self.posts, self.held.get(person.id, ()), person.unit, self.places)

    def changes(self, person: Person) -> bool:
        """Closing an account takes a key away, so it reaches as far as handing one out."""
        return may_about(self.posts, Action.CHANGE_PEOPLE, person.unit, self.places) and self.renews(person)

    def hall(self, unit: str) -> bool:
        return may_about(self.posts, Action.VENUE_LINK, unit, self.places)

    def relay(self, unit: str) -> bool:
        return may_about(self.posts, Action.VENUE_RELAY, unit, self.places)


async def reach(house: House, viewer: Viewer) -> Reach:
    """Read off the viewer's posts and the register."""
    places = await _places(house, await house.register.people.bodies())
    return Reach(viewer.posts, places, await house.register.people.held())


async def prepared(house: House, viewer: Viewer) -> list[Body]:
    """The bodies whose meetings the viewer prepares."""
    if not anywhere(viewer.posts, Action.PREPARE_MEETING):
        return []
    bodies = await house.register.people.bodies()
    places = await _places(house, bodies)
    return [body for body in bodies if _prepares(viewer, body, places)]


async def prepares(house: House, viewer: Viewer, body: str) -> bool:
    """Whether the viewer prepares the meetings of that body."""
    if may(viewer.posts, Action.PREPARE_MEETING, body=body):
        return True
    if all(post.body is not None for post in viewer.posts):
        return False                       # only an office over a unit needs the tree
    return any(one.id == body for one in await prepared(house, viewer))


def _prepares(viewer: Viewer, body: Body, places: Places) -> bool:
    above = places.above(body.unit)
    return may(viewer.posts, Action.PREPARE_MEETING, unit=body.unit, body=body.id, ancestors=above)


async def _places(house: House, bodies: Sequence[Body]) -> Places:
    parents = {unit.code: unit.parent for unit in await house.register.units.all()}
    return Places(parents, {body.id: body.unit for body in bodies})
