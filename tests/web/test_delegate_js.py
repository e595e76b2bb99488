"""A delegate elsewhere who has the floor, in real Chromium with a connection played by the test."""

from pathlib import Path

from playwright.async_api import expect

from tests.chromium import chromium

SITE = "http://dinh.localhost"
LIVE = """
export class Live {
  on() { return this; }
}"""
MEDIA = """
const track = { enabled: true, stop() {} };
self.track = track;
export const capture = async () => ({ getTracks: () => [track] });
export class Stage {
  constructor({ onState }) { this.tell = self.tell = onState; }
  connection() { return null; }
  watch() { this.tell("connected", "watch"); }
  send(stream) { this.stream = stream; this.tell("connected", "send"); }
  pause(paused) { for (const one of this.stream.getTracks()) one.enabled = !paused; }
  stop() {}
  pin() {}
}"""
HTML = """<!doctype html><title>x</title><body data-meeting="m1">
<div data-own hidden></div><div data-part="page"></div><div data-film></div>
<span data-listen data-speaks="yes" data-start="Hear" data-stop="Stop" data-wait="Wait" data-asks="Allow"
data-sends="You are heard" data-muted="Muted" data-refused="No"><button><span>Hear</span></button></span>
<script type="module" src="/delegate.js"></script>"""
STATIC = Path("web/static")
PLAYED = {"live.js": LIVE, "media.js": MEDIA, "plates.js": "export const attend = () => {};"}


async def test_who_has_the_floor_elsewhere_mutes_and_is_heard_again():
    async with chromium() as browser:
        page = await browser.new_page()

        async def answer(route):
            name = route.request.url.removeprefix(SITE + "/").partition("?")[0]
            kind = "text/javascript" if name else "text/html"
            body = PLAYED.get(name) or ((STATIC / name).read_text() if name else HTML)
            await route.fulfill(content_type=kind, body=body)

        await page.route("**/*", answer)
        await page.goto(SITE)
        button = page.get_by_role("button")
        await expect(button).to_have_text("You are heard")

        await button.click()
        await expect(button).to_have_text("Muted")
        assert not await page.evaluate("track.enabled")
        await page.evaluate("tell('lost', 'send'), tell('connected', 'send')")      # the line comes back: still muted
        await expect(button).to_have_text("Muted")

        await button.click()
        await expect(button).to_have_text("You are heard")
        assert await page.evaluate("track.enabled")
