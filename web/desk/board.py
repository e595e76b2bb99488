"""Is all ready? Who has opened the papers, and whose line stands, by venue and by person."""

from collections.abc import Mapping
from dataclasses import dataclass

from meetings.calendar import seating
from meetings.procedure.words import VenueId
from meetings.register.people import Person
from meetings.register.prepared import Answer, Invitee, PaperState
from meetings.register.units import Unit, VenuePlace
from web.desk.frame import Desk
from web.house import House


@dataclass(frozen=True, slots=True)
class Reader:
    """One person called."""

    person: Person
    unit: Unit | None
    invitee: Invitee
    hall: VenueId | None       # where expected
    opened: int                # papers opened so far
    line: str                  # "connected", "lost", "" when not seen yet


@dataclass(frozen=True, slots=True)
class Hall:
    """One venue with those expected in it; `place` None: those elsewhere."""

    place: VenuePlace | None
    readers: list[Reader]
    papers: int                # that can be opened page by page
    line: str

    @property
    def opened(self) -> int:
        """How many have opened every paper."""
        return sum(reader.opened >= self.papers for reader in self.readers)

    @property
    def answered(self) -> int:
        return sum(reader.invitee.answer is not Answer.NONE for reader in self.readers)


@dataclass(frozen=True, slots=True)
class Board:
    halls: list[Hall]
    papers: int

    @property
    def readers(self) -> list[Reader]:
        return [reader for hall in self.halls for reader in hall.readers]


async def board(house: House, desk: Desk) -> Board:
    """The board as of now."""
    units = {unit.code: unit for unit in await house.register.units.all()}
    parents = {unit.code: unit.parent for unit in units.values()}
    opened = await house.register.dossier.opened(desk.meeting.id)
    papers = [v.id for versions in desk.papers.values() for _, v in versions if v.state is PaperState.PAGED]
    lines = house.gallery.lines(desk.meeting.id)
    venues = {venue.unit: venue.id for venue in desk.venues}
    readers = {}
    for invitee in desk.invitees:
        person = desk.people.get(invitee.person)
        if person is None:
            continue
        hall = seating.expected(invitee, person.unit, parents, venues)
        seen = sum(person.id in opened.get(version, {}) for version in papers)
        line = _line(lines, f"person:{person.id}")
        readers[person.id] = Reader(person, units.get(person.unit), invitee, hall, seen, line)
    split = seating.split([venue.id for venue in desk.venues], {id: r.hall for id, r in readers.items()})
    halls = [
        Hall(place, [readers[id] for id in split[place.id]], len(papers), _line(lines, f"venue:{place.id}"))
        for place in desk.venues
    ]
    if elsewhere := split.get(None):
        halls.append(Hall(None, [readers[id] for id in elsewhere], len(papers), ""))
    return Board(halls, len(papers))


def _line(lines: Mapping[str, object], subject: str) -> str:
    return str(getattr(lines.get(subject), "state", ""))
