"""A house whose halls are somewhere else: each in a network of its own, at the end of a simulated line (root).

    async with far_house(folder, line(256, 0.15)) as far:
        async with chromium(far.trust, program=far.halls[0].browser) as browser:
            hall = await far.comes(browser, "sl-vh-02")        # all its traffic, TLS and TCP too, goes over the line

It is the example's district, served with TLS at an address that the halls reach. The links of the example sign in once.
"""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from playwright.async_api import Browser

from tests.bench.tcp_line import Identity, identity
from tests.journeys.house import PATIENCE, House, demo, dinh, free_port
from tests.journeys.person import Person, arrives
from tests.lines.halls import Halls, halls
from tests.lines.line import Line


@dataclass
class Far:
    house: House
    halls: Halls
    origin: str
    identity: Identity

    @property
    def trust(self) -> str:
        """What a browser is started with."""
        return f"--ignore-certificate-errors-spki-list={self.identity.spki}"

    async def comes(self, browser: Browser, login: str, **how: object) -> Person:
        """Somebody by the link of the example, signed in."""
        person = await arrives(browser, login, **how)  # type: ignore[arg-type]
        await person.goes(self.origin + urlsplit(self.house.person(login).url).path)
        await person.page.locator("main form button").first.click()
        await person.page.wait_for_url(lambda url: "/enter/" not in url)
        return person

    async def answers(self) -> None:
        async with httpx.AsyncClient(verify=False) as client, asyncio.timeout(PATIENCE):
            while True:
                try:
                    if (await client.get(f"{self.origin}/readyz")).status_code == 200:
                        return
                except httpx.TransportError:
                    await asyncio.sleep(0.05)


@asynccontextmanager
async def far_house(folder: Path, *lines: Line) -> AsyncIterator[Far]:
    """One hall for each line."""
    data = folder / "data"
    async with demo(data):
        pass                                           # a district with a meeting under way
    async with halls(*lines) as found:
        port, media_port = free_port(), free_port(socket.SOCK_DGRAM)
        who, origin = identity(folder, found.house), f"https://{found.house}:{port}"
        arguments = (
            "serve", "--host", "0.0.0.0", "--port", str(port), "--origin", origin, "--cert", str(who.certificate),
            "--key", str(who.key), "--announce", found.house, "--data", str(data),
        )
        async with dinh(*arguments, folder=data, port=port, media_port=media_port) as house:
            far = Far(house, found, origin, who)
            await far.answers()
            yield far
