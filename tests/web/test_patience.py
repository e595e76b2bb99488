"""A real server on a real port, and clients that do not behave."""

import asyncio
import contextlib

import msgspec
import pytest

from web import server as web_server

SLOW = 1                       # seconds; ten in real use


@pytest.fixture
async def running(settings, house):
    """The house as it is served, but impatient."""
    impatient = msgspec.structs.replace(settings, port=0, slow_seconds=SLOW)
    listening = web_server.listen(impatient)
    running = web_server.server(impatient, house)
    serving = asyncio.create_task(running._serve([listening]))
    while not running.started:
        await asyncio.sleep(0.01)
    running.port = listening.getsockname()[1]
    yield running
    running.should_exit = True
    running.force_exit = True
    await serving


@pytest.fixture
def port(running):
    return running.port


async def talk(port, *pieces, every=0.0):
    """Send the pieces and read until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with contextlib.suppress(ConnectionError):
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            if every:
                await asyncio.sleep(every)
    try:
        async with asyncio.timeout(15):
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


def head(port, *lines, method="GET", path="/healthz"):
    return b"\r\n".join([f"{method} {path} HTTP/1.1".encode(), f"Host: 127.0.0.1:{port}".encode(), *lines, b"", b""])


async def test_an_honest_request_is_answered(port):
    said = await talk(port, head(port, b"Connection: close"))

    assert said.startswith(b"HTTP/1.1 200")
    assert b"server:" not in said.lower()


async def test_headers_that_trickle_are_cut_off_and_others_are_served_meanwhile(running, port):
    slow = [asyncio.create_task(talk(port, *[bytes([b]) for b in head(port)[:40]], every=0.2)) for _ in range(200)]
    async with asyncio.timeout(10):
        while len(running.server_state.connections) < 100:
            await asyncio.sleep(0.01)

    assert (await talk(port, head(port, b"Connection: close"))).startswith(b"HTTP/1.1 200")
    async with asyncio.timeout(20):
        answers = await asyncio.gather(*slow)
    assert set(answers) == {b""}


async def test_a_body_that_trickles_is_cut_off(port):
    request = head(port, b"Content-Length: 1000", b"Content-Type: application/x-www-form-urlencoded",
                   method="POST", path="/sign-in")

    async with asyncio.timeout(20):
        said = await talk(port, request, *[b"x"] * 30, every=0.2)

    assert b"HTTP/1.1 200" not in said
    assert b"HTTP/1.1 303" not in said


async def test_a_connection_that_says_nothing_is_closed(port):
    async with asyncio.timeout(10):
        assert await talk(port) == b""


async def test_headers_without_end_are_cut_off(port):
    said = await talk(port, b"GET / HTTP/1.1\r\n", *[b"X-A: " + b"a" * 8_000 + b"\r\n"] * 20)

    assert b" 200 " not in said


@pytest.mark.parametrize("lines", [
    (b"Content-Length: 5", b"Transfer-Encoding: chunked"),
    (b"Transfer-Encoding: chunked", b"Content-Length: 5"),
    (b"Content-Length: 5", b"Content-Length: 6"),
    (b"Content-Length: -1",), (b"Content-Length: 5, 5",), (b"Transfer-Encoding: xchunked",),
    (b"Transfer-Encoding : chunked",),
])
async def test_a_request_of_two_lengths_is_refused_and_the_connection_closed(port, lines):
    smuggled = b"0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n"

    said = await talk(port, head(port, *lines, method="POST", path="/sign-in"), smuggled)

    assert said.startswith(b"HTTP/1.1 400")
    assert said.count(b"HTTP/1.1") == 1


async def test_the_access_log_names_routes_never_tokens(port, caplog):
    caplog.set_level("INFO", logger="dinh.access")
    token = "T0kenThatMustNotBeLogged" * 2

    await talk(port, head(port, b"Connection: close", path=f"/enter/{token}"))
    await talk(port, head(port, b"Connection: close", path=f"/nowhere/{token}?next={token}"))

    assert "/enter/{token}" in caplog.text
    assert "TokenThat" not in caplog.text
    assert token not in caplog.text
