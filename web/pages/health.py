"""For whoever watches the server: is it alive, is it ready."""

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.status_codes import HTTP_200_OK, HTTP_503_SERVICE_UNAVAILABLE

from web.house import House


@get("/healthz", opt={"who": "anybody"})
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@get("/readyz", opt={"who": "anybody"})
async def readyz(house: NamedDependency[House]) -> Response[Any]:
    """The database answers, and whether the media relay is there. Meetings go on without it, so it only reports."""
    try:
        await house.register.settings.get("ready")
        database = "ok"
    except Exception:              # whatever it is, whoever watches is told
        database = "away"
    relay = "none" if house.relay is None else "ok" if house.relay.connected else "away"
    status = HTTP_200_OK if database == "ok" else HTTP_503_SERVICE_UNAVAILABLE
    return Response({"status": "ok" if database == "ok" else "not ready", "database": database, "relay": relay},
                    status_code=status)


ROUTES = (healthz, readyz)
