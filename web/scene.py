"""What every page of a meeting under way starts from.

    the record ─▶ the meeting as it stands ┐
    register, gallery ─▶ what is around it ┴─▶ parts ─▶ the page, with its number for the socket
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar.exceptions import NotFoundException
from litestar.response import Redirect, Template
from markupsafe import Markup

from meetings.procedure.meeting import Meeting
from meetings.procedure.order_paper import Office
from meetings.procedure.words import MeetingId, PersonId
from web import frames
from web.house import House
from web.show import show
from web.viewer import Viewer
from web.views import VIEWS, Views, chair, filled, hall, own
from web.views.around import Around
from web.views.people import Names, names

RECENT = 50                    # entries read for the pages that tell the last ones
OWN = {Office.CHAIR: "console", Office.SECRETARY: "table", Office.TECHNICIAN: "lines"}


@dataclass(frozen=True, slots=True)
class Scene:
    """One meeting as one viewer's page is about to show it."""

    views: Views
    meeting: Meeting
    around: Around
    names: Names
    hall: hall.Hall
    own: own.Own | None
    viewer: Viewer
    view: str
    now: datetime

    def parts(self) -> Mapping[str, Markup]:
        """What everybody sees on this page, the same for all of one language."""
        return self.views.parts(self.view, self.meeting, self.around, self.viewer.locale)

    def mine(self) -> Mapping[str, Markup]:
        own_parts = self.views.mine(self.view, self.meeting, self.around, self.viewer)
        return {name: filled(html, self.viewer.csrf) for name, html in own_parts.items()}

    def draw(self, template: str, **context: object) -> Markup:
        return filled(self.views.draw(self.viewer.locale, template, **context), self.viewer.csrf)

    def desk(self) -> chair.Console:
        return chair.console(self.meeting, self.around, self.names, self.hall)

    def show(self, page: str, **context: Any) -> Template:
        """The page, with all that every page of a sitting needs."""
        shared = self.parts()
        return show(
            self.viewer, page, hall=self.hall, own=self.own, seq=self.meeting.seq, now=self.now, mine=self.mine(),
            parts={name: filled(html, self.viewer.csrf) for name, html in shared.items()},
            drawn=frames.marks(shared), **context,
        )


async def scene(house: House, viewer: Viewer, meeting: str, view: str) -> Scene | None:
    """The meeting as it stands; None before it was convened."""
    stands = await house.clerk.meeting(MeetingId(meeting))
    if stands.paper is None:
        return None
    views = house.views
    lines = house.gallery.lines(MeetingId(meeting))
    recent = await house.clerk.since(MeetingId(meeting), max(0, stands.seq - RECENT)) if view == "table" else ()
    around = await views.look(MeetingId(meeting), stands, lines, recent)
    known = names(stands)
    return Scene(
        views, stands, around, known, hall.hall(stands, around, known),
        own.own(stands, around, known, viewer.person.id) if viewer.person else None, viewer, view, house.now(),
    )


async def not_convened(house: House, viewer: Viewer, meeting: str) -> Template:
    """The page that stands in for all others until the invitations are out."""
    prepared = await house.register.sittings.get(MeetingId(meeting))
    if prepared is None:
        raise NotFoundException
    return show(viewer, "live/not_yet.html", meeting=prepared)


def own_page(held: Meeting, person: PersonId) -> str:
    """Which page of the sitting is this person's: who presides now has the console."""
    if held.chair == person:
        return "console"
    participant = held.people.get(person)
    return OWN.get(participant.office, "live") if participant else "live"


def elsewhere(meeting: str, view: str) -> Redirect:
    assert view in VIEWS
    return Redirect(f"/meetings/{meeting}/{view}", status_code=303)
