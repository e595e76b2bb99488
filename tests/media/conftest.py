"""A relay as its own process, and peers to call it."""

import asyncio
import secrets
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from media.link import RelayLink
from tests.media.caller import Caller


@dataclass
class Running:
    """The shipped program, and the link to it."""

    process: asyncio.subprocess.Process
    link: RelayLink
    udp: int
    control: int
    secret: str


async def launched(folder: Path, control: int = 0) -> tuple[asyncio.subprocess.Process, dict[str, str]]:
    """The process, and what it said when it was ready."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "media", "--control", f"127.0.0.1:{control}", "--udp", "127.0.0.1:0",
        "--announce", "127.0.0.1", "--secret-file", str(folder / "secret"), "--with-parent",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    async with asyncio.timeout(30):
        line = (await process.stdout.readline()).decode()
    return process, dict(word.split("=") for word in line.split()[1:])


async def started(folder: Path) -> Running:
    secret = secrets.token_hex(16)
    (folder / "secret").write_text(secret)
    process, said = await launched(folder)
    link = RelayLink(f"ws://127.0.0.1:{said['control']}", secret)
    await link.start()
    return Running(process, link, int(said["udp"]), int(said["control"]), secret)


@pytest.fixture
async def relay(tmp_path: Path) -> AsyncIterator[Running]:
    running = await started(tmp_path)
    yield running
    await running.link.close()
    if running.process.returncode is None:
        running.process.terminate()
    await running.process.wait()


Join = Callable[[str, str, str], Awaitable[Caller]]


@pytest.fixture
async def join(relay: Running) -> AsyncIterator[Join]:
    """`await join("venue:A", "send", "av")`: a connected peer in the meeting m1."""
    callers: list[Caller] = []

    async def one(subject: str, role: str, kinds: str) -> Caller:
        caller = Caller()
        callers.append(caller)
        offer = caller.offer("sendonly" if role == "send" else "recvonly", kinds)
        joined = await relay.link.join("m1", subject, role, offer)  # type: ignore[arg-type]
        caller.peer = joined.peer_id
        await caller.connect(joined.answer_sdp)
        await has(relay, role, subject)
        return caller

    yield one
    for caller in callers:
        await caller.close()


async def has(relay: Running, role: str, subject: str, there: bool = True, patience: float = 10) -> None:
    """Wait until the relay says that the peer is connected, or is not any more."""
    name = "senders" if role == "send" else "watchers"
    async with asyncio.timeout(patience):
        while (subject in (await relay.link.stats("m1"))[name]) is not there:
            await asyncio.sleep(0.02)
