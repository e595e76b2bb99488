"""The control channel between the web server and the relay.

    web                                                relay
    RelayLink ── Join, Renew, Pin, Leave, Stage, Stats, Everybody ──▶ Door ──▶ Relay
              ◀── Joined, Renewed, Refused, Done, StateChanged, Told ──

One WebSocket, JSON, both sides bounded, a secret shared beforehand. SDP goes over it;
sound and pictures never do. When it breaks the link comes back by itself and says all
stages anew; the relay keeps its peers meanwhile, and lets them go when nobody has
directed it for a minute: a relay without orders forwards nothing.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from media.relay import Gone, OnState, Taken
from media.sdp import BadOffer, Role
from media.weighing import Tell

log = logging.getLogger(__name__)

MESSAGE = 256 * 1024           # bytes to the relay at most
ANSWER = 2 << 20               # from it: figures of as many lines as it has room for
PATIENCE = 5.0                 # seconds until an answer is overdue
PAUSE = (0.1, 0.2, 0.5, 1.0, 2.0)      # seconds between attempts to come back


class RelayAway(Exception):
    """The relay is not there, or has no room; try again in a moment."""


REFUSALS = {"full": RelayAway, "grant": RelayAway, "taken": Taken, "gone": Gone}       # any other is of the offer


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
        self.on_state: OnState | None = None
        self.on_told: Tell | None = None     # what a peer's page is to know

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
        self, meeting: str, subject: str, role: Role, offer_sdp: str, again: str | None = None, grant: str = "",
        holder: str = "",
    ) -> Joined:
        """Bring a peer in; `again` names the peer it was before its line broke, "" when it has forgotten.

        A relay that knows our key goes by the grant alone (`media.grants`). `holder`: the session of its page.

        Raises:
            BadOffer: the offer cannot be answered.
            RelayAway: the relay is not there or has no room.
            Taken: another device sends for this subject meanwhile.
        """
        said = await self._ask(
            "Join", meeting=meeting, subject=subject, role=role, offer=offer_sdp, again=again, grant=grant,
            holder=holder,
        )
        return Joined(str(said["peer"]), str(said["answer"]))

    async def renew(self, peer_id: str, subject: str, fragment: str, restart: bool) -> Renewed:
        """Hear more of a peer's line (RFC 8840); `restart`: begin its checks anew if it comes with new names.

        Raises:
            BadOffer: the fragment cannot be read.
            Gone: there is no such peer of this subject any more.
            RelayAway: the relay is not there.
        """
        said = await self._ask("Renew", peer=peer_id, subject=subject, fragment=fragment, restart=restart)
        return Renewed(str(said["ufrag"]), str(said["answer"]), bool(said["renamed"]))

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
                message = json.dumps({"type": kind, "id": number, **fields})
                if len(message) > MESSAGE:     # JSON writes some bytes as six: the channel, everybody's, would close
                    raise BadOffer("too-large")
                answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
                self._asked[number] = answer
                try:
                    await socket.send(message)
                    said = await answer
                finally:
                    self._asked.pop(number, None)
        except (TimeoutError, ConnectionClosed):
            raise RelayAway from None
        if said["type"] == "Refused":
            raise REFUSALS.get(said["code"]) or BadOffer(str(said["code"]))
        return said

    async def _keep_up(self) -> None:
        tries = 0
        while True:
            try:
                headers = {"Authorization": f"Bearer {self._secret}"}
                async with connect(
                    self._url, additional_headers=headers, max_size=ANSWER, compression=None, proxy=None,
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
                self.on_state(said["meeting"], said["subject"], said["role"], said["state"], said["peer"])
        elif said["type"] == "Told":
            if self.on_told is not None:
                self.on_told(said["meeting"], said["subject"], said["peer"], said["what"])
        elif (answer := self._asked.get(said.get("id", 0))) is not None and not answer.done():
            answer.set_result(said)
