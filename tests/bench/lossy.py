"""Continuous speech over a line that loses a tenth, and nearly a third, of everything, beside Janus.

256 kbit/s, 100 ms each way, losses from a seed, both ways. The figure is TARGETS' own: samples that had to be made up,
but for silence, of all samples; it is taken after the line has settled. Janus has Opus' own FEC on.
`LOSSY_SECONDS` and `LOSSY_ROUNDS` make it shorter or longer (60, 2).
"""

import os
import tempfile
from pathlib import Path

from tests.bench import janus
from tests.bench.janus_call import over_janus
from tests.bench.rows import Row, say, spread
from tests.lines import speech
from tests.lines.call import ours
from tests.lines.line import line

SECONDS = float(os.environ.get("LOSSY_SECONDS", "60"))
ROUNDS = int(os.environ.get("LOSSY_ROUNDS", "2"))
SETTLING = 12.0                # s: until as much is repaired as the losses ask for
ALLOWED = {0.10: 0.5, 0.30: 2.0}   # % concealed, by the share lost


async def run() -> list[Row]:
    engines = {"relay": ours}
    if await janus.installed():
        engines["Janus"] = over_janus
    else:
        say("Janus is not installed and could not be: there is nothing to compare with.")
    concealed: dict[tuple[str, float], list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        sound = speech.write(speech.speech(120), Path(folder) / "speech.wav")
        for turn in range(ROUNDS):
            for loss in ALLOWED:
                for engine, entered in engines.items():
                    async with entered(line(256, 0.1, loss, seed=10 * turn + 1), sound, picture=False) as call:
                        await call.listener.wait_for_timeout(SETTLING * 1000)
                        await call.begins()
                        await call.listener.wait_for_timeout(SECONDS * 1000)
                        heard = await call.heard()
                    say(f"{engine:6} {loss:.0%} {heard} {call.told}")
                    concealed.setdefault((engine, loss), []).append(100 * heard.concealed)
    return [row(loss, concealed) for loss in ALLOWED]


def row(loss: float, concealed: dict[tuple[str, float], list[float]]) -> Row:
    found, theirs = spread(concealed["relay", loss]), concealed.get(("Janus", loss))
    reference = (spread(theirs)[1], "Janus with FEC") if theirs else (float("nan"), "Janus, not installed")
    return Row(f"concealed at {loss:.0%} loss", found[1], "%", *reference, "<=", ALLOWED[loss], found)
