"""Who may come through which door.

Every route says who it is for: `opt={"who": "desk"}`. The rules are the table below, one
guard applies them, and a test walks all routes as every role.

    anybody      no sign-in needed
    signed_in    a person or a venue
    person       a person, not a venue
    invited      called to the meeting in the path: invitee, venue of it, or at its desk
    desk         who presides, chair, deputy chair or secretary of that meeting, or who prepares those of its body
    reader       may see the version in the path: invited to a meeting whose dossier has it
    secretary    prepares meetings of some body: the pages that are not about one meeting yet
    people       looks after people or halls somewhere: their sign-in links
    relays       looks after relays of halls somewhere
    admin        administers something: lists, accounts
    pass         equipment with a pass for the meeting in the path; no cookie opens it (`web.bearer`)
    relay        a relay of a hall, by its token; no cookie opens it either

The four before these two ask the table of powers (`meetings.register.authority`) whether there is any place
where it may be done; the page then asks for which. Whoever is not let in hears the same as if the
meeting or the paper did not exist.
"""

import hmac
import ipaddress
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from litestar.connection import ASGIConnection, Request
from litestar.exceptions import (
    HTTPException,
    NotAuthorizedException,
    NotFoundException,
    PermissionDeniedException,
)
from litestar.handlers import BaseRouteHandler

from meetings.procedure import sight
from meetings.procedure.order_paper import Office
from meetings.procedure.sitting import Phase
from meetings.procedure.words import MeetingId, VersionId
from meetings.register import authority
from meetings.register.authority import Action
from meetings.register.prepared import Invitee, PreparedMeeting
from web import bearer, forms, reach
from web.house import House
from web.viewer import Viewer

Connection = ASGIConnection[Any, Any, Any, Any]
Rule = Callable[[House, Viewer, Mapping[str, Any]], Awaitable[bool]]

SAFE = ("GET", "HEAD", "OPTIONS")
HIDING = ("/enter/", "/set-up/")   # pages that tell nobody their address


@dataclass(frozen=True, slots=True)
class Standing:
    """What a viewer is in one meeting."""

    meeting: PreparedMeeting
    invitee: Invitee | None
    venue: bool                # the viewer is one of its venues
    desk: bool

    @property
    def invited(self) -> bool:
        """Called to it; before it is convened only its desk knows of it."""
        if self.desk:
            return True
        return (self.invitee is not None or self.venue) and self.meeting.phase is not Phase.PLANNED

    @property
    def lines(self) -> bool:
        """May see how the halls' lines are."""
        return self.desk or (self.invitee is not None and self.invitee.office is Office.TECHNICIAN)


async def standing(house: House, viewer: Viewer, meeting: str) -> Standing | None:
    """What the viewer is in that meeting; None when there is no such meeting."""
    prepared = await house.register.sittings.get(MeetingId(meeting))
    if prepared is None:
        return None
    if viewer.venue is not None:
        places = await house.register.sittings.venues(prepared.id)
        return Standing(prepared, None, any(place.id == viewer.venue.id for place in places), desk=False)
    if viewer.person is None:
        return Standing(prepared, None, venue=False, desk=False)
    invitee = await house.register.sittings.invitee(prepared.id, viewer.person.id)
    called = invitee is not None and invitee.office in authority.DESK
    desk = called or await reach.prepares(house, viewer, prepared.body) or await _presides(house, viewer, prepared)
    return Standing(prepared, invitee, venue=False, desk=desk)


async def _presides(house: House, viewer: Viewer, meeting: PreparedMeeting) -> bool:
    """Whom the chair was handed to sits at the desk until it is handed on, whatever the office in the paper."""
    if meeting.phase is Phase.PLANNED or viewer.person is None:
        return False
    return sight.audience_of(await house.clerk.meeting(meeting.id), viewer.person.id) is sight.Audience.DESK


async def _anybody(house: House, viewer: Viewer, path: Mapping[str, Any]) -> bool:
    return True


async def _signed_in(house: House, viewer: Viewer, path: Mapping[str, Any]) -> bool:
    return viewer.signed_in


async def _person(house: House, viewer: Viewer, path: Mapping[str, Any]) -> bool:
    return viewer.person is not None


async def _invited(house: House, viewer: Viewer, path: Mapping[str, Any]) -> bool:
    found = await standing(house, viewer, str(path["meeting"]))
    return found is not None and found.invited


async def _desk(house: House, viewer: Viewer, path: Mapping[str, Any]) -> bool:
    found = await standing(house, viewer, str(path["meeting"]))
    return found is not None and found.desk


async def _reader(house: House, viewer: Viewer, path: Mapping[str, Any]) -> bool:
    for meeting in await house.register.dossier.meetings_of(VersionId(str(path["version"]))):
        found = await standing(house, viewer, meeting)
        if found is not None and found.invited:
            return True
    return False


async def _no_viewer(house: House, viewer: Viewer, path: Mapping[str, Any]) -> bool:
    return False                       # whoever is signed in: who bears a pass or a token is no viewer


async def _people(house: House, viewer: Viewer, path: Mapping[str, Any]) -> bool:
    return viewer.sees_people


