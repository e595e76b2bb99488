"""One stored file as an answer: whole, in part, or not again.

    If-None-Match names it      ─▶ 304, nothing sent
    Range: bytes=a-b            ─▶ 206 with that part (If-Range must still name it)
    Range beyond the end        ─▶ 416
    several ranges at once      ─▶ 200, the whole file (a thousand ranges are an attack, not a reader)

Litestar 2.25 answers 200 with everything to all of these. A file is served with
`nosniff` and in a sandbox, so that a page hidden in it can do nothing here.
"""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from anyio import open_file
from litestar import Request, Response
from litestar.response import Stream

RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
CHUNK = 64 * 1024


def send(
    request: Request[Any, Any, Any], path: Path, *, media_type: str, etag: str, filename: str = "", inline: bool = False
) -> Response[Any]:
    """The file at `path`. `etag` names these very bytes (their hash); `filename` is what it is saved as."""
    size = path.stat().st_size
    tag = f'"{etag}"'
    headers = {
        "ETag": tag,
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, max-age=31536000, immutable",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    if filename or not inline:
        kind = "inline" if inline else "attachment"
        headers["Content-Disposition"] = f"{kind}; filename*=UTF-8''{quote(filename or path.name, safe='')}"
    if _names(request.headers.get("if-none-match", ""), tag):
        return Response(None, status_code=304, headers=headers)
    wanted = request.headers.get("range", "") if request.headers.get("if-range", tag) == tag else ""
    part = _part(wanted, size)
    if part is None:
        return Response(None, status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    start, end = part
    partial = RANGE.fullmatch(wanted) is not None and wanted != "bytes=-"
    if partial:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    headers["Content-Length"] = str(end - start)
    return Stream(
        _bytes(path, start, end), media_type=media_type, headers=headers, status_code=206 if partial else 200
    )


def _names(if_none_match: str, tag: str) -> bool:
    named = [one.strip().removeprefix("W/") for one in if_none_match[:2000].split(",")]
    return tag in named or "*" in named


def _part(wanted: str, size: int) -> tuple[int, int] | None:
    """Start and end (exclusive); the whole for what is no single range; None when nothing of it exists.

    >>> _part("bytes=2-4", 10), _part("bytes=-3", 10), _part("bytes=8-", 10), _part("bytes=10-", 10)
    ((2, 5), (7, 10), (8, 10), None)
    """
    found = RANGE.fullmatch(wanted)
    if not found or wanted == "bytes=-":
        return 0, size
    first, last = found[1], found[2]
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
    return (start, end) if start < end else None


async def _bytes(path: Path, start: int, end: int) -> AsyncIterator[bytes]:
    async with await open_file(path, "rb") as file:
        await file.seek(start)
        left = end - start
        while left and (chunk := await file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
