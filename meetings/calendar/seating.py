"""Which hall a person is expected in.

What a person said beforehand counts. Else it is the hall of the nearest unit, going
up the tree from the person's own, that is a venue of the meeting: a commune's deputy
sits in the commune's hall, the head of a district office in the district's.
"""

from collections.abc import Collection, Mapping

from meetings.procedure.words import PersonId, VenueId
from meetings.register.prepared import Invitee
from meetings.register.units import above


def nearest(unit: str, parents: Mapping[str, str | None], venues: Mapping[str, VenueId]) -> VenueId | None:
    """The venue of `unit` or of the nearest unit above it; `venues` is by unit. None: no unit above has one."""
    return next((venues[code] for code in (unit, *above(unit, parents)) if code in venues), None)


def expected(
    invitee: Invitee | None, unit: str, parents: Mapping[str, str | None], venues: Mapping[str, VenueId]
) -> VenueId | None:
    """The hall this person is expected in; None when elsewhere."""
    if invitee is not None and invitee.where_said:
        return invitee.where
    return nearest(unit, parents, venues)


def split(
    halls: Collection[VenueId], where: Mapping[PersonId, VenueId | None]
) -> dict[VenueId | None, list[PersonId]]:
    """People by the hall they are expected in, in the order given; None: elsewhere or in no hall of this meeting."""
    by_hall: dict[VenueId | None, list[PersonId]] = {hall: [] for hall in halls}
    for person, hall in where.items():
        by_hall.setdefault(hall if hall in by_hall else None, []).append(person)
    return by_hall
