"""Sound and picture: an offer comes in, an answer goes out, as in WHIP and WHEP (RFC 9725).

    POST   /meetings/{meeting}/media/watch    everybody invited: two pictures, three voices
    POST   /meetings/{meeting}/media/send     a hall; or a person who sits in no hall
    PUT    /meetings/{meeting}/media/{peer}   ?most=STEP: no more of the stage than that, for one's own peer
    DELETE /meetings/{meeting}/media/{peer}   goodbye, to one's own peer only

The body is SDP. `?again=PEER` says that a broken line comes back, as that peer or, when it is
empty, as one that has forgotten its name. STEP is full, few (a small picture of few frames) or page
(no picture); `?most=STEP` says it with the first offer, too.

A hall, and who sits in it, is led to the hall's own relay while that is connected; the answer then says
`Dinh-Relay: hall`. `?direct=1`: past it, for a browser that could not reach it.
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from litestar import Request, Response, delete, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from media.link import RelayAway
from media.relay import Gone, Taken
from media.sdp import MAX_BYTES, BadOffer, Role
from meetings.procedure import roll
from meetings.procedure.words import MeetingId
from web import problems, turn
from web.house import House
from web.viewer import Viewer

SDP = "application/sdp"
Most = Literal["full", "few", "page"]      # of the ladder's steps, those that a person may choose

REFUSALS = {
    "not-sdp": (415, "This door takes sound and pictures only."),
    "bad-offer": (400, "What the browser offered for sound and picture cannot be answered."),
    "in-the-hall": (409, "You sit in a hall: its microphone and camera speak for you."),
    "taken": (409, "Another device of this place gives sound and picture now."),
    "not-shown": (409, "Your screen is not being shown now."),
    "unfit-still": (400, "This is no picture of a screen that can be taken."),
    "still-too-soon": (429, "The last picture of the screen is only just there."),
    "relay-away": (503, "Sound and picture are not there yet; they come by themselves."),
}


@post("/meetings/{meeting:str}/media/watch", opt={"who": "invited"}, request_max_body_size=MAX_BYTES)
async def watch(
    request: Request[Any, Any, Any], meeting: FromPath[str], house: NamedDependency[House],
    viewer: NamedDependency[Viewer], again: FromQuery[str | None] = None, most: FromQuery[Most] = "full",
    direct: FromQuery[bool] = False,
) -> Response[Any]:
    """See and hear the stage."""
    near = "" if direct else await nearest(house, viewer, meeting)
    return await bring_in(request, house, viewer, _place(viewer, meeting, "watch", near), again, most)


@post("/meetings/{meeting:str}/media/send", opt={"who": "invited"}, request_max_body_size=MAX_BYTES)
async def send(
    request: Request[Any, Any, Any], meeting: FromPath[str], house: NamedDependency[House],
    viewer: NamedDependency[Viewer], again: FromQuery[str | None] = None, direct: FromQuery[bool] = False,
) -> Response[Any]:
    """Give sound and picture; they are forwarded while their source is on the stage."""
    if viewer.person is not None:
        state = await house.clerk.meeting(MeetingId(meeting))
        if roll.where_is(state, viewer.person.id) is not None:
            return refuse(viewer, "in-the-hall")
    near = "" if direct else await nearest(house, viewer, meeting)
    return await bring_in(request, house, viewer, _place(viewer, meeting, "send", near), again)


@put("/meetings/{meeting:str}/media/{peer:str}", opt={"who": "invited"}, status_code=204)
async def pin(
    meeting: FromPath[str], peer: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer],
    most: FromQuery[Most],
) -> None:
    """Want no more than that. A peer that is gone says it anew when it comes back."""
    if house.relay is not None and viewer.subject is not None and len(peer) <= 64:
        with suppress(Gone, RelayAway):
            await house.relay.pin(peer, viewer.subject, most)


@delete("/meetings/{meeting:str}/media/{peer:str}", opt={"who": "invited"}, status_code=204)
async def goodbye(
    meeting: FromPath[str], peer: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> None:
    """Leave. A relay that is away has forgotten us already."""
    if house.relay is not None and len(peer) <= 64:
        try:
            await house.relay.leave(peer, viewer.subject)
        except RelayAway:
            return


@dataclass(frozen=True, slots=True)
class Place:
    """Where a peer of a page belongs."""

    stage: str                 # the meeting's, or one of one's own to try the line on
    subject: str
    role: Role
    address: str               # of such peers on the web
    near: str = ""             # the relay it is led to; "": ours beside the server


def _place(viewer: Viewer, meeting: str, role: Role, near: str) -> Place:
    return Place(meeting, viewer.subject or "", role, f"/meetings/{meeting}/media", near)


async def nearest(house: House, viewer: Viewer, meeting: str) -> str:
    """The relay of the hall that the viewer is, or sits in; "" without one."""
    if viewer.venue is not None or viewer.person is None:
        return await house.relays.near(viewer.venue.id if viewer.venue else None)
    state = await house.clerk.meeting(MeetingId(meeting))
    return await house.relays.near(roll.where_is(state, viewer.person.id))


async def bring_in(
    request: Request[Any, Any, Any], house: House, viewer: Viewer, place: Place, again: str | None = None,
    most: Most = "full",
) -> Response[Any]:
    """The answer to the offer in the body, 201 with the peer's address; or a problem."""
    if request.content_type[0] != SDP:
        return refuse(viewer, "not-sdp")
    offer = (await request.body()).decode("utf-8", "replace")
    try:
        if house.relay is None or not place.subject:
            raise RelayAway
        joined = await house.relay.join(
            place.stage, place.subject, place.role, offer, again, place.near, viewer.session_id or ""
        )
        if most != "full":
            await house.relay.pin(joined.peer_id, place.subject, most)
    except BadOffer as bad:
        return refuse(viewer, "bad-offer", bad.code)
    except Taken:
        return refuse(viewer, "taken")
    except (RelayAway, Gone):
        return refuse(viewer, "relay-away")
    headers = {"Location": f"{place.address}/{joined.peer_id}"}
    if place.near and joined.peer_id.startswith(f"{place.near}."):
        headers["Dinh-Relay"] = "hall"
    elif way_round := turn.links(house.settings, place.subject, house.now()):
        headers["Link"] = way_round
    return Response(joined.answer_sdp, status_code=201, media_type=SDP, headers=headers)


def refuse(viewer: Viewer, code: str, detail: str = "") -> Response[Any]:
    status, sentence = REFUSALS[code]
    problem = problems.Problem(viewer.say(sentence), status, detail=detail, code=code)
    return Response(problem, status_code=status, media_type="application/problem+json")


ROUTES = [watch, send, pin, goodbye]
