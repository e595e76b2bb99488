"""One stream coming in from a sender, and what is told to that sender about it.

    packet ─▶ accept() ─▶ handed to the slots that show it
    time   ─▶ overdue()   numbers to ask for again      (NACK)
              picture_due()  is a whole picture wanted now (PLI, at most one a second)
              block()     what arrived and what was lost  (RR)
              measure()   how many bits a second it takes, down to each temporal layer

Loss and jitter are counted as RFC 3550 appendix A.1, A.3 and A.8 have it. A leap of
the numbers is believed only when a second packet confirms it.
"""

from typing import Literal

from media.rtp import rtcp
from media.rtp.header import Header
from media.rtp.loudness import Loudness
from media.rtp.slot import Slot

Kind = Literal["audio", "video"]

LEAP = 1000                    # numbers
PICTURE_EVERY = 1.0            # seconds between two requests for a whole picture, of one size
OVERHEAD = 28 + 28 + 16        # bytes: IP and UDP; RTP and its extensions as they go out; the seal
QUIET = 3                      # seconds after which a layer has ceased
SMOOTH = 0.4                   # share of the last second in a measured rate
ASK_EVERY, ASK_TIMES, ASK_UP_TO = 0.1, 5, 128


class Layer:
    """As received; `slots` are those that show it now."""

    __slots__ = (
        "_asked_picture",
        "_before",
        "_cycles",
        "_first",
        "_jitter",
        "_measured_at",
        "_missing",
        "_octets",
        "_probation",
        "_quiet",
        "_received",
        "_told_at",
        "_transit",
        "_wanted",
        "area",
        "bits",
        "chosen",
        "clock",
        "codec",
        "flows",
        "kind",
        "loudness",
        "measured",
        "newest",
        "slots",
        "ssrc",
        "told",
        "wished",
    )

    def __init__(self, kind: Kind, codec: str = "") -> None:
        self.kind: Kind = kind
        self.codec = codec             # "opus", "vp8", "h264"; "": whatever was agreed first
        self.area = 0                  # pixels of the picture; 0: not known yet
        self.bits = [0.0] * 4          # bit/s on a watcher's line, up to and with each temporal layer
        self.measured = 0              # seconds that `bits` tell of
        self.flows = False             # packets come, or did a moment ago
        self.chosen = False            # the relay above has chosen how much of it comes
        self.wished = False            # somebody is to see it, now or as soon as it comes
        self._quiet = 0                # seconds without a packet
        self._octets, self._measured_at = [0] * 4, 0.0
        self.clock = 48000 if kind == "audio" else 90000
        self.loudness = Loudness()     # of a voice
        self.slots: list[Slot] = []
        self.told: rtcp.Told | None = None
        self._told_at = 0.0
        self._wanted, self._asked_picture = False, -PICTURE_EVERY
        self._begin(None, 0)

    def _begin(self, ssrc: int | None, sequence: int) -> None:
        self.ssrc = ssrc
        self.newest, self._first, self._cycles = sequence, sequence, 0
        self._received, self._before = 0, (0, 0)
        self._jitter, self._transit = 0.0, 0.0
        self._probation: int | None = None
        self._missing: dict[int, tuple[int, float]] = {}     # number: times asked, when to ask next

    def accept(self, header: Header, now: float) -> bool:
        """Count a packet of the stream itself; False: pass it over."""
        sequence = header.sequence
        if header.ssrc != self.ssrc:
            self._begin(header.ssrc, (sequence - 1) & 0xFFFF)
            self._first = sequence
            self.restart()
        step = (sequence - self.newest) & 0xFFFF
        if 0 < step < LEAP:
            if step > 1 and self.kind == "video":
                self._miss(step, now)
            if sequence < self.newest:
                self._cycles += 1
            self.newest = sequence
        elif step == 0:
            return False
        elif step > 0x10000 - LEAP:
            self._missing.pop(sequence, None)
        elif sequence != self._probation:
            self._probation = (sequence + 1) & 0xFFFF
            return False
        else:
            self._begin(header.ssrc, sequence)
            self.restart()
        self._probation = None
        self._received += 1
        transit = now * self.clock - header.timestamp
        if self._transit:
            self._jitter += (min(abs(transit - self._transit), self.clock) - self._jitter) / 16
        self._transit = transit
        return True

    def count(self, level: int, size: int) -> None:
        """A packet of that many bytes came in this temporal layer."""
        self._octets[level] += size + OVERHEAD

    def measure(self, now: float) -> bool:
        """Once a second or so: what the last second was like; False: it has just ceased. It keeps its rates then."""
        flowed = self.flows
        passed, total = now - self._measured_at, 0
        self._quiet = 0 if any(self._octets) else self._quiet + 1
        self.flows &= self._quiet < QUIET
        if self._measured_at and passed > 0 and any(self._octets):
            for level in range(4):
                total += self._octets[level] * 8
                rate = total / passed
                self.bits[level] += (rate - self.bits[level]) * (SMOOTH if self.bits[level] else 1)
            self.measured += 1
        self._measured_at, self._octets = now, [0] * 4
        return self.flows or not flowed

    def repair(self, sequence: int) -> bool:
        """A packet sent again on its own stream came; False: it is not missed any more."""
        return self._missing.pop(sequence, None) is not None

    def _miss(self, step: int, now: float) -> None:
        if step > ASK_UP_TO:
            self._missing.clear()
            self.want_picture()
            return
        for back in range(step - 1, 0, -1):
            self._missing[(self.newest + step - back) & 0xFFFF] = (0, now)
        while len(self._missing) > ASK_UP_TO:
            del self._missing[next(iter(self._missing))]

    def restart(self) -> None:
        """What comes begins anew: so do the slots that show it."""
        for slot in self.slots:
            slot.restart(self)

    def overdue(self, now: float) -> list[int]:
        """Numbers to ask for again now."""
        due = [number for number, (_, when) in self._missing.items() if when <= now]
        for number in due:
            times = self._missing[number][0] + 1
            if times > ASK_TIMES:
                del self._missing[number]
            else:
                self._missing[number] = (times, now + ASK_EVERY)
        return [number for number in due if number in self._missing]

    def want_picture(self) -> None:
        self._wanted = True

    def picture_due(self, now: float) -> bool:
        """Is a whole picture to be asked for now? Not twice within `PICTURE_EVERY`."""
        wanted = self._wanted or any(slot.waits_for(self) for slot in self.slots)
        if self.kind != "video" or self.ssrc is None or not wanted or now - self._asked_picture < PICTURE_EVERY:
            return False
        self._wanted, self._asked_picture = False, now
        return True

    def hear_clock(self, told: rtcp.Told, now: float) -> None:
        self.told, self._told_at = told, now

    def block(self, now: float) -> tuple[int, int, int, int, int, int, int] | None:
        """What is reported to the sender; None before the first packet."""
        if self.ssrc is None:
            return None
        highest = self._cycles << 16 | self.newest
        expected = highest - self._first + 1
        expected_since, received_since = expected - self._before[0], self._received - self._before[1]
        self._before = (expected, self._received)
        lost_since = max(expected_since - received_since, 0)
        fraction = min(256 * lost_since // expected_since, 255) if expected_since > 0 else 0
        last = self.told.ntp >> 16 & 0xFFFFFFFF if self.told else 0
        delay = int((now - self._told_at) * 65536) & 0xFFFFFFFF if self.told else 0
        lost = expected - self._received
        return self.ssrc, fraction, lost, highest & 0xFFFFFFFF, int(self._jitter) & 0xFFFFFFFF, last, delay
