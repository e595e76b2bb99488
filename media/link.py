"""The control channel between the web server and the relay.

    web                                                relay
    RelayLink ── Join, Leave, Stage, Stats ──▶ Door ──▶ Relay
              ◀── Joined, Refused, Done, StateChanged ──

One WebSocket, JSON, both sides bounded, a secret shared beforehand. SDP goes over it;
sound and pictures never do. When it breaks the link comes back by itself and says all
stages anew; the relay keeps its peers meanwhile, and lets them go when nobody has
directed it for a minute: a relay without orders forwards nothing.
"""

import asyncio
import contextlib
import hmac
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.http11 import Request, Response

from media.relay import Full, Relay, Taken
from media.sdp import BadOffer, Role

log = logging.getLogger(__name__)

MESSAGE = 256 * 1024           # bytes at most
PATIENCE = 5.0                 # seconds until an answer is overdue
ALONE = 60.0                   # seconds the relay goes on without the web server
PAUSE = (0.1, 0.2, 0.5, 1.0, 2.0)      # seconds between attempts to come back


class RelayAway(Exception):
    """The relay is not there, or has no room; try again in a moment."""


@dataclass(frozen=True, slots=True)
class Joined:
    peer_id: str
    answer_sdp: str


class RelayLink:
    """The web server's end. `start()` it, then ask; `close()` it at the end."""

    def __init__(self, url: str, secret: str) -> None:
        self._url, self._secret = url, secret
        self._socket: ClientConnection | None = None
        self._asked: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._number = 0
        self._stages: dict[str, dict[str, Any]] = {}
        self._task: asyncio.Task[None] | None = None
        self._there = asyncio.Event()
        self.on_state: Callable[[str, str, Role, str], None] | None = None

    async def start(self) -> None:
        """Begin to reach for the relay; does not wait for it."""
        self._task = asyncio.create_task(self._keep_up())

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        self._task = None

    @property
    def connected(self) -> bool:
        return self._there.is_set()

    async def join(
        self, meeting: str, subject: str, role: Role, offer_sdp: str, again: str | None = None
    ) -> Joined:
        """Bring a peer in; `again` names the peer it was before its line broke, "" when it has forgotten.

        Raises:
            BadOffer: the offer cannot be answered.
            RelayAway: the relay is not there or has no room.
            Taken: another device sends for this subject meanwhile.
        """
        said = await self._ask("Join", meeting=meeting, subject=subject, role=role, offer=offer_sdp, again=again)
        return Joined(str(said["peer"]), str(said["answer"]))

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

    async def stats(self, meeting: str) -> dict[str, Any]:
        return dict((await self._ask("Stats", meeting=meeting))["stats"])

    async def _ask(self, kind: str, **fields: object) -> dict[str, Any]:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._there.wait()
                socket = self._socket
                if socket is None:
                    raise RelayAway
                self._number += 1
                number = self._number
                answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
                self._asked[number] = answer
                try:
                    await socket.send(json.dumps({"type": kind, "id": number, **fields}))
                    said = await answer
                finally:
                    self._asked.pop(number, None)
        except (TimeoutError, ConnectionClosed):
            raise RelayAway from None
        if said["type"] == "Refused":
            if said["code"] == "full":
                raise RelayAway
            if said["code"] == "taken":
                raise Taken
            raise BadOffer(str(said["code"]))
        return said

    async def _keep_up(self) -> None:
        tries = 0
        while True:
            try:
                headers = {"Authorization": f"Bearer {self._secret}"}
                async with connect(
                    self._url, additional_headers=headers, max_size=MESSAGE, compression=None, proxy=None,
                    open_timeout=PATIENCE, ping_interval=10, ping_timeout=20, close_timeout=1,
                ) as socket:
                    tries = 0
                    await self._listen(socket)
            except (OSError, TimeoutError, ConnectionClosed, InvalidHandshake) as problem:
                log.info("the relay is away: %s", problem)
            await asyncio.sleep(PAUSE[min(tries, len(PAUSE) - 1)])
            tries += 1

    async def _listen(self, socket: ClientConnection) -> None:
        for stage in list(self._stages.values()):
            await socket.send(json.dumps({"type": "Stage", "id": 0, **stage}))
        self._socket = socket
        self._there.set()
        try:
            async for message in socket:
                self._take(json.loads(message))
        finally:
            self._socket = None
            self._there.clear()
            for answer in self._asked.values():
                if not answer.done():
                    answer.set_exception(RelayAway())

    def _take(self, said: dict[str, Any]) -> None:
        if said["type"] == "StateChanged":
            if self.on_state is not None:
                self.on_state(said["meeting"], said["subject"], said["role"], said["state"])
        elif (answer := self._asked.get(said.get("id", 0))) is not None and not answer.done():
            answer.set_result(said)


