"""A relay in the process of the test, and callers beside it: fast, and open to be looked into."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from media.attendant import Attendant
from media.mux import Mux
from media.relay import Relay
from tests.media.caller import Caller

MEETING = "m"


class Ground:
    """One relay on the loopback and who calls it."""

    def __init__(self) -> None:
        self.relay = Relay(Mux("127.0.0.1", 0), ["127.0.0.1"])
        self.callers: list[Caller] = []

    def caller(self, ready: Caller | None = None) -> Caller:
        """A peer that has not called yet; its socket is closed with the ground."""
        self.callers.append(ready or Caller())
        return self.callers[-1]

    async def ask(self, subject: str, role: str = "send", kinds: str = "a", caller: Caller | None = None) -> Caller:
        """It has offered and was answered; `caller.answer` says what."""
        caller = caller or self.caller()
        offer = caller.offer("sendonly" if role == "send" else "recvonly", kinds)
        caller.peer, caller.answer = await self.relay.join(MEETING, subject, role, offer)  # type: ignore[arg-type]
        return caller

    async def join(self, subject: str, role: str = "send", kinds: str = "a", caller: Caller | None = None) -> Caller:
        """It is connected, and the relay knows it."""
        caller = await self.ask(subject, role, kinds, caller)
        await caller.connect(caller.answer)
        await until(lambda: self.of(caller).connected)
        return caller

    def of(self, caller: Caller) -> Attendant:
        """What the relay knows of a caller."""
        return self.relay._attendants[caller.peer]


async def until(holds: Callable[[], object], patience: float = 20) -> None:
    """Wait for it."""
    async with asyncio.timeout(patience):
        while not holds():
            await asyncio.sleep(0.005)


@asynccontextmanager
async def opened() -> AsyncIterator[Ground]:
    ground = Ground()
    ground.relay.open()
    yield ground
    for caller in ground.callers:
        await caller.close()
    await ground.relay.close()
