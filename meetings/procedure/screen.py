"""A screen or a window that is shown to everybody: a map, a spreadsheet, a film. Papers never need it.

    ShareScreen    ─▶ ScreenShared      one at a time
    WithdrawScreen ─▶ ScreenWithdrawn   by who shows it, by whose floor it is, by the chair or the secretary

Who has the floor may show one, on the own device or, from a hall, on the machine of that hall; the chair and
the secretary may at any time, and what was shown before gives way to theirs. It ends with what it was shown
by: with the floor, with the chair, with who leaves; in a recess and after the close nothing is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from meetings.procedure import offices
from meetings.procedure.phase import Phase, during
from meetings.procedure.rulings import NotEntitled, NotNow
from meetings.procedure.words import CommandId, PersonId, SourceId, VenueId

if TYPE_CHECKING:
    from meetings.procedure.meeting import Entry, Event, Meeting


@dataclass(frozen=True, slots=True)
class ShareScreen:
    id: CommandId
    by: PersonId               # a hall's machine asks as "venue:ID"
    at: datetime
    source: SourceId           # the screen of who asks: "screen:person:ID" or "screen:venue:ID", read off the session


@dataclass(frozen=True, slots=True)
class ScreenShared:
    source: SourceId
    speaker: PersonId | None   # under whose floor; None: it is the chair's or the secretary's


@dataclass(frozen=True, slots=True)
class WithdrawScreen:
    id: CommandId
    by: PersonId               # a hall's machine asks as "venue:ID"
    at: datetime


@dataclass(frozen=True, slots=True)
class ScreenWithdrawn:
    source: SourceId


@dataclass(frozen=True, slots=True)
class Screen:
    """What is shown now."""

    source: SourceId
    speaker: PersonId | None
    since: datetime


@dataclass(frozen=True, slots=True)
class Showing:
    """One screen from its beginning to its end, for the minutes; `until` None: still shown."""

    person: PersonId
    hall: VenueId | None       # whose machine showed it; None: the person's own
    since: datetime
    until: datetime | None


def share_screen(meeting: "Meeting", command: ShareScreen) -> "list[Event]":
    """Show one's screen, or that of one's hall. Asked again it changes nothing."""
    during(meeting, Phase.IN_SESSION)
    if command.source != _of(command.by):
        raise NotEntitled("not-for-others")
    speaker = _speaker(meeting, command.by)
    if meeting.screen is not None and meeting.screen.source == command.source:
        return []
    if meeting.screen is not None and speaker is not None:
        raise NotNow("another-screen-is-shown")
    return [*_end(meeting.screen), ScreenShared(command.source, speaker)]


def may_share(meeting: "Meeting", by: PersonId) -> bool:
    """Whether somebody is let show a screen now."""
    if meeting.phase is not Phase.IN_SESSION:
        return False
    try:
        return _speaker(meeting, by) is None or meeting.screen is None
    except NotEntitled:
        return False


def _of(by: PersonId) -> str:
    return f"screen:{by}" if by.startswith("venue:") else f"screen:person:{by}"


def _speaker(meeting: "Meeting", by: PersonId) -> PersonId | None:
    """Under whose floor they may show; None: they are at the table. Raises `NotEntitled`."""
    if offices.at_the_table(meeting, by):
        return None
    holder = meeting.floor.holder
    if holder is None or by not in (holder.member, f"venue:{_hall(meeting, holder.member)}"):
        raise NotEntitled("only-the-speaker-shows")
    return holder.member


def _hall(meeting: "Meeting", person: PersonId) -> VenueId | None:
    return meeting.attendance[person].where if person in meeting.attendance else None


def withdraw_screen(meeting: "Meeting", command: WithdrawScreen) -> "list[Event]":
    """Show nothing any more."""
    during(meeting, Phase.IN_SESSION)
    shown = meeting.screen
    if shown is None:
        raise NotNow("no-screen-is-shown")
    if shown.source != _of(command.by) and shown.speaker != command.by:
        offices.only_table(meeting, command.by)
    return _end(shown)


def with_the_floor(meeting: "Meeting") -> "list[Event]":
    """What ends when who speaks does so no longer."""
    shown = meeting.screen
    return _end(shown) if shown is not None and shown.speaker is not None else []


def of_the_table(meeting: "Meeting") -> "list[Event]":
    """What the chair or the secretary shows: it ends with the sitting, or for a recess."""
    shown = meeting.screen
    return _end(shown) if shown is not None and shown.speaker is None else []


def at_the_table(meeting: "Meeting", person: PersonId | None) -> "list[Event]":
    """What ends when this person is not there, or not at the table, any more."""
    own = meeting.screen is not None and meeting.screen.source == f"screen:person:{person}"
    return of_the_table(meeting) if own else []


def moved(meeting: "Meeting", person: PersonId, where: VenueId | None) -> "list[Event]":
    """What ends when who speaks is in another hall from now on: the screen of the one before."""
    shown = meeting.screen
    left = shown is not None and shown.speaker == person and shown.source.startswith("screen:venue:")
    return _end(shown) if left and _hall(meeting, person) != where else []


def _end(shown: Screen | None) -> "list[Event]":
    return [] if shown is None else [ScreenWithdrawn(shown.source)]


def screen_shared(meeting: "Meeting", entry: "Entry", event: ScreenShared) -> "Meeting":
    """What the table shows goes before what it had directed; a speaker's does not."""
    directed = meeting.directed if event.speaker is not None else None
    return replace(meeting, screen=Screen(event.source, event.speaker, entry.at), directed=directed)


def screen_withdrawn(meeting: "Meeting", entry: "Entry", event: ScreenWithdrawn) -> "Meeting":
    directed = None if meeting.directed == event.source else meeting.directed
    return replace(meeting, screen=None, directed=directed)


def showings(entries: "Sequence[Entry]") -> dict[int, Showing]:
    """Every screen that was shown, by the number of the entry with which it began."""
    found: dict[int, Showing] = {}
    begun = 0
    for entry in entries:
        match entry.event:
            case ScreenShared(source, speaker):
                kind, _, name = source.removeprefix("screen:").partition(":")
                hall = VenueId(name) if kind == "venue" else None
                found[entry.seq] = Showing(speaker or PersonId(name), hall, entry.at, None)
                begun = entry.seq
            case ScreenWithdrawn() if begun in found:
                found[begun] = replace(found[begun], until=entry.at)
    return found
