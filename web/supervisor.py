"""The parent process: its children, and the promise that there is either all or nothing.

    supervisor ─┬─ python -m media               the relay: started first, its ports are kept over restarts
                ├─ python -m media --name w1 …   further ones that share its peers (setting `media_workers`)
                └─ python -m web.server          the web server and the only writer

A child that dies is started again and it is said. Ctrl-C or SIGTERM reaches only the
parent (the children have a session of their own); it closes their standard input, which
they take as the word to finish. If the parent itself is killed the same happens.
"""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import msgspec

from media.grants import public_text
from web.keys import grants_key, make_secret
from web.settings import Settings

GRACE = 10.0                   # seconds for a child to finish
FIRST = 60.0                   # seconds for a child to become ready
PAUSES = (0.1, 0.5, 1.0, 2.0, 5.0)
STEADY = 30.0                  # seconds after which a child counts as having come up well

Say = Callable[[str], None]


class NotStarted(Exception):
    """A child did not come up; the text says why."""


@dataclass
class Child:
    """One process kept alive."""

    name: str
    command: Callable[[], list[str]]
    feed: Callable[[], bytes]
    told: Callable[[str], None]          # the words after `ready`
    process: Process | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    said: str = ""             # why it did not start


@dataclass
class Ports:
    """Of one relay; 0: any free one, and from then on that one."""

    udp: int
    control: int = 0


class Supervisor:
    """Starts all, keeps all, ends all."""

    def __init__(self, settings: Settings, say: Say = print) -> None:
        self.settings = settings
        self.say = say
        self.port = settings.port
        self.set_up = ""       # the first administrator's link
        self._public = ""      # half of the key that signs grants
        self._stopping = asyncio.Event()
        self._ports = [
            Ports(settings.media_port and settings.media_port + at) for at in range(settings.media_workers)
        ]
        self._relays = [] if settings.relay_control else [
            Child(f"media relay {_name(at)}".strip(), partial(self._relay_command, at), lambda: b"",
                  partial(self._relay_ready, at))
            for at in range(settings.media_workers)
        ]
        self._web = Child("web server", lambda: [sys.executable, "-m", "web.server"], self._web_feed, self._web_ready)
        self._keepers: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """All up. Raises NotStarted."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stopping.set)
        try:
            await self.start_relays()
            await self._launch(self._web)
        except BaseException:              # also Ctrl-C: all or nothing
            await self.stop()
            raise
        self._keepers.append(asyncio.create_task(self._keep(self._web)))

    async def start_relays(self) -> None:
        """Those of this machine, the root first; none when it is started by hand. Raises NotStarted."""
        if self._relays:
            self._public = await asyncio.to_thread(_keys, Path(self.settings.data))
        for relay in self._relays:
            await self._launch(relay)
            self._keepers.append(asyncio.create_task(self._keep(relay)))

    def controls(self) -> list[str]:
        """Where the relays are directed, the root first."""
        return [f"ws://127.0.0.1:{ports.control}" for ports in self._ports]

    async def until_stopped(self) -> None:
        await self._stopping.wait()

    def stopping(self) -> bool:
        return self._stopping.is_set()

    async def stop(self) -> None:
        """End all: by the end of their input, by force after `GRACE` seconds."""
        self._stopping.set()
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        await asyncio.gather(*(self._end(child) for child in (self._web, *self._relays)))

    async def _launch(self, child: Child) -> None:
        child.ready.clear()
        child.process = await asyncio.create_subprocess_exec(
            *child.command(), stdin=PIPE, stdout=PIPE, start_new_session=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        assert child.process.stdin is not None
        child.process.stdin.write(child.feed())
        reading = asyncio.create_task(self._read(child, child.process))
        waiting = {asyncio.create_task(child.ready.wait()), asyncio.create_task(child.process.wait()),
                   asyncio.create_task(self._stopping.wait())}
        await asyncio.wait(waiting, timeout=FIRST, return_when=asyncio.FIRST_COMPLETED)
        for one in waiting:
            one.cancel()
        if not child.ready.is_set() and not self._stopping.is_set():
            if child.process.returncode is not None:
                await reading
            raise NotStarted(child.said or f"The {child.name} did not start.")

    async def _read(self, child: Child, process: Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            words = line.decode(errors="replace").strip()
            if words.startswith("ready"):
                child.told(words)
                child.ready.set()
            elif words.startswith("say "):
                self.say(words.removeprefix("say "))
            elif words.startswith("error"):
                child.said = words.removeprefix("error").strip()

    async def _keep(self, child: Child) -> None:
        """Start it again whenever it dies, more slowly when it dies at once."""
        tries = 0
        while not self._stopping.is_set():
            process = child.process
            assert process is not None
            began = asyncio.get_running_loop().time()
            code = await process.wait()
            if self._stopping.is_set():
                return
            tries = 0 if asyncio.get_running_loop().time() - began > STEADY else tries + 1
            self.say(f"The {child.name} ended ({_how(code)}); starting it again.")
            await asyncio.sleep(PAUSES[min(tries, len(PAUSES) - 1)] if tries > 1 else 0)
            try:
                await self._launch(child)
                self.say(f"The {child.name} is back.")
                if child is self._web and self.set_up:     # the link before is void
                    self.say(f"The first administrator sets the house up at {self.set_up}")
            except (NotStarted, OSError) as problem:
                self.say(str(problem))

    async def _end(self, child: Child) -> None:
        process = child.process
        if process is None or process.returncode is not None:
            return
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), GRACE)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    def _relay_command(self, at: int) -> list[str]:
        settings, ports = self.settings, self._ports[at]
        return [
            sys.executable, "-m", "media", "--with-parent",
            "--control", f"127.0.0.1:{ports.control}",
            "--udp", f"{settings.media_host}:{ports.udp}",
            "--name", _name(at),
            "--announce", settings.media_announce or "auto",
            "--secret-file", settings.relay_secret_file or str(Path(settings.data) / "relay.secret"),
            f"--grants-key={self._public}",        # it may begin with a hyphen
        ]

    def _relay_ready(self, at: int, words: str) -> None:
        said = dict(part.split("=", 1) for part in words.split()[1:])
        self._ports[at] = Ports(int(said["udp"]), int(said["control"]))

    def _web_feed(self) -> bytes:
        control = self.settings.relay_control or ",".join(self.controls())
        settings = msgspec.structs.replace(self.settings, relay_control=control, port=self.port)
        return msgspec.json.encode(settings) + b"\n"

    def _web_ready(self, words: str) -> None:
        _, port, *link = words.split()
        self.port, self.set_up = int(port), "".join(link)


def _name(at: int) -> str:
    """Of the relay in that place; the first is the root."""
    return f"w{at}" if at else ""


def _keys(folder: Path) -> str:
    """What the relay needs to know us by, made; the public half of the key that signs grants."""
    try:
        make_secret(folder)
        return public_text(grants_key(folder).public_key())
    except OSError as problem:
        raise NotStarted(f"{folder} cannot be used: {problem.strerror}.") from problem
    except ValueError as problem:
        raise NotStarted(f"{folder / 'grants.key'} is damaged; take it away, and another one is made.") from problem


def _how(code: int) -> str:
    if code < 0:
        with contextlib.suppress(ValueError):
            return f"by {signal.Signals(-code).name}"
    return f"with code {code}"
