"""A meeting's own page for those called to it: answer, where, papers, join; after the close its results.

    answer   will attend, or cannot with a reason
    join     says where the viewer is and that the viewer is here, then opens the sitting: one tap
"""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass

from litestar import Controller, Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from meetings.calendar import delivery, timetable
from meetings.procedure.meeting import Meeting
from meetings.procedure.roll import DeclarePresence
from meetings.procedure.rulings import OutOfOrder
from meetings.procedure.sitting import Phase
from meetings.procedure.words import ItemId, MeetingId, PersonId, VenueId
from meetings.record.ids import new_id
from meetings.register.prepared import Answer, Document, PaperState, PreparedMeeting, Version
from meetings.register.preparing import Work, still
from web import asking, doors
from web.expected import expected_hall
from web.house import House
from web.scene import own_page
from web.show import show
from web.typed import Typed, fields
from web.viewer import Viewer
from web.views import result

Asked = Request[Viewer, object, State]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as a reader meets it: the newest version that can be opened, and what it costs."""

    document: Document
    version: Version
    size: int                  # bytes to read it: its pages' pictures, or the file itself
    seconds: int               # on the viewer's line
    opened: bool


class MeetingHome(Controller):
    """`/meetings/{meeting}`."""

    path = "/meetings/{meeting:str}"

    @get("/", opt={"who": "invited"})
    async def home(
        self, meeting: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
    ) -> Template:
        """The meeting's page."""
        return await _page(house, viewer, await _found(house, meeting))

    @post("/answer", opt={"who": "invited"})
    async def answer(
        self, request: Asked, meeting: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
    ) -> Redirect | Template:
        """Will attend, or cannot, with a reason. It may be changed until the sitting begins."""
        found = await _found(house, meeting)
        typed = Typed(await fields(request), viewer)
        answer = Answer(typed.choice("answer", [Answer.ATTENDS, Answer.CANNOT]) or Answer.NONE)
        reason = typed.lines("reason", most=500) if answer is Answer.CANNOT else ""
        if not still(Work.ANSWER, (await house.clerk.meeting(found.id)).phase):
            typed.errors["answer"] = viewer.say("The sitting has begun; the roll is taken there.")
        if not typed.errors and viewer.person is not None:
            given = await house.register.sittings.answer(found.id, viewer.person_id, answer, reason, house.now())
            if given:
                back = "/meetings" if typed.typed.get("back") == "list" else f"/meetings/{meeting}"
                return Redirect(back, status_code=303)
            typed.errors["answer"] = viewer.say("You are not called to this meeting, so there is nothing to answer.")
        return await _page(house, viewer, found, typed, status=422)

    @post("/where", opt={"who": "invited"})
    async def where(
        self, request: Asked, meeting: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
    ) -> Redirect | Template:
        """In the hall of a venue, or elsewhere, said beforehand."""
        found = await _found(house, meeting)
        typed = Typed(await fields(request), viewer)
        hall = await _hall(house, found.id, typed)
        called = viewer.person is not None and not typed.errors and await house.register.sittings.say_where(
            found.id, viewer.person.id, hall)
        if not called:
            told = viewer.say("You are not called to this meeting; a hall stays where it is.")
            typed.errors.setdefault("where", told)
            return await _page(house, viewer, found, typed, status=422)
        return Redirect(f"/meetings/{meeting}", status_code=303)

    @post("/join", opt={"who": "invited"})
    async def join(
        self, request: Asked, meeting: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
    ) -> Redirect:
        """Here I am: presence goes into the record, the sitting opens. What the rules refuse, the sitting tells."""
        found = await _found(house, meeting)
        if viewer.person is None:
            return Redirect(f"/meetings/{meeting}/venue", status_code=303)
        typed = Typed(await fields(request), viewer)
        hall = await _hall(house, found.id, typed)
        invitee = await house.register.sittings.invitee(found.id, viewer.person.id)
        if invitee is not None and not typed.errors:
            await house.register.sittings.say_where(found.id, invitee.person, hall)
            id = asking.own_id(invitee.person, typed.typed.get("id") or new_id())
            here = DeclarePresence(id, invitee.person, house.now(), invitee.person, hall)
            with contextlib.suppress(OutOfOrder):  # the page that opens says how things stand
                await house.clerk.handle(found.id, here)
        own = own_page(await house.clerk.meeting(found.id), viewer.person.id)
        return Redirect(f"/meetings/{meeting}/{own}", status_code=303)


