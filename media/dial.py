"""A relay at a venue reaches for the server of the house, because nobody can dial into its network.

    Dial ── wss://HOUSE/relays/link, Bearer TOKEN ──▶ server      then as `media.orders` says

The token names the relay, proves that it is the one, and carries the key by which grants are known. When the
line is cut the relay goes on for its hall, up to twelve hours, and comes back by itself; not all halls at once.
When the token is refused nobody directs it any more, so everybody is let go, and it asks but rarely.
"""

import asyncio
import contextlib
import ipaddress
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from media import grants
from media.channel import MESSAGE, Socket
from media.orders import Orders
from media.redial import keep_up

log = logging.getLogger(__name__)

WAY = "/relays/link"
ALONE = 12 * 3600.0            # seconds the relay goes on for its hall without the house
PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0)          # seconds between attempts, each half as long or half as long again
RARELY = 60.0                  # likewise, while the token is refused or used elsewhere
REFUSED, REVOKED, REPLACED = (401, 403), 4401, 4409        # HTTP status; close codes
BELIEVED = 3                   # refusals in a row: one may be a proxy's mistake


@dataclass(frozen=True, slots=True)
class Token:
    """What the house gave us: `dinh-relay.NAME.SECRET.PUBLICKEY`."""

    text: str = field(repr=False)
    name: str
    key: Ed25519PublicKey


def token(text: str) -> Token:
    """The token of that text. Raises ValueError, in words for who installs the relay."""
    parts = text.strip().split(".")
    try:
        what, name, secret, key = parts
        if what != "dinh-relay" or not grants.NAME.match(name) or not secret or len(text) > 400:
            raise ValueError
        return Token(".".join(parts), name, grants.public_key(key))
    except ValueError:
        raise ValueError("this is no token for a relay; copy the whole line that the house showed") from None


def address(parent: str) -> str:
    """Where to dial for a house at that address. Raises ValueError, in words.

    >>> address("https://hop.vanho.example/")
    'wss://hop.vanho.example/relays/link'
    >>> address("http://127.0.0.1:8000")
    'ws://127.0.0.1:8000/relays/link'
    """
    parts = urlsplit(parent.strip())
    host = parts.hostname or ""
    if not host or parts.username or parts.query or parts.fragment or parts.path not in ("", "/"):
        raise ValueError(f"{parent} is not the address of a house, such as https://hop.vanho.example")
    if parts.scheme == "https":
        return f"wss://{parts.netloc}{WAY}"
    if parts.scheme == "http" and _loopback(host):
        return f"ws://{parts.netloc}{WAY}"
    raise ValueError(f"{parent} must begin with https://: the token would travel in the clear")


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Dial:
    """Keeps the line to the house."""

    def __init__(self, orders: Orders, url: str, token: Token, say: Callable[[str], object] = lambda _: None) -> None:
        self._orders, self._url, self._token, self._say = orders, url, token, say
        self._refusals = 0
        self._reaching: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to reach for the house; does not wait for it."""
        self._orders.open()
        self._reaching = asyncio.create_task(
            keep_up(self._url, self._token.text, self._serve, self._pause, MESSAGE, proxy=True)
        )

    async def _serve(self, socket: Socket) -> None:
        self._say(f"connected to {self._url}")
        await self._orders.serve(socket)

    async def close(self) -> None:
        self._orders.close()
        if self._reaching is not None:
            self._reaching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reaching

    def _pause(self, tries: int, code: int) -> float:
        """Seconds until the next attempt, after one that ended with this status or close code."""
        refused = code in REFUSED or code == REVOKED
        self._refusals = self._refusals + 1 if refused else 0
        if refused:
            log.warning("the house does not take our token (%d): perhaps it was revoked", code)
        if code == REVOKED or self._refusals == BELIEVED:
            self._orders.dismiss()
        pause = RARELY if refused or code == REPLACED else PAUSES[min(tries, len(PAUSES) - 1)]
        return pause * random.uniform(0.5, 1.5)    # noqa: S311 - spreads, hides nothing
