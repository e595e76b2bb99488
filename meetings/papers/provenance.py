"""What a camera wrote beside a picture (place, time, device, its owner's remarks) is taken off before it is kept.

The pixels are not touched. Of a JPEG's EXIF only the orientation is written anew, else
a page would lie on its side; whatever was hung behind the picture's end goes too.
"""

import re
import struct
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from meetings.papers.kinds import Kind
from meetings.papers.refusals import Refused

STRIPPED = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP})
REMARKS = {0xE1, *range(0xE3, 0xEE), 0xEF, 0xFE}       # EXIF, XMP, IPTC, makers' own, comments; not JFIF, ICC, Adobe
ICC = b"ICC_PROFILE\0"
NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
PARTS = 50_000                 # of one picture: a scan of 100 MB has a quarter of it
CHUNKS_LEFT = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}


def stripped(path: Path, kind: Kind) -> bytes | None:
    """The picture without remarks; None when there are none. It blocks: call it in a thread.

    Raises:
        Refused: `damaged`, when its parts don't follow one another.
    """
    content = path.read_bytes()
    read = {Kind.JPEG: _jpeg, Kind.PNG: _png, Kind.WEBP: _webp}[kind]
    try:
        parts = list(islice(read(content), PARTS + 1))
        kept = b"".join(parts)
    except (struct.error, IndexError, ValueError) as error:
        raise Refused("damaged") from error
    if len(parts) > PARTS:
        raise Refused("damaged")
    return None if kept == content else kept


def _jpeg(content: bytes) -> Iterator[bytes]:
    yield content[:2]
    at, turned = 2, 1
    while True:
        while content[at + 1] == 0xFF:                 # fill bytes
            at += 1
        marker = content[at + 1]
        if content[at] != 0xFF:
            raise ValueError("no marker")
        if marker == 0xD9:
            yield b"\xff\xd9"
            return
        end = at + 2 + struct.unpack_from(">H", content, at + 2)[0]
        segment = content[at:end]
        if marker == 0xE1 and turned == 1 and segment[4:10] == b"Exif\0\0":
            turned = _orientation(segment[10:])
            yield _only_orientation(turned) if turned != 1 else b""
        else:
            left = marker in REMARKS or (marker == 0xE2 and segment[4:16] != ICC)
            yield segment if not left else b""
        if marker == 0xDA:
            found = NEXT_MARKER.search(content, end)
            if found is None:                          # cut off: the reader of pages will say so
                yield content[end:]
                return
            yield content[end:found.start()]
            end = found.start()
        at = end


def _orientation(tiff: bytes) -> int:
    """1 to 8, as EXIF's tag 0x0112 says; 1 when it says nothing."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 10:
        return 1
    at = struct.unpack_from(order + "I", tiff, 4)[0]
    if at + 2 > len(tiff):
        return 1
    for entry in range(min(struct.unpack_from(order + "H", tiff, at)[0], 200)):
        place = at + 2 + 12 * entry
        if place + 12 > len(tiff):
            break
        tag, _, _, value = struct.unpack_from(order + "HHIH", tiff, place)
        if tag == 0x0112:
            return value if 1 <= value <= 8 else 1
    return 1


def _only_orientation(value: int) -> bytes:
    tiff = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, 0x0112, 3, 1, value, 0, 0)
    return struct.pack(">HH6s", 0xFFE1, 8 + len(tiff), b"Exif\0\0") + tiff


def _png(content: bytes) -> Iterator[bytes]:
    yield content[:8]
    at = 8
    while at < len(content):
        size, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + size
        yield content[at:end] if name not in CHUNKS_LEFT else b""
        if name == b"IEND":
            return
        at = end


def _webp(content: bytes) -> Iterator[bytes]:
    kept: list[bytes] = []
    at, end = 12, min(8 + struct.unpack_from("<I", content, 4)[0], len(content))
    while at + 8 <= end:
        if len(kept) > PARTS:
            raise ValueError("too many parts")
        name, size = struct.unpack_from("<4sI", content, at)
        chunk = content[at:at + 8 + size + size % 2]
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~0x0C]) + chunk[9:]      # says no longer that EXIF and XMP follow
        if name not in (b"EXIF", b"XMP "):
            kept.append(chunk)
        at += 8 + size + size % 2
    body = b"".join(kept)
    yield struct.pack("<4sI4s", b"RIFF", 4 + len(body), b"WEBP") + body
