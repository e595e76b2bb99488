"""The VP8 payload descriptor (RFC 7741 section 4.2): what a forwarder must know of a picture.

    |X|R|N|S|R| PID |  |I|L|T|K| RSV |  |M| PictureID …  |  TL0PICIDX  |  TID…  | VP8 …

Picture id and TL0PICIDX must go on without a jump when the source changes, else a
decoder waits for pictures that never were. Nothing behind the descriptor is touched.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Descriptor:
    begins: bool               # the first packet of a picture
    key: bool                  # … of one that needs no other
    picture_id: int | None
    wide: bool                 # 15 bits rather than 7
    level_zero: int | None     # TL0PICIDX
    layer: int                 # temporal layer, 0 when untold
    size: int                  # bytes of the descriptor
    sync: bool                 # it needs the lowest layer only, whatever was left out before it


def read(payload: bytes) -> Descriptor | None:
    """The descriptor, or None when the payload ends within it."""
    try:
        first, at = payload[0], 1
        picture_id: int | None = None
        level_zero: int | None = None
        wide, layer, sync = False, 0, False
        if first & 0x80:
            second, at = payload[1], 2
            if second & 0x80:
                wide = bool(payload[2] & 0x80)
                picture_id = (payload[2] & 0x7F) << 8 | payload[3] if wide else payload[2]
                at = 4 if wide else 3
            if second & 0x40:
                level_zero, at = payload[at], at + 1
            if second & 0x30:
                layer, sync, at = payload[at] >> 6, bool(payload[at] & 0x20), at + 1
        begins = bool(first & 0x10) and not first & 7
        key = begins and not payload[at] & 1
    except IndexError:
        return None
    return Descriptor(begins, key, picture_id, wide, level_zero, layer, at, sync)


def write(payload: bytes, old: Descriptor, picture_id: int, level_zero: int) -> bytes:
    """The descriptor with these numbers in place of its own; same size, same flags."""
    raw = bytearray(payload[: old.size])
    at = 2
    if old.picture_id is not None:
        if old.wide:
            raw[2], raw[3], at = 0x80 | picture_id >> 8 & 0x7F, picture_id & 0xFF, 4
        else:
            raw[2], at = picture_id & 0x7F, 3
    if old.level_zero is not None:
        raw[at] = level_zero & 0xFF
    return bytes(raw)


def area(payload: bytes, size: int) -> int:
    """How many pixels a picture that needs no other has (RFC 6386 section 9.1); 0 when it does not say.

    >>> area(bytes.fromhex("10 000000 9d012a 8002 6801"), 1)
    230400
    """
    head = payload[size : size + 10]
    if len(head) < 10 or head[0] & 1 or head[3:6] != b"\x9d\x01\x2a":
        return 0
    return (head[6] | head[7] << 8 & 0x3F00) * (head[8] | head[9] << 8 & 0x3F00)
