"""The head of an RTP packet (RFC 3550 section 5.1, RFC 8285 section 4.2).

    0                   1                   2                   3
    |V=2|P|X|  CC   |M|     PT      |       sequence number         |
    |                           timestamp                           |
    |                             SSRC                              |
    | CSRC … | extensions: 0xBEDE, length, elements | payload | padding |

Read with one unpack and no objects but the tuple: this runs for every packet.
"""

import struct
from typing import NamedTuple

FIXED = struct.Struct("!BBHLL")

MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
TRANSPORT_NUMBER = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_RID = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"


class Header(NamedTuple):
    marker: int                # 0x80 or 0
    payload_type: int          # 0 to 127
    sequence: int
    timestamp: int
    ssrc: int
    elements: int              # where the one-byte elements begin; 0: none
    body: int                  # where the payload begins
    end: int                   # where it ends: padding is cut off


def read(packet: bytes) -> Header | None:
    """The head, or None when the packet lies about its own length.

    >>> read(bytes(11)) is None
    True
    """
    size = len(packet)
    if size < 12:
        return None
    first, second, sequence, timestamp, ssrc = FIXED.unpack_from(packet)
    if first >> 6 != 2:
        return None
    body, elements, end = 12 + 4 * (first & 15), 0, size
    if first & 0x10:
        if size < body + 4:
            return None
        if packet[body] == 0xBE and packet[body + 1] == 0xDE:
            elements = body + 4
        body += 4 + 4 * (packet[body + 2] << 8 | packet[body + 3])
    if first & 0x20:
        if packet[-1] == 0:
            return None
        end -= packet[-1]
    if body > end:
        return None
    return Header(second & 0x80, second & 0x7F, sequence, timestamp, ssrc, elements, body, end)


def element(packet: bytes, header: Header, number: int) -> bytes | None:
    """What stands under this number among the one-byte elements."""
    at = header.elements
    if not at:
        return None
    while at < header.body:
        tag = packet[at]
        if tag == 0:
            at += 1
            continue
        size = (tag & 15) + 1
        if tag >> 4 == 15 or at + 1 + size > header.body:
            return None
        if tag >> 4 == number:
            return packet[at + 1 : at + 1 + size]
        at += 1 + size
    return None


def send_time(now: float) -> int:
    """Seconds as the 24 bits of abs-send-time: 6 before the point, 18 after it."""
    return int(now * 262144) & 0xFFFFFF


def mid_element(number: int, mid: str) -> bytes:
    """The element that names the m-line, padded to whole words; empty without a number."""
    if not number:
        return b""
    name = mid.encode()[:16]
    raw = bytes(((number << 4) | (len(name) - 1),)) + name
    return raw + bytes(-len(raw) % 4)
