"""The stage: whom everybody sees and hears.

It follows the floor, and the chair may direct it otherwise. The chair is always heard.
What is not on the stage is not forwarded: nobody hears a deputy who was not called.

    DirectStage ─▶ StageDirected
"""

from dataclasses import dataclass
from datetime import datetime

from meetings.procedure.words import CommandId, PersonId, SourceId


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
