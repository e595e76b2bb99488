"""The peers on one side, the meetings' routers on the other.

    join(meeting, subject, role, offer) ─▶ peer id, answer      the keys are agreed by themselves
    stage(meeting, seen, heard)         ─▶ who feeds whose slots
    leave(peer)                         ─▶ freed; so is a peer not heard of for 30 s

No packet of sound or picture passes through this file: mux ▸ peer ▸ router ▸ egress. What is
done by the clock is in `media.rounds`.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence

from media import attendant as parts
from media import figures, fragment, sdp
from media.answer import Here, answer
from media.attendant import Attendant
from media.ears import FromSender, FromWatcher
from media.egress import egress
from media.gauge import Gauge
from media.ladder import Ladder, Step
from media.mux import Mux
from media.pacing import Pacing
from media.parent import Above as Above
from media.parent import Away as Away
from media.parent import Full as Full
from media.parent import Gone as Gone
from media.parent import Taken as Taken
from media.peer import Ear, Peer, certificate, fingerprint
from media.reach import Ground
from media.rounds import TICK, Rounds
from media.router import Router
from media.spoken import FromSpeaker, Spoken
from media.ties import Ties
from media.uplink import Uplink
from media.weighing import Tell

log = logging.getLogger(__name__)

GONE_AFTER = 29.0              # seconds without a check: freed within 30, by the clock
ROOM = 2_000                   # peers in one relay
DEVICES = 8                    # watchers of one person or venue in one meeting

OnState = Callable[[str, str, str, str, str], None]     # meeting, subject, role, state, peer


class Relay:
    """All meetings of one process. `name` is "" where no other stands above it."""

    def __init__(
        self, mux: Mux, addresses: Sequence[str], on_state: OnState = lambda *_: None, name: str = ""
    ) -> None:
        self._mux, self.on_state, self.name = mux, on_state, name
        self.above: Above | None = None            # the parent, set before `open()`
        self.on_told: Tell = lambda *_: None
        self._out = egress(mux.socket)
        self._own = certificate()
        self._addresses = tuple((address, mux.port) for address in addresses)
        self._attendants: dict[str, Attendant] = {}
        self._routers: dict[str, Router] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._ties: Ties | None = None
        self._pacing = Pacing(self._out)
        self._rounds = Rounds(
            self._attendants, self._routers, self._pacing, lambda *what: self.on_told(*what),
            lambda: self._ties.attendants() if self._ties is not None else (),
        )

    def open(self) -> None:
        self._mux.open(self._out)
        if self.above is not None:
            ground = Ground(self.above, self._own, self._mux.host, self._out)
            self._ties = Ties(ground, self.name, self._attendants, self._routers, self._out, self.leave)
        self._spawn(self._clock())

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await self.clear()
        if self._ties is not None:
            await self._ties.close()
        self._pacing.close()
        self._mux.close()

    async def clear(self) -> None:
        """Let everybody go."""
        for one in list(self._attendants.values()):
            await self.leave(one.id)
        self._routers.clear()

    async def join(
        self, meeting: str, subject: str, role: sdp.Role, raw: str, again: str | None = None, via: str = "",
        holder: str = "",
    ) -> tuple[str, str]:
        """Take a peer in. `again`: the peer it was before, when a broken line comes back; `via`: the relay
        below us that it stands for; `holder`: the session of its page.

        Raises:
            BadOffer: the offer cannot be answered.
            Full: there is no room.
            Taken: another device sends for this subject meanwhile.
        """
        offer = sdp.read(raw)
        terms = sdp.agree(offer, role)
        if len(self._attendants) >= ROOM:
            raise Full
        await self._make_room(meeting, subject, role, again)
        peer = Peer(
            self._mux, self._own, offer.ufrag, offer.fingerprint, self._ended, offer.waits, offer.password
        )
        one = Attendant(secrets.token_hex(8), meeting, subject, role, peer, via, holder)
        router = self._routers.setdefault(meeting, Router())
        if role == "send":
            one.up, one.came_back = parts.uplink(subject, terms, via), again is not None
            peer.ear = self._ear(one, one.up, router, terms)
        else:
            one.down, terms = parts.downlink(subject, terms, peer, via)
            peer.ear = FromWatcher(one.down, self._out)
        self._attendants[one.id] = one
        self._spawn(self._connect(one))
        here = Here(peer.ice.ufrag, peer.ice.password, fingerprint(self._own), self._addresses)
        return one.id, answer(offer, terms, role, here)

    def _ear(self, one: Attendant, up: Uplink, router: Router, terms: Sequence[sdp.Agreed | None]) -> Ear:
        """Who hears what a sender sends."""
        out = self._out if self._ties is None else self._ties.fork(one.id)
        voice = next((term for term in terms if term is not None and term.red), None)
        ear: Ear = FromSender(router, up, out)
        if voice is not None:
            ear = FromSpeaker(Spoken(router, up, out, voice.codings[0].payload_type, voice.red))
        if up.numbers.time and not up.numbers.transport:
            ear = one.gauge = Gauge(up.numbers.time, ear)
        return ear

    def renew(self, peer_id: str, subject: str, raw: str, restart: bool) -> tuple[str, str, bool]:
        """Hear more of a peer's line; `restart`: give it new names if it comes with new ones.

        Our ufrag now, our fragment after a restart ("" without one), whether it came with new names.

        Raises:
            BadOffer: the fragment cannot be read.
            Gone: there is no such peer of this subject.
        """
        asked = fragment.read(raw)
        one = self._attendants.get(peer_id)
        if one is None or one.subject != subject:
            raise Gone
        ice, said = one.peer.ice, ""
        renamed = asked.ufrag not in ("", ice.remote_ufrag)
        if restart and renamed:
            self._mux.restart(ice, asked.ufrag, asked.password)
            said = fragment.write(asked, ice.ufrag, ice.password, self._addresses)
        return ice.ufrag, said, renamed

    async def _make_room(self, meeting: str, subject: str, role: sdp.Role, again: str | None) -> None:
        """A subject sends from one place, and the last to begin takes it over; it watches from a few."""
        former = self._attendants.get(again or "")
        if former is not None and (former.meeting, former.subject, former.role) == (meeting, subject, role):
            await self.leave(former.id)
        same = [
            one for one in self._attendants.values()
            if (one.meeting, one.subject, one.role) == (meeting, subject, role)
        ]
        if role == "watch" and len(same) >= DEVICES:
            raise Full
        if role == "send":
            if same and again is not None:
                raise Taken
            for one in same:
                await self.leave(one.id)

    async def _connect(self, one: Attendant) -> None:
        agreed = False
        try:
            agreed = await one.peer.open()
        finally:
            if not agreed:
                await self.leave(one.id)
        if not agreed or one.id not in self._attendants:
            return
        one.connected = True
        router = self._routers.setdefault(one.meeting, Router())
        if one.up is not None:
            router.publish(one.up)
        if one.down is not None:
            one.down.ladder = Ladder(time.monotonic(), one.most, one.down.fills)
            one.down.step = one.down.ladder.step
            router.watch(one.down)
            if one.most > Step.PAGE and one.down.fills:
                self._pacing.add(one.down)
        if self._ties is not None:
            self._ties.follow(one.meeting)
        self.on_state(one.meeting, one.subject, one.role, "connected", one.id)

    def _ended(self, peer: Peer) -> None:
        """The other side said goodbye."""
        for one in list(self._attendants.values()):
            if one.peer is peer:
                self._spawn(self.leave(one.id))

    async def leave(self, peer_id: str, subject: str | None = None) -> None:
        """Free all that belongs to a peer; one already gone, or somebody else's, is no error."""
        one = self._attendants.get(peer_id)
        if one is None or subject not in (None, one.subject):
            return
        del self._attendants[peer_id]
        router = self._routers[one.meeting]
        if one.up is not None:
            router.withdraw(one.up)
        if one.down is not None:
            router.leave(one.down)
            self._pacing.remove(one.down)
        if self._ties is not None:
            self._ties.follow(one.meeting)
        await one.peer.close()
        self._tidy(one.meeting)
        self.on_state(one.meeting, one.subject, one.role, "gone", one.id)

    def _tidy(self, meeting: str) -> None:
        """A meeting without anybody and without a stage is over here."""
        router = self._routers.get(meeting)
        if router is not None and not router.staged and not any(
            one.meeting == meeting for one in self._attendants.values()
        ):
            del self._routers[meeting]

    def held(self) -> list[tuple[str, str, str, sdp.Role]]:
        """All peers there are: id, meeting, subject, role."""
        return [(one.id, one.meeting, one.subject, one.role) for one in self._attendants.values()]

    def everybody(self) -> list[tuple[str, str, str, sdp.Role, str]]:
        """All devices here: peer, meeting, subject, role, holder. Who stands for a relay is that relay's to tell."""
        of = (one for one in self._attendants.values() if not one.via)
        return [(one.id, one.meeting, one.subject, one.role, one.holder) for one in of]

    def hear_above(self, peer_id: str, what: Mapping[str, object]) -> None:
        """The parent told this to what is ours there, as it tells pages (`Sizes`, `Stands`)."""
        if self._ties is not None:
            self._ties.hear(peer_id, what)

    @property
    def cut_since(self) -> float | None:
        """When the parent was last heard, by the monotonic clock; None while it is."""
        return self._ties.cut_since if self._ties is not None else None

    def pin(self, peer_id: str, subject: str, most: Step) -> None:
        """A watcher wants no more than that, whatever its line takes. Raises `Gone`."""
        one = self._attendants.get(peer_id)
        if one is None or one.subject != subject or one.down is None:
            raise Gone
        one.most = one.down.ladder.most = most

    def stage(self, meeting: str, seen: Sequence[str], heard: Sequence[str]) -> None:
        """Whom everybody sees and hears from now on."""
        router = self._routers.setdefault(meeting, Router())
        router.stage(seen, heard)
        self._rounds.ask_senders(time.monotonic())
        self._tidy(meeting)

    def stats(self, meeting: str) -> dict[str, object]:
        """How it stands, in figures."""
        of = [one for one in self._attendants.values() if one.meeting == meeting]
        return {
            "senders": [one.subject for one in of if one.role == "send" and one.connected],
            "watchers": [one.subject for one in of if one.role == "watch" and one.connected],
            "peers": len(self._attendants), "sent": self._out.sent, "dropped": self._out.dropped,
            "strangers": self._mux.strangers, "unreadable": sum(one.peer.unreadable for one in of),
            "lines": figures.lines(of), "cut": meeting in self._routers and self._routers[meeting].cut,
        }

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _clock(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            try:
                await self._tick(time.monotonic())
            except Exception:          # the next tick is another one: without any, nobody is freed or asked again
                log.exception("the relay's clock stumbled")

    async def _tick(self, now: float) -> None:
        for one in [one for one in self._attendants.values() if now - one.peer.ice.checked_at > GONE_AFTER]:
            await self.leave(one.id)
        self._rounds.turn(now)
        if self._ties is not None:
            self._ties.turn(now)
