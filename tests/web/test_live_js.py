"""The browser's side of the socket, in real Chromium against a socket played by the test."""

import asyncio
import json
import re
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.chromium import chromium

pytestmark = pytest.mark.asyncio(loop_scope="module")

SITE = "http://dinh.localhost"
SCRIPTS = {name: Path("web/static", name).read_text() for name in ("live.js", "clock.js")}
KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('dinh.kept.')).length"
HTML = """<!doctype html><html lang="en"><title>x</title>
<body data-view="live" data-meeting="m1" data-seq="4" data-subject="person:ada"
 data-now="2026-03-04T09:00:00+07:00">
<p data-line data-good="Connected." data-weak="Weak since {at}" data-lost="No line since {at}" data-sending="Sent"
 data-apart="Cut since {at}, the hall goes on"
 data-kept="Kept here" data-out="Signed out"><span data-icon="good">+</span><span data-icon="lost" hidden>-</span>
 <span data-words>Shown</span></p>
<div data-part="missed"></div>
<section data-part="item"><p>Item 1</p><form id="note" method="post" action="/do/TakeNote" data-command="TakeNote">
<input type="hidden" name="csrf" value="secret"><input type="hidden" name="back" value="live">
<label>Note <input name="note"></label><button>Send</button></form></section>
<section data-part="ballot"><div data-ballot="b1"></div>
<form method="post" action="/do/CastVote" data-command="CastVote"><input type="hidden" name="ballot" value="b1">
<button name="option" value="for">For</button></form></section>
<script type="module">
import { Live } from "/live.js";
window.heard = [];
window.live = new Live();
for (const type of ["ItemOpened", "line", "receipt", "ruling", "out"])
  live.on(type, (detail) => heard.push([type, detail]));
</script></body></html>"""


class Server:
    """What the page talks to: every connection it makes, and what it says."""

    def __init__(self):
        self.connections, self.said, self.seq = [], asyncio.Queue(), 4

    def connected(self, socket):
        self.connections.append(socket)
        socket.on_message(lambda text: self.said.put_nowait(json.loads(text)))
        self.entries([], prev=self.seq)

    @property
    def socket(self):
        return self.connections[-1]

    def send(self, **frame):
        self.socket.send(json.dumps(frame))

    def entries(self, entries, prev=None, parts=None, **more):
        prev = self.seq if prev is None else prev
        self.seq += len(entries)
        self.send(type="Entries", prev=prev, upto=self.seq, parts=parts or {}, **more,
                  entries=[{"seq": self.seq - len(entries) + n + 1, **entry} for n, entry in enumerate(entries)])

    async def hears(self, type):
        async with asyncio.timeout(10):
            while (said := await self.said.get())["type"] != type:
                pass
        return said

    async def reconnected(self, count):
        async with asyncio.timeout(10):
            while len(self.connections) < count:
                await asyncio.sleep(0.02)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser():
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def server():
    return Server()


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser, server):
    context = await browser.new_context()
    page = await context.new_page()

    async def answer(route):
        if script := SCRIPTS.get(route.request.url.rpartition("/")[2]):
            await route.fulfill(body=script, content_type="text/javascript")
        else:
            await route.fulfill(body=HTML, content_type="text/html")

    await page.route("**/*", answer)
    await page.route_web_socket("**/gallery*", server.connected)
    await page.goto(SITE)
    await server.reconnected(1)
    yield page
    await context.close()


async def heard(page, type):
    return [detail for kind, detail in await page.evaluate("heard") if kind == type]


async def test_it_asks_from_where_the_page_stands(page, server):
    assert server.socket.url.split("?")[1] == "view=live&since=4&gone=0"


