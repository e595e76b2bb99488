"""Every page of the house looked at once: readable by everybody, no wider than a phone, light, and quiet.

One started `dinh demo`, the walk of `tour.py`. Each page is fetched cold at 360 px and inspected by
axe in the light and in the dark, on the phone, in large type and on a wide screen.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import axe_playwright_python
import pytest
import pytest_asyncio
from playwright.async_api import CDPSession, ConsoleMessage, Page, Request

from tests.chromium import chromium
from tests.journeys.house import demo
from tests.journeys.person import DESK, PHONE, arrives
from tests.journeys.tour import EVERY, VOTE, Guide, Stop, empty_house
from web.sessions import LOOK

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="module")]
HEAVIEST = 60_000              # bytes on the wire of a page's first visit
LIVE = next(stop for stop in EVERY if stop.name == "live-quiet")
REFUSED = ("error", "lost-link")                       # pages that are answers with an error's status
EVERYTHING: dict[str, Any] = {"resultTypes": ["violations"]}
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
COLOURS = EVERYTHING | {"runOnly": ["color-contrast"]}
LOOKS = ((PHONE, "light", EVERYTHING), (PHONE, "dark", COLOURS), (DESK, "dark", EVERYTHING), (DESK, "light", COLOURS))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def guide(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Guide]:
    folder = tmp_path_factory.mktemp("house") / "data"
    async with demo(folder) as house, chromium() as browser:
        guide = Guide(house, browser)
        await guide.look_around()
        yield guide


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ballot(guide: Guide) -> Guide:
    """The same house while a delegate has the floor and a ballot is open."""
    await guide.ask_for_the_floor("daibieu05")
    await guide.open_a_ballot()
    return guide


@dataclass
class Heard:
    """What a page fetched and what it complained of, from now on."""

    weight: int = 0
    addresses: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def listen(self, page: Page) -> CDPSession:
        session: CDPSession = await page.context.new_cdp_session(page)
        session.on("Network.loadingFinished", lambda event: self.weighed(event["encodedDataLength"]))
        session.on("Network.webSocketFrameReceived", lambda event: self.weighed(len(event["response"]["payloadData"])))
        await session.send("Network.enable")
        await session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        page.on("request", self.asked)
        page.on("console", self.said)
        page.on("pageerror", self.failed)
        return session

    def weighed(self, size: float) -> None:
        self.weight += int(size)

    def asked(self, request: Request) -> None:
        self.addresses.append(request.url)

    def said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def failed(self, error: Exception) -> None:
        self.complaints.append(str(error))


@pytest.mark.parametrize("stop", EVERY, ids=lambda stop: stop.name)
async def test_a_page_can_be_read_by_everybody_on_a_thin_line(guide: Guide, stop: Stop) -> None:
    person = await guide.person(stop.login)
    await look(person.page, guide.path(stop), may_refuse=stop.name in REFUSED)


@pytest.mark.parametrize("stop", EVERY, ids=lambda stop: stop.name)
async def test_in_english_too_a_page_is_no_wider_than_a_phone(guide: Guide, stop: Stop) -> None:
    person = await guide.person(stop.login)
    address = urljoin(person.page.url, guide.path(stop))
    origin = urljoin(address, "/")
    await person.context.add_cookies([{"name": LOOK, "value": "en..", "url": origin}])
    await person.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    await person.page.goto(address)
    wide = await person.page.evaluate(WIDTH, "")
    language = await person.page.evaluate("document.documentElement.lang")
    await person.context.clear_cookies(name=LOOK)
    assert (language, wide) == ("en", PHONE[0])


async def test_on_a_phone_the_page_being_presented_has_two_fifths_of_the_screen(guide: Guide) -> None:
    delegate = await guide.at(LIVE)
    await delegate.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page = await delegate.page.locator("[data-part=page]").bounding_box()
    assert page
    assert page["height"] > PHONE[1] * 0.4


@pytest.mark.parametrize("stop", VOTE, ids=lambda stop: stop.name)
async def test_so_can_a_page_while_a_vote_is_on(ballot: Guide, stop: Stop) -> None:
    person = await ballot.person(stop.login)
    await look(person.page, ballot.path(stop))


async def test_so_can_the_first_page_of_all(guide: Guide, tmp_path: Path) -> None:
    async with empty_house(tmp_path / "empty") as (_, link):
        first = await arrives(guide.browser, "first", size=PHONE)
        await look(first.page, link)
        await first.context.close()


async def look(page: Page, address: str, may_refuse: bool = False) -> None:
    """Fetch the page and hold it against every measure; all that is wrong is told at once."""
    heard = Heard()
    await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    await page.emulate_media(color_scheme="light", reduced_motion="reduce")     # no colour caught on its way
    session = await heard.listen(page)
    origin = "/".join((address if "://" in address else page.url).split("/")[:3])
    await page.goto(address if "://" in address else origin + address, wait_until="networkidle")
    weight = heard.weight
    wrong = [f"{weight} bytes"] if weight > HEAVIEST or not weight else []
    wrong += [f"left the house: {url}" for url in heard.addresses if not url.startswith((origin, "data:", "blob:"))]
    wrong += await too_wide(page)
    wrong += await unreadable(page)
    page.remove_listener("request", heard.asked)
    page.remove_listener("console", heard.said)
    page.remove_listener("pageerror", heard.failed)
    await session.detach()
    wrong += [] if may_refuse else heard.complaints
    assert not wrong, f"{address}:\n" + "\n".join(wrong)


async def too_wide(page: Page) -> list[str]:
    """On a phone, and in large type there and on a desk."""
    found = []
    for (width, height), type_size in ((PHONE, ""), (PHONE, "large"), (DESK, "large")):
        await page.set_viewport_size({"width": width, "height": height})
        wide = await page.evaluate(WIDTH, type_size)
        if wide > width:
            found.append(f"{wide} px wide on {width} px{' in large type' if type_size else ''}")
    await page.evaluate(WIDTH, "")
    return found


async def unreadable(page: Page) -> list[str]:
    """What axe calls serious or critical."""
    found = []
    await page.evaluate(AXE)
    for size, theme, options in LOOKS:
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        await page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        answer = await page.evaluate("options => axe.run(options)", options)
        found += [
            f"{size[0]} px, {theme}: {one['id']} ({one['impact']}): {one['nodes'][0]['html'][:200]}"
            for one in answer["violations"] if one["impact"] in ("serious", "critical")
        ]
    return found


WIDTH = """(size) => {
  if (size) document.documentElement.dataset.type = size;
  else delete document.documentElement.dataset.type;
  return document.documentElement.scrollWidth;
}"""