class Door:
    """The relay's end: knows the secret, hands on what is asked."""

    def __init__(self, relay: Relay, secret: str, alone: float = ALONE) -> None:
        self._relay, self._secret, self._alone = relay, secret, alone
        self._sockets: set[ServerConnection] = set()
        self._server: Server | None = None
        self._leaving: asyncio.Task[None] | None = None
        self._telling: set[asyncio.Task[None]] = set()
        relay.on_state = self._tell

    async def open(self, host: str, port: int) -> int:
        """Listen; the port it became."""
        self._server = await serve(
            self._serve, host, port, process_request=self._admit, max_size=MESSAGE, compression=None, close_timeout=1
        )
        self._wait_alone()
        return int(next(iter(self._server.sockets)).getsockname()[1])

    async def close(self) -> None:
        if self._leaving is not None:
            self._leaving.cancel()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def _admit(self, socket: ServerConnection, request: Request) -> Response | None:
        said = request.headers.get("Authorization", "")
        if hmac.compare_digest(said.encode(), f"Bearer {self._secret}".encode()):
            return None
        return socket.respond(401, "The secret is not the one we share.\n")

    async def _serve(self, socket: ServerConnection) -> None:
        self._sockets.add(socket)
        if self._leaving is not None:
            self._leaving.cancel()
            self._leaving = None
        try:
            async for message in socket:
                await socket.send(json.dumps(await self._answer(message)))
        except ConnectionClosed:
            pass
        finally:
            self._sockets.discard(socket)
            if not self._sockets:
                self._wait_alone()

    def _wait_alone(self) -> None:
        async def leave() -> None:
            await asyncio.sleep(self._alone)
            log.warning("nobody directed the relay for %d s: everybody is let go", self._alone)
            await self._relay.clear()

        self._leaving = asyncio.create_task(leave())

    async def _answer(self, message: str | bytes) -> dict[str, object]:
        """What is said to one message; whatever comes, something is said."""
        try:
            asked = json.loads(message)
            number, kind = asked["id"], asked["type"]
        except (ValueError, LookupError, TypeError, RecursionError):
            return {"type": "Refused", "id": 0, "code": "unreadable"}
        try:
            return {"id": number, **await self._do(kind, asked)}
        except BadOffer as bad:
            return {"type": "Refused", "id": number, "code": bad.code}
        except Full:
            return {"type": "Refused", "id": number, "code": "full"}
        except Taken:
            return {"type": "Refused", "id": number, "code": "taken"}
        except (LookupError, TypeError, ValueError):
            return {"type": "Refused", "id": number, "code": "unreadable"}

    async def _do(self, kind: str, asked: Mapping[str, Any]) -> dict[str, object]:
        relay = self._relay
        match kind:
            case "Join":
                role: Role = "send" if asked["role"] == "send" else "watch"
                again = None if asked.get("again") is None else str(asked["again"])[:64]
                peer, answer = await relay.join(
                    _word(asked["meeting"]), _word(asked["subject"]), role, str(asked["offer"]), again
                )
                return {"type": "Joined", "peer": peer, "answer": answer}
            case "Leave":
                await relay.leave(_word(asked["peer"]), asked.get("subject"))
                return {"type": "Done"}
            case "Stage":
                seen, heard = (tuple(_word(one) for one in asked[name][:16]) for name in ("seen", "heard"))
                relay.stage(_word(asked["meeting"]), seen, heard)
                return {"type": "Done"}
            case "Stats":
                return {"type": "Stats", "stats": relay.stats(_word(asked["meeting"]))}
        raise ValueError(kind)

    def _tell(self, meeting: str, subject: str, role: str, state: str) -> None:
        told = json.dumps(
            {"type": "StateChanged", "meeting": meeting, "subject": subject, "role": role, "state": state}
        )
        for socket in list(self._sockets):
            task = asyncio.create_task(_send(socket, told))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)


def _word(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 200:
        raise ValueError("not a word")
    return value


async def _send(socket: ServerConnection, message: str) -> None:
    with contextlib.suppress(ConnectionClosed):
        await socket.send(message)
