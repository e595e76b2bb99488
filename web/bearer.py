"""Who comes with a pass or a token instead of a cookie: `Authorization: Bearer …` (RFC 6750).

A codec, OBS or ffmpeg is no browser of ours. It has no session, sends no form and says
nothing of where it comes from, so neither cookie nor CSRF token nor Origin is asked for
here, and none of them opens anything. Whatever is wrong with a pass, the answer is the
same: it does not tell a revoked one from one that never was, or a meeting from none.

    /whip/{meeting}   passes that send        /whep/{meeting}   passes that watch
    /relays/link      a relay of a hall: `dinh-relay.NAME.SECRET.KEY`, where KEY is the one that our grants are
                      verified with; a token from before we had this key would refuse whatever we ask
"""

import re
from typing import Any

from litestar.connection import ASGIConnection
from litestar.datastructures import MutableScopeHeaders
from litestar.exceptions import NotAuthorizedException, TooManyRequestsException

from meetings.procedure.words import MeetingId
from meetings.record.passes import Direction, Pass
from meetings.register.preparing import Work, still
from web.house import House

Connection = ASGIConnection[Any, Any, Any, Any]

OPEN = ("/whip/", "/whep/")
RELAY = re.compile(r"dinh-relay\.(?P<name>[0-9a-f]{16})\.(?P<secret>[\w-]{43})\.(?P<key>[\w-]{1,100})", re.ASCII)
OFFER, FRAGMENT = "application/sdp", "application/trickle-ice-sdpfrag"

# A page of any site may speak to these doors: what lets it in is the pass it holds, and no cookie ever does.
SHARED = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "POST, PATCH, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, If-Match",
    "Access-Control-Expose-Headers": "Location, ETag, Link, Accept-Post, Accept-Patch, Retry-After",
    "Access-Control-Max-Age": "600",
    "Accept-Post": OFFER,
    "Accept-Patch": FRAGMENT,
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


class NoPass(NotAuthorizedException):
    """There is no pass, or not a good one for this door."""

    def __init__(self) -> None:
        super().__init__(headers={"WWW-Authenticate": "Bearer"}, extra={"code": "no-pass"})


async def admit(connection: Connection, address: str) -> None:
    """Let the bearer of a good pass through; the handler finds it as `request.auth`.

    Raises:
        NoPass: there is none, or not a good one for this door.
        TooManyRequestsException: too many bad ones came from this address.
    """
    house: House = connection.app.state.house
    asked = _secret(connection)
    if not 20 <= len(asked) <= 100:
        raise NoPass
    found = await house.register.passes.good(asked, house.now())
    if found is None or not await _fits(house, found, connection):
        await _failed(house, f"pass-{address}")
        raise NoPass
    connection.scope["auth"] = found


async def admit_relay(connection: Connection, address: str) -> None:
    """Let a relay of a hall through; the handler finds it as `socket.auth`. Raises as `admit` does."""
    house: House = connection.app.state.house
    asked = RELAY.fullmatch(_secret(connection))
    if asked is None:
        raise NoPass
    found = await house.register.relays.good(asked["name"], asked["secret"])
    if found is None or asked["key"] != house.relays.key:
        await _failed(house, f"relay-{address}")
        raise NoPass
    connection.scope["auth"] = found


def relay_token(name: str, secret: str, key: str) -> str:
    """What stands in the file of a relay.

    >>> relay_token("0123456789abcdef", "c2VjcmV0", "a2V5")
    'dinh-relay.0123456789abcdef.c2VjcmV0.a2V5'
    """
    return f"dinh-relay.{name}.{secret}.{key}"


def _secret(connection: Connection) -> str:
    scheme, _, secret = connection.headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


async def _failed(house: House, tries: str) -> None:
    """Count it. Nobody guesses 256 bits: this spares the disk, so a good pass from the same address is let in."""
    async with house.tries.turn(tries):
        if await house.tries.must_wait(tries):
            raise TooManyRequestsException(headers={"Retry-After": "60"}, extra={"code": "pass-tries"})
        await house.tries.failed(tries)


async def _fits(house: House, found: Pass, connection: Connection) -> bool:
    """The pass is for this meeting and this direction; the meeting is not over, and still called to that hall."""
    if found.meeting != connection.path_params.get("meeting"):
        return False
    if found.direction != direction(str(connection.scope["path"])):
        return False
    meeting = await house.register.sittings.get(MeetingId(found.meeting))
    if meeting is None or not still(Work.EQUIPMENT, meeting.phase):
        return False
    halls = await house.register.sittings.venues(meeting.id)
    return any(found.subject == f"venue:{hall.id}" for hall in halls)


def direction(path: str) -> Direction:
    """Which way sound and picture go through this door.

    >>> direction("/whip/m1"), direction("/whep/m1/p1")
    ('send', 'watch')
    """
    return "send" if path.startswith("/whip/") else "watch"


def share(headers: MutableScopeHeaders) -> None:
    """What every answer of these doors bears, good or bad."""
    for name, value in SHARED.items():
        headers.setdefault(name, value)
