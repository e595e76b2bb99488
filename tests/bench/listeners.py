"""One sender and hundreds of receivers of sound and picture, as light as they can be made and still real.

Each checks connectivity, agrees on keys and gets sealed packets on a socket of its own, as a browser does, and
reports once a second what it got and what its line carries. The sender speaks 50 packets a second (a voice) and 35
(a picture of 300 kbit/s), with the extensions that Chromium sends; each packet carries the time it was sent at. All
count what comes; every twentieth opens its packets too, and compares that time with the kernel's time of arrival, so
that what this program itself is late does not count. What all this costs is the same whichever relay is measured.
"""

import asyncio
import itertools
import os
import socket
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from media.rtp import header, rtcp
from tests.media.caller import OPUS, VP8, Caller, picture

VOICE, PICTURE = (50.0, 60), (35.0, 1070)      # packets a second, bytes of payload
KEY_EVERY = 35                                 # pictures
CLOSELY = 20                                   # every one of so many opens what it gets
LINE = 3_000_000                               # bit/s, as the receivers report
STAMP = struct.Struct("!Q")
EXTENSIONS = struct.Struct("!BBHLLHHBcLBH3x")  # head; mid, abs-send-time, the transport's number
TIMESTAMPNS = 35                               # SO_TIMESTAMPNS of Linux: the kernel says when a packet came


@dataclass
class Speaker:
    """The one who sends."""

    caller: Caller
    numbers: dict[str, int] = field(default_factory=lambda: {"audio": 1, "video": 1})
    transport: "itertools.count[int]" = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.body = {"audio": os.urandom(VOICE[1] - STAMP.size), "video": os.urandom(PICTURE[1] - 5 - STAMP.size)}

    async def speak(self, seconds: float) -> int:
        """Send as long as that; how many packets it were."""
        began, sent = time.perf_counter(), 0
        due = {"audio": 0.0, "video": 0.0}
        while (passed := time.perf_counter() - began) < seconds:
            for kind, (rate, _) in (("audio", VOICE), ("video", PICTURE)):
                while due[kind] <= passed:
                    self._send(kind, rate)
                    due[kind] += 1 / rate
                    sent += 1
            await asyncio.sleep(max(0.0, began + min(due.values()) - time.perf_counter()))
        return sent

    def _send(self, kind: str, rate: float) -> None:
        number = self.numbers[kind]
        self.numbers[kind] = number + 1
        payload = self.body[kind] + STAMP.pack(time.time_ns())
        if kind == "video":
            payload = picture(number & 0x7FFF, number & 0xFF, number % KEY_EVERY == 1, payload)
        head = EXTENSIONS.pack(
            0x90, OPUS if kind == "audio" else VP8 | 0x80, number & 0xFFFF,
            int(number / rate * (48_000 if kind == "audio" else 90_000)) & 0xFFFFFFFF, self.caller.ssrcs[kind],
            0xBEDE, 3, 0x40, b"0" if kind == "audio" else b"1",
            0x22 << 24 | header.send_time(time.monotonic()), 0x31, next(self.transport) & 0xFFFF,
        )
        self.caller.socket.sendto(self.caller.dtls._tx_srtp.protect(head + payload), self.caller.far)


class Listener:
    """One who receives; `closely`: opens the packets, and notes how late each is."""

    def __init__(self, caller: Caller, closely: bool) -> None:
        self.caller = caller
        self.came = 0
        self.late: list[float] = []            # seconds
        self._head = bytearray(20)
        self._ssrcs: dict[int, int] = {}
        loop, file = asyncio.get_running_loop(), caller.socket.fileno()
        loop.remove_reader(file)
        if closely:
            caller.socket.setsockopt(socket.SOL_SOCKET, TIMESTAMPNS, 1)
        loop.add_reader(file, self._look if closely else self._count)

    def _count(self) -> None:
        """One datagram; of its bytes only the head is wanted."""
        head = self._head
        try:
            self.caller.socket.recv_into(head)
        except OSError:
            return
        if head[0] >> 6 == 2 and head[1] & 0x7F in (OPUS, VP8):
            self.came += 1
            if head[1] & 0x7F not in self._ssrcs:
                self._ssrcs[head[1] & 0x7F] = int.from_bytes(head[8:12], "big")
        elif head[:2] == b"\0\1":
            self.caller.answer_check(bytes(head))

    def _look(self) -> None:
        try:
            datagram, ancillary, _, _ = self.caller.socket.recvmsg(2048, 64)
        except OSError:
            return
        if datagram[0] >> 6 == 2 and datagram[1] & 0x7F in (OPUS, VP8):
            self.came += 1
            packet = self.caller.dtls._rx_srtp.unprotect(datagram)
            self._ssrcs[packet[1] & 0x7F] = int.from_bytes(packet[8:12], "big")
            seconds, nanoseconds = struct.unpack("qq", ancillary[0][2])
            (sent,) = STAMP.unpack_from(packet, len(packet) - STAMP.size)
            self.late.append((seconds * 1_000_000_000 + nanoseconds - sent) / 1e9)
        elif datagram[:2] == b"\0\1":
            self.caller.answer_check(datagram)

    def report(self) -> None:
        """All is well, and the line carries enough."""
        blocks = [(ssrc, 0, 0, 1, 0, 0, 0) for ssrc in self._ssrcs.values()]
        self.caller.send_rtcp(rtcp.loss(1, blocks) + rtcp.estimate(1, LINE, list(self._ssrcs.values())))


class Audience:
    """All who receive from one relay. They go on checking their lines; they report while `listening`."""

    def __init__(self) -> None:
        self.speaker: Speaker | None = None
        self.listeners: list[Listener] = []
        self.listening = False
        self._task = asyncio.create_task(self._keep())

    def add(self, caller: Caller) -> None:
        self.listeners.append(Listener(caller, len(self.listeners) % CLOSELY == CLOSELY - 1))
        self.listeners[-1].report()            # so that it is sent the picture, as a browser on a good line is

    def forget(self) -> None:
        for one in self.listeners:
            one.came = 0
            one.late.clear()

    def came(self) -> int:
        return sum(one.came for one in self.listeners)

    async def still(self) -> None:
        """Wait until all that is under way has come. Raises what the checks have broken on."""
        if self._task.done():
            self._task.result()
        before = -1
        while before != self.came():
            before = self.came()
            await asyncio.sleep(0.3)

    def late(self) -> list[float]:
        return [seconds for one in self.listeners for seconds in one.late]

    async def _keep(self) -> None:
        for turn in itertools.count():
            everybody: Sequence[Listener] = tuple(self.listeners)
            for at, one in enumerate(everybody):
                if (at + turn) % 4 == 0:
                    one.caller.ask()
                if self.listening:
                    one.report()
                if at % 10 == 0:
                    await asyncio.sleep(10 / max(len(everybody), 10))
            if self.speaker is not None:
                self.speaker.caller.ask()
            await asyncio.sleep(0.01)

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        for one in self.listeners:
            asyncio.get_running_loop().remove_reader(one.caller.socket.fileno())
            one.caller.socket.close()
        if self.speaker is not None:
            asyncio.get_running_loop().remove_reader(self.speaker.caller.socket.fileno())
            self.speaker.caller.socket.close()
