"""`/meetings/{meeting}/lines`: the technician's board of halls and their lines.

The gallery knows who is heard, the relay what goes over each line now; what a hall's line can carry
stands in the register, what it was found to carry in the last test. Below stand the halls' own relays,
each with the one line that its whole hall shares. A figure that nobody measured is a dash. The page asks
again by itself; without JavaScript the browser loads it anew.
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
from meetings.procedure.words import MeetingId, PersonId, VenueId
from meetings.record.relays import VenueRelay
from meetings.register.line_tests import LineTest, carries, weak
from meetings.register.units import VenuePlace
from web import doors
from web.house import House
from web.scene import not_convened, own_page, scene
from web.show import show
from web.viewer import Viewer
from web.views import own
from web.views.chair import LineOf

State = Literal["good", "weak", "lost", "never"]


@dataclass(frozen=True, slots=True)
class Figures:
    """What the relay tells of a line now; None where it tells nothing."""

    down: int | None           # kbit/s that go to it
    up: int | None             # kbit/s that come from it
    carries: int | None        # kbit/s down, as its browser reckons
    loss: float | None         # share of the packets to it
    loss_up: float | None      # share of those from it
    round_trip: int | None     # milliseconds
    step: str                  # of the ladder, by its name; "" where nothing is received

    @property
    def weak(self) -> bool:
        return weak(max(self.loss or 0, self.loss_up or 0))


@dataclass(frozen=True, slots=True)
class Hall:
    """One line of the board."""

    name: str
    relay: str                 # the name of the hall's own, when it goes by that; else ""
    state: State
    since: datetime | None
    sends: bool
    watches: bool
    on_air: bool
    figures: Figures
    down: int                  # kbit/s that the line has
    up: int
    members: int               # deputies who sit there
    test: LineTest | None      # the last one


@dataclass(frozen=True, slots=True)
class Relay:
    """A relay that stands in one of the meeting's halls, and its line."""

    relay: VenueRelay
    halls: list[str]
    since: datetime | None     # connected; None: it is not
    cut: bool                  # it says that nothing comes from us
    peers: int                 # connections it carries in this meeting
    figures: Figures


@get("/meetings/{meeting:str}/lines", opt={"who": "invited"})
async def lines(meeting: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]) -> Template:
    """For technicians and the desk; the same as absent for everybody else."""
    standing = await doors.standing(house, viewer, meeting)
    if standing is None or not standing.lines:
        raise NotFoundException
    found = await scene(house, viewer, meeting, "table")
    if found is None:
        return await not_convened(house, viewer, meeting)
    told = await measured(house, meeting)
    places = {place.id: place for place in await house.register.sittings.venues(MeetingId(meeting))}
    tests = await house.register.line_tests.last(meeting)
    relays = await relays_of(house, places, told)
    names = {one.relay.id: one.relay.name for one in relays}
    halls = [hall_of(line, places.get(VenueId(line.source.partition(":")[2])), told, tests, found.meeting, names)
             for line in found.desk().sources]
    elsewhere = [(found.names.who(PersonId(subject.removeprefix("person:"))).name, test)
                 for subject, test in sorted(tests.items()) if subject.startswith("person:")]
    counts = Counter(hall.state for hall in halls)
    return show(viewer, "lines/lines.html", hall=found.hall, halls=halls, relays=relays, elsewhere=elsewhere,
                counts=counts, relay=told, now=found.now, carries=carries, sitting=_sitting(found.meeting, viewer))


def _sitting(meeting: Meeting, viewer: Viewer) -> str:
    """The viewer's own page of the sitting; of a technician, who is at home here, what everybody sees."""
    page = own_page(meeting, viewer.person_id)
    return "live" if page == "lines" else page


def hall_of(
    line: LineOf, place: VenuePlace | None, told: Mapping[str, Any], tests: Mapping[str, LineTest], meeting: Meeting,
    relays: Mapping[str, str],
) -> Hall:
    """A hall's line, from all who know of it; `relays`: their names by id."""
    measured = told.get("lines", {}).get(line.source, {})
    figures = figures_of(measured)
    state: State = "never" if not line.state else "lost" if line.state == "lost" else "weak" if figures.weak else "good"
    return Hall(
        name=line.name, relay=relays.get(str(measured.get("relay", "")), ""), state=state, since=line.since,
        sends=line.source in told.get("senders", ()),
        watches=line.source in told.get("watchers", ()),
        on_air=own.on_air(meeting, line.source),
        figures=figures,
        down=place.down_kbit if place else 0, up=place.up_kbit if place else 0,
        members=line.present, test=tests.get(line.source),
    )


async def relays_of(house: House, places: Mapping[VenueId, VenuePlace], told: Mapping[str, Any]) -> list[Relay]:
    """The good relays of the meeting's halls."""
    attached, found = house.relays.attached(), []
    for one in await house.register.relays.all():
        halls = [place.name for place in places.values() if place.id in one.halls]
        if halls and one.revoked_at is None:
            says = told.get("relays", {}).get(one.id, {})
            found.append(Relay(one, halls, attached.get(one.id), bool(says.get("cut")), int(says.get("peers", 0)),
                               figures_of(says.get("line") or {})))
    return found


def figures_of(line: Mapping[str, Any]) -> Figures:
    """As the relay says them, in the units of the board.

    >>> figures_of({"down": 91_700, "carries": 0, "loss": 0.02, "round_trip": 0.3104, "step": "small"})
    Figures(down=92, up=None, carries=None, loss=0.02, loss_up=None, round_trip=310, step='small')
    """
    def scaled(name: str, by: float) -> int | None:
        return None if line.get(name) is None else round(line[name] * by)

    return Figures(
        down=scaled("down", 1e-3), up=scaled("up", 1e-3), carries=scaled("carries", 1e-3) or None,
        loss=line.get("loss"), loss_up=line.get("loss_up"), round_trip=scaled("round_trip", 1e3),
        step=str(line.get("step", "")),
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
