"""The web server's end of the control channel to one relay.

    web                                                relay
    RelayLink ── Join, Renew, Pin, Leave, Stage, Stats, Everybody ──▶ Orders ──▶ Relay
              ◀── Joined, Renewed, Refused, Done, Hello, StateChanged, Told, Line, Up, Down ──

One WebSocket, JSON, both sides bounded, a secret shared beforehand. SDP goes over it;
sound and pictures never do. To a relay of this machine it dials, and when the channel breaks it comes
back by itself; one that stands elsewhere dials us, and its socket is handed to `serve`. Either way the relay
says first whom it has (`Hello`); then all stages are said anew, and it can be asked.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from media.channel import Asking, Closed, Socket, TooLarge, Unanswered, Unreadable, read, word
from media.redial import keep_up
from media.relay import Full, Gone, OnState, Taken
from media.sdp import BadOffer, Role
from media.weighing import Tell

ANSWER = 2 << 20               # bytes from a relay of this machine: figures of as many lines as it has room for
PAUSE = (0.1, 0.2, 0.5, 1.0, 2.0)      # seconds between attempts to come back
HELD = 2_500                   # peers that a relay may say it has
AT_ONCE = 32                   # questions of a relay under way


class RelayAway(Exception):
    """The relay is not there, or has no room; try again in a moment."""


REFUSALS = {                   # by code; any other is of the offer
    "full": RelayAway, "grant": RelayAway, "away": RelayAway, "taken": Taken, "gone": Gone,
}


@dataclass(frozen=True, slots=True)
class Joined:
    peer_id: str
    answer_sdp: str


@dataclass(frozen=True, slots=True)
class Renewed:
    ufrag: str                 # our half of the line's names, as it is now
    answer: str                # our fragment after a restart; "" without one
    renamed: bool              # the peer came with new names


class Present(NamedTuple):
    """One device at a relay."""

    peer: str
    meeting: str
    subject: str
    role: Role
    holder: str                # the session of its page; "": it has none, as equipment


@dataclass(frozen=True, slots=True)
class Up:
    """A relay asks for a peer of its own at the root."""

    meeting: str
    subject: str
    role: Role
    offer: str
    again: str | None


OnHello = Callable[[Mapping[str, str]], Awaitable[None]]       # peer: the grant it came with
OnUp = Callable[[Up], Awaitable[Joined]]
Paced = Callable[[], Awaitable[None]]


class RelayLink:
    """To a relay at `url`: `start()`, then ask, `close()` at the end. Without: `serve` sockets on which it comes."""

    def __init__(self, url: str = "", secret: str = "") -> None:
        self._url, self._secret = url, secret
        self._asking = Asking("id")
        self._stages: dict[str, dict[str, Any]] = {}
        self._held: dict[str, str] = {}            # said so far in this Hello
        self._socket: Socket | None = None
        self._reaching: asyncio.Task[None] | None = None
        self._answering: set[asyncio.Task[None]] = set()
        self.on_state: OnState | None = None
        self.on_told: Tell | None = None           # what a peer's page is to know
        self.on_hello: OnHello | None = None
        self.on_up: OnUp | None = None
        self.on_down: Callable[[str], None] | None = None
        self.on_line: Callable[[bool], None] | None = None     # whether nothing comes to it from the root
        self.paced: Paced | None = None            # waited for before each message is read

    async def start(self) -> None:
        """Begin to reach for the relay; does not wait for it."""
        self._reaching = asyncio.create_task(keep_up(
            self._url, self._secret, self.serve, lambda tries, _: PAUSE[min(tries, len(PAUSE) - 1)], ANSWER
        ))

    async def close(self) -> None:
        for task in (self._reaching, *self._answering):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        self._reaching = None

    @property
    def connected(self) -> bool:
        return self._asking.there

    async def join(
        self, meeting: str, subject: str, role: Role, offer_sdp: str, again: str | None = None, grant: str = "",
        holder: str = "", via: str = "",
    ) -> Joined:
        """Bring a peer in; `again` names the peer it was before its line broke, "" when it has forgotten.

        A relay that knows our key goes by the grant alone (`media.grants`). `holder`: the session of its page;
        `via`: the relay below it that the peer stands for.

        Raises:
            BadOffer: the offer cannot be answered.
            RelayAway: the relay is not there or has no room.
            Taken: another device sends for this subject meanwhile.
        """
        said = await self._ask(
            "Join", meeting=meeting, subject=subject, role=role, offer=offer_sdp, again=again, grant=grant,
            holder=holder, via=via,
        )
        return Joined(_text(said, "peer"), _text(said, "answer"))

    async def renew(self, peer_id: str, subject: str, fragment: str, restart: bool) -> Renewed:
        """Hear more of a peer's line (RFC 8840); `restart`: begin its checks anew if it comes with new names.

        Raises:
            BadOffer: the fragment cannot be read.
            Gone: there is no such peer of this subject any more.
            RelayAway: the relay is not there.
        """
        said = await self._ask("Renew", peer=peer_id, subject=subject, fragment=fragment, restart=restart)
        return Renewed(_text(said, "ufrag"), _text(said, "answer"), said.get("renamed") is True)

    async def pin(self, peer_id: str, subject: str, most: str) -> None:
        """From now on a watcher wants no more than that step, by its name in lower case. Raises `Gone`, `RelayAway`."""
        await self._ask("Pin", peer=peer_id, subject=subject, most=most)

    async def leave(self, peer_id: str, subject: str | None = None) -> None:
        """Let a peer go; when a subject is given, only if the peer is its own."""
        await self._ask("Leave", peer=peer_id, subject=subject)

    async def stage(self, meeting: str, seen: Sequence[str], heard: Sequence[str]) -> None:
        """Say who is on the stage. Kept and said again when the relay is away: it neither waits nor raises then."""
        stage: dict[str, Any] = {"meeting": meeting, "seen": list(seen), "heard": list(heard)}
        self._stages[meeting] = stage
        if not self.connected:
            return
        with contextlib.suppress(RelayAway):
            await self._ask("Stage", **stage)
            if not seen and not heard and self._stages.get(meeting) is stage:
                del self._stages[meeting]

    async def everybody(self) -> list[Present]:
        """All devices there, whatever they are here for."""
        return [Present(*one) for one in (await self._ask("Everybody"))["peers"]]

    async def stats(self, meeting: str) -> dict[str, Any]:
        stats = (await self._ask("Stats", meeting=meeting)).get("stats")
        return stats if isinstance(stats, dict) else {}

    async def heard(self, peer_id: str, what: Mapping[str, object]) -> None:
        """Tell a relay what the root told a peer of its own there. One that is away need not know."""
        if self._socket is not None:
            with contextlib.suppress(Closed):
                await self._socket.send(json.dumps({"type": "Heard", "peer": peer_id, "what": what}))

    async def _ask(self, kind: str, **fields: object) -> dict[str, Any]:
        try:
            said = await self._asking.ask(kind, **fields)
        except Unanswered:
            raise RelayAway from None
        except TooLarge:
            raise BadOffer("too-large") from None
        if said["type"] == "Refused":
            offered = "offer" in fields or "fragment" in fields
            raise REFUSALS.get(str(said.get("code"))) or (BadOffer(str(said.get("code"))) if offered else RelayAway)
        return said

    async def serve(self, socket: Socket) -> None:
        """Ask the relay there, and hear it, until it closes."""
        self._socket, self._held = socket, {}
        try:
            await socket.send(json.dumps({"type": "Welcome", "at": time.time()}))
            async for message in socket:
                if self.paced is not None:
                    await self.paced()
                try:
                    await self._take(read(message), socket)
                except Unreadable:
                    await socket.send(json.dumps({"type": "Refused", "id": 0, "code": "unreadable"}))
        except Closed:
            pass
        finally:
            self._socket = None
            self._asking.close(socket.send)

    async def _take(self, said: dict[str, Any], socket: Socket) -> None:
        match said["type"]:
            case "Hello":
                await self._greeted(said, socket)
            case "StateChanged":
                told = [word(said.get(name)) for name in ("meeting", "subject", "role", "state", "peer")]
                if self.on_state is not None:
                    self.on_state(told[0], told[1], told[2], told[3], told[4])
            case "Told":
                meeting, subject, peer = (word(said.get(name)) for name in ("meeting", "subject", "peer"))
                what = said.get("what")
                if not isinstance(what, dict):
                    raise Unreadable
                if self.on_told is not None:
                    self.on_told(meeting, subject, peer, what)
            case "Up":
                self._asked_up(said, socket)
            case "Down":
                peer = word(said.get("peer"))
                if self.on_down is not None:
                    self.on_down(peer)
            case "Line":
                if self.on_line is not None:
                    self.on_line(said.get("cut") is True)
            case _:
                self._asking.take(said)

    async def _greeted(self, said: dict[str, Any], socket: Socket) -> None:
        """Whom the relay has; when it has said all, it can be asked."""
        held = said.get("held")
        if self.connected or not isinstance(held, list) or len(self._held) + len(held) > HELD:
            raise Unreadable
        for one in held:
            if not isinstance(one, dict) or not isinstance(one.get("grant"), str):
                raise Unreadable
            self._held[word(one.get("peer"))] = one["grant"]
        if said.get("more") is True:
            return
        held, self._held = self._held, {}
        if self.on_hello is not None:
            await self.on_hello(held)
        for meeting, stage in list(self._stages.items()):
            await socket.send(json.dumps({"type": "Stage", "id": 0, **stage}))
            if not stage["seen"] and not stage["heard"] and self._stages.get(meeting) is stage:
                del self._stages[meeting]
        self._asking.open(socket.send)

    def _asked_up(self, said: dict[str, Any], socket: Socket) -> None:
        number, offer, again = said.get("ask"), said.get("offer"), said.get("again")
        if not isinstance(number, int) or not isinstance(offer, str) or not isinstance(again, str | None):
            raise Unreadable
        if said.get("role") not in ("send", "watch"):
            raise Unreadable
        asked = Up(word(said.get("meeting")), word(said.get("subject")), cast(Role, said["role"]), offer, again)
        task = asyncio.create_task(self._answer_up(number, asked, socket))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _answer_up(self, number: int, asked: Up, socket: Socket) -> None:
        try:
            if self.on_up is None:
                raise Gone
            if len(self._answering) > AT_ONCE:
                raise Full
            joined = await self.on_up(asked)
            told = {"peer": joined.peer_id, "answer": joined.answer_sdp}
        except BadOffer as bad:
            told = {"refused": bad.code}
        except RelayAway:
            told = {"refused": "away"}
        except (Full, Gone, Taken) as refused:
            told = {"refused": type(refused).__name__.lower()}
        with contextlib.suppress(Closed):
            await socket.send(json.dumps({"type": "Upped", "ask": number, **told}))


def _text(said: Mapping[str, Any], name: str) -> str:
    """Of an answer. A relay that gives none might as well not be there."""
    value = said.get(name)
    if not isinstance(value, str):
        raise RelayAway
    return value
