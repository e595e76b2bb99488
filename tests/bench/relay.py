"""Packets forwarded: one sender's voice and picture to 200, 300 and 400 receivers, by one process on one core.

    floor   recvfrom, a head of 12 bytes, protect, sendto: nothing else (bare_relay.py)
    relay   `python -m media`, as it ships
    Janus   VideoRoom 1.1.2 with one event loop (janus.py)

All three have the same sender and receivers (listeners.py) in the same run, several rounds in turn; each runs alone on
the first core, sender and receivers on the others. What is told: packets forwarded in one second of the process's own
time (system calls and the loopback's own work are in it), delivered share, added delay, memory for each viewer.
Details of every round go to standard error.
"""

import asyncio
import os
import resource
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.engines import ADDRESS, CORE, FLOOR, JANUS, RELAY, Engine, engines
from tests.bench.listeners import Audience, Speaker
from tests.bench.rows import Row, percentile, spread
from tests.media.caller import Caller

SIZES = (200, 300, 400)
ROUNDS = 3
SECONDS = 4.0                  # of sending in a round
AT_ONCE = 10                   # that join


@dataclass
class Measured:
    """One round of one relay."""

    forwarded: float           # packets in one second of the process's own time
    delivered: float           # of all that were to come, 0 to 1
    late: list[float]          # seconds


@dataclass
class Stand:
    """One relay, who receives from it, and what was found."""

    name: str
    engine: Engine
    audience: Audience
    before: int                # bytes of memory with nobody there
    rounds: dict[int, list[Measured]] = field(default_factory=dict)
    each: dict[int, float] = field(default_factory=dict)       # bytes for each viewer

    async def begin(self) -> None:
        """The sender is there."""
        caller = Caller(ADDRESS)
        await self.engine.join("send", "venue:sender", caller)
        self.audience.speaker = Speaker(caller)
        await self.audience.speaker.speak(0.5)
        self.before = memory(self.engine.process.pid)

    async def fill(self, size: int) -> None:
        async def one(at: int) -> None:
            caller = Caller(ADDRESS)
            await self.engine.join("watch", f"venue:{at}", caller)
            self.audience.add(caller)

        for at in range(len(self.audience.listeners), size, AT_ONCE):
            await asyncio.gather(*(one(number) for number in range(at, min(at + AT_ONCE, size))))

    async def measure(self) -> Measured:
        assert self.audience.speaker is not None
        self.audience.listening = True
        await self.audience.speaker.speak(1.5)                 # until every receiver has a whole picture
        await self.audience.still()
        self.audience.forget()
        before = seconds_used(self.engine.process.pid)
        sent = await self.audience.speaker.speak(SECONDS)
        await self.audience.still()
        used = seconds_used(self.engine.process.pid) - before
        self.audience.listening = False
        size, came = len(self.audience.listeners), self.audience.came()
        found = Measured(came / max(used, 0.01), came / (sent * size), self.audience.late())
        self.rounds.setdefault(size, []).append(found)
        self.each[size] = (memory(self.engine.process.pid) - self.before) / size
        tell(f"  {self.name:6} {size} viewers: {1e6 * used / max(came, 1):6.2f} µs a packet, "
             f"{100 * used / SECONDS:3.0f} % of the core, {100 * found.delivered:.3f} % delivered, added delay p50 "
             f"{1e3 * percentile(found.late or [0.0], 0.5):.2f} ms, "
             f"p99 {1e3 * percentile(found.late or [0.0], 0.99):.2f} ms, "
             f"{self.each[size] / 1e3:.0f} kB a viewer")
        return found


async def run() -> list[Row]:
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(20_000, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)
    cores = os.sched_getaffinity(0)
    if len(cores) < 2:
        tell("One core only: the receivers are in the relay's way, no figure below is worth much.")
    else:
        os.sched_setaffinity(0, cores - {CORE})
    stands: list[Stand] = []
    async with AsyncExitStack() as ending:             # whatever breaks, no process is left over
        ending.callback(os.sched_setaffinity, 0, cores)
        folder = Path(tempfile.mkdtemp(prefix="dinh-relay-"))
        ending.callback(shutil.rmtree, folder, ignore_errors=True)
        async for name, engine in engines(folder, tell):
            ending.push_async_callback(engine.close)
            stands.append(stand := Stand(name, engine, Audience(), 0))
            ending.push_async_callback(stand.audience.close)
            await stand.begin()
        for size in SIZES:
            for stand in stands:
                await stand.fill(size)
            for _ in range(ROUNDS):
                for stand in stands:
                    await stand.measure()
            tell(f"  load of the machine: {' '.join(f'{one:.1f}' for one in os.getloadavg())}")
    return list(_rows({stand.name: stand for stand in stands}))


def _rows(stands: dict[str, Stand]) -> Iterator[Row]:
    """Ratios are taken round by round, one beside the other; what is told is the middle one."""
    ours, peer = stands[RELAY], stands.get(JANUS)
    for size in SIZES:
        said = f"packets in a second of one core, {size} viewers (ours: {_speed(ours, size):,.0f})"
        if peer is not None:
            delivered = spread([100 * one.delivered for one in peer.rounds[size]])[1]
            times = _to(ours, peer, size)
            yield Row(f"{said}, to Janus's (stretch: 2)", times[1], "times", _speed(peer, size),
                      f"Janus ({delivered:.2f} % delivered), packets/s", ">=", 1.5, times)
        else:
            yield Row(f"{said}, to Janus's: JANUS IS NOT INSTALLED", 0.0, "times", 0.0, "Janus", ">=", 1.5)
        floor = stands[FLOOR]
        low, middle, high = (100 * one for one in _to(ours, floor, size))
        yield Row(f"{said}, to the floor's", middle, "%", _speed(floor, size), "floor, packets/s", ">=", 60.0,
                  (low, middle, high))
    yield from _quality(ours, peer, 300)


def _speed(stand: Stand, size: int) -> float:
    return spread([one.forwarded for one in stand.rounds[size]])[1]


def _to(ours: Stand, other: Stand, size: int) -> tuple[float, float, float]:
    pairs = zip(ours.rounds[size], other.rounds[size], strict=True)
    return spread([one.forwarded / beside.forwarded for one, beside in pairs])


def _quality(ours: Stand, peer: Stand | None, size: int) -> Iterator[Row]:
    name = JANUS if peer is not None else "Janus (not installed)"
    lost, late = _lost(ours, size), _late(ours, size)
    yield Row(f"lost, {size} viewers, all rounds", sum(lost) / len(lost), "%",
              sum(_lost(peer, size)) / len(lost) if peer is not None else 0.0, f"{name}, %", "<=", 0.1, spread(lost))
    yield Row(f"added delay, {size} viewers, p99 of the middle round", spread(late)[1], "ms",
              spread(_late(peer, size))[1] if peer is not None else 0.0, f"{name}, ms", "<=", 20.0, spread(late))
    for many, each in ours.each.items():
        yield Row(f"memory a viewer, {many} viewers", each / 1e3, "kB",
                  peer.each[many] / 1e3 if peer is not None else 0.0, f"{name}, kB", "<=", 150.0)


def _lost(stand: Stand, size: int) -> list[float]:
    """Per cent of each round."""
    return [100 * (1 - one.delivered) for one in stand.rounds[size]]


def _late(stand: Stand, size: int) -> list[float]:
    """The 99th percentile of each round, ms."""
    return [1e3 * percentile(one.late or [60.0], 0.99) for one in stand.rounds[size]]


def seconds_used(pid: int) -> float:
    """The process's own time, all its threads, in user mode and in the kernel."""
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> int:
    """Bytes resident."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
