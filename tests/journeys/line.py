"""One person's line to the house, which can be cut and mended.

A cut line is a black hole, as in the hills: connections stay open and nothing arrives; new ones
are taken and hear nothing. Mended, what was held goes on its way, unless an end has given up.
(The browser's own "offline" switch lets sockets that stand, and some new ones, go on.)
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class Line:
    """A port on 127.0.0.1 that leads to the house."""

    port: int = 0
    whole: asyncio.Event = field(default_factory=asyncio.Event)

    def cut(self) -> None:
        self.whole.clear()

    def mend(self) -> None:
        self.whole.set()

    def of(self, url: str) -> str:
        """The same address over this line."""
        scheme, rest = url.split("://")
        host, _, path = rest.partition("/")
        return f"{scheme}://{host.split(':')[0]}:{self.port}/{path}"


@asynccontextmanager
async def line_to(target: int) -> AsyncIterator[Line]:
    line = Line()
    line.mend()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65_536):
                await line.whole.wait()
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            pass
        await line.whole.wait()
        writer.close()

    async def taken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await line.whole.wait()
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", target)
        except OSError:
            writer.close()
            return
        await asyncio.gather(carry(reader, far_writer), carry(far_reader, writer))

    server = await asyncio.start_server(taken, "127.0.0.1", 0)
    line.port = server.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        line.mend()
        server.close()
