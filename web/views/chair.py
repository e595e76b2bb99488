"""What the chair's console shows beyond the hall: the agenda with its seals, the next step, the lines.

One button is red: the next thing to do by where the meeting stands.

    convened ▸ call to order ▸ take the roll ▸ open item 1 ▸ … ▸ close
                 a ballot open ▸ close it ▸ confirm the finding
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from meetings.procedure import ballots, offices, roll, sitting, stage
from meetings.procedure.meeting import Meeting
from meetings.procedure.order_paper import Item
from meetings.procedure.phase import Phase
from meetings.procedure.rules import Threshold
from meetings.procedure.words import SourceId, VenueId
from web.views.around import Around, Paper
from web.views.hall import Hall, coming
from web.views.people import Names, Who
from web.views.result import latest

Step = Literal["call", "roll", "item", "ballot", "close-ballot", "confirm", "resume", "close", "minutes"]


@dataclass(frozen=True, slots=True)
class Seal:
    """One line of the agenda: `state` is "done", "now" or "" (to come)."""

    item: Item
    state: str
    at: datetime | None        # opened, last time


@dataclass(frozen=True, slots=True)
class Majority:
    """A kind of question the rule set knows."""

    code: str
    threshold: Threshold


@dataclass(frozen=True, slots=True)
class LineOf:
    """One hall and its line; `state` is "connected", "lost", or "" when it never joined."""

    source: SourceId
    name: str
    state: str
    since: datetime | None
    present: int               # members who sit in this hall


@dataclass(frozen=True, slots=True)
class OpenVote:
    """An open ballot as the desk sees it: who has voted, never how."""

    voted: int
    of: int                    # entitled and present
    missing: tuple[Who, ...]   # present, entitled, not yet
    cut_off: tuple[Who, ...]   # of these, whose own line is down


@dataclass(frozen=True, slots=True)
class Console:
    """The chair's desk."""

    step: Step
    seals: tuple[Seal, ...]
    next_item: Item | None
    majorities: tuple[Majority, ...]
    question: str              # proposed for the next ballot
    papers: tuple[Paper, ...]  # of the item, readable page by page
    previous_page: int         # 0: none
    next_page: int
    seen: tuple[str, ...]      # who is on the stage, in words; without the screen that is shown
    heard: tuple[str, ...]
    directed: SourceId | None
    sources: tuple[LineOf, ...]
    lost: tuple[LineOf, ...]
    connected: int
    vote: OpenVote | None
    cut_off: int               # seats present without a line of their own
    here: tuple[Who, ...]      # present, and may be given the floor
    main_venue: VenueId | None
    chair: Who | None
    deputies: tuple[Who, ...]  # who could take the chair


def console(meeting: Meeting, around: Around, names: Names, hall: Hall) -> Console:
    paper = meeting.paper
    if paper is None:
        raise LookupError("a meeting that was not convened has no console")
    on = stage.on_stage(meeting)
    lines = venue_lines(meeting, around)
    after = next_item(meeting)
    leaf = hall.leaf
    readable = tuple(p for p in around.of_item(hall.now.item if hall.now else None) if p.pages)
    return Console(
        step=step(meeting, bool(readable), after),
        seals=seals(meeting),
        next_item=after,
        majorities=tuple(Majority(code, threshold) for code, threshold in paper.rules.majorities.items()),
        question=hall.now.title if hall.now else "",
        papers=readable,
        previous_page=leaf.page - 1 if leaf else 0,
        next_page=leaf.page + 1 if leaf and leaf.page < leaf.pages else 0,
        seen=tuple(names.source(source) for source in on.seen if not source.startswith("screen:")),
        heard=tuple(names.source(source) for source in on.heard if not source.startswith("screen:")),
        directed=meeting.directed,
        sources=lines,
        lost=tuple(line for line in lines if line.state == "lost"),
        connected=sum(line.state == "connected" for line in lines),
        vote=open_vote(meeting, around, names),
        cut_off=sum(
            p.seat is not None and roll.is_present(meeting, p.person) and not around.connected(f"person:{p.person}")
            for p in paper.participants
        ),
        here=tuple(
            names.who(p.person) for p in paper.participants
            if offices.may_speak(p) and roll.is_present(meeting, p.person)
        ),
        main_venue=next((venue.id for venue in paper.venues if venue.main), None),
        chair=names.who(meeting.chair) if meeting.chair else None,
        deputies=tuple(
            names.who(p.person) for p in paper.participants
            if p.office in sitting.PRESIDING_OFFICES and p.person != meeting.chair
        ),
    )


def step(meeting: Meeting, has_papers: bool, after: Item | None) -> Step:
    """The next thing to do. An item with papers is taken to end in a vote; the chair may always do otherwise."""
    if meeting.phase in (Phase.PLANNED, Phase.CONVENED):
        return "call"
    if meeting.phase is Phase.SUSPENDED:
        return "resume"
    if meeting.phase is Phase.CLOSED:
        return "minutes"
    ballot = latest(meeting)
    if ballot is not None and ballot.open:
        return "close-ballot"
    if ballot is not None and ballot.voided is None and ballot.finding is None:
        return "confirm"
    if meeting.roll_taken is None:
        return "roll"
    decided = ballot is not None and ballot.finding is not None
    votes = bool(meeting.paper and meeting.paper.rules.options)
    in_item = bool(meeting.items) and meeting.items[-1].until is None
    if in_item and has_papers and votes and not decided:
        return "ballot"
    return "item" if after is not None else "close"


def seals(meeting: Meeting) -> tuple[Seal, ...]:
    opened = {run.item: run for run in meeting.items}
    found = []
    for item in meeting.paper.items if meeting.paper else ():
        run = opened.get(item.id)
        state = "" if run is None else "done" if run.until is not None else "now"
        found.append(Seal(item, state, run.since if run else None))
    return tuple(found)


def next_item(meeting: Meeting) -> Item | None:
    """The first item not yet opened."""
    return next(iter(coming(meeting, meeting.paper.items if meeting.paper else ())), None)


def venue_lines(meeting: Meeting, around: Around) -> tuple[LineOf, ...]:
    """Every hall of the meeting, in the order of the paper."""
    there: dict[str, int] = {}
    for attendance in meeting.attendance.values():
        if attendance.present and attendance.where is not None:
            there[attendance.where] = there.get(attendance.where, 0) + 1
    found = []
    for venue in meeting.paper.venues if meeting.paper else ():
        line = around.lines.get(f"venue:{venue.id}")
        found.append(LineOf(SourceId(f"venue:{venue.id}"), venue.name, line.state if line else "",
                            line.since if line else None, there.get(venue.id, 0)))
    return tuple(found)


def open_vote(meeting: Meeting, around: Around, names: Names) -> OpenVote | None:
    """Who is still to vote: asked for before the chair closes the ballot."""
    ballot = latest(meeting)
    if ballot is None or not ballot.open:
        return None
    missing = tuple(names.who(person) for person in ballots.who_is_missing(meeting, ballot))
    cut_off = tuple(who for who in missing if not around.connected(f"person:{who.person}"))
    return OpenVote(len(ballot.votes), len(ballot.votes) + len(missing), missing, cut_off)
