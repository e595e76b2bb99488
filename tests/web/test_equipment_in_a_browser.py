"""Clients that are not ours, by WHIP and WHEP: ffmpeg as a hall's codec, a page of another site as its screen."""

import asyncio
import http.server
import secrets
import subprocess
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import pytest
from litestar import Litestar
from playwright.async_api import BrowserContext, Page

from meetings.procedure.stage import DirectStage
from tests.chromium import chromium
from tests.media.conftest import launched
from tests.web.served import serving
from tests.web.under_way import Sitting, convene
from web.house import House
from web.settings import Settings

HERE = Path(__file__).parent
HALL, OTHER = "venue:SL-VH-01", "venue:SL-VH-02"
RED, BLUE = 0, 2


@pytest.fixture
async def relay(tmp_path: Path) -> AsyncIterator[int]:
    (tmp_path / "secret").write_text(secrets.token_hex(16))
    process, said = await launched(tmp_path)
    yield int(said["control"])
    if process.returncode is None:
        process.terminate()
    await process.wait()


@pytest.fixture
async def settings(tmp_path: Path, relay: int) -> Settings:
    return Settings(data=str(tmp_path / "var"), relay_control=f"ws://127.0.0.1:{relay}",
                    relay_secret_file=str(tmp_path / "secret"))


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """Another site, which serves a client of its own."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(HERE)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/whip.html"
    server.shutdown()
    server.server_close()


@dataclass
class Hall:
    """A sitting whose stage shows the hall, and doors to it."""

    house: House
    sitting: Sitting
    port: int
    new_page: Callable[[], Awaitable[Page]]

    async def door(self, subject: str, direction: Any) -> tuple[str, str]:
        """Where a device of the hall goes, and its pass."""
        _, secret = await self.house.register.passes.make(
            self.sitting.id, subject, direction, "person:p1", self.house.now())  # type: ignore[arg-type]
        door = "whip" if direction == "send" else "whep"
        return f"http://127.0.0.1:{self.port}/{door}/{self.sitting.id}", secret

    async def stage(self, subject: str) -> None:
        await self.sitting.do("chutoa", DirectStage, source=subject)

    async def there(self, role: str, subject: str, there: bool = True) -> None:
        """Until the relay says so."""
        assert self.house.relay
        async with asyncio.timeout(20):
            while (subject in (await self.house.relay.stats(self.sitting.id))[role]) is not there:
                await asyncio.sleep(0.05)


@pytest.fixture
async def hall(house: House, app: Litestar, elsewhere: str) -> AsyncIterator[Hall]:
    sitting = await convene(house)
    await sitting.open(where={"chutoa": "SL-VH"})
    async with serving(app) as port, chromium() as browser:
        context: BrowserContext = await browser.new_context()

        async def new_page() -> Page:
            page = await context.new_page()
            await page.goto(elsewhere)
            await page.wait_for_function("window.ready")
            return page

        yield Hall(house, sitting, port, new_page)


Send = Callable[..., Awaitable[asyncio.subprocess.Process]]


@pytest.fixture
async def send() -> AsyncIterator[Send]:
    """`await send(endpoint, secret, "red", 500)`: an ffmpeg sends that colour in H.264 and that tone by WHIP."""
    running: list[asyncio.subprocess.Process] = []

    async def begin(endpoint: str, secret: str, colour: str, hertz: int) -> asyncio.subprocess.Process:
        running.append(await asyncio.create_subprocess_exec(
            imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-loglevel", "error", "-re",
            "-f", "lavfi", "-i", f"color={colour}:size=320x180:rate=15", "-f", "lavfi", "-i", f"sine=frequency={hertz}",
            "-pix_fmt", "yuv420p", "-c:v", "libx264", "-profile:v", "baseline", "-preset", "ultrafast",
            "-tune", "zerolatency", "-g", "15", "-b:v", "200k", "-c:a", "libopus", "-ar", "48000", "-ac", "2",
            "-b:a", "32k", "-t", "120", "-f", "whip", "-authorization", secret, endpoint,
            stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ))
        return running[-1]

    yield begin
    for process in running:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def sees(page: Page, channel: int) -> None:
    await page.wait_for_function(
        "at => { const all = pixel(); return all.every((one, i) => i === at ? one > 90 : one < 70) }",
        arg=channel, timeout=20_000, polling=100,
    )


async def hears(page: Page, hertz: int) -> None:
    await page.wait_for_function("hertz => Math.abs(peak() - hertz) < 25", arg=hertz, timeout=20_000, polling=100)


async def frames(page: Page) -> int:
    return int((await page.evaluate("seen()"))["frames"])


async def test_a_codec_is_a_hall_and_is_seen_and_heard_while_it_is_on_the_stage(hall: Hall, send: Send) -> None:
    await hall.stage(OTHER)
    codec = await send(*await hall.door(HALL, "send"), "red", 500)
    await hall.there("senders", HALL)
    screen, camera = await hall.new_page(), await hall.new_page()
    third = await hall.door("venue:SL-VH", "watch")
    assert await screen.evaluate("([url, secret]) => play(url, secret)", third) == "begun"
    blue = (*await hall.door(OTHER, "send"), "blue")
    assert await camera.evaluate("([url, secret, colour]) => publish(url, secret, colour)", blue) == "begun"

    await sees(screen, BLUE)                             # the codec sends all the while, and nobody is sent it
    assert (await screen.evaluate("seen()"))["codec"] == "video/VP8"
    await hall.stage(HALL)
    await sees(screen, RED)
    await hears(screen, 500)
    assert (await screen.evaluate("seen()"))["codec"] == "video/H264"
    await hall.stage(OTHER)
    await sees(screen, BLUE)

    codec.terminate()                                    # it says goodbye by itself
    await hall.there("senders", HALL, there=False)


async def test_a_line_begun_anew_goes_on_and_a_goodbye_ends_it_at_once(hall: Hall) -> None:
    await hall.stage(HALL)
    camera, screen = await hall.new_page(), await hall.new_page()
    red = (*await hall.door(HALL, "send"), "red")
    assert await camera.evaluate("([url, secret, colour]) => publish(url, secret, colour)", red) == "begun"
    assert await screen.evaluate("([url, secret]) => play(url, secret)", await hall.door(OTHER, "watch")) == "begun"
    await sees(screen, RED)

    for page in (camera, screen):
        before = await page.evaluate("client.tag")
        assert await page.evaluate("client.trickle()") == 204
        assert await page.evaluate("client.restart()") == 200
        assert await page.evaluate("client.tag") != before
        await page.wait_for_function("async () => client.tag === `\"${await carried()}\"`", timeout=20_000)
        assert await page.evaluate("client.trickle()") == 204

    before = await frames(screen)
    await screen.wait_for_function("async before => (await seen()).frames > before + 30", arg=before, timeout=20_000)
    assert await camera.evaluate("client.stop()") == 200
    await hall.there("senders", HALL, there=False)
    assert await screen.evaluate("client.statuses") == ["POST 201", "PATCH 204", "PATCH 200", "PATCH 204"]
