"""The button that shows a screen, in real Chromium; the socket and the relay are played by the test."""

from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import expect

from tests.chromium import chromium

SITE = "http://dinh.localhost"
SCRIPT = Path("web/static/screen.js").read_text()
MEDIA = """
export class Stage {
  constructor({ onState }) { window.relay = onState; }
  share() { window.shared = (window.shared ?? 0) + 1; window.relay("connected"); }
  told() {}
  stop() { window.stopped = (window.stopped ?? 0) + 1; }
}"""
HTML = """<!doctype html><title>x</title><body data-meeting="m1" data-csrf="t">
<div data-share="may" data-asks="Choose" data-starts="Wait" data-on="Everybody sees it" data-lost="Lost"
data-idle="Not given here" data-refused="The browser gives none" data-away="Not sent">
<button type="button" hidden><span>Share</span></button><p role="status"></p></div>
<script type="module">
import { offer } from "/screen.js";
const heard = new EventTarget();
window.asked = [];
window.tell = (type, detail) => heard.dispatchEvent(new CustomEvent(type, { detail }));
window.draw = (state) => {
  document.querySelector("[data-share]").dataset.share = state;
  tell("part", { name: "do" });
};
const display = navigator.mediaDevices.getDisplayMedia.bind(navigator.mediaDevices);
window.shut = false;
navigator.mediaDevices.getDisplayMedia = async (how) => {
  if (window.shut) throw new DOMException("no", "NotAllowedError");
  window.how = how;
  return (window.given = await display(how));
};
offer({
  subject: "person:p1",
  on(type, listener) { heard.addEventListener(type, ({ detail }) => listener(detail)); return this; },
  ask(type) { window.asked.push(type); return `c${window.asked.length}`; },
});
window.ready = true;
</script>"""


@asynccontextmanager
async def opened():
    files = {"": ("text/html", HTML), "screen.js": ("text/javascript", SCRIPT), "media.js": ("text/javascript", MEDIA)}
    async with chromium() as browser:
        page = await browser.new_page()
        page.stills = []

        async def answer(route):
            name = route.request.url.removeprefix(SITE + "/")
            kind, text = files.get(name, ("", ""))
            if not kind:
                sent = route.request.post_data_buffer or b""
                page.stills.append((name, route.request.headers["content-type"], len(sent)))
            await route.fulfill(status=200, content_type=kind or "text/plain", body=text)

        await page.route("**/*", answer)
        await page.goto(SITE)
        await page.wait_for_function("window.ready")
        yield page


async def ended(page):
    """The capture is given back to the browser."""
    await page.wait_for_function("given.getTracks().every((one) => one.readyState === 'ended')")


async def test_a_screen_goes_out_once_the_record_has_it_and_ends_as_the_browser_ends_it():
    async with opened() as page:
        button, says = page.get_by_role("button", name="Share"), page.get_by_role("status")
        await button.click()
        await page.wait_for_function("asked.length === 1")
        assert await page.evaluate("[asked, window.shared ?? 0]") == [["ShareScreen"], 0]
        assert await page.evaluate("[how.video.frameRate.max, how.audio]") == [5, False]

        async with page.expect_response("**/screen/still"):
            await page.evaluate("tell('receipt', { re: 'c1' }), draw('does')")
        await expect(says).to_have_text("Everybody sees it")
        await expect(button).to_be_hidden()
        await page.wait_for_function("window.shared === 1")
        await page.evaluate("relay('lost')")
        await expect(says).to_have_text("Lost")
        await page.evaluate("relay('connected')")

        await page.evaluate("given.getVideoTracks()[0].dispatchEvent(new Event('ended'))")
        await page.wait_for_function("asked.at(-1) === 'WithdrawScreen'")
        await ended(page)
        await page.evaluate("draw('may')")
        await expect(button).to_be_visible()
        await expect(says).to_have_text("")
        [(name, kind, size)] = page.stills
        assert (name, kind) == ("meetings/m1/screen/still", "image/webp")
        assert 0 < size <= 80_000


async def test_what_does_not_work_is_said_and_leaves_nothing_running():
    async with opened() as page:
        button, says = page.get_by_role("button", name="Share"), page.get_by_role("status")
        await page.evaluate("window.shut = true")
        await button.click()
        await expect(says).to_have_text("The browser gives none")
        assert await page.evaluate("asked") == []

        await page.evaluate("window.shut = false")
        await button.click()
        await page.wait_for_function("asked.length === 1")
        await page.evaluate("tell('ruling', { re: 'c1', said: 'Another screen is shown.' })")
        await expect(says).to_have_text("Another screen is shown.")
        await ended(page)

        await button.click()
        await page.wait_for_function("asked.length === 2")
        await page.evaluate("tell('receipt', { re: 'c2' }), draw('does')")
        await expect(says).to_have_text("Everybody sees it")
        await page.evaluate("relay('taken')")                # another page of the same person shows by now
        await ended(page)
        await expect(says).to_have_text("Not given here")
        await expect(button).to_be_visible()

        await button.click()
        await page.wait_for_function("asked.length === 3")
        await page.evaluate("tell('receipt', { re: 'c3' })")
        await page.evaluate("tell('ScreenWithdrawn', { source: 'screen:person:other' })")
        assert await page.evaluate("given.getTracks().every((one) => one.readyState === 'live')")
        await page.evaluate("tell('ScreenWithdrawn', { source: 'screen:person:p1' }), draw('may')")
        await ended(page)
        await expect(says).to_have_text("")
        assert await page.evaluate("asked") == ["ShareScreen"] * 3
