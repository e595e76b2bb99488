"""A commune's line is dead for half a minute and comes back: how long until it is heard and seen again.

The whole product, in network namespaces: everything of the hall goes over one line of 256 kbit/s, 150 ms each way, TLS
and TCP with their own patience too. Beside it a delegate in the hall asks to speak while the line is dead. Counted from
the moment at which the line is whole: the first sound in what the hall's loudspeaker gives, the first new frame of its
picture; pages that had to be loaded or signed in anew; requests that did not arrive.

Janus beside it has no page of its own to bring it back: its figures are what the browser and Janus do by themselves
(60 s: not within a minute). Published measurements of Zoom, Meet and Teams say 20 to 50 s.
`RECOVER_ROUNDS` (3).
"""

import asyncio
import os
import re
import tempfile
from pathlib import Path

from playwright.async_api import Page
from playwright.async_api import TimeoutError as NeverCame

from tests.bench import janus
from tests.bench.janus_call import over_janus
from tests.bench.rows import Row, say, spread
from tests.chromium import chromium
from tests.journeys.far import Far, far_house
from tests.journeys.person import PHONE, Person
from tests.lines import speech
from tests.lines.hearing import HEARD, recorded, records, second
from tests.lines.likeness import gaps
from tests.lines.line import Line, line

ROUNDS = int(os.environ.get("RECOVER_ROUNDS", "3"))
DEAD, LONGEST = 30.0, 60.0     # s
VOICE, PICTURE = 3.0, 10.0     # s allowed
FRAMES = """() => {
  window.frames = [];
  let had = -1;
  setInterval(() => {
    const pictures = [...document.querySelectorAll("video")].filter((one) => !one.closest("[data-self]"));
    const have = pictures.map((one) => `${one.getVideoPlaybackQuality().totalVideoFrames}${one.srcObject?.id}`).join();
    const some = pictures.some((one) => one.getVideoPlaybackQuality().totalVideoFrames);
    if (have !== had && some) window.frames.push(recording.second());
    had = have;
  }, 20);
}"""
SOUNDS = "() => recording.pieces.at(-1)?.some((one) => Math.abs(one) > 0.02)"


async def run() -> list[Row]:
    found: dict[str, list[float]] = {"voice": [], "picture": [], "pages": [], "lost": []}
    beside: dict[str, list[float]] = {"voice": [], "picture": []}
    with tempfile.TemporaryDirectory() as folder:
        sound = speech.write(speech.speech(120), Path(folder) / "speech.wav")
        for turn in range(ROUNDS):
            seen = await ours(Path(folder) / str(turn), sound, seed=turn + 1)
            say(f"relay  {seen}")
            for name, value in seen.items():
                found[name].append(value)
            if await janus.installed():
                theirs = await janus_alone(sound, seed=turn + 1)
                say(f"Janus  {theirs}")
                for name, value in theirs.items():
                    beside[name].append(value)
    name = "Janus by itself" if beside["voice"] else "Janus, not installed"
    seconds = {key: spread(values)[1] if values else float("nan") for key, values in beside.items()}
    nothing = "a line that was never dead"
    return [
        Row("voice after", max(found["voice"]), "s", seconds["voice"], name, "<=", VOICE, spread(found["voice"])),
        Row("picture after", max(found["picture"]), "s", seconds["picture"], name, "<=", PICTURE,
            spread(found["picture"])),
        Row("pages loaded anew", max(found["pages"]), "", 0, nothing, "<=", 0),
        Row("requests lost", max(found["lost"]), "", 0, nothing, "<=", 0),
    ]


async def ours(folder: Path, sound: Path, seed: int) -> dict[str, float]:
    """One outage of the commune's hall."""
    folder.mkdir()
    thin = line(256, 0.15, seed=seed)
    async with (
        far_house(folder, thin) as far,
        chromium(far.trust, f"--use-file-for-fake-audio-capture={sound}") as here,
        chromium(far.trust, program=far.halls[0].browser) as there,
    ):
        commune, delegate, chair = await gathered(far, here, there)
        loaded = [await one.page.evaluate("performance.timeOrigin") for one in (commune, delegate)]
        mended = await dead(commune.page, thin, delegate.press("Ask to speak"))
        seen = await back(commune.page, mended)
        again = [await one.page.evaluate("performance.timeOrigin") for one in (commune, delegate)]
        asked = chair.button("Give the floor to %(name)s", name=far.house.person("daibieu05").name)
        try:
            await asked.first.wait_for(timeout=LONGEST * 1000)
            lost = 0
        except NeverCame:
            lost = 1
        return seen | {"pages": sum(a != b for a, b in zip(loaded, again, strict=True)), "lost": lost}


async def gathered(far: Far, here: object, there: object) -> tuple[Person, Person, Person]:
    """The commune hears and sees the chair's hall; a delegate sits in the commune, the chair at the console."""
    speaker = await far.comes(here, "sl-vh")           # type: ignore[arg-type]
    await speaker.press("Start camera and microphone")
    chair = await far.comes(here, "chutoa")            # type: ignore[arg-type]
    meeting = re.search(r"/meetings/(\w+)/venue", speaker.page.url)
    assert meeting
    await chair.goes(f"/meetings/{meeting[1]}/console")
    commune = await far.comes(there, "sl-vh-02")       # type: ignore[arg-type]
    delegate = await far.comes(there, "daibieu05", size=PHONE)    # type: ignore[arg-type]
    await delegate.goes(f"/meetings/{meeting[1]}/live")
    if await delegate.button("I am here").count():
        await delegate.press("I am here")
    await delegate.button("Ask to speak").first.wait_for()
    await commune.press("Start camera and microphone")
    await records(commune.page)
    await commune.page.evaluate(FRAMES)
    await commune.page.wait_for_function(SOUNDS)
    await commune.page.wait_for_function("() => frames.length > 20")
    return commune, delegate, chair


async def dead(page: Page, thin: Line, meanwhile: object = None) -> float:
    """Half a minute without a line; the second of the recording at which it is whole again."""
    await asyncio.sleep(10)
    thin.becomes(whole=False)
    await asyncio.sleep(DEAD / 2)
    if meanwhile is not None:
        await meanwhile                                # type: ignore[misc]
    await asyncio.sleep(DEAD / 2)
    thin.becomes(whole=True)
    return await second(page)


async def back(page: Page, mended: float) -> dict[str, float]:
    """Seconds until sound and picture came again."""
    async with asyncio.timeout(LONGEST + 10):
        while await second(page) < mended + LONGEST:
            frames = await page.evaluate("after => frames.find((one) => one > after)", mended)
            heard = (await recorded(page))[int((mended - 2) * HEARD):]
            silent = [end for begin, end in gaps(heard, HEARD) if begin < 2.1]
            if frames and len(heard) > 3 * HEARD and silent and silent[0] < len(heard) / HEARD - 0.5:
                return {"voice": round(max(0.0, float(silent[0]) - 2), 2), "picture": round(frames - mended, 2)}
            await asyncio.sleep(1)
    return {"voice": LONGEST, "picture": LONGEST}


async def janus_alone(sound: Path, seed: int) -> dict[str, float]:
    thin = line(256, 0.15, seed=seed)
    async with over_janus(thin, sound) as call:
        await records(call.listener)
        await call.listener.evaluate(FRAMES)
        await call.listener.wait_for_function(SOUNDS)
        return await back(call.listener, await dead(call.listener, thin))
