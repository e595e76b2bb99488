"""Sound and picture by the hall's own relay, or past it, in real Chromium with connections played by the test."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import Page, Route

from tests.chromium import chromium

SITE = "http://dinh.localhost"
SCRIPTS = {name: Path("web/static", name).read_text() for name in ("media.js", "exchange.js")}
HTML = """<!doctype html><title>x</title><script type="module">
import { Stage } from "/media.js";
self.RTCPeerConnection = class extends EventTarget {
  connectionState = "new";
  taken = false;
  constructor() { super(); self.last = this; }
  getTransceivers() { return [{ sender: {} }]; }
  async createOffer() { return { sdp: "v=0" }; }
  getConfiguration() { return {}; }
  setConfiguration() {}
  async setLocalDescription() {}
  async setRemoteDescription() { await 0; Promise.resolve().then(() => (this.taken = true)); }
  close() {}
  becomes(state) {
    this.connectionState = state;
    this.dispatchEvent(new Event("connectionstatechange"));
  }
};
self.said = [];
self.stage = new Stage({ meeting: "m1", csrf: "x", onState: (state, role, near) => said.push([state, near]) });
</script>"""
PAUSE = 700                    # ms until the next attempt, at most


class Relay:
    """Answers every offer; `near`: as the relay of the hall would."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.near = True

    async def answers(self, route: Route) -> None:
        self.asked.append(urlsplit(route.request.url).query)
        name = f"{'r1.' if self.near else ''}p{len(self.asked)}"
        headers = {"Location": f"/meetings/m1/media/{name}", **({"Dinh-Relay": "hall"} if self.near else {})}
        await route.fulfill(status=201, body="v=0", headers=headers)


async def answered(page: Page, relay: Relay, count: int) -> str:
    """What the last of so many offers asked for, once its answer has been taken."""
    async with asyncio.timeout(10):
        while len(relay.asked) < count or not await page.evaluate("last.taken"):
            await asyncio.sleep(0.01)
    assert len(relay.asked) == count
    return relay.asked[-1]


@asynccontextmanager
async def watching(relay: Relay) -> AsyncIterator[Page]:
    """A page whose first offer has been answered; its clock runs when told."""
    async with chromium() as browser:
        page = await browser.new_page()

        async def answer(route: Route) -> None:
            name = route.request.url.rpartition("/")[2]
            kind = "text/javascript" if name in SCRIPTS else "text/html"
            await route.fulfill(content_type=kind, body=SCRIPTS.get(name, HTML))

        await page.route("**/*", answer)
        await page.route("**/media/watch*", relay.answers)
        await page.clock.install()
        await page.goto(SITE)
        await page.wait_for_function("self.stage")
        await page.evaluate("stage.watch([], null)")
        assert await answered(page, relay, 1) == ""
        yield page


async def test_what_cannot_reach_the_relay_of_its_hall_goes_past_it_and_tries_it_again_later() -> None:
    relay = Relay()
    async with watching(relay) as page:
        await page.clock.run_for(4_900)
        assert await page.evaluate("said.at(-1)") == ["connecting", False]
        relay.near = False
        await page.clock.run_for(100 + PAUSE)
        assert await answered(page, relay, 2) == "again=r1.p1&direct=1"

        await page.evaluate("last.becomes('connected')")
        assert await page.evaluate("said.at(-1)") == ["connected", False]
        relay.near = True
        await page.evaluate("last.becomes('failed')")
        await page.clock.run_for(PAUSE)
        assert await answered(page, relay, 3) == "again=p2"

        await page.evaluate("last.becomes('connected')")
        assert await page.evaluate("said.at(-1)") == ["connected", True]
        await page.evaluate("last.becomes('failed')")      # it died: the server knows another way
        await page.clock.run_for(PAUSE)
        assert await answered(page, relay, 4) == "again=r1.p3"


async def test_who_was_cut_off_knocks_until_the_house_answers_and_only_then_offers_anew() -> None:
    relay, knocks, house = Relay(), 0, asyncio.Event()
    async with watching(relay) as page:

        async def knocked(route: Route) -> None:
            nonlocal knocks
            knocks += 1
            await (route.fulfill(body="ok") if house.is_set() else route.abort())

        await page.route("**/healthz", knocked)
        await page.evaluate("last.becomes('connected')")
        await page.evaluate("last.becomes('failed')")
        async with asyncio.timeout(20):
            while knocks < 6:
                await page.clock.run_for(1_000)
        assert len(relay.asked) == 1

        house.set()
        async with asyncio.timeout(20):
            while len(relay.asked) < 2:
                await page.clock.run_for(1_000)
        assert await answered(page, relay, 2) == "again=r1.p1"


async def test_a_line_that_mends_while_the_page_knocks_is_kept() -> None:
    relay, knocking = Relay(), asyncio.Event()
    async with watching(relay) as page:

        async def knocked(route: Route) -> None:
            knocking.set()
            await page.evaluate("last.becomes('connected')")
            await route.fulfill(body="ok")

        await page.route("**/healthz", knocked)
        await page.evaluate("last.becomes('connected')")
        await page.evaluate("last.becomes('failed')")
        await page.clock.run_for(PAUSE)
        await asyncio.wait_for(knocking.wait(), 10)
        await page.clock.run_for(5_000)

        assert await page.evaluate("said.at(-1)") == ["connected", True]
        assert len(relay.asked) == 1
