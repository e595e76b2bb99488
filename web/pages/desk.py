"""The secretary's desk: all meetings, a new one, its title and hours, the way to its minutes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from litestar import Controller, Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from meetings.calendar.occasions import Occasion, occasions
from meetings.procedure.sitting import Phase
from meetings.procedure.words import MeetingId
from meetings.record.ids import new_id
from meetings.register import calling
from meetings.register.people import Body
from meetings.register.prepared import PreparedMeeting
from meetings.register.units import VenuePlace
from web import reach
from web.desk import frame, meeting_form
from web.desk.calling import everybody, halls_below
from web.desk.meeting_form import Draft
from web.house import House
from web.show import show
from web.typed import Typed, fields
from web.viewer import Viewer

Asked = Request[Viewer, object, State]


class DeskPages(Controller):
    """`/desk` and what is not one of its tabs."""

    path = "/desk"

    @get("/", opt={"who": "secretary"})
    async def all(self, house: NamedDependency[House], viewer: NamedDependency[Viewer]) -> Template:
        """All meetings of this desk."""
        book = await frame.book(house, viewer)
        return show(viewer, "desk/all.html", meeting=None, book=book, months=frame.MONTHS,
                    now_year=_year(house, viewer))

    @get("/new", opt={"who": "secretary"})
    async def new(self, request: Asked, house: NamedDependency[House], viewer: NamedDependency[Viewer]) -> Template:
        """The form of a new meeting, with the usual hours of the template chosen."""
        bodies = await reach.prepared(house, viewer)
        code = request.query_params.get("template", "regular")
        occasion = occasions().get(code) or occasions()["regular"]
        zone = frame.zone(viewer)
        first = bodies[0] if bodies else None
        title = _title(viewer, occasion, first)
        typed = meeting_form.blank(occasion.code, first.id if first else "", house.now(), zone, title)
        venues = await house.register.units.venues()
        own = next((venue for venue in venues if first and venue.unit == first.unit), None)
        typed |= {"main_venue": own.id, "place": own.name} if own else {}
        typed |= {"members": "yes", "halls": "yes"}
        return await self._form(house, viewer, bodies, venues, typed, {})

    @post("/new", opt={"who": "secretary"})
    async def create(
        self, request: Asked, house: NamedDependency[House], viewer: NamedDependency[Viewer]
    ) -> Redirect | Template:
        """Make the meeting; the next page is whom it calls."""
        bodies, venues = await reach.prepared(house, viewer), await house.register.units.venues()
        typed = Typed(await fields(request), viewer)
        zone = frame.zone(viewer)
        draft = meeting_form.read(typed, viewer, [body.id for body in bodies], [venue.id for venue in venues], zone)
        if draft is None:
            return await self._form(house, viewer, bodies, venues, typed.typed, typed.errors, status=422)
        meeting = _prepared(draft, MeetingId(new_id()), viewer, venues)
        body = next(body for body in bodies if body.id == draft.body)
        candidates = await everybody(house, body)
        usual = calling.usual(candidates, members=typed.ticked("members"))
        sittings = house.register.sittings
        await sittings.create(meeting, calling.invitees(candidates, usual, *calling.heads(candidates)))
        if typed.ticked("halls"):
            await sittings.set_venues(meeting.id, [draft.main_venue, *await halls_below(house, body.unit)])
        who = f"person:{viewer.person_id}"
        await house.register.audit.note(house.now(), who, "meeting-made", meeting.id, meeting.title)
        return Redirect(f"/desk/{meeting.id}/people", status_code=303)

    @get("/{meeting:str}", opt={"who": "desk"})
    async def one(self, meeting: FromPath[str]) -> Redirect:
        """A meeting opens on its agenda."""
        return Redirect(f"/desk/{meeting}/agenda", status_code=303)

    @get("/{meeting:str}/details", opt={"who": "desk"})
    async def details(
        self, meeting: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
    ) -> Template:
        """Title, hours and place, to be changed."""
        desk = await frame.lay(house, viewer, meeting)
        return await self._details(house, viewer, desk, _typed(desk.meeting, viewer), {})

    @post("/{meeting:str}/details", opt={"who": "desk"})
    async def change(
        self, request: Asked, meeting: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
    ) -> Redirect | Template:
        """Change them; after the sitting has begun they stand as they are."""
        desk = await frame.lay(house, viewer, meeting)
        typed = Typed(await fields(request), viewer)
        venues = await house.register.units.venues()
        typed.typed |= {"template": desk.meeting.template, "body": desk.meeting.body}
        draft = meeting_form.read(typed, viewer, [desk.meeting.body], [v.id for v in venues], frame.zone(viewer))
        if not desk.open:
            typed.errors[""] = viewer.say("The sitting has begun: title, hours and place stand as they were called.")
        if draft is None or typed.errors:
            return await self._details(house, viewer, desk, typed.typed, typed.errors, status=422)
        changed = replace(desk.meeting, title=draft.title, starts_at=draft.starts_at, ends_at=draft.ends_at,
                          place=draft.place or _name(venues, draft), main_venue=draft.main_venue, public=draft.public)
        await house.register.sittings.change(changed)
        return Redirect(f"/desk/{meeting}/agenda", status_code=303)

    @get("/{meeting:str}/minutes", opt={"who": "desk"})
    async def minutes(
        self, meeting: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
    ) -> Template:
        """The way to the minutes, and what stands in them so far."""
        desk = await frame.lay(house, viewer, meeting)
        return await frame.page(house, viewer, desk, "minutes.html", "minutes")

    async def _form(
        self, house: House, viewer: Viewer, bodies: Sequence[Body], venues: Sequence[VenuePlace],
        typed: dict[str, str], errors: dict[str, str], status: int = 200,
    ) -> Template:
        book = await frame.book(house, viewer)
        return show(
            viewer, "desk/new.html", status, meeting=None, book=book, months=frame.MONTHS, bodies=bodies,
            venues=venues, occasions=occasions().values(), typed=typed, errors=errors, now_year=_year(house, viewer),
        )

    async def _details(
        self, house: House, viewer: Viewer, desk: frame.Desk, typed: dict[str, str], errors: dict[str, str],
        status: int = 200,
    ) -> Template:
        venues = await house.register.units.venues()
        return await frame.page(house, viewer, desk, "details.html", "details", status,
                                     typed=typed, errors=errors, all_venues=venues)


def _title(viewer: Viewer, occasion: Occasion, body: Body | None) -> str:
    return f"{occasion.names[viewer.locale]}, {body.name}" if body else occasion.names[viewer.locale]


def _prepared(draft: Draft, id: MeetingId, viewer: Viewer, venues: Sequence[VenuePlace]) -> PreparedMeeting:
    return PreparedMeeting(
        id=id, body=draft.body, template=draft.template, title=draft.title, starts_at=draft.starts_at,
        ends_at=draft.ends_at, place=draft.place or _name(venues, draft), main_venue=draft.main_venue,
        public=draft.public, phase=Phase.PLANNED, created_by=viewer.person_id,
    )


def _name(venues: Sequence[VenuePlace], draft: Draft) -> str:
    return next(venue.name for venue in venues if venue.id == draft.main_venue)


def _typed(meeting: PreparedMeeting, viewer: Viewer) -> dict[str, str]:
    def here(at: datetime) -> datetime:
        return at.astimezone(frame.zone(viewer))

    shown = {"title": meeting.title, "day": here(meeting.starts_at).date().isoformat(),
             "starts": f"{here(meeting.starts_at):%H:%M}", "ends": f"{here(meeting.ends_at):%H:%M}",
             "place": meeting.place, "main_venue": meeting.main_venue}
    return shown | ({"public": "yes"} if meeting.public else {})


def _year(house: House, viewer: Viewer) -> int:
    return house.now().astimezone(frame.zone(viewer)).year


ROUTES = [DeskPages]
