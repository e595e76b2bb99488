"""The socket of a page in the sitting.

    WS /meetings/{meeting}/gallery?view=live&since=41&gone=60          drawn=… beside since on a page just drawn

Before it is opened the door has asked whose session it is, whether this person is invited, and
whether the page is one of ours (Origin); everything else hears the same 403. After that the socket
carries what `web.frames` says outwards, and inwards commands, `Mine` and `Alive`.

    1003  not text              1007  not JSON, or JSON that bites      1008  too many messages
    1009  larger than 64 kB     1013  too slow; come back and resume    4401  signed out
    4403  not at the desk any more: the page leads to the meeting's own

Why not Litestar's listeners: they do not validate, and close with the error's own words.
"""

import time
from typing import Any

from litestar import WebSocket, websocket
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from meetings.procedure.sight import Audience
from meetings.procedure.words import MeetingId
from meetings.wire import Unreadable, jsontext
from web import asking, doors, frames, sessions
from web.house import House
from web.onlooker import Judge, Onlooker
from web.sockets import EXTENSION
from web.viewer import Viewer

RATE = 20.0                    # messages a second, in the long run
BURST = 100.0                  # at once: what a page kept while it had no line
LONGEST = 366 * 86_400         # seconds that a page can have been gone
NOT_TEXT, NOT_JSON, TOO_MANY, TOO_LARGE = 1003, 1007, 1008, 1009


class Allowance:
    """Messages that may still come: `BURST` at once, `RATE` a second."""

    def __init__(self, now: float) -> None:
        self._left = BURST
        self._at = now

    def take(self, now: float) -> bool:
        self._left = min(BURST, self._left + (now - self._at) * RATE) - 1
        self._at = now
        return self._left >= 0


@websocket("/meetings/{meeting:str}/gallery", opt={"who": "invited"})
async def look_on(
    socket: WebSocket[Any, Any, Any], meeting: FromPath[str], house: NamedDependency[House],
    viewer: NamedDependency[Viewer],
) -> None:
    """Look on, and take part, until the line goes."""
    name = MeetingId(meeting)
    view = socket.query_params.get("view", "")
    since, gone = _number(socket, "since", 2**53), _number(socket, "gone", LONGEST)
    if since is None or gone is None or viewer.subject is None or not await _may_see(house, viewer, name, view):
        raise NotFoundException
    await socket.accept()
    extensions: dict[str, Any] = socket.scope.get("extensions") or {}
    onlooker = await house.gallery.join(
        name, view, viewer.locale, viewer.subject, viewer.session_id,
        since=since, gone=gone, drawn=socket.query_params.get("drawn", ""),
        judge=_judge(house, socket, name, view), send=socket.send, raw=extensions.get(EXTENSION),
    )
    try:
        await _listen(socket, house, viewer, name, view, onlooker)
    finally:
        house.gallery.leave(name, onlooker)


def _number(socket: WebSocket[Any, Any, Any], name: str, most: int) -> int | None:
    written = socket.query_params.get(name, "0")
    plain = written.isascii() and written.isdigit() and len(written) < 17
    return int(written) if plain and int(written) <= most else None


async def _may_see(house: House, viewer: Viewer, meeting: MeetingId, view: str) -> bool:
    kind = house.gallery.view(view)
    if kind is None or kind.audience is Audience.HALL:
        return kind is not None
    found = await doors.standing(house, viewer, meeting)
    return found is not None and found.desk


def _judge(house: House, socket: WebSocket[Any, Any, Any], meeting: MeetingId, view: str) -> Judge:
    """Whether who opened this socket may still have it open: by the session, the posts and the record as they are."""

    async def judge() -> bool:
        return await _may_see(house, await sessions.recognise(house, socket, ""), meeting, view)

    return judge


async def _listen(
    socket: WebSocket[Any, Any, Any], house: House, viewer: Viewer, meeting: MeetingId, view: str, onlooker: Onlooker
) -> None:
    allowance = Allowance(time.monotonic())
    while (message := await socket.receive())["type"] == "websocket.receive":
        text = message.get("text")
        if not isinstance(text, str):
            onlooker.let_go(NOT_TEXT, "text only")
        elif len(text) > jsontext.LARGEST:
            onlooker.let_go(TOO_LARGE, "too large")
        elif not allowance.take(time.monotonic()):
            if not onlooker.gone:              # noted first: who sees the socket close finds the line in the log
                await house.register.audit.note(house.now(), viewer.subject or "", "too-many-messages", meeting, view)
                onlooker.let_go(TOO_MANY, "too many messages")
        elif not onlooker.gone:
            house.gallery.heard(onlooker)
            await _take(house, viewer, meeting, view, onlooker, text)


async def _take(
    house: House, viewer: Viewer, meeting: MeetingId, view: str, onlooker: Onlooker, text: str
) -> None:
    try:
        said = jsontext.parse(text)
    except Unreadable as refused:
        onlooker.let_go(NOT_JSON, refused.code)
        return
    kind, id = said.pop("type", None), said.pop("id", "")
    if kind == "Alive":
        onlooker.push(frames.ALIVE)        # so that silence means the line, not a quiet meeting
        return
    if kind == "Mine":
        onlooker.push(frames.mine(await house.gallery.mine(meeting, view, viewer)))
        return
    re = id if isinstance(id, str) else ""
    try:
        receipt = await asking.ask(house, viewer, meeting, kind if isinstance(kind, str) else "", said, id)
    except Exception as error:     # one of the two doors: whatever it was, it is answered
        code, sentence, again = asking.refusal(viewer, error)
        onlooker.push(frames.ruling(re[:64], code, sentence, again=again))
    else:
        onlooker.push(frames.receipt(re, receipt, asking.received(viewer, receipt)))
