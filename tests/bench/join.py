"""How long a delegate waits at the end of a thin line, and for how many bytes.

Chromium, cold, through 256 kbit/s with 300 ms round trip and TLS, everything counted both ways:
the first page (my meetings) and the page of the sitting, up to the moment the page can be used
(the document is complete, and on the live page the socket stands). Once more as a second visit.
The floor of the same run is one bare page of as many bytes through the same line and TLS.
"""

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, BrowserContext

from meetings.procedure.words import MeetingId
from tests.bench.rows import Row, spread
from tests.bench.tcp_line import Identity, ThinLine, identity, thin_line, tls_end
from tests.chromium import chromium
from tests.journeys.house import demo, dinh, free_port
from web.house import opened
from web.settings import Settings

ROUNDS = 3
LIMIT_KB, LIMIT_S, AGAIN_KB = 60.0, 3.0, 5.0
USABLE = """() => document.readyState === 'complete' &&
    (!document.body.dataset.view || performance.getEntriesByName('dinh-live').length > 0)"""


@dataclass
class Visit:
    kilobytes: float
    seconds: float


async def run() -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        async with demo(folder):
            pass                                       # a district with a meeting under way
        meeting, key = await delegate(folder)
        who = identity(Path(name))
        trust = f"--ignore-certificate-errors-spki-list={who.spki}"
        async with chromium(trust) as browser, far_server(folder, who) as (origin, line):
            found: dict[str, list[Visit]] = {}
            for _ in range(ROUNDS):
                for page, path in (("first page", "/meetings"), ("live page", f"/meetings/{meeting}/live")):
                    context = await signed_in(browser, origin, key)
                    found.setdefault(page, []).append(await visit(context, origin + path, line))
                    found.setdefault(f"{page} again", []).append(await visit(context, origin + path, line))
                    await context.close()
            floors = {page: [await bare(browser, who, v.kilobytes) for v in visits] for page, visits in found.items()}
    return [row for page, visits in found.items() for row in rows(page, visits, floors[page])]


def rows(page: str, visits: list[Visit], floor: list[float]) -> list[Row]:
    size = spread([v.kilobytes for v in visits])
    time = spread([v.seconds for v in visits])
    least = spread(floor)[1]
    allowed = AGAIN_KB if page.endswith("again") else LIMIT_KB
    return [
        Row(f"{page}, bytes", size[1], "kB", allowed, "limit", "<=", allowed, size),
        Row(f"{page}, usable after", time[1], "s", least, "one bare page of as many bytes, s", "<=", LIMIT_S, time),
    ]


async def delegate(folder: Path) -> tuple[MeetingId, str]:
    """The meeting under way and a session of one of its delegates."""
    async with opened(Settings(data=str(folder), demo=True)) as house:
        person = await house.register.people.by_login("daibieu06")
        assert person
        meetings = await house.register.sittings.of_person(person.id)
        under_way = next(one.id for one in meetings if one.phase == "in_session")
        return under_way, await house.register.signin.open_session("person", person.id, "bench", "", house.now())


@asynccontextmanager
async def far_server(folder: Path, who: Identity) -> AsyncIterator[tuple[str, ThinLine]]:
    """`dinh serve` behind TLS at the far end of the line."""
    port, media_port = free_port(), free_port(socket.SOCK_DGRAM)
    async with tls_end(port, who) as tls_port, thin_line(tls_port) as (line_port, line):
        origin = f"https://localhost:{line_port}"
        arguments = ("serve", "--behind-proxy", "--origin", origin, "--port", str(port), "--data", str(folder))
        async with dinh(*arguments, folder=folder, port=port, media_port=media_port) as house:
            house.host = f"localhost:{line_port}"
            await house.ready()
            yield origin, line


async def signed_in(browser: Browser, origin: str, key: str) -> BrowserContext:
    context = await browser.new_context(locale="vi-VN", viewport={"width": 360, "height": 740})
    await context.add_cookies([{"name": "__Host-dinh", "value": key, "url": origin, "httpOnly": True, "secure": True}])
    return context


async def visit(context: BrowserContext, url: str, line: ThinLine) -> Visit:
    page = await context.new_page()
    line.forget()
    loop = asyncio.get_running_loop()
    began = loop.time()
    await page.goto(url, wait_until="load", timeout=60_000)
    await page.wait_for_function(USABLE, polling=20)
    seconds = loop.time() - began
    await quiet(line)                                  # what comes later (an icon) is counted too
    visited = Visit(line.carried / 1000, seconds)
    await page.close()
    return visited


async def quiet(line: ThinLine) -> None:
    """Wait until nothing has been carried for twice its round trip."""
    before = -1
    while before != line.carried:
        before = line.carried
        await asyncio.sleep(0.6)


async def bare(browser: Browser, who: Identity, kilobytes: float) -> float:
    """One page of as many bytes, TLS's own greeting (about 3 kB) deducted, over the same kind of line."""
    body = b"<!doctype html><title>.</title>" + b"x" * max(0, int(kilobytes * 1000) - 3_000)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with tls_end(server.sockets[0].getsockname()[1], who) as tls_port, thin_line(tls_port) as (port, line):
        context = await browser.new_context()
        visited = await visit(context, f"https://localhost:{port}/", line)
        await context.close()
    server.close()
    return visited.seconds
