"""The smallest door before a relay: it serves `page.html` with the product's own scripts, and hands offers on."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from media.link import RelayAway, RelayLink
from media.relay import Taken
from media.sdp import BadOffer

HERE = Path(__file__).parent
STATIC = HERE.parents[1] / "web" / "static"


async def served(
    link: RelayLink, way_round: str = "", way: Callable[[str, str], str] = lambda role, answer: answer
) -> tuple[asyncio.Server, int]:
    """The smallest web server that knows a few files and the way to the relay.

    `way_round`: its Link header; `way`: from a role and the relay's answer to what the page is told.
    """

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, path, _ = head.split(" ", 2)
        pairs = (line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        fields = {name.lower(): value for name, value in pairs}
        body = await reader.readexactly(int(fields.get("content-length", 0)))
        status, kind, more, said = "200 OK", "text/html", "", b""
        if path.startswith("/static/"):
            kind, said = "text/javascript", (STATIC / path.removeprefix("/static/")).read_bytes()
        elif path.startswith("/?"):
            said = (HERE / "page.html").read_bytes()
        elif method == "POST":
            role = path.rpartition("/")[2]
            try:
                role, _, again = role.partition("?again=")
                joined = await link.join(
                    "m1", fields["x-csrf"], role, body.decode(), again or None  # type: ignore[arg-type]
                )
                status, said = "201 Created", way(role, joined.answer_sdp).encode()
                more = f"Location: /meetings/m1/media/{joined.peer_id}\r\nLink: {way_round}\r\n"
            except (BadOffer, RelayAway, Taken) as refused:
                status = {Taken: "409 Conflict", RelayAway: "503 Away"}.get(type(refused), "400 Bad Request")
                said = b'{"code": "taken"}' if isinstance(refused, Taken) else b"{}"
        elif method == "DELETE":
            await link.leave(path.rpartition("/")[2])
        writer.write(f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}Content-Length: {len(said)}\r\n"
                     "Connection: close\r\n\r\n".encode() + said)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    return server, server.sockets[0].getsockname()[1]
