"""The sitting's pages in a real browser: two presses to vote, pages turned, nothing that a reader trips over."""

import asyncio
import re
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.async_api import expect

from meetings.procedure.floor import AskFloor, GiveFloor
from meetings.procedure.sitting import Close
from tests.chromium import chromium
from tests.web.served import serving
from tests.web.under_way import convene
from web import sessions

PHONE, TABLET, HALL = (360, 740), (1024, 768), (1920, 1080)
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
SERIOUS = ("serious", "critical")


@pytest.fixture
async def sitting(house):
    sitting = await convene(house)
    await sitting.open(where={"daibieu03": "SL-VH-01"})
    await sitting.item(2)
    await sitting.show(2)
    return sitting


@pytest.fixture
async def pages(app, house, client_for, sitting):
    """`pages(who, view, size)`: an open page of the sitting, signed in."""
    async with serving(app) as port, chromium() as browser:

        async def opened(who, view, size=PHONE, **options):
            client = await client_for(who)
            context = await browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="vi", **options)
            token = client.cookies[sessions.COOKIE]
            await context.add_cookies([{"name": sessions.COOKIE, "value": token, "url": f"http://127.0.0.1:{port}"}])
            page = await context.new_page()
            page.complaints = []
            page.on("pageerror", lambda error: page.complaints.append(str(error)))
            await page.goto(f"http://127.0.0.1:{port}/meetings/{sitting.id}/{view}")
            return page

        yield opened


async def test_a_ballot_from_opening_to_finding_in_three_browsers(pages, sitting):
    chair, hall = await pages("chutoa", "console", TABLET), await pages("venue:SL-VH-01", "stage", HALL)
    delegate = await pages("daibieu03", "live")
    await chair.locator("#open-ballot summary").click()
    await chair.locator("#question").fill("Thông qua dự toán?")
    await chair.get_by_role("button", name="Mở biểu quyết ngay").click()

    yes, no = delegate.locator(".plate.for"), delegate.get_by_role("radio", name="Không tán thành")
    await no.click()
    await expect(delegate.get_by_text("Bấm lại ô đó để gửi")).to_be_visible()
    await yes.click()                                                # one may think again
    await expect(no).to_have_attribute("aria-checked", "false")
    await yes.click()
    await expect(delegate.get_by_text(re.compile(r"Đã nhận lúc \d\d:\d\d:\d\d")).first).to_be_visible()
    await expect(no).to_have_attribute("aria-disabled", "true")
    await expect(hall.get_by_text("Mời biểu quyết")).to_be_visible()
    await expect(chair.locator(".ballot-now .num")).to_have_text("1")

    await chair.locator("summary", has_text="Kết thúc biểu quyết").click()
    await chair.get_by_role("button", name="Đúng, kết thúc biểu quyết").click()
    await chair.locator("summary", has_text="Xác nhận:").click()
    await chair.get_by_role("button", name="Đúng, xác nhận kết quả").click()
    await expect(hall.get_by_text("Không được thông qua").first).to_be_visible()
    await expect(delegate.get_by_text("Phiếu của đại biểu: Tán thành")).to_be_visible()
    assert [page.complaints for page in (chair, hall, delegate)] == [[], [], []]


async def test_a_vote_by_keys_alone(pages, sitting):
    ballot = await sitting.ballot()
    delegate = await pages("daibieu05", "live")
    await delegate.get_by_role("radio", name="Tán thành", exact=True).focus()
    await delegate.keyboard.press("ArrowDown")
    await delegate.keyboard.press("Enter")
    await delegate.keyboard.press("Enter")

    await expect(delegate.get_by_text("Đã nhận lúc").first).to_be_visible()
    votes = (await sitting.stands()).ballots[ballot].votes
    assert votes[sitting.people["daibieu05"]].option == "khong-tan-thanh"


