"""A running house: the shipped `dinh` command on a directory of its own, as an operator would start it.

    async with demo(folder) as house:
        house.person("chutoa").url      # a link that signs in as the chair

The web process can be killed (`house.kill_web()`): the supervisor starts it again, and
`house.ready()` waits until it answers.
"""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
DINH = Path(sys.executable).parent / "dinh"
PATIENCE = float(os.environ.get("SITTING_PATIENCE", "60"))   # seconds until a condition counts as never coming true


@dataclass(frozen=True)
class Door:
    """One row of demo.json."""

    login: str
    name: str
    role: str
    unit: str
    venue: str
    url: str


def free_port(kind: int = socket.SOCK_STREAM) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class House:
    """The processes of one running house."""

    folder: Path
    port: int
    media_port: int
    process: asyncio.subprocess.Process
    printed: list[str]
    host: str = ""             # what a proxy in front would say in Host

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def doors(self) -> list[Door]:
        rows = json.loads((self.folder / "demo.json").read_text())
        return [Door(login=row["url"].split("//")[1].split(".")[0], **row) for row in rows]

    def person(self, login: str) -> Door:
        return next(door for door in self.doors() if door.login == login)

    def web_pid(self) -> int:
        return int((self.folder / "lock").read_text().split()[0])

    async def kill_web(self) -> int:
        """SIGKILL the web process; returns once the supervisor has another one that answers."""
        before = self.web_pid()
        os.kill(before, signal.SIGKILL)
        await until(lambda: self.web_pid() != before, "a new web process")
        await self.ready()
        return before

    async def ready(self) -> None:
        headers = {"Host": self.host} if self.host else {}
        async with httpx.AsyncClient() as client:
            async def answers() -> bool:
                try:
                    return (await client.get(f"{self.origin}/readyz", headers=headers)).status_code == 200
                except httpx.TransportError:
                    return False
            deadline = asyncio.get_running_loop().time() + PATIENCE
            while not await answers():
                assert asyncio.get_running_loop().time() < deadline, "never ready:\n" + "".join(self.printed[-40:])
                await asyncio.sleep(0.05)


async def until(condition: object, what: str) -> None:
    """Wait for a condition, not for a time."""
    assert callable(condition)
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while True:
        try:
            if condition():
                return
        except (OSError, ValueError, IndexError):
            pass
        assert asyncio.get_running_loop().time() < deadline, f"it never came true: {what}"
        await asyncio.sleep(0.05)


@asynccontextmanager
async def dinh(*arguments: str, folder: Path, port: int, media_port: int) -> AsyncIterator[House]:
    """Run `dinh ARGUMENTS` in a process group of its own; stop it by Ctrl-C as a person would."""
    environment = os.environ | {"DINH_MEDIA_PORT": str(media_port), "PYTHONUNBUFFERED": "1"}
    process = await asyncio.create_subprocess_exec(
        str(DINH), *arguments, cwd=ROOT, env=environment, start_new_session=True,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )
    house = House(folder, port, media_port, process, [])
    reader = asyncio.create_task(read(process, house.printed))
    try:
        yield house
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGINT)
        try:
            await asyncio.wait_for(process.wait(), 20)
        except TimeoutError:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        finally:
            await reader


async def read(process: asyncio.subprocess.Process, printed: list[str]) -> None:
    assert process.stdout
    async for line in process.stdout:
        printed.append(line.decode(errors="replace"))


@asynccontextmanager
async def demo(folder: Path) -> AsyncIterator[House]:
    """`dinh demo` on a free port, ready."""
    port, media_port = free_port(), free_port(socket.SOCK_DGRAM)
    arguments = ("demo", "--port", str(port), "--data", str(folder))
    async with dinh(*arguments, folder=folder, port=port, media_port=media_port) as house:
        await until(lambda: any(line.startswith("ready ") for line in house.printed) or stopped(house), "ready")
        yield house


def stopped(house: House) -> bool:
    assert house.process.returncode is None, "dinh stopped:\n" + "".join(house.printed)
    return False
