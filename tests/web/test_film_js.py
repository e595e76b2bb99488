"""The stage's box on a page, in real Chromium with a connection played by the test."""

from pathlib import Path

from playwright.async_api import expect

from tests.chromium import chromium

SITE = "http://dinh.localhost"
SCRIPT = Path("web/static/film.js").read_text()
MEDIA = """
export const capture = () => null;
export class Stage {
  connection() {
    const coming = () => (window.frames_come ? [{ rtpTimestamp: performance.now() }] : []);
    return { getReceivers: () => [{ getSynchronizationSources: coming }, { getSynchronizationSources: () => [] }] };
  }
  watch(videos) {
    for (const one of videos) {
      const canvas = document.createElement("canvas");
      canvas.getContext("2d").fillRect(0, 0, 9, 9);
      one.muted = one.autoplay = true;
      if (one === videos[0]) one.srcObject = canvas.captureStream(5);
    }
  }
  stop() {}
}"""
HTML = """<!doctype html><title>x</title><div data-film><p><span data-when="off">Start it.</span>
<span data-when="on" hidden>No picture now.</span></p></div><script type="module">
import { Film } from "/film.js";
window.frames_come = true;
window.film = new Film(document.querySelector("[data-film]"));
</script>"""
LOOK = 500                     # ms between two looks at what has come
FILES = {"": ("text/html", HTML), "film.js": ("text/javascript", SCRIPT), "media.js": ("text/javascript", MEDIA)}


async def test_a_picture_that_stands_still_is_put_away_and_comes_back():
    async with chromium() as browser:
        page = await browser.new_page()

        async def answer(route):
            kind, text = FILES[route.request.url.removeprefix(SITE + "/")]
            await route.fulfill(content_type=kind, body=text)

        await page.route("**/*", answer)
        await page.clock.install()
        await page.goto(SITE)
        first, second = page.locator("video").nth(0), page.locator("video").nth(1)
        await expect(page.get_by_text("Start it.")).to_be_visible()

        await page.evaluate("film.watch()")
        await page.clock.run_for(LOOK)
        await expect(page.get_by_text("No picture now.")).to_be_visible()
        await expect(first).not_to_have_attribute("hidden", "")
        await expect(second).to_have_attribute("hidden", "")

        await page.evaluate("window.frames_come = false")
        await page.clock.run_for(2_000)
        await expect(first).not_to_have_attribute("hidden", "")
        await page.clock.run_for(2_000)
        await expect(first).to_have_attribute("hidden", "")
        await expect(page.locator("[data-picture]")).to_have_count(0)
        await page.evaluate("window.frames_come = true")
        await page.clock.run_for(LOOK)
        await expect(first).not_to_have_attribute("hidden", "")

        await page.evaluate("film.stop()")
        await expect(page.get_by_text("Start it.")).to_be_visible()