async def test_a_page_read_on_ones_own_stays_while_the_presenter_goes_on(pages, sitting):
    delegate = await pages("daibieu03", "live")
    await delegate.get_by_role("link", name="Sau: tới trang 3").click()
    await expect(delegate.get_by_text("Trang 3 / 3")).to_be_visible()
    await sitting.show(1)
    await expect(delegate.get_by_text("Trang 3 / 3")).to_be_visible()

    await delegate.get_by_role("link", name="Về trang trình bày").click()
    await expect(delegate.get_by_text("Trang 1 / 3")).to_be_visible()
    await sitting.show(2)
    await expect(delegate.get_by_text("Trang 2 / 3")).to_be_visible()
    assert delegate.complaints == []


async def test_in_the_hall_there_is_no_media_element_and_elsewhere_only_after_a_tap(pages, sitting):
    in_hall, elsewhere = await pages("daibieu03", "live"), await pages("daibieu05", "live")
    await expect(elsewhere.get_by_role("button", name="Nghe và xem")).to_be_visible()
    assert await in_hall.locator("video, audio").count() == 0
    assert await elsewhere.locator("video, audio").count() == 0

    await elsewhere.get_by_role("button", name="Nghe và xem").click()

    await expect(elsewhere.locator("video")).to_have_count(2)
    await expect(elsewhere.locator("audio").first).to_be_attached()


async def test_when_the_meeting_is_closed_the_halls_camera_button_goes(pages, sitting):
    hall = await pages("venue:SL-VH-01", "venue", TABLET)
    button = hall.get_by_role("button", name="Bật máy quay và micrô")
    await expect(button).to_be_visible()

    await sitting.do("chutoa", Close)

    await expect(hall.locator("[data-part=state]")).to_contain_text("Cuộc họp đã bế mạc")
    await expect(button).to_have_count(0)
    assert hall.complaints == []


async def test_the_time_of_a_speech_runs_on_the_page(pages, sitting):
    await sitting.do("daibieu03", AskFloor)
    await sitting.do("chutoa", GiveFloor, member=sitting.people["daibieu03"], seconds=180)
    chair = await pages("chutoa", "console", TABLET)

    spent = chair.locator("[data-spent]")
    await expect(spent).to_have_text(re.compile(r"^\d+:\d\d$"))
    await expect(spent).not_to_have_text(await spent.inner_text())


async def test_no_page_has_what_axe_calls_serious(pages, sitting):
    await sitting.do("daibieu04", AskFloor)
    await sitting.do("daibieu05", AskFloor)
    await sitting.do("chutoa", GiveFloor, member=sitting.people["daibieu04"], seconds=180)
    every = (("daibieu03", "live"), ("khach", "live"), ("chutoa", "console"), ("phochutoa", "console"),
             ("thuky", "table"), ("venue:SL-VH-01", "venue"), ("venue:SL-VH-01", "stage"), ("thuky", "minutes"))
    open_pages = [(who, view, await pages(who, view)) for who, view in every]
    await sitting.ballot()
    found = {}
    for who, view, page in open_pages:
        if view == "live" and who != "khach":
            await expect(page.locator(".plate").first).to_be_visible()
        await page.wait_for_load_state("networkidle")
        await page.evaluate(AXE)
        for width, height in (PHONE, TABLET, HALL):
            await page.set_viewport_size({"width": width, "height": height})
            answer = await page.evaluate("axe.run({resultTypes: ['violations']})")
            assert answer["passes"], "nothing was looked at"
            bad = [f"{one['id']}: {[node['html'][:120] for node in one['nodes']][:2]}"
                   for one in answer["violations"] if one["impact"] in SERIOUS]
            wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if bad or wide > 0 or page.complaints:
                found[f"{who} {view} {width}"] = (bad, wide, page.complaints)
    assert found == {}


async def test_a_delegates_page_stays_small_on_the_wire(pages, sitting):
    delegate = await pages("daibieu03", "live")
    cdp = await delegate.context.new_cdp_session(delegate)
    await cdp.send("Network.enable")
    await cdp.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes = []
    cdp.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))

    await delegate.reload()
    await delegate.wait_for_load_state("networkidle")
    await asyncio.sleep(0)

    assert 0 < sum(sizes) <= 60_000, sizes
