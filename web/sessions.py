"""Who is at the door: the session cookie read, made, renewed and ended.

    cookie `dinh`        256 random bits, HttpOnly, SameSite=Lax; the table keeps only their SHA-256
    cookie `dinh_visit`  the same before signing in, so that the sign-in form has a CSRF token too
    cookie `dinh_look`   language, theme and type size: `vi.dark.large`
    cookie `dinh_device` 256 random bits that say by which device somebody came in before: opens nothing,
                         but what strangers try does not make it wait (`web.tries`)

Over https each is Secure and called `__Host-…`: no other host of the domain, and nobody on a line
without https, can plant one.

The session is new at every sign-in (a planted one is worth nothing), and every device
has its own, named and revocable. Litestar's own session backends are not used: they keep
the id across a sign-in and adopt an id that the client invents.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Any, Literal
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie, MutableScopeHeaders
from litestar.exceptions import ClientException
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from meetings.procedure.words import PersonId
from meetings.record.signin import LASTS
from web import words
from web.house import House
from web.settings import Settings
from web.viewer import Viewer

COOKIE = "dinh"
VISIT = "dinh_visit"
LOOK = "dinh_look"
DEVICE = "dinh_device"
REMEMBERED = timedelta(days=400)           # as long as a browser keeps a cookie
THEMES = ("", "light", "dark")
NOBODY = Viewer("nobody", None, None, None, (), words.LOCALES[0], "", None)
TOUCH_EVERY = timedelta(minutes=5)


def named(settings: Settings, key: str) -> str:
    """What a cookie is called here."""
    return f"__Host-{key}" if settings.secure else key


def csrf_of(secret: str) -> str:
    """The token that proves a form came from a page of ours: bound to the cookie, useless without it."""
    return hmac.new(secret.encode(), b"form", hashlib.sha256).hexdigest()[:32]


def look_of(cookie: str) -> tuple[str, str, bool]:
    """Language ("" when not chosen), theme, large type.

    >>> look_of("en.dark.large")
    ('en', 'dark', True)
    >>> look_of("';--.x")
    ('', '', False)
    """
    locale, theme, size = [*cookie.split("."), "", "", ""][:3]
    return (
        locale if locale in words.LOCALES else "",
        theme if theme in THEMES else "",
        size == "large",
    )


def sessions(app: ASGIApp) -> ASGIApp:
    """The middleware: puts the `Viewer` where handlers find it."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        connection: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope)
        house: House = connection.app.state.house
        if str(scope["path"]).startswith("/static/"):
            scope["user"], scope["auth"] = NOBODY, None
            await app(scope, receive, send)
            return
        if not host_allowed(connection.headers.get("host", ""), house.settings):
            raise ClientException("Not a name of this server.", extra={"code": "wrong-host"})
        visit = connection.cookies.get(named(house.settings, VISIT), "")
        fresh = "" if 20 <= len(visit) <= 64 else secrets.token_urlsafe(32)
        viewer = await recognise(house, connection, fresh or visit)
        scope["user"] = viewer
        scope["auth"] = viewer.session_id
        keep = fresh and not viewer.signed_in and scope.get("method") == "GET"

        async def with_visit(message: Message) -> None:
            if keep and message["type"] == "http.response.start":
                cookie = _cookie(house, VISIT, fresh, None)
                MutableScopeHeaders(message).add("set-cookie", cookie.to_header(header=""))
            await send(message)

        await app(scope, receive, with_visit if keep else send)

    return middleware


async def recognise(house: House, connection: ASGIConnection[Any, Any, Any, Any], visit: str) -> Viewer:
    """Read the cookies; whoever cannot be placed is nobody."""
    locale, theme, large = look_of(connection.cookies.get(named(house.settings, LOOK), ""))
    token = connection.cookies.get(named(house.settings, COOKIE), "")
    session = await house.register.signin.session(token, house.now()) if 20 <= len(token) <= 100 else None
    zone = house.settings.timezone
    asked = words.preferred(connection.headers.get("accept-language", ""), house.settings.locale)
    if session is not None:
        if house.now() - session.seen_at > TOUCH_EVERY:
            await house.register.signin.touch(session.id, house.now())
        if session.kind == "venue":
            venue = await house.register.units.venue(session.subject)
            if venue is not None:
                return Viewer("venue", f"venue:{venue.id}", None, venue, (), locale or house.settings.locale,
                              csrf_of(token), session.id, theme, large, zone)
        person = await house.register.people.get(session.subject) if session.kind == "person" else None
        if person is not None and person.active:
            posts = tuple(await house.register.people.posts(person.id))
            return Viewer("person", f"person:{person.id}", person, None, posts, locale or person.locale,
                          csrf_of(token), session.id, theme, large, zone)
    return Viewer("nobody", None, None, None, (), locale or asked, csrf_of(visit), None, theme, large, zone)


