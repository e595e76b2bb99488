"""Two ends of a socket in one process: what one sends the other reads, until either closes."""

import asyncio
from collections.abc import AsyncIterator

from media.channel import Closed


class End:
    """One end; `sent` keeps what was sent from here."""

    def __init__(self) -> None:
        self.coming: asyncio.Queue[str | None] = asyncio.Queue()
        self.sent: list[str] = []
        self.far: End = self
        self.closed = False

    async def send(self, text: str, /) -> None:
        if self.closed:
            raise Closed
        self.sent.append(text)
        self.far.coming.put_nowait(text)

    async def __aiter__(self) -> AsyncIterator[str]:
        while (text := await self.coming.get()) is not None:
            yield text

    def close(self) -> None:
        for end in (self, self.far):
            end.closed = True
            end.coming.put_nowait(None)


def pipe() -> tuple[End, End]:
    near, far = End(), End()
    near.far, far.far = far, near
    return near, far
