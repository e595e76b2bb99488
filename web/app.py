"""Where the parts are put together.

    settings ─▶ House (database, register, clerk, gallery, papers, relay) ─▶ Litestar

The only module that knows them all.
"""

from litestar import Litestar, Router
from litestar.datastructures import MutableScopeHeaders, State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.template import TemplateConfig
from litestar.types import Message, Scope

from meetings.clerk import Busy, NotRecorded
from meetings.procedure.rulings import OutOfOrder
from meetings.wire import Unreadable
from web import assets, bearer, doors, pages, problems, sessions, show, squeezing
from web.house import House
from web.settings import Settings
from web.viewer import Viewer

POLICY = "; ".join((
    "default-src 'none'", f"script-src 'self' {assets.inline('early.js').source}", "style-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:", "connect-src 'self'", "manifest-src 'self'", "worker-src 'self'",
    "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
))
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy":
        "camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=(), usb=()",
}

OVER_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}     # a year: no line without https is tried again


def create_app(settings: Settings, house: House | None = None) -> Litestar:
    """The application in an open house; without one it waits for `app.state.house`."""
    return Litestar(
        route_handlers=pages.routes(),
        state=State({"house": house}),
        middleware=[sessions.sessions],
        guards=[doors.guard],
        dependencies={
            "house": Provide(_house, sync_to_thread=False),
            "viewer": Provide(_viewer, sync_to_thread=False),
        },
        exception_handlers={
            HTTPException: problems.refused,
            OutOfOrder: problems.out_of_order,
            Unreadable: problems.not_taken,
            NotRecorded: problems.not_taken,
            Busy: problems.not_taken,
            Exception: problems.our_fault,
        },
        before_send=[_headers],
        compression_config=squeezing.PAGES,
        template_config=TemplateConfig(instance=show.pages(settings.timezone, demo=settings.demo)),
        openapi_config=_schema(),
        request_max_body_size=settings.body_limit,
        multipart_form_part_limit=200,
        logging_config=None,
        debug=False,
    )


def _schema() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="Đình", version="0.1.0", create_examples=False,
        openapi_router=Router("/schema", route_handlers=[], opt={"who": "anybody"}),
        render_plugins=[JsonRenderPlugin()],             # the shipped viewers load scripts from elsewhere
    )


def _house(state: State) -> House:
    house: House = state.house
    return house


def _viewer(scope: Scope) -> Viewer:
    viewer: Viewer = scope["user"]
    return viewer


async def _headers(message: Message, scope: Scope) -> None:
    """The same guards on every answer; a handler that set one stricter keeps it."""
    if message["type"] == "http.response.start":
        headers = MutableScopeHeaders(message)
        if str(scope["path"]).startswith(doors.HIDING):
            headers["Referrer-Policy"] = "no-referrer"
            headers["Cache-Control"] = "no-store"
        if str(scope["path"]).startswith(bearer.OPEN):
            bearer.share(headers)
        secure = scope["litestar_app"].state.house.settings.secure
        guards = {**HEADERS, **OVER_HTTPS} if secure else HEADERS
        for name, value in guards.items() if message["status"] != 304 else ():      # what the browser has holds on
            headers.setdefault(name, value)


