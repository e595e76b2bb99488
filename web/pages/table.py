"""`/meetings/{meeting}/table`: the secretary in the sitting: roll, spoken votes, notes, the record as it grows."""

from typing import Annotated, Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, Parameter
from litestar.response import Redirect, Template
from markupsafe import Markup

from meetings.procedure.words import MeetingId
from web import asking, forms
from web.house import House
from web.scene import Scene, elsewhere, not_convened, scene
from web.viewer import Viewer
from web.views import own
from web.views import table as tables

Asked = Annotated[str, Parameter(max_length=100)]


@get("/meetings/{meeting:str}/table", opt={"who": "desk"})
async def table(
    meeting: FromPath[str],
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
    member: FromQuery[Asked] = "",
) -> Template:
    """The table; `?member=` opens one member's excuse and correction."""
    found = await scene(house, viewer, meeting, "table")
    if found is None:
        return await not_convened(house, viewer, meeting)
    roll = tables.table(found.meeting, found.around, found.names, frozenset(), voting=False)
    note = found.draw("table/note.html", hall=found.hall)
    return found.show("table/table.html", roll=roll, member=opened(found, roll, member), note=note)


def opened(found: Scene, roll: tables.Table, member: str) -> Markup:
    row = next((row for row in (*roll.rows, *roll.guests) if row.who.person == member), None)
    if row is None:
        return Markup("")
    places = tuple(own.Place(venue, name) for venue, name in found.names.venues.items())
    return found.draw("table/member.html", hall=found.hall, row=row, places=places)


@post("/meetings/{meeting:str}/table/hall", opt={"who": "desk"}, status_code=303)
async def whole_hall(
    request: Request[Any, Any, Any],
    meeting: FromPath[str],
    house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
) -> Redirect:
    """Mark all present who said beforehand that they would sit in one hall."""
    form = await forms.form(request)
    asked, venue = form.text("id")[:36], form.text("venue")
    found = await scene(house, viewer, meeting, "table")
    roll = tables.table(found.meeting, found.around, found.names, frozenset(), voting=False) if found else None
    here = next((one for one in roll.expected if one.venue == venue), None) if roll else None
    for number, person in enumerate(here.members if here else ()):
        fields = {"member": person, "where": venue}
        await asking.ask(house, viewer, MeetingId(meeting), "DeclarePresence", fields, f"{asked}-{number}")
    return elsewhere(meeting, "table")


ROUTES = (table, whole_hall)
