"""The end of a line of 256 kbit/s, 150 ms each way, 2 % lost: voice and picture hold, in short.

Real Chromium on both sides, the same losses each time. Here is counted only what a slow machine does not change; the
figures in full are the benchmark `thinline`.
"""

import asyncio
from pathlib import Path

from tests.chromium import chromium  # noqa: F401  # it waits for browsers: begun early
from tests.lines import speech
from tests.lines.call import Call, ours
from tests.lines.line import line

KBIT, QUEUE = 256, 0.4
SECONDS = 20


async def test_a_commune_hears_and_sees_and_its_line_is_not_flooded(tmp_path: Path) -> None:
    sound = speech.write(speech.speech(60), tmp_path / "speech.wav")
    loop = asyncio.get_running_loop()
    async with ours(line(KBIT, 0.15, 0.02, seed=3), sound) as call:
        await comes(call)
        await call.begins()
        began = loop.time()
        await call.listener.wait_for_timeout(SECONDS * 1000)
        heard, passed = await call.heard(), loop.time() - began

        down = call.line.down.carried
        assert down.lost > 0, "the line is not as bad as it should be"
        assert down.bytes * 8 <= KBIT * 1000 * (passed + QUEUE)
        assert down.tail <= 0.02 * down.packets
        assert heard.voiced
        assert heard.concealed < 0.1, call.told
        assert heard.frames * passed > 20, call.told
        assert not {step for _, step, _ in call.told} & {"text"}


async def comes(call: Call) -> None:
    """Until voice and picture have come."""
    await call.listener.wait_for_function("""async () => {
      const found = [...(await listening().getStats()).values()].filter(({ type }) => type === "inbound-rtp");
      return found.some((one) => one.kind === "audio" && one.packetsReceived > 20)
        && found.some((one) => one.framesDecoded);
    }""")
