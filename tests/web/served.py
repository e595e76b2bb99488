"""The application behind a real server on a free port, and real sockets to it.

    async with serving(app) as port: ...
    async with look_on(port, client, meeting, view="live") as page:
        await page.ask("AskFloor")     ─▶ its receipt or ruling
"""

import asyncio
import contextlib
import json
import socket
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from web import sessions


@asynccontextmanager
async def serving(app, at=("127.0.0.1", 0), **options) -> AsyncIterator[int]:
    """A server in this very loop; gone when the block is left. `options`: uvicorn's."""
    listener = socket.create_server(at)
    config = uvicorn.Config(
        app, ws="web.sockets:Socket", lifespan="off", log_level="error", ws_max_size=65_536,
        ws_per_message_deflate=False, **options,
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None
    task = asyncio.create_task(server.serve([listener]))
    try:
        while not server.started:
            await asyncio.sleep(0.01)
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        server.force_exit = True
        await task


class Page:
    """A browser's side of the socket."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def next(self, *types: str) -> dict:
        """The next frame of one of these types; other kinds are passed over."""
        async with asyncio.timeout(10):
            while True:
                frame = json.loads(await self.socket.recv())
                if not types or frame["type"] in types:
                    return frame

    async def say(self, **message) -> None:
        await self.socket.send(json.dumps(message))

    async def ask(self, type: str, id: str | None = None, **fields) -> dict:
        id = id or str(uuid.uuid4())
        await self.say(type=type, id=id, **fields)
        answer = await self.next("Receipt", "Ruling")
        assert answer["re"] == id
        return answer

    async def closed(self) -> int:
        """The code it is closed with."""
        with contextlib.suppress(ConnectionClosed):
            async with asyncio.timeout(10):
                async for _ in self.socket:
                    pass
        return self.socket.close_code


@asynccontextmanager
async def look_on(port, client, meeting, view="live", since=0, origin=None, query="", **options) -> AsyncIterator[Page]:
    """Open a page's socket as this client."""
    headers = {"cookie": f"{sessions.COOKIE}={client.cookies.get(sessions.COOKIE, '')}", "accept-language": "vi"}
    origin = f"http://127.0.0.1:{port}" if origin is None else origin
    async with connect(
        f"ws://127.0.0.1:{port}/meetings/{meeting}/gallery?view={view}&since={since}{query}",
        origin=origin or None, additional_headers=headers, compression=None, **options,
    ) as socket:
        yield Page(socket)
