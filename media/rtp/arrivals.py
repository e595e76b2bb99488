"""When a sender's packets came in (transport-wide congestion control, draft-holmer-rmcat-01).

A sender without this knowledge swings between too much and nothing on a thin line.
Every packet carries a number of the whole transport; ten times a second the receiver
says when each number came: a base, one two-bit symbol for each, and the gaps in
steps of 250 µs.

    note(number, now) … ─▶ report(own, ssrc) ─▶ bytes for the sender
"""

import struct

from media.rtp.sequence import ahead

TICK = 0.000250                # seconds a step of the gaps
REFERENCE = 0.064              # seconds a step of the base time
LIMIT = 400                    # numbers told in one report


class Arrivals:
    """What came since the last report."""

    __slots__ = ("_came", "_next", "_reports")

    def __init__(self) -> None:
        self._came: dict[int, float] = {}
        self._next: int | None = None      # the first number not yet told
        self._reports = 0

    def note(self, number: int, now: float) -> None:
        if self._next is not None and not 0 <= ahead(number, self._next) < LIMIT:
            if ahead(number, self._next) < 0:
                return
            self._came.clear()             # a leap: what lies between is not worth telling
            self._next = number
        if self._next is None:
            self._next = number
        self._came.setdefault(number, now)

    def report(self, own: int, ssrc: int) -> bytes | None:
        """What the sender wants to know, None when nothing came."""
        if not self._came or self._next is None:
            return None
        base = self._next
        count = 1 + max(ahead(number, base) for number in self._came)
        times = [self._came.get((base + at) & 0xFFFF) for at in range(count)]
        earliest = min(time for time in times if time is not None)
        reference = int(earliest / REFERENCE)
        symbols, gaps = _gaps(times, reference * REFERENCE)
        self._came.clear()
        self._next = (base + count) & 0xFFFF
        head = struct.pack(
            "!LLHHL", own, ssrc, base, count, (reference & 0xFFFFFF) << 8 | self._reports & 0xFF
        )
        self._reports += 1
        body = head + _chunks(symbols) + gaps
        padding = -len(body) % 4
        body += bytes(padding - 1) + bytes((padding,)) if padding else b""
        return struct.pack("!BBH", 0x8F | (0x20 if padding else 0), 205, len(body) // 4) + body


def _gaps(times: list[float | None], since: float) -> tuple[list[int], bytes]:
    """A symbol for each number (0: not here, 1: small gap, 2: large or backward) and the gaps."""
    symbols: list[int] = []
    raw: list[bytes] = []
    before = 0
    for time in times:
        if time is None:
            symbols.append(0)
            continue
        ticks = round((time - since) / TICK)
        gap = max(-32768, min(32767, ticks - before))
        before += gap
        if 0 <= gap <= 255:
            symbols.append(1)
            raw.append(bytes((gap,)))
        else:
            symbols.append(2)
            raw.append(struct.pack("!h", gap))
    return symbols, b"".join(raw)


def _chunks(symbols: list[int]) -> bytes:
    """Seven two-bit symbols to a chunk."""
    raw = []
    for at in range(0, len(symbols), 7):
        seven = symbols[at : at + 7]
        value = 0xC000
        for place, symbol in enumerate(seven):
            value |= symbol << (12 - 2 * place)
        raw.append(struct.pack("!H", value))
    return b"".join(raw)
