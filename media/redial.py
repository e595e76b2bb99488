"""Reaching out for the other end of the control channel, and coming back to it.

    keep_up(url, bearer, serve, pause, …)     dials, serves, waits, dials again, until it is cancelled

TLS is verified as everywhere on this machine; an authority of one's own is named by SSL_CERT_FILE.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Literal

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from media.channel import Closed, Socket

log = logging.getLogger(__name__)

PATIENCE = 10.0                # seconds for a connection to open
LASTED = 10.0                  # seconds after which a connection counts as a good one


class Wire:
    """A WebSocket as the channel wants it."""

    def __init__(self, connection: ClientConnection | ServerConnection) -> None:
        self._connection = connection

    async def send(self, text: str, /) -> None:
        try:
            await self._connection.send(text)
        except ConnectionClosed:
            raise Closed from None

    async def __aiter__(self) -> AsyncIterator[str | bytes]:
        try:
            async for message in self._connection:
                yield message
        except ConnectionClosed:
            return


async def keep_up(
    url: str, bearer: str, serve: Callable[[Socket], Awaitable[object]], pause: Callable[[int, int], float],
    largest: int, proxy: Literal[True] | None = None,
) -> None:
    """`pause(tries, code)`: seconds until the next attempt; how many came to nothing by now, and the HTTP
    status or close code that the last one ended with, 0 for none. `largest`: bytes in a message. `proxy`: True
    for the one in the environment.
    """
    tries = 0
    while True:
        code, began = 0, time.monotonic()
        try:
            async with connect(
                url, additional_headers={"Authorization": f"Bearer {bearer}"}, max_size=largest, compression=None,
                proxy=proxy, open_timeout=PATIENCE, ping_interval=10, ping_timeout=20, close_timeout=1,
            ) as connection:
                began = time.monotonic()
                await serve(Wire(connection))
            code = connection.close_code or 0
        except InvalidStatus as refused:
            code = refused.response.status_code
            log.info("%s refuses us: %d", url, code)
        except (OSError, TimeoutError, InvalidHandshake, ConnectionClosed, Closed) as problem:
            level = logging.INFO if tries else logging.WARNING         # once an outage
            log.log(level, "%s cannot be reached, and is tried again: %s", url, problem)
        except Exception:                          # whatever it was, a relay nobody reaches is worse
            log.exception("the channel to %s broke", url)
        tries = 0 if time.monotonic() - began > LASTED else tries
        await asyncio.sleep(pause(tries, code))
        tries += 1
