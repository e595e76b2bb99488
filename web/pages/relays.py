"""`/relays`: the relays that stand in halls, made, seen and revoked; and the socket they dial in on.

    GET  /relays                  those of the halls that the viewer looks after
    POST /relays                  a new one: its token is shown once, with the command that starts it
    POST /relays/{relay}/revoke   it is let in no more, and its socket is closed at once
    WS   /relays/link             a relay's own end, by `Authorization: Bearer dinh-relay.…`

Before the socket is opened every refusal is the same 403: no token, one that is not ours, one revoked,
too many wrong ones from that address. Once it is open it is closed with

    1003  not text           1009  larger than 256 kB
    1013  it does not read what is sent, or we have no relay of our own; come back
    4401  revoked            4409  another connection with the same token took its place
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, WebSocket, get, post, websocket
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, WebSocketException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from media.channel import MESSAGE, Closed
from meetings.record.relays import MOST, TooMany, VenueRelay
from meetings.register.units import VenuePlace
from web.bearer import relay_token
from web.house import House
from web.live import NOT_TEXT, TOO_LARGE
from web.reach import reach
from web.show import show
from web.sockets import EXTENSION
from web.typed import Typed, fields
from web.viewer import Viewer

NAME = 100                     # characters
SLOW = 10.0                    # seconds that a message may wait to be sent
TOO_SLOW = 1013


@dataclass(frozen=True, slots=True)
class Shown:
    """A relay as the page tells of it."""

    relay: VenueRelay
    halls: list[str]           # their names
    since: datetime | None     # connected; None: it is not


@get("/relays", opt={"who": "relays"})
async def relays(house: NamedDependency[House], viewer: NamedDependency[Viewer]) -> Template:
    """Those there are, and a form for a new one."""
    return await _page(house, viewer, Typed({}, viewer))


@post("/relays", opt={"who": "relays"}, status_code=200)
async def make(
    request: Request[Any, Any, Any], house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Template:
    """A new one; its token is shown once."""
    typed = Typed(await fields(request), viewer)
    name = typed.text("name", NAME)
    mine = {hall.id for hall in await _halls(house, viewer)}
    halls = list(dict.fromkeys(typed.all("hall")))
    if not halls or not mine.issuperset(halls):
        typed.errors["hall"] = viewer.say("Choose at least one of these halls.")
    if typed.errors:
        return await _page(house, viewer, typed, status=422)
    try:
        made, secret = await house.register.relays.make(name, halls, viewer.subject or "", house.now())
    except TooMany:
        typed.errors["hall"] = viewer.say("One of these halls has %(most)s relays; revoke one first.", most=MOST)
        return await _page(house, viewer, typed, status=422)
    by, about = viewer.subject or "", f"relay:{made.id}"
    await house.register.audit.note(house.now(), by, "relay-made", about, " ".join(halls))
    page = show(viewer, "relays/made.html", relay=made, token=relay_token(made.id, secret, house.relays.key),
                origin=house.settings.public_origin)
    page.headers["Cache-Control"] = "no-store"
    return page


@post("/relays/{relay:str}/revoke", opt={"who": "relays"}, status_code=303)
async def revoke(
    relay: FromPath[str], house: NamedDependency[House], viewer: NamedDependency[Viewer]
) -> Redirect:
    """Whoever looks after one of its halls may put it out."""
    mine = {hall.id for hall in await _halls(house, viewer)}
    found = next((one for one in await house.register.relays.all() if one.id == relay), None)
    if found is None or mine.isdisjoint(found.halls):
        raise NotFoundException
    if await house.relays.revoke(found.id):
        await house.register.audit.note(house.now(), viewer.subject or "", "relay-revoked", f"relay:{found.id}")
    return Redirect("/relays", status_code=303)


@websocket("/relays/link", opt={"who": "relay"})
async def link(socket: WebSocket[Any, VenueRelay, Any], house: NamedDependency[House]) -> None:
    """A relay has dialled in."""
    line = Line(socket)
    await socket.accept()
    await house.relays.serve(socket.auth, line)


class Line:
    """The relay's socket as texts, bounded in size and in how long it may not read; `media.tree` paces it."""

    def __init__(self, socket: WebSocket[Any, Any, Any]) -> None:
        extensions: dict[str, Any] = socket.scope.get("extensions") or {}
        self._socket, self._raw = socket, extensions.get(EXTENSION)
        if self._raw is not None:
            self._raw.take(MESSAGE)
        self._closing: set[asyncio.Task[None]] = set()

    async def send(self, text: str) -> None:
        try:
            async with asyncio.timeout(SLOW):
                await self._socket.send_text(text)
        except TimeoutError:
            self.let_go(TOO_SLOW, "does not read")
            raise Closed from None
        except (WebSocketException, OSError, RuntimeError):      # so many ways to be told that it is closed
            raise Closed from None

    async def __aiter__(self) -> AsyncIterator[str]:
        while (message := await self._socket.receive())["type"] == "websocket.receive":
            text = message.get("text")
            if not isinstance(text, str):
                self.let_go(NOT_TEXT, "text only")
            elif len(text) > MESSAGE:
                self.let_go(TOO_LARGE, "too large")
            else:
                yield text

    def let_go(self, code: int, reason: str) -> None:
        """Close it, whether the other side reads or not."""
        if self._raw is not None:
            self._raw.let_go(code, reason)
            return
        task = asyncio.create_task(self._socket.close(code, reason))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


async def _halls(house: House, viewer: Viewer) -> list[VenuePlace]:
    near = await reach(house, viewer)
    return [hall for hall in await house.register.units.venues() if near.relay(hall.unit)]


async def _page(house: House, viewer: Viewer, typed: Typed, status: int = 200) -> Template:
    halls = await _halls(house, viewer)
    names = {str(hall.id): hall.name for hall in await house.register.units.venues()}
    mine = {hall.id for hall in halls}
    shown = [_shown(one, names, house.relays.attached())
             for one in await house.register.relays.all() if not mine.isdisjoint(one.halls)]
    return show(viewer, "relays/list.html", status, relays=shown, halls=halls, typed=typed.typed,
                ticked=typed.all("hall"), errors=typed.errors, most=NAME)


def _shown(relay: VenueRelay, names: Mapping[str, str], attached: Mapping[str, datetime]) -> Shown:
    return Shown(relay, [names[hall] for hall in relay.halls if hall in names], attached.get(relay.id))


ROUTES = (relays, make, revoke, link)
