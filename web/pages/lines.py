"""`/meetings/{meeting}/lines`: the technician's board of halls and their lines.

The gallery knows who is heard, the relay what each line carries; what a hall's line can carry stands
in the register. The page asks again by itself; without JavaScript the browser loads it anew.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from litestar import get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from media.link import RelayAway
from meetings.procedure.meeting import Meeting
from meetings.procedure.order_paper import Office
from meetings.procedure.words import MeetingId, VenueId
from meetings.register.units import VenuePlace
from web import doors
from web.house import House
from web.pages.sitting import not_convened, own_page, scene
from web.show import show
from web.viewer import Viewer
from web.views import own
from web.views.chair import LineOf

LOSSY = 0.04                   # share of packets from which a line is called weak
State = Literal["good", "weak", "lost", "never"]


@dataclass(frozen=True, slots=True)
class Hall:
    """One line of the board."""

    name: str
    state: State
    since: datetime | None
    sends: bool
    watches: bool
    on_air: bool
    carries: int | None        # kbit/s down, as measured; None: not measured
    down: int                  # kbit/s that the line has
    up: int
    loss: float | None         # share of packets
    members: int               # deputies who sit there


@get("/meetings/{meeting:str}/lines", opt={"who": "invited"})
async def lines(meeting: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]) -> Template:
    """For technicians and the desk; the same as absent for everybody else."""
    standing = await doors.standing(house, viewer, meeting)
    called = standing.invitee if standing else None
    if standing is None or not (standing.desk or (called is not None and called.office is Office.TECHNICIAN)):
        raise NotFoundException
    found = await scene(house, viewer, meeting, "table")
    if found is None:
        return await not_convened(house, viewer, meeting)
    figures = await measured(house, meeting)
    places = {place.id: place for place in await house.register.sittings.venues(MeetingId(meeting))}
    halls = [hall_of(line, places.get(VenueId(line.source.partition(":")[2])), figures, found.meeting)
             for line in found.desk().sources]
    counts = Counter(hall.state for hall in halls)
    return show(
        viewer, "lines/lines.html", hall=found.hall, halls=halls, counts=counts, relay=figures, now=found.now,
        sitting=_sitting(found.meeting, viewer),
    )


def _sitting(meeting: Meeting, viewer: Viewer) -> str:
    """The viewer's own page of the sitting; of a technician, who is at home here, what everybody sees."""
    page = own_page(meeting, viewer.person_id)
    return "live" if page == "lines" else page


def hall_of(line: LineOf, place: VenuePlace | None, figures: Mapping[str, Any], meeting: Meeting) -> Hall:
    """A hall's line, from all who know of it."""
    measure = figures.get("lines", {}).get(line.source, {})
    carries, loss = measure.get("carries") or 0, measure.get("loss")
    weak = loss is not None and loss >= LOSSY
    state: State = "never" if not line.state else "lost" if line.state == "lost" else "weak" if weak else "good"
    return Hall(
        name=line.name, state=state, since=line.since,
        sends=line.source in figures.get("senders", ()),
        watches=line.source in figures.get("watchers", ()),
        on_air=own.on_air(meeting, line.source),
        carries=carries // 1000 or None,
        down=place.down_kbit if place else 0, up=place.up_kbit if place else 0,
        loss=loss, members=line.present,
    )


async def measured(house: House, meeting: str) -> dict[str, Any]:
    """The relay's figures; none while it is away."""
    if house.relay is None:
        return {}
    try:
        return await house.relay.stats(meeting)
    except RelayAway:
        return {}


ROUTES = (lines,)
