"""The web process: `python -m web.server`, started by the supervisor.

    standard input   first line: the settings as JSON; its end: the parent is gone, so end too
    standard output  `say WORDS` while it prepares, `ready PORT [SET-UP LINK]` when it listens,
                     `error WORDS`

The access log names routes, never addresses: a sign-in link's token stands in its address.
"""

import asyncio
import contextlib
import gc
import logging
import os
import socket
import ssl
import sys
import time
from collections.abc import Callable
from datetime import timedelta

import msgspec
import uvicorn
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from meetings.record.database import AlreadyOpen, Damaged
from meetings.record.migrations import TooNew
from web import demo, errands, usher
from web.app import create_app
from web.house import House, opened
from web.patience import patient
from web.settings import Settings

log = logging.getLogger("dinh.access")
MESSAGE = 65_536               # bytes of one WebSocket message
SET_UP = timedelta(days=1)     # how long the first administrator's link is good


def logged(app: ASGIApp) -> ASGIApp:
    """One line for each request: method, route, status, milliseconds."""

    async def access(scope: Scope, receive: Receive, send: Send) -> None:
        method = scope.get("method")
        if method is None:               # a socket, or the start and the end of the house
            await app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await app(scope, receive, watched)
        finally:
            route = scope.get("path_template") or "(no such route)"
            log.info("%s %s %s %.0f ms", method, route, status, (time.perf_counter() - began) * 1000)

    return access


def listen(settings: Settings) -> socket.socket:
    """The listening socket. Raises OSError: the port is taken, or the address is not this machine's."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError:
        listening.close()
        raise
    listening.setblocking(False)
    return listening


def server(settings: Settings, house: House) -> uvicorn.Server:
    """uvicorn, set up for thin lines and many sockets."""
    return uvicorn.Server(uvicorn.Config(
        logged(create_app(settings, house)),
        http=patient(settings.slow_seconds),
        ws="web.sockets:Socket",
        ws_max_size=MESSAGE,
        ws_per_message_deflate=False,        # 44 kB a connection saved; messages are small
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=settings.behind_proxy,
        forwarded_allow_ips=settings.proxies,
        timeout_keep_alive=20,
        timeout_graceful_shutdown=3,
        ssl_certfile=settings.cert or None,
        ssl_keyfile=settings.key or None,
    ))


async def run(settings: Settings) -> None:
    """Serve until told to stop or until the parent is gone."""
    listening = listen(settings)
    gc.set_threshold(50_000, 50, 100)    # 5,000 sockets are a large heap: the default pauses a vote for a second
    async with opened(settings) as house, errands.taken(house), usher.on_duty(house):
        set_up = await _prepare(house)
        running = server(settings, house)
        asyncio.get_running_loop().add_reader(0, _parent, running)
        serving = asyncio.create_task(running.serve([listening]))
        while not running.started and not serving.done():  # noqa: ASYNC110 - uvicorn has no event to wait for
            await asyncio.sleep(0.01)
        if running.started:
            print(f"ready {listening.getsockname()[1]} {set_up}", flush=True)
        await serving


async def _prepare(house: House) -> str:
    """Fill a demonstration; the link for the first administrator while none can come in, or ""."""
    if house.settings.demo:
        await demo.prepare(house, lambda words: print(f"say {words}", flush=True))
    elif not await house.register.people.any_admin_inside():
        token = await house.register.signin.new_token("setup", "", house.now() + SET_UP, at=house.now())
        return f"{house.settings.public_origin}/set-up/{token}"
    return ""


def _parent(running: uvicorn.Server) -> None:
    """Standard input became readable: nothing is ever sent, so it has ended."""
    with contextlib.suppress(OSError):
        if os.read(0, 1024):
            return
    running.should_exit = True
    asyncio.get_running_loop().remove_reader(0)


def main() -> None:
    """Read the settings and serve; 2: the folder is in use or unfit, 3: the port or the certificate is."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger("aiosqlite").setLevel(logging.WARNING)
    settings = msgspec.json.decode(_first_line(), type=Settings)
    if settings.demo:
        logging.getLogger().setLevel(logging.WARNING)
    try:
        with asyncio.Runner(loop_factory=_loops()) as runner:
            runner.run(run(settings))
    except (AlreadyOpen, Damaged, TooNew) as unfit:
        print(f"error {unfit}", flush=True)
        sys.exit(2)
    except ssl.SSLError:
        print(f"error {settings.cert} and {settings.key} are no certificate and its own key (PEM).", flush=True)
        sys.exit(3)
    except OSError as problem:
        where = problem.filename or f"{settings.host}:{settings.port}"
        print(f"error {where}: {problem.strerror or problem}", flush=True)
        sys.exit(3)


def _loops() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop where there is one."""
    try:
        import uvloop
    except ImportError:  # pragma: no cover - Windows
        return None
    return uvloop.new_event_loop


def _first_line() -> bytes:
    """Byte by byte, so that nothing after it is taken out of the pipe."""
    line = bytearray()
    while (byte := os.read(0, 1)) not in (b"", b"\n"):
        line += byte
    return bytes(line)


if __name__ == "__main__":
    main()

