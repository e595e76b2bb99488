"""A hall at the end of a line: all its traffic is carried, counted and cut, and nothing of it is left over."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.lines.halls import Hall, Halls, halls, ip
from tests.lines.line import line

ASKS = "import socket, sys; s = socket.create_connection((sys.argv[1], int(sys.argv[2]))); s.sendall(bytes(5000)); " \
    "print(s.recv(9).decode())"


@asynccontextmanager
async def house(found: Halls) -> AsyncIterator[int]:
    """A port of this machine where 5,000 bytes are taken and `well` is said."""

    async def taken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(5000)
        writer.write(b"well")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(taken, found.house, 0)
    yield server.sockets[0].getsockname()[1]
    server.close()


async def asks(hall: Hall, address: str, port: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *hall.inside("python3", "-c", ASKS, address, str(port)), stdout=asyncio.subprocess.PIPE)


async def answer(process: asyncio.subprocess.Process) -> bytes:
    async with asyncio.timeout(30):
        return (await process.communicate())[0].strip()


async def test_each_hall_has_a_line_of_its_own_and_a_cut_one_holds_everything_back() -> None:
    async with halls(line(kbit=256, delay=0.05), line(kbit=2000)) as found, house(found) as port:
        thin, wide = found[0], found[1]
        assert await answer(await asks(thin, found.house, port)) == b"well"
        assert 5000 < thin.line.up.carried.bytes < 7000
        assert 0 < thin.line.down.carried.bytes < 1000
        assert wide.line.up.carried.bytes < 500

        thin.line.becomes(whole=False)
        asking = await asks(thin, found.house, port)
        async with asyncio.timeout(10):
            while thin.line.up.carried.lost < 1:
                await asyncio.sleep(0.01)
        assert await answer(await asks(wide, found.house, port)) == b"well"
        assert asking.returncode is None
        thin.line.becomes(whole=True)
        assert await answer(asking) == b"well"


async def test_a_browser_in_a_hall_starts_there() -> None:
    async with halls(line()) as found:
        said = await asyncio.create_subprocess_exec(found[0].browser, "--version", stdout=asyncio.subprocess.PIPE)
        assert b"Chromium" in await answer(said)


async def test_nothing_is_left_over_even_when_it_went_wrong() -> None:
    async def fails() -> None:
        async with halls(line(), line()):
            assert f"dinh{os.getpid()}-h1" in await ip("netns", "list")
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        await fails()
    assert f"dinh{os.getpid()}" not in await ip("netns", "list") + await ip("link")


async def test_what_a_dead_run_left_is_swept_away() -> None:
    gone = await asyncio.create_subprocess_exec("true")
    await gone.wait()
    await ip("netns", "add", f"dinh{gone.pid}-h0")
    async with halls():
        assert f"dinh{gone.pid}-h0" not in await ip("netns", "list")
