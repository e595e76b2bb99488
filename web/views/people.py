"""Names for ids, as they were frozen when the meeting was called to order."""

from dataclasses import dataclass

from meetings.procedure.meeting import Meeting
from meetings.procedure.order_paper import Office, OrderPaper
from meetings.procedure.words import PersonId, SourceId, VenueId


@dataclass(frozen=True, slots=True)
class Who:
    """A person as pages name them."""

    person: PersonId
    name: str
    title: str
    unit: str
    office: Office
    seat: int | None

    @property
    def initials(self) -> str:
        """For the tile without a picture: family name and given name.

        >>> Who(PersonId("p"), "Cà Văn Dũng", "", "", Office.CHAIR, 1).initials
        'CD'
        """
        words = self.name.split()
        return "".join(word[0] for word in words[:1] + words[1:][-1:]).upper()


@dataclass(frozen=True, slots=True)
class Names:
    """Everybody and every hall of one meeting."""

    people: dict[PersonId, Who]
    venues: dict[VenueId, str]

    def who(self, person: PersonId) -> Who:
        """Somebody who is not on the paper is shown by id: a record from elsewhere must still be readable."""
        return self.people.get(person) or Who(person, str(person), "", "", Office.OBSERVER, None)

    def venue(self, venue: VenueId | None) -> str:
        return "" if venue is None else self.venues.get(venue, str(venue))

    def source(self, source: SourceId | None) -> str:
        """Who a source of sound and picture is, in words; of a screen, whose it is."""
        if source is None:
            return ""
        kind, _, subject = source.removeprefix("screen:").partition(":")
        return self.venue(VenueId(subject)) if kind == "venue" else self.who(PersonId(subject)).name


KEPT = 16
_known: dict[int, tuple[OrderPaper, Names]] = {}     # by identity: the same paper serves a whole sitting


def names(meeting: Meeting) -> Names:
    """Read off the paper once, not at each drawing."""
    paper = meeting.paper
    if paper is None:
        return Names({}, {})
    known = _known.get(id(paper))
    if known is None or known[0] is not paper:
        found = Names(
            {p.person: Who(p.person, p.name, p.title, p.unit, p.office, p.seat) for p in paper.participants},
            {venue.id: venue.name for venue in paper.venues},
        )
        if len(_known) >= KEPT:
            _known.clear()
        known = _known[id(paper)] = (paper, found)
    return known[1]
