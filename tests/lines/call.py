"""One speaks, one listens at the end of a line: real Chromium on both sides, a relay between them.

    speaker ─▶ relay ─▶ simulated line ─▶ listener

The microphone is a file of speech, the picture moves enough to take all that it may. The listener is told where its
line stands as in the product. Bytes are those of the line's counters, IP and UDP headers included.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from tests.chromium import chromium
from tests.lines.datagrams import led, udp_line
from tests.lines.line import Line
from tests.media.conftest import started
from tests.media.stage_page import served

SPEAKER, LISTENER = "venue:A", "venue:B"
WATCH = """() => {
  window.still = { last: performance.now(), longest: 0 };
  window.listening ??= () => stage.connection("watch");
  setInterval(() => {
    const pictures = (listening()?.getReceivers() ?? []).filter(({ track }) => track.kind === "video");
    const stamp = pictures.map((one) => one.getSynchronizationSources()[0]?.rtpTimestamp).join();
    const now = performance.now();
    if (stamp !== still.stamp) Object.assign(still, { stamp, last: now });
    still.longest = Math.max(still.longest, now - still.last);
  }, 50);
}"""
FIGURES = """async () => {
  const found = [...(await listening().getStats()).values()]
    .filter((one) => one.type === "inbound-rtp" && one.packetsReceived);
  const sum = (kind, name) => found.filter((one) => one.kind === kind).reduce((all, one) => all + (one[name] ?? 0), 0);
  const longest = still.longest;
  Object.assign(still, { last: performance.now(), longest: 0 });
  return {
    at: performance.now() / 1000, longest: longest / 1000, samples: sum("audio", "totalSamplesReceived"),
    concealed: sum("audio", "concealedSamples"), silent: sum("audio", "silentConcealedSamples"),
    heard: sum("audio", "packetsReceived"), frames: sum("video", "framesDecoded"),
    width: Math.max(0, ...found.map((one) => one.frameWidth ?? 0)),
  };
}"""


@dataclass(frozen=True)
class Heard:
    """What reached the listener in a stretch of time."""

    down: float                # kbit/s that the line carried to the listener
    up: float                  # … and back from it
    tail: float                # share of packets to the listener that found the queue full
    concealed: float           # share of samples that were not in what arrived, but for silence
    silent: float              # share concealed by silence
    frames: float              # decoded, per second
    still: float               # s, the longest without a new frame
    width: int                 # of the picture
    voiced: bool               # did any voice arrive?


@dataclass
class Call:
    """`told`: where the listener's line stood, as its page was told, with the time since it began."""

    line: Line
    listener: Page
    told: list[tuple[float, str, str]] = field(default_factory=list)
    _before: dict[str, float] = field(default_factory=dict)

    async def begins(self) -> None:
        """Count from here."""
        self._before = await self.listener.evaluate(FIGURES)
        self.line.forgets()

    async def heard(self) -> Heard:
        """Since it began."""
        now: dict[str, Any] = await self.listener.evaluate(FIGURES)
        since = {name: value - self._before[name] for name, value in now.items()}
        down, up, samples = self.line.down.carried, self.line.up.carried, max(1, since["samples"])
        return Heard(
            down=down.bytes * 8 / 1000 / since["at"], up=up.bytes * 8 / 1000 / since["at"],
            tail=down.tail / max(1, down.packets + down.tail),
            concealed=(since["concealed"] - since["silent"]) / samples, silent=since["silent"] / samples,
            frames=since["frames"] / since["at"], still=now["longest"], width=now["width"], voiced=since["heard"] > 0,
        )


@asynccontextmanager
async def browsers(
    sound: Path, door: int, more: str = "", pages: dict[str, Page] | None = None
) -> AsyncIterator[tuple[Page, Page]]:
    """The speaker's page and the listener's, each in a browser of its own; put into `pages` as they come."""
    pages = {} if pages is None else pages
    async with chromium(f"--use-file-for-fake-audio-capture={sound}") as one, chromium() as other:
        speaker = pages[SPEAKER] = await one.new_page()
        listener = pages[LISTENER] = await other.new_page()
        await speaker.goto(f"http://127.0.0.1:{door}/?subject={SPEAKER}&colour=noise{more}")
        await speaker.wait_for_function("window.ready")
        await listener.goto(f"http://127.0.0.1:{door}/?subject={LISTENER}{more}")
        await listener.wait_for_function("window.ready")
        yield speaker, listener


@asynccontextmanager
async def ours(line: Line, sound: Path, picture: bool = True, most: str = "full") -> AsyncIterator[Call]:
    """Over the shipped relay; `most`: what the listener has pinned."""
    with tempfile.TemporaryDirectory() as folder:
        running = await started(Path(folder))
        link = running.link
        async with udp_line(line, running.udp) as port:
            server, door = await served(link, way=lambda role, answer: led(answer, port) if role == "watch" else answer)
            await link.stage("m1", [SPEAKER] if picture else [], [SPEAKER])
            pages: dict[str, Page] = {}
            call, tasks, began = Call(line, None), set(), asyncio.get_running_loop().time()  # type: ignore[arg-type]

            def tell(meeting: str, subject: str, peer: str, what: dict[str, object]) -> None:
                if subject in pages:
                    tasks.add(asyncio.create_task(pages[subject].evaluate(
                        "what => stage.told(what)", {**what, "peer": peer})))
                if subject == LISTENER and what["type"] == "Stands":
                    passed = asyncio.get_running_loop().time() - began
                    call.told.append((round(passed, 1), str(what["step"]), str(what["why"])))

            link.on_told = tell
            try:
                async with browsers(sound, door, pages=pages) as (_, call.listener):
                    await call.listener.evaluate(f"stage.pin('{most}')")
                    await call.listener.evaluate(WATCH)
                    yield call
            finally:
                await asyncio.gather(*tasks, return_exceptions=True)
                server.close()
                await link.close()
                running.process.terminate()
                await running.process.wait()
