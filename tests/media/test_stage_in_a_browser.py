"""Two places send their own colour and tone; who has the floor is seen and heard."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page

from tests.chromium import chromium
from tests.media.conftest import Running, launched
from tests.media.stage_page import served


@pytest.fixture
async def browser(relay: Running) -> AsyncIterator["Hall"]:
    server, port = await served(relay.link)
    async with chromium() as opened:
        context = await opened.new_context()

        async def enter(**asked: object) -> Page:
            page = await context.new_page()
            await page.goto(f"http://127.0.0.1:{port}/?" + "&".join(f"{k}={v}" for k, v in asked.items()))
            await page.wait_for_function("window.ready")
            return page

        yield Hall(enter)
    server.close()


class Hall:
    """Who enters is a page of its own."""

    def __init__(self, enter) -> None:  # type: ignore[no-untyped-def]
        self.enter = enter


async def sees(page: Page, channel: int) -> None:
    """The first picture shows this colour: 0 red, 1 green, 2 blue."""
    await page.wait_for_function(
        "at => { const all = pixel(); return all.every((one, i) => i === at ? one > 90 : one < 70) }",
        arg=channel, timeout=20_000, polling=100,
    )


async def hears(page: Page, hertz: int) -> None:
    await page.wait_for_function(
        "hertz => Math.abs(peak() - hertz) < 25", arg=hertz, timeout=20_000, polling=100
    )


async def until(page: Page, asked: str, answer: object) -> None:
    """Ask the page until it answers so."""
    async with asyncio.timeout(30):
        while await page.evaluate(asked) != answer:
            await asyncio.sleep(0.1)


async def test_who_has_the_floor_is_seen_and_heard_by_all(relay: Running, browser: Hall) -> None:
    await relay.link.stage("m1", ["venue:A"], ["venue:A"])
    red = await browser.enter(subject="venue:A", colour="red", hertz=500)
    blue = await browser.enter(subject="venue:C", colour="blue", hertz=1300)
    viewer = await browser.enter(subject="venue:B")

    await sees(viewer, 0)
    await hears(viewer, 500)
    await relay.link.stage("m1", ["venue:C"], ["venue:C"])
    await sees(viewer, 2)
    await hears(viewer, 1300)
    await relay.link.stage("m1", ["venue:A"], ["venue:A"])
    await sees(viewer, 0)
    await hears(viewer, 500)

    assert await viewer.evaluate("selected('watch')") == relay.udp
    assert await red.evaluate("selected('send')") == relay.udp
    assert (await viewer.evaluate("states"))[-1] == "watch connected"
    await blue.evaluate("stage.stop()")
    assert (await blue.evaluate("states"))[-1] == "send stopped"


async def test_pages_come_back_by_themselves_when_the_relay_is_killed_and_started_anew(
    relay: Running, browser: Hall, tmp_path: Path
) -> None:
    await relay.link.stage("m1", ["venue:A"], ["venue:A"])
    sender = await browser.enter(subject="venue:A", colour="lime", hertz=700)
    viewer = await browser.enter(subject="venue:B")
    await sees(viewer, 1)

    relay.process.kill()
    await relay.process.wait()
    relay.process, said = await launched(tmp_path, relay.control)

    for page, role in ((sender, "send"), (viewer, "watch")):
        await page.wait_for_function(
            "role => states.filter(one => one === `${role} connected`).length === 2", arg=role, timeout=40_000
        )
    await sees(viewer, 1)
    await hears(viewer, 700)
    assert await viewer.evaluate("selected('watch')") == int(said["udp"])


async def test_a_page_that_was_put_aside_says_so_and_stays_aside(relay: Running, browser: Hall) -> None:
    first = await browser.enter(subject="venue:A", colour="red", hertz=500)
    second = await browser.enter(subject="venue:A", colour="blue", hertz=900)

    await first.wait_for_function("states.at(-1) === 'send taken'", timeout=20_000)

    assert (await second.evaluate("states"))[-1] == "send connected"


async def test_a_picture_comes_in_two_sizes_and_rests_while_nobody_watches(relay: Running, browser: Hall) -> None:
    await relay.link.stage("m1", ["venue:A"], ["venue:A"])
    sender = await browser.enter(subject="venue:A", colour="red", hertz=500)
    telling: set[asyncio.Task[None]] = set()

    def tell(meeting: str, subject: str, peer: str, what: dict[str, object]) -> None:
        if subject == "venue:A":
            telling.add(asyncio.create_task(sender.evaluate("what => stage.told(what)", {**what, "peer": peer})))

    relay.link.on_told = tell
    await until(sender, "sizes()", [160, 640])
    viewer = await browser.enter(subject="venue:B")
    await sees(viewer, 0)

    await relay.link.stage("m1", [], ["venue:A"])
    await until(sender, "resting().then((many) => many === 2)", True)
    await hears(viewer, 500)
    await relay.link.stage("m1", ["venue:A"], ["venue:A"])

    await until(sender, "resting().then((many) => many < 2)", True)         # the small one at least, at once
    await sees(viewer, 0)
