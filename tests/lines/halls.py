"""Halls as network namespaces, each behind a simulated line that carries all its traffic. Needs root and /dev/net/tun.

    hall: eth0 (TAP) ◀═ this process: Way up, Way down ═▶ (TAP) bridge ◀─ veth ─▶ this machine's own namespace

What runs in a hall reaches this machine at `house` and the other halls over both lines; several browsers and a relay
of its own can sit in one hall. Bytes are those of IP (and ARP): the Ethernet header is not counted. Names carry the
process id and the network is drawn from it, so that runs do not meet; what dead runs left is swept away first.
"""

import asyncio
import fcntl
import os
import re
import struct
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.lines.arrivals import Arrivals
from tests.lines.line import Line, Way

TUNSETIFF, TAP, NO_PACKET_INFO = 0x400454CA, 0x0002, 0x1000      # linux/if_tun.h
ETHERNET = 14                  # bytes of header in front of each packet
AT_ONCE = 64                   # frames read before others get their turn
OURS = re.compile(r"dinh(\d+)-\w+")
QUIET = "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6"       # neighbours' greetings would be counted as traffic


@dataclass
class Hall:
    """A place at the thin end of a line."""

    space: str                 # the name of its namespace
    address: str
    line: Line
    browser: str = ""          # a program that becomes Chromium in this hall
    taps: tuple[int, int] = (-1, -1)

    def inside(self, *command: str) -> tuple[str, ...]:
        """The command that runs this one in the hall."""
        return ("ip", "netns", "exec", self.space, *command)


@dataclass
class Halls:
    house: str                 # this machine's address, as the halls reach it
    halls: list[Hall] = field(default_factory=list)

    def __getitem__(self, at: int) -> Hall:
        return self.halls[at]


@asynccontextmanager
async def halls(*lines: Line) -> AsyncIterator[Halls]:
    """One hall for each line. Raises AssertionError when this may not be done here."""
    assert os.geteuid() == 0, "network namespaces need root"
    assert os.access("/dev/net/tun", os.W_OK), "TAP devices need /dev/net/tun"
    assert os.path.exists("/usr/sbin/ip") or os.path.exists("/sbin/ip"), "iproute2 is missing: run .ci/need"
    await sweep()
    name, network = f"dinh{os.getpid()}", f"10.{64 + os.getpid() % 64}.{os.getpid() // 64 % 256}"
    found = Halls(f"{network}.1")
    arrivals = Arrivals()
    with tempfile.TemporaryDirectory() as folder:
        try:
            await bridged(name, network)
            for at, line in enumerate(lines):
                hall = Hall(f"{name}-h{at}", f"{network}.{10 + at}", line, f"{folder}/chromium-{at}")
                found.halls.append(hall)
                await furnished(hall, name, at)
                opened(hall, arrivals)
            yield found
        finally:
            arrivals.close()
            for hall in found.halls:
                closed(hall)
            await removed(name)


async def bridged(name: str, network: str) -> None:
    """The bridge in a namespace of its own, and this machine's way to it."""
    bridge = f"{name}-br"
    await ip("netns", "add", bridge)
    await ip("netns", "exec", bridge, "sh", "-c", QUIET)
    await ip("-n", bridge, "link", "add", "br0", "type", "bridge", "mcast_snooping", "0")
    await ip("-n", bridge, "link", "set", "br0", "up")
    await ip("link", "add", f"{name}v", "type", "veth", "peer", "name", "house", "netns", bridge)
    await ip("-n", bridge, "link", "set", "house", "master", "br0", "up")
    await ip("addr", "add", f"{network}.1/24", "dev", f"{name}v")
    await ip("link", "set", f"{name}v", "up")


async def furnished(hall: Hall, name: str, at: int) -> None:
    """The hall's namespace with its eth0, the other TAP on the bridge, and the way for a browser to get in."""
    await ip("netns", "add", hall.space)
    await ip("netns", "exec", hall.space, "sh", "-c", QUIET)
    near, far = f"{name}n{at}", f"{name}f{at}"
    hall.taps = tap(near), tap(far)
    await ip("link", "set", near, "netns", hall.space)
    await ip("link", "set", far, "netns", f"{name}-br")
    await ip("-n", hall.space, "link", "set", near, "name", "eth0")
    await ip("-n", hall.space, "link", "set", "lo", "up")
    await ip("-n", hall.space, "addr", "add", f"{hall.address}/24", "dev", "eth0")
    await ip("-n", hall.space, "link", "set", "eth0", "up")
    await ip("-n", f"{name}-br", "link", "set", far, "master", "br0", "up")
    entrance = Path(hall.browser)
    entrance.write_text(f'#!/bin/sh\nexec {" ".join(hall.inside("chromium"))} "$@"\n')
    entrance.chmod(0o700)


def tap(name: str) -> int:
    descriptor = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(descriptor, TUNSETIFF, struct.pack("16sH22s", name.encode(), TAP | NO_PACKET_INFO, b""))
    return descriptor


def opened(hall: Hall, arrivals: Arrivals) -> None:
    """Frames move from now on."""
    loop = asyncio.get_running_loop()
    near, far = hall.taps

    def carry(source: int, goal: int, way: Way) -> None:
        for _ in range(AT_ONCE):
            try:
                frame = os.read(source, 1 << 16)
            except OSError:                            # none left, or the device is going
                return
            at = way.takes(len(frame) - ETHERNET, loop.time())
            if at is not None:
                arrivals.due(at, lambda packet: written(goal, packet), frame)

    loop.add_reader(near, carry, near, far, hall.line.up)
    loop.add_reader(far, carry, far, near, hall.line.down)


def written(descriptor: int, frame: bytes) -> None:
    with suppress(OSError):                            # the other end's interface is down
        os.write(descriptor, frame)


def closed(hall: Hall) -> None:
    for descriptor in hall.taps:
        if descriptor >= 0:
            asyncio.get_running_loop().remove_reader(descriptor)
            os.close(descriptor)


async def ip(*arguments: str) -> str:
    process = await asyncio.create_subprocess_exec(
        "ip", *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
    said, _ = await process.communicate()
    assert process.returncode == 0, f"ip {' '.join(arguments)}: {said.decode()}"
    return said.decode()


async def removed(name: str) -> None:
    """All namespaces of that run, whatever is in them; the devices go with them."""
    for space in re.findall(rf"^{name}-\w+", await ip("netns", "list"), re.MULTILINE):
        await ip("netns", "del", space)
    with suppress(AssertionError):                     # mostly gone with the bridge
        await ip("link", "del", f"{name}v")


async def sweep() -> None:
    """Remove what runs left that were killed."""
    for owner in set(OURS.findall(await ip("netns", "list"))):
        if not Path(f"/proc/{owner}").exists():
            await removed(f"dinh{owner}")
