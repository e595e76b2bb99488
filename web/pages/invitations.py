"""Convening: the order paper goes into the record, and letters with links go to people and halls.

    convene      ─▶ Convened in the record; again when something has changed
    invitations  ─▶ a page with one button: new links
    the button   ─▶ letters in the official form (1.7), each with its link and QR code

A link stands nowhere but in the letter: only its hash is kept. So letters are shown once,
in the answer to the button; pressing it again makes new links and the unused ones before
them open nothing any more. Whoever holds a link comes in under that name, so a secretary
gets links only for people in reach (`web.reach`): never for an administrator.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from litestar import Controller, Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from markupsafe import Markup

from meetings.calendar import deadlines
from meetings.papers import invitation, qr
from meetings.papers.invitation import Letter, Someone
from meetings.procedure.order_paper import Office
from meetings.procedure.rulings import OutOfOrder
from meetings.procedure.sitting import Convene, Phase
from meetings.record.ids import new_id
from meetings.register.people import Person
from web import asking, links
from web.desk import frame
from web.desk.frame import Desk
from web.house import House
from web.pages.desk_people import ready_page
from web.reach import reach
from web.typed import Typed, fields
from web.viewer import Viewer

Asked = Request[Viewer, object, State]
BACK = {"invite", "agenda", "ready", "minutes"}


@dataclass(frozen=True, slots=True)
class Sent:
    """One letter, its link ("" when this person signs in without one) and the link as a picture."""

    to: str
    letter: Letter
    link: str
    code: Markup


class InvitationPages(Controller):
    """`/desk/{meeting}/convene` and `/invitations`."""

    path = "/desk/{meeting:str}"

    @post("/convene", opt={"who": "desk"})
    async def convene(
        self, request: Asked, meeting: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
    ) -> Redirect | Template:
        """Convene, or send what has changed since."""
        desk = await frame.lay(house, viewer, meeting)
        typed = Typed(await fields(request), viewer)
        paper = await house.register.sittings.order_paper(desk.meeting.id)
        id = asking.own_id(viewer.person_id, typed.typed.get("id") or new_id())
        try:
            await house.clerk.handle(desk.meeting.id, Convene(id, viewer.person_id, house.now(), paper))
        except OutOfOrder as ruling:
            said = viewer.words.ruling(ruling.code)
            return await ready_page(house, viewer, desk, status=422, ruling=said)
        if desk.phase is Phase.PLANNED:
            return Redirect(f"/desk/{meeting}/invitations", status_code=303)
        back = typed.typed.get("back", "")
        return Redirect(f"/desk/{meeting}/{back if back in BACK else 'agenda'}", status_code=303)

    @get("/invitations", opt={"who": "desk"})
    async def before(
        self, meeting: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
    ) -> Template:
        """What the letters will hold, and the button that makes them."""
        desk = await frame.lay(house, viewer, meeting)
        fresh = len(await house.clerk.since(desk.meeting.id, 0)) == 1
        until = _until(house, desk)
        return await frame.page(house, viewer, desk, "letters.html", "invite", fresh=fresh, until=until)

    @post("/invitations", opt={"who": "desk"}, status_code=200)
    async def letters(
        self, meeting: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
    ) -> Redirect | Template:
        """New links for all, each in its letter. They are told in this answer and nowhere else."""
        desk = await frame.lay(house, viewer, meeting)
        if desk.phase is Phase.PLANNED:
            return Redirect(f"/desk/{meeting}/invitations", status_code=303)
        sent = [*await _to_people(house, viewer, desk), *await _to_halls(house, viewer, desk)]
        await house.register.audit.note(
            house.now(), viewer.subject or "", "letters-made", desk.meeting.id,
            f"{sum(bool(one.link) for one in sent)} links",
        )
        page = await frame.page(house, viewer, desk, "letters_made.html", "invite", sent=sent)
        page.headers["Cache-Control"] = "no-store"
        page.headers["Referrer-Policy"] = "no-referrer"
        return page


def _until(house: House, desk: Desk) -> datetime:
    return deadlines.for_links(desk.meeting.ends_at, house.now(), house.settings.link_days)


async def _to_people(house: House, viewer: Viewer, desk: Desk) -> list[Sent]:
    near = await reach(house, viewer)
    units = {unit.code: unit.name for unit in await house.register.units.all()}
    until, sent = _until(house, desk), []
    for invitee in desk.invitees:
        person = desk.people[invitee.person]
        link = await links.for_person(house, person, until, meeting=desk.meeting.id) if near.renews(person) else ""
        guest = Someone(person.name, person.title, units.get(person.unit, ""))
        sent.append(await _sent(viewer, desk, guest, person.locale, link))
    return sent


async def _to_halls(house: House, viewer: Viewer, desk: Desk) -> list[Sent]:
    near = await reach(house, viewer)
    units = {unit.code: unit.name for unit in await house.register.units.all()}
    until, sent = _until(house, desk), []
    for place in desk.venues:
        link = await links.for_venue(house, place, until, meeting=desk.meeting.id) if near.hall(place.unit) else ""
        sent.append(await _sent(viewer, desk, Someone(place.name, "", units.get(place.unit, "")), viewer.locale, link))
    return sent


async def _sent(viewer: Viewer, desk: Desk, guest: Someone, locale: str, link: str) -> Sent:
    body = desk.body.name if desk.body else ""
    others = [venue.name for venue in desk.venues if venue.id != desk.meeting.main_venue]
    letter = invitation.letter(
        desk.meeting, body, guest, _chair(desk), desk.items, others, locale=locale,
        zone=frame.zone(viewer), written=desk.now,
    )
    code = await asyncio.to_thread(qr.svg, link) if link else ""      # tens of milliseconds each
    return Sent(guest.name, letter, link, Markup(code))  # noqa: S704 - drawn by us


def _chair(desk: Desk) -> Someone:
    chair: Person | None = next((desk.people[i.person] for i in desk.invitees if i.office is Office.CHAIR), None)
    return Someone(chair.name, chair.title, "") if chair else Someone("", "", "")


ROUTES = [InvitationPages]
