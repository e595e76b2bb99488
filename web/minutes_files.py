"""The minutes as documents, each made once.

    (meeting, number of its last entry, language) ─▶ bytes

Making one takes a sixth of a second and leaves some 5 MB of rings for the garbage collector; made anew
for everybody who asks, in the loop that counts votes, it held up the house. While an entry is the last
one the document is the same, so it is made in a thread, one at a time, and the last few are kept.
"""

import asyncio
from collections import OrderedDict
from zoneinfo import ZoneInfo

from meetings.papers import minutes_document
from meetings.procedure.minutes import Minutes

KEPT = 16                      # documents of about 40 kB

Key = tuple[str, int, str]


class MinutesFiles:
    """Made when first asked for."""

    def __init__(self) -> None:
        self._made: OrderedDict[Key, asyncio.Task[bytes]] = OrderedDict()
        self._turn = asyncio.Semaphore(1)

    async def docx(self, meeting: str, seq: int, found: Minutes, locale: str, zone: ZoneInfo) -> bytes:
        """The document of `found`, as it stands at entry `seq`."""
        key = (meeting, seq, locale)
        making = self._made.get(key)
        if making is None or (making.done() and (making.cancelled() or making.exception() is not None)):
            making = self._made[key] = asyncio.create_task(self._make(found, locale, zone))
        self._made.move_to_end(key)
        while len(self._made) > KEPT:
            self._made.popitem(last=False)
        return await asyncio.shield(making)

    async def _make(self, found: Minutes, locale: str, zone: ZoneInfo) -> bytes:
        async with self._turn:
            return await asyncio.to_thread(minutes_document.docx, found, locale, zone)
