"""The real browser: the machine's Chromium, never one that a test tool downloads.

Playwright drives it over a pipe. The flags keep it quiet on a closed network,
and give it a camera and a microphone of its own.
"""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)
MEDIA = (
    "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required", "--allow-loopback-in-peer-connection",
)
AWAKE = (
    "--disable-renderer-backgrounding", "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
)


@asynccontextmanager
async def chromium(*flags: str, program: str = "chromium") -> AsyncIterator[Browser]:
    """A running Chromium, or a `program` that becomes one (somewhere else on the network, for example).

    Raises AssertionError when the machine has none: `.ci/need` installs it.
    """
    path = shutil.which(program)
    assert path, "Chromium is missing: run .ci/need"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=[*QUIET, *MEDIA, *AWAKE, *flags])
        try:
            yield browser
        finally:
            await browser.close()
