"""Two relays in one process, one below the other; in place of the control channel a call."""

from collections.abc import Callable

from media.downlink import Downlink
from media.mux import Mux
from media.parent import Away
from media.relay import Relay
from media.sdp import Role
from tests.media.caller import Caller
from tests.media.ground import until as until


class Above:
    """The way up, as the control channel gives it: `away` while it is cut, `lead` for the line under the packets."""

    def __init__(self, root: Relay, name: str) -> None:
        self.root, self.name, self.away = root, name, False
        self.lead: Callable[[str], str] = lambda answer: answer
        self.asked: list[tuple[str, str, Role, str | None]] = []

    async def up(self, meeting: str, subject: str, role: Role, offer_sdp: str, again: str | None) -> tuple[str, str]:
        if self.away:
            raise Away
        self.asked.append((meeting, subject, role, again))
        peer, answer = await self.root.join(meeting, subject, role, offer_sdp, again, via=self.name)
        return peer, self.lead(answer)

    async def down(self, peer_id: str) -> None:
        if self.away:
            raise Away
        await self.root.leave(peer_id)


class Family:
    """A root, and one relay below it. Every peer is in the meeting m."""

    def __init__(self) -> None:
        self.root = Relay(Mux("127.0.0.1", 0), ["127.0.0.1"])
        self.hall = Relay(Mux("127.0.0.1", 0), ["127.0.0.1"], name="hall")
        self.above = self.hall.above = Above(self.root, "hall")
        self.root.on_told = lambda meeting, subject, peer, what: self.hall.hear_above(peer, what)
        self.callers: list[Caller] = []
        for relay in (self.root, self.hall):
            relay.open()

    def stage(self, seen: list[str], heard: list[str]) -> None:
        for relay in (self.root, self.hall):
            relay.stage("m", seen, heard)

    async def joins(self, relay: Relay, subject: str, role: Role, kinds: str = "va") -> Caller:
        caller = Caller()
        self.callers.append(caller)
        offer = caller.offer("sendonly" if role == "send" else "recvonly", kinds)
        caller.peer, answer = await relay.join("m", subject, role, offer)
        await caller.connect(answer)
        await self.has(relay, role, subject)
        return caller

    async def has(self, relay: Relay, role: Role, subject: str, there: bool = True) -> None:
        """Wait until that relay says so."""
        name = "senders" if role == "send" else "watchers"
        await until(lambda: (subject in relay.stats("m")[name]) is there)  # type: ignore[operator]

    async def looks_up(self) -> None:
        """Wait until the hall's relay watches the root."""
        await until(lambda: self.hall._routers["m"].above is not None)

    def ways_up(self) -> list[Downlink]:
        """Of those who send in the hall, as the hall's relay has them at the root."""
        assert self.hall._ties is not None
        return [one.down for one in self.hall._ties.attendants() if one.down is not None]

    async def close(self) -> None:
        for caller in self.callers:
            await caller.close()
        for relay in (self.hall, self.root):
            await relay.close()
