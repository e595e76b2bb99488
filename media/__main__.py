"""A relay as its own process.

    python -m media --control 127.0.0.1:0 --udp 0.0.0.0:0 --announce auto --secret-file FILE

Prints `ready udp=PORT control=PORT` when it listens. With `--with-parent` it ends when
its standard input does, so that no relay is left over when its parent is killed.
"""

import argparse
import asyncio
import contextlib
import gc
import ipaddress
import logging
import os
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from media.door import Door
from media.grants import public_key
from media.mux import Mux
from media.relay import Relay

ADDRESSES = 8                  # told to browsers at most


def own_addresses() -> list[str]:
    """This machine's addresses as others may reach it, loopback first."""
    found = ["127.0.0.1"]
    with contextlib.suppress(OSError):
        found += [str(one[4][0]) for one in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))            # sends nothing; the kernel says which address it would use
        found.append(str(probe.getsockname()[0]))
    return list(dict.fromkeys(found))[:ADDRESSES]


def announced(said: str) -> list[str]:
    """The addresses that are told to browsers.

    >>> announced("192.0.2.7, 127.0.0.1")
    ['192.0.2.7', '127.0.0.1']
    """
    if said in ("", "auto"):
        return own_addresses()
    return [str(ipaddress.IPv4Address(one.strip())) for one in said.split(",")][:ADDRESSES]


def _place(said: str) -> tuple[str, int]:
    host, _, port = said.rpartition(":")
    return host or "127.0.0.1", int(port)


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m media", description="Đình's media relay")
    parser.add_argument("--control", type=_place, default=("127.0.0.1", 0), help="HOST:PORT of the control channel")
    anywhere = ("0.0.0.0", 0)  # noqa: S104 - peers come from everywhere
    parser.add_argument("--udp", type=_place, default=anywhere, help="HOST:PORT for sound and pictures")
    parser.add_argument("--announce", type=announced, default="auto", help="addresses told to browsers, or auto")
    parser.add_argument("--secret-file", type=Path, required=True, help="file with the secret shared with the server")
    parser.add_argument("--grants-key", type=public_key, help="the server's public key: nobody joins without its grant")
    parser.add_argument("--with-parent", action="store_true", help="end when standard input ends")
    return parser.parse_args(argv)


async def _run(asked: argparse.Namespace, secret: str) -> None:
    mux = Mux(*asked.udp)
    relay = Relay(mux, asked.announce)
    door = Door(relay, secret, key=asked.grants_key)
    control = await door.open(*asked.control)
    relay.open()
    loop, stopping = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    if asked.with_parent:
        os.set_blocking(sys.stdin.fileno(), False)
        loop.add_reader(sys.stdin.fileno(), lambda: _parent(stopping))
    gc.collect()
    gc.freeze()                                    # what is there now stays: no need to look at it again
    print(f"ready udp={mux.port} control={control}", flush=True)
    await stopping.wait()
    await door.close()
    await relay.close()


def _parent(stopping: asyncio.Event) -> None:
    with contextlib.suppress(BlockingIOError):
        if not os.read(sys.stdin.fileno(), 4096):
            stopping.set()


def main(argv: Sequence[str] | None = None) -> int:
    asked = _arguments(sys.argv[1:] if argv is None else argv)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s relay %(levelname)s %(message)s")
    secret = asked.secret_file.read_text("utf-8").strip()
    if len(secret) < 16:
        print(f"{asked.secret_file}: the secret is too short", file=sys.stderr)
        return 2
    try:
        import uvloop
    except ImportError:
        asyncio.run(_run(asked, secret))
    else:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_run(asked, secret))
    return 0


if __name__ == "__main__":
    sys.exit(main())
