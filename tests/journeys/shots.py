"""Pictures of every page, to be looked at: `python -m tests.journeys.shots` (or `make shots`).

    tests/shots/NAME-WIDTH.png           every page at 360, 1024 and 1920 px, and its states in a sitting
    tests/shots/NAME-360-large-dark.png  what delegates see, in large type and in the dark
    tests/samples/shots/NAME-WIDTH.png   the few that the README shows

One `dinh demo` on an empty folder, one chair, one ballot from the question to the finding.
"""

import asyncio
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.async_api import Page, expect

from tests.chromium import chromium
from tests.journeys.house import ROOT, demo
from tests.journeys.line import line_to
from tests.journeys.person import arrives
from tests.journeys.tour import CHAIR, DELEGATE, EVERY, HALLS, STRANGER, VOTE, Guide, Stop, empty_house

SHOTS = ROOT / "tests/shots"
KEPT = ROOT / "tests/samples/shots"
SIZES = ((360, 740), (1024, 768), (1920, 1080))
TALLEST = 16_000               # px; of a longer page (fifty letters) one screenful is enough
README = {                     # name and width of what is kept beside the README: how wide it is kept there
    ("live-vote", 360): 360, ("reader-text", 360): 360, ("console-speaking", 1024): 820, ("desk-agenda", 1360): 820,
    ("stage-result", 1920): 820,
}


@dataclass(frozen=True)
class Album:
    """Where pictures go; `only` takes those whose name begins so."""

    only: tuple[str, ...] = ()

    def wants(self, name: str) -> bool:
        return not self.only or name.startswith(self.only)

    async def every_size(self, page: Page, stop: Stop, sizes: Iterable[tuple[int, int]] = SIZES) -> None:
        if not self.wants(stop.name):
            return
        for width, height in sizes:
            await page.set_viewport_size({"width": width, "height": height})
            await self.take(page, f"{stop.name}-{width}")
            if (stop.name, width) in README:
                keep(f"{stop.name}-{width}", README[stop.name, width])

    async def large_and_dark(self, page: Page, stop: Stop) -> None:
        """On a phone, as the preferences would have it."""
        if not self.wants(stop.name):
            return
        await page.set_viewport_size({"width": 360, "height": 740})
        await page.emulate_media(color_scheme="dark")
        await self.take(page, f"{stop.name}-360-dark")
        await page.evaluate("document.documentElement.dataset.type = 'large'")
        await self.take(page, f"{stop.name}-360-large-dark")
        await page.evaluate("delete document.documentElement.dataset.type")
        await page.emulate_media(color_scheme="light")

    async def take(self, page: Page, name: str) -> None:
        await page.evaluate("new Promise(drawn => requestAnimationFrame(() => setTimeout(drawn, 60)))")
        tall = await page.evaluate("document.documentElement.scrollHeight")
        await page.screenshot(path=SHOTS / f"{name}.png", full_page=tall < TALLEST)


