"""A meeting that is looked on at, and its rows.

A *row* is everybody there who has the same view in the same language, and so the same frame: one
rendering and one encoding, whether it is for one page or for 5,000. Only parts whose HTML changed
go out. A row may stand behind the meeting: what it was not told of is nothing that it may see.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from meetings.procedure import sight
from meetings.procedure.ballots import VoteCast
from meetings.procedure.meeting import Entry, Meeting
from meetings.procedure.sight import Audience
from meetings.procedure.sitting import CalledToOrder, ChairHandedOver, Convened
from meetings.procedure.words import MeetingId
from web import frames
from web.lines import Line, Lines
from web.onlooker import NOT_AT_THE_DESK, OUR_FAULT, SLOW, Onlooker
from web.sockets import Frame
from web.viewer import Viewer

MANY = 1_000                   # entries that somebody who comes back is told one by one
RECENT = 50                    # entries kept at hand for pages that list the last ones

log = logging.getLogger(__name__)


class View(Protocol):
    """One kind of page."""

    @property
    def audience(self) -> Audience: ...


class Views(Protocol):
    """What the gallery asks to have drawn; `around` is whatever `look` found beside the meeting."""

    def view(self, name: str) -> View | None: ...
    async def look(
        self, name: MeetingId, meeting: Meeting, lines: Mapping[str, Line], recent: Sequence[Entry]
    ) -> Any: ...
    def anew(self, around: Any, lines: Mapping[str, Line], recent: Sequence[Entry]) -> Any: ...
    def parts(self, view: str, meeting: Meeting, around: Any, locale: str) -> Mapping[str, str]: ...
    def mine(self, view: str, meeting: Meeting, around: Any, viewer: Viewer) -> Mapping[str, str]: ...


class Clerk(Protocol):
    """Where the record is read."""

    async def meeting(self, meeting: MeetingId) -> Meeting: ...
    async def since(self, meeting: MeetingId, seq: int) -> Sequence[Entry]: ...


@dataclass(slots=True)
class Row:
    """Everybody with one view in one language."""

    view: str
    locale: str
    audience: Audience
    parts: dict[str, str]
    seq: int                   # that everybody in it has
    onlookers: dict[int, Onlooker] = field(default_factory=dict)
    missed: dict[tuple[int, int], "asyncio.Task[Frame]"] = field(default_factory=dict)


@dataclass(slots=True)
class Hall:
    """A meeting that is looked on at."""

    name: MeetingId
    lines: Lines = field(default_factory=Lines)
    meeting: Meeting | None = None       # as everybody here has been told
    around: Any = None
    recent: deque[Entry] = field(default_factory=lambda: deque(maxlen=RECENT))
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)
    pending: list[Entry] = field(default_factory=list)
    after: Meeting | None = None         # the pending entries
    stale: bool = False                  # lines have changed
    altered: bool = False                # papers or answers may have changed
    looked: float = 0.0                  # when these were last read, monotonic seconds
    took: float = 0.0                    # seconds, the last telling
    urgent: asyncio.Event = field(default_factory=asyncio.Event)
    loading: asyncio.Lock = field(default_factory=asyncio.Lock)
    telling: asyncio.Task[None] | None = None

    @property
    def restless(self) -> bool:
        return bool(self.pending) or self.stale or self.altered

    def forget(self) -> None:
        """Nobody looks on: read anew when somebody comes."""
        self.meeting, self.stale, self.altered = None, False, False
        self.pending.clear()
        self.recent.clear()

    def onlookers(self) -> list[Onlooker]:
        return [one for row in self.rows.values() for one in row.onlookers.values()]

    def take_out(self, onlooker: Onlooker) -> None:
        for row in self.rows.values():
            row.onlookers.pop(id(onlooker), None)

    def make_room(self, subject: str, most: int) -> None:
        """For one page more of somebody: the oldest beyond `most` are let go."""
        theirs = [one for one in self.onlookers() if one.subject == subject]
        for oldest in sorted(theirs, key=lambda one: one.heard)[: max(0, len(theirs) - most + 1)]:
            oldest.let_go(SLOW, "too many pages")
            self.take_out(oldest)

    def show_out(self, subject: str) -> None:
        for onlooker in self.onlookers():
            if onlooker.subject == subject:
                onlooker.let_go(NOT_AT_THE_DESK, "not called any more")


def moved(entries: Sequence[Entry]) -> bool:
    """Whether somebody else may sit at the desk after these."""
    return any(isinstance(entry.event, ChairHandedOver | Convened | CalledToOrder) for entry in entries)


async def judge_desk(*halls: Hall) -> None:
    """Send away from the desks who sits there no more."""
    rows = [row for hall in halls for row in hall.rows.values() if row.audience is Audience.DESK]
    for onlooker in [one for row in rows for one in row.onlookers.values() if not one.gone]:
        try:
            if not await onlooker.judge():
                onlooker.let_go(NOT_AT_THE_DESK, "not at the desk any more")
        except Exception:          # whoever cannot be judged comes back to the door
            log.exception("%s cannot be judged", onlooker.subject)
            onlooker.let_go(OUR_FAULT, "our fault")


def seen(entries: Sequence[Entry], audience: Audience, after: Meeting) -> list[Entry]:
    """What of these entries the audience may see."""
    return [one for entry in entries if (one := sight.seen(entry, audience, after)) is not None]


def caught_up(entries: Sequence[Entry], audience: Audience, after: Meeting) -> list[Entry]:
    """The same for somebody who comes back: votes by the thousand are on the page already."""
    shown = seen(entries, audience, after)
    if len(shown) <= MANY:
        return shown
    return [entry for entry in shown if not isinstance(entry.event, VoteCast)]


def drawn(views: Views, hall: Hall, row: Row, entries: Sequence[Entry]) -> Frame | None:
    """The row's frame after these entries; None when nothing is to be seen there."""
    assert hall.meeting is not None
    try:
        parts = dict(views.parts(row.view, hall.meeting, hall.around, row.locale))
    except Exception:              # a page that cannot be drawn must not keep the entries from anybody
        log.exception("meeting %s: %s cannot be drawn", hall.name, row.view)
        parts = row.parts
    changed = {name: html for name, html in parts.items() if row.parts.get(name) != html}
    row.parts = parts
    row.missed.clear()
    shown = seen(entries, row.audience, hall.meeting)
    if not entries:
        return frames.lines(changed) if changed else None
    if not shown and not changed:
        return None
    frame = frames.entries(row.seq, hall.meeting.seq, shown, changed)
    row.seq = hall.meeting.seq
    return frame
