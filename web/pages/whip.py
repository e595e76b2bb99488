"""Equipment as a hall: WHIP (RFC 9725) takes sound and picture in, WHEP (draft-ietf-wish-whep) gives the stage out.

    POST   /whip/{meeting}          an offer ─▶ 201, Location, ETag, the answer with all our candidates
    PATCH  /whip/{meeting}/{peer}   If-Match: "tag"  more candidates ─▶ 204, passed over: we are ICE-lite
                                    If-Match: *      new names       ─▶ 200, ours, and a new ETag
    DELETE /whip/{meeting}/{peer}   freed at once
    OPTIONS                         what may be asked, for pages of other sites

and the same under /whep/. The ETag is our half of the names of the line (RFC 8839), which
change with each restart and with nothing else. A pass makes one connection at a time: the
next one takes the place of the one before. What is sent is forwarded while its hall is on
the stage, like anybody's. A device is led to its hall's own relay while that is connected; one that cannot
reach it puts `?direct=1` behind its address.
"""

import re
from dataclasses import replace
from typing import Any

from litestar import MediaType, Request, Response, delete, patch, post, route
from litestar.di import NamedDependency
from litestar.enums import HttpMethod
from litestar.params import FromPath, FromQuery

from media.link import RelayAway
from media.relay import Gone, Taken
from media.sdp import MAX_BYTES, BadOffer
from meetings.record.passes import Pass
from web import doors, problems, turn
from web.bearer import FRAGMENT, OFFER, NoPass
from web.house import House
from web.pages import media
from web.usher import EQUIPMENT

DOORS = ["/whip/{meeting:str}", "/whep/{meeting:str}"]
CONNECTIONS = [f"{door}/{{peer:str}}" for door in DOORS]

Asked = Request[Any, Pass, Any]
UFRAG = re.compile(r"a=ice-ufrag:(\S+)")
TAG = re.compile(r'(?:W/)?"([\x21\x23-\x7e]*)"')
NOT_FOR_US = ("nothing-in-common", "no-bundle", "no-mux", "bad-setup")     # well said, but we do not do it

REFUSALS = {
    **{code: media.REFUSALS[code] for code in ("not-sdp", "taken", "relay-away")},
    "bad-offer": (400, "What was offered for sound and picture cannot be read."),
    "not-offered": (422, "None of the formats offered for sound and picture can be taken."),
    "bad-fragment": (400, "The ICE fragment cannot be read."),
    "restart-any": (422, "An ICE restart is asked for with If-Match: *."),
    "no-tag": (428, "If-Match must name the connection's ETag."),
    "other-tag": (412, "The connection has been restarted since; its ETag is another one."),
    "unknown": (404, "There is no such connection any more."),
}
AGAIN_AFTER = {"relay-away": "5"}      # seconds


@post(DOORS, opt={"who": "pass"}, request_max_body_size=MAX_BYTES)
async def begin(
    request: Asked, meeting: FromPath[str], house: NamedDependency[House], direct: FromQuery[bool] = False
) -> Response[Any]:
    """Begin to send, or to watch."""
    if request.content_type[0] != OFFER:
        return _refuse(request, "not-sdp")
    held = request.auth
    offer = (await request.body()).decode("utf-8", "replace")
    try:
        if house.relay is None:
            raise RelayAway
        near = "" if direct else await house.relays.near(held.subject.removeprefix("venue:"))
        joined = await house.relay.join(
            meeting, held.subject, held.direction, offer, held.peer or None, near, f"{EQUIPMENT}{held.id}"
        )
    except BadOffer as bad:
        return _refuse(request, "not-offered" if bad.code in NOT_FOR_US else "bad-offer", bad.code)
    except Taken:
        return _refuse(request, "taken")
    except RelayAway:
        return _refuse(request, "relay-away")
    before = await house.register.passes.use(held.id, joined.peer_id, house.now())
    if before is None:                     # revoked while the offer was on its way: nobody would end what it opened
        await house.equipment.let_go(replace(held, peer=joined.peer_id))
        raise NoPass
    if before.peer != held.peer:           # another came at the same time, and was first
        await house.equipment.let_go(before)
    door = "whip" if held.direction == "send" else "whep"
    where = f"{doors.own_origin(request)}/{door}/{meeting}/{joined.peer_id}"
    ufrag = UFRAG.search(joined.answer_sdp)
    headers = {"Location": where, "ETag": f'"{ufrag[1] if ufrag else joined.peer_id}"'}
    if way_round := turn.links(house.settings, held.subject, house.now()):
        headers["Link"] = way_round
    return Response(joined.answer_sdp, status_code=201, media_type=OFFER, headers=headers)


@patch(CONNECTIONS, opt={"who": "pass"}, request_max_body_size=MAX_BYTES)
async def change(request: Asked, peer: FromPath[str], house: NamedDependency[House]) -> Response[Any]:
    """More candidates, or the line's checks begun anew (RFC 9725 sections 4.3.2 and 4.3.3)."""
    match = request.headers.get("if-match")
    if request.content_type[0] != FRAGMENT:
        return _refuse(request, "not-sdp")
    if match is None:
        return _refuse(request, "no-tag")
    held, said = request.auth, (await request.body()).decode("utf-8", "replace")
    try:
        if held.peer != peer:
            raise Gone
        if house.relay is None:
            raise RelayAway
        line = await house.relay.renew(peer, held.subject, said, restart=match.strip() == "*")
    except Gone:
        return _refuse(request, "unknown")
    except BadOffer as bad:
        return _refuse(request, "bad-fragment", bad.code)
    except RelayAway:
        return _refuse(request, "relay-away")
    if line.answer:
        return Response(line.answer, status_code=200, media_type=FRAGMENT, headers={"ETag": f'"{line.ufrag}"'})
    if match.strip() != "*" and line.ufrag not in _tags(match):
        return _refuse(request, "other-tag")
    if line.renamed:
        return _refuse(request, "restart-any")
    return Response(None, status_code=204)


@delete(CONNECTIONS, opt={"who": "pass"}, status_code=200)
async def end(request: Asked, peer: FromPath[str], house: NamedDependency[House]) -> Response[Any]:
    """Goodbye. A relay that is away has forgotten the connection already."""
    held = request.auth
    if held.peer != peer:
        return _refuse(request, "unknown")
    await house.equipment.let_go(held)
    await house.register.passes.release(held.id, peer)
    return Response("", media_type=MediaType.TEXT)


@route([*DOORS, *CONNECTIONS], http_method=[HttpMethod.OPTIONS], opt={"who": "anybody"}, status_code=200)
async def may_ask() -> Response[str]:
    """What a page of another site asks first; the same for every address (`bearer.SHARED` is the answer)."""
    return Response("", media_type=MediaType.TEXT)


def _tags(match: str) -> list[str]:
    """The strong tags named in If-Match; a weak one never matches (RFC 9110 section 13.1.1).

    >>> _tags('"a1", W/"b2" , "c3"')
    ['a1', 'c3']
    """
    return [found[1] for found in TAG.finditer(match) if not found[0].startswith("W/")]


def _refuse(request: Asked, code: str, detail: str = "") -> Response[Any]:
    status, sentence = REFUSALS[code]
    said = problems.viewer_of(request).say(sentence)
    headers = {"Retry-After": AGAIN_AFTER[code]} if code in AGAIN_AFTER else {}
    return Response(problems.Problem(said, status, detail=detail, code=code), status_code=status, headers=headers,
                    media_type="application/problem+json")


ROUTES = [may_ask, begin, change, end]      # in this order: else the framework answers OPTIONS itself
