"""The stage: whom everybody sees and hears.

It follows the floor, and the chair may direct it otherwise. The chair is always heard.
A screen that somebody shows is the large picture, unless the chair directs somebody else; its sound is heard
last, and only from where no loudspeaker of the hall plays it already.
What is not on the stage is not forwarded: nobody hears a deputy who was not called.

    DirectStage ─▶ StageDirected
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from meetings.procedure import floor, offices
from meetings.procedure.phase import Phase, during
from meetings.procedure.rulings import NotKnown
from meetings.procedure.words import CommandId, PersonId, SourceId

if TYPE_CHECKING:
    from meetings.procedure.meeting import Entry, Event, Meeting


@dataclass(frozen=True, slots=True)
class DirectStage:
    id: CommandId
    by: PersonId
    at: datetime
    source: SourceId | None    # None: follow the floor again


@dataclass(frozen=True, slots=True)
class StageDirected:
    source: SourceId | None


@dataclass(frozen=True, slots=True)
class Stage:
    """In order of importance: at most two pictures and three voices."""

    seen: tuple[SourceId, ...] = ()
    heard: tuple[SourceId, ...] = ()

PICTURES, VOICES = 2, 3


def direct_stage(meeting: "Meeting", command: DirectStage) -> "list[Event]":
    """Put a source on the stage before all others; by the chair or the secretary."""
    during(meeting, Phase.CONVENED, Phase.IN_SESSION, Phase.SUSPENDED)
    offices.only_table(meeting, command.by)
    if command.source is not None and not _sends(meeting, command.source):
        raise NotKnown("no-such-source")
    return [] if command.source == meeting.directed else [StageDirected(command.source)]


def _sends(meeting: "Meeting", source: SourceId) -> bool:
    """Whether it is a hall of this meeting, somebody here with own sound and picture, or the screen now shown."""
    if meeting.screen is not None and source == meeting.screen.source:
        return True
    kind, _, name = source.partition(":")
    if kind == "venue":
        return meeting.paper is not None and any(venue.id == name for venue in meeting.paper.venues)
    attendance = meeting.attendance.get(PersonId(name))
    return kind == "person" and attendance is not None and attendance.present and attendance.where is None


def stage_directed(meeting: "Meeting", entry: "Entry", event: StageDirected) -> "Meeting":
    return replace(meeting, directed=event.source)


def on_stage(meeting: "Meeting") -> Stage:
    """Whom everybody sees and hears now. Nobody in a recess, before convening and after the close.

    What the chair directed goes first, then the screen that is shown, who has the floor, the chair;
    the main venue is added when nobody speaks. Who moves to another hall in mid-speech takes the stage along.
    """
    if meeting.phase not in (Phase.CONVENED, Phase.IN_SESSION):
        return Stage()
    asked = meeting.directed if meeting.directed and _sends(meeting, meeting.directed) else None
    holder = meeting.floor.holder
    speaker = floor.source_of(meeting, holder.member) if holder else None
    shown = meeting.screen.source if meeting.screen and asked in (None, meeting.screen.source) else None
    asked = None if asked == shown else asked
    quiet = _main_venue(meeting) if asked is None and speaker is None else None
    sources = tuple(dict.fromkeys(s for s in (asked, speaker, _chair_source(meeting), quiet) if s))
    if shown is None:
        return Stage(sources[:PICTURES], sources[:VOICES])
    heard = (*sources, shown) if _sounds(meeting, shown) else sources
    return Stage((shown, *sources)[:PICTURES], heard[:VOICES])


def _sounds(meeting: "Meeting", shown: SourceId) -> bool:
    """Whether the sound of a screen is heard: a hall's, or of somebody elsewhere. In a hall it would come twice."""
    kind, _, name = shown.removeprefix("screen:").partition(":")
    attendance = meeting.attendance.get(PersonId(name))
    return kind == "venue" or attendance is None or attendance.where is None


def _chair_source(meeting: "Meeting") -> SourceId | None:
    attendance = meeting.attendance.get(meeting.chair) if meeting.chair else None
    if meeting.chair is not None and attendance is not None and attendance.present:
        return floor.source_of(meeting, meeting.chair)
    return _main_venue(meeting)


def _main_venue(meeting: "Meeting") -> SourceId | None:
    venues = meeting.paper.venues if meeting.paper else ()
    first = sorted(venues, key=lambda venue: not venue.main)[:1]
    return SourceId(f"venue:{first[0].id}") if first else None
