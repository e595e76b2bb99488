"""What everybody in the sitting sees: the item, the page, who speaks, what comes next.

Pure: a meeting and what is around it go in, plain values for the templates come out.
Nothing personal is here, so one rendering serves the whole hall. Times are points,
never spans (*since 10:16*, not *for four minutes*): a part whose content did not
change must not change its HTML; the browser counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from meetings.procedure import roll, stage
from meetings.procedure.meeting import Meeting
from meetings.procedure.order_paper import Item
from meetings.procedure.phase import Phase
from meetings.procedure.roll import Quorum
from meetings.procedure.words import ItemId, SourceId, VersionId
from web.paragraphs import Block, blocks
from web.views.around import Around, Still
from web.views.people import Names, Who
from web.views.result import Result, shown

PAGE_CHARS = 4_000             # of a page's text that go out to everybody; the reader has the rest


@dataclass(frozen=True, slots=True)
class Head:
    """Which meeting, and where it stands."""

    title: str
    body: str
    phase: Phase
    starts_at: datetime
    called_at: datetime | None
    closed_at: datetime | None
    voting: bool


@dataclass(frozen=True, slots=True)
class Now:
    """The item now before the meeting."""

    item: ItemId
    number: int
    of: int
    title: str
    presenter: str
    minutes: int
    since: datetime
    voting: bool


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page as read: its text first."""

    version: VersionId
    title: str
    page: int
    pages: int
    paragraphs: tuple[Block, ...]
    cut: bool                  # the text goes on in the reader
    preview_size: int          # bytes; 0 when there is no picture
    image_size: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Talk:
    """Who speaks. `seconds` 0: the chair, who needs no floor."""

    who: Who
    place: str                 # the hall, or the speaker's unit
    source: SourceId | None
    since: datetime | None
    until: datetime | None     # when the time given runs out
    seconds: int
    warned: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """One request to speak, in its place in the queue."""

    who: Who
    place: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """The screen that somebody shows."""

    source: SourceId
    name: str                  # the person's, or the hall's
    since: datetime
    large: bool                # it is what everybody sees first; else the chair has directed another picture
    still: Still | None


@dataclass(frozen=True, slots=True)
class Hall:
    """The whole of it, made once for each batch."""

    meeting: str
    head: Head
    now: Now | None
    leaf: Leaf | None
    talk: Talk | None
    queue: tuple[Waiting, ...]
    result: Result | None
    coming: tuple[Item, ...]
    quorum: Quorum
    screen: Shown | None = None


def hall(meeting: Meeting, around: Around, names: Names) -> Hall:
    """Everything the hall may see. The meeting must have been convened."""
    paper = meeting.paper
    if paper is None:
        raise LookupError("a meeting that was not convened has no hall")
    result = shown(meeting)
    voting = result is not None and result.stand == "open"
    now = current(meeting, voting)
    return Hall(
        meeting=paper.meeting,
        head=Head(
            paper.title, paper.body, meeting.phase, paper.starts_at, meeting.called_at, meeting.closed_at, voting
        ),
        now=now,
        leaf=leaf_shown(meeting, around),
        talk=talk(meeting, names),
        queue=tuple(
            Waiting(names.who(request.member), place(meeting, names, names.who(request.member)), request.asked_at)
            for request in meeting.floor.queue
        ),
        result=result,
        coming=coming(meeting, paper.items),
        quorum=roll.quorum(meeting),
        screen=screen(meeting, around, names),
    )


def current(meeting: Meeting, voting: bool) -> Now | None:
    run = meeting.items[-1] if meeting.items else None
    if meeting.paper is None or run is None or run.until is not None:
        return None
    item = next((item for item in meeting.paper.items if item.id == run.item), None)
    if item is None:
        return None
    return Now(item.id, item.number, len(meeting.paper.items), item.title, item.presenter, item.minutes, run.since,
               voting)


def coming(meeting: Meeting, items: Sequence[Item]) -> tuple[Item, ...]:
    """Items never opened, from the one after the last opened on."""
    done = {run.item for run in meeting.items}
    return tuple(item for item in items if item.id not in done)


def leaf_shown(meeting: Meeting, around: Around) -> Leaf | None:
    """The page that leads everybody's screen."""
    if meeting.page is None:
        return None
    return leaf(meeting.page.version, meeting.page.page, around)


def leaf(version: VersionId, number: int, around: Around) -> Leaf:
    """A page as read; without text and picture when the register no longer holds it."""
    paper, page = around.paper(version), around.shown
    text = page.text if page else ""
    return Leaf(
        version=version,
        title=paper.title if paper else "",
        page=number,
        pages=max(paper.pages if paper else 0, number),
        paragraphs=tuple(blocks(text[:PAGE_CHARS])),
        cut=len(text) > PAGE_CHARS,
        preview_size=page.preview_size if page else 0,
        image_size=page.image_size if page else 0,
        width=page.width if page else 0,
        height=page.height if page else 0,
    )


def talk(meeting: Meeting, names: Names) -> Talk | None:
    """Who has the floor, or the chair while the meeting is in session."""
    speech = meeting.floor.holder
    if speech is not None:
        who = names.who(speech.member)
        kind, _, _ = speech.source.partition(":")
        where = names.source(speech.source) if kind == "venue" else who.unit
        until = speech.since + timedelta(seconds=speech.seconds)
        return Talk(who, where, speech.source, speech.since, until, speech.seconds, speech.warned)
    if meeting.chair is None or meeting.phase is not Phase.IN_SESSION:
        return None
    chair = names.who(meeting.chair)
    return Talk(chair, place(meeting, names, chair), None, None, None, 0, False)


def screen(meeting: Meeting, around: Around, names: Names) -> Shown | None:
    """The screen that is shown, with the last still of it."""
    shown = meeting.screen
    if shown is None:
        return None
    large = shown.source in stage.on_stage(meeting).seen
    return Shown(shown.source, names.source(shown.source), shown.since, large, around.still)


def place(meeting: Meeting, names: Names, who: Who) -> str:
    """The hall somebody sits in; who is elsewhere is named by the unit."""
    attendance = meeting.attendance.get(who.person)
    return names.venue(attendance.where if attendance else None) or who.unit
