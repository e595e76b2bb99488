"""Convening: the order paper goes into the record, and letters with links go to people and halls.

    convene      ─▶ Convened in the record; again when something has changed
    invitations  ─▶ a page with one button: new links
    the button   ─▶ letters in the official form (1.7), each with its link and QR code

A link stands nowhere but in the letter: only its hash is kept. So letters are shown once,
in the answer to the button; pressing it again makes new links and the unused ones before
them open nothing any more.
"""

from datetime import timedelta

from litestar import Controller, Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from meetings.procedure.rulings import OutOfOrder
from meetings.procedure.sitting import Convene, Phase
from meetings.procedure.words import CommandId
from meetings.record.ids import new_id
from web.house import House
from web.pages import desk_frame
from web.pages.desk_people import ready_page
from web.pages.typed import Typed, fields
from web.viewer import Viewer

AFTER = timedelta(days=3)      # links still open for those who come late to the papers
Asked = Request[Viewer, object, State]
BACK = {"invite", "agenda", "ready", "minutes"}


class InvitationPages(Controller):
    """`/desk/{meeting}/convene` and `/invitations`."""

    path = "/desk/{meeting:str}"

    @post("/convene", opt={"who": "desk"})
    async def convene(
        self, request: Asked, meeting: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
    ) -> Redirect | Template:
        """Convene, or send what has changed since."""
        desk = await desk_frame.lay(house, viewer, meeting)
        typed = Typed(await fields(request), viewer)
        paper = await house.register.sittings.order_paper(desk.meeting.id)
        id = CommandId(typed.typed.get("id", "")[:64] or new_id())
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
        desk = await desk_frame.lay(house, viewer, meeting)
        return await desk_frame.page(house, viewer, desk, "letters.html", "invite", until=desk.meeting.ends_at + AFTER,
                                     fresh=len(await house.clerk.since(desk.meeting.id, 0)) == 1)


ROUTES = [InvitationPages]
