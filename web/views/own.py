"""What one person sees of themselves: am I here, do I wait to speak, has my vote arrived.

Kept apart from the hall, so that what goes to everybody can be made once.
"""

from dataclasses import dataclass
from typing import Literal

from meetings.procedure import offices, screen, stage
from meetings.procedure.ballots import How, Vote
from meetings.procedure.meeting import Meeting
from meetings.procedure.order_paper import Office
from meetings.procedure.phase import Phase
from meetings.procedure.words import PersonId, SourceId, VenueId
from web.views.around import Around
from web.views.people import Names
from web.views.result import latest

Voice = Literal["none", "asks", "waits", "speaks"]
Shares = Literal["no", "may", "does"]


@dataclass(frozen=True, slots=True)
class Place:
    """A hall one can say to be in."""

    venue: VenueId
    name: str


@dataclass(frozen=True, slots=True)
class Own:
    """One participant, as that person's page says it."""

    person: PersonId
    name: str
    office: Office
    seat: int | None
    phase: Phase
    present: bool
    where: VenueId | None
    hall: str                  # name of the hall; "" elsewhere
    proposed: VenueId | None   # said beforehand
    places: tuple[Place, ...]
    presides: bool
    voice: Voice
    waits_at: int              # place in the queue, from 1
    on_air: bool               # one's own device is on the stage
    entitled: bool             # to the ballot shown
    voting: bool
    ballot: str
    vote: Vote | None
    sharing: Shares            # one's screen

    @property
    def listens(self) -> bool:
        """Elsewhere: with own sound and picture. In a hall the loudspeaker is the hall's, or it would howl."""
        return self.where is None and self.phase in (Phase.IN_SESSION, Phase.SUSPENDED, Phase.CONVENED)

    @property
    def spoken(self) -> bool:
        return self.vote is not None and self.vote.how is not How.DEVICE


def own(meeting: Meeting, around: Around, names: Names, person: PersonId) -> Own | None:
    """None when the person is not on the order paper."""
    participant = meeting.people.get(person)
    if participant is None or meeting.paper is None:
        return None
    attendance, answer = meeting.attendance.get(person), around.answers.get(person)
    present = attendance is not None and attendance.present
    where = attendance.where if attendance else None
    holder, ballot = meeting.floor.holder, latest(meeting)
    waiting = [request.member for request in meeting.floor.queue]
    speaks = holder is not None and holder.member == person
    silent: Voice = "asks" if offices.may_speak(participant) else "none"
    voice: Voice = "speaks" if speaks else "waits" if person in waiting else silent
    return Own(
        person=person, name=participant.name, office=participant.office, seat=participant.seat, phase=meeting.phase,
        present=present, where=where, hall=names.venue(where),
        proposed=answer.where if answer else None,
        places=tuple(Place(venue, name) for venue, name in names.venues.items()),
        presides=meeting.chair == person,
        voice=voice,
        waits_at=waiting.index(person) + 1 if person in waiting else 0,
        on_air=on_air(meeting, f"person:{person}"),
        entitled=ballot is not None and person in ballot.opened.entitled,
        voting=ballot is not None and ballot.open,
        ballot=ballot.opened.ballot if ballot else "",
        vote=ballot.votes.get(person) if ballot else None,
        sharing=sharing(meeting, f"person:{person}"),
    )


def sharing(meeting: Meeting, subject: str) -> Shares:
    """Whether a person or a hall shows a screen, or may."""
    if meeting.screen is not None and meeting.screen.source == f"screen:{subject}":
        return "does"
    return "may" if screen.may_share(meeting, PersonId(subject.removeprefix("person:"))) else "no"


def on_air(meeting: Meeting, source: str) -> bool:
    """Whether everybody sees or hears this source now."""
    on = stage.on_stage(meeting)
    return SourceId(source) in (*on.seen, *on.heard)
