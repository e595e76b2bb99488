"""What one listener's line carries, and what is heard and seen at the end of a thin one, beside Janus.

One person speaks without a pause; each figure is taken after the line has settled.

    voice, silence, small picture    bytes on a line of 256 kbit/s, 150 ms each way, that loses nothing
    256 kbit/s, 150 ms, 2 %          voice and whatever picture the ladder finds
    64 kbit/s, 200 ms, 5 %           one speaker with a picture to be had: the voice must hold

Janus gets the same sound, pictures, line and seed; its room has Opus' own FEC and DTX on.
`THINLINE_SECONDS` and `THINLINE_ROUNDS` make it shorter or longer (30, 2).
"""

import os
import tempfile
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.bench import janus
from tests.bench.janus_call import over_janus
from tests.bench.rows import Row, say, spread
from tests.lines import speech
from tests.lines.call import Call, Heard, ours
from tests.lines.line import Line, line

SECONDS = float(os.environ.get("THINLINE_SECONDS", "30"))
ROUNDS = int(os.environ.get("THINLINE_ROUNDS", "2"))
SETTLING = 12.0                # s: until the line stands where it stays

Engine = Callable[..., AbstractAsyncContextManager[Call]]


@dataclass(frozen=True)
class Scene:
    name: str
    line: Callable[[int], Line]    # from a seed
    silent: bool = False
    picture: bool = True
    most: str = "full"


def commune(seed: int) -> Line:
    return line(256, 0.15, seed=seed)


SCENES = (
    Scene("voice", commune, picture=False),
    Scene("silence", commune, silent=True, picture=False),
    Scene("small picture", commune, most="few"),
    Scene("256 kbit/s 150 ms 2 %", lambda seed: line(256, 0.15, 0.02, seed)),
    Scene("64 kbit/s 200 ms 5 %", lambda seed: line(64, 0.2, 0.05, seed)),
)


async def run() -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        sounds = {silent: Path(name) / f"{silent}.wav" for silent in (False, True)}
        speech.write(speech.speech(120), sounds[False])
        speech.write(np.concatenate([speech.speech(5), speech.silence(120)]), sounds[True])    # somebody has spoken
        engines: dict[str, Engine] = {"relay": ours}
        if await janus.installed():
            engines["Janus"] = over_janus
        else:
            say("Janus is not installed and could not be: there is nothing to compare with.")
        found: dict[tuple[str, str], list[Heard]] = {}
        for turn in range(ROUNDS):
            for scene in SCENES:
                for engine, entered in engines.items():
                    one = await measured(entered, scene, sounds[scene.silent], seed=10 * turn + 1)
                    found.setdefault((engine, scene.name), []).append(one)
    return [row for scene in SCENES for row in rows(scene.name, found)]


async def measured(entered: Engine, scene: Scene, sound: Path, seed: int) -> Heard:
    async with entered(scene.line(seed), sound, picture=scene.picture, most=scene.most) as call:
        await call.listener.wait_for_timeout(SETTLING * 1000)
        await call.begins()
        await call.listener.wait_for_timeout(SECONDS * 1000)
        heard = await call.heard()
        say(f"{entered.__name__:10} {scene.name:22} {heard} {call.told}")
        return heard


def rows(scene: str, found: dict[tuple[str, str], list[Heard]]) -> list[Row]:
    """The figures of one scene that have a target."""

    def row(metric: str, unit: str, op: str, target: float, figure: Callable[[Heard], float]) -> Row:
        values, theirs = [figure(one) for one in found["relay", scene]], found.get(("Janus", scene))
        beside = spread([figure(one) for one in theirs])[1] if theirs else float("nan")
        name = "Janus" if theirs else "Janus, not installed"
        told = spread(values)
        return Row(f"{scene}, {metric}", told[1], unit, beside, name, op, target, told)  # type: ignore[arg-type]

    def both(one: Heard) -> float:
        return one.down + one.up

    match scene:
        case "voice" | "silence" | "small picture":
            target = {"voice": 28, "silence": 3, "small picture": 120}[scene]
            return [row("on the line, both ways", "kbit/s", "<=", target, both)]
        case "256 kbit/s 150 ms 2 %":
            return [
                row("concealed", "%", "<=", 1, lambda one: 100 * one.concealed),
                row("frames a second", "1/s", ">=", 5, lambda one: one.frames),
                row("longest stillness", "s", "<=", 2, lambda one: one.still),
            ]
        case _:
            return [row("concealed", "%", "<=", 2, lambda one: 100 * one.concealed)]
