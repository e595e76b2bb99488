"""A relay as its own process: beside the web server, or in a hall.

    python -m media --control 127.0.0.1:0 --secret-file FILE       the server of this machine dials it
    python -m media --parent https://hop.example --token-file FILE       it dials the server of the house

    also    --udp 0.0.0.0:0 --announce auto

Prints `ready udp=PORT`, and `control=PORT` beside a server, when it listens. With `--with-parent` it ends when
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

from media import dial
from media.dial import Dial, Token
from media.door import Door
from media.grants import public_key
from media.mux import Mux
from media.orders import Orders
from media.relay import Relay

ADDRESSES = 8                  # told to browsers at most
TOKEN = "DINH_RELAY_TOKEN"     # noqa: S105 - the name of a place for one


class Unfit(Exception):
    """The relay cannot be started so; the text says why."""


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
    parser.add_argument("--secret-file", type=Path, help="file with the secret shared with the server")
    parser.add_argument("--name", default="", help="of a further relay beside the root")
    parser.add_argument("--grants-key", type=public_key, help="the server's public key: nobody joins without its grant")
    parser.add_argument("--parent", help="https address of the house, for a relay in a hall (SSL_CERT_FILE: its CA)")
    parser.add_argument("--token-file", type=Path, help=f"file with the relay's token; else it stands in {TOKEN}")
    parser.add_argument("--with-parent", action="store_true", help="end when standard input ends")
    return parser.parse_args(argv)


def _told(asked: argparse.Namespace) -> Token | str:
    """By what we are directed: a token of the house, or the secret shared with the server. Raises Unfit."""
    try:
        if asked.parent:
            dial.address(asked.parent)
            text = asked.token_file.read_text("utf-8") if asked.token_file else os.environ.get(TOKEN, "")
            return dial.token(text)
        if asked.secret_file is None:
            raise Unfit("say who directs the relay: --parent with --token-file, or --secret-file")
        secret: str = asked.secret_file.read_text("utf-8").strip()
    except OSError as problem:
        raise Unfit(f"{problem.filename}: {problem.strerror}") from None
    except ValueError as problem:                  # also a file that is no text
        raise Unfit(str(problem)) from None
    if len(secret) < 16:
        raise Unfit(f"{asked.secret_file}: the secret is too short")
    return secret


def _say(text: str) -> None:
    print(text, flush=True)


async def _run(asked: argparse.Namespace, told: Token | str) -> None:
    mux = Mux(*asked.udp)
    channel: Dial | Door
    if isinstance(told, Token):
        relay = Relay(mux, asked.announce, name=told.name)
        channel = Dial(Orders(relay, told.key, dial.ALONE), dial.address(asked.parent), told, _say)
        channel.start()
        ports = f"udp={mux.port}"
    else:
        relay = Relay(mux, asked.announce, name=asked.name)
        channel = Door(Orders(relay, asked.grants_key), told)
        ports = f"udp={mux.port} control={await channel.open(*asked.control)}"
    relay.open()
    loop, stopping = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    if asked.with_parent:
        os.set_blocking(sys.stdin.fileno(), False)
        loop.add_reader(sys.stdin.fileno(), lambda: _parent(stopping))
    gc.collect()
    gc.freeze()                                    # what is there now stays: no need to look at it again
    print(f"ready {ports}", flush=True)
    await stopping.wait()
    await channel.close()
    await relay.close()


def _parent(stopping: asyncio.Event) -> None:
    with contextlib.suppress(BlockingIOError):
        if not os.read(sys.stdin.fileno(), 4096):
            stopping.set()


def main(argv: Sequence[str] | None = None) -> int:
    asked = _arguments(sys.argv[1:] if argv is None else argv)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s relay %(levelname)s %(message)s")
    try:
        told = _told(asked)
    except Unfit as unfit:
        print(unfit, file=sys.stderr)
        return 2
    try:
        import uvloop
    except ImportError:
        asyncio.run(_run(asked, told))
    else:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_run(asked, told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
