"""The relay's end of the control channel, over whichever socket the server is reached.

    server ── Join, Renew, Pin, Leave, Stage, Stats, Everybody ──▶ Orders ──▶ Relay
           ◀── Joined, Renewed, Refused, Done ──
           ◀── Hello, StateChanged, Told ──            whom we have; what became of them, what their pages are to know
           ◀── Line ──                                 nothing comes to us from the relay above, or does again
           ◀── Up, Down ── ── Upped, Heard ──▶         our own peers at the relay above, by way of the server
           ── Welcome ──▶                              the server's clock: grants are judged by it

Whatever comes is answered, a message that cannot be read too. With the server's public key nobody
joins without a grant (`media.grants`). When nobody has directed the relay for a while everybody
is let go: a relay without orders forwards nothing.
"""

import asyncio
import json
import logging
import time
from collections.abc import Coroutine, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from media import grants
from media.channel import Asking, Closed, Say, Socket, TooLarge, Unanswered, Unreadable, read, until_one_ends, word
from media.grants import BadGrant, Grant
from media.ladder import Step
from media.relay import Away, Full, Gone, Relay, Taken
from media.sdp import BadOffer, Role

log = logging.getLogger(__name__)

ALONE = 60.0                   # seconds a relay goes on without the web server that stands beside it
WAITING = 8_192                # messages not yet sent: a server that does not read is not there
AT_ONCE = 64                   # orders under way
PIECE = 50                     # peers in one Hello
CUT, LOOK = 20.0, 1.0          # seconds without a packet from above until that is told; between two looks
REFUSALS: Mapping[str, type[Exception]] = {"away": Away, "full": Full, "taken": Taken, "gone": Gone}


