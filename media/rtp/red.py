"""A voice said twice, so that a lost packet is not missed (RFC 2198).

    |1|   PT   |  timestamp offset, 14 bits | length, 10 bits |   for each earlier payload, the oldest first
    |0|   PT   |                                                  for the newest
    earlier payloads …   the newest payload

Opus loses a word where a packet of 60 ms is lost; repairs asked for come too late to be
heard. So the relay sends the last payloads once more with each new one. The newest stands
at the end as it came, so that what goes before it is all there is to write.
"""

import struct
from collections.abc import Iterable

FURTHEST, LONGEST = 1 << 14, 1 << 10       # what the offset and the length have room for


def before(earlier: Iterable[tuple[int, bytes]], timestamp: int, kind: int) -> bytes:
    """All that goes before the newest payload. `earlier`: timestamps and payloads, the oldest first.

    What is too old or too long to be said is left out.

    >>> before([(960, b"ab")], 1920, 111).hex(" ")
    'ef 0f 00 02 6f 61 62'
    """
    heads, blocks = [], []
    for when, payload in earlier:
        offset = (timestamp - when) & 0xFFFFFFFF
        if 0 < offset < FURTHEST and len(payload) < LONGEST:
            heads.append(struct.pack("!L", 0x80000000 | kind << 24 | offset << 10 | len(payload)))
            blocks.append(payload)
    return b"".join((*heads, bytes((kind,)), *blocks))


def split(said: bytes, timestamp: int, kind: int) -> list[tuple[int, bytes]]:
    """Timestamps and payloads of what was said in one packet, the oldest first, the newest last.

    Nothing when it lies about its lengths, or when there is more in it than that one kind.

    >>> split(bytes.fromhex("ef 0f 00 02 6f 61 62 63"), 1920, 111)
    [(960, b'ab'), (1920, b'c')]
    """
    at, sizes = 0, []
    while at < len(said) and said[at] & 0x80:
        if at + 4 > len(said):
            return []
        [head] = struct.unpack_from("!L", said, at)
        if head >> 24 & 0x7F != kind:
            return []
        sizes.append((head >> 10 & 0x3FFF, head & 0x3FF))
        at += 4
    if at >= len(said) or said[at] != kind:
        return []
    at, blocks = at + 1, []
    for offset, size in sizes:
        blocks.append(((timestamp - offset) & 0xFFFFFFFF, said[at : at + size]))
        at += size
    return [*blocks, (timestamp, said[at:])] if at <= len(said) else []
