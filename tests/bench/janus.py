"""The peer of the relay: VideoRoom of Janus 1.1.2, as Debian packs it, one event loop for all its handles.

Its API is spoken over one WebSocket and one session: a room with one publisher, a handle for each subscriber. Where
Janus is not installed it is installed with apt; where that fails it is said plainly and its figures are missing.
"""

import asyncio
import contextlib
import json
import re
import secrets
import shutil
import socket
import sys
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.media.caller import Caller

NEED = Path(__file__).parents[2] / ".ci/need"
ROOM, FEED = 1234, 77
FOLDER = "/usr/lib/x86_64-linux-gnu/janus"
CONFIGURATION = """
general: {{
    configs_folder = "{folder}"
    plugins_folder = "{libraries}/plugins"
    transports_folder = "{libraries}/transports"
    debug_level = 2
    event_loops = 1
    session_timeout = 0
}}
media: {{ ipv6 = false }}
nat: {{
    ice_lite = true
    ice_enforce_list = "{address}"
}}
plugins: {{ disable = "{plugins}" }}
transports: {{ disable = "{transports}" }}
"""
WEBSOCKET = """
general: {{
    json = "compact"
    ws = true
    ws_ip = "127.0.0.1"
    ws_port = {port}
}}
"""


async def installed() -> bool:
    """Is Janus there, by now?"""
    if shutil.which("janus"):
        return True
    process = await asyncio.create_subprocess_exec(str(NEED), "janus", stdout=sys.stderr)
    return await process.wait() == 0


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def configuration(folder: Path, address: str, port: int) -> str:
    """Write it; the text of its main file."""
    others = {
        kind: ",".join(
            sorted(path.name for path in Path(FOLDER, kind).glob("*.so") if path.name != f"libjanus_{wanted}.so")
        )
        for kind, wanted in (("plugins", "videoroom"), ("transports", "websockets"))
    }
    text = CONFIGURATION.format(folder=folder, libraries=FOLDER, address=address, **others)
    (folder / "janus.jcfg").write_text(text)
    (folder / "janus.transport.websockets.jcfg").write_text(WEBSOCKET.format(port=port))
    return text


class Janus:
    """Its API; `join()` as the other relays have it."""

    def __init__(self, process: asyncio.subprocess.Process, talk: ClientConnection) -> None:
        self.process, self._talk = process, talk
        self._session = self._publisher = 0
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._stay())]

    async def _listen(self) -> None:
        async for message in self._talk:
            said = json.loads(message)
            waiting = self._waiting.get(said.get("transaction", ""))
            if waiting is not None and said["janus"] != "ack" and not waiting.done():
                waiting.set_result(said)

    async def _stay(self) -> None:
        while True:
            await asyncio.sleep(20)
            await self._talk.send(json.dumps(
                {"janus": "keepalive", "session_id": self._session, "transaction": secrets.token_hex(6)}
            ))

    async def _ask(self, what: str, **fields: object) -> dict[str, Any]:
        name = secrets.token_hex(6)
        self._waiting[name] = asyncio.get_running_loop().create_future()
        session = {"session_id": self._session} if self._session else {}
        await self._talk.send(json.dumps({"janus": what, "transaction": name, **session, **fields}))
        async with asyncio.timeout(30):
            said = await self._waiting[name]
        del self._waiting[name]
        if "error" in said or "error" in said.get("plugindata", {}).get("data", {}):
            raise RuntimeError(said)
        return said

    async def _attach(self) -> int:
        return int((await self._ask("attach", plugin="janus.plugin.videoroom"))["data"]["id"])

    async def open(self, **how: object) -> None:
        """A session, and the room; `how`: what is different about it."""
        self._session = int((await self._ask("create"))["data"]["id"])
        self._publisher = await self._attach()
        room = {"request": "create", "room": ROOM, "publishers": 1, "bitrate": 2_000_000, "videocodec": "vp8"}
        await self._ask("message", handle_id=self._publisher, body=room | how)

    async def publish(self, offer: str) -> str:
        """The answer to whom the room hears and sees."""
        body = {"request": "joinandconfigure", "room": ROOM, "ptype": "publisher", "id": FEED}
        said = await self._ask("message", handle_id=self._publisher, body=body, jsep={"type": "offer", "sdp": offer})
        return str(said["jsep"]["sdp"])

    async def subscribe(self, **how: object) -> tuple[int, str]:
        """A handle, and what it offers; `how`: what is asked of the streams, `substream=0` for the smaller picture."""
        handle = await self._attach()
        async with asyncio.timeout(10):
            while not await self._has(FEED):           # it is told of a publisher a little later than its browser is
                await asyncio.sleep(0.1)
        body = {"request": "join", "room": ROOM, "ptype": "subscriber", "streams": [{"feed": FEED, **how}]}
        said = await self._ask("message", handle_id=handle, body=body)
        return handle, str(said["jsep"]["sdp"])

    async def _has(self, feed: int) -> bool:
        said = await self._ask("message", handle_id=self._publisher, body={"request": "listparticipants", "room": ROOM})
        there = said["plugindata"]["data"]["participants"]
        return any(one["id"] == feed and one.get("publisher") for one in there)

    async def start(self, handle: int, answer: str) -> None:
        await self._ask("message", handle_id=handle, body={"request": "start"}, jsep={"type": "answer", "sdp": answer})

    async def join(self, role: str, subject: str, caller: Caller) -> None:
        if role == "send":
            offer = caller.offer("sendonly").replace("a=setup:actpass", "a=setup:active")
            for at, kind in enumerate(("audio", "video")):
                offer = offer.replace(f"a=mid:{at}\r\n", f"a=mid:{at}\r\na=ssrc:{caller.ssrcs[kind]} cname:x\r\n")
            await caller.connect(await self.publish(offer))
            return
        handle, theirs = await self.subscribe()
        assert re.search(r"a=rtpmap:111 opus", theirs)
        assert re.search(r"a=rtpmap:96 VP8", theirs)
        await self.start(handle, caller.offer("recvonly").replace("a=setup:actpass", "a=setup:active"))
        await caller.connect(theirs)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._talk.close()
        self.process.terminate()
        await self.process.wait()


async def started(folder: Path, address: str, core: int, **how: object) -> tuple[Janus, str]:
    """Janus on one core, and the configuration it runs with; `how`: what is different about its room."""
    port = free_port()
    text = configuration(folder, address, port)
    process = await asyncio.create_subprocess_exec(
        "taskset", "-c", str(core), "janus", "-F", str(folder),
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )
    talk = None
    async with asyncio.timeout(20):
        while talk is None:
            with contextlib.suppress(OSError):
                talk = await connect(
                    f"ws://127.0.0.1:{port}", subprotocols=[Subprotocol("janus-protocol")], max_size=1 << 20
                )
            await asyncio.sleep(0.1)
    one = Janus(process, talk)
    await one.open(**how)
    return one, text
