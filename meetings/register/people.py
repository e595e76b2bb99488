"""People, the bodies they sit in, and the offices they hold there."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from meetings.procedure.words import PersonId


class Role(StrEnum):
    """An office by unit or body, as people.csv names it."""

    ADMIN = "admin"
    TECHNICIAN = "technician"
    SECRETARY = "secretary"
    CHAIR = "chair"
    MEMBER = "member"
    GUEST = "guest"


@dataclass(frozen=True, slots=True)
class Person:
    id: PersonId
    login: str                 # lower case, [a-z0-9._-]{2,64}
    name: str                  # NFC
    title: str
    unit: str                  # code
    email: str
    locale: str                # "vi" or "en"
    active: bool = True


@dataclass(frozen=True, slots=True)
class Body:
    """What meets: a council, a committee, a court."""

    id: str
    name: str
    unit: str                  # code
    rules: str                 # a rule set's id
    seats: int                 # in all, filled or vacant


@dataclass(frozen=True, slots=True)
class Post:
    """A role that a person holds: in a body, or (body None) over a unit and all below it."""

    person: PersonId
    role: Role
    unit: str
    body: str | None
    seat: int | None
    mandate_from: date | None
    mandate_to: date | None
