"""The relays under test, each a process on one core, and how one gets into them.

    floor   `bare_relay`: spoken to over its standard input
    relay   `python -m media`: over its control channel, as the web server does
    Janus   `janus`: over a WebSocket
"""

import asyncio
import json
import secrets
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from media.__main__ import own_addresses
from media.link import RelayLink
from tests.bench import janus
from tests.media.caller import Caller

CORE = 0
ADDRESS = own_addresses()[-1]  # Janus will not be reached on the loopback's
FLOOR, RELAY, JANUS = "floor", "relay", "Janus"


class Engine(Protocol):
    """A relay under test."""

    process: asyncio.subprocess.Process

    async def join(self, role: str, subject: str, caller: Caller) -> None: ...
    async def close(self) -> None: ...


@dataclass
class Ours:
    """The shipped program, over its control channel."""

    process: asyncio.subprocess.Process
    link: RelayLink

    async def join(self, role: str, subject: str, caller: Caller) -> None:
        if role == "send":
            await self.link.stage("m", [subject], [subject])
        offer = caller.offer("sendonly" if role == "send" else "recvonly", estimates=True)
        joined = await self.link.join("m", subject, "send" if role == "send" else "watch", offer)
        await caller.connect(joined.answer_sdp)

    async def close(self) -> None:
        await self.link.close()
        self.process.terminate()
        await self.process.wait()


@dataclass
class Floor:
    """`bare_relay`, over its standard input."""

    process: asyncio.subprocess.Process
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def join(self, role: str, subject: str, caller: Caller) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        offer = caller.offer("sendonly" if role == "send" else "recvonly", estimates=True)
        async with self.turn:
            said = {"role": "send" if role == "send" else "watch", "offer": offer}
            self.process.stdin.write(json.dumps(said).encode() + b"\n")
            answer = json.loads(await self.process.stdout.readline())["answer"]
        await caller.connect(answer)

    async def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        await self.process.wait()


async def engines(folder: Path, tell: Callable[[str], None]) -> AsyncIterator[tuple[str, Engine]]:
    """Each relay's name and itself, started."""
    yield FLOOR, await _floor()
    yield RELAY, await _ours(folder)
    if await janus.installed():
        (folder / "janus").mkdir()
        engine, text = await janus.started(folder / "janus", ADDRESS, CORE)
        tell("Janus runs with:" + text.replace(str(folder), "…").rstrip())
        yield JANUS, engine
    else:
        tell("Janus is not installed and could not be: there is nothing to compare with.")


async def _floor() -> Floor:
    process = await asyncio.create_subprocess_exec(
        "taskset", "-c", str(CORE), sys.executable, "-m", "tests.bench.bare_relay", ADDRESS,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    await process.stdout.readline()
    return Floor(process)


async def _ours(folder: Path) -> Ours:
    secret = secrets.token_hex(16)
    (folder / "secret").write_text(secret)
    process = await asyncio.create_subprocess_exec(
        "taskset", "-c", str(CORE), sys.executable, "-m", "media", "--udp", f"{ADDRESS}:0", "--announce", ADDRESS,
        "--secret-file", str(folder / "secret"), stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    said = dict(word.split("=") for word in (await process.stdout.readline()).decode().split()[1:])
    link = RelayLink(f"ws://127.0.0.1:{said['control']}", secret)
    await link.start()
    return Ours(process, link)
