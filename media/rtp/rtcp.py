"""What peers tell each other about packets (RFC 3550 section 6, RFC 4585, REMB).

    Told       a sender's clock against its timestamps (SR)
    Loss       a receiver's report about one stream (RR)
    Missing    numbers to be sent again (NACK)
    Picture    a whole picture, please (PLI, FIR)
    Estimate   what a receiver's line carries (REMB)
    Left       a stream has ended, or rests (BYE)

Reading never raises: a compound that lies about its length is believed up to the lie.
At most 64 packets and 512 missing numbers are taken from one datagram: more is a storm, not a need.
"""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SENDER, RECEIVER, TRANSPORT, PAYLOAD = 200, 201, 205, 206
PACKETS, ASKED = 64, 512       # taken from one datagram: packets; missing numbers in all of them


@dataclass(frozen=True, slots=True)
class Told:
    ssrc: int
    ntp: int                   # 64 bits
    rtp: int


@dataclass(frozen=True, slots=True)
class Loss:
    ssrc: int                  # of the stream reported on
    fraction: int              # of 256
    lost: int                  # in all
    highest: int               # extended sequence number
    jitter: int                # in units of the stream's clock
    last: int = 0              # middle 32 bits of our last report's time; 0: it had none
    delay: int = 0             # since then, in 1/65536 s


@dataclass(frozen=True, slots=True)
class Missing:
    ssrc: int
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    ssrc: int


@dataclass(frozen=True, slots=True)
class Estimate:
    bits: int                  # per second


@dataclass(frozen=True, slots=True)
class Left:
    ssrc: int


Report = Left | Told | Loss | Missing | Picture | Estimate


def read(datagram: bytes) -> list[Report]:
    """All that is understood, in order; what is not is passed over."""
    reports: list[Report] = []
    at = 0
    left = ASKED
    for _ in range(PACKETS):
        if at + 8 > len(datagram) or datagram[at] >> 6 != 2:
            break
        end = at + 4 + 4 * int.from_bytes(datagram[at + 2 : at + 4], "big")
        if end > len(datagram):
            break
        for report in _one(datagram[at] & 31, datagram[at + 1], datagram[at + 4 : end], left):
            reports.append(report)
            if isinstance(report, Missing):
                left -= len(report.numbers)
        at = end
    return reports


def _one(count: int, kind: int, body: bytes, left: int) -> Iterator[Report]:
    match kind:
        case 200 if len(body) >= 24:
            ssrc, ntp, rtp = struct.unpack_from("!LQL", body)
            yield Told(ssrc, ntp, rtp)
            yield from _losses(count, body[24:])
        case 201:
            yield from _losses(count, body[4:])
        case 203:
            for at in range(0, min(4 * count, len(body) - 3), 4):
                yield Left(int.from_bytes(body[at : at + 4], "big"))
        case 205 if count == 1 and len(body) >= 12 and left:
            yield Missing(int.from_bytes(body[4:8], "big"), tuple(_numbers(body[8:], left)))
        case 206 if count == 1 and len(body) >= 8:
            yield Picture(int.from_bytes(body[4:8], "big"))
        case 206 if count == 4:
            for at in range(8, len(body) - 7, 8):
                yield Picture(int.from_bytes(body[at : at + 4], "big"))
        case 206 if count == 15 and len(body) >= 16 and body[8:12] == b"REMB":
            value = int.from_bytes(body[13:16], "big")
            yield Estimate((value & 0x3FFFF) << (value >> 18))


def _losses(count: int, blocks: bytes) -> Iterator[Report]:
    for at in range(0, min(24 * count, len(blocks) - 23), 24):
        ssrc, lost, highest, jitter, last, delay = struct.unpack_from("!LLLLLL", blocks, at)
        yield Loss(ssrc, lost >> 24, lost & 0xFFFFFF, highest, jitter, last, delay)


def _numbers(pairs: bytes, left: int) -> list[int]:
    numbers: list[int] = []
    for at in range(0, len(pairs) - 3, 4):
        first, mask = struct.unpack_from("!HH", pairs, at)
        numbers.append(first)
        numbers.extend((first + 1 + bit) & 0xFFFF for bit in range(16) if mask >> bit & 1)
        if len(numbers) >= left:
            break
    return numbers[:left]


def _packet(count: int, kind: int, body: bytes) -> bytes:
    return struct.pack("!BBH", 0x80 | count, kind, len(body) // 4) + body


def tell(ssrc: int, ntp: int, rtp: int, packets: int, octets: int) -> bytes:
    """A sender's report without blocks."""
    body = struct.pack("!LQLLL", ssrc, ntp, rtp, packets & 0xFFFFFFFF, octets & 0xFFFFFFFF)
    return _packet(0, SENDER, body)


def loss(own: int, blocks: Iterable[tuple[int, int, int, int, int, int, int]] = ()) -> bytes:
    """A receiver's report; a block is ssrc, fraction, lost, highest, jitter, last SR, delay since."""
    raw = [
        struct.pack("!LLLLLL", ssrc, fraction << 24 | min(max(lost, 0), 0x7FFFFF), highest, jitter, last, delay)
        for ssrc, fraction, lost, highest, jitter, last, delay in blocks
    ]
    return _packet(len(raw), RECEIVER, struct.pack("!L", own) + b"".join(raw))


def missing(own: int, ssrc: int, numbers: Iterable[int]) -> bytes:
    """Ask for packets again; numbers in rising order."""
    pairs: list[list[int]] = []
    for number in numbers:
        step = (number - pairs[-1][0]) & 0xFFFF if pairs else 0
        if pairs and 0 < step <= 16:
            pairs[-1][1] |= 1 << (step - 1)
        else:
            pairs.append([number, 0])
    raw = b"".join(struct.pack("!HH", first, mask) for first, mask in pairs)
    return _packet(1, TRANSPORT, struct.pack("!LL", own, ssrc) + raw)


def picture(own: int, ssrc: int) -> bytes:
    """Ask for a whole picture."""
    return _packet(1, PAYLOAD, struct.pack("!LL", own, ssrc))


def estimate(own: int, bits: int, ssrcs: list[int]) -> bytes:
    """Say that no more than `bits` per second are wanted of these streams."""
    shift = max(bits.bit_length() - 18, 0)
    head = struct.pack("!LL4sL", own, 0, b"REMB", len(ssrcs) << 24 | shift << 18 | bits >> shift)
    return _packet(15, PAYLOAD, head + b"".join(struct.pack("!L", ssrc) for ssrc in ssrcs))


def leave(ssrcs: list[int]) -> bytes:
    """These streams end, or rest."""
    return _packet(len(ssrcs), 203, b"".join(struct.pack("!L", ssrc) for ssrc in ssrcs))
