"""What goes over a hall's thin line with 1, 3 and 10 viewers in it: behind a relay of its own, and without one.

One person afar speaks without a pause (50 packets a second) and is seen in one picture (300 kbit/s). The line
carries whatever comes and loses 5 % of it, 50 ms each way, so that what it loses is repaired over it as well.
Bytes are the line's own count; the reference is the same hall in the same run, each viewer over the line to
the root. Relays, callers and line share one process.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from tests.bench.rows import Row
from tests.lines.datagrams import led, udp_line
from tests.lines.line import Line, line
from tests.media.caller import Caller, picture
from tests.media.family import Family, until

SETTLING, SECONDS = 3.0, 6.0
ON_ITS_WAY = 1.0               # s: until what was said has come
CONSENT = 5.0                  # s between two checks
VOICE, PART = 60, 1070         # bytes of a voice's packet; of a picture's
VIEWERS = (1, 3, 10)


class Speaker:
    """50 voices and 35 pictures a second; a whole picture each second."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.said = 0

    async def speak(self) -> None:
        loop, at = asyncio.get_running_loop(), 0
        begun = loop.time()
        while True:
            at = self.said = at + 1
            self._caller.send_rtp("audio", at, at * 960, b"%6d" % at + bytes(VOICE - 6))
            if at * 7 // 10 != (at - 1) * 7 // 10:
                number = at * 7 // 10
                shown = picture(number, number & 0xFF, number % 35 == 1, b"f%6d" % number + bytes(PART - 12))
                self._caller.send_rtp("video", number, at * 1800, shown, marker=True)
            await asyncio.sleep(max(0.0, begun + at / 50 - loop.time()))


@dataclass
class Taken:
    """What a second of it took, and the share of its voices that the worst viewer heard."""

    bytes: float
    heard: float


def voices(caller: Caller) -> set[int]:
    """The numbers of those that have come since the last question."""
    found = set()
    while not caller.packets.empty():
        head, payload = caller.packets.get_nowait()
        if head.payload_type == 111:
            found.add(int(payload[:6]))
    return found


async def stay(callers: list[Caller]) -> None:
    """As browsers do: who asks no more is let go."""
    while True:
        await asyncio.sleep(CONSENT)
        for caller in callers:
            if caller.answer:
                caller.ask()


@contextlib.asynccontextmanager
async def hall(carried: Line) -> AsyncIterator[tuple[Family, Speaker]]:
    """A hall at the end of that line, and who speaks to it."""
    family = Family()
    async with udp_line(carried, family.root._mux.port) as port:
        family.above.lead = lambda answer: led(answer, port)
        family.stage(["A"], ["A"])
        speaker = Speaker(await family.joins(family.root, "A", "send", "av"))
        speaking, staying = asyncio.create_task(speaker.speak()), asyncio.create_task(stay(family.callers))
        try:
            yield family, speaker
        finally:
            speaking.cancel()
            staying.cancel()
            await family.close()


async def watch(family: Family, at: int, relayed: bool) -> Caller:
    if relayed:
        return await family.joins(family.hall, f"B{at}", "watch", "va")
    caller = Caller()
    family.callers.append(caller)
    _, answer = await family.root.join("m", f"B{at}", "watch", caller.offer("recvonly", "va"))
    await caller.connect(family.above.lead(answer))
    return caller


async def taken(relayed: bool) -> list[Taken]:
    carried, found = line(delay=0.05, loss=0.05), []
    async with hall(carried) as (family, speaker):
        watchers: list[Caller] = []
        for count in VIEWERS:
            while len(watchers) < count:
                watchers.append(await watch(family, len(watchers), relayed))
            await until(lambda: all(not caller.packets.empty() for caller in watchers))
            await asyncio.sleep(SETTLING)
            carried.forgets()
            first = speaker.said
            await asyncio.sleep(SECONDS)
            took, last = carried.down.carried.bytes / SECONDS, speaker.said
            await asyncio.sleep(ON_ITS_WAY)
            wanted = set(range(first, last))
            heard = min([len(voices(caller) & wanted) for caller in watchers]) / len(wanted)
            found.append(Taken(took, heard))
    return found


async def run() -> list[Row]:
    relayed, plain = await taken(relayed=True), await taken(relayed=False)
    rows = []
    for count, ours, theirs in zip(VIEWERS[1:], relayed[1:], plain[1:], strict=True):
        rows.append(Row(
            f"bytes for {count} viewers to those for one", ours.bytes / relayed[0].bytes, "",
            theirs.bytes / plain[0].bytes, "without a relay in the hall", "<=", 1.1,
        ))
    first, last = relayed[0], relayed[-1]
    rows.append(Row(
        "kbit/s for one viewer", first.bytes * 8 / 1000, "", plain[0].bytes * 8 / 1000,
        "without a relay in the hall, nothing repaired", "<=", 1.25 * plain[0].bytes * 8 / 1000,
    ))
    rows.append(Row(
        f"voices not heard by one of {VIEWERS[-1]}", 100 * (1 - last.heard), "%", 100 * (1 - plain[-1].heard),
        "without a relay in the hall", "<=", 1.0,
    ))
    return rows
