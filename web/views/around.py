"""What a page shows beside the meeting itself: papers, answers, lines, the last entries.

The record says which page is before the meeting; its words stand in the register.
Who is connected is known by the gallery alone. All of it is gathered here, once for
each announced batch, and handed to the pure contexts as one value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from meetings.procedure.meeting import Entry, Meeting
from meetings.procedure.words import ItemId, MeetingId, PersonId, VersionId
from meetings.register.prepared import Document, Invitee, Page, PaperState, Version


class Line(Protocol):
    """How one device's line is: `state` is "connected" or "lost"."""

    @property
    def state(self) -> str: ...
    @property
    def since(self) -> datetime: ...


class Still(Protocol):
    """A picture of a screen: when it was so, how large it is, its bytes by name."""

    @property
    def at(self) -> datetime: ...
    @property
    def data(self) -> bytes: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def tag(self) -> str: ...


class Papers(Protocol):
    """What is asked of the dossier."""

    async def latest(self, meeting: MeetingId) -> list[tuple[Document, Version]]: ...
    async def page(self, version: VersionId, n: int) -> Page | None: ...


class Calls(Protocol):
    """What is asked of the prepared meetings."""

    async def invitees(self, meeting: MeetingId) -> list[Invitee]: ...


@dataclass(frozen=True, slots=True)
class Paper:
    """The newest version of one document on the agenda."""

    item: ItemId
    title: str
    version: VersionId
    number: int
    pages: int                 # 0: not readable page by page
    state: PaperState


@dataclass(frozen=True, slots=True)
class Around:
    """Everything beside the meeting that its pages show."""

    papers: tuple[Paper, ...] = ()
    shown: Page | None = None
    answers: Mapping[PersonId, Invitee] = field(default_factory=dict)
    lines: Mapping[str, Line] = field(default_factory=dict)
    recent: tuple[Entry, ...] = ()         # oldest first
    still: Still | None = None             # of the screen that is shown

    def connected(self, subject: str) -> bool:
        line = self.lines.get(subject)
        return line is not None and line.state == "connected"

    def paper(self, version: VersionId) -> Paper | None:
        return next((paper for paper in self.papers if paper.version == version), None)

    def of_item(self, item: ItemId | None) -> tuple[Paper, ...]:
        return tuple(paper for paper in self.papers if paper.item == item)


async def look_around(
    papers: Papers,
    calls: Calls,
    meeting: MeetingId,
    stands: Meeting,
    lines: Mapping[str, Line],
    recent: Sequence[Entry] = (),
) -> Around:
    """Gather it. Three reads; nothing is kept."""
    latest = await papers.latest(meeting)
    shown = await papers.page(stands.page.version, stands.page.page) if stands.page else None
    return Around(
        tuple(
            Paper(document.item, document.title, version.id, version.number, version.pages, version.state)
            for document, version in latest
        ),
        shown,
        {invitee.person: invitee for invitee in await calls.invitees(meeting)},
        lines,
        tuple(recent),
    )