class Orders:
    """What one relay is told to do; `serve` each socket on which that may come."""

    def __init__(self, relay: Relay, key: Ed25519PublicKey | None = None, alone: float = ALONE) -> None:
        self._relay, self._key, self._alone = relay, key, alone
        self._used, self._ahead = grants.Used(), 0.0       # seconds the server's clock is before ours
        self._held: dict[str, str] = {}            # peer: the grant it came with
        self._outs: set[asyncio.Queue[str]] = set()
        self._asking = Asking("ask")
        self._tasks: set[asyncio.Task[None]] = set()
        self._under_way = 0
        self._leaving: asyncio.Task[None] | None = None
        relay.on_state, relay.on_told = self._tell, self._tell_page
        relay.above = self if relay.name else None

    def open(self) -> None:
        """Nobody directs us yet."""
        self._wait_alone()

    def close(self) -> None:
        if self._leaving is not None:
            self._leaving.cancel()

    def dismiss(self) -> None:
        """Nobody is to direct us any more: everybody is let go."""
        self._spawn(self._relay.clear())

    async def serve(self, socket: Socket) -> None:
        """Do as is said there, until it closes or is not read."""
        out: asyncio.Queue[str] = asyncio.Queue(WAITING)

        async def say(text: str) -> None:
            if out.full():
                raise Closed
            out.put_nowait(text)

        self._outs.add(out)
        self.close()
        for piece in self._hello():
            out.put_nowait(piece)
        self._asking.open(say)
        work = self._write(socket, out), self._read(socket, say), self._tell_line(say)
        try:
            await until_one_ends("the channel to the server", *work)
        finally:
            self._asking.close(say)
            self._outs.discard(out)
            if not self._outs:
                self._wait_alone()

    async def _write(self, socket: Socket, out: asyncio.Queue[str]) -> None:
        while not out.full():
            await socket.send(await out.get())

    async def _read(self, socket: Socket, say: Say) -> None:
        async for message in socket:
            try:
                self._take(read(message), say)
            except Unreadable:
                await say(_refused(0, "unreadable"))

    async def _tell_line(self, say: Say) -> None:
        told = False
        while True:
            await asyncio.sleep(LOOK)
            since = self._relay.cut_since
            cut = since is not None and time.monotonic() - since > CUT
            if cut != told:
                told = cut
                await say(json.dumps({"type": "Line", "cut": cut}))

    def _take(self, said: dict[str, Any], say: Say) -> None:
        match said["type"]:
            case "Welcome":
                at = said.get("at")
                if isinstance(at, int | float) and abs(at) < 1e12:
                    self._ahead = at - time.time()
            case "Upped":
                self._asking.take(said)
            case "Heard":
                what = said.get("what")
                if not isinstance(what, dict):
                    raise Unreadable
                self._relay.hear_above(word(said.get("peer")), what)
            case _:
                self._spawn(self._answer(said, say))

    async def _answer(self, asked: dict[str, Any], say: Say) -> None:
        """What is said to one order; whatever it is, something is said."""
        number = asked.get("id")
        if not isinstance(number, int):
            number = 0
        try:
            if self._under_way >= AT_ONCE:
                raise Full
            self._under_way += 1
            try:
                told = json.dumps({"id": number, **await self._do(asked["type"], asked)})
            finally:
                self._under_way -= 1
        except BadOffer as bad:
            told = _refused(number, bad.code)
        except BadGrant as bad:
            log.warning("nobody is let in: %s", bad)
            told = _refused(number, "grant")
        except (Away, Full, Taken, Gone) as refused:
            told = _refused(number, type(refused).__name__.lower())
        except (Unreadable, LookupError, TypeError, ValueError):
            told = _refused(number, "unreadable")
        try:
            await say(told)
        except Closed:
            return

    async def _do(self, kind: str, asked: Mapping[str, Any]) -> dict[str, object]:
        relay = self._relay
        match kind:
            case "Join":
                return await self._join(asked)
            case "Renew":
                ufrag, said, renamed = relay.renew(
                    word(asked["peer"]), word(asked["subject"]), str(asked["fragment"]), asked["restart"] is True
                )
                return {"type": "Renewed", "ufrag": ufrag, "answer": said, "renamed": renamed}
            case "Pin":
                relay.pin(word(asked["peer"]), word(asked["subject"]), Step[word(asked["most"]).upper()])
                return {"type": "Done"}
            case "Leave":
                await relay.leave(word(asked["peer"]), asked.get("subject"))
                return {"type": "Done"}
            case "Stage":
                seen, heard = (tuple(word(one) for one in asked[name][:16]) for name in ("seen", "heard"))
                relay.stage(word(asked["meeting"]), seen, heard)
                return {"type": "Done"}
            case "Everybody":
                return {"type": "Everybody", "peers": relay.everybody()}
            case "Stats":
                return {"type": "Stats", "stats": relay.stats(word(asked["meeting"]))}
        raise Unreadable

    async def _join(self, asked: Mapping[str, Any]) -> dict[str, object]:
        who = self._who(asked)
        again = None if asked.get("again") is None else str(asked["again"])[:64]
        peer, answer = await self._relay.join(
            who.meeting, who.subject, who.role, str(asked["offer"]), again, who.via, who.holder
        )
        self._held[peer] = str(asked.get("grant") or "")[: grants.SIZE]
        return {"type": "Joined", "peer": peer, "answer": answer}

    def _who(self, asked: Mapping[str, Any]) -> Grant:
        """Whom to let in where, as what, for whom: by the grant alone when there is a key to read it with."""
        if self._key is None:
            role: Role = "send" if asked["role"] == "send" else "watch"
            via, holder = (str(asked.get(name) or "")[:64] for name in ("via", "holder"))
            return Grant(word(asked["meeting"]), word(asked["subject"]), role, "", via, 0, "", holder)
        now = time.time() + self._ahead
        grant = grants.read(self._key, asked.get("grant"), self._relay.name, now)
        self._used.take(grant, now)
        return grant

    async def up(
        self, meeting: str, subject: str, role: Role, offer_sdp: str, again: str | None
    ) -> tuple[str, str]:
        """As `media.parent.Above`. One that is away is not waited for: the hall goes on by itself meanwhile."""
        if not self._asking.there:
            raise Away
        try:
            said = await self._asking.ask(
                "Up", meeting=meeting, subject=subject, role=role, offer=offer_sdp, again=again
            )
        except Unanswered:
            raise Away from None
        except TooLarge:
            raise BadOffer("too-large") from None
        if "refused" in said:
            raise REFUSALS.get(str(said["refused"])) or BadOffer(str(said["refused"]))
        return str(said.get("peer", "")), str(said.get("answer", ""))

    async def down(self, peer_id: str) -> None:
        """As `media.parent.Above`."""
        self._say({"type": "Down", "peer": peer_id})

    def _hello(self) -> list[str]:
        """Whom we have, and by which grants, in as many pieces as it takes."""
        held = [{"peer": peer, "grant": grant} for peer, grant in self._held.items()]
        pieces = [held[at : at + PIECE] for at in range(0, len(held), PIECE)] or [[]]
        return [
            json.dumps({"type": "Hello", "held": piece, "more": at < len(pieces)})
            for at, piece in enumerate(pieces, start=1)
        ]

    def _tell(self, meeting: str, subject: str, role: str, state: str, peer: str) -> None:
        if state == "gone":
            self._held.pop(peer, None)
        self._say({"type": "StateChanged", "meeting": meeting, "subject": subject, "role": role, "state": state,
                   "peer": peer})

    def _tell_page(self, meeting: str, subject: str, peer: str, what: dict[str, object]) -> None:
        self._say({"type": "Told", "meeting": meeting, "subject": subject, "peer": peer, "what": what})

    def _say(self, message: dict[str, object]) -> None:
        for out in self._outs:
            if not out.full():                     # a full one is about to be closed
                out.put_nowait(json.dumps(message))

    def _wait_alone(self) -> None:
        async def leave() -> None:
            await asyncio.sleep(self._alone)
            log.warning("nobody directed the relay for %d s: everybody is let go", self._alone)
            await self._relay.clear()

        self._leaving = asyncio.create_task(leave())

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _refused(number: int, code: str) -> str:
    return json.dumps({"type": "Refused", "id": number, "code": code})
