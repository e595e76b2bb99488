"""The house as a relay at a venue sees it: a WebSocket server with a tree behind it, and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from http import HTTPStatus

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response

from media.channel import MESSAGE
from media.grants import public_text
from media.link import RelayLink
from media.redial import Wire
from media.tree import Tree

CODES = {"": 1000, "replaced": 4409, "revoked": 4401}


class House:
    """`tokens`: who may come, by name. Everybody else is refused as the web server would."""

    def __init__(self, root: RelayLink) -> None:
        self.key, self.root = Ed25519PrivateKey.generate(), root
        self.tree = Tree(root, self.key, lambda: datetime.now(UTC))
        self.tokens: dict[str, str] = {}
        self.asked: list[str] = []                 # paths that were asked for
        self.port = 0
        self._server: Server | None = None

    def token(self, name: str) -> str:
        """A token for a relay of that name."""
        text = f"dinh-relay.{name}.{'s' * 43}.{public_text(self.key.public_key())}"
        self.tokens[f"Bearer {text}"] = name
        return text

    async def open(self) -> None:
        self._server = await serve(
            self._serve, "127.0.0.1", self.port, process_request=self._admit, max_size=MESSAGE, close_timeout=1
        )
        self.port = next(iter(self._server.sockets)).getsockname()[1]

    async def shut(self) -> None:
        """The line is cut: nobody is there, and whoever was is gone."""
        assert self._server
        self._server.close()
        await self._server.wait_closed()

    async def restart(self) -> None:
        """A new web server in the place of the one before: it has the key, and remembers nothing."""
        names = list(self.tree.attached())
        await self.shut()
        await self.tree.close()
        self.tree = Tree(RelayLink(self.root._url, self.root._secret), self.key, lambda: datetime.now(UTC))
        await self.tree.start()
        await self.open()
        for name in names:
            await self.has(name)

    def _admit(self, socket: ServerConnection, request: Request) -> Response | None:
        self.asked.append(request.path)
        known = request.headers.get("Authorization") in self.tokens and request.path == "/relays/link"
        return None if known else socket.respond(HTTPStatus.FORBIDDEN, "")

    async def _serve(self, socket: ServerConnection) -> None:
        assert socket.request
        name = self.tokens[socket.request.headers["Authorization"]]
        await socket.close(CODES[await self.tree.attach(name, Wire(socket), self._allowed)])

    async def _allowed(self, meeting: str) -> bool:
        return True

    async def has(self, name: str, there: bool = True) -> None:
        """Wait until that relay is attached, or is not any more."""
        async with asyncio.timeout(20):
            while (name in self.tree.attached()) is not there:
                await asyncio.sleep(0.01)


@asynccontextmanager
async def opened(root: RelayLink) -> AsyncIterator[House]:
    house = House(root)
    await house.tree.start()
    await house.open()
    yield house
    await house.shut()
    await house.tree.close()
