"""One press on the page of the line test, in a real browser with a real relay."""

import re
import secrets

import pytest
from playwright.async_api import expect

from tests.chromium import chromium
from tests.media.conftest import launched
from tests.web.served import serving
from tests.web.under_way import convene
from web import sessions
from web.settings import Settings

HALL = "venue:SL-VH-01"
THIN = {"offline": False, "latency": 150, "downloadThroughput": 32_000, "uploadThroughput": 32_000}     # bytes a second


@pytest.fixture
async def relay(tmp_path):
    (tmp_path / "secret").write_text(secrets.token_hex(16))
    process, said = await launched(tmp_path)
    yield process, int(said["control"])
    if process.returncode is None:
        process.terminate()
    await process.wait()


@pytest.fixture
async def settings(tmp_path, relay):
    return Settings(data=str(tmp_path / "var"), relay_control=f"ws://127.0.0.1:{relay[1]}",
                    relay_secret_file=str(tmp_path / "secret"))


@pytest.fixture
async def page(house, app, client_for):
    """The hall's page of the line test, 360 px wide; the meeting's id is its `meeting`."""
    sitting = await convene(house)
    client = await client_for(HALL)
    async with serving(app) as port, chromium() as browser:
        context = await browser.new_context(viewport={"width": 360, "height": 740}, locale="vi")
        url = f"http://127.0.0.1:{port}"
        await context.add_cookies([{"name": sessions.COOKIE, "value": client.cookies[sessions.COOKIE], "url": url}])
        page = await context.new_page()
        page.complaints, page.meeting = [], sitting.id
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        await page.goto(f"{url}/meetings/{sitting.id}/line-test")
        yield page


async def test_one_press_and_an_answer_tell_how_the_place_is(page, house):
    await page.keyboard.press("Tab")
    await page.get_by_role("button", name="Bắt đầu thử").focus()
    await page.keyboard.press("Enter")

    await expect(page.get_by_text("Đường truyền đủ cho tiếng và hình rõ")).to_be_visible(timeout=30_000)
    await expect(page.locator("[data-self] video")).to_be_visible()
    await page.get_by_role("button", name="Có, nghe thấy").click()
    await expect(page.get_by_text("Cảm ơn, đã ghi lại")).to_be_visible()

    found = await house.register.line_tests.last_of(page.meeting, HALL)
    assert found.packets > 100
    assert found.lost == 0
    assert found.round_trip is not None
    assert found.way == "direct"
    assert (found.microphone, found.camera, found.loudspeaker) == ("heard", "seen", "heard")
    assert (await house.relay.stats(f"test:{HALL}"))["peers"] == 0           # both have said goodbye
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.complaints == []


async def test_a_thin_line_is_measured_with_few_bytes(page, house):
    carried = []
    session = await page.context.new_cdp_session(page)
    session.on("Network.dataReceived", lambda event: carried.append(event["dataLength"]))
    page.on("request", lambda request: carried.append(len(request.post_data_buffer or b"")))
    await session.send("Network.enable")
    await session.send("Network.emulateNetworkConditions", THIN)
    await page.get_by_role("button", name="Bắt đầu thử").click()

    await expect(page.get_by_text("Đường truyền đủ cho tiếng và hình nhỏ")).to_be_visible(timeout=40_000)

    found = await house.register.line_tests.last_of(page.meeting, HALL)
    assert 180 <= found.down_kbit <= 330
    assert 160 <= found.up_kbit <= 330
    assert 0 < sum(carried) < 400_000


async def test_where_the_relay_is_gone_the_rest_is_measured_and_said(page, house, relay):
    relay[0].kill()
    await relay[0].wait()
    await page.get_by_role("button", name="Bắt đầu thử").click()

    await expect(page.get_by_text("Từ nơi này không truyền được tiếng và hình")).to_be_visible(timeout=40_000)
    await expect(page.get_by_text(re.compile("không gói nào về tới"))).to_be_visible()
    found = await house.register.line_tests.last_of(page.meeting, HALL)
    assert found.packets == 0
    assert found.down_kbit