def _somewhere(action: Action) -> Rule:
    async def rule(house: House, viewer: Viewer, path: Mapping[str, Any]) -> bool:
        return authority.anywhere(viewer.posts, action)

    return rule


RULES: Mapping[str, Rule] = {
    "anybody": _anybody,
    "signed_in": _signed_in,
    "person": _person,
    "invited": _invited,
    "desk": _desk,
    "reader": _reader,
    "secretary": _somewhere(Action.PREPARE_MEETING),
    "people": _people,
    "admin": _somewhere(Action.IMPORT_SHEETS),
    "relays": _somewhere(Action.VENUE_RELAY),
    "pass": _no_viewer,
    "relay": _no_viewer,
}

KNOWN = ("signed_in", "person", "secretary", "people", "relays", "admin")   # pages whose existence is no secret


async def guard(connection: Connection, handler: BaseRouteHandler) -> None:
    """The one guard: from our own page, somebody who may, with the page's token."""
    if "who" not in handler.opt and connection.scope.get("method") == "OPTIONS":
        return                         # the framework's own: says which methods there are
    who = str(handler.opt.get("who", ""))
    viewer: Viewer = connection.user
    try:
        if who == "pass":
            await bearer.admit(connection, whence(connection))
            return
        if who == "relay":
            await bearer.admit_relay(connection, whence(connection))
            return
        _same_origin(connection)
        await _let_in(connection, viewer, who)
        if isinstance(connection, Request) and connection.method not in SAFE:
            await _token(connection, viewer)
    except (PermissionDeniedException, NotFoundException, bearer.NoPass) as refused:
        await _note(connection, viewer, refused)
        raise


async def _let_in(connection: Connection, viewer: Viewer, who: str) -> None:
    if await RULES[who](connection.app.state.house, viewer, connection.path_params):
        return
    if not viewer.signed_in:
        raise NotAuthorizedException("Sign in first.")
    if who in KNOWN:
        raise PermissionDeniedException("This page is for somebody else.", extra={"code": "not-for-you"})
    raise NotFoundException("There is no such thing here.")


async def _note(connection: Connection, viewer: Viewer, refused: HTTPException) -> None:
    """Who was refused what: the route, never the address, for a token may stand in it."""
    code = refused.extra.get("code", "") if isinstance(refused.extra, dict) else ""
    house: House = connection.app.state.house
    about = str(connection.path_params.get("meeting") or connection.path_params.get("version") or "")[:64]
    route = f"{connection.scope.get('method', 'WEBSOCKET')} {connection.scope.get('path_template', '')}"
    await house.refusals.note(viewer.subject or address(connection), f"refused-{code or 'as-absent'}", about, route)


def address(connection: Connection) -> str:
    """Where a request comes from, as a subject of the audit log."""
    return f"address:{connection.client.host if connection.client else ''}"


def whence(connection: Connection) -> str:
    """The same as a subject of `web.tries`."""
    return network(address(connection))


def network(address: str) -> str:
    """Of an address of IPv6 the network it lies in: whoever has one address there has 2^64 to guess from.

    >>> network("address:192.0.2.1"), network("address:2001:db8:1:2:3:4:5:6"), network("address:::ffff:192.0.2.1")
    ('address:192.0.2.1', 'address:2001:db8:1:2::', 'address:192.0.2.1')
    """
    host = address.removeprefix("address:").partition("%")[0]
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or ipaddress.IPv6Address(int(found) >> 64 << 64)
    return f"address:{found}"


def _same_origin(connection: Connection) -> None:
    """Refuse what another site makes a browser send; a socket must say where it comes from.

    A form on a page that keeps its address to itself (`no-referrer`: it bears a sign-in token) comes
    with the origin "null", by the Fetch standard. It is taken there, and where the browser says itself
    that it is the same site; the form's token decides then.
    """
    socket = not isinstance(connection, Request)
    if not socket and connection.scope.get("method") in SAFE:
        return
    site = connection.headers.get("sec-fetch-site", "same-origin")
    origin = connection.headers.get("origin")
    if site not in ("same-origin", "none") or (origin is None and socket):
        raise PermissionDeniedException("This was sent from another site.", extra={"code": "foreign"})
    hidden = str(connection.scope["path"]).startswith(HIDING) or connection.headers.get("sec-fetch-site")
    if origin == "null" and hidden and not socket:
        return
    if origin is not None and origin != own_origin(connection):
        raise PermissionDeniedException("This was sent from another site.", extra={"code": "foreign"})


def own_origin(connection: Connection) -> str:
    """Our origin as this browser sees it; the Host it names has passed the list of allowed ones."""
    settings = connection.app.state.house.settings
    if settings.origin:
        return str(settings.public_origin)
    return f"{'https' if settings.secure else 'http'}://{connection.headers.get('host', '')}"


async def _token(request: Request[Any, Any, Any], viewer: Viewer) -> None:
    sent = request.headers.get("x-csrf")
    if sent is None:
        sent = await forms.token(request)
    if sent is None or not hmac.compare_digest(sent.encode(), viewer.csrf.encode()):
        raise PermissionDeniedException("The page was open for too long.", extra={"code": "stale-form"})

