"""The business: the item, and the page, now before the meeting.

    OpenItem ─▶ ItemOpened    closes the one before it and puts its page away; an item may be opened again
    ShowPage ─▶ PageShown     leads everybody's screen; by chair, secretary or who has the floor
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from meetings.procedure import floor, offices
from meetings.procedure.phase import Phase, during
from meetings.procedure.rulings import NotKnown, NotNow
from meetings.procedure.words import CommandId, ItemId, PersonId, VersionId

if TYPE_CHECKING:
    from meetings.procedure.meeting import Entry, Event, Meeting


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


def open_item(meeting: "Meeting", command: OpenItem) -> "list[Event]":
    """Go on to an item; who speaks to the one before ends. The item already before the meeting: nothing changes."""
    during(meeting, Phase.IN_SESSION)
    offices.only_chair(meeting, command.by)
    if meeting.paper is None or command.item not in {item.id for item in meeting.paper.items}:
        raise NotKnown("no-such-item")
    if any(ballot.open for ballot in meeting.ballots.values()):
        raise NotNow("ballot-open")
    if current(meeting) == command.item:
        return []
    return [*floor.fall_silent(meeting), ItemOpened(command.item)]


def show_page(meeting: "Meeting", command: ShowPage) -> "list[Event]":
    """Lead everybody to a page."""
    during(meeting, Phase.IN_SESSION)
    holder = meeting.floor.holder
    if holder is None or holder.member != command.by:
        offices.only_table(meeting, command.by)
    if not command.version or not 1 <= command.page <= 9_999:
        raise NotKnown("no-such-page")
    if meeting.page == ShownPage(command.version, command.page):
        return []
    return [PageShown(command.version, command.page)]


def current(meeting: "Meeting") -> ItemId | None:
    """The item now before the meeting."""
    run = meeting.items[-1] if meeting.items else None
    return run.item if run and run.until is None else None


def item_opened(meeting: "Meeting", entry: "Entry", event: ItemOpened) -> "Meeting":
    meeting = item_ended(meeting, entry.at)
    return replace(meeting, items=(*meeting.items, ItemRun(event.item, entry.at, None)), page=None)


def item_ended(meeting: "Meeting", at: datetime) -> "Meeting":
    if current(meeting) is None:
        return meeting
    return replace(meeting, items=(*meeting.items[:-1], replace(meeting.items[-1], until=at)))


def page_shown(meeting: "Meeting", entry: "Entry", event: PageShown) -> "Meeting":
    return replace(meeting, page=ShownPage(event.version, event.page))