def keep(name: str, width: int) -> None:
    """A small copy for the README, of the first screenful."""
    with Image.open(SHOTS / f"{name}.png") as picture:
        first = picture.crop((0, 0, picture.width, min(picture.height, round(picture.width * 2.1))))
        size = (width, round(first.height * width / picture.width))
        small = first.convert("RGB").resize(size, Image.Resampling.LANCZOS)
        few = small.quantize(192, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        few.save(KEPT / f"{name}.png", optimize=True)


async def main(only: tuple[str, ...]) -> None:
    SHOTS.mkdir(exist_ok=True)
    KEPT.mkdir(exist_ok=True)
    album = Album(only)
    with tempfile.TemporaryDirectory() as name:
        async with demo(Path(name) / "data") as house, chromium() as browser:
            guide = Guide(house, browser)
            await guide.look_around()
            for scene in (every_page, in_english, speaking, voting, finding, cut_off, printed, recess_and_close):
                await scene(guide, album)
        async with empty_house(Path(name) / "empty") as (_, link), chromium() as browser:
            first = await arrives(browser, "first")
            await first.goes(link)
            await album.every_size(first.page, Stop("set-up", "", link))
    print(f"{len(list(SHOTS.glob('*.png')))} pictures in {SHOTS.relative_to(ROOT)}")


async def every_page(guide: Guide, album: Album) -> None:
    for stop in EVERY:
        if not album.wants(stop.name):
            continue
        person = await guide.at(stop)
        await album.every_size(person.page, stop)
        if stop in STRANGER or stop in DELEGATE:
            await album.large_and_dark(person.page, stop)
    if album.wants("desk-agenda"):
        secretary = await guide.person("thuky")
        await secretary.goes(f"/desk/{guide.names['next']}/agenda")
        await album.every_size(secretary.page, Stop("desk-agenda", "thuky", ""), [(1360, 1000)])
        await secretary.goes(f"/desk/{guide.names['next']}/invitations")
        await secretary.press("Make new links and show the letters")
        await secretary.page.locator("article.letter").first.wait_for()
        await album.every_size(secretary.page, Stop("letters-made", "thuky", ""), SIZES[:2])


async def in_english(guide: Guide, album: Album) -> None:
    """A few, to see whether the longer or shorter words fit."""
    for stop in (*STRANGER[:2], DELEGATE[1], DELEGATE[5], CHAIR[1], HALLS[0], HALLS[1]):
        person = await guide.person(stop.login)
        english = await person.context.new_page()
        await english.goto("/".join(person.page.url.split("/")[:3]) + "/preferences")
        for language in ("English", "Tiếng Việt"):
            await english.get_by_label(language).check()
            await english.locator("main form button.main").first.click()
            await english.wait_for_load_state()
            if language == "English":
                await person.goes(guide.path(stop))
                await album.every_size(person.page, Stop(f"en-{stop.name}", stop.login, ""), SIZES)
        await english.close()


async def everywhere(guide: Guide, album: Album, word: str, pages: Iterable[tuple[str, str, str]]) -> None:
    """The pages of the sitting under way, as they now are."""
    for name, login, page in pages:
        stop = Stop(f"{name}-{word}", login, f"/meetings/{{now}}/{page}", screen=True)
        if album.wants(stop.name):
            person = await guide.at(stop)
            await album.every_size(person.page, stop)
            if name == "live":
                await album.large_and_dark(person.page, stop)


SITTING = (("live", "daibieu03", "live"), ("console", "chutoa", "console"), ("stage", "sl-vh", "stage"),
           ("venue", "sl-vh-02", "venue"), ("table", "thuky", "table"))


async def speaking(guide: Guide, album: Album) -> None:
    await guide.ask_for_the_floor("daibieu05", "daibieu07", "daibieu12", "daibieu20")
    await everywhere(guide, album, "speaking", SITTING)
    own = await guide.at(Stop("live-own-speech", "daibieu05", "/meetings/{now}/live", screen=True))
    await album.every_size(own.page, Stop("live-own-speech", "daibieu05", ""), SIZES[:1])


async def voting(guide: Guide, album: Album) -> None:
    await guide.open_a_ballot()
    for stop in VOTE:
        person = await guide.at(stop)
        await album.every_size(person.page, stop)
        if stop.name == "live-vote":
            await album.large_and_dark(person.page, stop)
    delegate = await guide.person("daibieu03")
    plate = delegate.page.locator(".plates button[value=tan-thanh]")
    await plate.click()
    await album.every_size(delegate.page, Stop("live-chosen", "daibieu03", ""), SIZES[:1])
    await plate.click()
    await delegate.sees("Your vote is recorded. You may switch off.")
    await album.every_size(delegate.page, Stop("live-receipt", "daibieu03", ""))
    await album.large_and_dark(delegate.page, Stop("live-receipt", "daibieu03", ""))


async def finding(guide: Guide, album: Album) -> None:
    """The secretary enters what was called out; the chair closes and confirms."""
    secretary = await guide.person("thuky")
    await secretary.goes(f"/meetings/{guide.names['now']}/table")
    voters = secretary.page.locator("#vote-member option[value]:not([value=''])")
    for option in ("tan-thanh",) * 21 + ("khong-tan-thanh",) * 3 + ("khong-bieu-quyet",) * 2:
        left = await voters.count()
        await secretary.page.locator("#vote-member").select_option(index=1)
        await secretary.page.locator(f"[data-part=votes] button[value={option}]").click()
        await expect(voters).to_have_count(left - 1)
    chair = await guide.at(CHAIR[1])
    await chair.press("Close the ballot")
    await album.every_size(chair.page, Stop("console-closing", "chutoa", ""))
    await chair.press("Yes, close the ballot")
    await chair.sees("Finding proposed:")
    await everywhere(guide, album, "confirm", SITTING[1:3])
    await chair.press("Confirm: %(finding)s", finding=chair.word("Carried"))
    await chair.press("Yes, confirm the finding")
    await expect(chair.button("Open a ballot")).to_be_visible()
    await everywhere(guide, album, "result", SITTING[:3])


async def cut_off(guide: Guide, album: Album) -> None:
    """A delegate whose line is gone in the middle of it."""
    if not album.wants("live-lost"):
        return
    async with line_to(guide.house.port) as line:
        away = await arrives(guide.browser, "daibieu11", size=SIZES[0])
        await away.goes(line.of(guide.house.person("daibieu11").url))
        await away.page.locator("main form button").first.click()
        await away.page.wait_for_url(lambda url: "/enter/" not in url)
        await away.goes(f"/meetings/{guide.names['now']}/live")
        await away.page.wait_for_load_state("networkidle")
        line.cut()
        for state in ("weak", "lost"):
            await away.page.locator(f"[data-line].{state}").first.wait_for(timeout=60_000)
            await album.every_size(away.page, Stop(f"live-{state}", "daibieu11", ""), SIZES[:2])
        await away.context.close()


async def printed(guide: Guide, album: Album) -> None:
    if not album.wants("minutes"):
        return
    reader = await guide.at(Stop("minutes-print", "daibieu03", "/meetings/{held}/minutes"))
    await reader.page.emulate_media(media="print")
    await album.every_size(reader.page, Stop("minutes-print", "", ""), [(794, 1123)])
    await reader.page.emulate_media(media="screen")
    await reader.page.pdf(path=SHOTS / "minutes.pdf")


async def recess_and_close(guide: Guide, album: Album) -> None:
    chair = await guide.at(CHAIR[1])
    await chair.press("Recess")
    await expect(chair.button("Resume the sitting")).to_be_visible()
    await everywhere(guide, album, "recess", SITTING)
    await chair.press("Resume the sitting")
    await chair.press("Close the sitting")
    await chair.press("Yes, close the sitting")
    await expect(chair.button("Read the minutes")).to_be_visible()
    await everywhere(guide, album, "over", SITTING)


if __name__ == "__main__":
    asyncio.run(main(tuple(sys.argv[1:])))
