"""The relay's end of the control channel: knows the secret, hands on what is asked, says what happens.

Whatever comes is answered, a message that cannot be read too. When nobody has directed the relay
for a minute everybody is let go: a relay without orders forwards nothing.
"""

import asyncio
import contextlib
import hmac
import json
import logging
import time
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from media import grants
from media.grants import BadGrant
from media.ladder import Step
from media.link import MESSAGE
from media.relay import Full, Gone, Relay, Taken
from media.sdp import BadOffer, Role

log = logging.getLogger(__name__)

ALONE = 60.0                   # seconds the relay goes on without the web server


class Door:
    """The relay's end: knows the secret, hands on what is asked."""

    def __init__(
        self, relay: Relay, secret: str, alone: float = ALONE, key: Ed25519PublicKey | None = None, name: str = ""
    ) -> None:
        self._relay, self._secret, self._alone = relay, secret, alone
        self._key, self._name, self._used = key, name, grants.Used()       # without a key the secret is enough
        self._sockets: set[ServerConnection] = set()
        self._server: Server | None = None
        self._leaving: asyncio.Task[None] | None = None
        self._telling: set[asyncio.Task[None]] = set()
        relay.on_state, relay.on_told = self._tell, self._tell_page

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
        except BadGrant as bad:
            log.warning("nobody is let in: %s", bad)
            return {"type": "Refused", "id": number, "code": "grant"}
        except (Full, Taken, Gone) as refused:
            return {"type": "Refused", "id": number, "code": type(refused).__name__.lower()}
        except (LookupError, TypeError, ValueError):
            return {"type": "Refused", "id": number, "code": "unreadable"}

    async def _do(self, kind: str, asked: Mapping[str, Any]) -> dict[str, object]:
        relay = self._relay
        match kind:
            case "Join":
                meeting, subject, role = self._who(asked)
                again = None if asked.get("again") is None else str(asked["again"])[:64]
                holder = str(asked.get("holder", ""))[:64]
                peer, answer = await relay.join(meeting, subject, role, str(asked["offer"]), again, holder=holder)
                return {"type": "Joined", "peer": peer, "answer": answer}
            case "Renew":
                ufrag, said, renamed = relay.renew(
                    _word(asked["peer"]), _word(asked["subject"]), str(asked["fragment"]), asked["restart"] is True
                )
                return {"type": "Renewed", "ufrag": ufrag, "answer": said, "renamed": renamed}
            case "Pin":
                relay.pin(_word(asked["peer"]), _word(asked["subject"]), _step(asked["most"]))
                return {"type": "Done"}
            case "Leave":
                await relay.leave(_word(asked["peer"]), asked.get("subject"))
                return {"type": "Done"}
            case "Stage":
                seen, heard = (tuple(_word(one) for one in asked[name][:16]) for name in ("seen", "heard"))
                relay.stage(_word(asked["meeting"]), seen, heard)
                return {"type": "Done"}
            case "Everybody":
                return {"type": "Everybody", "peers": relay.everybody()}
            case "Stats":
                return {"type": "Stats", "stats": relay.stats(_word(asked["meeting"]))}
        raise ValueError(kind)

    def _who(self, asked: Mapping[str, Any]) -> tuple[str, str, Role]:
        """Whom to let in where, as what: by the grant alone when there is a key to read it with."""
        if self._key is None:
            return _word(asked["meeting"]), _word(asked["subject"]), "send" if asked["role"] == "send" else "watch"
        now = time.time()
        grant = grants.read(self._key, asked.get("grant"), self._name, now)
        self._used.take(grant, now)
        return grant.meeting, grant.subject, grant.role

    def _tell(self, meeting: str, subject: str, role: str, state: str, peer: str) -> None:
        self._say({"type": "StateChanged", "meeting": meeting, "subject": subject, "role": role, "state": state,
                   "peer": peer})

    def _tell_page(self, meeting: str, subject: str, peer: str, what: dict[str, object]) -> None:
        self._say({"type": "Told", "meeting": meeting, "subject": subject, "peer": peer, "what": what})

    def _say(self, message: dict[str, object]) -> None:
        told = json.dumps(message)
        for socket in list(self._sockets):
            task = asyncio.create_task(_send(socket, told))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)


def _step(name: object) -> Step:
    return Step[_word(name).upper()]


def _word(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 200:
        raise ValueError("not a word")
    return value


async def _send(socket: ServerConnection, message: str) -> None:
    with contextlib.suppress(ConnectionClosed):
        await socket.send(message)
