"""What binds a relay to the one above it: one watch for each meeting, and one way up for each who sends here.

    follow(meeting)   somebody came or left: what is needed above, and what is not any more
    hear(peer, what)  the relay above says which sizes of a picture it wants (`Sizes`)
    turn(now)         every 50 ms: checks; and whether the line is cut

A meeting's line counts as cut when nothing has come over it for 5 s, neither an answer nor a
packet. Then the hall is its own stage until it is back.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence

from media import above, attendant, sdp, upper_sdp, upward
from media.attendant import Attendant
from media.downlink import Downlink, Outgoing
from media.ears import FromWatcher
from media.egress import Plain
from media.gauge import Gauge
from media.ladder import Ladder
from media.peer import Peer
from media.reach import Ground, Reach
from media.router import Router
from media.rtp.slot import Line

CUT = 5.0                      # seconds without a word
NAMED = 4                      # sizes of a picture that can be wanted

Key = tuple[str, str]          # meeting; who sends here, "": the watch


class Fork:
    """Out to those who watch here, and one copy to the relay above, by the socket of its own association."""

    def __init__(self, out: Outgoing) -> None:
        self._out = out
        self._line: Line | None = None
        self._up: Outgoing = out

    def lead(self, line: Line | None, up: Outgoing) -> None:
        """From now on what goes to this line goes that way."""
        self._line, self._up = line, up

    def send(self, lines: Sequence[Line], heads: Sequence[bytes], rest: bytes) -> None:
        if self._line is not None and self._line in lines:
            at = lines.index(self._line)
            self._up.send(lines[at : at + 1], heads[at : at + 1], rest)
            lines, heads = [*lines[:at], *lines[at + 1 :]], [*heads[:at], *heads[at + 1 :]]
        self._out.send(lines, heads, rest)


class Watching:
    """A meeting as the relay above shows it."""

    role: sdp.Role = "watch"

    def __init__(self, meeting: str, subject: str, router: Router, out: Outgoing) -> None:
        self._meeting, self._subject, self._router, self._out = meeting, subject, router, out

    def offer(self, here: upper_sdp.Here) -> str:
        return upper_sdp.watch(here)

    def begin(self, peer: Peer, _: Plain, answer: upper_sdp.Answer) -> tuple[Attendant, Gauge]:
        up = above.uplink()
        gauge = Gauge(upper_sdp.TIME_NUMBER, above.FromAbove(self._router, up, self._out))
        peer.ear = gauge
        self._router.look_up(up)
        return Attendant(
            "", self._meeting, self._subject, self.role, peer, up=up, connected=True, gauge=gauge, upper=True
        ), gauge

    def end(self) -> None:
        self._router.look_up(None)

    def taken(self) -> None:
        """Nobody else watches in our name; if so, the hall goes on by itself."""


class Sending:
    """Somebody who sends here, and is to be seen and heard there."""

    role: sdp.Role = "send"

    def __init__(self, one: Attendant, fork: Fork, router: Router, taken: Callable[[], None]) -> None:
        assert one.up is not None
        self._one, self._source, self._fork, self._router, self.taken = one, one.up, fork, router, taken
        self.down: Downlink | None = None

    def offer(self, here: upper_sdp.Here) -> str:
        return upper_sdp.send(here, upward.parts(self._source))

    def begin(self, peer: Peer, out: Plain, answer: upper_sdp.Answer) -> tuple[Attendant, Gauge]:
        down = self.down = attendant.upward(self._source, peer, answer.twice)
        down.ladder = Ladder(time.monotonic(), fills=down.fills)
        down.step = down.ladder.step
        gauge = Gauge(0, FromWatcher(down, out))
        peer.ear = gauge
        self._fork.lead(peer, out)
        self._router.watch(down)
        return Attendant(
            "", self._one.meeting, self._one.subject, self.role, peer, down=down, connected=True, upper=True
        ), gauge

    def want(self, names: Sequence[str]) -> None:
        """The m-lines of the picture that are wanted there from now on."""
        if self.down is not None:
            self.down.wants = tuple(names)
            self._router.arrange()

    def end(self) -> None:
        if self.down is not None:
            self._router.leave(self.down)
            self.down = None
        self._fork.lead(None, self._fork)


class Ties:
    """All associations of one relay with the one above it."""

    def __init__(
        self, ground: Ground, name: str, attendants: Mapping[str, Attendant], routers: Mapping[str, Router],
        out: Outgoing, leave: Callable[[str], Coroutine[None, None, None]],
    ) -> None:
        self._ground, self._name, self._out, self._leave = ground, name, out, leave
        self._here, self._routers = attendants, routers
        self._reaches: dict[Key, tuple[Reach, Watching | Sending, asyncio.Task[None]]] = {}
        self._forks: dict[str, Fork] = {}          # by who sends here
        self._closing: set[asyncio.Task[None]] = set()
        self.cut_since: float | None = None

    def fork(self, peer_id: str) -> Outgoing:
        """The way out for what this sender sends."""
        return self._forks.setdefault(peer_id, Fork(self._out))

    def attendants(self) -> list[Attendant]:
        """Ours at the relay above."""
        return [reach.attendant for reach, _, _ in self._reaches.values() if reach.attendant is not None]

    def follow(self, meeting: str) -> None:
        """Somebody came to this meeting, or left it."""
        here = [one for one in self._here.values() if one.meeting == meeting and one.connected]
        wanted: dict[Key, Attendant] = {(meeting, one.id): one for one in here if one.up is not None}
        if watcher := next((one for one in here if one.down is not None), None):
            wanted[meeting, ""] = watcher
        for key in [key for key in self._reaches if key[0] == meeting and key not in wanted]:
            self._end(key)
        for key, one in wanted.items():
            if key not in self._reaches:
                self._begin(key, one)
        for gone in self._forks.keys() - self._here.keys():
            del self._forks[gone]

    def _begin(self, key: Key, one: Attendant) -> None:
        meeting, sender = key
        router, subject = self._routers[meeting], one.subject if sender else f"relay:{self._name}"
        purpose: Watching | Sending
        if sender:
            purpose = Sending(one, self._forks[sender], router, lambda: self._spawn(self._leave(sender)))
        else:
            purpose = Watching(meeting, subject, router, self._out)
        reach = Reach(self._ground, meeting, subject, purpose, "" if sender and one.came_back else None)
        self._reaches[key] = reach, purpose, asyncio.create_task(reach.keep())

    def _end(self, key: Key) -> None:
        reach, _, keeping = self._reaches.pop(key)
        reach.stand_down()
        self._spawn(_close(reach, keeping))

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def hear(self, peer_id: str, what: Mapping[str, object]) -> None:
        """Told by the relay above to one of ours there; what cannot be understood is passed over."""
        for reach, purpose, _ in self._reaches.values():
            if reach.again == peer_id and isinstance(purpose, Sending) and what.get("type") == "Sizes":
                on = what.get("on")
                purpose.want([str(name)[:16] for name in on[:NAMED]] if isinstance(on, list) else ())

    def turn(self, now: float) -> None:
        """One tick has passed."""
        heard: dict[str, float] = {}
        for (meeting, _), (reach, _, _) in self._reaches.items():
            reach.turn(now)
            heard[meeting] = max(heard.get(meeting, 0.0), reach.heard_at)
        for meeting, at in heard.items():
            self._routers[meeting].sever(now - at > CUT)
        self.cut_since = min((at for at in heard.values() if now - at > CUT), default=None)

    async def close(self) -> None:
        for key in list(self._reaches):
            self._end(key)
        await asyncio.gather(*self._closing)


async def _close(reach: Reach, keeping: asyncio.Task[None]) -> None:
    keeping.cancel()
    await asyncio.wait([keeping])
    await reach.close()
