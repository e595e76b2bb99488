"""The business: the item, and the page, now before the meeting.

    OpenItem ─▶ ItemOpened    closes the one before it; an item may be opened again
    ShowPage ─▶ PageShown     leads everybody's screen; by chair, secretary or who has the floor
"""

from dataclasses import dataclass
from datetime import datetime

from meetings.procedure.words import CommandId, ItemId, PersonId, VersionId


@dataclass(frozen=True, slots=True)
class OpenItem:
    id: CommandId
    by: PersonId
    at: datetime
    item: ItemId


@dataclass(frozen=True, slots=True)
class ItemOpened:
    item: ItemId


@dataclass(frozen=True, slots=True)
class ShowPage:
    id: CommandId
    by: PersonId
    at: datetime
    version: VersionId
    page: int                  # from 1 to 9,999


@dataclass(frozen=True, slots=True)
class PageShown:
    version: VersionId
    page: int


@dataclass(frozen=True, slots=True)
class ItemRun:
    """One time that an item was before the meeting; `until` None: now."""

    item: ItemId
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class ShownPage:
    """The page that leads everybody's screen."""

    version: VersionId
    page: int
