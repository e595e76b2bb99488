"""Where the web server beside a relay knocks: it must know the secret; what it orders is `media.orders`' business."""

import hmac

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response

from media.channel import MESSAGE
from media.orders import Orders
from media.redial import Wire


class Door:
    """Listens for who directs us."""

    def __init__(self, orders: Orders, secret: str) -> None:
        self._orders, self._secret = orders, secret
        self._server: Server | None = None

    async def open(self, host: str, port: int) -> int:
        """Listen; the port it became."""
        self._server = await serve(
            self._serve, host, port, process_request=self._admit, max_size=MESSAGE, compression=None, close_timeout=1
        )
        self._orders.open()
        return int(next(iter(self._server.sockets)).getsockname()[1])

    async def close(self) -> None:
        self._orders.close()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def _admit(self, socket: ServerConnection, request: Request) -> Response | None:
        said = request.headers.get("Authorization", "")
        if hmac.compare_digest(said.encode(), f"Bearer {self._secret}".encode()):
            return None
        return socket.respond(401, "The secret is not the one we share.\n")

    async def _serve(self, socket: ServerConnection) -> None:
        await self._orders.serve(Wire(socket))
