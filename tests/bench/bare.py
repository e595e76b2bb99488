"""The floor: `websockets.broadcast` and nothing else. "SIZE MARK" to /trigger sends SIZE bytes with the mark to all."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed


async def _messages(socket: ServerConnection) -> AsyncIterator[str | bytes]:
    with contextlib.suppress(ConnectionClosed):
        while True:
            yield await socket.recv()


async def main() -> None:
    everybody: set[ServerConnection] = set()

    async def handler(socket: ServerConnection) -> None:
        if socket.request is not None and socket.request.path == "/trigger":
            async for message in _messages(socket):
                size, mark = str(message, "ascii").split() if isinstance(message, bytes) else message.split()
                broadcast(everybody, mark.ljust(int(size), "."))
            return
        everybody.add(socket)
        try:
            await socket.wait_closed()
        finally:
            everybody.discard(socket)

    async with serve(handler, "127.0.0.1", 0, compression=None) as server:
        print(next(iter(server.sockets)).getsockname()[1], flush=True)
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        await reader.read()


if __name__ == "__main__":
    uvloop.run(main())
