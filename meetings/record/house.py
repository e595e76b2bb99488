"""Everything that is kept, in one value: a repository for each aggregate over one database."""

from dataclasses import dataclass

from meetings.record import rulebook as rulebooks
from meetings.record.audit import Audit
from meetings.record.database import Database
from meetings.record.dossier import Dossier
from meetings.record.entries import Entries
from meetings.record.failures import Throttle
from meetings.record.line_tests import LineTests
from meetings.record.passes import Passes
from meetings.record.people import People
from meetings.record.relays import VenueRelays
from meetings.record.rulebook import Rulebook
from meetings.record.settings import Settings
from meetings.record.signin import SignIn
from meetings.record.sittings import Sittings
from meetings.record.units import Units


@dataclass(frozen=True, slots=True)
class Register:
    units: Units
    people: People
    sittings: Sittings
    dossier: Dossier
    signin: SignIn
    passes: Passes
    relays: VenueRelays
    failures: Throttle
    audit: Audit
    entries: Entries
    settings: Settings
    line_tests: LineTests
    rulebook: Rulebook

    @classmethod
    def of(cls, database: Database, rulebook: Rulebook | None = None) -> "Register":
        """The repositories over an open database, with the shipped rule sets unless told otherwise."""
        sets = rulebook or rulebooks.shipped()
        return cls(
            units=Units(database),
            people=People(database),
            sittings=Sittings(database, sets),
            dossier=Dossier(database),
            signin=SignIn(database),
            passes=Passes(database),
            relays=VenueRelays(database),
            failures=Throttle(database),
            audit=Audit(database),
            entries=Entries(database),
            settings=Settings(database),
            line_tests=LineTests(database),
            rulebook=sets,
        )
