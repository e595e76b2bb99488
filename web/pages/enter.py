"""Coming in by a link: `/enter/TOKEN`, from an invitation or a QR code.

    GET   says who would be signed in and shows a button; changes nothing, so a mail
          program that looks at links does not use them up
    POST  uses the token up and opens a session; the first time a password is set

The token stands in an address, so the page tells nobody where it came from
(`Referrer-Policy: no-referrer`, set in `web.app`) and the access log knows only `/enter/{token}`.
"""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, TooManyRequestsException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from meetings.procedure.words import MeetingId
from meetings.record.signin import Token
from meetings.register.people import Person
from meetings.register.prepared import PreparedMeeting
from meetings.register.units import VenuePlace
from web import doors, sessions
from web.house import House
from web.show import show
from web.viewer import Viewer


@get("/enter/{token:str}", opt={"who": "anybody"})
async def who(
    request: Request[Any, Any, Any], token: FromPath[str], house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
) -> Template:
    """Sign in as …?"""
    found = await peeked(request, house, token)
    person, venue = await _whose(house, found)
    unit = await house.register.units.get(person.unit if person else venue.unit if venue else "")
    meeting = await _meeting(house, found, person, venue)
    return show(
        viewer, "enter/who.html", token=token, person=person, venue=venue, unit=unit, meeting=meeting,
        reusable=found is not None and found.reusable, other=viewer.signed_in and viewer.name,
    )


@post("/enter/{token:str}", opt={"who": "anybody"}, status_code=303)
async def enter(
    request: Request[Any, Any, Any], token: FromPath[str], house: NamedDependency[House]
) -> Response[Any]:
    """Use the link up and sign in."""
    found = await peeked(request, house, token)
    person, venue = await _whose(house, found)
    if await house.register.signin.consume_token(token[:100], house.now()) is None or found is None:
        raise NotFoundException(extra={"code": "link-spent"})
    guess = sessions.device_of(request.headers.get("user-agent", ""))
    if venue is not None:
        cookie = await sessions.sign_in(house, request, "venue", venue.id, guess or "?")
        await house.register.audit.note(house.now(), f"venue:{venue.id}", "entered-by-link", "", guess)
        meeting = await _meeting(house, found, None, venue)
        return Redirect(f"/meetings/{meeting.id}/venue" if meeting else "/", status_code=303, cookies=[cookie])
    if person is None:  # pragma: no cover - `_whose` has seen to it
        raise NotFoundException(extra={"code": "link-spent"})
    device = guess or "?" if found.reusable else ""       # without a name: the next page sets password and name
    cookie = await sessions.sign_in(house, request, "person", person.id, device)
    await house.register.audit.note(house.now(), f"person:{person.id}", "entered-by-link", "", guess)
    return Redirect("/" if found.reusable else "/password", status_code=303, cookies=[cookie])


async def peeked(request: Request[Any, Any, Any], house: House, token: str) -> Token | None:
    """What the token is good for; None for nothing. Who tries many that are good for nothing waits.

    Raises:
        TooManyRequestsException: fifty of them came from this address.
    """
    where = f"link-{doors.whence(request)}"
    if await house.tries.must_wait(where):
        await house.refusals.note(doors.address(request), "link-must-wait")
        raise TooManyRequestsException
    found = await house.register.signin.peek_token(token[:100], house.now())
    if found is None:
        await house.tries.failed(where)
        await house.refusals.note(doors.address(request), "link-unknown")
    return found


async def _whose(house: House, token: Token | None) -> tuple[Person | None, VenuePlace | None]:
    """Whom a good token signs in. Raises NotFoundException for any other, without saying why."""
    if token is not None and token.kind == "person":
        person = await house.register.people.get(token.subject)
        if person is not None and person.active:
            return person, None
    if token is not None and token.kind == "venue":
        venue = await house.register.units.venue(token.subject)
        if venue is not None:
            return None, venue
    raise NotFoundException(extra={"code": "link-spent"})


async def _meeting(
    house: House, token: Token | None, person: Person | None, venue: VenuePlace | None
) -> PreparedMeeting | None:
    """The meeting in whose letter the link stood; for a link of no meeting the next one."""
    sittings = house.register.sittings
    if token is not None and token.meeting:
        return await sittings.get(MeetingId(token.meeting))
    if person is not None:
        found = await sittings.of_person(person.id)
    else:
        found = await sittings.of_venue(venue.id) if venue else []
    coming = [one for one in found if one.ends_at > house.now() and one.phase not in ("planned", "closed")]
    return min(coming, key=lambda one: one.starts_at, default=None)


ROUTES = (who, enter)