async def test_a_socket_opened_in_the_head_is_taken_over_with_what_it_heard(page, server):
    await page.evaluate("""async () => {
      const at = "ws://dinh.localhost/meetings/m1/gallery?view=live&since=4&gone=0";
      self.early = new WebSocket(at + "&drawn=abcd");
      self.early.heard = [];
      self.early.onmessage = (event) => self.early.heard.push(event);
      while (!self.early.heard.length) await new Promise((go) => setTimeout(go, 10));
    }""")

    before = len(server.connections)
    await page.evaluate("import('/live.js').then(({ Live }) => { live.stop(); self.again = new Live(); })")
    server.entries([{"type": "ItemOpened", "item": "i2", "by": "chair"}], parts={"item": "<p>Item 2</p>"})

    await expect(page.locator("[data-part=item]")).to_have_text("Item 2")
    assert len(server.connections) == before


async def test_entries_are_handed_on_under_their_own_names_and_parts_replaced(page, server):
    server.entries([{"type": "ItemOpened", "item": "i2", "by": "chair"}], parts={"item": "<p>Item 2</p>"})
    await expect(page.locator("[data-part=item]")).to_have_text("Item 2")
    assert [entry["item"] for entry in await heard(page, "ItemOpened")] == ["i2"]
    assert (await server.hears("Mine")) == {"type": "Mine"}


async def test_what_is_being_typed_and_focus_stay_when_a_part_is_replaced(page, server):
    await page.fill("[name=note]", "Half a")
    html = await page.locator("[data-part=item]").inner_html()
    server.entries([{"type": "PageShown", "by": "chair"}], parts={"item": html.replace("Item 1", "Item 1, page 2")})
    await expect(page.locator("[data-part=item] p")).to_have_text("Item 1, page 2")
    await page.keyboard.type(" sentence")
    await expect(page.locator("[name=note]")).to_have_value("Half a sentence")


async def test_a_form_goes_over_the_socket_and_shows_sent_then_received(page, server):
    await page.fill("[name=note]", "Hello")
    await page.click("#note button")
    said = await server.hears("TakeNote")
    assert {name: said[name] for name in said if name != "id"} == {"type": "TakeNote", "note": "Hello"}
    await expect(page.locator("#note [data-receipt]")).to_have_text("Sent")

    server.send(type="Receipt", re=said["id"], seq=5, at="", said="Received at 10:32:07")
    await expect(page.locator("#note [data-receipt]")).to_have_text("Received at 10:32:07")
    await expect(page.locator("[name=note]")).to_have_value("")
    assert await page.evaluate(KEPT) == 0


async def test_pressed_twice_it_is_sent_once(page, server):
    await page.dblclick("text=For")
    first = await server.hears("CastVote")
    await page.fill("[name=note]", "after")
    await page.click("#note button")
    await server.hears("TakeNote")
    assert first["option"] == "for"
    assert server.said.empty()


async def test_a_ruling_is_shown_and_what_was_typed_kept(page, server):
    await page.fill("[name=note]", "Hello")
    await page.click("#note button")
    said = await server.hears("TakeNote")
    server.send(type="Ruling", re=said["id"], code="meeting-closed", said="The meeting is closed.")
    await expect(page.locator("#note [data-receipt]")).to_have_text("The meeting is closed.")
    await expect(page.locator("[name=note]")).to_have_value("Hello")
    assert await page.evaluate(KEPT) == 0


async def test_a_vote_sent_into_a_dying_line_goes_out_again_under_the_same_id(page, server):
    await page.click("text=For")
    first = await server.hears("CastVote")
    await server.socket.close(code=1013)
    await server.reconnected(2)
    assert await server.hears("CastVote") == first
    assert "gone=0" not in server.socket.url

    server.send(type="Receipt", re=first["id"], seq=9, at="", said="Received at 10:32:07")
    await expect(page.locator("[data-ballot]")).to_have_attribute("data-received", "Received at 10:32:07")


async def test_a_vote_is_kept_across_a_reload(page, server):
    await page.click("text=For")
    first = await server.hears("CastVote")
    await page.reload()
    await server.reconnected(2)
    assert await server.hears("CastVote") == first
    await expect(page.locator("[data-ballot]")).to_have_attribute("data-option", "for")