async def sign_in(
    house: House, connection: ASGIConnection[Any, Any, Any, Any], kind: Literal["person", "venue"], subject: str,
    device: str,
) -> Cookie:
    """Open a session on this device and return the cookie that carries it. The one before it ends."""
    before: Viewer = connection.user
    if before.session_id is not None:
        await end(house, before.session_id)
    agent = connection.headers.get("user-agent", "")[:300]
    token = await house.register.signin.open_session(kind, subject, device, agent, house.now())
    return _cookie(house, COOKIE, token, int(LASTS.total_seconds()))


async def known_device(house: House, connection: ASGIConnection[Any, Any, Any, Any], person: str) -> str:
    """This device as a subject of `web.tries`; "" when this person never came in by it."""
    if not may_be_known(house, connection):
        return ""
    key = connection.cookies[named(house.settings, DEVICE)]
    found = await house.register.signin.peek_token(key, house.now())      # asked for whoever is named, for its time
    known = found is not None and found.kind == "device" and found.subject == person != ""
    return f"device:{hashlib.sha256(key.encode()).hexdigest()[:16]}" if known else ""


def may_be_known(house: House, connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    """Whether this device says that it is known; asks nobody."""
    return 20 <= len(connection.cookies.get(named(house.settings, DEVICE), "")) <= 100


async def remember_device(
    house: House, connection: ASGIConnection[Any, Any, Any, Any], person: PersonId
) -> list[Cookie]:
    """The cookie by which this device is known from now on; none where it is already."""
    if await known_device(house, connection, person):
        return []
    key = await house.register.signin.new_token("device", person, house.now() + REMEMBERED, True, house.now())
    return [_cookie(house, DEVICE, key, int(REMEMBERED.total_seconds()))]


async def end(house: House, session: str, subject: str | None = None) -> bool:
    """End a session, and close every page of a meeting that it has open. With `subject` only if it is theirs."""
    ended = await house.register.signin.revoke(session, house.now(), subject)
    if ended:
        house.gallery.sign_out(session)
    return ended


async def end_all(house: House, person: PersonId) -> None:
    """End all of a person's sessions."""
    open_ones = await house.register.signin.sessions_of(person, "person", house.now())
    await house.register.signin.revoke_all("person", person, house.now())
    house.gallery.sign_out(*(session.id for session in open_ones))


def host_allowed(host: str, settings: Settings) -> bool:
    """Whether we answer to this name: what is configured, this machine, and `NAME.localhost` in a demonstration.

    A forged Host would otherwise decide where links point and what counts as our own origin.
    """
    try:
        name = (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return False
    if settings.origin and name == urlsplit(settings.origin).hostname:
        return True
    return name in ("localhost", "127.0.0.1", "::1", settings.host) or (settings.demo and name.endswith(".localhost"))


def signed_out(house: House) -> Cookie:
    return _cookie(house, COOKIE, "", 0)


def look(house: House, locale: str, theme: str, large: bool) -> Cookie:
    return _cookie(house, LOOK, f"{locale}.{theme}.{'large' if large else ''}", 400 * 86400)


def _cookie(house: House, key: str, value: str, max_age: int | None) -> Cookie:
    """Host-only, so that each `NAME.localhost` of a demonstration has its own."""
    return Cookie(
        key=named(house.settings, key), value=value, max_age=max_age, path="/", httponly=True, samesite="lax",
        secure=house.settings.secure,
    )


def device_of(user_agent: str) -> str:
    """A first guess at what to call this device, in plain words that need no translation.

    >>> device_of("Mozilla/5.0 (Linux; Android 14; SM-A145F) Chrome/140.0 Mobile")
    'Android, Chrome'
    """
    systems = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
               ("Mac OS", "Mac"), ("Linux", "Linux"))
    browsers = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
    system = next((name for mark, name in systems if mark in user_agent), "")
    browser = next((name for mark, name in browsers if mark in user_agent), "")
    return ", ".join(part for part in (system, browser) if part)
