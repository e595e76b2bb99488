"""The stage's box on a page, in real Chromium with a connection played by the test."""

from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.chromium import chromium

SITE = "http://dinh.localhost"
SCRIPT = Path("web/static/film.js").read_text()
STYLE = "".join(Path("web/static", name).read_text() for name in ("look.css", "live.css"))
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
  told({ peer }) { return peer === "ours"; }
  pin(most) { window.pinned = most; }
}"""
HTML = """<!doctype html><title>x</title><div data-large></div><div data-part></div>
<div data-home><div data-film><p><span data-when="off">Start it.</span>
<span data-when="on" hidden>No picture now.</span></p></div></div>
<div data-stands hidden><p data-small="Small picture" data-line="{step}: the line carries {kbit} kbit/s."
data-pinned="{step}: you chose it."></p>
<select data-most><option value="full">As it goes</option><option value="page">Voice only</option></select></div>
<script type="module">
import { Film } from "/film.js";
window.frames_come = true;
window.film = new Film(document.querySelector("[data-film]"));
</script>"""
LOOK = 500                     # ms between two looks at what has come
FILES = {"": ("text/html", HTML), "film.js": ("text/javascript", SCRIPT), "media.js": ("text/javascript", MEDIA)}


@asynccontextmanager
async def opened(*, stopped=False):
    """The page; `stopped`: its clock goes only when it is told to."""
    async with chromium() as browser:
        page = await browser.new_page()

        async def answer(route):
            kind, text = FILES[route.request.url.removeprefix(SITE + "/")]
            await route.fulfill(content_type=kind, body=text)

        await page.route("**/*", answer)
        if stopped:
            await page.clock.install()
        await page.goto(SITE)
        yield page


@pytest.mark.parametrize("page_is", ["live", "venue"])
async def test_the_only_picture_fills_the_box_whichever_place_it_has(page_is):
    html = """<div class="screen"><div class="film" style="width:400px;height:200px" data-film><video></video>
    <video></video></div></div>"""
    async with chromium() as browser:
        page = await browser.new_page()
        await page.set_content(f"<!doctype html><body class={page_is}>{html}")
        await page.add_style_tag(content=STYLE)
        widths = "[...document.querySelectorAll('video')].map((one) => Math.round(one.getBoundingClientRect().width))"

        both = await page.evaluate(widths)
        await page.evaluate("document.querySelector('video').hidden = true")
        second = await page.evaluate(widths)

        assert both[0] > 2 * both[1] > 0
        assert second == [0, both[0]]


async def test_a_picture_that_stands_still_is_put_away_and_comes_back():
    async with opened(stopped=True) as page:
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


async def test_the_last_picture_of_a_screen_is_put_away_at_once_where_only_the_voice_is_wanted():
    async with opened(stopped=True) as page:
        first = page.locator("video").nth(0)
        await page.evaluate("document.querySelector('[data-part]').innerHTML = '<details data-shown></details>'")
        await page.evaluate("film.watch()")
        await page.clock.run_for(LOOK)
        await page.evaluate("window.frames_come = false")
        await page.clock.run_for(4_000)
        await expect(first).not_to_have_attribute("hidden", "")        # a screen hardly moves

        step = {"type": "Stands", "peer": "ours", "step": "page", "why": "pinned", "kbit": 0}
        await page.evaluate("what => film.told(what)", step)
        await page.clock.run_for(LOOK)

        await expect(first).to_have_attribute("hidden", "")


async def test_the_box_says_where_the_line_stands_and_takes_what_a_person_chooses():
    async with opened() as page:
        place = page.locator("[data-stands]")
        await expect(place).to_be_hidden()
        await page.evaluate("film.watch()")
        await expect(place).to_be_visible()

        small = {"type": "Stands", "peer": "ours", "step": "small", "why": "line", "kbit": 256}
        await page.evaluate("what => film.told(what)", small)
        await expect(place).to_contain_text("Small picture: the line carries 256 kbit/s.")
        await page.evaluate("what => film.told(what)", small | {"peer": "another page's", "why": "pinned"})
        await expect(place).to_contain_text("the line carries 256 kbit/s.")
        await page.evaluate("what => film.told(what)", small | {"step": "full", "why": ""})
        await expect(place.locator("p")).to_have_text("")

        await page.locator("[data-most]").select_option("Voice only")
        assert await page.evaluate("window.pinned") == "page"
        await page.reload()
        await expect(page.locator("[data-most]")).to_have_value("page")


async def test_a_screen_is_large_and_its_still_unfolds_where_the_line_carries_no_picture():
    shown = '<details data-shown><summary>Shown</summary>Still</details>'
    async with opened() as page:
        draw = "html => { document.querySelector('[data-part]').innerHTML = html; film.place() }"
        large, home = page.locator("[data-large] [data-film]"), page.locator("[data-home] [data-film]")
        await page.evaluate(draw, shown)
        await expect(home).to_have_count(1)                # nobody watches
        await page.evaluate("film.watch()")
        await expect(large).to_have_count(1)
        await expect(page.locator("details")).not_to_have_attribute("open", "")

        step = {"type": "Stands", "peer": "ours", "step": "page", "why": "pinned", "kbit": 0}
        await page.evaluate("what => film.told(what)", step)
        await expect(page.locator("details")).to_have_attribute("open", "")
        await page.evaluate("document.querySelector('details').open = false, film.place()")
        await expect(page.locator("details")).not_to_have_attribute("open", "")        # the reader's own choice
        await page.evaluate("what => film.told(what)", step | {"step": "few"})
        await page.evaluate("what => film.told(what)", step)
        await expect(page.locator("details")).to_have_attribute("open", "")

        await page.evaluate(draw, "")
        await expect(home).to_have_count(1)
        await page.evaluate(draw, shown)                   # the next screen, the line as it was
        await expect(page.locator("details")).to_have_attribute("open", "")
