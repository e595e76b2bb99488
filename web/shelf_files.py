"""Files from the shelf as answers: kept on the device, fetched on from where a line broke.

A file on the shelf is named by its bytes, so its name is its ETag and it never changes:
`immutable`, answered with 304 when the browser has it (RFC 9110), in parts when it asks for
one range (206; several ranges get the whole, an impossible one 416). A download is an
attachment in a sandbox without a type to guess: what strangers uploaded never runs here.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

from litestar import Request
from litestar.exceptions import NotFoundException
from litestar.response import Response, Stream

from meetings.papers.refusals import NotOnShelf
from meetings.papers.shelf import Shelf

KEPT = "private, max-age=31536000, immutable"
PIECE = 1 << 16
RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")
Asked = Request[Any, Any, Any]
Sent = Stream


async def picture(request: Asked, shelf: Shelf, key: str) -> Response[bytes]:
    """A page's picture."""
    headers = {"Cache-Control": KEPT, "ETag": f'"{key}"', "Content-Security-Policy": "default-src 'none'"}
    if _has_it(request, key):
        return Response(b"", status_code=304, headers=headers, media_type="image/webp")
    try:
        content = await shelf.read(key)
    except NotOnShelf:
        raise NotFoundException from None
    return Response(content, headers=headers, media_type="image/webp")


async def attachment(
    request: Asked, shelf: Shelf, key: str, filename: str, media_type: str
) -> Response[bytes] | Stream:
    """A whole file, or the part asked for, to be saved under its name."""
    try:
        size = shelf.path(key).stat().st_size
    except NotOnShelf:
        raise NotFoundException from None
    headers = {
        "Cache-Control": KEPT, "ETag": f'"{key}"', "Accept-Ranges": "bytes", "X-Content-Type-Options": "nosniff",
        "Content-Disposition": disposition(filename),
        "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    }
    if _has_it(request, key):
        return Response(b"", status_code=304, headers=headers, media_type=media_type)
    first, last, status = _range(request, key, size)
    if status == 416:
        return Response(b"", status_code=416, headers=headers | {"Content-Range": f"bytes */{size}"},
                        media_type=media_type)
    if status == 206:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    headers["Content-Length"] = str(last - first + 1)
    return Stream(_pieces(shelf, key, first, last - first + 1), status_code=status, headers=headers,
                  media_type=media_type)


def disposition(filename: str) -> str:
    """To be saved under this name, in letters of every country (RFC 6266, RFC 8187).

    >>> print(disposition("Tờ trình.pdf"))
    attachment; filename="T_ tr_nh.pdf"; filename*=UTF-8''T%E1%BB%9D%20tr%C3%ACnh.pdf
    """
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\\\%/' else "_" for c in filename)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


def _has_it(request: Asked, key: str) -> bool:
    asked = request.headers.get("if-none-match", "")
    return asked.strip() == "*" or f'"{key}"' in (tag.strip().removeprefix("W/") for tag in asked[:2_000].split(","))


def _range(request: Asked, key: str, size: int) -> tuple[int, int, int]:
    """The first and the last byte to send, and the status."""
    asked = request.headers.get("range", "").strip()
    condition = request.headers.get("if-range")
    found = RANGE.fullmatch(asked)
    if found is None or not any(found.groups()) or (condition is not None and condition.strip() != f'"{key}"'):
        return 0, size - 1, 200
    if not found[1]:
        first, last = max(0, size - int(found[2])), size - 1
        return (first, last, 206) if int(found[2]) else (0, 0, 416)
    first, last = int(found[1]), min(int(found[2] or size), size - 1)
    return (first, last, 206) if first <= last else (0, 0, 416)


async def _pieces(shelf: Shelf, key: str, first: int, count: int) -> AsyncIterator[bytes]:
    with shelf.open(key) as file:
        await asyncio.to_thread(file.seek, first)
        while count > 0 and (piece := await asyncio.to_thread(file.read, min(PIECE, count))):
            count -= len(piece)
            yield piece
