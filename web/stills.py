"""Stills of the screen that is shown, for whoever's line carries no picture of it: kept in memory, the last one.

    who shows it ─▶ put ─▶ one for each meeting ─▶ `still` on every page: its address and its time
    the record says that the screen is shown no more ─▶ gone

Nothing is decoded here: of a picture its kind and size are read off its head, and it goes out as it came.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from meetings.procedure.meeting import Entry, Meeting
from meetings.procedure.words import MeetingId, SourceId

BYTES = 80_000                 # of one still, at most
WIDEST = 1_280                 # pixels, and as many high
EVERY = timedelta(seconds=5)   # at least between two of one meeting
MEETINGS = 200                 # whose still is kept: 16 MB


@dataclass(frozen=True, slots=True)
class Still:
    """One picture of a screen, as it was at a moment."""

    source: SourceId
    at: datetime
    media_type: str
    data: bytes
    width: int
    height: int
    tag: str                   # names its bytes


class Unfit(Exception):
    """Not a picture that is taken: neither JPEG nor WebP, or too large."""


class TooSoon(Exception):
    """The last one is hardly there."""


class Stills:
    """The last still of each meeting."""

    def __init__(self) -> None:
        self._kept: dict[MeetingId, Still] = {}

    def put(self, meeting: MeetingId, source: SourceId, data: bytes, at: datetime) -> Still:
        """Keep it in the place of the one before. Raises `Unfit`, `TooSoon`."""
        former = self._kept.get(meeting)
        if former is not None and former.source == source and at - former.at < EVERY:
            raise TooSoon
        if len(data) > BYTES:
            raise Unfit
        media_type, width, height = measured(data)
        if not (0 < width <= WIDEST and 0 < height <= WIDEST):
            raise Unfit
        self._kept.pop(meeting, None)
        if len(self._kept) >= MEETINGS:
            del self._kept[next(iter(self._kept))]
        still = Still(source, at, media_type, data, width, height, sha256(data).hexdigest()[:16])
        self._kept[meeting] = still
        return still

    def of(self, meeting: MeetingId, source: SourceId | None) -> Still | None:
        """The still of the screen that is shown there."""
        kept = self._kept.get(meeting)
        return kept if kept is not None and kept.source == source else None

    def announced(self, name: MeetingId, before: Meeting, after: Meeting, entries: Sequence[Entry]) -> None:
        """Forget a screen that is shown no more; for `gallery.also`."""
        if after.screen is None or after.screen != before.screen:
            self._kept.pop(name, None)


def measured(data: bytes) -> tuple[str, int, int]:
    """Kind, width and height of a JPEG (ITU-T T.81 annex B) or a WebP (RFC 9649). Raises `Unfit`."""
    try:
        if data[:3] == b"\xff\xd8\xff":
            return "image/jpeg", *_of_jpeg(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return "image/webp", *_of_webp(data)
    except IndexError as short:
        raise Unfit from short
    raise Unfit


def _of_jpeg(data: bytes) -> tuple[int, int]:
    at = 2
    while data[at] == 0xFF:
        marker, length = data[at + 1], data[at + 2] << 8 | data[at + 3]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):        # the frame's own head
            return data[at + 7] << 8 | data[at + 8], data[at + 5] << 8 | data[at + 6]
        at += 2 + length
    raise Unfit


def _of_webp(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        return (data[26] | data[27] << 8) & 0x3FFF, (data[28] | data[29] << 8) & 0x3FFF
    if kind == b"VP8L" and data[20] == 0x2F:
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1 if len(data) > 24 else 0
    if kind == b"VP8X" and len(data) > 29:
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    raise Unfit