async def test_a_receipt_stays_on_a_ballot_that_is_drawn_anew(page, server):
    await page.click("text=For")
    said = await server.hears("CastVote")
    server.send(type="Receipt", re=said["id"], seq=5, at="", said="Received at 10:32:07")
    server.entries([], parts={"ballot": '<div data-ballot="b1">again</div>'})
    await expect(page.locator("[data-ballot]")).to_have_text("again")
    await expect(page.locator("[data-ballot]")).to_have_attribute("data-state", "received")


async def test_what_the_server_could_not_write_is_sent_again(page, server):
    await page.clock.install()
    await page.click("text=For")
    first = await server.hears("CastVote")
    server.send(type="Ruling", re=first["id"], code="not-recorded", said="Kept", again=True)
    await expect(page.locator("form [data-receipt]").last).to_have_text("Kept")
    await page.clock.run_for(10_000)
    assert await server.hears("CastVote") == first


async def test_a_hole_makes_it_ask_again_from_what_it_has(page, server):
    server.entries([{"type": "ItemOpened", "item": "i2", "by": "chair"}])
    server.entries([{"type": "ItemOpened", "item": "i9", "by": "chair"}], prev=8)
    await server.reconnected(2)
    assert "since=5" in server.socket.url
    assert [entry["item"] for entry in await heard(page, "ItemOpened")] == ["i2"]


async def test_what_was_missed_is_shown(page, server):
    server.entries([{"type": "ItemOpened", "item": "i2", "by": "chair"}], missed="<p>You missed 3 min</p>")
    await expect(page.locator("[data-part=missed]")).to_have_text("You missed 3 min")


async def test_an_entry_told_twice_is_heard_once(page, server):
    server.entries([{"type": "ItemOpened", "item": "i2", "by": "chair"}])
    server.seq = 4
    server.entries([{"type": "ItemOpened", "item": item, "by": "chair"} for item in ("i2", "i3")])
    await page.wait_for_function("heard.length >= 2")
    assert [entry["item"] for entry in await heard(page, "ItemOpened")] == ["i2", "i3"]


async def test_who_sits_at_the_desk_no_more_is_led_to_the_meetings_own_page(page, server):
    await server.socket.close(code=4403)
    await page.wait_for_url(f"{SITE}/meetings/m1")


async def test_on_a_line_that_swallows_everything_it_says_lost_and_not_by_turns_weak(page, server):
    await page.clock.install()
    await page.route_web_socket("**/gallery*", lambda socket: None)        # opened, and silent ever after
    await page.evaluate("""import('/live.js').then(({ Live }) => {
      live.stop();
      [self.live, self.told] = [new Live(), []];
      for (const type of ["line", "apart"]) self.live.on(type, (what) => told.push(what));
    })""")
    for _ in range(9):
        await page.clock.run_for(10_000)
    assert await page.evaluate("told") == ["weak", "lost"]

    await page.evaluate("self.live.carried = true; self.live.carried = false")
    assert await page.evaluate("told.slice(2)") == [True, False]


async def test_signed_out_it_says_so_and_stays_away(page, server):
    await page.clock.install()
    await server.socket.close(code=4401)
    await expect(page.locator("[data-words]")).to_have_text("Signed out")
    await page.clock.run_for(60_000)
    assert len(server.connections) == 1
    assert await heard(page, "out")


async def test_without_a_line_it_says_since_when_and_keeps_what_is_asked(page, server):
    await page.unroute_all()
    await page.route_web_socket("**/gallery*", lambda socket: socket.close(code=1001))
    await server.socket.close(code=1001)
    await page.click("text=For")
    await expect(page.locator("form [data-receipt]").last).to_have_text("Kept here")
    await expect(page.locator("[data-line]")).to_have_class("lost", timeout=20_000)
    words = page.locator("[data-words]")
    assert (await words.inner_text()).startswith("No line since 09:0")     # as in the house
    assert await page.evaluate(KEPT) == 1
    await page.evaluate("live.carried = true")             # sound and picture go on by the hall's own relay
    await expect(words).to_have_text(re.compile("Cut since 09:[0-9:]+, the hall goes on"))
    await page.evaluate("live.carried = false")
    await expect(words).to_have_text(re.compile("No line since"))
