"""A screen is shown from one page and seen on others: sharp where the line carries it, else as a still."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from meetings.procedure.floor import GiveFloor
from tests.chromium import chromium
from tests.media.conftest import launched
from tests.web.served import serving
from tests.web.under_way import convene
from web import sessions
from web.settings import Settings

PHONE, HALL = (360, 740), (1920, 1080)
LATE = 30_000                  # ms


@pytest.fixture
async def relay(tmp_path: Path) -> AsyncIterator[int]:
    (tmp_path / "secret").write_text(secrets.token_hex(16))
    process, said = await launched(tmp_path)
    yield int(said["control"])
    process.terminate()
    await process.wait()


@pytest.fixture
async def settings(tmp_path: Path, relay: int) -> Settings:
    return Settings(data=str(tmp_path / "var"), relay_control=f"ws://127.0.0.1:{relay}",
                    relay_secret_file=str(tmp_path / "secret"))


@pytest.fixture
async def sitting(house):
    sitting = await convene(house)
    await sitting.open(where={"chutoa": "SL-VH"})
    await sitting.item(2)
    await sitting.show(2)
    await sitting.do("chutoa", GiveFloor, member=sitting.people["daibieu03"], seconds=600)
    return sitting


@pytest.fixture
async def pages(app, house, client_for, sitting):
    async with serving(app) as port, chromium() as browser:

        async def opened(who: str, view: str, size: tuple[int, int], most: str = "full") -> Any:
            client = await client_for(who)
            context = await browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="vi")
            token = client.cookies[sessions.COOKIE]
            await context.add_cookies([{"name": sessions.COOKIE, "value": token, "url": f"http://127.0.0.1:{port}"}])
            await context.add_init_script(f"sessionStorage.setItem('dinh.most', '{most}')")
            page = await context.new_page()
            page.complaints = []
            page.on("pageerror", lambda error: page.complaints.append(str(error)))
            await page.goto(f"http://127.0.0.1:{port}/meetings/{sitting.id}/{view}")
            return page

        yield opened


async def until(page: Any, asked: str) -> None:
    """Ask the page until it says yes."""
    async with asyncio.timeout(60):                      # the ladder is climbed step by step
        while not await page.evaluate(asked):
            await asyncio.sleep(0.1)


async def shows(page: Any) -> None:
    """The first picture is as wide as the screen, and of few frames."""
    await until(page, "document.querySelector('video')?.videoWidth === 1280")
    rate = await page.evaluate("""async () => {
        const video = document.querySelector("video");
        const next = () => new Promise((go) => video.requestVideoFrameCallback(go));
        const [begun, frames] = [await next(), 6];
        for (let n = 0; n < frames; n++) await next();
        return frames / (await next() - begun) * 1000;
    }""")
    assert rate < 8                                      # a hall's own picture has fifteen


async def test_a_screen_is_seen_sharp_or_as_a_still_with_its_time_until_it_is_stopped(pages, sitting) -> None:
    speaker, wall = await pages("daibieu03", "live", PHONE), await pages("venue:SL-VH-01", "stage", HALL)
    far = await pages("daibieu05", "live", PHONE, most="page")
    await far.get_by_role("button", name="Nghe và xem").click()

    await speaker.get_by_role("button", name="Chiếu màn hình").click()
    await expect(speaker.get_by_text("Mọi người đang xem màn hình này.")).to_be_visible(timeout=LATE)

    await shows(wall)
    await expect(wall.locator("[data-mode=screen]")).to_contain_text("Đang chiếu màn hình")
    still = far.get_by_role("img", name=re.compile("Màn hình của .* lúc"))
    await expect(still).to_be_visible(timeout=LATE)
    await expect(far.get_by_text(re.compile(r"Ảnh lúc \d\d:\d\d:\d\d"))).to_be_visible()
    await until(far, "document.querySelector('#still img').naturalWidth === 1280")

    await speaker.get_by_role("button", name="Ngừng chiếu màn hình").click()
    await expect(speaker.get_by_role("button", name="Chiếu màn hình")).to_be_visible()
    await expect(wall.locator("[data-mode=speaker]")).to_be_visible()
    await expect(far.locator("#still")).to_have_count(0)
    assert (await sitting.stands()).screen is None
    assert [page.complaints for page in (speaker, wall, far)] == [[], [], []]
