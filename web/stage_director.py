"""Tells the relay whom everybody sees and hears, as the record has it.

    clerk ─▶ gallery ─▶ StageDirector ─▶ relay link

What the stage is follows from the meeting alone (`procedure.stage.on_stage`), so nothing
is kept here but what was said last. After a restart it is all said anew: `begin` with
the meetings under way. The link remembers, too, and repeats it when the relay was away.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Protocol

from meetings.procedure import stage
from meetings.procedure.meeting import Entry, Meeting
from meetings.procedure.words import MeetingId


class Stages(Protocol):
    """Who forwards sound and pictures, and is told which."""

    async def stage(self, meeting: str, seen: Sequence[str], heard: Sequence[str]) -> None: ...


class StageDirector:
    """One for the house; `gallery.also(director.announced)`."""

    def __init__(self, relay: Stages) -> None:
        self._relay = relay
        self._said: dict[MeetingId, stage.Stage] = {}
        self._saying: set[asyncio.Task[None]] = set()

    def begin(self, meetings: Mapping[MeetingId, Meeting]) -> None:
        """Say the stages of all meetings that may have one; once, at the start."""
        for name, meeting in meetings.items():
            self._said.pop(name, None)
            self._direct(name, meeting)

    def announced(self, name: MeetingId, before: Meeting, after: Meeting, entries: Sequence[Entry]) -> None:
        """Something was written: does it change the stage?"""
        self._direct(name, after)

    def _direct(self, name: MeetingId, meeting: Meeting) -> None:
        now = stage.on_stage(meeting)
        if self._said.get(name, stage.Stage()) == now and (name in self._said or now == stage.Stage()):
            return
        self._said[name] = now
        task = asyncio.create_task(self._relay.stage(name, now.seen, now.heard))
        self._saying.add(task)
        task.add_done_callback(self._saying.discard)
