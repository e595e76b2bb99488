"""The payload of H.264 (RFC 6184): does a picture begin here that needs no other?

    |F|NRI|  type   |   1–23  one unit of the stream, as it is
                        24  several small units:   | 24 | size | unit | size | unit …
                        28  a piece of a large one: | 28 |S|E|R| type | piece …

A decoder can begin at a sequence parameter set and nowhere else. Senders for the web put
one before each IDR picture (RFC 7742 section 6.2 forbids to send it any other way), so
its first packet is where a watcher is let in. Nothing is rewritten: there are no numbers
of pictures here, and no temporal layers that could be told apart.
"""

from media.rtp.vp8 import Descriptor

SEQUENCE = 7                   # sequence parameter set
SEVERAL, PIECE = 24, 28        # STAP-A, FU-A
LOOK_AT = 8                    # units in one packet

KEY = Descriptor(True, True, None, False, None, 0, 0, False)
OTHER = Descriptor(False, False, None, False, None, 0, 0, False)


def read(payload: bytes) -> Descriptor | None:
    """A descriptor of no bytes; None when the packet lies about its units.

    >>> read(bytes.fromhex("6742e01f")).key, read(bytes.fromhex("41e0")).key
    (True, False)
    >>> read(b"") is None
    True
    """
    if not payload:
        return None
    kind = payload[0] & 31
    if kind == SEQUENCE:
        return KEY
    if kind == PIECE:
        if len(payload) < 3:
            return None
        return KEY if payload[1] & 0x80 and payload[1] & 31 == SEQUENCE else OTHER
    return _several(payload) if kind == SEVERAL else OTHER


def _several(payload: bytes) -> Descriptor | None:
    at, end = 1, len(payload)
    for _ in range(LOOK_AT):
        if at == end:
            break
        if at + 3 > end:
            return None
        size = payload[at] << 8 | payload[at + 1]
        if not 0 < size <= end - at - 2:
            return None
        if payload[at + 2] & 31 == SEQUENCE:
            return KEY
        at += 2 + size
    return OTHER
