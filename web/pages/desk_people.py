"""Whom the meeting calls, what they answered, and whether all is ready to convene.

    people   choose persons, chair and deputy chair, halls        until the sitting begins
    invite   who, answer, reason, where
    ready    the board by hall and by person, what is still lacking, and the one red button
"""

from collections.abc import Sequence

from litestar import Controller, Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from meetings.procedure.order_paper import Office
from meetings.procedure.words import VenueId
from meetings.register import calling
from meetings.register.calling import Candidate
from meetings.register.units import VenuePlace
from web.desk import frame
from web.desk.board import board
from web.desk.calling import everybody, halls_below
from web.desk.frame import Desk
from web.house import House
from web.typed import Typed, fields
from web.viewer import Viewer

Asked = Request[Viewer, object, State]


class PeoplePages(Controller):
    """`/desk/{meeting}/people`, `/invite` and `/ready`."""

    path = "/desk/{meeting:str}"

    @get("/people", opt={"who": "desk"})
    async def people(
        self, meeting: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
    ) -> Template:
        """The list of all who could be called, with those who are marked."""
        desk = await frame.lay(house, viewer, meeting)
        candidates = await _candidates(house, desk)
        heads = _heads(desk)
        called = {str(invitee.person) for invitee in desk.invitees}
        halls = {str(venue.id) for venue in desk.venues}
        return await _people(house, viewer, desk, candidates, called, heads, halls, {})

    @post("/people", opt={"who": "desk"})
    async def choose(
        self, request: Asked, meeting: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
    ) -> Redirect | Template:
        """Call exactly these; who had answered keeps the answer."""
        desk = await frame.lay(house, viewer, meeting)
        candidates = await _candidates(house, desk)
        typed = Typed(await fields(request), viewer)
        called, halls = set(typed.all("person")), set(typed.all("hall"))
        if typed.typed.get("do") == "all-members":
            called |= {str(c.person.id) for c in candidates if c.seat is not None}
        if typed.typed.get("do") == "all-halls":
            halls |= set(await halls_below(house, desk.body.unit)) if desk.body else set()
        heads = (typed.typed.get("chair", ""), set(typed.all("deputy")) - {""})
        _check(desk, typed, viewer, calling.amiss(candidates, *heads))
        if typed.errors or typed.typed.get("do", "").startswith("all-"):
            status = 422 if typed.errors else 200
            return await _people(house, viewer, desk, candidates, called, heads, halls, typed.errors, status)
        chosen = calling.invitees(candidates, called, *heads, before=desk.invitees)
        known = [venue.id for venue in await house.register.units.venues() if venue.id in halls]
        await house.register.sittings.set_invitees(desk.meeting.id, chosen)
        await house.register.sittings.set_venues(desk.meeting.id, [desk.meeting.main_venue, *known])
        return Redirect(f"/desk/{meeting}/{'invite' if desk.items else 'agenda'}", status_code=303)

    @get("/invite", opt={"who": "desk"})
    async def invite(
        self, meeting: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
    ) -> Template:
        """Who is called and what they answered."""
        desk = await frame.lay(house, viewer, meeting)
        called = (await board(house, desk)).readers
        return await frame.page(
            house, viewer, desk, "invite.html", "invite", offices=OFFICES,
            readers=sorted(called, key=lambda r: (r.invitee.seat or 1_000, r.invitee.office, r.person.name)),
            names={venue.id: venue.name for venue in desk.venues},
        )

    @get("/ready", opt={"who": "desk"})
    async def ready(
        self, meeting: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
    ) -> Template:
        """The board, what is still lacking, and the button that convenes."""
        desk = await frame.lay(house, viewer, meeting)
        return await ready_page(house, viewer, desk)


OFFICES = {
    Office.CHAIR: "Chair", Office.DEPUTY_CHAIR: "Deputy chair", Office.SECRETARY: "Secretary",
    Office.TECHNICIAN: "Technician", Office.MEMBER: "Member", Office.GUEST: "Guest", Office.OBSERVER: "Observer",
}


async def ready_page(house: House, viewer: Viewer, desk: Desk, status: int = 200, ruling: str = "") -> Template:
    """The ready tab; `ruling` says why it could not be convened."""
    return await frame.page(house, viewer, desk, "ready.html", "ready", status, board=await board(house, desk),
                                 ruling_said=ruling, now=house.now())


async def _candidates(house: House, desk: Desk) -> list[Candidate]:
    return await everybody(house, desk.body) if desk.body else []


def _heads(desk: Desk) -> tuple[str, set[str]]:
    chair = next((str(i.person) for i in desk.invitees if i.office is Office.CHAIR), "")
    return chair, {str(i.person) for i in desk.invitees if i.office is Office.DEPUTY_CHAIR}


def _check(desk: Desk, typed: Typed, viewer: Viewer, amiss: str) -> None:
    if not desk.open:
        typed.errors[""] = viewer.say("The sitting has begun: those called stand as they were.")
    match amiss:
        case "no-chair":
            typed.errors["chair"] = viewer.say("Choose who chairs the meeting.")
        case "deputy-is-chair":
            typed.errors["deputy"] = viewer.say("The deputy chair must be somebody else than the chair.")
        case "deputy-without-seat":
            typed.errors["deputy"] = viewer.say("Only a member can be deputy chair.")


async def _people(
    house: House, viewer: Viewer, desk: Desk, candidates: Sequence[Candidate], called: set[str],
    heads: tuple[str, set[str]], halls: set[str], errors: dict[str, str], status: int = 200,
) -> Template:
    units = {unit.code: unit for unit in await house.register.units.all()}
    venues: list[VenuePlace] = await house.register.units.venues()
    below: list[VenueId] = await halls_below(house, desk.body.unit) if desk.body else []
    return await frame.page(
        house, viewer, desk, "people.html", "invite", status, candidates=candidates, called=called, chair=heads[0],
        deputies=heads[1], halls=halls, errors=errors, units=units, venues=venues, below=below, offices=OFFICES,
    )


ROUTES = [PeoplePages]
