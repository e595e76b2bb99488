"""Who looks at a page: a person, a venue, or nobody yet."""

from dataclasses import dataclass
from typing import Literal

from meetings.procedure.words import PersonId
from meetings.register.authority import Action, anywhere
from meetings.register.people import Person, Post, Role
from meetings.register.units import VenuePlace
from web import words


@dataclass(frozen=True, slots=True)
class Viewer:
    """Read off the session at the door, once for each request; nothing in it comes from the message."""

    kind: Literal["person", "venue", "nobody"]
    subject: str | None        # "person:ID" or "venue:ID", as in the relay and the gallery
    person: Person | None
    venue: VenuePlace | None
    posts: tuple[Post, ...]
    locale: str
    csrf: str
    session_id: str | None
    theme: str = ""            # "", "light", "dark": the first follows the device
    large: bool = False
    timezone: str = "Asia/Ho_Chi_Minh"

    @property
    def signed_in(self) -> bool:
        return self.kind != "nobody"

    @property
    def person_id(self) -> PersonId:
        """The person's id, for commands. Only behind a door that asks for a person."""
        if self.person is None:
            raise LookupError("nobody who can act is signed in")
        return self.person.id

    @property
    def name(self) -> str:
        return self.person.name if self.person else self.venue.name if self.venue else ""

    @property
    def words(self) -> words.Words:
        return words.of(self.locale, self.timezone)

    def say(self, sentence: str, **fields: object) -> str:
        return self.words.say(sentence, **fields)

    @property
    def at_desk(self) -> bool:
        """Prepares meetings of some body."""
        return anywhere(self.posts, Action.PREPARE_MEETING)

    @property
    def sees_people(self) -> bool:
        """Looks after people or halls somewhere."""
        return anywhere(self.posts, Action.RENEW_LINK) or anywhere(self.posts, Action.VENUE_LINK)

    @property
    def sees_relays(self) -> bool:
        """Looks after the relays of some halls."""
        return anywhere(self.posts, Action.VENUE_RELAY)

    def holds(self, *roles: Role) -> bool:
        """Whether any of these offices is held anywhere."""
        return any(post.role in roles for post in self.posts)