async def _found(house: House, id: str) -> PreparedMeeting:
    meeting = await house.register.sittings.get(MeetingId(id))
    if meeting is None:
        raise NotFoundException
    return meeting


async def _hall(house: House, meeting: MeetingId, typed: Typed) -> VenueId | None:
    """The hall that was chosen; None for elsewhere."""
    halls = [venue.id for venue in await house.register.sittings.venues(meeting)]
    chosen = typed.choice("where", ["elsewhere", *halls])
    return None if chosen in ("", "elsewhere") else VenueId(chosen)


async def _page(
    house: House, viewer: Viewer, meeting: PreparedMeeting, typed: Typed | None = None, status: int = 200
) -> Template:
    items = await house.register.sittings.items(meeting.id)
    invitee = await house.register.sittings.invitee(meeting.id, viewer.person.id) if viewer.person else None
    hall, hall_name = await expected_hall(house, viewer, meeting.id, invitee)
    venues = await house.register.sittings.venues(meeting.id)
    kbit = next((venue.down_kbit for venue in venues if venue.id == hall), None)
    papers = await _papers(house, viewer, meeting.id, kbit)
    held = await house.clerk.meeting(meeting.id)
    standing = await doors.standing(house, viewer, meeting.id)
    size = sum(paper.size for on_item in papers.values() for paper in on_item)
    seconds_left = (meeting.starts_at - house.now()).total_seconds()
    return show(
        viewer, "meetings/home.html", status, meeting=meeting, items=items, papers=papers, invitee=invitee,
        times=timetable.planned(meeting.starts_at, items), hall=hall, hall_name=hall_name, venues=venues, held=held,
        size=size, seconds=delivery.seconds(size, kbit), typed=typed, errors=typed.errors if typed else {},
        near=timetable.can_join(held.phase, meeting.starts_at, house.now()),
        lines=standing is not None and standing.lines,
        minutes_left=int(seconds_left // 60), results=_results(held, viewer),
        first=next((paper for on_item in papers.values() for paper in on_item if paper.version.pages), None),
    )


async def _papers(
    house: House, viewer: Viewer, meeting: MeetingId, kbit: int | None
) -> Mapping[ItemId, list[Paper]]:
    """The papers of each item that can be opened."""
    dossier = house.register.dossier
    opened = await dossier.opened(meeting)
    found: dict[ItemId, list[Paper]] = {}
    for document, version in await dossier.readable(meeting):
        size = version.size
        if version.state is PaperState.PAGED:
            size = sum(page.image_size + len(page.text.encode()) for page in await dossier.pages(version.id))
        read = viewer.person is not None and viewer.person.id in opened.get(version.id, {})
        paper = Paper(document, version, size, delivery.seconds(size, kbit), read)
        found.setdefault(document.item, []).append(paper)
    return found


def _results(held: Meeting, viewer: Viewer) -> list[tuple[result.Result, str]]:
    """Each ballot as it ended, with the viewer's own vote ("" when there is none)."""
    if held.phase is not Phase.CLOSED or held.paper is None:
        return []
    own = viewer.person.id if viewer.person else PersonId("")
    assumed = held.paper.rules.assumed
    return [
        (result.result(ballot, assumed), ballot.votes[own].option if own in ballot.votes else "")
        for ballot in held.ballots.values()
    ]


ROUTES = [MeetingHome]
