"""The files a browser fetches once."""

from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from web import assets

FOREVER = "public, max-age=31536000, immutable"


@get("/static/{release:str}/{name:path}", opt={"who": "anybody", "as_is": True}, include_in_schema=False)
async def static(request: Request[Any, Any, Any], release: FromPath[str], name: FromPath[Path]) -> Response[bytes]:
    """A file of this release; a former release's address gets today's file, but not for ever."""
    ours = assets.load()
    asset = ours.files.get(name.as_posix().lstrip("/"))
    if asset is None:
        raise NotFoundException
    body, encoding = asset.best(request.headers.get("accept-encoding", ""))
    headers = {"Cache-Control": FOREVER if release == ours.hash else "no-cache", "Vary": "Accept-Encoding"}
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(body, media_type=asset.media_type, headers=headers)


ROUTES = (static,)
